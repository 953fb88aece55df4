%% SPDX-License-Identifier: Apache-2.0
%% Ports: the messages of their protocol, how they end, links, monitors, names, owners, what
%% port_info says, mistakes. The port is a program that sends back what it gets, under avm the driver
%% echo.
-module(port_protocol).
-include("../t.hrl").

start() ->
    process_flag(trap_exit, true),
    register(main, self()),
    [
        case_(Name, Fun)
     || {Name, Fun} <- [
            {types, fun types/1},
            {data, fun data/1},
            {commands, fun commands/1},
            {close_message, fun close_message/1},
            {close, fun close/1},
            {closed, fun closed/1},
            {bad_messages, fun bad_messages/1},
            {bad_signal_kills, fun bad_signal_kills/1},
            {connect_message, fun connect_message/1},
            {connect, fun connect/1},
            {connect_to_ended, fun connect_to_ended/1},
            {exits, fun exits/1},
            {owner_ends, fun owner_ends/1},
            {other_ends, fun other_ends/1},
            {unlinked_owner_ends, fun unlinked_owner_ends/1},
            {links, fun links/1},
            {monitors, fun monitors/1},
            {monitor_mistakes, fun monitor_mistakes/1},
            {names, fun names/1},
            {info, fun info/1},
            {no_process, fun no_process/1}
        ]
    ],
    p(open, [
        t(fun() -> open_port(Name, Options) end)
     || {Name, Options} <- [
            {{spawn, 1}, []},
            {{spawn_driver, "no such driver"}, []},
            {{spawn_driver, <<"no such driver">>}, []},
            {{spawn_driver, nosuch}, []},
            {{spawn_driver, [echo]}, []},
            {{spawn, program()}, options},
            {{spawn}, []},
            {{start, "x"}, []},
            {[], []}
        ]
    ]),
    p(left, got()).

case_(Name, Fun) ->
    P = open(),
    Got = t(fun() -> Fun(P) end),
    catch port_close(P),
    receive
        {'EXIT', P, normal} -> ok
    after 0 -> ok
    end,
    p(Name, hide(Got)).

open() -> open_port({spawn, program()}, []).

program() ->
    case erlang:system_info(machine) of
        "BEAM" -> "cat";
        _ -> "echo"
    end.

got() -> got(0).
got(Time) ->
    receive
        M -> M
    after Time -> none
    end.

%% So many messages.
take(N) -> [got(5000) || _ <- lists:seq(1, N)].

%% Ports and pids by what they are.
hide(T) when is_port(T) -> port;
hide(T) when T =:= self() -> self;
hide(T) when is_pid(T) -> pid;
hide(T) when is_reference(T) -> ref;
hide([H | T]) -> [hide(H) | hide(T)];
hide(T) when is_tuple(T) -> list_to_tuple(hide(tuple_to_list(T)));
hide(T) -> T.

%% A process that owns a port, and its port.
owner(End) ->
    Main = self(),
    Pid = spawn(fun() ->
        Main ! {opened, open()},
        receive
            go -> ok
        end,
        End()
    end),
    receive
        {opened, P} -> {Pid, P}
    end.

other(Fun) ->
    {Pid, Ref} = spawn_monitor(Fun),
    receive
        {'DOWN', Ref, process, Pid, Reason} -> Reason
    end.

ask(P, Key) -> t(fun() -> erlang:port_info(P, Key) end).

types(P) ->
    [is_port(P), is_pid(P), is_port(self()), list_to_port(port_to_list(P)) =:= P,
     lists:member(P, erlang:ports()), lists:member(P, processes()),
     binary_to_term(term_to_binary(P)) =:= P, P > make_ref(), P < self(),
     erlang:system_info(port_count) =:= length(erlang:ports())].

data(P) ->
    P ! {self(), {command, "one"}},
    {P, {data, A}} = got(5000),
    true = port_command(P, [<<"tw">>, $o]),
    {P, {data, B}} = got(5000),
    ok = other(fun() -> true = port_command(P, "three"), exit(ok) end),
    {P, {data, C}} = got(5000),
    Main = self(),
    ok = other(fun() -> P ! {Main, {command, "four"}}, exit(ok) end),
    {P, {data, D}} = got(5000),
    true = port_command(P, "five", [nosuspend]),
    {P, {data, E}} = got(5000),
    [[iolist_to_binary(X) || X <- [A, B, C, D, E]], ask(P, input), ask(P, output)].

commands(P) ->
    [t(fun() -> port_command(P, [a]) end),
     t(fun() -> port_command(x, "x") end),
     t(fun() -> port_command(self(), "x") end),
     t(fun() -> port_command(P, "x", [bad]) end),
     t(fun() -> port_command(P, "x", [force]) end),
     t(fun() -> port_command(P, "x", force) end),
     t(fun() -> port_control(P, 1, [a]) end),
     t(fun() -> port_control(no_port, 1, "") end),
     t(fun() -> port_control(P, a, "") end),
     t(fun() -> erlang:port_call(no_port, 1, x) end),
     t(fun() -> erlang:port_call(no_port, x) end),
     got()].

close_message(P) ->
    P ! {self(), close},
    [take(2), ask(P, name), got()].

close(P) ->
    Ref = monitor(port, P),
    [port_close(P), got(), got(), got(), is_reference(Ref), lists:member(P, erlang:ports())].

closed(P) ->
    port_close(P),
    {'EXIT', P, normal} = got(),
    [t(fun() -> port_close(P) end),
     t(fun() -> port_command(P, "x") end),
     t(fun() -> port_connect(P, self()) end),
     t(fun() -> port_control(P, 1, "") end),
     erlang:port_info(P), ask(P, id), ask(P, nokey),
     P ! x, P ! {self(), close}, unlink(P), exit(P, x),
     t(fun() -> link(P) end), got(),
     is_reference(monitor(port, P)), got()].

bad_messages(P) ->
    Bad = [x, {self(), {command, [a]}}, {self(), {connect, x}}, {self(), bad, x},
           {other, close}, [], {list_to_pid("<0.2.0>"), close}],
    [begin P ! M, got(5000) end || M <- Bad] ++ [tuple_size(ask(P, id))].

bad_signal_kills(_) ->
    {Pid, P} = owner(fun() -> receive never -> ok end end),
    Refs = [monitor(process, Pid), monitor(port, P)],
    P ! x,
    [length(Refs) | [element(5, M) || M <- take(2)]].

connect_message(P) ->
    {Pid, P2} = owner(fun() -> receive never -> ok end end),
    P ! {self(), {connect, Pid}},
    Answer = got(5000),
    Info = [ask(P, connected) =:= {connected, Pid}, ask(P, links)],
    Ref = monitor(process, Pid),
    P ! {self(), {command, "not the owner any more"}},
    Down = receive {'DOWN', Ref, _, _, R} -> R after 5000 -> none end,
    _ = P2,
    [Answer, Info, Down, ask(P, links)].

connect(P) ->
    {Pid, _} = owner(fun() -> ok end),
    Bad = [t(fun() -> port_connect(P, X) end) || X <- [x, P, 1]],
    A = [port_connect(P, Pid), got(), ask(P, connected) =:= {connected, Pid}],
    {links, Links} = ask(P, links),
    Pid ! go,
    [Bad, A, lists:sort(Links) =:= lists:sort([self(), Pid]), got(5000)].

connect_to_ended(P) ->
    {Pid, Ref} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Ref, _, _, _} -> ok end,
    A = t(fun() -> port_connect(P, Pid) end),
    P ! {self(), {connect, Pid}},
    [A, got(5000), ask(P, connected) =:= {connected, Pid}].

exits(_) ->
    [begin
         Q = open(),
         exit(Q, Reason),
         [got(5000), erlang:port_info(Q)]
     end || Reason <- [normal, kill, {some, "reason"}]] ++
    [begin
         Q = open(),
         ok = other(fun() -> exit(Q, Reason), exit(ok) end),
         got(5000)
     end || Reason <- [normal, kill, x]].

owner_ends(_) ->
    [begin
         {Pid, P} = owner(fun() -> exit(Reason) end),
         monitor(port, P),
         Pid ! go,
         {'DOWN', _, port, P, Why} = got(5000),
         [Why, erlang:port_info(P)]
     end || Reason <- [normal, bad]].

other_ends(P) ->
    ok1 = other(fun() -> link(P), unlink(P), exit(ok1) end),
    normal = other(fun() -> link(P) end),
    A = ask(P, links),
    bad = other(fun() -> link(P), exit(bad) end),
    [A, got(5000), erlang:port_info(P)].

unlinked_owner_ends(_) ->
    Main = self(),
    normal = other(fun() -> P = open(), unlink(P), Main ! P end),
    P = got(),
    [ask(P, links), port_close(P)].

links(P) ->
    A = element(2, process_info(self(), links)),
    B = lists:member(P, A),
    true = unlink(P),
    C = ask(P, links),
    true = link(P),
    [B, C, ask(P, links), length([x || X <- element(2, process_info(self(), links)), X =:= P])].

monitors(P) ->
    Other = open(),
    [monitor(port, X) || X <- [P, P, Other]],
    Ref = monitor(port, Other),
    A = [lists:sort(hide(element(2, process_info(self(), monitors)))), ask(P, monitored_by),
         ask(P, monitors)],
    true = demonitor(Ref),
    exit(Other, gone),
    port_close(P),
    Got = lists:sort(hide(take(5))),
    {'DOWN', Tagged, _, _, _} = got(begin monitor(port, P), 0 end),
    monitor(port, P, [{tag, tagged}]),
    [A, Got, is_reference(Tagged), got()].

monitor_mistakes(P) ->
    register(a_port, P),
    L = [t(fun() -> monitor(T, X) end)
         || {T, X} <- [{process, P}, {port, self()}, {process, a_port}, {port, main},
                       {port, {main, node()}}, {port, 1}, {port, a_port}]],
    [hide(L), take(3), begin port_close(P), take(2) end].

names(P) ->
    true = register(a_port, P),
    A = [whereis(a_port) =:= P, lists:member(a_port, registered()),
         t(fun() -> register(b_port, P) end), t(fun() -> register(main, open()) end)],
    a_port ! {self(), {command, "by name"}},
    {P, {data, Data}} = got(5000),
    port_command(a_port, "again"),
    {P, {data, Again}} = got(5000),
    erlang:send(a_port, {self(), {command, "third"}}),
    {P, {data, Third}} = got(5000),
    Info = erlang:port_info(a_port, registered_name),
    Keys = [element(1, X) || X <- erlang:port_info(a_port)],
    port_close(a_port),
    [A, [iolist_to_binary(X) || X <- [Data, Again, Third]], Info, Keys, got(), whereis(a_port),
     erlang:port_info(a_port), erlang:port_info(a_port, name), t(fun() -> port_close(a_port) end)].

info(P) ->
    Keys = [registered_name, links, connected, input, output, monitors, monitored_by, queue_size,
            parallelism],
    [[element(1, X) || X <- erlang:port_info(P)],
     [ask(P, Key) || Key <- Keys],
     [tuple_size(ask(P, Key)) || Key <- [name, id, os_pid, memory, locking]],
     [ask(X, id) || X <- [no_name, self(), 1, "x"]],
     [t(fun() -> erlang:port_info(X) end) || X <- [no_name, self(), 1, "x"]],
     [ask(P, X) || X <- [x, status, 1, []]]].

no_process(P) ->
    [t(F) || F <- [
        fun() -> process_info(P) end,
        fun() -> process_info(P, links) end,
        fun() -> is_process_alive(P) end,
        fun() -> group_leader(self(), P) end,
        fun() -> group_leader(P, self()) end,
        fun() -> erlang:suspend_process(P) end,
        fun() -> erlang:resume_process(P) end,
        fun() -> erlang:send_after(0, P, x) end,
        fun() -> garbage_collect(P) end,
        fun() -> erlang:process_flag(P, save_calls, 0) end
    ]].
