%% SPDX-License-Identifier: Apache-2.0
%% logger: events with a level, through filters to handlers.
%%
%% The whole configuration is one persistent term, a map of
%%     primary   #{level, filters, filter_default, metadata}
%%     handlers  [{Id, Config}], in the order in which they were added
%%     modules   #{Module => Level}
%% so that deciding whether to log costs one look-up. Changes are made one at a time (change/1): who
%% changes holds the registered name '$logger_change' for so long. Handlers run in the process that logs.
-module(logger).

-export([
    emergency/1, emergency/2, emergency/3,
    alert/1, alert/2, alert/3,
    critical/1, critical/2, critical/3,
    error/1, error/2, error/3,
    warning/1, warning/2, warning/3,
    notice/1, notice/2, notice/3,
    info/1, info/2, info/3,
    debug/1, debug/2, debug/3
]).
-export([log/2, log/3, log/4, allow/2, macro_log/3, macro_log/4, macro_log/5]).
-export([compare/2, compare_levels/2, timestamp/0, format_report/1, format_otp_report/1]).
-export([add_handler/3, add_handlers/1, remove_handler/1]).
-export([add_primary_filter/2, remove_primary_filter/1]).
-export([add_handler_filter/3, remove_handler_filter/2]).
-export([set_primary_config/1, set_primary_config/2, update_primary_config/1]).
-export([set_handler_config/2, set_handler_config/3]).
-export([update_handler_config/2, update_handler_config/3]).
-export([update_formatter_config/2, update_formatter_config/3]).
-export([get_config/0, get_primary_config/0, get_handler_config/0, get_handler_config/1]).
-export([get_handler_ids/0, get_proxy_config/0, set_proxy_config/1, update_proxy_config/1]).
-export([set_module_level/2, unset_module_level/0, unset_module_level/1]).
-export([get_module_level/0, get_module_level/1]).
-export([set_application_level/2, unset_application_level/1]).
-export([set_process_metadata/1, update_process_metadata/1]).
-export([get_process_metadata/0, unset_process_metadata/0, reconfigure/0]).
%% The logger of early AtomVM releases.
-export([start/0, start/1, stop/0, get_filter/0, set_filter/1]).
-export([get_levels/0, set_levels/1, get_sinks/0, set_sinks/1, emit/2]).

-compile({no_auto_import, [error/1, error/2]}).

-export_type([level/0, log_event/0, metadata/0, report/0, handler_id/0, filter_id/0]).
-export_type([handler_config/0, primary_config/0, config_handler/0, filter/0, msg_fun/0]).

-type level() :: emergency | alert | critical | error | warning | notice | info | debug.
-type report() :: map() | [{atom(), term()}].
-type metadata() :: map().
-type msg_fun() :: fun((term()) -> term()).
-type log_event() :: #{
    level := level(),
    msg := {io:format(), [term()]} | {report, report()} | {string, unicode:chardata()},
    meta := metadata()
}.
-type handler_id() :: atom().
-type filter_id() :: atom().
-type filter() :: {fun((log_event(), term()) -> stop | ignore | log_event()), term()}.
-type handler_config() :: map().
-type primary_config() :: map().
-type config_handler() :: {handler, handler_id(), module(), handler_config()}.

-define(KEY, {?MODULE, config}).
-define(IS_REPORT(R), (is_map(R) orelse (is_list(R) andalso is_tuple(hd(R))))).
-define(IS_TEXT(S), (is_list(S) orelse is_binary(S))).

%% Logging ---------------------------------------------------------------------------------------

emergency(What) -> log(emergency, What).
emergency(What, Extra) -> log(emergency, What, Extra).
emergency(What, Args, Meta) -> log(emergency, What, Args, Meta).

alert(What) -> log(alert, What).
alert(What, Extra) -> log(alert, What, Extra).
alert(What, Args, Meta) -> log(alert, What, Args, Meta).

critical(What) -> log(critical, What).
critical(What, Extra) -> log(critical, What, Extra).
critical(What, Args, Meta) -> log(critical, What, Args, Meta).

error(What) -> log(error, What).
error(What, Extra) -> log(error, What, Extra).
error(What, Args, Meta) -> log(error, What, Args, Meta).

warning(What) -> log(warning, What).
warning(What, Extra) -> log(warning, What, Extra).
warning(What, Args, Meta) -> log(warning, What, Args, Meta).

notice(What) -> log(notice, What).
notice(What, Extra) -> log(notice, What, Extra).
notice(What, Args, Meta) -> log(notice, What, Args, Meta).

info(What) -> log(info, What).
info(What, Extra) -> log(info, What, Extra).
info(What, Args, Meta) -> log(info, What, Args, Meta).

debug(What) -> log(debug, What).
debug(What, Extra) -> log(debug, What, Extra).
debug(What, Args, Meta) -> log(debug, What, Args, Meta).

-spec log(level(), term()) -> ok.
log(Level, What) ->
    allowed(Level) andalso event(Level, What, none, #{}),
    ok.

%% The last argument is metadata after a text or report, else arguments of the format or fun.
-spec log(level(), term(), term()) -> ok.
log(Level, What, Extra) ->
    allowed(Level) andalso with_extra(Level, What, Extra, #{}),
    ok.

-spec log(level(), term(), term(), metadata()) -> ok.
log(Level, What, Args, Meta) when is_map(Meta) ->
    allowed(Level) andalso event(Level, What, {args, Args}, Meta),
    ok.

%% What the macros of logger.hrl call, with where they stand.
-spec macro_log(metadata(), level(), term()) -> ok.
macro_log(Where, Level, What) ->
    event(Level, What, none, Where).

macro_log(Where, Level, What, Extra) ->
    with_extra(Level, What, Extra, Where).

macro_log(Where, Level, What, Args, Meta) when is_map(Meta) ->
    event(Level, What, {args, Args}, maps:merge(Where, Meta)).

with_extra(Level, What, Meta, Where) when is_map(Meta), not is_function(What, 1) ->
    event(Level, What, none, maps:merge(Where, Meta));
with_extra(Level, What, Args, Where) ->
    event(Level, What, {args, Args}, Where).

%% Would an event of this module be logged?
-spec allow(level(), module()) -> boolean().
allow(Level, Module) when is_atom(Module) ->
    Number = number(Level),
    case config() of
        #{modules := #{Module := Limit}} -> Number =< limit(Limit);
        #{primary := #{level := Limit}} -> Number =< limit(Limit)
    end.

allowed(Level) ->
    #{primary := #{level := Limit}} = config(),
    number(Level) =< limit(Limit).

event(Level, What, Args, Given) ->
    #{primary := Primary, handlers := Handlers} = config(),
    Meta = metadata(Given, Primary),
    case message(What, Args) of
        ignore ->
            ok;
        Message ->
            Event = #{level => Level, msg => Message, meta => Meta},
            case filtered(Event, Primary, primary) of
                stop -> ok;
                Kept -> lists:foreach(fun(Handler) -> handle(Kept, Handler) end, Handlers)
            end
    end.

metadata(Given, #{metadata := Always}) ->
    Own =
        case get_process_metadata() of
            undefined -> Always;
            Process -> maps:merge(Always, Process)
        end,
    Basic = #{pid => self(), gl => group_leader(), time => timestamp()},
    maps:merge(Basic, maps:merge(Own, Given)).

message(Fun, {args, Arg}) when is_function(Fun, 1) ->
    try Fun(Arg) of
        ignore -> ignore;
        Report when ?IS_REPORT(Report) -> {report, Report};
        Text when ?IS_TEXT(Text) -> {string, Text};
        {Format, Args} when ?IS_TEXT(Format), is_list(Args) -> {Format, Args};
        Other -> {"LAZY_FUN ERROR: ~tp; Returned: ~tp", [{Fun, Arg}, Other]}
    catch
        Class:Reason ->
            {"LAZY_FUN CRASH: ~tp; Reason: ~tp", [{Fun, Arg}, {Class, Reason}]}
    end;
message(Format, {args, Args}) when is_list(Args), is_list(Format) orelse is_binary(Format) ->
    {Format, Args};
message(Report, none) when ?IS_REPORT(Report) ->
    {report, Report};
message(Text, none) when ?IS_TEXT(Text) ->
    {string, Text};
message(_, _) ->
    erlang:error(function_clause).

handle(#{level := Level} = Event, {Id, #{module := Module, level := Limit} = Config}) ->
    case number(Level) =< limit(Limit) andalso filtered(Event, Config, Id) of
        Stop when Stop =:= stop; Stop =:= false ->
            ok;
        Kept ->
            try
                Module:log(Kept, maps:remove(filters, Config)),
                ok
            catch
                Class:Reason:Stack ->
                    _ = remove_handler(Id),
                    internal({removed_failing_handler, Id, Class, Reason, Stack})
            end
    end.

filtered(Event, #{filters := [], filter_default := log}, _) ->
    Event;
filtered(_, #{filters := [], filter_default := stop}, _) ->
    stop;
filtered(Event, #{filters := Filters, filter_default := Default}, Owner) ->
    filter(Filters, Event, Default, Owner).

%% The first filter that answers with something other than ignore decides whether the default still
%% counts; an event that it returns goes through the ones behind it.
filter([], Event, log, _) ->
    Event;
filter([], _, stop, _) ->
    stop;
filter([{Id, {Fun, Extra}} | Rest], Event, Default, Owner) ->
    try Fun(Event, Extra) of
        stop -> stop;
        ignore -> filter(Rest, Event, Default, Owner);
        #{level := _, msg := _, meta := _} = New -> filter(Rest, New, log, Owner);
        _ -> drop_filter(Id, Rest, Event, Default, Owner)
    catch
        _:_ -> drop_filter(Id, Rest, Event, Default, Owner)
    end.

drop_filter(Id, Rest, Event, Default, Owner) ->
    _ =
        case Owner of
            primary -> remove_primary_filter(Id);
            _ -> remove_handler_filter(Owner, Id)
        end,
    internal({removed_failing_filter, Id}),
    filter(Rest, Event, Default, Owner).

internal(What) ->
    io:format(standard_error, "Logger - error: ~0tp~n", [What]).

%% Levels ----------------------------------------------------------------------------------------

number(emergency) -> 0;
number(alert) -> 1;
number(critical) -> 2;
number(error) -> 3;
number(warning) -> 4;
number(notice) -> 5;
number(info) -> 6;
number(debug) -> 7.

limit(none) -> -1;
limit(all) -> 10;
limit(Level) -> number(Level).

is_limit(Level) ->
    try limit(Level) of
        _ -> true
    catch
        error:function_clause -> false
    end.

%% Is the first level more severe (gt), the same, or less?
-spec compare_levels(level() | all | none, level() | all | none) -> lt | eq | gt.
compare_levels(A, B) ->
    case is_limit(A) andalso is_limit(B) of
        true -> compare(A, B);
        false -> erlang:error(badarg, [A, B])
    end.

compare(A, B) ->
    case limit(A) - limit(B) of
        0 -> eq;
        N when N < 0 -> gt;
        _ -> lt
    end.

%% Microseconds since 1970.
timestamp() ->
    os:system_time(microsecond).

%% Format and arguments that show a report.
-spec format_report(report()) -> {io:format(), [term()]}.
format_report(Report) when is_map(Report) ->
    format_report(lists:sort(maps:to_list(Report)));
format_report([]) ->
    {"~tp", [[]]};
format_report(Report) when is_list(Report) ->
    case io_lib:printable_unicode_list(Report) of
        true -> {"~ts", [Report]};
        false -> format_lines(Report)
    end;
format_report(Report) ->
    {"~tp", [Report]}.

format_lines(Report) ->
    {Formats, Args} = lists:unzip([line(Item) || Item <- Report]),
    {lists:flatten(lists:join("\n", Formats)), lists:append(Args)}.

format_otp_report(#{label := _, report := Report}) when ?IS_REPORT(Report) ->
    format_report(Report);
format_otp_report(Report) ->
    format_report(Report).

line({Key, Value}) ->
    case is_list(Value) andalso io_lib:printable_unicode_list(Value) andalso Value =/= [] of
        true -> {"    ~tp: ~ts", [Key, Value]};
        false -> {"    ~tp: ~tp", [Key, Value]}
    end;
line(Item) ->
    {"    ~tp", [Item]}.

%% Configuration ---------------------------------------------------------------------------------

config() ->
    case persistent_term:get(?KEY, none) of
        none -> first_config();
        Config -> Config
    end.

first_config() ->
    #{
        primary => primary_defaults(),
        handlers => [{default, logger_std_h:default_config()}],
        modules => #{}
    }.

primary_defaults() ->
    #{level => notice, filters => [], filter_default => log, metadata => #{}}.

%% Replace the configuration by Fun(Configuration) -> {Answer, New}; any failure is the answer.
change(Fun) ->
    Self = self(),
    Ref = make_ref(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        hold_name(),
        {Answer, New} =
            try
                Fun(config())
            catch
                throw:Reason -> {{error, Reason}, config()}
            end,
        persistent_term:put(?KEY, New),
        Self ! {Ref, Answer}
    end),
    receive
        {'DOWN', Monitor, process, Pid, Reason} ->
            receive
                {Ref, Answer} -> Answer
            after 0 -> {error, Reason}
            end
    end.

hold_name() ->
    try
        register('$logger_change', self())
    catch
        error:badarg ->
            receive
            after 1 -> hold_name()
            end
    end.

get_config() ->
    #{
        primary => get_primary_config(),
        handlers => get_handler_config(),
        proxy => get_proxy_config(),
        module_levels => get_module_level()
    }.

get_primary_config() ->
    maps:get(primary, config()).

set_primary_config(Key, Value) ->
    change(fun(#{primary := Primary} = Config) ->
        {ok, Config#{primary := (checked_primary(#{Key => Value}, Primary))}}
    end).

%% What is not given gets its default.
set_primary_config(New) ->
    change(fun(Config) -> {ok, Config#{primary := checked_primary(New, primary_defaults())}} end).

update_primary_config(New) ->
    change(fun(#{primary := Primary} = Config) ->
        {ok, Config#{primary := checked_primary(New, Primary)}}
    end).

checked_primary(New, Old) when is_map(New) ->
    maps:foreach(fun check_primary/2, New),
    maps:merge(Old, New);
checked_primary(New, _) ->
    throw({invalid_config, New}).

check_primary(Key, Value) when
    Key =:= level; Key =:= filters; Key =:= filter_default
->
    check_common(Key, Value);
check_primary(metadata, Meta) when is_map(Meta) ->
    ok;
check_primary(metadata, Meta) ->
    throw({invalid_primary_metadata, Meta});
check_primary(Key, Value) ->
    throw({invalid_primary_config, {Key, Value}}).

check_common(level, Level) ->
    is_limit(Level) orelse throw({invalid_level, Level});
check_common(filters, Filters) when is_list(Filters) ->
    lists:foreach(fun check_filter/1, Filters);
check_common(filters, Filters) ->
    throw({invalid_filters, Filters});
check_common(filter_default, Default) ->
    Default =:= log orelse Default =:= stop orelse throw({invalid_filter_default, Default});
check_common(formatter, {Module, FormatterConfig}) when is_atom(Module) ->
    case erlang:function_exported(loaded(Module), check_config, 1) of
        true when is_map(FormatterConfig) ->
            case Module:check_config(FormatterConfig) of
                ok -> ok;
                {error, Reason} -> throw(Reason)
            end;
        _ ->
            ok
    end;
check_common(formatter, Formatter) ->
    throw({invalid_formatter, Formatter});
check_common(_, _) ->
    ok.

check_filter({Id, {Fun, _}}) when is_atom(Id), is_function(Fun, 2) -> ok;
check_filter(Filter) -> throw({invalid_filter, Filter}).

loaded(Module) ->
    _ = code:ensure_loaded(Module),
    Module.

%% Handlers --------------------------------------------------------------------------------------

-spec add_handler(handler_id(), module(), handler_config()) -> ok | {error, term()}.
add_handler(Id, Module, Given) ->
    change(fun(#{handlers := Handlers} = Config) ->
        is_atom(Id) orelse throw({invalid_id, Id}),
        is_map(Given) orelse throw({invalid_config, Given}),
        is_atom(Module) orelse throw({invalid_module, Module}),
        lists:keymember(Id, 1, Handlers) andalso throw({already_exist, Id}),
        erlang:function_exported(loaded(Module), log, 2) orelse
            throw({invalid_handler, {function_not_exported, {Module, log, 2}}}),
        maps:foreach(fun check_common/2, Given),
        Full = maps:merge(handler_defaults(), Given#{id => Id, module => Module}),
        New = callback(Module, adding_handler, [Full], Full),
        {ok, Config#{handlers := Handlers ++ [{Id, New}]}}
    end).

handler_defaults() ->
    #{
        level => all,
        filters => [],
        filter_default => log,
        formatter => {logger_formatter, #{}}
    }.

%% A handler may look at its configuration, change or refuse it.
callback(Module, Function, Args, Default) ->
    case erlang:function_exported(Module, Function, length(Args)) of
        true ->
            case apply(Module, Function, Args) of
                {ok, Config} -> Config;
                {error, Reason} -> throw({handler_not_added, Reason});
                Other -> Other
            end;
        false ->
            Default
    end.

%% The handlers that an application's environment asks for.
add_handlers(kernel) ->
    ok;
add_handlers(App) when is_atom(App) ->
    add_handlers(application:get_env(App, logger, []));
add_handlers(List) when is_list(List) ->
    Results = [add_configured(Item) || Item <- List],
    case [Error || {error, _} = Error <- Results] of
        [] -> ok;
        [First | _] -> First
    end.

add_configured({handler, Id, undefined}) -> remove_handler(Id);
add_configured({handler, Id, Module, Config}) -> add_handler(Id, Module, Config);
add_configured({filters, Default, Filters}) ->
    set_primary_config(#{filter_default => Default, filters => Filters});
add_configured({module_level, Level, Modules}) -> set_module_level(Modules, Level);
add_configured(Other) -> {error, {bad_config, Other}}.

remove_handler(Id) ->
    change(fun(#{handlers := Handlers} = Config) ->
        #{module := Module} = Old = handler(Id, Config),
        callback(Module, removing_handler, [Old], ok),
        {ok, Config#{handlers := lists:keydelete(Id, 1, Handlers)}}
    end).

handler(Id, #{handlers := Handlers}) ->
    case lists:keyfind(Id, 1, Handlers) of
        {_, Handler} -> Handler;
        false -> throw({not_found, Id})
    end.

get_handler_ids() ->
    [Id || {Id, _} <- maps:get(handlers, config())].

get_handler_config() ->
    [shown(Handler) || {_, Handler} <- maps:get(handlers, config())].

get_handler_config(Id) ->
    try
        {ok, shown(handler(Id, config()))}
    catch
        throw:Reason -> {error, Reason}
    end.

shown(#{module := Module} = Handler) ->
    callback(loaded(Module), filter_config, [Handler], Handler).

set_handler_config(Id, Key, Value) ->
    change_handler(Id, set, fun(Old) -> {Old, #{Key => Value}} end).

set_handler_config(Id, New) ->
    change_handler(Id, set, fun(Old) ->
        {maps:merge(handler_defaults(), maps:with([id, module], Old)), New}
    end).

update_handler_config(Id, Key, Value) ->
    change_handler(Id, update, fun(Old) -> {Old, #{Key => Value}} end).

update_handler_config(Id, New) ->
    change_handler(Id, update, fun(Old) -> {Old, New} end).

change_handler(Id, How, Fun) ->
    change(fun(Config) ->
        #{module := Module} = Old = handler(Id, Config),
        {Base, Given} = Fun(Old),
        is_map(Given) orelse throw({invalid_config, Given}),
        maps:foreach(fun check_common/2, Given),
        New = maps:merge(Base, Given),
        Fixed = [id, module],
        Changed = [Key || Key <- Fixed, maps:get(Key, Old) =/= maps:get(Key, New)],
        Changed =:= [] orelse
            throw({illegal_config_change, maps:with(Changed, Old), maps:with(Changed, New)}),
        Accepted = callback(Module, changing_config, [How, Old, New], New),
        {ok, with_handler(Id, Accepted, Config)}
    end).

with_handler(Id, Handler, #{handlers := Handlers} = Config) ->
    Config#{handlers := lists:keystore(Id, 1, Handlers, {Id, Handler})}.

update_formatter_config(Id, Key, Value) ->
    update_formatter_config(Id, #{Key => Value}).

update_formatter_config(Id, New) ->
    change(fun(Config) ->
        #{formatter := {Module, Old}} = Handler = handler(Id, Config),
        is_map(New) orelse throw({invalid_formatter_config, New}),
        Formatter = {Module, maps:merge(Old, New)},
        check_common(formatter, Formatter),
        {ok, with_handler(Id, Handler#{formatter := Formatter}, Config)}
    end).

%% Filters ---------------------------------------------------------------------------------------

add_primary_filter(Id, Filter) ->
    change(fun(#{primary := Primary} = Config) ->
        {ok, Config#{primary := with_filter(Id, Filter, Primary)}}
    end).

remove_primary_filter(Id) ->
    change(fun(#{primary := Primary} = Config) ->
        {ok, Config#{primary := without_filter(Id, Primary)}}
    end).

add_handler_filter(Handler, Id, Filter) ->
    change(fun(Config) ->
        {ok, with_handler(Handler, with_filter(Id, Filter, handler(Handler, Config)), Config)}
    end).

remove_handler_filter(Handler, Id) ->
    change(fun(Config) ->
        {ok, with_handler(Handler, without_filter(Id, handler(Handler, Config)), Config)}
    end).

with_filter(Id, Filter, #{filters := Filters} = Owner) ->
    check_filter({Id, Filter}),
    lists:keymember(Id, 1, Filters) andalso throw({already_exist, Id}),
    Owner#{filters := Filters ++ [{Id, Filter}]}.

without_filter(Id, #{filters := Filters} = Owner) ->
    lists:keymember(Id, 1, Filters) orelse throw({not_found, Id}),
    Owner#{filters := lists:keydelete(Id, 1, Filters)}.

%% Modules and applications ------------------------------------------------------------------------

set_module_level(Module, Level) when is_atom(Module) ->
    set_module_level([Module], Level);
set_module_level(Modules, Level) ->
    change(fun(#{modules := Levels} = Config) ->
        is_limit(Level) orelse throw({invalid_level, Level}),
        check_modules(Modules),
        {ok, Config#{modules := maps:merge(Levels, maps:from_list([{M, Level} || M <- Modules]))}}
    end).

check_modules(Modules) ->
    is_list(Modules) andalso lists:all(fun is_atom/1, Modules) orelse
        throw({not_a_list_of_modules, Modules}).

unset_module_level() ->
    change(fun(Config) -> {ok, Config#{modules := #{}}} end).

unset_module_level(Module) when is_atom(Module) ->
    unset_module_level([Module]);
unset_module_level(Modules) ->
    change(fun(#{modules := Levels} = Config) ->
        check_modules(Modules),
        {ok, Config#{modules := maps:without(Modules, Levels)}}
    end).

get_module_level() ->
    lists:sort(maps:to_list(maps:get(modules, config()))).

get_module_level(Module) when is_atom(Module) ->
    get_module_level([Module]);
get_module_level(Modules) ->
    [Pair || {Module, _} = Pair <- get_module_level(), lists:member(Module, Modules)].

set_application_level(App, Level) ->
    case application:get_key(App, modules) of
        {ok, Modules} -> set_module_level(Modules, Level);
        undefined -> {error, {not_loaded, App}}
    end.

unset_application_level(App) ->
    case application:get_key(App, modules) of
        {ok, Modules} -> unset_module_level(Modules);
        undefined -> {error, {not_loaded, App}}
    end.

%% Metadata of a process ---------------------------------------------------------------------------

set_process_metadata(Meta) when is_map(Meta) ->
    put('$logger_metadata$', Meta),
    ok;
set_process_metadata(Meta) ->
    erlang:error(badarg, [Meta]).

update_process_metadata(Meta) when is_map(Meta) ->
    case get_process_metadata() of
        undefined -> set_process_metadata(Meta);
        Old -> set_process_metadata(maps:merge(Old, Meta))
    end;
update_process_metadata(Meta) ->
    erlang:error(badarg, [Meta]).

get_process_metadata() ->
    get('$logger_metadata$').

unset_process_metadata() ->
    erase('$logger_metadata$'),
    ok.

%% Events of other nodes would pass through a proxy: there is none here, only its settings.
get_proxy_config() -> #{}.
set_proxy_config(Config) when is_map(Config) -> ok;
set_proxy_config(Config) -> {error, {invalid_config, Config}}.
update_proxy_config(Config) -> set_proxy_config(Config).

%% Forget every change.
reconfigure() ->
    _ = persistent_term:erase(?KEY),
    ok.

%% The logger of early AtomVM releases -------------------------------------------------------------
%%
%% Levels are a list, a filter is the modules that may log ([] all), a sink is {Module, Function}
%% called with {Where, Pid, LocalTime, Level, Text}, or a pid that is sent {log, ...} of the same.

start() ->
    start([]).

start(Config) ->
    [set_old(Key, Value) || {Key, Value} <- Config],
    ok.

set_old(levels, Levels) -> set_levels(Levels);
set_old(filter, Filter) -> set_filter(Filter);
set_old(sinks, Sinks) -> set_sinks(Sinks).

stop() ->
    _ = persistent_term:erase({?MODULE, old}),
    _ = remove_primary_filter('$old'),
    _ = remove_handler('$old'),
    ok.

old() ->
    persistent_term:get({?MODULE, old}, #{
        levels => [error, warning, notice, info], filter => [], sinks => []
    }).

get_levels() -> maps:get(levels, old()).
get_filter() -> maps:get(filter, old()).
get_sinks() -> maps:get(sinks, old()).

set_levels(Levels) when is_list(Levels) ->
    keep_old(levels, Levels).

set_filter(Filter) when is_list(Filter) ->
    keep_old(filter, Filter).

set_sinks(Sinks) when is_list(Sinks) ->
    keep_old(sinks, Sinks),
    _ = remove_handler('$old'),
    case Sinks of
        [] -> ok;
        _ -> add_handler('$old', logger_manager, #{config => {sinks, Sinks}})
    end.

keep_old(Key, Value) ->
    persistent_term:put({?MODULE, old}, (old())#{Key => Value}),
    _ = remove_primary_filter('$old'),
    _ = set_primary_config(level, all),
    add_primary_filter('$old', {fun ?MODULE:emit/2, []}).

%% The filter that stands for the settings above.
emit(#{level := Level, meta := Meta} = Event, _) ->
    #{levels := Levels, filter := Filter} = old(),
    Module =
        case Meta of
            #{mfa := {M, _, _}} -> M;
            _ -> undefined
        end,
    case lists:member(Level, Levels) andalso (Filter =:= [] orelse lists:member(Module, Filter)) of
        true -> Event;
        false -> stop
    end.
