%% SPDX-License-Identifier: Apache-2.0
%% sys: system messages, and what processes do when they get one.
%%
%% The half that asks sends {system, From, Request}. The half in the asked process is
%% handle_system_msg/6: it answers, and either goes back to the module of the process
%% (system_continue, system_terminate) or waits here while the process is suspended.
%%
%% Debug options are a list of {What, State}: {trace, true}, {log, {Max, Count, Events}},
%% {statistics, {Since, Reductions, In, Out}}, {log_to_file, Device}, {Id, {Fun, FunState}}.
-module(sys).

-export([suspend/1, suspend/2, resume/1, resume/2, terminate/2, terminate/3]).
-export([get_status/1, get_status/2, get_state/1, get_state/2, replace_state/2, replace_state/3]).
-export([change_code/4, change_code/5]).
-export([trace/2, trace/3, log/2, log/3, log_to_file/2, log_to_file/3]).
-export([statistics/2, statistics/3, install/2, install/3, remove/2, remove/3]).
-export([no_debug/1, no_debug/2]).
-export([handle_system_msg/6, handle_system_msg/7, handle_debug/4, debug_options/1]).
-export([get_debug/3, get_log/1, print_log/1, suspend_loop_hib/6]).

-export_type([dbg_opt/0]).

-type dbg_opt() :: {term(), term()}.

%% Asking ----------------------------------------------------------------------------------------

suspend(Name) -> ask(Name, suspend, suspend, [Name]).
suspend(Name, Timeout) -> ask(Name, suspend, suspend, [Name, Timeout], Timeout).

resume(Name) -> ask(Name, resume, resume, [Name]).
resume(Name, Timeout) -> ask(Name, resume, resume, [Name, Timeout], Timeout).

get_status(Name) -> ask(Name, get_status, get_status, [Name]).
get_status(Name, Timeout) -> ask(Name, get_status, get_status, [Name, Timeout], Timeout).

terminate(Name, Reason) ->
    ask(Name, {terminate, Reason}, terminate, [Name, Reason]).
terminate(Name, Reason, Timeout) ->
    ask(Name, {terminate, Reason}, terminate, [Name, Reason, Timeout], Timeout).

change_code(Name, Mod, Vsn, Extra) ->
    ask(Name, {change_code, Mod, Vsn, Extra}, change_code, [Name, Mod, Vsn, Extra]).
change_code(Name, Mod, Vsn, Extra, Timeout) ->
    Args = [Name, Mod, Vsn, Extra, Timeout],
    ask(Name, {change_code, Mod, Vsn, Extra}, change_code, Args, Timeout).

get_state(Name) ->
    state(ask(Name, get_state, get_state, [Name])).
get_state(Name, Timeout) ->
    state(ask(Name, get_state, get_state, [Name, Timeout], Timeout)).

replace_state(Name, Fun) ->
    state(ask(Name, {replace_state, Fun}, {replace_state, Fun}, [Name])).
replace_state(Name, Fun, Timeout) ->
    state(ask(Name, {replace_state, Fun}, {replace_state, Fun}, [Name, Timeout], Timeout)).

state({ok, State}) -> State;
state({error, Reason}) -> error(Reason).

trace(Name, Flag) -> debug(Name, {trace, Flag}, trace, [Name, Flag]).
trace(Name, Flag, Timeout) -> debug(Name, {trace, Flag}, trace, [Name, Flag, Timeout], Timeout).

log(Name, Flag) -> debug(Name, {log, Flag}, log, [Name, Flag]).
log(Name, Flag, Timeout) -> debug(Name, {log, Flag}, log, [Name, Flag, Timeout], Timeout).

log_to_file(Name, File) ->
    debug(Name, {log_to_file, File}, log_to_file, [Name, File]).
log_to_file(Name, File, Timeout) ->
    debug(Name, {log_to_file, File}, log_to_file, [Name, File, Timeout], Timeout).

statistics(Name, Flag) ->
    debug(Name, {statistics, Flag}, statistics, [Name, Flag]).
statistics(Name, Flag, Timeout) ->
    debug(Name, {statistics, Flag}, statistics, [Name, Flag, Timeout], Timeout).

install(Name, Function) when tuple_size(Function) =:= 2; tuple_size(Function) =:= 3 ->
    debug(Name, {install, Function}, install, [Name, Function]).
install(Name, Function, Timeout) when tuple_size(Function) =:= 2; tuple_size(Function) =:= 3 ->
    debug(Name, {install, Function}, install, [Name, Function, Timeout], Timeout).

remove(Name, Id) -> debug(Name, {remove, Id}, remove, [Name, Id]).
remove(Name, Id, Timeout) -> debug(Name, {remove, Id}, remove, [Name, Id, Timeout], Timeout).

no_debug(Name) -> debug(Name, no_debug, {debug, no_debug}, [Name]).
no_debug(Name, Timeout) -> debug(Name, no_debug, {debug, no_debug}, [Name, Timeout], Timeout).

debug(Name, What, Function, Args) -> ask(Name, {debug, What}, Function, Args).
debug(Name, What, Function, Args, Timeout) -> ask(Name, {debug, What}, Function, Args, Timeout).

ask(Name, Request, Function, Args) ->
    ask(Name, Request, Function, Args, 5000).

ask(Name, Request, Function, Args, Timeout) ->
    try gen:call(Name, system, Request, Timeout) of
        {ok, Answer} -> Answer
    catch
        Class:Reason:Stack -> exit({gen:reason(Class, Reason, Stack), {?MODULE, Function, Args}})
    end.

%% Answering -------------------------------------------------------------------------------------

handle_system_msg(Request, From, Parent, Mod, Debug, Misc) ->
    handle(running, Request, From, Parent, Mod, Debug, Misc, false).

handle_system_msg(Request, From, Parent, Mod, Debug, Misc, Hibernate) ->
    handle(running, Request, From, Parent, Mod, Debug, Misc, Hibernate).

handle(Mode, Request, From, Parent, Mod, Debug, Misc, Hibernate) ->
    case request(Mode, Request, Parent, Mod, Debug, Misc) of
        {running, Answer, NewDebug, NewMisc} ->
            gen:reply(From, Answer),
            Mod:system_continue(Parent, NewDebug, NewMisc);
        {suspended, Answer, NewDebug, NewMisc} ->
            gen:reply(From, Answer),
            suspended(Parent, Mod, NewDebug, NewMisc, Hibernate);
        {{terminating, Reason}, Answer, NewDebug, NewMisc} ->
            gen:reply(From, Answer),
            Mod:system_terminate(Reason, Parent, NewDebug, NewMisc)
    end.

suspended(Parent, Mod, Debug, Misc, true) ->
    proc_lib:hibernate(?MODULE, suspend_loop_hib, [Parent, Mod, Debug, Misc, true, x]);
suspended(Parent, Mod, Debug, Misc, Hibernate) ->
    suspend_loop_hib(Parent, Mod, Debug, Misc, Hibernate, x).

%% A suspended process hears its parent and system messages only.
suspend_loop_hib(Parent, Mod, Debug, Misc, Hibernate, _) ->
    receive
        {system, From, Request} ->
            handle(suspended, Request, From, Parent, Mod, Debug, Misc, Hibernate);
        {'EXIT', Parent, Reason} ->
            Mod:system_terminate(Reason, Parent, Debug, Misc)
    end.

%% What one request leads to: {Mode, Answer, Debug, Misc}.
request(_, suspend, _, _, Debug, Misc) ->
    {suspended, ok, Debug, Misc};
request(_, resume, _, _, Debug, Misc) ->
    {running, ok, Debug, Misc};
request(_, {terminate, Reason}, _, _, Debug, Misc) ->
    {{terminating, Reason}, ok, Debug, Misc};
request(Mode, get_state, _, Mod, Debug, Misc) ->
    {Mode, get_state_of(Mod, Misc), Debug, Misc};
request(Mode, {replace_state, Fun}, _, Mod, Debug, Misc) ->
    {Answer, NewMisc} = replace_state_of(Mod, Fun, Misc),
    {Mode, Answer, Debug, NewMisc};
request(Mode, get_status, Parent, Mod, Debug, Misc) ->
    Status =
        case erlang:function_exported(Mod, format_status, 2) of
            true ->
                State = [get(), Mode, Parent, Debug, Misc],
                Mod:format_status(normal, State);
            false ->
                Misc
        end,
    Data = [[Pair || Pair <- get()], Mode, Parent, Debug, Status],
    {Mode, {status, self(), {module, Mod}, Data}, Debug, Misc};
request(Mode, {debug, What}, _, _, Debug, Misc) ->
    {Answer, NewDebug} = set_debug(What, Debug),
    {Mode, Answer, NewDebug, Misc};
request(suspended, {change_code, Changed, Vsn, Extra}, _, Mod, Debug, Misc) ->
    try Mod:system_code_change(Misc, Changed, Vsn, Extra) of
        {ok, NewMisc} -> {suspended, ok, Debug, NewMisc};
        Other -> {suspended, {error, Other}, Debug, Misc}
    catch
        Class:Reason:Stack -> {suspended, {error, caught(Class, Reason, Stack)}, Debug, Misc}
    end;
request(Mode, Unknown, _, _, Debug, Misc) ->
    {Mode, {error, {unknown_system_msg, Unknown}}, Debug, Misc}.

caught(error, Reason, Stack) -> {'EXIT', {Reason, Stack}};
caught(exit, Reason, _) -> {'EXIT', Reason};
caught(throw, Value, _) -> Value.

get_state_of(Mod, Misc) ->
    case erlang:function_exported(Mod, system_get_state, 1) of
        true ->
            try
                {ok, State} = Mod:system_get_state(Misc),
                {ok, State}
            catch
                Class:Reason ->
                    {error, {callback_failed, {Mod, system_get_state}, {Class, Reason}}}
            end;
        false ->
            {ok, Misc}
    end.

replace_state_of(Mod, Fun, Misc) ->
    case erlang:function_exported(Mod, system_replace_state, 2) of
        true ->
            try
                {ok, State, NewMisc} = Mod:system_replace_state(Fun, Misc),
                {{ok, State}, NewMisc}
            catch
                Class:Reason ->
                    Why = {callback_failed, {Mod, system_replace_state}, {Class, Reason}},
                    {{error, Why}, Misc}
            end;
        false ->
            try Fun(Misc) of
                NewMisc -> {{ok, NewMisc}, NewMisc}
            catch
                Class:Reason:Stack ->
                    {{error, {callback_failed, {?MODULE, replace_state}, {Class, Reason, Stack}}},
                        Misc}
            end
    end.

%% Debugging -------------------------------------------------------------------------------------

%% The debug list that start options ask for.
-spec debug_options([term()]) -> [dbg_opt()].
debug_options(Options) when is_list(Options) ->
    lists:foldl(fun start_option/2, [], Options).

start_option(trace, Debug) -> lists:keystore(trace, 1, Debug, {trace, true});
start_option(log, Debug) -> lists:keystore(log, 1, Debug, {log, {10, 0, []}});
start_option({log, N}, Debug) -> lists:keystore(log, 1, Debug, {log, {N, 0, []}});
start_option(statistics, Debug) -> lists:keystore(statistics, 1, Debug, fresh_statistics());
start_option({log_to_file, File}, Debug) -> element(2, set_debug({log_to_file, File}, Debug));
start_option({install, Function}, Debug) -> element(2, set_debug({install, Function}, Debug));
start_option(_, Debug) -> Debug.

set_debug({trace, true}, Debug) ->
    {ok, lists:keystore(trace, 1, Debug, {trace, true})};
set_debug({trace, false}, Debug) ->
    {ok, lists:keydelete(trace, 1, Debug)};
set_debug({log, true}, Debug) ->
    set_debug({log, {true, 10}}, Debug);
set_debug({log, {true, Max}}, Debug) ->
    {_, Count, Events} = get_debug(log, Debug, {Max, 0, []}),
    {ok, lists:keystore(log, 1, Debug, {log, shorten({Max, Count, Events})})};
set_debug({log, false}, Debug) ->
    {ok, lists:keydelete(log, 1, Debug)};
set_debug({log, print}, Debug) ->
    print_log(Debug),
    {ok, Debug};
set_debug({log, get}, Debug) ->
    {{ok, [Event || {Event, _, _} <- log_entries(Debug)]}, Debug};
set_debug({log_to_file, false}, Debug) ->
    case get_debug(log_to_file, Debug, none) of
        none -> ok;
        Device -> file:close(Device)
    end,
    {ok, lists:keydelete(log_to_file, 1, Debug)};
set_debug({log_to_file, File}, Debug) ->
    {_, Closed} = set_debug({log_to_file, false}, Debug),
    case file:open(File, [write, {encoding, utf8}]) of
        {ok, Device} -> {ok, [{log_to_file, Device} | Closed]};
        _ -> {{error, open_file}, Closed}
    end;
set_debug({statistics, true}, Debug) ->
    {ok, lists:keystore(statistics, 1, Debug, fresh_statistics())};
set_debug({statistics, false}, Debug) ->
    {ok, lists:keydelete(statistics, 1, Debug)};
set_debug({statistics, get}, Debug) ->
    {{ok, current_statistics(get_debug(statistics, Debug, no_statistics))}, Debug};
set_debug({install, {Fun, State}}, Debug) ->
    {ok, lists:keystore(Fun, 1, Debug, {Fun, {Fun, State}})};
set_debug({install, {Id, Fun, State}}, Debug) ->
    {ok, lists:keystore(Id, 1, Debug, {Id, {Fun, State}})};
set_debug({remove, Id}, Debug) ->
    {ok, lists:keydelete(Id, 1, Debug)};
set_debug(no_debug, Debug) ->
    {_, _} = set_debug({log_to_file, false}, Debug),
    {ok, []};
set_debug(_, Debug) ->
    {unknown_debug, Debug}.

fresh_statistics() ->
    {statistics, {calendar:local_time(), reductions(), 0, 0}}.

reductions() ->
    {reductions, N} = process_info(self(), reductions),
    N.

current_statistics({Since, Reductions, In, Out}) ->
    [
        {start_time, Since},
        {current_time, calendar:local_time()},
        {reductions, reductions() - Reductions},
        {messages_in, In},
        {messages_out, Out}
    ];
current_statistics(no_statistics) ->
    no_statistics.

%% Tell the debug functions about an event; print it with Form(Device, Event, Extra).
-spec handle_debug([dbg_opt()], fun(), term(), term()) -> [dbg_opt()].
handle_debug([], _, _, _) ->
    [];
handle_debug([{trace, true} = Trace | Rest], Form, Extra, Event) ->
    Form(standard_io, Event, Extra),
    [Trace | handle_debug(Rest, Form, Extra, Event)];
handle_debug([{log, {Max, Count, Events}} | Rest], Form, Extra, Event) ->
    Log = shorten({Max, Count + 1, [{Event, Extra, Form} | Events]}),
    [{log, Log} | handle_debug(Rest, Form, Extra, Event)];
handle_debug([{log_to_file, Device} = Option | Rest], Form, Extra, Event) ->
    Form(Device, Event, Extra),
    [Option | handle_debug(Rest, Form, Extra, Event)];
handle_debug([{statistics, {Since, Reductions, In, Out}} | Rest], Form, Extra, Event) ->
    {MoreIn, MoreOut} = counted(Event),
    Numbers = {Since, Reductions, In + MoreIn, Out + MoreOut},
    [{statistics, Numbers} | handle_debug(Rest, Form, Extra, Event)];
handle_debug([{Id, {Fun, State}} | Rest], Form, Extra, Event) ->
    try Fun(State, Event, Extra) of
        done -> handle_debug(Rest, Form, Extra, Event);
        NewState -> [{Id, {Fun, NewState}} | handle_debug(Rest, Form, Extra, Event)]
    catch
        _:_ -> handle_debug(Rest, Form, Extra, Event)
    end.

counted(Event) when element(1, Event) =:= in -> {1, 0};
counted(Event) when element(1, Event) =:= out -> {0, 1};
counted(_) -> {0, 0}.

%% The newest events come first; twice as many as wanted are kept until the list is cut.
shorten({Max, Count, Events}) when Count > 2 * Max ->
    {Max, Max, lists:sublist(Events, Max)};
shorten(Log) ->
    Log.

log_entries(Debug) ->
    {Max, _, Events} = get_debug(log, Debug, {0, 0, []}),
    lists:reverse(lists:sublist(Events, Max)).

%% The state of one debug option.
get_debug(Item, Debug, Default) ->
    case lists:keyfind(Item, 1, Debug) of
        {_, Value} -> Value;
        false -> Default
    end.

%% The logged events, oldest first, without what they would be printed with.
-spec get_log([dbg_opt()]) -> [term()].
get_log(Debug) ->
    [Event || {Event, _, _} <- log_entries(Debug)].

-spec print_log([dbg_opt()]) -> ok.
print_log(Debug) ->
    lists:foreach(
        fun({Event, Extra, Form}) -> Form(standard_io, Event, Extra) end,
        log_entries(Debug)
    ).
