%% SPDX-License-Identifier: Apache-2.0
%% gen: what all behaviours share: starting under a name, calls, requests, replies, stopping.
%%
%% A call is {Label, {Pid, [alias|Ref]}, Request}; the answer {[alias|Ref], Reply} goes to the alias
%% Ref, which is a monitor of the server at the same time. A server that ends, a timeout and the
%% answer all close the alias, so nothing that comes late reaches the mailbox.
%%
%% A server is a pid, a local name, {Name, Node}, {global, Name} or {via, Module, Name}.
-module(gen).

-export([start/5, start/6, init_it/7, registered_name/1, unregister_name/1, parent/0]).
-export([call/3, call/4, cast/2, post/2, reply/2, stop/1, stop/3]).
-export([send_request/3, send_request/5, wait_response/2, receive_response/2, check_response/2]).
-export([wait_response/3, receive_response/3, check_response/3]).
-export([reqids_new/0, reqids_size/1, reqids_add/3, reqids_to_list/1]).
-export([debug_options/1, hibernate_after/1]).
-export([report_crash/3, reason/3, client_info/1, log_options/1]).

-export_type([server_ref/0, server_name/0, from/0, request_id/0, request_id_collection/0]).

-type server_ref() ::
    pid() | atom() | {atom(), node()} | {global, term()} | {via, module(), term()}.
-type server_name() :: {local, atom()} | {global, term()} | {via, module(), term()}.
-type from() :: {pid(), reply_tag()}.
-type reply_tag() :: nonempty_improper_list(alias, reference()) | term().
-opaque request_id() :: reference().
-opaque request_id_collection() :: #{request_id() => term()}.

%% Starting -------------------------------------------------------------------------------------

%% Start a process of a behaviour without a name. How is nolink, link or monitor. The behaviour
%% goes on in Behaviour:init_it(Starter, Parent, Name, Mod, Args, Options).
-spec start(module(), nolink | link | monitor, module(), term(), [term()]) -> term().
start(Behaviour, How, Mod, Args, Options) ->
    launch(Behaviour, How, self, Mod, Args, Options).

%% The same with a name, which must be free.
-spec start(module(), nolink | link | monitor, server_name(), module(), term(), [term()]) ->
    term().
start(Behaviour, How, Name, Mod, Args, Options) ->
    case holder(Name) of
        undefined -> launch(Behaviour, How, Name, Mod, Args, Options);
        Pid -> {error, {already_started, Pid}}
    end.

launch(Behaviour, How, Name, Mod, Args, Options) ->
    Timeout = option(timeout, Options, infinity),
    Spawn = option(spawn_opt, Options, []),
    Start = [self(), How, Behaviour, Name, Mod, Args, Options],
    case How of
        nolink ->
            proc_lib:start(?MODULE, init_it, Start, Timeout, Spawn);
        link ->
            proc_lib:start_link(?MODULE, init_it, Start, Timeout, Spawn);
        monitor ->
            case proc_lib:start_monitor(?MODULE, init_it, Start, Timeout, Spawn) of
                {{ok, Pid}, Monitor} ->
                    {ok, {Pid, Monitor}};
                {Other, Monitor} ->
                    erlang:demonitor(Monitor, [flush]),
                    Other
            end
    end.

%% The first function of every process of a behaviour.
init_it(Starter, How, Behaviour, Name, Mod, Args, Options) ->
    put('$initial_call', {Mod, init, 1}),
    Parent =
        case How of
            link -> Starter;
            _ -> self()
        end,
    case register_name(Name) of
        true ->
            Behaviour:init_it(Starter, Parent, registered_name(Name), Mod, Args, Options);
        {false, Pid} ->
            proc_lib:init_fail(Starter, {error, {already_started, Pid}}, {exit, normal})
    end.

holder({local, Name}) -> whereis(Name);
holder({global, Name}) -> global:whereis_name(Name);
holder({via, Module, Name}) -> Module:whereis_name(Name).

register_name(self) ->
    true;
register_name({local, Name} = Full) ->
    try register(Name, self()) of
        true -> true
    catch
        error:_ -> {false, holder(Full)}
    end;
register_name({global, Name} = Full) ->
    register_elsewhere(global, Name, Full);
register_name({via, Module, Name} = Full) ->
    register_elsewhere(Module, Name, Full).

register_elsewhere(Module, Name, Full) ->
    case Module:register_name(Name, self()) of
        yes -> true;
        no -> {false, holder(Full)}
    end.

%% The name that a process shows: a local name is an atom, none is the pid.
registered_name(self) -> self();
registered_name({local, Name}) -> Name;
registered_name(Name) -> Name.

%% Give a name back before the process ends.
unregister_name({global, Name}) ->
    _ = global:unregister_name(Name),
    ok;
unregister_name({via, Module, Name}) ->
    _ = Module:unregister_name(Name),
    ok;
unregister_name(Name) when is_atom(Name) ->
    try unregister(Name) of
        _ -> ok
    catch
        error:_ -> ok
    end;
unregister_name(_) ->
    ok.

%% Who started this process, for those that become a behaviour only later.
parent() ->
    case get('$ancestors') of
        [Parent | _] when is_pid(Parent) ->
            Parent;
        [Parent | _] when is_atom(Parent) ->
            case whereis(Parent) of
                undefined -> exit(could_not_find_registered_name);
                Pid -> Pid
            end;
        _ ->
            exit(process_was_not_started_by_proc_lib)
    end.

option(Key, Options, Default) ->
    case lists:keyfind(Key, 1, Options) of
        {Key, Value} -> Value;
        false -> Default
    end.

debug_options(Options) ->
    case option(debug, Options, []) of
        [] -> [];
        Debug -> sys:debug_options(Debug)
    end.

hibernate_after(Options) ->
    option(hibernate_after, Options, infinity).

%% Calls ----------------------------------------------------------------------------------------

-spec call(server_ref(), term(), term()) -> {ok, term()}.
call(Server, Label, Request) ->
    call(Server, Label, Request, 5000).

%% Ask and wait. Exits with the bare reason: the behaviour adds who was called.
-spec call(server_ref(), term(), term(), timeout()) -> {ok, term()}.
call(Pid, Label, Request, Timeout) when
    is_pid(Pid), Timeout =:= infinity;
    is_pid(Pid), is_integer(Timeout), Timeout >= 0
->
    Pid =/= self() orelse exit(calling_self),
    Ref = erlang:monitor(process, Pid, [{alias, reply_demonitor}]),
    Tag = [alias | Ref],
    Pid ! {Label, {self(), Tag}, Request},
    receive
        {Tag, Reply} ->
            {ok, Reply};
        {'DOWN', Ref, _, _, noconnection} ->
            exit({nodedown, node(Pid)});
        {'DOWN', Ref, _, _, Reason} ->
            exit(Reason)
    after Timeout ->
        erlang:demonitor(Ref, [flush]),
        receive
            {Tag, Reply} -> {ok, Reply}
        after 0 -> exit(timeout)
        end
    end;
call(Server, Label, Request, Timeout) when
    Timeout =:= infinity; is_integer(Timeout), Timeout >= 0
->
    case find(Server) of
        undefined -> exit(noproc);
        {_, Node} when Node =/= node() -> call_far(Server, Node, Label, Request, Timeout);
        Pid -> call(Pid, Label, Request, Timeout)
    end.

call_far({Name, _}, Node, Label, Request, Timeout) ->
    case lists:member(Node, nodes()) of
        true ->
            Ref = erlang:monitor(process, {Name, Node}, [{alias, reply_demonitor}]),
            erlang:send({Name, Node}, {Label, {self(), [alias | Ref]}, Request}, [noconnect]),
            receive
                {[alias | Ref], Reply} -> {ok, Reply};
                {'DOWN', Ref, _, _, noconnection} -> exit({nodedown, Node});
                {'DOWN', Ref, _, _, Reason} -> exit(Reason)
            after Timeout ->
                erlang:demonitor(Ref, [flush]),
                exit(timeout)
            end;
        false ->
            exit({nodedown, Node})
    end.

%% The pid behind a server, {Name, Node} for one elsewhere, or undefined.
find(Pid) when is_pid(Pid) -> Pid;
find(Name) when is_atom(Name) -> whereis(Name);
find({global, Name}) -> global:whereis_name(Name);
find({via, Module, Name}) -> Module:whereis_name(Name);
find({Name, Node}) when is_atom(Name), Node =:= node() -> whereis(Name);
find({Name, Node} = Far) when is_atom(Name), is_atom(Node) -> Far.

%% Send without waiting, and without learning whether it arrived.
-spec cast(server_ref(), term()) -> ok.
cast(Server, Request) ->
    post(Server, {'$gen_cast', Request}).

%% Send a message to a server however it is named.
-spec post(server_ref(), term()) -> ok.
post({global, Name}, Message) ->
    elsewhere(global, Name, Message);
post({via, Module, Name}, Message) ->
    elsewhere(Module, Name, Message);
post({Name, Node} = Server, Message) when is_atom(Name), is_atom(Node) ->
    send(Server, Message);
post(Server, Message) when is_pid(Server); is_atom(Server) ->
    send(Server, Message).

elsewhere(Module, Name, Message) ->
    try Module:send(Name, Message) of
        _ -> ok
    catch
        _:_ -> ok
    end.

send(Server, Message) ->
    try erlang:send(Server, Message) of
        _ -> ok
    catch
        _:_ -> ok
    end.

%% Answer a call.
-spec reply(from(), term()) -> ok.
reply({_, [alias | Alias] = Tag}, Reply) when is_reference(Alias) ->
    Alias ! {Tag, Reply},
    ok;
reply({_, [[alias | Alias] | _] = Tag}, Reply) when is_reference(Alias) ->
    Alias ! {Tag, Reply},
    ok;
reply({To, Tag}, Reply) ->
    send(To, {Tag, Reply}).

-spec stop(server_ref()) -> ok.
stop(Server) ->
    stop(Server, normal, infinity).

%% Ask a server to end, and wait until it has: with that very reason, or this exits.
-spec stop(server_ref(), term(), timeout()) -> ok.
stop(Server, Reason, Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    case find(Server) of
        undefined ->
            exit(noproc);
        {_, Node} = Far when Node =/= node() ->
            lists:member(Node, nodes()) orelse exit({nodedown, Node}),
            proc_lib:stop(Far, Reason, Timeout);
        Pid ->
            proc_lib:stop(Pid, Reason, Timeout)
    end.

%% Requests: a call in two steps ------------------------------------------------------------------

-spec send_request(server_ref(), term(), term()) -> request_id().
send_request(Server, Label, Request) ->
    case target(Server) of
        undefined ->
            unreachable(Server, noproc);
        {Name, Node} when is_atom(Name), is_atom(Node), Node =/= node() ->
            unreachable(Server, noconnection);
        Target ->
            Ref = erlang:monitor(process, Target, [{alias, reply_demonitor}]),
            send(Target, {Label, {self(), [alias | Ref]}, Request}),
            Ref
    end.

target({global, _} = Server) -> find(Server);
target({via, _, _} = Server) -> find(Server);
target({_, _} = Server) -> Server;
target(Server) when is_pid(Server); is_atom(Server) -> Server.

unreachable(Server, Reason) ->
    Ref = make_ref(),
    self() ! {'DOWN', Ref, process, Server, Reason},
    Ref.

%% The same, and put the request into a collection under a label of its own.
send_request(Server, Label, Request, Key, Requests) when is_map(Requests) ->
    Requests#{send_request(Server, Label, Request) => Key}.

%% Wait for the answer, and leave the request open when there is none in time.
wait_response(Ref, Timeout) when is_reference(Ref) ->
    single(collect(#{Ref => x}, deadline(Timeout)));
wait_response(_, _) ->
    error(badarg).

%% Wait for the answer, and give the request up when there is none in time.
receive_response(Ref, Timeout) when is_reference(Ref) ->
    abandon(single(collect(#{Ref => x}, deadline(Timeout))), [Ref]);
receive_response(_, _) ->
    error(badarg).

%% Is this message the answer?
check_response(Message, Ref) when is_reference(Ref) ->
    case arrived(Message) of
        {Ref, Answer} -> Answer;
        _ -> no_reply
    end;
check_response(_, _) ->
    error(badarg).

wait_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    first(collect(Requests, deadline(Timeout)), Requests, Delete);
wait_response(Requests, _, _) when not is_map(Requests) ->
    error(badarg).

receive_response(Requests, Timeout, Delete) when is_map(Requests), is_boolean(Delete) ->
    Answer = first(collect(Requests, deadline(Timeout)), Requests, Delete),
    abandon(Answer, maps:keys(Requests));
receive_response(Requests, _, _) when not is_map(Requests) ->
    error(badarg).

check_response(_, Requests, Delete) when Requests =:= #{}, is_boolean(Delete) ->
    no_request;
check_response(Message, Requests, Delete) when is_map(Requests), is_boolean(Delete) ->
    case arrived(Message) of
        {Ref, _} = Found when is_map_key(Ref, Requests) -> first(Found, Requests, Delete);
        _ -> no_reply
    end.

reqids_new() ->
    #{}.

reqids_size(Requests) when is_map(Requests) -> map_size(Requests);
reqids_size(_) -> error(badarg).

reqids_add(Ref, Key, Requests) when
    is_reference(Ref), is_map(Requests), not is_map_key(Ref, Requests)
->
    Requests#{Ref => Key};
reqids_add(_, _, _) ->
    error(badarg).

reqids_to_list(Requests) when is_map(Requests) -> maps:to_list(Requests);
reqids_to_list(_) -> error(badarg).

%% A time to wait, as the milliseconds that are left of it.
deadline(infinity) ->
    infinity;
deadline(Time) when is_integer(Time), Time >= 0, Time =< 16#ffffffff ->
    Time;
deadline({abs, Time}) when is_integer(Time) ->
    case Time - erlang:monotonic_time(millisecond) of
        Left when Left > 16#ffffffff -> error(badarg);
        Left -> max(Left, 0)
    end;
deadline(Time) when is_float(Time) ->
    error(timeout_value);
deadline(_) ->
    error(badarg).

collect(Requests, _) when Requests =:= #{} ->
    no_request;
collect(Requests, Time) ->
    receive
        {[alias | Ref], _} = Message when is_map_key(Ref, Requests) -> arrived(Message);
        {'DOWN', Ref, _, _, _} = Message when is_map_key(Ref, Requests) -> arrived(Message)
    after Time -> timeout
    end.

arrived({[alias | Ref], Reply}) ->
    erlang:demonitor(Ref, [flush]),
    {Ref, {reply, Reply}};
arrived({'DOWN', Ref, _, {_, Node} = Server, noconnection}) ->
    {Ref, {error, {{nodedown, Node}, Server}}};
arrived({'DOWN', Ref, _, {Name, Node}, Reason}) when is_atom(Name), Node =:= node() ->
    {Ref, {error, {Reason, Name}}};
arrived({'DOWN', Ref, _, Server, Reason}) ->
    {Ref, {error, {Reason, Server}}};
arrived(_) ->
    nothing.

single({_, Answer}) -> Answer;
single(timeout) -> timeout.

first({Ref, Answer}, Requests, Delete) ->
    #{Ref := Key} = Requests,
    Left =
        case Delete of
            true -> maps:remove(Ref, Requests);
            false -> Requests
        end,
    {Answer, Key, Left};
first(Other, _, _) ->
    Other.

abandon(timeout, Refs) ->
    _ = [erlang:demonitor(Ref, [flush]) || Ref <- Refs],
    _ = [
        receive
            {[alias | Ref], _} -> ok
        after 0 -> ok
        end
     || Ref <- Refs
    ],
    timeout;
abandon(Answer, _) ->
    Answer.

%% Crashes --------------------------------------------------------------------------------------

%% What a process ends with when an exception of this class is not caught.
reason(exit, Reason, _) -> Reason;
reason(error, Reason, Stack) -> {Reason, Stack};
reason(throw, Reason, Stack) -> {{nocatch, Reason}, Stack}.

%% Log that something of a behaviour goes down.
report_crash(Behaviour, Kind, Report) ->
    logger:log(error, Report#{label => {Behaviour, Kind}}, (log_options(Behaviour))#{
        error_logger => #{tag => error, report_cb => fun Behaviour:format_log/1}
    }).

log_options(Behaviour) ->
    #{domain => [otp], report_cb => fun Behaviour:format_log/2}.

%% What the process that made the last call is doing.
client_info({Pid, _}) when is_pid(Pid), node(Pid) =:= node() ->
    case process_info(Pid, [current_stacktrace, registered_name]) of
        undefined -> {Pid, dead};
        [{_, Stack}, {_, []}] -> {Pid, {Pid, Stack}};
        [{_, Stack}, {_, Name}] -> {Pid, {Name, Stack}}
    end;
client_info({Pid, _}) when is_pid(Pid) ->
    {Pid, remote};
client_info(_) ->
    undefined.
