%% SPDX-License-Identifier: Apache-2.0
%% The module erlang, which has no file: what code and module_info say of it. The compiler of Elixir asks.
%% library: own
-module(code_erlang).
-include("../t.hrl").

start() ->
    ts(code, [fun() -> code:ensure_loaded(erlang) end, fun() -> code:is_loaded(erlang) end,
              fun() -> code:which(erlang) end, fun() -> erlang:module_loaded(erlang) end,
              fun() -> code:ensure_modules_loaded([erlang]) end,
              fun() -> erlang:function_exported(erlang, '*', 2) end]),
    Exports = erlang:module_info(exports),
    ts(info, [fun() -> erlang:module_info(module) end, fun() -> erlang:get_module_info(erlang, module) end,
              fun() -> [lists:member(F, Exports) || F <- [{'*', 2}, {spawn, 1}, {hd, 1}, {nosuch, 0}]] end,
              fun() -> length(Exports) =:= length(lists:usort(Exports)) end,
              fun() -> lists:sort([K || {K, _} <- erlang:module_info()]) -- [nifs, native] end,
              fun() -> is_binary(erlang:module_info(md5)) end,
              fun() -> erlang:module_info(nosuch) end, fun() -> erlang:get_module_info(nosuch, module) end]),
    p(endian, erlang:system_info(endian)).
