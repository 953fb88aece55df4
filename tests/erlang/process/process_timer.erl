%% SPDX-License-Identifier: Apache-2.0
%% Timers and timeouts: order, cancelling, who gets what.
-module(process_timer).
-include("t.hrl").

start() ->
    ts("errors", [fun() -> erlang:send_after(id(-1), self(), x) end, fun() -> erlang:send_after(id(a), self(), x) end,
                  fun() -> erlang:send_after(1, id({a, b}), x) end, fun() -> erlang:send_after(1, self(), x, id([a])) end,
                  fun() -> erlang:start_timer(1 bsl 70, self(), x) end, fun() -> erlang:cancel_timer(id(a)) end,
                  fun() -> erlang:cancel_timer(make_ref(), id([a])) end, fun() -> erlang:read_timer(id(1)) end,
                  fun() -> erlang:read_timer(make_ref(), [{async, id(x)}]) end,
                  fun() -> receive never -> ok after id(1 bsl 32) -> no end end,
                  fun() -> receive never -> ok after id(1 bsl 70) -> no end end]),
    ts("timers", [fun order/0, fun cancelled/0, fun asynchronous/0, fun absolute/0, fun large/0, fun of_dead/0,
                  fun many/0, fun by_name/0, fun reset/0]),
    ts("timeouts", [fun kept/0, fun not_kept/0, fun nested/0, fun zero/0, fun sleepers/0]),
    p("left", receive X -> X after 30 -> nothing end).

%% Absolute, so that a pause while they are made changes nothing.
order() ->
    Start = erlang:monotonic_time(millisecond) + 200,
    [erlang:send_after(Start + T, self(), {t, T}, [{abs, true}]) || T <- [60, 20, 40, 1, 20, 30]],
    [receive {t, T} -> T end || _ <- lists:seq(1, 6)].

cancelled() ->
    Rs = [erlang:start_timer(20 + I, self(), I) || I <- lists:seq(1, 20)],
    Odd = [R || {R, I} <- lists:zip(Rs, lists:seq(1, 20)), I rem 2 =:= 1],
    L = [erlang:cancel_timer(R) || R <- Odd],
    {lists:all(fun(X) -> is_integer(X) andalso X > 0 andalso X =< 40 end, L), [erlang:cancel_timer(R) || R <- tl(Odd)] =:= [false || _ <- tl(Odd)],
     [receive {timeout, _, I} -> I end || _ <- lists:seq(1, 10)]}.

asynchronous() ->
    R = erlang:send_after(5000, self(), x),
    A = erlang:read_timer(R, [{async, true}]), L = receive {read_timer, R, N} -> is_integer(N) end,
    B = erlang:cancel_timer(R, [{async, true}, {info, false}]), erlang:cancel_timer(R, [{async, true}]),
    {A, L, B, receive {cancel_timer, R, Left} -> Left end, erlang:cancel_timer(R, [{info, false}])}.

absolute() ->
    At = erlang:monotonic_time(millisecond) + 20,
    R = erlang:start_timer(At, self(), abs, [{abs, true}]),
    receive {timeout, R, abs} -> erlang:monotonic_time(millisecond) >= At end.

large() ->
    Big = [{I, integer_to_binary(I), binary:copy(<<I>>, 100)} || I <- lists:seq(1, 200)],
    R = erlang:start_timer(10, self(), Big),
    garbage(1000), receive {timeout, R, Big} -> same end.

garbage(0) -> ok;
garbage(N) -> _ = lists:seq(1, 100), garbage(N - 1).

of_dead() ->
    P = spawn(fun() -> receive after infinity -> ok end end),
    R = erlang:send_after(5000, P, x), M = monitor(process, P), exit(P, kill),
    receive {'DOWN', M, _, _, _} -> ok end, erlang:read_timer(R).

many() ->
    Rs = [erlang:send_after(100000 + (I * 7919) rem 10007, self(), I) || I <- lists:seq(1, 5000)],
    length([R || R <- Rs, is_integer(erlang:cancel_timer(R))]).

by_name() ->
    register(timer_name, self()), erlang:send_after(5, timer_name, hello), erlang:send_after(5, timer_nobody, hello),
    R = receive hello -> hello after 500 -> lost end, unregister(timer_name), R.

reset() -> [begin R = erlang:send_after(10000, self(), x), erlang:cancel_timer(R), ok end || _ <- lists:seq(1, 1000)], done.

%% The timeout runs on while other messages come.
kept() ->
    S = self(), P = spawn(fun() -> [begin S ! noise, timer:sleep(10) end || _ <- lists:seq(1, 40)] end),
    A = erlang:monotonic_time(millisecond), receive never -> no after 60 -> ok end,
    T = erlang:monotonic_time(millisecond) - A, M = monitor(process, P), exit(P, kill),
    receive {'DOWN', M, _, _, _} -> flush() end, T >= 59 andalso T < 350.

%% And begins anew with the next receive.
not_kept() ->
    erlang:send_after(20, self(), a), receive a -> ok after 400 -> no end,
    erlang:send_after(30, self(), b), receive b -> ok after 2000 -> no end.

nested() -> receive x -> x after 5 -> receive y -> y after 5 -> receive after 5 -> three end end end.

zero() -> self() ! q, {receive z -> z after 0 -> none end, receive q -> q after 0 -> none end, receive X -> X after 0 -> none end}.

sleepers() ->
    S = self(), [spawn(fun() -> receive after (I * 37) rem 50 -> S ! {awake, I} end end) || I <- lists:seq(1, 300)],
    lists:sum([receive {awake, I} -> I end || _ <- lists:seq(1, 300)]).

flush() -> receive _ -> flush() after 0 -> ok end.
