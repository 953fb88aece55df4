% What harms a process harms only it: floods, thousands of links, loops, memory; kill always works;
% and nothing is left behind, round after round.
-module(process_robust).
-export([start/0]).

start() ->
    process_flag(trap_exit, true),
    Before = length(processes()),
    [io:format("~p~n", [all_of(I)]) || I <- [1, 2]],
    Memory = memory(),
    [all_of(I) || I <- [3, 4]],
    io:format("~p ~p~n", [length(processes()) - Before, memory() - Memory < 3000000]),
    io:format("~p~n", [[process_info(self(), K) || K <- [links, monitors, message_queue_len]]]).

memory() ->
    garbage_collect(),
    erlang:yield(),
    erlang:memory(total).

all_of(_) ->
    [flooded(), linked(), ring(), watched(), unborn(), heaps() | [killed(F) || F <- ways()]].

% Far more messages than it takes; it goes, the rest stays.
flooded() ->
    P = spawn(fun() -> receive never -> ok end end),
    [P ! {some, I, [I]} || I <- lists:seq(1, 20000)],
    {message_queue_len, N} = process_info(P, message_queue_len),
    [flooded, N, kill(P)].

% Thousands of links to one process: all end with it, but for those who trap.
linked() ->
    Self = self(),
    Hub = spawn(fun() -> receive never -> ok end end),
    Pids = [spawn(fun() -> link(Hub), Self ! linked, receive never -> ok end end) || _ <- lists:seq(1, 2000)],
    Trap = spawn(fun() -> process_flag(trap_exit, true), link(Hub), Self ! linked, receive {'EXIT', Hub, W} -> Self ! {told, W} end end),
    [receive linked -> ok end || _ <- [Trap | Pids]],
    kill(Hub),
    [gone(P) || P <- Pids],
    receive {told, Why} -> [linked, Why] end.

% A chain where each kills the next.
ring() ->
    Last = lists:foldl(fun(_, Next) -> spawn(fun() -> link(Next), receive never -> ok end end) end,
                       spawn(fun() -> receive stop -> exit(stopped) end end), lists:seq(1, 1000)),
    {links, _} = process_info(Last, links),
    settle(Last),
    First = hd([P || {P, R} <- [first(Last)], R =:= end_of_chain]),
    First ! stop,
    gone(Last),
    [ring].

% Where a chain of links ends.
first(P) -> first(P, none).
first(P, From) ->
    {links, Links} = process_info(P, links),
    case [L || L <- Links, L =/= From] of
        [Next] -> first(Next, P);
        [] -> {P, end_of_chain}
    end.

settle(P) ->
    case process_info(P, [status, links]) of
        [{status, waiting}, {links, [_ | _]}] -> ok;
        _ -> erlang:yield(), settle(P)
    end.

% Many monitors of one process, from one.
watched() ->
    P = spawn(fun() -> receive never -> ok end end),
    Refs = [monitor(process, P) || _ <- lists:seq(1, 3000)],
    exit(P, kill),
    Told = [receive {'DOWN', R, process, P, W} -> W end || R <- Refs],
    [watched, length(Told), lists:usort(Told)].

% Killed before they ran.
unborn() ->
    Pids = [spawn(fun() -> exit(ran) end) || _ <- lists:seq(1, 500)],
    [exit(P, kill) || P <- Pids],
    [gone(P) || P <- Pids],
    [unborn].

heaps() ->
    Limit = [monitor, {max_heap_size, #{size => 10000, error_logger => false}}],
    Ended = [spawn_opt(fun() -> grow([]) end, Limit) || _ <- lists:seq(1, 20)],
    [heaps, lists:usort([receive {'DOWN', R, process, P, W} -> W end || {P, R} <- Ended])].

grow(L) -> grow([L, make_ref() | L]).

ways() ->
    L = lists:seq(1, 50000),
    [fun() -> loop() end,
     fun() -> process_flag(trap_exit, true), loop() end,
     fun() -> natives(L) end,
     fun() -> receive after 1000000 -> ok end end,
     fun() -> [erlang:send_after(1000000, self(), x) || _ <- L], receive never -> ok end end,
     fun() -> erlang:hibernate(?MODULE, none, []) end,
     fun() -> try loop() after loop() end end,
     fun() -> erlang:suspend_process(spawn_link(fun() -> loop() end)), loop() end,
     fun() -> S = self(), spawn_link(fun() -> flood(S) end), loop() end,
     fun() -> put(x, L), erlang:process_flag(priority, low), loop() end].

loop() -> loop().

natives(L) -> lists:reverse(L) -- L, natives(L).

flood(P) -> P ! {some, message}, flood(P).

killed(F) ->
    P = spawn(F),
    [erlang:yield() || _ <- lists:seq(1, 5)],
    kill(P).

kill(P) ->
    R = monitor(process, P),
    exit(P, kill),
    receive {'DOWN', R, process, P, Why} -> Why end.

gone(P) ->
    R = monitor(process, P),
    receive {'DOWN', R, process, P, _} -> ok end.
