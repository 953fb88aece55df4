%% SPDX-License-Identifier: Apache-2.0
%% error_logger: the interface of the logger before there was logger, and the event manager for
%% report handlers of that time, which is started with the first of them.
-module(error_logger).

-export([error_msg/1, error_msg/2, format/2, error_report/1, error_report/2]).
-export([warning_msg/1, warning_msg/2, warning_report/1, warning_report/2]).
-export([info_msg/1, info_msg/2, info_report/1, info_report/2]).
-export([start/0, start_link/0, stop/0, add_report_handler/1, add_report_handler/2]).
-export([delete_report_handler/1, which_report_handlers/0, tty/1, logfile/1]).
-export([warning_map/0, limit_term/1, get_format_depth/0]).
%% For the logger.
-export([log/2, adding_handler/1, removing_handler/1, report_to_format/1]).

%% Logging ---------------------------------------------------------------------------------------

error_msg(Format) -> error_msg(Format, []).
error_msg(Format, Args) -> message(error, error, error_msg, Format, Args).
format(Format, Args) -> error_msg(Format, Args).
error_report(Report) -> error_report(std_error, Report).
error_report(Type, Report) -> report(error, error_report, std_error, Type, Report).

warning_msg(Format) -> warning_msg(Format, []).
warning_msg(Format, Args) -> message(warning, warning_msg, warning_msg, Format, Args).
warning_report(Report) -> warning_report(std_warning, Report).
warning_report(Type, Report) -> report(warning, warning_report, std_warning, Type, Report).

info_msg(Format) -> info_msg(Format, []).
info_msg(Format, Args) -> message(notice, info_msg, info_msg, Format, Args).
info_report(Report) -> info_report(std_info, Report).
info_report(Type, Report) -> report(notice, info_report, std_info, Type, Report).

message(Level, Tag, Function, Format, Args) ->
    emit(Level, #{label => {?MODULE, Function}, format => Format, args => Args}, #{tag => Tag}, #{}).

report(Level, Tag, Standard, Type, Report) ->
    Domain =
        case Type of
            Standard -> #{};
            _ -> #{domain => [Type]}
        end,
    emit(Level, #{label => {?MODULE, Tag}, report => Report}, #{tag => Tag, type => Type}, Domain).

emit(Level, Report, Old, Meta) ->
    logger:log(Level, Report, Meta#{
        pid => self(), gl => group_leader(), error_logger => Old,
        report_cb => fun ?MODULE:report_to_format/1
    }).

%% The text of what this module logs.
report_to_format(#{label := {?MODULE, _}, format := Format, args := Args}) ->
    try io_lib:format(Format, Args) of
        _ -> {Format, Args}
    catch
        _:_ -> {"ERROR: ~tp - ~tp", [Format, Args]}
    end;
report_to_format(#{label := {?MODULE, _}, report := Report}) when is_list(Report); is_map(Report) ->
    case is_list(Report) andalso Report =/= [] andalso io_lib:printable_unicode_list(Report) of
        true -> {"~ts", [Report]};
        false -> logger:format_report(Report)
    end;
report_to_format(#{label := {?MODULE, _}, report := Report}) ->
    {"~tp", [Report]}.

%% Handlers --------------------------------------------------------------------------------------

start() ->
    begin_manager(fun() -> gen_event:start({local, ?MODULE}) end).

start_link() ->
    begin_manager(fun() -> gen_event:start_link({local, ?MODULE}) end).

begin_manager(Start) ->
    case whereis(?MODULE) of
        undefined ->
            case Start() of
                {ok, Pid} ->
                    application_controller:adopt(Pid),
                    _ = logger:add_handler(?MODULE, ?MODULE, #{level => info, filter_default => log}),
                    ok;
                {error, {already_started, _}} ->
                    ok
            end;
        _ ->
            ok
    end.

stop() ->
    case whereis(?MODULE) of
        undefined ->
            ok;
        _ ->
            _ = logger:remove_handler(?MODULE),
            gen_event:stop(?MODULE),
            ok
    end.

add_report_handler(Module) when is_atom(Module) ->
    add_report_handler(Module, []).

add_report_handler(Module, Args) when is_atom(Module) ->
    _ = start(),
    gen_event:add_handler(?MODULE, Module, Args).

delete_report_handler(Module) when is_atom(Module) ->
    case whereis(?MODULE) of
        undefined ->
            ok;
        _ ->
            Result = gen_event:delete_handler(?MODULE, Module, []),
            [stop() || gen_event:which_handlers(?MODULE) =:= []],
            Result
    end.

which_report_handlers() ->
    case whereis(?MODULE) of
        undefined -> [];
        _ -> gen_event:which_handlers(?MODULE)
    end.

%% Whether events are shown on the console.
tty(true) ->
    _ = lists:member(default, logger:get_handler_ids()) orelse
        logger:add_handler(error_logger_tty_true, logger_std_h, #{}),
    ok;
tty(false) ->
    _ = logger:remove_handler(error_logger_tty_true),
    _ = logger:remove_handler(default),
    ok.

%% Files belong to handlers of the logger.
logfile(filename) -> {error, no_log_file};
logfile(close) -> {error, module_not_found};
logfile({open, _File}) -> {error, enotsup}.

warning_map() -> warning.
limit_term(Term) -> Term.
get_format_depth() -> unlimited.

adding_handler(Config) -> {ok, Config}.
removing_handler(_Config) -> ok.

%% Report handlers get what came from here, and what says how it would look if it had.
log(#{msg := Message, meta := #{error_logger := #{tag := Tag} = Old} = Meta}, _Config) ->
    Manager = whereis(?MODULE),
    Pid = maps:get(pid, Meta, self()),
    Leader = maps:get(gl, Meta, group_leader()),
    [gen_event:notify(Manager, {Tag, Leader, old(Pid, Message, Old, Meta)}) || is_pid(Manager)],
    ok;
log(_, _) ->
    ok.
old(Pid, {report, #{label := {?MODULE, _}, format := Format, args := Args}}, _, _) ->
    {Pid, Format, Args};
old(Pid, {report, #{label := _, report := Report}}, #{type := Type}, _) ->
    {Pid, Type, Report};
old(Pid, {report, Report}, #{report_cb := Text}, _) ->
    {Format, Args} = Text(Report),
    {Pid, Format, Args};
old(Pid, {report, Report}, _, #{report_cb := Text}) when is_function(Text, 1) ->
    {Format, Args} = Text(Report),
    {Pid, Format, Args};
old(Pid, {report, Report}, _, _) ->
    {Pid, std_error, Report};
old(Pid, {string, Text}, _, _) ->
    {Pid, "~ts", [Text]};
old(Pid, {Format, Args}, _, _) ->
    {Pid, Format, Args}.
