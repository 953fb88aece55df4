%% SPDX-License-Identifier: Apache-2.0
%% Flags of processes and what they answer, persistent_term, the environment.
-module(native_settings).
-include("t.hrl").

start() ->
    process_flag(trap_exit, true),
    [p(io_lib:format("~w ~w", [F, V]), t(fun() -> process_flag(id(F), id(V)) end)) || {F, V} <- flags()],
    ts("bad info", [fun() -> process_info(id(P), id(K)) end || {P, K} <- [{self(), foo}, {self(), [status, foo]}, {self(), [status | x]}, {x, status}, {self(), 1}, {self(), "x"}]]),
    put(key, value),
    Keys = [status, message_queue_len, messages, dictionary, trap_exit, error_handler, priority, monitors, min_heap_size, max_heap_size,
            fullsweep_after, message_queue_data, suspending, last_calls, sequential_trace_token],
    [p(atom_to_list(K), own(process_info(self(), K))) || K <- Keys],
    p("several", process_info(self(), [priority, trap_exit])),
    p("none", process_info(self(), [])),
    p("registered", [process_info(self(), registered_name), process_info(self(), [registered_name])]),
    p("sizes", [is_integer(element(2, process_info(self(), K))) || K <- [heap_size, total_heap_size, stack_size, memory, reductions]]),
    p("gone", process_info(gone(), status)),
    p("all", lists:all(fun({K, _}) -> is_atom(K) end, process_info(self()))),
    ts("persistent", [fun() -> persistent_term:put(id({a, b}), "x") end, fun() -> persistent_term:get({a, b}) end,
                      fun() -> persistent_term:put({a, b}, id(#{y => <<0:1000>>})) end, fun() -> maps:keys(persistent_term:get({a, b}, z)) end,
                      fun() -> persistent_term:get(zz) end, fun() -> persistent_term:get(zz, d) end,
                      fun() -> lists:keyfind({a, b}, 1, persistent_term:get()) =/= false end,
                      fun() -> persistent_term:erase({a, b}) end, fun() -> persistent_term:erase({a, b}) end, fun() -> persistent_term:get({a, b}, none) end]),
    Kept = [begin persistent_term:put({k, N}, {N, lists:seq(1, N)}), persistent_term:get({k, N}) end || N <- lists:seq(1, 50)],
    erlang:garbage_collect(),
    p("kept", [lists:sum([lists:sum(L) || {_, L} <- Kept]), Kept =:= [persistent_term:get({k, N}) || N <- lists:seq(1, 50)], lists:sort(maps:keys(persistent_term:info()))]),
    ts("environment", [fun() -> os:getenv("NO_SUCH_VARIABLE") end, fun() -> os:getenv("NO_SUCH_VARIABLE", x) end, fun() -> os:putenv("AVM_T", [233, 300]) end,
                       fun() -> os:getenv("AVM_T") end, fun() -> os:unsetenv("AVM_T") end, fun() -> os:getenv("AVM_T") end,
                       fun() -> os:getenv(id(foo)) end, fun() -> os:getenv(id("A=B")) end, fun() -> os:putenv(id("A=B"), "c") end, fun() -> os:putenv("A", id(c)) end,
                       fun() -> is_list(os:getenv()) end, fun() -> list_to_integer(os:getpid()) > 0 end, fun() -> element(1, os:type()) end]),
    ts("statistics", [fun() -> lists:map(fun(X) -> is_integer(X) end, tuple_to_list(erlang:statistics(id(K)))) end || K <- [reductions, exact_reductions, runtime, wall_clock, garbage_collection, context_switches]]),
    ts("bad", [fun() -> erlang:statistics(id(foo)) end, fun() -> erlang:memory(id(foo)) end, fun() -> erlang:memory(id([total, foo])) end, fun() -> erlang:garbage_collect(id(a)) end,
               fun() -> erlang:system_flag(id(foo), 1) end, fun() -> erlang:system_flag(backtrace_depth, id(-1)) end, fun() -> node(id(a)) end, fun() -> nodes(id(foo)) end,
               fun() -> halt(id(foo)) end, fun() -> halt(id(-1)) end, fun() -> halt(0, id([foo])) end]),
    p("good", [garbage_collect(), garbage_collect(self()), garbage_collect(gone()), node(), nodes(), nodes(this), nodes([visible, known]), is_alive(), erlang:get_cookie(),
               [K || {K, V} <- erlang:memory([total, binary]), is_integer(V)], erlang:memory([]), erlang:system_flag(backtrace_depth, 5), erlang:system_flag(backtrace_depth, 8)]).

%% The pid of a process that ended.
gone() ->
    Pid = spawn(fun() -> ok end),
    receive after 50 -> Pid end.

own({dictionary, D}) -> lists:keyfind(key, 1, D);
own(X) -> X.

flags() ->
    [{trap_exit, false}, {trap_exit, true}, {trap_exit, false}, {trap_exit, x}, {priority, high}, {priority, low}, {priority, normal}, {priority, x},
     {min_heap_size, -1}, {min_heap_size, x}, {max_heap_size, 10000000}, {max_heap_size, #{size => 0, kill => false}}, {max_heap_size, #{kill => false}},
     {max_heap_size, 0}, {max_heap_size, 1}, {max_heap_size, x}, {max_heap_size, #{size => 1000000, error_logger => false}}, {max_heap_size, 0},
     {message_queue_data, off_heap}, {message_queue_data, on_heap}, {message_queue_data, x}, {fullsweep_after, 5}, {fullsweep_after, -1}, {fullsweep_after, 65535}, {fullsweep_after, 1 bsl 60},
     {error_handler, foo}, {error_handler, error_handler}, {error_handler, 1}, {save_calls, 10}, {save_calls, 0}, {save_calls, 20000}, {save_calls, -1},
     {sensitive, true}, {sensitive, false}, {sensitive, 1}, {foo, 1}].
