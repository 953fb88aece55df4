%% SPDX-License-Identifier: Apache-2.0
%% global: names and locks for all nodes that know each other. There is one node, so a name is known
%% at once and nothing can be split; what remains are names for any term and locks.
%%
%% One process, started by the first call that needs it, keeps
%%     names  #{Name => {Pid, Monitor}}
%%     locks  #{Resource => {Requester, [{Pid, Monitor}]}}
-module(global).
-behaviour(gen_server).

-export([register_name/2, register_name/3, re_register_name/2, re_register_name/3]).
-export([unregister_name/1, whereis_name/1, registered_names/0, send/2]).
-export([register_name_external/2, register_name_external/3, unregister_name_external/1]).
-export([set_lock/1, set_lock/2, set_lock/3, del_lock/1, del_lock/2]).
-export([trans/2, trans/3, trans/4, sync/0, disconnect/0, info/0]).
-export([random_exit_name/3, random_notify_name/3, notify_all_name/3]).
-export([start/0, start_link/0, stop/0]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-define(SERVER, global_name_server).

%% Names -----------------------------------------------------------------------------------------

register_name(Name, Pid) when is_pid(Pid) ->
    register_name(Name, Pid, fun random_exit_name/3).

%% How a name that two nodes use is resolved matters between nodes only.
register_name(Name, Pid, Resolve) when is_pid(Pid), is_function(Resolve, 3) ->
    ask({register, Name, Pid}).

re_register_name(Name, Pid) when is_pid(Pid) ->
    re_register_name(Name, Pid, fun random_exit_name/3).

re_register_name(Name, Pid, Resolve) when is_pid(Pid), is_function(Resolve, 3) ->
    ask({re_register, Name, Pid}).

register_name_external(Name, Pid) -> register_name(Name, Pid).
register_name_external(Name, Pid, Resolve) -> register_name(Name, Pid, Resolve).
unregister_name_external(Name) -> unregister_name(Name).

unregister_name(Name) ->
    look({unregister, Name}, ok).

whereis_name(Name) ->
    look({whereis, Name}, undefined).

registered_names() ->
    look(names, []).

send(Name, Message) ->
    case whereis_name(Name) of
        undefined ->
            exit({badarg, {Name, Message}});
        Pid ->
            Pid ! Message,
            Pid
    end.

%% Locks -----------------------------------------------------------------------------------------

set_lock(Id) -> set_lock(Id, [node()]).
set_lock(Id, Nodes) -> set_lock(Id, Nodes, infinity).

set_lock({_, _} = Id, Nodes, Retries) when
    is_list(Nodes), Retries =:= infinity orelse is_integer(Retries) andalso Retries >= 0
->
    take(Id, Retries, 10);
set_lock({_, _}, Nodes, _) when not is_list(Nodes) ->
    error(badarg).

%% Ask again later and later, up to every eight seconds.
take({Resource, Requester} = Id, Retries, Pause) ->
    case ask({lock, Resource, Requester, self()}) of
        true ->
            true;
        false when Retries =:= 0 ->
            false;
        false ->
            timer:sleep(Pause),
            Left =
                case Retries of
                    infinity -> infinity;
                    _ -> Retries - 1
                end,
            take(Id, Left, min(2 * Pause, 8000))
    end.

del_lock(Id) -> del_lock(Id, [node()]).

del_lock({Resource, Requester}, Nodes) when is_list(Nodes) ->
    look({unlock, Resource, Requester, self()}, true).

trans(Id, Fun) -> trans(Id, Fun, [node()], infinity).
trans(Id, Fun, Nodes) -> trans(Id, Fun, Nodes, infinity).

trans(Id, Fun, Nodes, Retries) ->
    case set_lock(Id, Nodes, Retries) of
        true ->
            try
                Fun()
            after
                del_lock(Id, Nodes)
            end;
        false ->
            aborted
    end.

sync() -> ok.
disconnect() -> [].
info() -> look(info, {state, #{}, #{}}).

%% Which of two processes keeps a name.
random_exit_name(Name, Pid1, Pid2) ->
    {Kept, Other} = either(Pid1, Pid2),
    error_logger:info_msg("global: Name conflict terminating ~tw\n", [{Name, Other}]),
    exit(Other, kill),
    Kept.

random_notify_name(Name, Pid1, Pid2) ->
    {Kept, Other} = either(Pid1, Pid2),
    Other ! {global_name_conflict, Name},
    Kept.

notify_all_name(Name, Pid1, Pid2) ->
    Pid1 ! {global_name_conflict, Name, Pid2},
    Pid2 ! {global_name_conflict, Name, Pid1},
    none.

either(Pid1, Pid2) ->
    {min(Pid1, Pid2), max(Pid1, Pid2)}.

%% The process -----------------------------------------------------------------------------------

start() -> gen_server:start({local, ?SERVER}, ?MODULE, [], []).
start_link() -> gen_server:start_link({local, ?SERVER}, ?MODULE, [], []).
stop() -> gen_server:stop(?SERVER).

ask(Request) ->
    _ = whereis(?SERVER) =:= undefined andalso start(),
    gen_server:call(?SERVER, Request, infinity).

%% A request that is for nothing as long as there is neither name nor lock.
look(Request, Default) ->
    case whereis(?SERVER) of
        undefined -> Default;
        Pid -> gen_server:call(Pid, Request, infinity)
    end.

init([]) ->
    application_controller:adopt(self()),
    {ok, {#{}, #{}}}.

handle_call({register, Name, Pid}, _, {Names, Locks}) ->
    Free =
        not is_map_key(Name, Names) andalso
            not lists:keymember(Pid, 1, maps:values(Names)) andalso alive(Pid),
    case Free of
        true -> {reply, yes, {Names#{Name => {Pid, monitor(process, Pid)}}, Locks}};
        false -> {reply, no, {Names, Locks}}
    end;
handle_call({re_register, Name, Pid}, _, {Names, Locks}) ->
    Names1 = forget(Name, Names),
    case alive(Pid) of
        true -> {reply, yes, {Names1#{Name => {Pid, monitor(process, Pid)}}, Locks}};
        false -> {reply, yes, {Names1, Locks}}
    end;
handle_call({unregister, Name}, _, {Names, Locks}) ->
    {reply, ok, {forget(Name, Names), Locks}};
handle_call({whereis, Name}, _, {Names, _} = State) ->
    case Names of
        #{Name := {Pid, _}} -> {reply, Pid, State};
        _ -> {reply, undefined, State}
    end;
handle_call(names, _, {Names, _} = State) ->
    {reply, maps:keys(Names), State};
handle_call(info, _, {Names, Locks} = State) ->
    {reply, {state, Names, Locks}, State};
handle_call({lock, Resource, Requester, Pid}, _, {Names, Locks}) ->
    case Locks of
        #{Resource := {Requester, Holders}} ->
            Locks1 = Locks#{Resource := {Requester, [{Pid, monitor(process, Pid)} | Holders]}},
            {reply, true, {Names, Locks1}};
        #{Resource := _} ->
            {reply, false, {Names, Locks}};
        _ ->
            Locks1 = Locks#{Resource => {Requester, [{Pid, monitor(process, Pid)}]}},
            {reply, true, {Names, Locks1}}
    end;
handle_call({unlock, Resource, Requester, Pid}, _, {Names, Locks}) ->
    case Locks of
        #{Resource := {Requester, Holders}} ->
            [demonitor(Ref, [flush]) || {Holder, Ref} <- Holders, Holder =:= Pid],
            {reply, true, {Names, release(Resource, Requester, Holders, Pid, Locks)}};
        _ ->
            {reply, true, {Names, Locks}}
    end.

handle_cast(_, State) ->
    {noreply, State}.

handle_info({'DOWN', _, process, Pid, _}, {Names, Locks}) ->
    Names1 = maps:filter(fun(_, {Named, _}) -> Named =/= Pid end, Names),
    Release = fun(Resource, {Requester, Holders}, Acc) ->
        release(Resource, Requester, Holders, Pid, Acc)
    end,
    {noreply, {Names1, maps:fold(Release, Locks, Locks)}};
handle_info(_, State) ->
    {noreply, State}.

forget(Name, Names) ->
    case Names of
        #{Name := {_, Ref}} ->
            demonitor(Ref, [flush]),
            maps:remove(Name, Names);
        _ ->
            Names
    end.

release(Resource, Requester, Holders, Pid, Locks) ->
    case [Holder || {Other, _} = Holder <- Holders, Other =/= Pid] of
        [] -> maps:remove(Resource, Locks);
        Left -> Locks#{Resource := {Requester, Left}}
    end.

alive(Pid) ->
    node(Pid) =/= node() orelse is_process_alive(Pid).
