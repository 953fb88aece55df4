% max_heap_size: what goes beyond it is killed, and nobody else.
-module(process_max_heap).
-export([start/0]).

grow(L) -> grow([make_ref() | L]).

many() -> lists:seq(1, 100000).

% After a while, since OTP looks at the next collection only.
last(_) -> garbage_collect(), receive after 1 -> garbage_collect() end.

go(Name, Opts, F) ->
    {P, R} = spawn_opt(F, [monitor | Opts]),
    receive
        {'DOWN', R, process, P, W} -> io:format("~s: ~0p~n", [Name, W])
    end.

start() ->
    Size = #{size => 20000, error_logger => false},
    go(map, [{max_heap_size, Size}], fun() -> grow([]) end),
    go(flag, [], fun() -> process_flag(max_heap_size, Size), grow([]) end),
    go(trapped, [{max_heap_size, Size}], fun() ->
        process_flag(trap_exit, true),
        try grow([]) catch C:E -> io:format("caught ~p~n", [{C, E}]) end
    end),
    go(spared, [{max_heap_size, Size#{kill => false}}], fun() -> io:format("~p~n", [length(many())]) end),
    go(one, [{max_heap_size, Size}], fun() -> last(many()) end),
    go(below, [{max_heap_size, Size}], fun() -> last(lists:seq(1, 100)) end),
    go(message, [{max_heap_size, Size}], fun() -> self() ! many(), receive X -> last(X) end end),
    go(flooded, [{max_heap_size, Size}], fun() ->
        [self() ! [make_ref() || _ <- lists:seq(1, 100)] || _ <- lists:seq(1, 1000)],
        last(x)
    end),
    go(off_heap, [{max_heap_size, Size}, {message_queue_data, off_heap}], fun() ->
        [self() ! [make_ref() || _ <- lists:seq(1, 100)] || _ <- lists:seq(1, 1000)],
        last(x)
    end),
    go(binaries, [{max_heap_size, Size#{include_shared_binaries => false}}], fun() ->
        last([binary:copy(<<0>>, 100000) || _ <- lists:seq(1, 10)])
    end),
    % those who are linked are told
    process_flag(trap_exit, true),
    P = spawn_opt(fun() -> grow([]) end, [link, {max_heap_size, Size}]),
    receive {'EXIT', P, W} -> io:format("linked: ~p~n", [W]) end,
    [io:format("~0p~n", [t(Bad)]) || Bad <- [-1, a, #{}, #{size => x}, #{size => 20000, kill => 1}, 1]].

t(Value) ->
    try spawn_opt(fun() -> ok end, [{max_heap_size, Value}]) of P when is_pid(P) -> pid catch C:R -> {C, R} end.
