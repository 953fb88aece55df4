%% SPDX-License-Identifier: Apache-2.0
%% Everything processes do to each other, at the same time on several scheduler threads: spawning,
%% linking, monitoring, killing, messages, timers, names, process_info, suspending, loading of
%% modules, atoms, binaries shared by all, persistent terms. Afterwards all of it is gone.
%% A first argument is how many milliseconds it takes.
%% avm: --schedulers 4
-module(smp_mix).
-export([start/0, work/3, echo/0]).

-define(WORKERS, 8).

start() ->
    process_flag(trap_exit, true),
    Before = length(processes()),
    Time = duration(),
    Big = binary:copy(<<"shared">>, 1000),
    persistent_term:put(smp_mix, {Big, 0}),
    Echoes = [spawn_link(?MODULE, echo, []) || _ <- lists:seq(1, 4)],
    End = erlang:monotonic_time(millisecond) + Time,
    Self = self(),
    Workers = [
        spawn_link(fun() ->
            rand:seed(exsss, {I, I, I}),
            Self ! {done, self(), work(End, {Echoes, Big, I}, 0)}
        end)
     || I <- lists:seq(1, ?WORKERS)
    ],
    Counts = [
        receive
            {done, W, Count} -> Count;
            {'EXIT', W, Reason} when Reason =/= normal -> {ended, Reason}
        end
     || W <- Workers
    ],
    [io:format("~p~n", [C]) || C <- Counts, not is_integer(C)],
    [exit(E, kill) || E <- Echoes],
    [receive {'EXIT', E, killed} -> ok end || E <- Echoes],
    io:format("all done: ~p~n", [lists:all(fun is_integer/1, Counts)]),
    io:format("processes left: ~p~n", [settle(Before, 500)]),
    io:format("names left: ~p~n", [[N || N <- registered(), lists:prefix("smp_", atom_to_list(N))]]),
    persistent_term:erase(smp_mix),
    ok.

duration() ->
    case init:get_plain_arguments() of
        [Ms | _] -> list_to_integer(Ms);
        [] -> 700
    end.

%% How many more processes there are than before, once what still ends has ended.
settle(Before, 0) ->
    length(processes()) - Before;
settle(Before, N) ->
    case length(processes()) - Before of
        More when More > 0 ->
            timer:sleep(10),
            settle(Before, N - 1);
        _ ->
            0
    end.

work(End, What, Count) ->
    case erlang:monotonic_time(millisecond) >= End of
        true ->
            Count;
        false ->
            ok = do(rand:uniform(20), What),
            work(End, What, Count + 1)
    end.

echo() ->
    receive
        {ask, From, Ref, Term} ->
            From ! {Ref, Term},
            echo();
        {alias, Alias, Term} ->
            Alias ! {Alias, Term},
            echo();
        {wait, From, Ref} ->
            erlang:send_after(rand:uniform(3), From, {Ref, late}),
            echo();
        _ ->
            echo()
    end.

any(List) ->
    lists:nth(rand:uniform(length(List)), List).

ask(Echo, Term) ->
    Ref = make_ref(),
    Echo ! {ask, self(), Ref, Term},
    receive
        {Ref, Term} -> ok
    end.

do(1, {Echoes, Big, _}) ->
    ask(any(Echoes), {Big, lists:seq(1, rand:uniform(50))});
do(2, {Echoes, Big, _}) ->
    <<_:7/binary, Part:3000/binary, _/binary>> = Big,
    ask(any(Echoes), [Part, {Part}]);
do(3, {Echoes, _, _}) ->
    Alias = alias([reply]),
    any(Echoes) ! {alias, Alias, x},
    receive
        {Alias, x} -> ok
    end;
do(4, {Echoes, _, _}) ->
    Ref = make_ref(),
    any(Echoes) ! {wait, self(), Ref},
    receive
        {Ref, late} -> ok
    end;
do(5, _) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({gone, self()}) end),
    receive
        {'DOWN', Ref, process, Pid, {gone, Pid}} -> ok
    end;
do(6, _) ->
    process_flag(trap_exit, true),
    Pid = spawn_link(fun() -> receive never -> ok end end),
    exit(Pid, kill),
    receive
        {'EXIT', Pid, killed} -> ok
    end,
    process_flag(trap_exit, false),
    ok;
do(7, {_, _, I}) ->
    Name = list_to_atom("smp_" ++ integer_to_list(I)),
    Pid = spawn(fun() -> receive stop -> ok end end),
    true = register(Name, Pid),
    Pid = whereis(Name),
    {Mon, _} = {monitor(process, Name), Name ! stop},
    receive
        {'DOWN', Mon, process, _, normal} -> ok
    end,
    undefined = whereis(Name),
    ok;
do(8, {Echoes, _, _}) ->
    case process_info(any(Echoes), [message_queue_len, status, current_function, links]) of
        [{message_queue_len, _}, {status, _}, {current_function, _}, {links, [_ | _]}] -> ok
    end;
do(9, _) ->
    Ref = erlang:start_timer(10000, self(), x),
    Left = erlang:cancel_timer(Ref),
    true = is_integer(Left),
    ok;
do(10, {_, _, I}) ->
    Text = "smp_atom_" ++ integer_to_list(I * 1000 + rand:uniform(300)),
    Text = atom_to_list(list_to_atom(Text)),
    ok;
do(11, _) ->
    %% a tree of links: the end of one is the end of all
    Self = self(),
    {Pid, Ref} = spawn_monitor(fun() ->
        Children = [spawn_link(fun() -> receive never -> ok end end) || _ <- lists:seq(1, 5)],
        Self ! {children, self(), Children},
        receive
            go -> exit(felled)
        end
    end),
    Children =
        receive
            {children, Pid, List} -> List
        end,
    Refs = [monitor(process, C) || C <- Children],
    Pid ! go,
    receive
        {'DOWN', Ref, process, Pid, felled} -> ok
    end,
    [receive {'DOWN', R, process, _, felled} -> ok end || R <- Refs],
    ok;
do(12, {Echoes, _, _}) ->
    true = garbage_collect(any(Echoes)),
    ok;
do(13, _) ->
    Pid = spawn(fun Loop() -> receive stop -> ok after 0 -> Loop() end end),
    true = erlang:suspend_process(Pid),
    {status, suspended} = process_info(Pid, status),
    true = erlang:resume_process(Pid),
    Ref = monitor(process, Pid),
    exit(Pid, kill),
    receive
        {'DOWN', Ref, process, Pid, killed} -> ok
    end;
do(14, {_, Big, _}) ->
    {Big, _} = persistent_term:get(smp_mix),
    case rand:uniform(50) of
        1 -> persistent_term:put({smp_mix, self()}, x);
        2 -> persistent_term:erase({smp_mix, self()});
        _ -> ok
    end,
    ok;
do(15, _) ->
    Bin = term_to_binary({self(), make_ref(), lists:seq(1, 30), <<0:8000>>}),
    {Self, _, [1 | _], <<0:8000>>} = binary_to_term(Bin),
    Self = self(),
    ok;
do(16, _) ->
    receive
        nothing -> ok
    after rand:uniform(2) -> ok
    end;
do(17, {Echoes, _, _}) ->
    {Pid, Ref} = spawn_monitor(fun() ->
        [ask(E, {x, <<1:9000>>}) || E <- Echoes],
        exit(asked)
    end),
    exit(Pid, {killed_by, self()}),
    receive
        {'DOWN', Ref, process, Pid, _} -> ok
    end;
do(18, _) ->
    Modules = [lists, maps, string, sets, orddict, gb_trees, queue, array, calendar, base64, ordsets],
    {module, _} = code:ensure_loaded(any(Modules)),
    ok;
do(19, _) ->
    Self = self(),
    Tag = make_ref(),
    [spawn(fun() -> Self ! {Tag, N} end) || N <- lists:seq(1, 10)],
    55 = lists:sum([receive {Tag, N} -> N end || _ <- lists:seq(1, 10)]),
    ok;
do(20, _) ->
    Map = maps:from_list([{N, <<N:32>>} || N <- lists:seq(1, 200)]),
    {Pid, Ref} = spawn_monitor(fun() -> exit(maps:size(Map)) end),
    receive
        {'DOWN', Ref, process, Pid, 200} -> ok
    end.
