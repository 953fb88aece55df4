%% SPDX-License-Identifier: Apache-2.0
%% gen_event: a process that passes events to handlers, which come and go.
%%
%% Handlers are kept newest first, which is the order in which they get an event. A handler that
%% fails is taken out; a supervised one tells its owner, whose link it has.
-module(gen_event).

-export([start/0, start/1, start/2, start_link/0, start_link/1, start_link/2]).
-export([start_monitor/0, start_monitor/1, start_monitor/2, stop/1, stop/3]).
-export([notify/2, sync_notify/2, call/3, call/4, which_handlers/1]).
-export([add_handler/3, add_sup_handler/3, delete_handler/3, swap_handler/3, swap_sup_handler/3]).
-export([send_request/3, send_request/5, wait_response/2, wait_response/3]).
-export([receive_response/2, receive_response/3, check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([init_it/6, wake_hib/5, format_status/2, format_log/1, format_log/2]).
-export([system_continue/3, system_terminate/4, system_code_change/4]).
-export([system_get_state/1, system_replace_state/2]).

-export_type([handler/0, emgr_ref/0]).

-type handler() :: atom() | {atom(), term()}.
-type emgr_ref() :: gen:server_ref().

-callback init(term()) -> {ok, State :: term()} | {ok, State :: term(), hibernate} | {error, term()}.
-callback handle_event(Event :: term(), State :: term()) -> term().
-callback handle_call(Request :: term(), State :: term()) -> term().
-callback handle_info(Info :: term(), State :: term()) -> term().
-callback terminate(term(), State :: term()) -> term().
-callback code_change(Vsn :: term(), State :: term(), Extra :: term()) -> {ok, term()}.
-callback format_status(map()) -> map().
-callback format_status(normal | terminate, [term()]) -> term().
-optional_callbacks([handle_info/2, terminate/2, code_change/3, format_status/1, format_status/2]).

-record(srv, {parent, name, idle, debug}).
-record(h, {mod, id = false, state, sup = false}).

start() -> gen:start(?MODULE, nolink, none, [], []).
start(Name) when is_tuple(Name) -> start(Name, []);
start(Options) when is_list(Options) -> gen:start(?MODULE, nolink, none, [], Options).
start(Name, Options) -> gen:start(?MODULE, nolink, Name, none, [], Options).

start_link() -> gen:start(?MODULE, link, none, [], []).
start_link(Name) when is_tuple(Name) -> start_link(Name, []);
start_link(Options) when is_list(Options) -> gen:start(?MODULE, link, none, [], Options).
start_link(Name, Options) -> gen:start(?MODULE, link, Name, none, [], Options).

start_monitor() -> gen:start(?MODULE, monitor, none, [], []).
start_monitor(Name) when is_tuple(Name) -> start_monitor(Name, []);
start_monitor(Options) -> gen:start(?MODULE, monitor, none, [], Options).
start_monitor(Name, Options) -> gen:start(?MODULE, monitor, Name, none, [], Options).

stop(Manager) -> gen:stop(Manager).
stop(Manager, Reason, Timeout) -> gen:stop(Manager, Reason, Timeout).

notify(Manager, Event) when is_atom(Manager) ->
    Manager ! {notify, Event},
    ok;
notify(Manager, Event) when is_pid(Manager); tuple_size(Manager) > 1 ->
    gen:post(Manager, {notify, Event});
notify(_, _) ->
    error(badarg).
sync_notify(Manager, Event) -> ask(Manager, {sync_notify, Event}).

call(Manager, Handler, Request) -> ask(Manager, {call, Handler, Request}, 5000, [Manager, Handler, Request]).
call(Manager, Handler, Request, Timeout) ->
    ask(Manager, {call, Handler, Request}, Timeout, [Manager, Handler, Request, Timeout]).

which_handlers(Manager) -> ask(Manager, which_handlers).
add_handler(Manager, Handler, Args) -> ask(Manager, {add_handler, Handler, Args}).
add_sup_handler(Manager, Handler, Args) -> ask(Manager, {add_sup_handler, Handler, Args, self()}).
delete_handler(Manager, Handler, Args) -> ask(Manager, {delete_handler, Handler, Args}).
swap_handler(Manager, {Old, Args1}, {New, Args2}) ->
    ask(Manager, {swap_handler, Old, Args1, New, Args2}).
swap_sup_handler(Manager, {Old, Args1}, {New, Args2}) ->
    ask(Manager, {swap_sup_handler, Old, Args1, New, Args2, self()}).

ask(Manager, Request) ->
    {ok, Answer} = gen:call(Manager, self(), Request, infinity),
    Answer.

ask(Manager, Request, Timeout, Args) ->
    try gen:call(Manager, self(), Request, Timeout) of
        {ok, Answer} -> Answer
    catch
        exit:Reason -> exit({Reason, {?MODULE, call, Args}})
    end.

send_request(Manager, Handler, Request) ->
    gen:send_request(Manager, self(), {call, Handler, Request}).
send_request(Manager, Handler, Request, Label, Requests) ->
    gen:send_request(Manager, self(), {call, Handler, Request}, Label, Requests).

wait_response(Id, Timeout) -> unwrap(gen:wait_response(Id, Timeout)).
wait_response(Requests, Timeout, Delete) -> unwrap(gen:wait_response(Requests, Timeout, Delete)).
receive_response(Id, Timeout) -> unwrap(gen:receive_response(Id, Timeout)).
receive_response(Requests, Timeout, Delete) ->
    unwrap(gen:receive_response(Requests, Timeout, Delete)).
check_response(Message, Id) -> unwrap(gen:check_response(Message, Id)).
check_response(Message, Requests, Delete) -> unwrap(gen:check_response(Message, Requests, Delete)).

%% A handler's refusal comes as a reply.
unwrap({reply, {error, _} = Error}) -> Error;
unwrap({{reply, {error, _} = Error}, Label, Requests}) -> {Error, Label, Requests};
unwrap(Other) -> Other.

reqids_new() -> gen:reqids_new().
reqids_size(Requests) -> gen:reqids_size(Requests).
reqids_add(Id, Label, Requests) -> gen:reqids_add(Id, Label, Requests).
reqids_to_list(Requests) -> gen:reqids_to_list(Requests).

%% The process -----------------------------------------------------------------------------------

init_it(Starter, Parent, Name, _, _, Options) ->
    process_flag(trap_exit, true),
    put('$initial_call', {?MODULE, init_it, 6}),
    Srv = #srv{
        parent = Parent,
        name = Name,
        idle = gen:hibernate_after(Options),
        debug = gen:debug_options(Options)
    },
    proc_lib:init_ack(Starter, {ok, self()}),
    loop(Srv, [], false).

loop(Srv, Handlers, true) ->
    proc_lib:hibernate(?MODULE, wake_hib, [Srv, Handlers, true, x, x]);
loop(#srv{idle = Idle} = Srv, Handlers, false) ->
    receive
        Message -> message(Message, Srv, Handlers, false)
    after Idle -> loop(Srv, Handlers, true)
    end.

wake_hib(Srv, Handlers, Hibernate, _, _) ->
    receive
        Message -> message(Message, Srv, Handlers, Hibernate)
    end.

message({system, From, Request}, #srv{parent = Parent, debug = Debug} = Srv, Handlers, Hibernate) ->
    sys:handle_system_msg(
        Request, From, Parent, ?MODULE, Debug, {Srv, Handlers, Hibernate}, Hibernate
    );
message({'EXIT', Parent, Reason}, #srv{parent = Parent} = Srv, Handlers, _) ->
    finish(Reason, Srv, Handlers);
message(Message, #srv{debug = []} = Srv, Handlers, _) ->
    handle(Message, Srv, Handlers);
message(Message, #srv{debug = Debug, name = Name} = Srv, Handlers, _) ->
    New = sys:handle_debug(Debug, fun print_event/3, Name, {in, Message}),
    handle(Message, Srv#srv{debug = New}, Handlers).

print_event(Device, {in, Message}, Name) ->
    case Message of
        {notify, Event} -> io:format(Device, "*DBG* ~tp got event ~tp~n", [Name, Event]);
        _ -> io:format(Device, "*DBG* ~tp got ~tp~n", [Name, Message])
    end;
print_event(Device, Event, Name) ->
    io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

handle({notify, Event}, Srv, Handlers) ->
    {New, Hibernate} = tell(Handlers, handle_event, Event, Srv),
    loop(Srv, New, Hibernate);
handle({_, From, {sync_notify, Event}}, Srv, Handlers) ->
    {New, Hibernate} = tell(Handlers, handle_event, Event, Srv),
    gen:reply(From, ok),
    loop(Srv, New, Hibernate);
handle({'EXIT', Pid, Reason} = Message, Srv, Handlers) ->
    case [H || #h{sup = Sup} = H <- Handlers, Sup =:= Pid] of
        [] ->
            inform(Message, Srv, Handlers);
        Mine ->
            [ended(H, {stop, Reason}, shutdown, Message, Srv) || H <- Mine],
            loop(Srv, Handlers -- Mine, false)
    end;
handle({_, From, {call, Handler, Request}}, Srv, Handlers) ->
    {Answer, New, Hibernate} = called(find(Handler, Handlers), Request, Handlers, Srv),
    gen:reply(From, Answer),
    loop(Srv, New, Hibernate);
handle({_, From, which_handlers}, Srv, Handlers) ->
    gen:reply(From, [name(H) || H <- Handlers]),
    loop(Srv, Handlers, false);
handle({_, From, {add_handler, Handler, Args}}, Srv, Handlers) ->
    answered(From, add(Handler, Args, false, Handlers), Srv);
handle({_, From, {add_sup_handler, Handler, Args, Owner}}, Srv, Handlers) ->
    link(Owner),
    answered(From, add(Handler, Args, Owner, Handlers), Srv);
handle({_, From, {delete_handler, Handler, Args}}, Srv, Handlers) ->
    case find(Handler, Handlers) of
        false ->
            answered(From, {{error, module_not_found}, Handlers, false}, Srv);
        H ->
            Answer = ended(H, Args, normal, delete, Srv),
            answered(From, {Answer, lists:delete(H, Handlers), false}, Srv)
    end;
handle({_, From, {swap_handler, Old, Args1, New, Args2}}, Srv, Handlers) ->
    answered(From, swap(Old, Args1, New, Args2, false, Handlers, Srv), Srv);
handle({_, From, {swap_sup_handler, Old, Args1, New, Args2, Owner}}, Srv, Handlers) ->
    link(Owner),
    answered(From, swap(Old, Args1, New, Args2, Owner, Handlers, Srv), Srv);
handle(Message, Srv, Handlers) ->
    inform(Message, Srv, Handlers).

inform(Message, Srv, Handlers) ->
    {New, Hibernate} = tell(Handlers, handle_info, Message, Srv),
    loop(Srv, New, Hibernate).

answered(From, {Answer, Handlers, Hibernate}, Srv) ->
    gen:reply(From, Answer),
    loop(Srv, Handlers, Hibernate).

name(#h{mod = Mod, id = false}) -> Mod;
name(#h{mod = Mod, id = {Id}}) -> {Mod, Id}.

find(Handler, Handlers) ->
    case [H || H <- Handlers, name(H) =:= Handler] of
        [H | _] -> H;
        [] -> false
    end.

new(Handler, Owner) ->
    case Handler of
        {Mod, Id} -> #h{mod = Mod, id = {Id}, sup = Owner};
        Mod -> #h{mod = Mod, sup = Owner}
    end.

add(Handler, Args, Owner, Handlers) ->
    #h{mod = Mod} = H = new(Handler, Owner),
    case attempt(fun() -> Mod:init(Args) end) of
        {ok, State} -> {ok, [H#h{state = State} | Handlers], false};
        {ok, State, hibernate} -> {ok, [H#h{state = State} | Handlers], true};
        Other -> {Other, Handlers, false}
    end.

swap(Old, Args1, New, Args2, Owner, Handlers, Srv) ->
    case find(Old, Handlers) of
        false ->
            replaced(add(New, {Args2, error}, Owner, Handlers));
        #h{mod = _, sup = Sup} = H ->
            State = ended(H, Args1, {swapped, New, Owner}, swap, Srv),
            Keep =
                case Owner of
                    false -> Sup;
                    _ -> Owner
                end,
            replaced(add(New, {Args2, State}, Keep, lists:delete(H, Handlers)))
    end.

replaced({Answer, Handlers, Hibernate}) when Answer =:= ok -> {ok, Handlers, Hibernate};
replaced({{error, _} = Error, Handlers, Hibernate}) -> {Error, Handlers, Hibernate};
replaced({Other, Handlers, Hibernate}) -> {{error, Other}, Handlers, Hibernate}.

%% What a callback returns or raises, an exception as catch would show it.
attempt(Fun) ->
    try
        Fun()
    catch
        throw:Value -> Value;
        Class:Reason:Stack -> {'EXIT', gen:reason(Class, Reason, Stack)}
    end.

%% Pass an event to all: the handlers that are left, and whether one wants to hibernate.
tell(Handlers, Callback, Event, Srv) ->
    Outcomes = [update(H, Callback, Event, Srv) || H <- Handlers],
    {[H || {H, _} <- Outcomes], lists:any(fun(O) -> is_tuple(O) andalso element(2, O) end, Outcomes)}.

update(#h{mod = Mod, state = State} = H, Callback, Event, Srv) ->
    case attempt(fun() -> Mod:Callback(Event, State) end) of
        {ok, New} ->
            {H#h{state = New}, false};
        {ok, New, hibernate} ->
            {H#h{state = New}, true};
        {swap_handler, Args1, New, Handler, Args2} ->
            swapped(H#h{state = New}, Args1, Handler, Args2, Srv);
        remove_handler ->
            ended(H, remove_handler, normal, Event, Srv),
            gone;
        {'EXIT', {undef, [{Mod, handle_info, _, _} | _]}} when Callback =:= handle_info ->
            Report = #{label => {?MODULE, no_handle_info}, module => Mod, message => Event},
            logger:log(warning, Report, (gen:log_options(?MODULE))#{
                error_logger => #{tag => warning_msg, report_cb => fun ?MODULE:format_log/1}
            }),
            {H, false};
        Other ->
            ended(H, {error, Other}, Other, Event, Srv),
            gone
    end.

swapped(H, Args1, Handler, Args2, Srv) ->
    State = ended(H, Args1, {swapped, Handler, H#h.sup}, swap, Srv),
    case add(Handler, {Args2, State}, H#h.sup, []) of
        {ok, [New], Hibernate} -> {New, Hibernate};
        _ -> gone
    end.

called(false, _, Handlers, _) ->
    {{error, bad_module}, Handlers, false};
called(#h{mod = Mod, state = State} = H, Request, Handlers, Srv) ->
    case attempt(fun() -> Mod:handle_call(Request, State) end) of
        {ok, Answer, New} ->
            {Answer, put_back(H, [H#h{state = New}], Handlers), false};
        {ok, Answer, New, hibernate} ->
            {Answer, put_back(H, [H#h{state = New}], Handlers), true};
        {swap_handler, Answer, Args1, New, Handler, Args2} ->
            case swapped(H#h{state = New}, Args1, Handler, Args2, Srv) of
                {Fresh, Hibernate} -> {Answer, put_back(H, [Fresh], Handlers), Hibernate};
                gone -> {Answer, put_back(H, [], Handlers), false}
            end;
        {remove_handler, Answer} ->
            ended(H, remove_handler, normal, Request, Srv),
            {Answer, put_back(H, [], Handlers), false};
        Other ->
            ended(H, {error, Other}, Other, Request, Srv),
            {{error, error_of(Other)}, put_back(H, [], Handlers), false}
    end.

error_of({'EXIT', _} = Exit) -> Exit;
error_of(Other) -> {bad_return_value, Other}.

put_back(Old, New, Handlers) ->
    lists:flatmap(
        fun
            (H) when H =:= Old -> New;
            (H) -> [H]
        end,
        Handlers
    ).

%% Take a handler out: what its terminate/2 returned. Its owner learns why, failures are logged.
ended(#h{mod = Mod, state = State, sup = Sup} = H, Args, Why, Event, Srv) ->
    Answer =
        case erlang:function_exported(Mod, terminate, 2) of
            true -> attempt(fun() -> Mod:terminate(Args, State) end);
            false -> ok
        end,
    Reason =
        case Why of
            normal -> normal;
            shutdown -> shutdown;
            {swapped, _, _} -> Why;
            {'EXIT', _} -> Why;
            {stopped, Stop} -> Stop;
            Other -> Other
        end,
    tell_owner(Sup, H, Reason),
    log_end(H, Why, Event, Srv),
    Answer.

tell_owner(false, _, _) ->
    ok;
tell_owner(_, _, shutdown) ->
    ok;
tell_owner(Owner, H, {swapped, _, Owner} = Reason) ->
    Owner ! {gen_event_EXIT, name(H), Reason};
tell_owner(Owner, H, Reason) ->
    Owner ! {gen_event_EXIT, name(H), Reason},
    unlink(Owner).

log_end(_, Why, _, _) when
    Why =:= normal;
    Why =:= shutdown;
    element(1, Why) =:= swapped;
    element(1, Why) =:= stopped
->
    ok;
log_end(#h{state = State} = H, Why, Event, #srv{name = Name}) ->
    gen:report_crash(?MODULE, terminate, #{
        handler => name(H), name => Name, last_message => Event, state => State, reason => Why
    }).

finish(Reason, #srv{} = Srv, Handlers) ->
    [ended(H, stop, {stopped, Reason}, stop, Srv) || H <- Handlers],
    exit(Reason).

%% System messages -------------------------------------------------------------------------------

system_continue(_, Debug, {Srv, Handlers, Hibernate}) ->
    loop(Srv#srv{debug = Debug}, Handlers, Hibernate).

system_terminate(Reason, _, _, {Srv, Handlers, _}) ->
    finish(Reason, Srv, Handlers).

system_code_change({Srv, Handlers, Hibernate}, Changed, Vsn, Extra) ->
    New = [
        case H of
            #h{mod = Changed, state = State} ->
                {ok, NewState} = Changed:code_change(Vsn, State, Extra),
                H#h{state = NewState};
            _ ->
                H
        end
     || H <- Handlers
    ],
    {ok, {Srv, New, Hibernate}}.

shown(#h{mod = Mod, id = false, state = State}) -> {Mod, false, State};
shown(#h{mod = Mod, id = {Id}, state = State}) -> {Mod, Id, State}.

system_get_state({_, Handlers, _}) ->
    {ok, [shown(H) || H <- Handlers]}.

system_replace_state(Fun, {Srv, Handlers, Hibernate}) ->
    New = [
        try
            {_, _, State} = Fun(shown(H)),
            H#h{state = State}
        catch
            _:_ -> H
        end
     || H <- Handlers
    ],
    {ok, [shown(H) || H <- New], {Srv, New, Hibernate}}.

format_status(normal, [_, Mode, Parent, _, {#srv{name = Name}, Handlers, _}]) ->
    [
        {header, gen_report:header("Status for event handler", Name)},
        {data, [{"Status", Mode}, {"Parent", Parent}]},
        {items, {"Installed handlers", [shown(H) || H <- Handlers]}}
    ].

format_log(Report) -> gen_report:old(Report).
format_log(Report, Options) -> gen_report:text(Report, Options).
