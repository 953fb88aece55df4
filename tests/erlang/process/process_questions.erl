% process_info/2 for every key, of a living, a waiting and a dead process, and every flag of
% process_flag/2,3 with good and bad values.
-module(process_questions).
-export([start/0]).

t(F) -> try F() catch C:R -> {C, R} end.

% What kind of term it is.
kind(I) when is_integer(I) -> integer;
kind(P) when is_pid(P) -> pid;
kind(B) when is_binary(B) -> binary;
kind(A) when is_atom(A) -> A;
kind(L) when is_list(L) -> list;
kind({error, _} = E) -> E;
kind({K, V}) -> {kind(K), kind(V)};
kind(T) when is_tuple(T) -> {tuple, tuple_size(T)};
kind(M) when is_map(M) -> lists:sort(maps:keys(M)).

start() ->
    put(a, b),
    Other = spawn(fun() -> receive x -> ok end end),
    {Dead, R} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R, _, _, _} -> ok end,
    wait(Other),
    Keys = [backtrace, binary, catchlevel, current_function, current_location, current_stacktrace, dictionary, error_handler,
            garbage_collection, garbage_collection_info, group_leader, heap_size, initial_call, links, last_calls, memory,
            message_queue_len, messages, min_heap_size, min_bin_vheap_size, monitored_by, monitors, message_queue_data,
            fullsweep_after, priority, reductions, sequential_trace_token, stack_size, status, suspending,
            total_heap_size, trace],
    [io:format("~0p ~0p ~0p ~0p~n", [K, kind(t(fun() -> process_info(self(), K) end)), kind(t(fun() -> process_info(Other, K) end)),
                                     t(fun() -> process_info(Dead, K) end)]) || K <- Keys],
    Here = fun({current_location, {M, F, A, Place}}) -> {M, is_atom(F), A, [K || {K, _} <- Place]} end,
    io:format("~p~n", [[Here(process_info(P, current_location)) || P <- [self(), Other]]]),
    {catchlevel, N} = process_info(self(), catchlevel),
    {catchlevel, N1} = t(fun() -> process_info(self(), catchlevel) end, x),
    io:format("~p~n", [N1 - N]),
    {garbage_collection_info, Info} = process_info(Other, garbage_collection_info),
    io:format("~p~n", [[proplists:get_value(K, Info) >= 0 || K <- [heap_size, old_heap_size, stack_size, recent_size, mbuf_size,
                                                               heap_block_size, old_heap_block_size]]]),
    Lists = [[], [registered_name, links], [trap_exit, trap_exit], [priority | x], [priority, foo], [1], {dictionary}, foo, 1, "s", x,
             scheduler_location, {trap_exit, x}],
    [io:format("~0p ~0p ~0p~n", [K, t(fun() -> process_info(Other, K) end), t(fun() -> process_info(Dead, K) end)]) || K <- Lists],
    io:format("~p~n", [[t(fun() -> process_info(P) end) || P <- [a, Dead, {a, b}, "x"]]]),
    io:format("~p~n", [[element(1, E) || E <- process_info(Other)]]),
    flags(Other, Dead),
    exit(Other, kill).

% With a catch of its own.
t(F, _) -> try {_, _} = F() catch C:R -> {C, R} end.

wait(P) ->
    case process_info(P, status) of
        {status, waiting} -> ok;
        _ -> erlang:yield(), wait(P)
    end.

flags(Other, Dead) ->
    Values = [{trap_exit, [true, false, x, 1]}, {priority, [low, high, max, normal, x]},
              {min_heap_size, [-1, a, 1 bsl 70]}, {min_bin_vheap_size, [-1, a]},
              {max_heap_size, [0, 100, 10000000, -1, a, #{size => 10000000}, #{size => 10000000, kill => false},
                               #{size => 10000000, error_logger => false}, #{size => 10000000, include_shared_binaries => true},
                               #{size => 10000000, kill => x}, #{kill => true}, #{size => 10000000, foo => 1}, #{size => -1}, #{}, 0]},
              {fullsweep_after, [0, 10, -1, a, 65535]}, {message_queue_data, [on_heap, off_heap, mixed, x, on_heap]},
              {error_handler, [foo, 1, error_handler]}, {save_calls, [0, 10, -1, 10000, 10001, a, 0]},
              {sensitive, [true, false, x]}, {foo, [1]}, {1, [1]}],
    [io:format("~0p ~0p: ~0p~n", [K, V, t(fun() -> process_flag(K, V) end)]) || {K, Vs} <- Values, V <- Vs],
    [io:format("~0p ~0p: ~0p~n", [K, V, [t(fun() -> process_flag(P, K, V) end) || P <- [self(), Other, Dead]]])
     || {K, V} <- [{save_calls, 10}, {save_calls, 0}, {save_calls, x}, {trap_exit, true}, {priority, low}, {foo, 1}, {sensitive, false}]],
    [io:format("~0p~n", [t(fun() -> process_flag(P, save_calls, 0) end)]) || P <- [a, 1, "x"]],
    % larger than a process asks for does not matter
    process_flag(min_heap_size, 5000),
    {min_heap_size, Least} = process_info(self(), min_heap_size),
    io:format("~p~n", [Least >= 5000]).
