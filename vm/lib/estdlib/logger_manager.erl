%% SPDX-License-Identifier: Apache-2.0
%% logger_manager: AtomVM's way to set up the logger, and its form of events.
%%
%% Its handlers receive #{timestamp, level, pid, msg, meta}; meta may have location. They are
%% attached to the logger through log/2 here, which makes such events from ordinary ones.
-module(logger_manager).

-export([start_link/1, stop/0, allow/2, get_id/1, init/2, log/2]).

%% Config: #{log_level, logger => [{handler, default, undefined} | {handler, Id, Module, Config} |
%% {module_level, Level, [Module]}], module_level => #{Module => Level}}.
-spec start_link(map()) -> {ok, pid()} | {error, term()}.
start_link(Config) ->
    proc_lib:start_link(?MODULE, init, [self(), Config]).

init(Parent, Config) ->
    try register(?MODULE, self()) of
        true ->
            ok = logger:set_primary_config(level, maps:get(log_level, Config, notice)),
            [ok = logger:set_module_level(M, L) || {M, L} <- levels(Config)],
            [ok = configure(Item) || Item <- maps:get(logger, Config, [])],
            proc_lib:init_ack(Parent, {ok, self()}),
            wait()
    catch
        error:badarg ->
            proc_lib:init_fail(Parent, {error, {already_started, whereis(?MODULE)}}, {exit, normal})
    end.

levels(#{module_level := Levels}) when is_map(Levels) -> maps:to_list(Levels);
levels(#{module_level := Levels}) -> Levels;
levels(_) -> [].

wait() ->
    receive
        {stop, From, Ref} -> From ! {Ref, ok};
        _ -> wait()
    end.

stop() ->
    Ref = make_ref(),
    ?MODULE ! {stop, self(), Ref},
    receive
        {Ref, ok} -> ok
    end.

configure({handler, Id, undefined}) ->
    _ = logger:remove_handler(Id),
    ok;
configure({handler, default, logger_std_h, _}) ->
    ok;
configure({handler, Id, Module, Config}) ->
    _ = logger:remove_handler(Id),
    Level = maps:get(level, Config, all),
    Target = Config#{id => Id, module => Module},
    logger:add_handler(Id, ?MODULE, #{level => Level, config => {handler, Module, Target}});
configure({module_level, Level, Modules}) ->
    logger:set_module_level(Modules, Level).

allow(Level, Module) -> logger:allow(Level, Module).

get_id(#{id := Id}) -> Id.

log(#{level := Level, msg := Message, meta := Meta}, #{config := {handler, Module, Target}}) ->
    Module:log(
        #{
            timestamp => maps:get(time, Meta),
            level => Level,
            pid => maps:get(pid, Meta),
            msg => Message,
            meta => located(Meta)
        },
        Target
    );
log(#{level := Level, msg := Message, meta := Meta}, #{config := {sinks, Sinks}}) ->
    Text =
        case Message of
            {string, String} -> String;
            {report, Report} -> io_lib:format("~p", [Report]);
            {Format, Args} -> io_lib:format(Format, Args)
        end,
    Where =
        case Meta of
            #{mfa := {M, F, A}, line := Line} -> {M, F, A, Line};
            _ -> undefined
        end,
    Item = {Where, maps:get(pid, Meta), erlang:universaltime(), Level, lists:flatten(Text)},
    lists:foreach(
        fun
            ({M, F}) -> M:F(Item);
            (Pid) -> Pid ! {log, Item}
        end,
        Sinks
    ).

located(#{mfa := _, file := _, line := _} = Meta) ->
    Meta#{location => maps:with([file, line, mfa], Meta)};
located(Meta) ->
    Meta.
