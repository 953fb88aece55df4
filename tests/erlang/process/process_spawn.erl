%% SPDX-License-Identifier: Apache-2.0
%% Forms and options of spawn, hibernate, process_info of relations.
-module(process_spawn).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    F = fun() -> ok end,
    Bad = [[x], [{priority, x}], [{min_heap_size, -1}], [{min_heap_size, a}], [{max_heap_size, #{}}],
           [{max_heap_size, 10}], [{message_queue_data, x}], [{fullsweep_after, x}], [link | x], x,
           [{min_heap_size, 1000}, {max_heap_size, 500}], [{monitor, [{alias, x}]}]],
    ts("bad", [fun() -> spawn_opt(F, B) end || B <- Bad]),
    ts("bad", [fun() -> spawn_link(id(x)) end, fun() -> spawn_monitor(id(x)) end, fun() -> spawn_opt(id(x), []) end,
               fun() -> spawn_link(a, b, id([c | d])) end, fun() -> spawn_opt(1, b, id([]), []) end,
               fun() -> erlang:hibernate(id(1), a, []) end, fun() -> erlang:hibernate(a, a, id([x | y])) end]),
    ts("wrong", [fun() -> spawn_monitor(fun(_) -> ok end) end, fun() -> down(spawn_opt(fun(_) -> ok end, [monitor])) end, fun() -> down(spawn_monitor(no_module, no_function, [1])) end,
                 fun() -> down(spawn_monitor(fun no_module:f/0)) end, fun() -> down(spawn_monitor(erlang, error, [e])) end]),
    ts("options", [fun() -> options(O) end || O <- [[], [link], [monitor], [link, monitor], [{priority, high}, {fullsweep_after, 5}],
         [{min_heap_size, 3000}, {max_heap_size, 100000}, {min_bin_vheap_size, 100000}],
         [{message_queue_data, off_heap}, link], [{max_heap_size, #{size => 0, kill => false}}],
         [{monitor, [{tag, gone}]}], [{monitor, [{alias, explicit_unalias}]}]]]),
    ts("parent", [fun parent/0, fun relations/0]),
    ts("hibernate", [fun hibernated/0, fun with_message/0, fun caught/0, fun with_garbage/0]),
    p("left", receive X -> X after 20 -> nothing end).

down({P, M}) -> receive {'DOWN', M, process, P, R} -> shape(R) end.
shape({{badarity, {Fun, A}}, S}) -> {badarity, is_function(Fun), A, is_list(S)};
shape({R, [{M, F, A, _} | _]}) -> {R, {M, F, A}};
shape(R) -> R.

options(Options) ->
    S = self(),
    Started = spawn_opt(fun() -> S ! {info, process_info(self(), [priority, message_queue_data])}, exit(bye) end, Options),
    I = receive {info, X} -> X end,
    case Started of
        {P, M} when is_pid(P) -> {pair, I, receive {T, M, process, P, R} -> {T, R} end, exit_of(P)};
        P when is_pid(P) -> {pid, I, exit_of(P)}
    end.
exit_of(P) -> receive {'EXIT', P, R} -> R after 20 -> none end.

parent() ->
    S = self(), P = spawn(fun() -> S ! {parent, process_info(self(), parent)} end),
    is_pid(P) andalso receive {parent, {parent, Q}} -> Q =:= S end.

relations() ->
    F = fun() -> receive stop -> ok end end,
    A = spawn_link(F), {B, _} = spawn_monitor(F),
    R = {process_info(A, links) =:= {links, [self()]}, process_info(B, monitored_by) =:= {monitored_by, [self()]},
         process_info(A, monitors), process_info(B, [links, status, message_queue_len, current_function]),
         process_info(self(), monitors) =:= {monitors, [{process, B}]}, lists:member(A, element(2, process_info(self(), links))),
         process_info(A, initial_call)},
    A ! stop, B ! stop, receive {'EXIT', A, _} -> ok end, receive {'DOWN', _, _, B, _} -> R end.

woken(S, Data) -> receive X -> S ! {self(), X, Data} end.

hibernated() ->
    S = self(), P = spawn_link(fun() -> erlang:hibernate(?MODULE, woken, [S, {some, "data"}]) end),
    settle(), I = process_info(P, status), P ! hello,
    {I, receive {P, X, D} -> {X, D} end, exit_of(P)}.

with_message() ->
    S = self(), P = spawn_link(fun() -> receive go -> ok end, erlang:hibernate(?MODULE, woken, [S, x]) end),
    P ! early, P ! go, {receive {P, X, D} -> {X, D} end, exit_of(P)}.

%% The stack is gone: nothing catches what is raised later.
raises() -> receive _ -> error(uncaught) end.
caught() ->
    P = spawn_link(fun() -> try erlang:hibernate(?MODULE, raises, []) catch _:_ -> exit(caught) end end),
    P ! x, shape(exit_of(P)).

with_garbage() ->
    S = self(),
    P = spawn_link(fun() -> L = lists:seq(1, 50000), B = binary:copy(<<1>>, 1000), put(k, {length(L), B}), erlang:hibernate(?MODULE, woken, [S, B]) end),
    settle(), {_, W} = process_info(P, total_heap_size), P ! x,
    {W < 3000, receive {P, x, B} -> byte_size(B) end, exit_of(P)}.

%% Everybody else who is ready gets some turns.
settle() -> timer:sleep(5), [erlang:yield() || _ <- lists:seq(1, 100)], ok.
