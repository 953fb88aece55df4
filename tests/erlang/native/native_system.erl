% What the machine answers about itself: system_flag, statistics, memory, garbage_collect with
% options, monitor_node, bump_reductions; good and bad questions.
-module(native_system).
-export([start/0]).

t(F, A) -> try apply(erlang, F, A) catch C:R -> {C, R} end.

kind(I) when is_integer(I), I >= 0 -> integer;
kind(B) when is_boolean(B) -> B;
kind(undefined) -> undefined;
kind({error, _} = E) -> E;
kind(T) when is_tuple(T) -> list_to_tuple([kind(E) || E <- tuple_to_list(T)]);
kind([]) -> [];
kind([H | _]) -> [kind(H)];
kind(A) -> A.

start() ->
    Flags = [{backtrace_depth, [8, -1, a]}, {fullsweep_after, [10, 0, -1, a, 65535]},
             {min_heap_size, [-1, a]}, {min_bin_vheap_size, [-1, a]},
             {max_heap_size, [0, 100000, -1, a, #{size => 0}, #{kill => true}, 0]}, {scheduler_bind_type, [x]},
             {microstate_accounting, [false, x]}, {multi_scheduling, [x]}, {scheduler_wall_time, [true, false, x]},
             {schedulers_online, [0, 100000, a]}, {foo, [1]}, {1, [1]}],
    [io:format("~0p ~0p: ~0p~n", [K, V, t(system_flag, [K, V])]) || {K, Vs} <- Flags, V <- Vs],
    erlang:system_flag(fullsweep_after, 7),
    {P, R} = spawn_monitor(fun() -> exit(process_info(self(), fullsweep_after)) end),
    receive {'DOWN', R, process, P, W} -> io:format("~p~n", [W]) end,
    io:format("~p~n", [erlang:system_info(fullsweep_after)]),
    erlang:system_flag(fullsweep_after, 65535),
    % what is said in the options counts
    {P2, R2} = spawn_opt(fun() -> exit(process_info(self(), fullsweep_after)) end, [monitor, {fullsweep_after, 3}]),
    receive {'DOWN', R2, process, P2, W2} -> io:format("~p~n", [W2]) end,
    io:format("~p~n", [lists:sort([K || {K, _} <- erlang:system_info(garbage_collection)])]),

    Items = [context_switches, exact_reductions, garbage_collection, io, reductions, run_queue, run_queue_lengths,
             run_queue_lengths_all, runtime, total_active_tasks, total_active_tasks_all, total_run_queue_lengths,
             total_run_queue_lengths_all, active_tasks, wall_clock, scheduler_wall_time, foo, 1, [], {foo}],
    [io:format("~0p: ~0p~n", [K, kind(t(statistics, [K]))]) || K <- Items],
    false = erlang:system_flag(scheduler_wall_time, true),
    receive after 20 -> ok end,
    [{_, Active, Total} | _] = erlang:statistics(scheduler_wall_time),
    io:format("~p~n", [Active =< Total]),
    true = erlang:system_flag(scheduler_wall_time, false),
    {Switches, 0} = statistics(context_switches),
    {Collections, Words, 0} = statistics(garbage_collection),
    spawn(fun() -> garbage_collect() end),
    receive after 20 -> ok end,
    garbage_collect(),
    {Switches2, 0} = statistics(context_switches),
    {Collections2, Words2, 0} = statistics(garbage_collection),
    io:format("~p~n", [[Switches2 > Switches, Collections2 > Collections, Words2 >= Words]]),
    {R1, _} = statistics(reductions),
    [erlang:bump_reductions(100) || _ <- lists:seq(1, 1000)],
    {R3, _} = statistics(reductions),
    io:format("~p~n", [R3 - R1 > 50000]),

    io:format("~p~n", [[K || {K, V} <- erlang:memory(), is_integer(V)]]),
    [io:format("~0p: ~0p~n", [K, kind(t(memory, [K]))])
     || K <- [total, processes, processes_used, system, atom, atom_used, binary, code, ets, low, foo, 1, [], [total, ets], [foo], [total, total]]],

    {Dead, R4} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R4, _, _, _} -> ok end,
    Other = spawn(fun() -> receive x -> ok end end),
    Self = self(),
    Pids = [{self, Self}, {other, Other}, {dead, Dead}, {atom, a}, {number, 1}],
    io:format("~p~n", [t(garbage_collect, [])]),
    [io:format("~p: ~0p~n", [N, t(garbage_collect, [X])]) || {N, X} <- Pids],
    [io:format("~p ~0p: ~0p~n", [N, O, t(garbage_collect, [X, O])])
     || {N, X} <- Pids, O <- [[], [{type, major}], [{type, minor}], [{type, x}], [{async, {N, 1}}], [{async, 2}, {type, minor}], x, [x], [{async, 3} | x]]],
    io:format("~p~n", [lists:sort(collect(6))]),

    [io:format("~0p: ~0p~n", [A, t(hd(A), tl(A))])
     || A <- [[monitor_node, nonode@nohost, true], [monitor_node, foo@bar, true], [monitor_node, foo@bar, false], [monitor_node, 1, true],
              [monitor_node, nonode@nohost, true, []], [monitor_node, nonode@nohost, true, [allow_passive_connect]],
              [monitor_node, nonode@nohost, true, [x]], [process_display, a, backtrace], [bump_reductions, 1], [bump_reductions, 0],
              [bump_reductions, -1], [bump_reductions, a], [bump_reductions, 1 bsl 70], [yield], [is_process_alive, a]]],
    io:format("~p~n", [[t(is_process_alive, [X]) || X <- [Dead, Other, Self]]]),
    {error, badarg} = t(process_display, [Dead, backtrace]),
    {error, badarg} = t(process_display, [Self, foo]),
    io:format("done~n").

collect(0) -> flush();
collect(N) -> receive {garbage_collect, I, B} -> [{I, B} | collect(N - 1)] after 2000 -> missing end.

flush() -> receive X -> [X | flush()] after 0 -> [] end.
