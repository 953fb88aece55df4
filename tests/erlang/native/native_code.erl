%% Loading code from a binary, calling it, module information of what was loaded.
-module(native_code).
-include("t.hrl").

start() ->
    ts("loaded", [fun() -> erlang:module_loaded(?MODULE) end, fun() -> erlang:function_exported(?MODULE, start, 0) end, fun() -> erlang:function_exported(lists, nothing, 3) end, fun() -> code:ensure_loaded(lists) end, fun() -> element(1, code:ensure_loaded(surely_no_module)) end, fun() -> code:ensure_loaded(?MODULE) end]),
    ts("undef", [fun() -> native_none:f() end, fun() -> ?MODULE:not_exported_ever() end, fun() -> lists:no_function(1) end, fun() -> surely_no_module:f(1, 2) end]),
    ok.
