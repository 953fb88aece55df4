% Many timers pending at the same time: set, read, cancelled and expired, in order, none lost; with
% an argument that many of them, and what each part took.
-module(process_timers).
-export([start/0]).

start() ->
    Count = case init:get_plain_arguments() of
                [N] -> list_to_integer(N);
                _ -> 20000
            end,
    run(Count, Count =/= 20000).

run(Count, Tell) ->
    Numbers = lists:seq(1, Count),
    Bytes = erlang:memory(total),
    % spread over a day, so that all levels of a wheel are met
    Timers = step(Tell, set, fun() ->
        [erlang:send_after(100000 + (I * 7919) rem 86400000, self(), I) || I <- Numbers]
    end),
    [io:format("~p bytes~n", [(erlang:memory(total) - Bytes) div Count]) || Tell],
    step(Tell, read, fun() ->
        true = lists:all(fun(T) -> is_integer(erlang:read_timer(T)) end, Timers)
    end),
    step(Tell, cancel, fun() ->
        true = lists:all(fun(T) -> is_integer(erlang:cancel_timer(T)) end, Timers)
    end),
    false = lists:any(fun(T) -> erlang:read_timer(T) =/= false end, Timers),
    % expired in the order of their times; set again, with more time for that, when it took too long
    step(Tell, expire, fun() -> expire(Numbers, Count div 500 + 50) end),
    receive M -> io:format("one more: ~p~n", [M]) after 50 -> ok end,
    % by hundreds of processes, half of which end before their timers do
    Self = self(),
    Pids = [spawn(fun() -> sleeper(Self, I) end) || I <- lists:seq(1, 500)],
    [exit(P, kill) || {I, P} <- lists:zip(lists:seq(1, 500), Pids), I rem 2 =:= 0],
    Told = lists:sort([receive {done, I} -> I end || _ <- lists:seq(1, 250)]),
    io:format("~p~n", [Told =:= lists:seq(1, 500, 2)]),
    receive {done, _} = E -> io:format("~p~n", [E]) after 100 -> io:format("done~n") end.

sleeper(Self, I) ->
    [erlang:start_timer(100000 + K, self(), never) || K <- lists:seq(1, 10)],
    receive never -> never after 20 + I rem 30 + 60000 * ((I + 1) rem 2) -> Self ! {done, I} end.

expire(Numbers, Lead) ->
    Begin = erlang:monotonic_time(millisecond) + Lead,
    Timers = [erlang:send_after(Begin + (I * 7919) rem 64, self(), (I * 7919) rem 64, [{abs, true}]) || I <- Numbers],
    case erlang:monotonic_time(millisecond) < Begin of
        true ->
            ordered(length(Numbers), 0, 0);
        false ->
            [receive _ -> ok end || T <- Timers, erlang:cancel_timer(T) =:= false],
            expire(Numbers, 2 * Lead)
    end.

ordered(0, _, Wrong) ->
    io:format("~p out of order~n", [Wrong]);
ordered(Count, Last, Wrong) ->
    receive
        Next when Next >= Last -> ordered(Count - 1, Next, Wrong);
        Next when is_integer(Next) -> ordered(Count - 1, Next, Wrong + 1)
    end.

step(Tell, Name, Fun) ->
    Before = erlang:monotonic_time(microsecond),
    Result = Fun(),
    [io:format("~s ~p us~n", [Name, erlang:monotonic_time(microsecond) - Before]) || Tell],
    Result.
