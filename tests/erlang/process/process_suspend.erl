%% SPDX-License-Identifier: Apache-2.0
%% suspend_process and resume_process: counts, options, who is suspended by whom, the end of either.
-module(process_suspend).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    P = counter(), Dead = dead(),
    ts("bad", [fun() -> erlang:suspend_process(self()) end, fun() -> erlang:suspend_process(id(x)) end, fun() -> erlang:suspend_process(Dead) end,
               fun() -> erlang:suspend_process(P, [x]) end, fun() -> erlang:suspend_process(P, id(x)) end, fun() -> erlang:suspend_process(P, [asynchronous | x]) end,
               fun() -> erlang:suspend_process(Dead, [asynchronous]) end,
               fun() -> erlang:resume_process(P) end, fun() -> erlang:resume_process(self()) end, fun() -> erlang:resume_process(Dead) end,
               fun() -> erlang:resume_process(id(x)) end, fun() -> erlang:suspend_process(Dead, [unless_suspending]) end,
               fun() -> erlang:suspend_process(self(), [asynchronous]) end]),
    p("late", receive L -> L after 10 -> nothing end),
    ts("count", [fun() -> ask(P) end, fun() -> erlang:suspend_process(P) end, fun() -> status(P) end, fun() -> suspending(P) end, fun() -> ask(P) end,
                 fun() -> erlang:suspend_process(P) end, fun() -> suspending(P) end, fun() -> erlang:resume_process(P) end, fun() -> status(P) end,
                 fun() -> erlang:suspend_process(P, [unless_suspending]) end, fun() -> erlang:suspend_process(P, [unless_suspending, asynchronous]) end, fun() -> suspending(P) end,
                 fun() -> erlang:resume_process(P) end, fun() -> suspending(P) end, fun() -> collect(P) end, fun() -> status(P) end, fun() -> ask(P) end, fun() -> erlang:resume_process(P) end,
                 fun() -> erlang:suspend_process(P, [unless_suspending]) end, fun() -> erlang:suspend_process(P, [{asynchronous, done}]) end,
                 fun() -> receive {done, S} -> S after 2000 -> none end end, fun() -> suspending(P) end,
                 fun() -> {erlang:resume_process(P), erlang:resume_process(P)} end, fun() -> collect(P) end]),
    ts("ends", [fun suspender_ends/0, fun suspended_ends/0, fun two/0, fun timeout/0, fun busy/0, fun queued/0, fun each_other/0]),
    P ! stop, p("left", receive {'EXIT', P, R} -> R after 2000 -> nothing end).

counter() -> spawn_link(fun() -> loop(0) end).
loop(N) -> receive {ask, P} -> P ! {answer, N}, loop(N + 1); stop -> ok end.
ask(P) -> P ! {ask, self()}, collect(P).
collect(_) -> receive {answer, N} -> N after 15 -> settle(), receive {answer, N} -> N after 0 -> none end end.
dead() -> {P, M} = spawn_monitor(fun() -> ok end), receive {'DOWN', M, _, _, _} -> P end.
status(P) -> process_info(P, status).
suspending(P) -> {suspending, L} = process_info(self(), suspending), [{Q =:= P, A, O} || {Q, A, O} <- L].

%% What a process suspended runs again when that one ends.
suspender_ends() ->
    P = counter(), S = spawn_link(fun() -> erlang:suspend_process(P), erlang:suspend_process(P), receive go -> ok end end),
    settle(), A = {status(P), ask(P)}, S ! go, receive {'EXIT', S, _} -> ok end,
    B = {collect(P), ask(P)}, P ! stop, receive {'EXIT', P, _} -> ok end, {A, B}.

%% Signals reach one that is suspended.
suspended_ends() ->
    P = counter(), erlang:suspend_process(P), exit(P, enough),
    A = receive {'EXIT', P, R} -> R after 2000 -> none end,
    {A, t(fun() -> erlang:resume_process(P) end), process_info(self(), suspending)}.

two() ->
    P = counter(), S = spawn_link(fun() -> erlang:suspend_process(P), receive go -> erlang:resume_process(P) end, receive go -> ok end end),
    settle(), erlang:suspend_process(P), A = status(P), erlang:resume_process(P), B = {status(P), t(fun() -> erlang:resume_process(P) end)},
    S ! go, settle(), C = status(P), S ! go, receive {'EXIT', S, _} -> ok end, exit(P, kill), receive {'EXIT', P, W} -> {A, B, C, W} end.

%% The time of a receive goes on.
timeout() ->
    S = self(), P = spawn_link(fun() -> receive never -> ok after 200 -> S ! timed_out end end),
    settle(), erlang:suspend_process(P), A = receive timed_out -> early after 300 -> late end,
    erlang:resume_process(P), {A, receive timed_out -> yes after 2000 -> no end, receive {'EXIT', P, R} -> R end}.

spin(N) -> spin(N + 1).
busy() ->
    P = spawn_link(fun() -> spin(0) end), settle(), erlang:suspend_process(P), A = status(P),
    {reductions, R1} = process_info(P, reductions), settle(), {reductions, R2} = process_info(P, reductions),
    erlang:resume_process(P), settle(), {reductions, R3} = process_info(P, reductions),
    exit(P, kill), receive {'EXIT', P, W} -> {A, R1 =:= R2, R3 > R2, W} end.

queued() ->
    P = counter(), erlang:suspend_process(P), [P ! {ask, self()} || _ <- lists:seq(1, 5)],
    A = process_info(P, message_queue_len), erlang:resume_process(P),
    B = [collect(P) || _ <- lists:seq(1, 6)], P ! stop, receive {'EXIT', P, _} -> {A, B} end.

each_other() ->
    S = self(),
    P = spawn_link(fun() -> receive {q, Q} -> erlang:suspend_process(Q), S ! ready, receive go -> erlang:resume_process(Q) end, receive stop -> ok end end end),
    Q = counter(), P ! {q, Q}, receive ready -> ok end, erlang:suspend_process(P), P ! go, P ! stop,
    A = {status(P), status(Q)}, erlang:resume_process(P), receive {'EXIT', P, _} -> ok end, B = ask(Q), exit(Q, kill), receive {'EXIT', Q, _} -> {A, B} end.

%% Everybody else who is ready gets some turns.
settle() -> timer:sleep(5), [erlang:yield() || _ <- lists:seq(1, 100)], ok.
