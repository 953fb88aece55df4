%% SPDX-License-Identifier: Apache-2.0
%% application_controller: what is loaded, what runs, and all parameters. One registered process,
%% which the functions of application ask.
%%
%% The state:
%%     apps      #{Name => keys of its resource, as a map}
%%     env       #{Name => #{Parameter => Value}}, also of what is not loaded
%%     kept      the same, of values that were set to outlive loading and unloading
%%     running   [{Name, Type, Master}], last started first; Master is [] without processes
%%     starting  [{Name, Type, Master, [Waiting]}]
%%     stopping  [{Name, [Waiting]}]
-module(application_controller).
-behaviour(gen_server).

-export([ask/1, ask/2, look/1, set/2, adopt/1, start_link/0, stop_all/0]).
-export([init/1, handle_continue/2, handle_call/3, handle_cast/2, handle_info/2]).

-record(state, {apps = #{}, env = #{}, kept = #{}, running = [], starting = [], stopping = []}).

%% Every key of a resource, in the order of get_all_key/1, with what it is when it is left out.
keys() ->
    [
        {description, []}, {id, []}, {vsn, []}, {modules, []}, {maxP, infinity}, {maxT, infinity},
        {registered, []}, {included_applications, []}, {optional_applications, []},
        {applications, []}, {env, []}, {mod, []}, {start_phases, undefined}
    ].

%% For application -------------------------------------------------------------------------------

ask(Request) ->
    ask(Request, infinity).

ask(Request, Timeout) ->
    case whereis(?MODULE) of
        undefined ->
            case gen_server:start({local, ?MODULE}, ?MODULE, [], []) of
                {ok, Pid} -> gen_server:call(Pid, Request, Timeout);
                {error, {already_started, Pid}} -> gen_server:call(Pid, Request, Timeout)
            end;
        Pid ->
            gen_server:call(Pid, Request, Timeout)
    end.

%% A question that has no answer as long as nothing was ever loaded or set.
look(Question) ->
    case whereis(?MODULE) of
        undefined when
            element(2, Question) =/= kernel, element(2, Question) =/= stdlib,
            element(1, Question) =/= of_module
        ->
            undefined;
        _ ->
            ask({look, Question})
    end.

set(Sets, Options) ->
    Timeout = proplists:get_value(timeout, Options, 5000),
    ask({set, Sets, proplists:get_value(persistent, Options, false)}, Timeout).

%% Let a process that serves all applications not belong to the one that happened to start it.
adopt(Pid) ->
    case whereis(?MODULE) of
        undefined ->
            true;
        Controller ->
            {group_leader, Leader} = process_info(Controller, group_leader),
            group_leader(Leader, Pid)
    end.

start_link() ->
    gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

%% Stop everything, what was started last first. For init.
stop_all() ->
    case whereis(?MODULE) of
        undefined -> ok;
        _ -> [application:stop(Name) || {Name, _, _} <- application:which_applications()]
    end.

%% The process -----------------------------------------------------------------------------------

init([]) ->
    process_flag(trap_exit, true),
    {ok, #state{}, {continue, boot}}.

%% kernel and stdlib run as soon as there are applications.
handle_continue(boot, State) ->
    {reply, ok, State1} = handle_call({load, kernel}, none, State),
    {reply, ok, State2} = handle_call({load, stdlib}, none, State1),
    {noreply, #state{starting = [{kernel, _, Master, _}]} = State3} =
        handle_call({start, kernel, permanent}, none, State2),
    receive
        {application_started, Master, ok} = Started ->
            {noreply, State4} = handle_info(Started, State3),
            {reply, ok, State5} = handle_call({start, stdlib, permanent}, none, State4),
            {noreply, State5}
    end.

handle_call({look, Question}, _, State) ->
    {reply, answer(Question, State), State};
handle_call({set, Sets, Persistent}, _, State) ->
    {reply, ok, lists:foldl(fun(Set, Acc) -> set_one(Set, Persistent, Acc) end, State, Sets)};
handle_call(which, _, #state{apps = Apps, running = Running} = State) ->
    {reply, [described(Name, Apps) || {Name, _, _} <- Running], State};
handle_call(loaded, _, #state{apps = Apps} = State) ->
    {reply, [described(Name, Apps) || Name <- maps:keys(Apps)], State};
handle_call(info, _, State) ->
    {reply, info(State), State};
handle_call({is_loaded, Name}, _, #state{apps = Apps} = State) ->
    {reply, is_map_key(Name, Apps), State};
handle_call({load, What}, _, State) ->
    case resource(What, State) of
        {ok, Name, Keys} -> {reply, ok, loaded(Name, Keys, State)};
        Error -> {reply, Error, State}
    end;
handle_call({unload, Name}, _, #state{apps = Apps, env = Env, kept = Kept} = State) ->
    case Apps of
        #{Name := _} ->
            case is_active(Name, State) of
                true ->
                    {reply, {error, {running, Name}}, State};
                false ->
                    Left = maps:with([Name], Kept),
                    Env1 = maps:merge(maps:remove(Name, Env), Left),
                    {reply, ok, State#state{apps = maps:remove(Name, Apps), env = Env1}}
            end;
        _ ->
            {reply, {error, {not_loaded, Name}}, State}
    end;
handle_call({start, Name, Type}, From, State) ->
    start(Name, Type, From, State);
handle_call({stop, Name}, From, #state{running = Running, stopping = Stopping} = State) ->
    case {lists:keyfind(Name, 1, Running), lists:keyfind(Name, 1, Stopping)} of
        {{Name, Type, []}, _} ->
            report(Name, stopped, Type),
            {reply, ok, State#state{running = lists:keydelete(Name, 1, Running)}};
        {{Name, _, Master}, false} ->
            Master ! {application_stop, self()},
            {noreply, State#state{stopping = [{Name, [From]} | Stopping]}};
        {{Name, _, _}, {Name, Waiting}} ->
            Stopping1 = lists:keyreplace(Name, 1, Stopping, {Name, [From | Waiting]}),
            {noreply, State#state{stopping = Stopping1}};
        {false, _} ->
            {reply, {error, {not_started, Name}}, State}
    end.

handle_cast(_, State) ->
    {noreply, State}.

handle_info({application_started, Master, Result}, #state{starting = Starting} = State) ->
    case lists:keytake(Master, 3, Starting) of
        {value, {Name, Type, Master, Waiting}, Rest} ->
            State1 = State#state{starting = Rest},
            case Result of
                ok ->
                    [answer_start(From, ok) || From <- Waiting],
                    {noreply, State1#state{running = [{Name, Type, Master} | State1#state.running]}};
                {error, Reason} ->
                    report(Name, Reason, Type),
                    [gen_server:reply(From, {error, Reason}) || From <- Waiting],
                    {noreply, State1}
            end;
        false ->
            {noreply, State}
    end;
handle_info({'EXIT', Master, Reason}, #state{running = Running} = State) ->
    case lists:keytake(Master, 3, Running) of
        {value, {Name, Type, Master}, Rest} -> ended(Name, Type, Reason, State#state{running = Rest});
        false -> handle_info({application_started, Master, {error, Reason}}, State)
    end;
handle_info(_, State) ->
    {noreply, State}.

%% Loading ---------------------------------------------------------------------------------------

resource(Name, #state{apps = Apps}) when is_atom(Name), is_map_key(Name, Apps) ->
    {error, {already_loaded, Name}};
resource(Name, State) when is_atom(Name) ->
    case atomvm:read_priv(Name, <<"application.bin">>) of
        undefined ->
            {error, {"no such file or directory", atom_to_list(Name) ++ ".app"}};
        Bytes ->
            try binary_to_term(Bytes) of
                {application, Name, _} = Resource -> resource(Resource, State);
                Other -> {error, {invalid_name, Other}}
            catch
                error:badarg -> {error, {bad_application, Name}}
            end
    end;
resource({application, Name, _} = Resource, #state{apps = Apps}) when
    is_atom(Name), is_map_key(Name, Apps)
->
    {error, {already_loaded, Resource}};
resource({application, Name, Keys}, _) when is_atom(Name), is_list(Keys) ->
    Env = proplists:get_value(env, Keys, []),
    case is_env(Env) of
        true -> {ok, Name, maps:from_list([{K, proplists:get_value(K, Keys, D)} || {K, D} <- keys()])};
        false -> {error, {bad_env, Env}}
    end;
resource({application, Name, Keys}, _) when is_atom(Name) ->
    {error, {invalid_options, Keys}};
resource(Other, _) ->
    {error, {bad_application, Other}}.

is_env(Env) when is_list(Env) -> lists:all(fun is_parameter/1, Env);
is_env(_) -> false.

is_parameter({Key, _}) -> is_atom(Key);
is_parameter(_) -> false.

loaded(Name, #{env := Listed} = Keys, #state{apps = Apps, env = Env, kept = Kept} = State) ->
    Own = maps:merge(maps:from_list(Listed), maps:get(Name, Kept, #{})),
    Env1 = Env#{Name => maps:merge(maps:get(Name, Env, #{}), Own)},
    State1 = State#state{apps = Apps#{Name => Keys}, env = Env1},
    Included = maps:get(included_applications, Keys),
    lists:foldl(fun load_included/2, State1, Included).

load_included(Name, State) ->
    case resource(Name, State) of
        {ok, Name, Keys} -> loaded(Name, Keys, State);
        _ -> State
    end.

%% Starting and ending ---------------------------------------------------------------------------

start(_, Type, _, State) when Type =/= temporary, Type =/= transient, Type =/= permanent ->
    {reply, {error, {invalid_restart_type, Type}}, State};
start(Name, Type, From, #state{apps = Apps, starting = Starting, running = Running} = State) ->
    case lists:keytake(Name, 1, Starting) of
        {value, {Name, Type1, Master, Waiting}, Rest} ->
            {noreply, State#state{starting = [{Name, Type1, Master, [From | Waiting]} | Rest]}};
        false ->
            case {lists:keymember(Name, 1, Running), Apps} of
                {true, _} -> {reply, {error, {already_started, Name}}, State};
                {false, #{Name := Keys}} -> start_loaded(Name, Keys, Type, From, State);
                _ -> {reply, {error, {not_loaded, Name}}, State}
            end
    end.

start_loaded(Name, Keys, Type, From, #state{running = Running, starting = Starting} = State) ->
    #{applications := Needed, optional_applications := Optional, mod := Mod} = Keys,
    case [N || N <- Needed, not lists:keymember(N, 1, Running), is_needed(N, Optional, State)] of
        [Missing | _] ->
            {reply, {error, {not_started, Missing}}, State};
        [] when Mod =:= [] ->
            {reply, ok, State#state{running = [{Name, Type, []} | Running]}};
        [] ->
            Master = application_master:start_link(Mod, maps:get(start_phases, Keys)),
            {noreply, State#state{starting = [{Name, Type, Master, [From]} | Starting]}}
    end.

%% What is optional may be missing, but not stand still when it is there.
is_needed(Name, Optional, State) ->
    not lists:member(Name, Optional) orelse resource(Name, State) =:= {error, {already_loaded, Name}}.

answer_start(none, _) -> ok;
answer_start(From, Answer) -> gen_server:reply(From, Answer).

is_active(Name, #state{running = Running, starting = Starting}) ->
    lists:keymember(Name, 1, Running) orelse lists:keymember(Name, 1, Starting).

%% A master has ended: because it was asked to, or by itself.
ended(Name, Type, Reason, #state{stopping = Stopping} = State) ->
    case lists:keytake(Name, 1, Stopping) of
        {value, {Name, Waiting}, Rest} ->
            report(Name, stopped, Type),
            [gen_server:reply(From, ok) || From <- Waiting],
            {noreply, State#state{stopping = Rest}};
        false ->
            report(Name, Reason, Type),
            case Type of
                temporary -> {noreply, State};
                transient when Reason =:= normal -> {noreply, State};
                _ -> fall(Name, Reason, State)
            end
    end.

%% An application without which there is nothing to do: the machine ends.
fall(Name, Reason, State) ->
    Text = io_lib:format("~0tp", [{application_terminated, Name, Reason}]),
    erts_internal:await_halt(),
    spawn(fun() ->
        stop_all(),
        io:format(standard_error, "Kernel pid terminated (~ts) (~ts)~n", [?MODULE, Text]),
        erlang:halt(1)
    end),
    {noreply, State}.

report(Name, Reason, Type) ->
    logger:log(
        notice,
        #{
            label => {?MODULE, exit},
            report => [{application, Name}, {exited, Reason}, {type, Type}]
        },
        #{
            pid => self(), domain => [otp], report_cb => fun logger:format_otp_report/1,
            error_logger => #{tag => info_report, type => std_info}
        }
    ).

%% Answers ---------------------------------------------------------------------------------------

answer({get_env, Name, Key}, #state{env = Env}) ->
    case Env of
        #{Name := #{Key := Value}} -> {ok, Value};
        _ -> undefined
    end;
answer({get_all_env, Name}, #state{env = Env}) ->
    maps:to_list(maps:get(Name, Env, #{}));
answer({get_key, Name, env}, #state{apps = Apps} = State) when is_map_key(Name, Apps) ->
    {ok, answer({get_all_env, Name}, State)};
answer({get_key, Name, Key}, #state{apps = Apps}) ->
    case Apps of
        #{Name := #{Key := Value}} -> {ok, Value};
        _ -> undefined
    end;
answer({get_all_key, Name}, #state{apps = Apps} = State) ->
    case is_map_key(Name, Apps) of
        true ->
            {ok, [{K, element(2, answer({get_key, Name, K}, State))} || {K, _} <- keys()]};
        false ->
            undefined
    end;
answer({of_module, Module}, #state{apps = Apps}) ->
    found([Name || {Name, #{modules := Modules}} <- maps:to_list(Apps), lists:member(Module, Modules)]);
answer({of_leader, Leader}, #state{running = Running, starting = Starting}) ->
    found(
        [Name || {Name, _, Master} <- Running, Master =:= Leader] ++
            [Name || {Name, _, Master, _} <- Starting, Master =:= Leader]
    );
answer({start_type, Leader}, #state{starting = Starting, running = Running}) ->
    found(
        [normal || {_, _, Master, _} <- Starting, Master =:= Leader] ++
            [local || {_, _, Master} <- Running, Master =:= Leader]
    );
answer({master, Name}, #state{running = Running}) ->
    found([Master || {N, _, Master} <- Running, N =:= Name]).

found([First | _]) -> {ok, First};
found([]) -> undefined.

described(Name, Apps) ->
    #{Name := #{description := Description, vsn := Version}} = Apps,
    {Name, Description, Version}.

info(#state{apps = Apps, running = Running, starting = Starting}) ->
    [
        {loaded, [described(Name, Apps) || Name <- maps:keys(Apps)]},
        {loading, []},
        {started, [{Name, Type} || {Name, Type, _} <- Running]},
        {start_p_false, []},
        {running, [{Name, Master} || {Name, _, Master} <- Running]},
        {starting, [{Name, Type} || {Name, Type, _, _} <- Starting]}
    ].

set_one({Name, Key, Value}, Persistent, #state{env = Env, kept = Kept} = State) ->
    Kept1 =
        case Persistent of
            true -> Kept#{Name => maps:put(Key, Value, maps:get(Name, Kept, #{}))};
            _ -> Kept
        end,
    State#state{env = Env#{Name => maps:put(Key, Value, maps:get(Name, Env, #{}))}, kept = Kept1};
set_one({Name, Key}, _, #state{env = Env, kept = Kept} = State) ->
    Without = fun(All) ->
        case All of
            #{Name := Own} -> All#{Name := maps:remove(Key, Own)};
            _ -> All
        end
    end,
    State#state{env = Without(Env), kept = Without(Kept)}.
