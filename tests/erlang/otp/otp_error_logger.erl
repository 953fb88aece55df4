%% error_logger: what each function logs, the text of it, report handlers. This module is a handler of
%% the logger (log/2) and a report handler.
%% library: own
-module(otp_error_logger).
-include("t.hrl").

start() ->
    E = error_logger,
    logger:set_primary_config(level, all),
    logger:remove_handler(default),
    Calls = [
        {error_msg, ["a"]}, {error_msg, ["a~p", [1]]}, {error_msg, [bad, {}]}, {error_msg, ["~p", []]},
        {format, ["a~p", [1]]}, {error_report, [[{a, 1}, b]]}, {error_report, [t, [{a, "s"}]]},
        {error_report, [foo]}, {warning_msg, ["x"]}, {warning_msg, ["x~w", [y]]},
        {warning_report, [[{a, 1}]]}, {warning_report, [t, [{a, 1}]]}, {info_msg, ["x"]},
        {info_msg, ["x~w", [y]]}, {info_report, ["str"]}, {info_report, [t, "str"]}, {info_report, [[]]}
    ],
    ok = logger:add_handler(here, ?MODULE, #{}),
    [p(Function, apply(E, Function, Args)) || {Function, Args} <- Calls],
    ok = logger:remove_handler(here),
    ts(handlers, [
        fun() -> E:which_report_handlers() end,
        fun() -> E:delete_report_handler(?MODULE) end,
        fun() -> E:add_report_handler(?MODULE) end,
        fun() -> E:which_report_handlers() end
    ]),
    [apply(E, Function, Args) || {Function, Args} <- Calls],
    logger:error("logged ~p", [1]),
    logger:warning("a string"),
    logger:notice(#{report => true}),
    gen_event:which_handlers(error_logger),
    ts(rest, [
        fun() -> E:delete_report_handler(?MODULE) end,
        fun() -> E:which_report_handlers() end,
        fun() -> E:warning_map() end,
        fun() -> E:tty(true) end,
        fun() -> lists:member(default, logger:get_handler_ids()) end,
        fun() -> E:tty(false) end,
        fun() -> lists:member(default, logger:get_handler_ids()) end,
        fun() -> E:tty(bad) end,
        fun() -> E:logfile(filename) end,
        fun() -> E:logfile(close) end,
        fun() -> E:logfile(bad) end,
        fun() -> E:limit_term({a, [b]}) end,
        fun() -> E:get_format_depth() end,
        fun() -> E:add_report_handler("no atom") end,
        fun() -> E:delete_report_handler("no atom") end
    ]).

log(#{level := Level, msg := {report, Report} = Msg, meta := #{report_cb := Text} = Meta}, _) ->
    io:format("  ~p ~0p ~0p~n", [Level, Msg, maps:without([pid, gl, time, report_cb], Meta)]),
    {Format, Args} = Text(Report),
    io:format("  ~ts~n", [io_lib:format(Format, Args)]).

init(Args) ->
    io:format("init ~p~n", [Args]),
    {ok, state}.

handle_event({Tag, Leader, {Pid, A, B}}, State) ->
    io:format("event ~p ~p ~p ~0p ~0p~n", [Tag, is_pid(Leader), is_pid(Pid), A, B]),
    {ok, State};
handle_event(_, State) ->
    {ok, State}.

handle_call(_, State) -> {ok, ok, State}.
handle_info(_, State) -> {ok, State}.
terminate(Args, State) -> io:format("terminate ~p ~p~n", [Args, State]).
