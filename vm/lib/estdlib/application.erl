%% SPDX-License-Identifier: Apache-2.0
%% application: parts of a program that are started, stopped and configured as a whole.
%%
%% The state of all applications is kept by application_controller, which is started by the first
%% call that needs it. As long as nobody did, nothing is loaded and no parameter is set.
-module(application).

-export([load/1, load/2, unload/1, permit/2]).
-export([start/1, start/2, start_boot/1, start_boot/2, stop/1]).
-export([ensure_started/1, ensure_started/2, ensure_all_started/1, ensure_all_started/2]).
-export([ensure_all_started/3, takeover/2, which_applications/0, which_applications/1]).
-export([loaded_applications/0, info/0, start_type/0, get_application/0, get_application/1]).
-export([get_supervisor/1]).
-export([get_env/1, get_env/2, get_env/3, get_all_env/0, get_all_env/1]).
-export([get_key/1, get_key/2, get_all_key/0, get_all_key/1]).
-export([set_env/1, set_env/2, set_env/3, set_env/4, unset_env/2, unset_env/3]).

-export_type([restart_type/0, start_type/0, application_opt/0]).

-type restart_type() :: permanent | transient | temporary.
-type start_type() :: normal | {takeover, node()} | {failover, node()}.
-type application_opt() :: {atom(), term()}.

-callback start(start_type(), Args :: term()) -> {ok, pid()} | {ok, pid(), term()} | {error, term()}.
-callback stop(State :: term()) -> term().
-callback config_change([{atom(), term()}], [{atom(), term()}], [atom()]) -> ok.
-callback prep_stop(State) -> State.
-callback start_phase(atom(), start_type(), term()) -> ok | {error, term()}.
-optional_callbacks([config_change/3, prep_stop/1, start_phase/3]).

-define(is_name(Name), (is_atom(Name))).

%% Loading and starting --------------------------------------------------------------------------

%% Load from the resource file of a name, or from its contents.
load(Application) ->
    load(Application, []).

%% There is one node, so where an application may run is not asked for.
load(Application, _Distribution) ->
    application_controller:ask({load, Application}).

unload(Name) ->
    application_controller:ask({unload, Name}).

permit(Name, Bool) when is_boolean(Bool) ->
    case application_controller:ask({is_loaded, Name}) of
        true -> ok;
        false -> {error, {not_loaded, Name}}
    end;
permit(Name, Bool) ->
    exit({badarg, {?MODULE, permit, [Name, Bool]}}).

start(Name) ->
    start(Name, temporary).

start(Name, Type) ->
    case load(Name) of
        ok -> begin_one(Name, Type);
        {error, {already_loaded, Loaded}} -> begin_one(Loaded, Type);
        Error -> Error
    end.

begin_one(Description, Type) when is_tuple(Description) ->
    begin_one(element(2, Description), Type);
begin_one(Name, Type) ->
    application_controller:ask({start, Name, Type}).

start_boot(Name) -> start_boot(Name, temporary).
start_boot(Name, Type) -> start(Name, Type).

takeover(Name, Type) ->
    start(Name, Type).

stop(Name) ->
    application_controller:ask({stop, Name}).

ensure_started(Name) ->
    ensure_started(Name, temporary).

ensure_started(Name, Type) ->
    case start(Name, Type) of
        ok -> ok;
        {error, {already_started, Name}} -> ok;
        Error -> Error
    end.

%% Start an application and before it what it needs. Those that were started are returned; after a
%% failure they are stopped again.
ensure_all_started(Names) ->
    ensure_all_started(Names, temporary).

ensure_all_started(Names, Type) ->
    ensure_all_started(Names, Type, serial).

ensure_all_started(Name, Type, Mode) when ?is_name(Name) ->
    ensure_all_started([Name], Type, Mode);
ensure_all_started(Names, Type, Mode) when
    is_list(Names), Mode =:= serial orelse Mode =:= concurrent
->
    case ensure_each(Names, required, Type, []) of
        {ok, Started} ->
            {ok, lists:reverse(Started)};
        {error, Reason, Started} ->
            [stop(Name) || Name <- Started],
            {error, Reason}
    end.

ensure_each([Name | Names], Need, Type, Started) ->
    case ensure_one(Name, Need, Type, Started) of
        {ok, Started1} -> ensure_each(Names, Need, Type, Started1);
        Error -> Error
    end;
ensure_each([], _, _, Started) ->
    {ok, Started}.

ensure_one(Name, Need, Type, Started) ->
    case is_running(Name) of
        true ->
            {ok, Started};
        false ->
            case load(Name) of
                ok -> ensure_loaded(Name, Type, Started);
                {error, {already_loaded, Name}} -> ensure_loaded(Name, Type, Started);
                {error, {"no such file or directory", _}} when Need =:= optional -> {ok, Started};
                {error, Reason} -> {error, {Name, Reason}, Started}
            end
    end.

ensure_loaded(Name, Type, Started) ->
    {ok, Needed} = get_key(Name, applications),
    {ok, Optional} = get_key(Name, optional_applications),
    ensure_needed(Needed, Optional, Name, Type, Started).

ensure_needed([Needed | Rest], Optional, Name, Type, Started) ->
    Need =
        case lists:member(Needed, Optional) of
            true -> optional;
            false -> required
        end,
    case ensure_one(Needed, Need, Type, Started) of
        {ok, Started1} -> ensure_needed(Rest, Optional, Name, Type, Started1);
        Error -> Error
    end;
ensure_needed([], _, Name, Type, Started) ->
    case begin_one(Name, Type) of
        ok -> {ok, [Name | Started]};
        {error, {already_started, Name}} -> {ok, Started};
        {error, Reason} -> {error, {Name, Reason}, Started}
    end.

is_running(Name) ->
    lists:keymember(Name, 1, which_applications()).

%% Asking ----------------------------------------------------------------------------------------

which_applications() ->
    application_controller:ask(which).

which_applications(Timeout) ->
    application_controller:ask(which, Timeout).

loaded_applications() ->
    application_controller:ask(loaded).

info() ->
    application_controller:ask(info).

%% Why the application of this process is being started, or local once it runs.
start_type() ->
    case application_controller:look({start_type, group_leader()}) of
        {ok, Type} -> Type;
        _ -> undefined
    end.

get_application() ->
    of_leader(group_leader()).

get_application(Pid) when is_pid(Pid) ->
    case process_info(Pid, group_leader) of
        {group_leader, Leader} -> of_leader(Leader);
        undefined -> undefined
    end;
get_application(Module) when is_atom(Module) ->
    application_controller:look({of_module, Module}).

of_leader(Leader) ->
    application_controller:look({of_leader, Leader}).

%% The topmost supervisor of an application that runs.
get_supervisor(Name) when is_atom(Name) ->
    case application_controller:look({master, Name}) of
        {ok, Master} when is_pid(Master) ->
            case application_master:get_child(Master) of
                {Pid, _} when is_pid(Pid) -> {ok, Pid};
                _ -> undefined
            end;
        _ ->
            undefined
    end.

get_env(Key) -> own(fun(Name) -> get_env(Name, Key) end, undefined).
get_env(Name, Key) -> application_controller:look({get_env, Name, Key}).

get_env(Name, Key, Default) ->
    case get_env(Name, Key) of
        {ok, Value} -> Value;
        undefined -> Default
    end.

get_all_env() -> own(fun get_all_env/1, []).

get_all_env(Name) ->
    case application_controller:look({get_all_env, Name}) of
        undefined -> [];
        Env -> Env
    end.

get_key(Key) -> own(fun(Name) -> get_key(Name, Key) end, undefined).
get_key(Name, Key) -> application_controller:look({get_key, Name, Key}).

get_all_key() -> own(fun get_all_key/1, []).
get_all_key(Name) -> application_controller:look({get_all_key, Name}).

own(Ask, None) ->
    case get_application() of
        {ok, Name} -> Ask(Name);
        undefined -> None
    end.

%% Setting ---------------------------------------------------------------------------------------

set_env(Config) when is_list(Config) ->
    set_env(Config, []).

%% [{Name, [{Key, Value}]}] at once, or nothing of it.
set_env(Config, Options) when is_list(Config), is_list(Options) ->
    case check_config(Config, []) of
        ok ->
            Sets = [{Name, Key, Value} || {Name, Env} <- Config, {Key, Value} <- Env],
            application_controller:set(Sets, Options);
        Text ->
            erlang:error({badarg, lists:flatten(Text)}, [Config, Options])
    end.

set_env(Name, Key, Value) ->
    set_env(Name, Key, Value, []).

set_env(Name, Key, Value, Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    set_env(Name, Key, Value, [{timeout, Timeout}]);
set_env(Name, Key, Value, Options) when is_list(Options) ->
    application_controller:set([{Name, Key, Value}], Options).

unset_env(Name, Key) ->
    unset_env(Name, Key, []).

unset_env(Name, Key, Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    unset_env(Name, Key, [{timeout, Timeout}]);
unset_env(Name, Key, Options) when is_list(Options) ->
    application_controller:set([{Name, Key}], Options).

check_config([{Name, Env} | Rest], Seen) when is_atom(Name), is_list(Env) ->
    case lists:member(Name, Seen) of
        true ->
            io_lib:format("duplicate application config: ~tp", [Name]);
        false ->
            case check_env(Name, Env, []) of
                ok -> check_config(Rest, [Name | Seen]);
                Text -> Text
            end
    end;
check_config([{Name, Env} | _], _) when is_list(Env) ->
    io_lib:format("application: ~tp; application name must be an atom", [Name]);
check_config([{Name, _} | _], _) ->
    io_lib:format("application: ~tp; parameters must be a list", [Name]);
check_config([Other | _], _) ->
    io_lib:format("invalid application config: ~tp", [Other]);
check_config([], _) ->
    ok.

check_env(Name, [{Key, _} | Rest], Seen) when is_atom(Key) ->
    case lists:member(Key, Seen) of
        true -> io_lib:format("application: ~tp; duplicate parameter: ~tp", [Name, Key]);
        false -> check_env(Name, Rest, [Key | Seen])
    end;
check_env(Name, [{Key, _} | _], _) ->
    io_lib:format("application: ~tp; invalid parameter name: ~tp", [Name, Key]);
check_env(Name, [Other | _], _) ->
    io_lib:format("application: ~tp; invalid parameter: ~tp", [Name, Other]);
check_env(_, [], _) ->
    ok.
