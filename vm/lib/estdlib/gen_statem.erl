%% SPDX-License-Identifier: Apache-2.0
%% gen_statem: a process that is a state machine.
%%
%% Events come from a queue in #sm (re-tried and inserted ones) before the mailbox. Time-outs are
%% timers of the machine, kept in a map by name: timeout, state_timeout or {timeout, Name}.
-module(gen_statem).

-export([start/3, start/4, start_link/3, start_link/4, start_monitor/3, start_monitor/4]).
-export([call/2, call/3, cast/2, reply/1, reply/2, stop/1, stop/3]).
-export([send_request/2, send_request/4, wait_response/1, wait_response/2, wait_response/3]).
-export([receive_response/1, receive_response/2, receive_response/3]).
-export([check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([enter_loop/4, enter_loop/5, enter_loop/6, init_it/6, wake/1]).
-export([format_status/2, format_log/1, format_log/2]).
-export([system_continue/3, system_terminate/4, system_code_change/4]).
-export([system_get_state/1, system_replace_state/2]).

-callback init(term()) -> term().
-callback callback_mode() -> term().
-callback handle_event(term(), term(), term(), term()) -> term().
-callback terminate(term(), term(), term()) -> term().
-callback code_change(term(), term(), term(), term()) -> term().
-callback format_status(Status) -> Status when Status :: map().
-callback format_status(normal | terminate, [term()]) -> term().
-optional_callbacks([
    handle_event/4, terminate/3, code_change/4, format_status/1, format_status/2
]).

-record(sm, {
    parent, name, mods, mode, enter, state, data, queue = [], postponed = [], timers = #{},
    idle, debug, hibernate = false
}).

start(Mod, Args, Options) -> gen:start(?MODULE, nolink, Mod, Args, Options).
start(Name, Mod, Args, Options) -> gen:start(?MODULE, nolink, Name, Mod, Args, Options).
start_link(Mod, Args, Options) -> gen:start(?MODULE, link, Mod, Args, Options).
start_link(Name, Mod, Args, Options) -> gen:start(?MODULE, link, Name, Mod, Args, Options).
start_monitor(Mod, Args, Options) -> gen:start(?MODULE, monitor, Mod, Args, Options).
start_monitor(Name, Mod, Args, Options) -> gen:start(?MODULE, monitor, Name, Mod, Args, Options).

call(Server, Request) -> call(Server, Request, infinity).
call(Server, Request, Timeout) -> ask(Server, Request, Timeout, [Server, Request, Timeout]).

ask(Server, Request, Timeout, Args) ->
    Time =
        case Timeout of
            {clean_timeout, T} -> T;
            {dirty_timeout, T} -> T;
            {_, _} -> error(badarg);
            T -> T
        end,
    try gen:call(Server, '$gen_call', Request, Time) of
        {ok, Reply} -> Reply
    catch
        exit:Reason -> exit({Reason, {?MODULE, call, Args}})
    end.

cast(Server, Event) -> gen:cast(Server, Event).
reply(Replies) when is_list(Replies) -> lists:foreach(fun reply/1, Replies);
reply({reply, From, Reply}) -> reply(From, Reply).
reply(From, Reply) -> gen:reply(From, Reply).
stop(Server) -> gen:stop(Server).
stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

send_request(Server, Request) -> gen:send_request(Server, '$gen_call', Request).
send_request(Server, Request, Label, Ids) ->
    gen:send_request(Server, '$gen_call', Request, Label, Ids).
wait_response(Id) -> gen:wait_response(Id, infinity).
wait_response(Id, Timeout) -> gen:wait_response(Id, Timeout).
wait_response(Ids, Timeout, Delete) -> gen:wait_response(Ids, Timeout, Delete).
receive_response(Id) -> gen:receive_response(Id, infinity).
receive_response(Id, Timeout) -> gen:receive_response(Id, Timeout).
receive_response(Ids, Timeout, Delete) -> gen:receive_response(Ids, Timeout, Delete).
check_response(Message, Id) -> gen:check_response(Message, Id).
check_response(Message, Ids, Delete) -> gen:check_response(Message, Ids, Delete).
reqids_new() -> gen:reqids_new().
reqids_size(Ids) -> gen:reqids_size(Ids).
reqids_add(Id, Label, Ids) -> gen:reqids_add(Id, Label, Ids).
reqids_to_list(Ids) -> gen:reqids_to_list(Ids).

init_it(Starter, Parent, Name, Mod, Args, Options) ->
    Base = machine(Parent, Name, Mod, Options),
    try
        case catching(fun() -> Mod:init(Args) end) of
            {ok, State, Data} -> {go, with_mode(Base, State, Data), []};
            {ok, State, Data, First} -> {go, with_mode(Base, State, Data), First};
            {stop, Stop} -> exit(Stop);
            {error, _} = Error -> {leave, Error};
            ignore -> {leave, ignore};
            Other -> error({bad_return_from_init, Other})
        end
    of
        {go, Sm, Actions} ->
            proc_lib:init_ack(Starter, {ok, self()}),
            begun(Sm, Actions);
        {leave, Answer} ->
            gen:unregister_name(Name),
            proc_lib:init_fail(Starter, Answer, {exit, normal})
    catch
        Class:Reason:Stack ->
            gen:unregister_name(Name),
            proc_lib:init_fail(Starter, {error, Reason}, {Class, Reason, Stack})
    end.

machine(Parent, Name, Mod, Options) ->
    #sm{
        parent = Parent, name = Name, mods = [Mod], idle = gen:hibernate_after(Options),
        debug = gen:debug_options(Options)
    }.

catching(Fun) ->
    try
        Fun()
    catch
        throw:Value -> Value
    end.

with_mode(#sm{mods = [Mod | _]} = Sm, State, Data) ->
    Mode = Mod:callback_mode(),
    Modes = lists:flatten([Mode]),
    case [M || M <- Modes, M =:= state_functions orelse M =:= handle_event_function] of
        [M] ->
            Enter = lists:member(state_enter, Modes),
            Sm#sm{mode = M, enter = Enter, state = State, data = Data};
        _ ->
            error({bad_return_from_callback_mode, Mode})
    end.

enter_loop(Mod, Options, State, Data) -> enter_loop(Mod, Options, State, Data, self(), []).
enter_loop(Mod, Options, State, Data, Actions) when is_list(Actions) ->
    enter_loop(Mod, Options, State, Data, self(), Actions);
enter_loop(Mod, Options, State, Data, Server) ->
    enter_loop(Mod, Options, State, Data, Server, []).
enter_loop(Mod, Options, State, Data, Server, Actions) ->
    Name =
        case Server of
            {local, Local} -> Local;
            _ -> Server
        end,
    begun(with_mode(machine(gen:parent(), Name, Mod, Options), State, Data), Actions).

begun(Sm, Actions) ->
    #sm{state = State} = Sm,
    Event = {internal, init_state},
    protect(Event, Sm, fun() ->
        New = entered(acted(Actions, Event, debug({enter, State}, Sm)), State),
        debug({consume, Event, State, State}, New)
    end).

%% Run something that makes a new machine; then go on, or end with what was raised.
protect(Event, Sm, Fun) ->
    try Fun() of
        New -> next(New)
    catch
        throw:{'$stop', Reason, New} -> ended(exit, Reason, [], Event, New);
        Class:Reason:Stack -> ended(Class, Reason, Stack, Event, Sm)
    end.

next(#sm{queue = [Event | Rest]} = Sm) ->
    event(Event, Sm#sm{queue = Rest});
next(#sm{hibernate = true} = Sm) ->
    proc_lib:hibernate(?MODULE, wake, [Sm#sm{hibernate = false}]);
next(#sm{idle = Idle} = Sm) ->
    receive
        Message -> message(Message, Sm)
    after Idle -> proc_lib:hibernate(?MODULE, wake, [Sm])
    end.

wake(Sm) ->
    receive
        Message -> message(Message, Sm)
    end.

message({'$gen_call', From, Request}, Sm) -> arrived({{call, From}, Request}, Sm);
message({'$gen_cast', Event}, Sm) -> arrived({cast, Event}, Sm);
message({system, From, Request}, #sm{parent = Parent, debug = Debug} = Sm) ->
    sys:handle_system_msg(Request, From, Parent, ?MODULE, Debug, Sm);
message({'EXIT', Parent, Reason} = M, #sm{parent = Parent} = Sm) ->
    ended(exit, Reason, [], {info, M}, Sm);
message({timeout, Ref, {?MODULE, Name}}, #sm{timers = Timers} = Sm) ->
    case Timers of
        #{Name := {Ref, Content}} ->
            arrived({Name, Content}, Sm#sm{timers = maps:remove(Name, Timers)});
        _ ->
            next(Sm)
    end;
message(M, Sm) ->
    arrived({info, M}, Sm).

arrived(Event, #sm{state = State} = Sm) ->
    event(Event, debug({in, Event, State}, Sm)).

%% Any event ends the event time-out.
event(Event, Sm0) ->
    Sm = cancel(timeout, Sm0),
    protect(Event, Sm, fun() ->
        Result = callback(Event, Sm),
        handled(Result, Event, Sm, result(Result, Event, Sm))
    end).

handled(_, _, _, #sm{debug = []} = New) ->
    New;
handled(Result, Event, #sm{state = Old}, #sm{state = State} = New) ->
    Actions = lists:flatten([element(tuple_size(Result), Result) || is_tuple(Result)]),
    What =
        case lists:member(postpone, Actions) orelse lists:member({postpone, true}, Actions) of
            true -> postpone;
            false -> consume
        end,
    debug({What, Event, Old, State}, New).

%% Tell those who asked with sys what happens.
debug(_, #sm{debug = []} = Sm) ->
    Sm;
debug(Event, #sm{debug = Debug, name = Name} = Sm) ->
    Sm#sm{debug = sys:handle_debug(Debug, fun print_event/3, Name, Event)}.

print_event(Device, {in, Event, State}, Name) ->
    io:format(Device, "*DBG* ~tp receive ~ts in state ~tp~n", [Name, shown(Event), State]);
print_event(Device, {out, Reply, {To, _}}, Name) ->
    io:format(Device, "*DBG* ~tp send ~tp to ~tw~n", [Name, Reply, To]);
print_event(Device, {enter, State}, Name) ->
    io:format(Device, "*DBG* ~tp enter in state ~tp~n", [Name, State]);
print_event(Device, {start_timer, Timer, State}, Name) ->
    io:format(Device, "*DBG* ~tp start_timer ~tp in state ~tp~n", [Name, Timer, State]);
print_event(Device, {What, Event, State, State}, Name) ->
    io:format(Device, "*DBG* ~tp ~tw ~ts in state ~tp~n", [Name, What, shown(Event), State]);
print_event(Device, {What, Event, Old, State}, Name) ->
    Args = [Name, What, shown(Event), Old, State],
    io:format(Device, "*DBG* ~tp ~tw ~ts in state ~tp => ~tp~n", Args);
print_event(Device, Event, Name) ->
    io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

shown({{call, {From, _}}, Content}) -> io_lib:format("call ~tp from ~tw", [Content, From]);
shown({Type, Content}) -> io_lib:format("~tw ~tp", [Type, Content]).

callback({Type, Content}, #sm{mods = [Mod | _], mode = Mode, state = State, data = Data}) ->
    catching(fun() ->
        case Mode of
            state_functions -> Mod:State(Type, Content, Data);
            handle_event_function -> Mod:handle_event(Type, Content, State, Data)
        end
    end).

result({next_state, State, Data}, E, Sm) -> changed(State, [], E, Sm#sm{data = Data});
result({next_state, State, Data, As}, E, Sm) -> changed(State, As, E, Sm#sm{data = Data});
result({keep_state, Data}, _, Sm) -> Sm#sm{data = Data};
result({keep_state, Data, As}, E, Sm) -> acted(As, E, Sm#sm{data = Data});
result(keep_state_and_data, _, Sm) -> Sm;
result({keep_state_and_data, As}, E, Sm) -> acted(As, E, Sm);
result({repeat_state, Data}, E, Sm) -> repeated([], E, Sm#sm{data = Data});
result({repeat_state, Data, As}, E, Sm) -> repeated(As, E, Sm#sm{data = Data});
result(repeat_state_and_data, E, Sm) -> repeated([], E, Sm);
result({repeat_state_and_data, As}, E, Sm) -> repeated(As, E, Sm);
result(stop, _, Sm) -> throw({'$stop', normal, Sm});
result({stop, Reason}, _, Sm) -> throw({'$stop', Reason, Sm});
result({stop, Reason, Data}, _, Sm) -> throw({'$stop', Reason, Sm#sm{data = Data}});
result({stop_and_reply, Reason, Rs}, _, Sm) ->
    reply(lists:flatten([Rs])),
    throw({'$stop', Reason, Sm});
result({stop_and_reply, Reason, Rs, Data}, _, Sm) ->
    reply(lists:flatten([Rs])),
    throw({'$stop', Reason, Sm#sm{data = Data}});
result(Other, _, _) -> error({bad_return_from_state_function, Other}).

changed(State, Actions, Event, #sm{state = State} = Sm) ->
    acted(Actions, Event, Sm);
changed(State, Actions, Event, #sm{state = Old} = Sm) ->
    Left = acted(Actions, Event, cancel(state_timeout, Sm#sm{state = State})),
    entered(retried(Left), Old).

repeated(Actions, Event, #sm{state = State} = Sm) ->
    entered(retried(acted(Actions, Event, cancel(state_timeout, Sm))), State).

retried(#sm{postponed = Postponed, queue = Queue} = Sm) ->
    Sm#sm{postponed = [], queue = Queue ++ lists:reverse(Postponed)}.

entered(#sm{enter = false} = Sm, _) ->
    Sm;
entered(#sm{state = State} = Sm, Old) ->
    Event = {enter, Old},
    New = result(callback(Event, Sm), Event, Sm),
    New#sm.state =:= State orelse error({bad_state_enter_return_from_state_function, State}),
    New.

acted(Actions, Event, #sm{queue = Queue} = Sm) ->
    List =
        case Actions of
            _ when is_list(Actions) -> Actions;
            _ -> [Actions]
        end,
    New = lists:foldl(fun(A, S) -> act(A, Event, S) end, Sm#sm{queue = []}, List),
    New#sm{queue = New#sm.queue ++ Queue}.

act(postpone, Event, #sm{postponed = P} = Sm) -> Sm#sm{postponed = [Event | P]};
act({postpone, true}, Event, Sm) -> act(postpone, Event, Sm);
act({postpone, false}, _, Sm) -> Sm;
act(hibernate, _, Sm) -> Sm#sm{hibernate = true};
act({hibernate, Flag}, _, Sm) when is_boolean(Flag) -> Sm#sm{hibernate = Flag};
act({reply, From, Reply}, _, Sm) ->
    gen:reply(From, Reply),
    debug({out, Reply, From}, Sm);
act({next_event, Type, Content}, _, #sm{queue = Q, state = State} = Sm) ->
    debug({in, {Type, Content}, State}, Sm#sm{queue = Q ++ [{Type, Content}]});
act({change_callback_module, M}, _, #sm{mods = [_ | Ms]} = Sm) -> mod(M, Ms, Sm);
act({push_callback_module, M}, _, #sm{mods = Ms} = Sm) -> mod(M, Ms, Sm);
act(pop_callback_module, _, #sm{mods = [_, M | Ms]} = Sm) -> mod(M, Ms, Sm);
act({state_timeout, cancel}, _, Sm) -> cancel(state_timeout, Sm);
act({{timeout, _} = Name, cancel}, _, Sm) -> cancel(Name, Sm);
act({state_timeout, update, C}, _, Sm) -> update(state_timeout, C, Sm);
act({{timeout, _} = Name, update, C}, _, Sm) -> update(Name, C, Sm);
act({Name, Time, C}, _, Sm) -> timed(Name, Time, C, [], Sm);
act({Name, Time, C, Options}, _, Sm) -> timed(Name, Time, C, Options, Sm);
act(Time, _, Sm) when is_integer(Time); Time =:= infinity -> timed(timeout, Time, Time, [], Sm);
act(Other, _, _) -> error({bad_action_from_state_function, Other}).

mod(Mod, Rest, #sm{state = State, data = Data} = Sm) ->
    with_mode(Sm#sm{mods = [Mod | Rest]}, State, Data).

update(Name, Content, #sm{timers = Timers} = Sm) ->
    case Timers of
        #{Name := {Ref, _}} -> Sm#sm{timers = Timers#{Name := {Ref, Content}}};
        _ -> timed(Name, 0, Content, [], Sm)
    end.

timed(Name, Time, Content, Options, Sm0) when
    Name =:= timeout; Name =:= state_timeout; element(1, Name) =:= timeout
->
    #sm{timers = Timers} = Sm = cancel(Name, Sm0),
    case Time of
        infinity ->
            Sm;
        _ when is_integer(Time) ->
            All = lists:flatten([Options]),
            Ref = erlang:start_timer(Time, self(), {?MODULE, Name}, All),
            debug(
                {start_timer, {Name, Time, Content, All}, Sm#sm.state},
                Sm#sm{timers = Timers#{Name => {Ref, Content}}}
            )
    end;
timed(Name, Time, Content, _, _) ->
    error({bad_action_from_state_function, {Name, Time, Content}}).

cancel(Name, #sm{timers = Timers} = Sm) ->
    case Timers of
        #{Name := {Ref, _}} ->
            _ = erlang:cancel_timer(Ref),
            Sm#sm{timers = maps:remove(Name, Timers)};
        _ ->
            Sm
    end.

ended(Class, Reason, Stack, Event, #sm{mods = [Mod | _], state = State, data = Data} = Sm) ->
    Why = gen:reason(Class, Reason, Stack),
    try
        erlang:function_exported(Mod, terminate, 3) andalso Mod:terminate(Why, State, Data)
    of
        _ -> down(Class, Reason, Stack, Event, Sm)
    catch
        throw:_ -> down(Class, Reason, Stack, Event, Sm);
        C:R:S -> down(C, R, S, Event, Sm)
    end.

down(exit, Reason, _, _, _) when
    Reason =:= normal; Reason =:= shutdown; element(1, Reason) =:= shutdown
->
    exit(Reason);
down(Class, Reason, Stack, Event, Sm) ->
    Client =
        case Event of
            {{call, From}, _} -> gen:client_info(From);
            _ -> undefined
        end,
    #{queue := Queue, postponed := Postponed, log := Log, timeouts := Timeouts} =
        Status = status(terminate, [Event | Sm#sm.queue], Sm, #{reason => {Class, Reason, Stack}}),
    gen:report_crash(?MODULE, terminate, #{
        name => Sm#sm.name, queue => Queue, postponed => Postponed,
        modules => Sm#sm.mods, callback_mode => Sm#sm.mode, state_enter => Sm#sm.enter,
        state => both(Status), log => Log, timeouts => Timeouts,
        reason => maps:get(reason, Status), client_info => Client
    }),
    erlang:raise(Class, Reason, Stack).

%% What a machine shows of itself, after its callback module has seen it.
status(How, Queue, #sm{mods = [Mod | _], timers = Timers} = Sm, More) ->
    Sorted = lists:sort(maps:to_list(Timers)),
    gen_report:status(Mod, How, More#{
        state => Sm#sm.state, data => Sm#sm.data, queue => Queue, postponed => Sm#sm.postponed,
        log => sys:get_log(Sm#sm.debug),
        timeouts => {map_size(Timers), lists:reverse([{N, C} || {N, {_, C}} <- Sorted])}
    }).

%% What the older callback returned stands for both.
both(#{'$older' := Answer}) -> Answer;
both(#{state := State, data := Data}) -> {State, Data}.

format_status(normal, [Dictionary, Mode, Parent, Debug, #sm{name = Name, mods = Mods} = Sm]) ->
    #{postponed := Postponed, log := Log, timeouts := Timeouts} =
        Status = status({normal, Dictionary}, Sm#sm.queue, Sm#sm{debug = Debug}, #{}),
    Data =
        case Status of
            #{'$status' := [_ | _] = Items} -> Items;
            #{'$status' := Item} -> [Item];
            _ -> [{data, [{"State", both(Status)}]}]
        end,
    [
        {header, gen_report:header("Status for state machine", Name)},
        {data, [
            {"Status", Mode}, {"Parent", Parent}, {"Modules", Mods}, {"Time-outs", Timeouts},
            {"Logged Events", Log}, {"Postponed", Postponed}
        ]}
        | Data
    ].

system_continue(_, Debug, Sm) -> next(Sm#sm{debug = Debug}).
system_terminate(Reason, _, Debug, Sm) ->
    ended(exit, Reason, [], {info, Reason}, Sm#sm{debug = Debug}).
system_get_state(#sm{state = State, data = Data}) -> {ok, {State, Data}}.
system_replace_state(Fun, #sm{state = State, data = Data} = Sm) ->
    {NewState, NewData} = New = Fun({State, Data}),
    {ok, New, Sm#sm{state = NewState, data = NewData}}.
system_code_change(#sm{mods = [Mod | _], state = State, data = Data} = Sm, _, Vsn, Extra) ->
    case catching(fun() -> Mod:code_change(Vsn, State, Data, Extra) end) of
        {ok, NewState, NewData} -> {ok, with_mode(Sm, NewState, NewData)};
        Other -> Other
    end.

format_log(Report) -> gen_report:old(Report).
format_log(Report, Options) -> gen_report:text(Report, Options).
