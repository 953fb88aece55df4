%% SPDX-License-Identifier: Apache-2.0
%% proc_lib: processes that know who started them, start in step with their parent, and report
%% their end.
%%
%% Such a process keeps its ancestors and first function in its dictionary. When it ends with an
%% exception that is not an orderly exit, a crash report goes to the logger. Its starter waits for
%% {ack, Pid, Answer}, for {nack, Pid, Answer} followed by the end of the process, or for an end
%% without either.
-module(proc_lib).

-export([spawn/1, spawn/2, spawn/3, spawn/4]).
-export([spawn_link/1, spawn_link/2, spawn_link/3, spawn_link/4]).
-export([spawn_opt/2, spawn_opt/3, spawn_opt/4, spawn_opt/5]).
-export([start/3, start/4, start/5, start_link/3, start_link/4, start_link/5]).
-export([start_monitor/3, start_monitor/4, start_monitor/5]).
-export([init_ack/1, init_ack/2, init_fail/2, init_fail/3, init_p/3, init_p/5]).
-export([hibernate/3, wake_up/3, stop/1, stop/3]).
-export([initial_call/1, translate_initial_call/1, set_label/1, get_label/1]).
-export([format/1, format/2, format/3, report_cb/2]).

%% Spawning --------------------------------------------------------------------------------------

-spec spawn(fun(() -> term())) -> pid().
spawn(Fun) when is_function(Fun) ->
    erlang:spawn(?MODULE, init_p, wrap(Fun)).

spawn(Node, Fun) when is_function(Fun) ->
    erlang:spawn(Node, ?MODULE, init_p, wrap(Fun)).

-spec spawn(module(), atom(), [term()]) -> pid().
spawn(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn(?MODULE, init_p, wrap(M, F, A)).

spawn(Node, M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn(Node, ?MODULE, init_p, wrap(M, F, A)).

spawn_link(Fun) when is_function(Fun) ->
    erlang:spawn_link(?MODULE, init_p, wrap(Fun)).

spawn_link(Node, Fun) when is_function(Fun) ->
    erlang:spawn_link(Node, ?MODULE, init_p, wrap(Fun)).

spawn_link(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_link(?MODULE, init_p, wrap(M, F, A)).

spawn_link(Node, M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_link(Node, ?MODULE, init_p, wrap(M, F, A)).

spawn_opt(Fun, Options) when is_function(Fun) ->
    erlang:spawn_opt(?MODULE, init_p, wrap(Fun), Options).

spawn_opt(Node, Fun, Options) when is_function(Fun) ->
    erlang:spawn_opt(Node, ?MODULE, init_p, wrap(Fun), Options).

spawn_opt(M, F, A, Options) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_opt(?MODULE, init_p, wrap(M, F, A), Options).

spawn_opt(Node, M, F, A, Options) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:spawn_opt(Node, ?MODULE, init_p, wrap(M, F, A), Options).

wrap(Fun) -> [name(self()), ancestors(), Fun].
wrap(M, F, A) -> [name(self()), ancestors(), M, F, A].

name(Pid) ->
    case process_info(Pid, registered_name) of
        {registered_name, Name} when is_atom(Name) -> Name;
        _ -> Pid
    end.

ancestors() ->
    case get('$ancestors') of
        List when is_list(List) -> List;
        _ -> []
    end.

%% Where spawned processes begin.
init_p(Parent, Ancestors, Fun) when is_function(Fun) ->
    [{_, M}, {_, F}, {_, A}] = [erlang:fun_info(Fun, Key) || Key <- [module, name, arity]],
    enter(Parent, Ancestors, {M, F, A}),
    try
        Fun()
    catch
        Class:Reason:Stack -> finish(Class, Reason, Stack)
    end.

init_p(Parent, Ancestors, M, F, A) ->
    enter(Parent, Ancestors, {M, F, length(A)}),
    run(M, F, A).

enter(Parent, Ancestors, Call) ->
    put('$ancestors', [Parent | Ancestors]),
    put('$initial_call', Call).

run(M, F, A) ->
    try
        apply(M, F, A)
    catch
        Class:Reason:Stack -> finish(Class, Reason, Stack)
    end.

finish(Class, Reason, Stack) ->
    case orderly(Class, Reason) of
        true -> ok;
        false -> report(Class, Reason, Stack)
    end,
    exit(gen:reason(Class, Reason, Stack)).

orderly(exit, normal) -> true;
orderly(exit, shutdown) -> true;
orderly(exit, {shutdown, _}) -> true;
orderly(_, _) -> false.

%% Sleep with the smallest possible heap; M:F(A) goes on with the next message.
hibernate(M, F, A) when is_atom(M), is_atom(F), is_list(A) ->
    erlang:hibernate(?MODULE, wake_up, [M, F, A]).

wake_up(M, F, A) ->
    run(M, F, A).

%% Starting in step ------------------------------------------------------------------------------

start(M, F, A) ->
    start(M, F, A, infinity).

start(M, F, A, Timeout) ->
    start(M, F, A, Timeout, []).

%% Spawn and wait until the process says that it is ready: what it says, or {error, Reason}.
start(M, F, A, Timeout, Options) when is_atom(M), is_atom(F), is_list(A) ->
    {Answer, Monitor} = begin_process(M, F, A, Timeout, [monitor | allowed(Options)]),
    erlang:demonitor(Monitor, [flush]),
    Answer.

start_link(M, F, A) ->
    start_link(M, F, A, infinity).

start_link(M, F, A, Timeout) ->
    start_link(M, F, A, Timeout, []).

start_link(M, F, A, Timeout, Options) when is_atom(M), is_atom(F), is_list(A) ->
    {Answer, Monitor} = begin_process(M, F, A, Timeout, [link, monitor | allowed(Options)]),
    erlang:demonitor(Monitor, [flush]),
    Answer.

start_monitor(M, F, A) ->
    start_monitor(M, F, A, infinity).

start_monitor(M, F, A, Timeout) ->
    start_monitor(M, F, A, Timeout, []).

start_monitor(M, F, A, Timeout, Options) when is_atom(M), is_atom(F), is_list(A) ->
    begin_process(M, F, A, Timeout, [monitor | allowed(Options)]).

allowed(Options) ->
    case lists:member(monitor, Options) orelse lists:keymember(monitor, 1, Options) of
        true -> error(badarg);
        false -> Options
    end.

begin_process(M, F, A, Timeout, Options) ->
    {Pid, Monitor} = ?MODULE:spawn_opt(M, F, A, Options),
    receive
        {ack, Pid, Answer} ->
            {Answer, Monitor};
        {nack, Pid, Answer} ->
            await_end(Pid, Monitor),
            again_down(Pid, Monitor, Answer);
        {'DOWN', Monitor, process, Pid, Reason} ->
            forget_exit(Pid),
            self() ! {'DOWN', Monitor, process, Pid, Reason},
            {{error, Reason}, Monitor}
    after Timeout ->
        unlink(Pid),
        exit(Pid, kill),
        await_end(Pid, Monitor),
        again_down(Pid, Monitor, {error, timeout})
    end.

await_end(Pid, Monitor) ->
    receive
        {'DOWN', Monitor, process, Pid, Reason} ->
            forget_exit(Pid),
            put('$proc_lib_down', Reason)
    end.

%% The starter of a monitored process gets its end as a message, also when the start failed.
again_down(Pid, Monitor, Answer) ->
    self() ! {'DOWN', Monitor, process, Pid, erase('$proc_lib_down')},
    {Answer, Monitor}.

%% A process that traps exits learns of a failed start from the answer only.
forget_exit(Pid) ->
    case process_info(self(), trap_exit) of
        {trap_exit, true} ->
            unlink(Pid),
            receive
                {'EXIT', Pid, _} -> ok
            after 0 -> ok
            end;
        _ ->
            ok
    end.

init_ack(Answer) ->
    init_ack(starter(), Answer).

%% Let the starter go on with this answer.
-spec init_ack(pid(), term()) -> ok.
init_ack(Parent, Answer) ->
    Parent ! {ack, self(), Answer},
    ok.

init_fail(Answer, Exception) ->
    init_fail(starter(), Answer, Exception).

%% End with an exception; the starter gets the answer once this process is gone.
-spec init_fail(pid(), term(), tuple()) -> no_return().
init_fail(Parent, Answer, Exception) when is_tuple(Exception) ->
    Parent ! {nack, self(), Answer},
    case Exception of
        {error, Reason} -> error(Reason);
        {exit, Reason} -> exit(Reason);
        {throw, Reason} -> throw(Reason);
        {Class, Reason, Stack} -> erlang:raise(Class, Reason, Stack)
    end.

starter() ->
    [Parent | _] = get('$ancestors'),
    case is_atom(Parent) of
        true -> whereis(Parent);
        false -> Parent
    end.

stop(Server) ->
    stop(Server, normal, infinity).

%% Tell a process that understands system messages to end, and wait until it has.
stop(Server, Reason, Timeout) ->
    Monitor = erlang:monitor(process, Server),
    Ask = erlang:spawn(fun() -> sys:terminate(Server, Reason, infinity) end),
    Outcome =
        receive
            {'DOWN', Monitor, _, _, Reason} -> ok;
            {'DOWN', Monitor, _, _, Other} -> Other
        after Timeout ->
            erlang:demonitor(Monitor, [flush]),
            timeout
        end,
    exit(Ask, kill),
    case Outcome of
        ok -> ok;
        _ -> exit(Outcome)
    end.

%% Who it is -------------------------------------------------------------------------------------

%% The first call of a process, with a name for each argument; false without one.
initial_call(Process) ->
    case first_call(Process) of
        {M, F, A} when is_integer(A) ->
            {M, F, [
                list_to_atom("Argument__" ++ integer_to_list(N))
             || N <- lists:seq(1, A), is_atom(F)
            ]};
        _ ->
            false
    end.

%% The same as {Module, Function, Arity}, for lists of processes.
translate_initial_call(Process) ->
    case first_call(Process) of
        {_, _, A} = Call when is_integer(A) -> Call;
        _ -> {?MODULE, init_p, 5}
    end.

first_call(Pid) when is_pid(Pid) ->
    case process_info(Pid, dictionary) of
        {dictionary, Dictionary} -> first_call(Dictionary);
        _ -> undefined
    end;
first_call({A, B, C}) when is_integer(A), is_integer(B), is_integer(C) ->
    first_call(list_to_pid(lists:concat(["<", A, ".", B, ".", C, ">"])));
first_call(Info) when is_list(Info) ->
    case lists:keyfind('$initial_call', 1, dictionary(Info)) of
        {_, Call} -> Call;
        false -> undefined
    end.

dictionary(Info) ->
    case lists:keyfind(dictionary, 1, Info) of
        {dictionary, Dictionary} when is_list(Dictionary) -> Dictionary;
        _ -> Info
    end.

%% A label says in reports what this process is for.
set_label(Label) ->
    put('$process_label', Label),
    ok.

get_label(Pid) when Pid =:= self() ->
    label(get('$process_label'));
get_label(Pid) when is_pid(Pid) ->
    case process_info(Pid, dictionary) of
        {dictionary, Dictionary} -> proplists:get_value('$process_label', Dictionary);
        undefined -> undefined
    end.

label(Label) -> Label.

%% Crash reports -----------------------------------------------------------------------------------

report(Class, Reason, Stack) ->
    Mine = [
        {initial_call, initial_call(get())},
        {pid, self()},
        info(registered_name),
        {error_info, {Class, Reason, Stack}},
        {ancestors, ancestors()},
        info(message_queue_len),
        info(messages),
        info(links),
        {dictionary, [
            Pair
         || {Key, _} = Pair <- get(),
            Key =/= '$ancestors',
            Key =/= '$initial_call',
            Key =/= '$process_label'
        ]},
        info(trap_exit),
        info(status),
        info(heap_size),
        info(stack_size),
        info(reductions)
    ],
    {links, Links} = info(links),
    Neighbours = [Info || Pid <- Links, is_pid(Pid), Info <- neighbour(Pid)],
    logger:log(error, #{label => {?MODULE, crash}, report => [labelled(Mine), Neighbours]}, #{
        domain => [otp, sasl],
        report_cb => fun ?MODULE:report_cb/2,
        logger_formatter => #{title => "CRASH REPORT"},
        error_logger => #{tag => error_report, type => crash_report}
    }).

labelled([First, Pid | Rest]) ->
    case get('$process_label') of
        undefined -> [First, Pid | Rest];
        Label -> [First, Pid, {process_label, Label} | Rest]
    end.

info(Key) ->
    case process_info(self(), Key) of
        [] -> {Key, []};
        Pair -> Pair
    end.

%% A linked process that does not trap exits will go down with this one.
neighbour(Pid) ->
    Keys = [
        trap_exit, registered_name, message_queue_len, links, status, heap_size, stack_size,
        reductions, current_function, current_stacktrace, dictionary
    ],
    case process_info(Pid, Keys) of
        [{_, false}, Name, Queue, Links, Status, Heap, Stack, Reductions, Current, Trace, Dict] ->
            {dictionary, Dictionary} = Dict,
            [
                {neighbour, [
                    {pid, Pid}, Name, {initial_call, initial_call(Dictionary)}, Current,
                    {ancestors, proplists:get_value('$ancestors', Dictionary, [])},
                    Queue, Links, {trap_exit, false}, Status, Heap, Stack, Reductions, Trace
                ]}
            ];
        _ ->
            []
    end.

format(Report) ->
    format(Report, latin1).

format(Report, Encoding) ->
    format(Report, Encoding, unlimited).

%% The text of a crash report.
format(Report, Encoding, Depth) ->
    gen_report:crash(Report, #{encoding => Encoding, depth => Depth}).

report_cb(#{label := {?MODULE, crash}, report := Report}, Options) ->
    gen_report:crash(Report, Options).
