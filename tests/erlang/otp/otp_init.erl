%% init: arguments, status, and stop/1, which ends the machine although the first process ends before
%% the applications are stopped.
%% library: own
%% args: one two
%% status: 3
-module(otp_init).
-include("t.hrl").

start() ->
    ts(init, [
        fun() -> init:get_plain_arguments() end,
        fun() -> init:get_argument(nosuch) end,
        fun() -> init:get_argument("no atom") end,
        fun() -> element(1, init:get_argument(home)) end,
        fun() -> lists:keymember(home, 1, init:get_arguments()) end,
        fun() -> element(2, init:get_status()) end,
        fun() -> init:notify_when_started(self()) end,
        fun() -> tuple_size(init:script_id()) end,
        fun() -> init:ensure_loaded(lists) end,
        fun() -> init:archive_extension() end,
        fun() -> init:objfile_extension() end,
        fun() -> init:stop(bad) end,
        fun() -> init:stop(-1) end,
        fun() -> init:notify_when_started(bad) end
    ]),
    logger:set_primary_config(level, none),
    ok = application:load({application, app, [{mod, {?MODULE, []}}]}),
    ok = application:start(app),
    spawn(fun() -> receive after 60000 -> ok end end),
    p(stop, init:stop(3)),
    %% Under Erlang/OTP the process that watches this one would halt when it ends.
    case erlang:system_info(machine) of
        "BEAM" -> receive after infinity -> ok end;
        _ -> ok
    end.

start(_, _) -> {ok, spawn_link(fun() -> receive never -> ok end end)}.

stop(_) -> io:format("stopped~n").
