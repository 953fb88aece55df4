%% Calls of things that are no funs, of wrong arity, of functions that do not exist.
-module(fun_errors).
-include("t.hrl").

show({C, {badarity, {F, As}}}) when is_function(F) -> {C, {badarity, As}};
show(X) -> X.
tt(F) -> show(t(F)).

start() ->
    Fs = [a, 1, [], {}, {lists, map}, "f", <<"f">>, #{}, fun(X) -> X end, fun erlang:abs/1, fun nomod:nofun/1, fun lists:nofun/1, 1 bsl 70, 1.5],
    [io:format("~0p~n", [[tt(fun() -> (id(F))() end), tt(fun() -> (id(F))(-1) end), tt(fun() -> (id(F))(x, y) end)]]) || F <- Fs, not is_function(F)],
    [io:format("~0p~n", [[tt(fun() -> (id(F))() end), tt(fun() -> (id(F))(-1) end), tt(fun() -> (id(F))(x, y) end)]]) || F <- Fs, is_function(F)],
    ts("apply", [fun() -> apply(id(M), id(F), id(A)) end || {M, F, A} <- [{lists, reverse, [[1, 2]]}, {lists, reverse, []}, {lists, reverse, a}, {lists, reverse, [1 | 2]}, {lists, nope, [1]}, {nope, x, []}, {"lists", reverse, [[]]}, {lists, "reverse", [[]]}, {1, x, []}, {erlang, abs, [-5]}, {erlang, '+', [1, 2]}, {erlang, '+', [1, a]}, {?MODULE, id, [z]}, {?MODULE, hidden, []}]]),
    ts("apply2", [fun() -> apply(fun(X) -> X end, [1]) end, fun() -> apply(fun erlang:abs/1, [-1]) end, fun() -> apply(id(a), []) end, fun() -> apply(id({lists, reverse}), [[1]]) end, fun() -> apply(fun erlang:abs/1, id(x)) end, fun() -> show(t(fun() -> apply(fun(X) -> X end, [1, 2]) end)) end, fun() -> apply(fun lists:map/2, [fun erlang:abs/1, [-1, -2]]) end]),
    ts("dynamic", [fun() -> M = id(lists), M:reverse([1, 2, 3]) end, fun() -> F = id(reverse), lists:F([1]) end, fun() -> M = id(erlang), F = id(element), M:F(1, {a}) end, fun() -> M = id(nomod), M:f(1, 2, 3) end, fun() -> M = id(1), M:f() end, fun() -> F = id(1), lists:F() end, fun() -> M = id({lists, x}), M:reverse([1]) end]),
    ts("fun_info", [fun() -> erlang:fun_info(fun erlang:abs/1) end, fun() -> erlang:fun_info(fun lists:map/2, arity) end, fun() -> erlang:fun_info(fun(X, Y) -> {X, Y} end, arity) end, fun() -> erlang:fun_info(fun() -> a end, module) end, fun() -> erlang:fun_info(fun() -> Fs end, type) end, fun() -> length(element(2, erlang:fun_info(fun() -> {Fs, ok} end, env))) end, fun() -> erlang:fun_info(a) end, fun() -> erlang:fun_info(fun() -> a end, foo) end, fun() -> erlang:fun_info_mfa(fun lists:map/2) end, fun() -> erlang:fun_info_mfa(Fs) end, fun() -> erlang:fun_info_mfa(fun() -> Fs end) end]),
    ts("make", [fun() -> (erlang:make_fun(lists, sum, 1))([1, 2]) end, fun() -> erlang:make_fun(a, b, -1) end, fun() -> erlang:make_fun(a, b, 256) end, fun() -> erlang:make_fun("a", b, 1) end, fun() -> fun(M, F, A) -> fun M:F/A end(lists, sum, 1) end, fun() -> fun(M, F, A) -> fun M:F/A end(lists, sum, x) end]),
    p("text", [fun lists:map/2, erlang:fun_to_list(fun erlang:abs/1), io_lib:format("~p", [fun 'A b':'c-d'/3])]),
    ts("exported", [fun() -> erlang:function_exported(lists, map, 2) end, fun() -> erlang:function_exported(?MODULE, start, 0) end, fun() -> erlang:function_exported(?MODULE, nope, 0) end, fun() -> erlang:function_exported(nomod, x, 0) end, fun() -> erlang:function_exported(a, b, c) end]),
    ok.
