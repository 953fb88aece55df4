%% SPDX-License-Identifier: Apache-2.0
%% Links, monitors, exit signals and aliases: what arrives, and what does not.
-module(process_signal).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    Errors = [fun() -> unlink(id(a)) end, fun() -> link(id(1)) end, fun() -> exit(id(a), b) end,
              fun() -> monitor(process, id(1)) end, fun() -> monitor(id(x), self()) end,
              fun() -> demonitor(id(a)) end, fun() -> demonitor(make_ref(), id([x])) end,
              fun() -> demonitor(make_ref(), [info]) end, fun() -> demonitor(make_ref()) end,
              fun() -> monitor(process, self(), [{alias, id(x)}]) end,
              fun() -> alias(id([x])) end, fun() -> unalias(id(a)) end, fun() -> unalias(make_ref()) end,
              fun() -> group_leader(id(a), self()) end, fun() -> erlang:send(self(), a, id([b])) end,
              fun() -> erlang:send(self(), a, [nosuspend, noconnect]), receive a -> got end end,
              fun() -> monitor(process, {nobody, id('x@y')}) end],
    ts("errors", Errors),
    ts("exits", [fun() -> run(F) end || F <- exits()]),
    ts("link to the dead", [fun() -> P = dead(), link(P), from(P) end,
                            fun() -> run(fun() -> link(dead()) end) end,
                            fun() -> run(fun() -> catch link(dead()), still_here end) end]),
    ts("links", [fun double_link/0, fun unlinked/0, fun chain/0, fun self_link/0, fun trapped_kill/0,
                 fun linked_kill/0, fun to_self/0]),
    ts("monitors", [fun twice/0, fun by_name/0, fun missing/0, fun flushed/0, fun of_another/0,
                    fun tagged/0, fun of_self/0, fun down_with_data/0]),
    ts("aliases", [fun explicit/0, fun one_reply/0, fun with_monitor/0, fun reply_demonitor/0,
                   fun alias_of_dead/0]),
    ts("names", [fun name_is_free/0, fun leader/0]),
    p("left", receive X -> X after 20 -> nothing end).

exits() ->
    [fun() -> ok end, fun() -> exit(normal) end, fun() -> exit({a, [b]}) end, fun() -> exit(kill) end,
     fun() -> exit(self(), normal), not_here end, fun() -> exit(self(), kill), not_here end,
     fun() -> catch exit(self(), why), not_here end,
     fun() -> process_flag(trap_exit, true), exit(self(), normal), receive X -> exit(element(3, X)) end end,
     fun() -> error(e) end, fun() -> throw(t) end, fun() -> id(a) + 1 end,
     fun() -> try error(x) catch C:R:S -> erlang:raise(C, {again, R}, S) end end].

%% How a process ends that runs F; only the shape of a stack trace.
run(F) ->
    {P, M} = spawn_monitor(F),
    receive {'DOWN', M, process, P, Why} -> shape(Why) end.

shape({R, [{_, _, _, L} | _]}) when is_list(L) -> {R, stack};
shape(R) -> R.

from(P) -> receive {'EXIT', P, R} -> shape(R) after 200 -> nothing end.

dead() ->
    {P, M} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', M, _, _, _} -> P end.

idle() -> spawn(fun idle_loop/0).
idle_loop() ->
    receive
        {do, From, F} -> From ! {self(), F()}, idle_loop();
        stop -> ok;
        {stop, R} -> exit(R)
    end.
do(P, F) -> P ! {do, self(), F}, receive {P, R} -> R end.

double_link() ->
    P = idle(), link(P), link(P),
    L = length([x || X <- element(2, process_info(self(), links)), X =:= P]),
    P ! {stop, double}, {L, from(P), from(P)}.

unlinked() ->
    P = idle(), link(P), unlink(P), unlink(P),
    M = monitor(process, P), P ! {stop, gone},
    {receive {'DOWN', M, _, _, R} -> R end, from(P)}.

chain() ->
    Ps = [idle() || _ <- lists:seq(1, 50)],
    [do(A, fun() -> link(B) end) || {A, B} <- lists:zip(lists:droplast(Ps), tl(Ps))],
    Ms = [monitor(process, P) || P <- Ps],
    lists:last(Ps) ! {stop, broken},
    lists:usort([receive {'DOWN', M, _, _, R} -> R end || M <- Ms]).

self_link() -> L = process_info(self(), links), link(self()), {process_info(self(), links) =:= L, unlink(self())}.

trapped_kill() ->
    P = idle(), do(P, fun() -> process_flag(trap_exit, true) end), link(P),
    exit(P, soft), true = is_process_alive(P),
    exit(P, kill), {from(P), is_process_alive(P)}.

linked_kill() ->
    P = idle(), do(P, fun() -> process_flag(trap_exit, true) end),
    Q = idle(), do(Q, fun() -> link(P) end),
    exit(Q, {some, <<"reason">>}),
    do(P, fun() -> receive {'EXIT', Q, R} -> R end end).

to_self() -> exit(self(), mine), receive {'EXIT', S, R} when S =:= self() -> R end.

twice() ->
    P = idle(), A = monitor(process, P), B = monitor(process, P),
    N = length(element(2, process_info(P, monitored_by))),
    exit(P, two), {N, [receive {'DOWN', R, process, P, W} -> W end || R <- [A, B]]}.

by_name() ->
    P = idle(), register(my_idle, P),
    A = monitor(process, my_idle), B = monitor(process, {my_idle, node()}),
    I = process_info(self(), monitors),
    P ! stop, {I, [receive {'DOWN', R, T, O, W} -> {T, O, W} end || R <- [A, B]]}.

missing() ->
    P = dead(), A = monitor(process, no_such_name), B = monitor(process, P),
    {receive {'DOWN', A, T, O, W} -> {T, O, W} end, receive {'DOWN', B, process, P, V} -> V end}.

flushed() ->
    P = idle(), A = monitor(process, P), B = monitor(process, P),
    P ! stop, receive {'DOWN', B, _, _, _} -> ok end,
    I = demonitor(A, [flush, info]),
    C = monitor(process, P), timer:sleep(1), demonitor(C, [flush]),
    Q = idle(), D = monitor(process, Q), E = demonitor(D, [info]), F = demonitor(D, [info]),
    Q ! stop,
    {I, E, F, receive {'DOWN', _, _, _, _} = X -> X after 10 -> none end}.

of_another() ->
    P = idle(), M = monitor(process, P), Q = idle(),
    do(Q, fun() -> unalias(M) end), P ! stop,
    receive {'DOWN', M, _, _, R} -> R end.

tagged() ->
    P = idle(), M = monitor(process, P, [{tag, {tag, "term"}}]), P ! stop,
    receive {T, M, process, P, R} -> {T, R} end.

of_self() -> M = monitor(process, self()), {is_reference(M), demonitor(M, [info])}.

down_with_data() ->
    Big = lists:seq(1, 2000), B = binary:copy(<<"x">>, 500),
    M = element(2, spawn_monitor(fun() -> exit({Big, B}) end)),
    erlang:garbage_collect(),
    receive {'DOWN', M, _, _, {Big, B}} -> same end.

explicit() ->
    A = alias(), A ! one, P = idle(), do(P, fun() -> A ! two, A ! three end),
    L = [receive X -> X end || _ <- [1, 2, 3]], {L, unalias(A), unalias(A), A ! four, receive four -> no after 10 -> yes end}.

one_reply() ->
    A = alias([reply]), A ! one, A ! two, {receive one -> 1 end, receive two -> 2 after 10 -> none end, unalias(A)}.

with_monitor() ->
    P = idle(), A = monitor(process, P, [{alias, demonitor}]),
    B = monitor(process, P, [{alias, explicit_unalias}]),
    A ! a, B ! b, L = [receive a -> a end, receive b -> b end],
    demonitor(A), A ! c, P ! stop,
    [L, receive {'DOWN', B, _, _, R} -> R end, B ! d,
     receive d -> d end, unalias(B), receive c -> c after 10 -> no_c end].

reply_demonitor() ->
    P = idle(), A = monitor(process, P, [{alias, reply_demonitor}]),
    do(P, fun() -> A ! reply end), receive reply -> ok end, A ! more, P ! stop,
    {demonitor(A, [info]), receive more -> more after 20 -> none end}.

alias_of_dead() ->
    P = idle(), A = do(P, fun() -> alias() end), exit(P, kill), A ! x, is_reference(A).

name_is_free() ->
    P = idle(), register(a_name, P), M = monitor(process, P), exit(P, kill),
    receive {'DOWN', M, _, _, R} -> ok end,
    {R, whereis(a_name), register(a_name, self()), unregister(a_name)}.

leader() ->
    P = idle(), Q = idle(), group_leader(Q, P),
    S = do(P, fun() -> spawn(fun idle_loop/0) end),
    {process_info(P, group_leader) =:= {group_leader, Q}, process_info(S, group_leader) =:= {group_leader, Q}}.
