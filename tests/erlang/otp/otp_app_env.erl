%% application: keys, parameters, wrong arguments.
%% library: own
-module(otp_app_env).
-include("t.hrl").

start() ->
    logger:set_primary_config(level, none),
    A = application,
    ts(nothing, [
        fun() -> A:get_env(nosuch, x) end,
        fun() -> A:get_env(nosuch, x, default) end,
        fun() -> A:get_env(x) end,
        fun() -> A:get_all_env(nosuch) end,
        fun() -> A:get_all_env() end,
        fun() -> A:get_key(nosuch, vsn) end,
        fun() -> A:get_all_key(nosuch) end,
        fun() -> A:get_key(vsn) end,
        fun() -> A:get_all_key() end,
        fun() -> A:get_application() end,
        fun() -> A:get_application(nosuch) end,
        fun() -> A:get_application(lists) end,
        fun() -> A:start_type() end
    ]),
    ts(load, [
        fun() -> A:load(nosuch) end,
        fun() -> A:load({application, foo, bar}) end,
        fun() -> A:load({foo}) end,
        fun() -> A:load({application, "foo", []}) end,
        fun() -> A:load({application, foo, [{unknown, 1}]}, []) end,
        fun() -> A:load({application, foo, []}) end,
        fun() -> A:get_all_key(foo) end,
        fun() -> A:unload(foo) end,
        fun() -> A:unload(foo) end
    ]),
    Keys = [
        {description, "text"}, {id, "1"}, {vsn, "1.2"}, {modules, [?MODULE]}, {maxT, 10}, {registered, [r]},
        {applications, [kernel]}, {optional_applications, [o]}, {env, [{a, 1}, {b, "two"}]},
        {mod, {m, []}}, {start_phases, [{a, 1}]}, {runtime_dependencies, ["x"]}
    ],
    ok = A:load({application, app, Keys}),
    [p(Key, A:get_key(app, Key)) || {Key, _} <- Keys],
    ts(keys, [
        fun() -> A:get_all_key(app) end,
        fun() -> A:get_application(?MODULE) end,
        fun() -> A:get_application(self()) end,
        fun() -> A:get_application(1) end,
        fun() -> A:get_application("x") end,
        fun() -> lists:keyfind(app, 1, A:loaded_applications()) end,
        fun() -> lists:keymember(stdlib, 1, A:loaded_applications()) end,
        fun() -> A:permit(app, true) end,
        fun() -> A:permit(app, maybe_so) end,
        fun() -> A:permit(nosuch, false) end,
        fun() -> A:start(app, weird) end,
        fun() -> A:start("app") end,
        fun() -> A:stop("app") end,
        fun() -> A:stop(nosuch) end,
        fun() -> length(A:which_applications(1000)) >= 2 end
    ]),
    ts(env, [
        fun() -> lists:sort(A:get_all_env(app)) end,
        fun() -> A:get_env(app, a) end,
        fun() -> A:get_env(app, nosuch) end,
        fun() -> A:set_env(app, a, 9) end,
        fun() -> A:set_env(app, c, 9, 100) end,
        fun() -> A:set_env(app, c, 9, infinity) end,
        fun() -> A:set_env(app, kept, 9, [{persistent, true}, {timeout, 1000}]) end,
        fun() -> A:set_env(app, c, 9, bad) end,
        fun() -> A:set_env(app, c, 9, -1) end,
        fun() -> lists:sort(A:get_all_env(app)) end,
        fun() -> A:unset_env(app, c) end,
        fun() -> A:unset_env(app, nosuch, [{timeout, infinity}]) end,
        fun() -> A:unset_env(nosuch, c, 100) end,
        fun() -> A:unset_env(app, c, bad) end,
        fun() -> A:get_env(app, c) end,
        fun() -> A:set_env([{app, [{x, 1}]}, {other, [{y, 2}]}]) end,
        fun() -> A:set_env([{app, [{x, 2}]}], [{persistent, false}]) end,
        fun() -> {A:get_env(app, x), A:get_env(other, y)} end,
        fun() -> A:set_env([{app, [{x, 1}]}, {app, [{y, 2}]}]) end,
        fun() -> A:set_env([{app, [{x, 1}, {x, 2}]}]) end,
        fun() -> A:set_env([app]) end,
        fun() -> A:set_env(app) end,
        fun() -> A:set_env([{app, x}]) end,
        fun() -> A:set_env([{"app", []}]) end,
        fun() -> A:set_env([{app, [a]}]) end,
        fun() -> A:set_env([], bad) end,
        fun() -> A:get_env("app", 1) end
    ]),
    ts(reload, [
        fun() -> A:unload(app) end,
        fun() -> A:get_env(app, a) end,
        fun() -> A:load({application, app, [{env, [{a, 1}, {kept, no}]}]}) end,
        fun() -> lists:sort(A:get_all_env(app)) end
    ]).
