%% SPDX-License-Identifier: Apache-2.0
%% gen_server: a process that keeps a state and answers requests.
%%
%% The process is a loop: receive/1 of one message, the callback for it, and what the callback
%% returned (next/5). What never changes is in #srv; State and After (what to do before the next
%% message: wait for ever or for so long, hibernate, continue) are arguments.
-module(gen_server).

-export([start/3, start/4, start_link/3, start_link/4, start_monitor/3, start_monitor/4]).
-export([call/2, call/3, cast/2, reply/2, stop/1, stop/3]).
-export([abcast/2, abcast/3, multi_call/2, multi_call/3, multi_call/4]).
-export([send_request/2, send_request/4]).
-export([wait_response/2, wait_response/3, receive_response/2, receive_response/3]).
-export([check_response/2, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([enter_loop/3, enter_loop/4, enter_loop/5]).
-export([init_it/6, wake_hib/3, format_status/2, format_log/1, format_log/2]).
-export([system_continue/3, system_terminate/4, system_code_change/4]).
-export([system_get_state/1, system_replace_state/2]).

-export_type([from/0, server_ref/0, server_name/0, request_id/0, request_id_collection/0]).

-type from() :: gen:from().
-type server_ref() :: gen:server_ref().
-type server_name() :: gen:server_name().
-type request_id() :: gen:request_id().
-type request_id_collection() :: gen:request_id_collection().
-type action() :: timeout() | hibernate | {continue, term()}.
-type result() ::
    {noreply, State :: term()}
    | {noreply, State :: term(), action()}
    | {stop, Reason :: term(), State :: term()}.

-callback init(Args :: term()) ->
    {ok, State :: term()}
    | {ok, State :: term(), action()}
    | {stop, Reason :: term()}
    | {error, Reason :: term()}
    | ignore.
-callback handle_call(Request :: term(), from(), State :: term()) ->
    {reply, Reply :: term(), State :: term()}
    | {reply, Reply :: term(), State :: term(), action()}
    | {stop, Reason :: term(), Reply :: term(), State :: term()}
    | result().
-callback handle_cast(Request :: term(), State :: term()) -> result().
-callback handle_info(Info :: timeout | term(), State :: term()) -> result().
-callback handle_continue(Info :: term(), State :: term()) -> result().
-callback terminate(Reason :: term(), State :: term()) -> term().
-callback code_change(Vsn :: term(), State :: term(), Extra :: term()) ->
    {ok, State :: term()} | {error, Reason :: term()}.
-callback format_status(Status) -> Status when Status :: map().
-callback format_status(normal | terminate, [term()]) -> term().
-optional_callbacks([
    handle_info/2, handle_continue/2, terminate/2, code_change/3, format_status/1, format_status/2
]).

-record(srv, {parent, name, mod, idle, debug}).

%% Clients --------------------------------------------------------------------------------------

start(Mod, Args, Options) -> gen:start(?MODULE, nolink, Mod, Args, Options).
start(Name, Mod, Args, Options) -> gen:start(?MODULE, nolink, Name, Mod, Args, Options).

start_link(Mod, Args, Options) -> gen:start(?MODULE, link, Mod, Args, Options).
start_link(Name, Mod, Args, Options) -> gen:start(?MODULE, link, Name, Mod, Args, Options).

start_monitor(Mod, Args, Options) -> gen:start(?MODULE, monitor, Mod, Args, Options).
start_monitor(Name, Mod, Args, Options) -> gen:start(?MODULE, monitor, Name, Mod, Args, Options).

-spec call(server_ref(), term()) -> term().
call(Server, Request) ->
    try gen:call(Server, '$gen_call', Request, 5000) of
        {ok, Reply} -> Reply
    catch
        Class:Reason:Stack ->
            exit({why(Class, Reason, Stack), {?MODULE, call, [Server, Request]}})
    end.

-spec call(server_ref(), term(), timeout()) -> term().
call(Server, Request, Timeout) ->
    try gen:call(Server, '$gen_call', Request, Timeout) of
        {ok, Reply} -> Reply
    catch
        Class:Reason:Stack ->
            exit({why(Class, Reason, Stack), {?MODULE, call, [Server, Request, Timeout]}})
    end.

why(exit, Reason, _) -> Reason;
why(_, Reason, Stack) -> {Reason, Stack}.

-spec cast(server_ref(), term()) -> ok.
cast(Server, Request) -> gen:cast(Server, Request).

-spec reply(from(), term()) -> ok.
reply(From, Reply) -> gen:reply(From, Reply).

stop(Server) -> gen:stop(Server).
stop(Server, Reason, Timeout) -> gen:stop(Server, Reason, Timeout).

abcast(Name, Request) when is_atom(Name) -> abcast([node() | nodes()], Name, Request).

%% A cast to the servers of this name on some nodes.
abcast(Nodes, Name, Request) when length(Nodes) >= 0, is_atom(Name) ->
    _ = [gen:cast({Name, Node}, Request) || Node <- Nodes],
    abcast.

multi_call(Name, Request) when is_atom(Name) -> multi_call([node() | nodes()], Name, Request).

multi_call(Nodes, Name, Request) -> multi_call(Nodes, Name, Request, infinity).

%% Call the servers of this name on some nodes: {Replies, NodesWithout}.
multi_call(Nodes, Name, Request, Timeout) when
    length(Nodes) >= 0, is_atom(Name), Timeout =:= infinity orelse is_integer(Timeout)
->
    Asked = [{Node, gen:send_request({Name, Node}, '$gen_call', Request)} || Node <- Nodes],
    Until =
        case Timeout of
            infinity -> infinity;
            _ -> {abs, erlang:monotonic_time(millisecond) + Timeout}
        end,
    Answers = [{Node, gen:receive_response(Id, Until)} || {Node, Id} <- Asked],
    {
        [{Node, Reply} || {Node, {reply, Reply}} <- Answers],
        [Node || {Node, Answer} <- Answers, Answer =:= timeout orelse element(1, Answer) =:= error]
    }.

send_request(Server, Request) ->
    gen:send_request(Server, '$gen_call', Request).
send_request(Server, Request, Label, Requests) ->
    gen:send_request(Server, '$gen_call', Request, Label, Requests).

wait_response(Id, Timeout) -> gen:wait_response(Id, Timeout).
wait_response(Requests, Timeout, Delete) -> gen:wait_response(Requests, Timeout, Delete).

receive_response(Id, Timeout) -> gen:receive_response(Id, Timeout).
receive_response(Requests, Timeout, Delete) -> gen:receive_response(Requests, Timeout, Delete).

check_response(Message, Id) -> gen:check_response(Message, Id).
check_response(Message, Requests, Delete) -> gen:check_response(Message, Requests, Delete).

reqids_new() -> gen:reqids_new().
reqids_size(Requests) -> gen:reqids_size(Requests).
reqids_add(Id, Label, Requests) -> gen:reqids_add(Id, Label, Requests).
reqids_to_list(Requests) -> gen:reqids_to_list(Requests).

%% Beginning ------------------------------------------------------------------------------------

init_it(Starter, Parent, Name, Mod, Args, Options) ->
    Srv = #srv{
        parent = Parent,
        name = Name,
        mod = Mod,
        idle = gen:hibernate_after(Options),
        debug = gen:debug_options(Options)
    },
    try
        {returned, Mod:init(Args)}
    of
        {returned, Result} -> begun(Result, Starter, Srv)
    catch
        throw:Result -> begun(Result, Starter, Srv);
        Class:Reason:Stack -> failed(Class, Reason, Stack, Starter, Srv)
    end.

begun({ok, State}, Starter, Srv) ->
    proc_lib:init_ack(Starter, {ok, self()}),
    loop(Srv, State, infinity);
begun({ok, State, After}, Starter, Srv) when
    After =:= infinity;
    After =:= hibernate;
    is_integer(After), After >= 0;
    element(1, After) =:= continue, tuple_size(After) =:= 2
->
    proc_lib:init_ack(Starter, {ok, self()}),
    loop(Srv, State, After);
begun({stop, Reason}, Starter, Srv) ->
    failed(exit, Reason, [], Starter, Srv);
begun({error, Reason}, Starter, #srv{name = Name}) ->
    gen:unregister_name(Name),
    proc_lib:init_fail(Starter, {error, Reason}, {exit, normal});
begun(ignore, Starter, #srv{name = Name}) ->
    gen:unregister_name(Name),
    proc_lib:init_fail(Starter, ignore, {exit, normal});
begun(Other, Starter, Srv) ->
    failed(exit, {bad_return_value, Other}, [], Starter, Srv).

failed(Class, Reason, Stack, Starter, #srv{name = Name}) ->
    gen:unregister_name(Name),
    Answer = {error, gen:reason(Class, Reason, Stack)},
    proc_lib:init_fail(Starter, Answer, {Class, Reason, Stack}).

enter_loop(Mod, Options, State) ->
    enter_loop(Mod, Options, State, self(), infinity).

enter_loop(Mod, Options, State, Name) when
    is_pid(Name); tuple_size(Name) =:= 2, element(1, Name) =/= continue; tuple_size(Name) =:= 3
->
    enter_loop(Mod, Options, State, Name, infinity);
enter_loop(Mod, Options, State, After) ->
    enter_loop(Mod, Options, State, self(), After).

%% Make the calling process, which proc_lib started, a gen_server.
enter_loop(Mod, Options, State, Name, After) when is_atom(Mod), is_list(Options) ->
    is_mine(Name),
    Srv = #srv{
        parent = gen:parent(),
        name = shown(Name),
        mod = Mod,
        idle = gen:hibernate_after(Options),
        debug = gen:debug_options(Options)
    },
    loop(Srv, State, After).

shown({local, Name}) -> Name;
shown(Name) -> Name.

is_mine(Pid) when Pid =:= self() -> ok;
is_mine({local, Name}) ->
    whereis(Name) =:= self() orelse exit(process_not_registered);
is_mine({global, Name}) ->
    global:whereis_name(Name) =:= self() orelse exit(process_not_registered_globally);
is_mine({via, Module, Name}) ->
    Module:whereis_name(Name) =:= self() orelse exit({process_not_registered_via, Module}).

%% The loop --------------------------------------------------------------------------------------

loop(#srv{idle = Idle} = Srv, State, infinity) ->
    receive
        Message -> message(Message, Srv, State, infinity)
    after Idle -> sleep(Srv, State)
    end;
loop(#srv{mod = Mod} = Srv, State, {continue, Info}) ->
    dispatch(Mod, handle_continue, Info, {continue, Info}, Srv, State);
loop(Srv, State, hibernate) ->
    sleep(Srv, State);
loop(Srv, State, After) when is_integer(After), After >= 0 ->
    receive
        Message -> message(Message, Srv, State, After)
    after After -> message(timeout, Srv, State, After)
    end;
loop(Srv, State, After) ->
    stop(error, timeout_value, [{?MODULE, loop, 3, []}], After, Srv, State).

sleep(Srv, State) ->
    proc_lib:hibernate(?MODULE, wake_hib, [Srv, State, hibernate]).

wake_hib(Srv, State, After) ->
    receive
        Message -> message(Message, Srv, State, After)
    end.

message({'$gen_call', From, Request} = M, #srv{debug = []} = Srv, State, _) ->
    called(From, Request, M, Srv, State);
message({'$gen_cast', Request} = M, #srv{mod = Mod, debug = []} = Srv, State, _) ->
    dispatch(Mod, handle_cast, Request, M, Srv, State);
message({system, From, Request}, #srv{parent = Parent, debug = Debug} = Srv, State, After) ->
    Misc = {Srv, State, After},
    sys:handle_system_msg(Request, From, Parent, ?MODULE, Debug, Misc, After =:= hibernate);
message({'EXIT', Parent, Reason} = M, #srv{parent = Parent} = Srv, State, _) ->
    stop(exit, Reason, [], M, Srv, State);
message(M, Srv, State, _) ->
    handle(M, debug(Srv, {in, M}), State).

handle({'$gen_call', From, Request} = M, Srv, State) ->
    called(From, Request, M, Srv, State);
handle({'$gen_cast', Request} = M, #srv{mod = Mod} = Srv, State) ->
    dispatch(Mod, handle_cast, Request, M, Srv, State);
handle(M, #srv{mod = Mod} = Srv, State) ->
    dispatch(Mod, handle_info, M, M, Srv, State).

called(From, Request, Message, #srv{mod = Mod} = Srv, State) ->
    try Mod:handle_call(Request, From, State) of
        Result -> answer(Result, From, Message, Srv, State)
    catch
        throw:Result -> answer(Result, From, Message, Srv, State);
        Class:Reason:Stack -> stop(Class, Reason, Stack, Message, Srv, State)
    end.

dispatch(Mod, Callback, Argument, Message, Srv, State) ->
    try Mod:Callback(Argument, State) of
        Result -> next(Result, Message, Srv, State)
    catch
        throw:Result ->
            next(Result, Message, Srv, State);
        error:undef:Stack when Callback =:= handle_info ->
            case erlang:function_exported(Mod, handle_info, 2) of
                false ->
                    unhandled(Mod, Argument),
                    next({noreply, State}, Message, Srv, State);
                true ->
                    stop(error, undef, Stack, Message, Srv, State)
            end;
        Class:Reason:Stack ->
            stop(Class, Reason, Stack, Message, Srv, State)
    end.

%% A server without handle_info/2 should say that it threw a message away.
unhandled(Mod, Message) ->
    Report = #{label => {?MODULE, no_handle_info}, module => Mod, message => Message},
    logger:log(warning, Report, (gen:log_options(?MODULE))#{
        error_logger => #{tag => warning_msg, report_cb => fun ?MODULE:format_log/1}
    }).

%% What handle_call/3 returned.
answer({reply, Reply, NewState}, From, _, Srv, _) ->
    loop(respond(Srv, From, Reply, NewState), NewState, infinity);
answer({reply, Reply, NewState, After}, From, _, Srv, _) ->
    loop(respond(Srv, From, Reply, NewState), NewState, After);
answer({stop, Reason, Reply, NewState}, From, Message, Srv, _) ->
    try
        stop(exit, Reason, [], Message, Srv, NewState)
    after
        respond(Srv, From, Reply, NewState)
    end;
answer(Other, _, Message, Srv, State) ->
    next(Other, Message, Srv, State).

respond(Srv, From, Reply, State) ->
    gen:reply(From, Reply),
    debug(Srv, {out, Reply, From, State}).

%% What any callback may return.
next({noreply, NewState}, _, Srv, _) ->
    loop(debug(Srv, {noreply, NewState}), NewState, infinity);
next({noreply, NewState, After}, _, Srv, _) ->
    loop(debug(Srv, {noreply, NewState}), NewState, After);
next({stop, Reason, NewState}, Message, Srv, _) ->
    stop(exit, Reason, [], Message, Srv, NewState);
next(Other, Message, Srv, State) ->
    stop(exit, {bad_return_value, Other}, [], Message, Srv, State).

debug(#srv{debug = []} = Srv, _) ->
    Srv;
debug(#srv{debug = Debug, name = Name} = Srv, Event) ->
    Srv#srv{debug = sys:handle_debug(Debug, fun print_event/3, Name, Event)}.

print_event(Device, {in, Message}, Name) ->
    case Message of
        {'$gen_call', {From, _}, Request} ->
            io:format(Device, "*DBG* ~tp got call ~tp from ~tw~n", [Name, Request, From]);
        {'$gen_cast', Request} ->
            io:format(Device, "*DBG* ~tp got cast ~tp~n", [Name, Request]);
        _ ->
            io:format(Device, "*DBG* ~tp got ~tp~n", [Name, Message])
    end;
print_event(Device, {out, Reply, {To, _}, State}, Name) ->
    io:format(Device, "*DBG* ~tp sent ~tp to ~tw, new state ~tp~n", [Name, Reply, To, State]);
print_event(Device, {noreply, State}, Name) ->
    io:format(Device, "*DBG* ~tp new state ~tp~n", [Name, State]);
print_event(Device, Event, Name) ->
    io:format(Device, "*DBG* ~tp dbg  ~tp~n", [Name, Event]).

%% Ending ----------------------------------------------------------------------------------------

stop(Class, Reason, Stack, Message, #srv{mod = Mod} = Srv, State) ->
    Why = gen:reason(Class, Reason, Stack),
    case erlang:function_exported(Mod, terminate, 2) of
        true ->
            try
                Mod:terminate(Why, State)
            catch
                throw:_ -> ok;
                OtherClass:Other:OtherStack -> down(OtherClass, Other, OtherStack, Message, Srv, State)
            end;
        false ->
            ok
    end,
    down(Class, Reason, Stack, Message, Srv, State).

down(exit, Reason, _, _, _, _) when
    Reason =:= normal; Reason =:= shutdown; element(1, Reason) =:= shutdown, tuple_size(Reason) =:= 2
->
    exit(Reason);
down(Class, Reason, Stack, Message, Srv, State) ->
    #srv{name = Name, mod = Mod, debug = Debug} = Srv,
    Client =
        case Message of
            {'$gen_call', From, _} -> gen:client_info(From);
            _ -> undefined
        end,
    Shown =
        case Message of
            {'$gen_call', _, Request} -> Request;
            _ -> Message
        end,
    #{state := S, message := M, reason := R, log := L} = gen_report:status(Mod, terminate, #{
        state => State,
        message => Shown,
        reason => gen:reason(Class, Reason, Stack),
        log => sys:get_log(Debug)
    }),
    gen:report_crash(?MODULE, terminate, #{
        name => Name, last_message => M, state => S, log => L, reason => R, client_info => Client
    }),
    erlang:raise(Class, Reason, Stack).

%% System messages ---------------------------------------------------------------------------------

system_continue(_, Debug, {Srv, State, After}) ->
    loop(Srv#srv{debug = Debug}, State, After).

system_terminate(Reason, _, Debug, {Srv, State, _}) ->
    stop(exit, Reason, [], [], Srv#srv{debug = Debug}, State).

system_code_change({#srv{mod = Mod} = Srv, State, After}, _, Vsn, Extra) ->
    case
        try
            Mod:code_change(Vsn, State, Extra)
        catch
            throw:Result -> Result
        end
    of
        {ok, NewState} -> {ok, {Srv, NewState, After}};
        Other -> Other
    end.

system_get_state({_, State, _}) ->
    {ok, State}.

system_replace_state(Fun, {Srv, State, After}) ->
    NewState = Fun(State),
    {ok, NewState, {Srv, NewState, After}}.

%% What sys:get_status/1 shows.
format_status(normal, [Dictionary, Mode, Parent, Debug, {#srv{name = Name, mod = Mod}, State, _}]) ->
    #{state := Shown, log := Log} = Status = gen_report:status(
        Mod, {normal, Dictionary}, #{state => State, log => sys:get_log(Debug)}
    ),
    Data =
        case Status of
            #{'$status' := [_ | _] = Items} -> Items;
            #{'$status' := Item} -> [Item];
            _ -> [{data, [{"State", Shown}]}]
        end,
    [
        {header, gen_report:header("Status for generic server", Name)},
        {data, [{"Status", Mode}, {"Parent", Parent}, {"Logged events", Log}]}
        | Data
    ].

format_log(Report) -> gen_report:old(Report).
format_log(Report, Options) -> gen_report:text(Report, Options).
