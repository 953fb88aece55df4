%% Questions about the system that must have an answer of the right kind, and time.
-module(native_info).
-include("t.hrl").

start() ->
    p("types", [is_integer(erlang:system_info(wordsize)), is_list(erlang:system_info(otp_release)), is_integer(erlang:system_info(process_count)), is_integer(erlang:system_info(schedulers)), is_integer(erlang:system_info(atom_count)), is_atom(erlang:system_info(machine)) orelse is_list(erlang:system_info(machine))]),
    p("time", [is_integer(erlang:system_time()), is_integer(erlang:monotonic_time()), erlang:monotonic_time() =< erlang:monotonic_time(), is_integer(erlang:system_time(millisecond)), is_integer(erlang:monotonic_time(microsecond)), erlang:system_time(second) > 1500000000, tuple_size(erlang:timestamp()), t(fun() -> erlang:system_time(foo) end), t(fun() -> erlang:monotonic_time(a) end), erlang:convert_time_unit(1, second, microsecond)]),
    p("date", [case erlang:localtime() of {{Y, Mo, D}, {H, Mi, S}} -> Y > 2000 andalso Mo < 13 andalso D < 32 andalso H < 24 andalso Mi < 60 andalso S < 61 end, tuple_size(erlang:universaltime()), tuple_size(erlang:date()), tuple_size(erlang:time())]),
    p("unique", [is_integer(erlang:unique_integer()), erlang:unique_integer([positive]) > 0, erlang:unique_integer([monotonic]) < erlang:unique_integer([monotonic]), length(lists:usort([erlang:unique_integer() || _ <- lists:seq(1, 1000)])), t(fun() -> erlang:unique_integer([foo]) end), t(fun() -> erlang:unique_integer(a) end)]),
    p("memory", [is_integer(erlang:memory(total)), t(fun() -> erlang:memory(nonsense) end)]),
    p("bad", [t(fun() -> erlang:system_info({}) end), t(fun() -> erlang:system_info("x") end)]),
    p("module", [?MODULE:module_info(module), is_list(?MODULE:module_info(attributes)), is_list(?MODULE:module_info(compile)), lists:member({start, 0}, ?MODULE:module_info(exports)), t(fun() -> ?MODULE:module_info(nonsense) end), erlang:module_loaded(?MODULE), erlang:module_loaded(no_such_module), lists:member({id, 1}, erlang:get_module_info(?MODULE, exports)), is_binary(?MODULE:module_info(md5))]),
    p("builtin", [erlang:is_builtin(erlang, hd, 1), erlang:is_builtin(lists, map, 2), t(fun() -> erlang:is_builtin(a, b, c) end)]),
    ok.
