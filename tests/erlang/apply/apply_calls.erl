%% apply, dynamic module and function calls, from tail and body position, natives among them.
-module(apply_calls).
-include("t.hrl").
%% erlc: +no_ssa_opt

f() -> zero.
f(A) -> {one, A}.
f(A, B) -> {two, A, B}.
f(A, B, C, D, E, F) -> {six, A, B, C, D, E, F}.
tail(M, F, A) -> apply(M, F, A).
body(M, F, A) -> {apply(M, F, A)}.
dyn0(M, F) -> M:F().
dyn1(M, F, X) -> M:F(X).
dyn2(M, F, X, Y) -> [M:F(X, Y), M:F(Y, X)].
dynt(M, X) -> M:f(X).
loop(0, _, A) -> A;
loop(N, M, A) -> M:loop(N - 1, M, A + N).
evalloop(0, A) -> A;
evalloop(N, A) -> apply(?MODULE, evalloop, [N - 1, [N | lists:sublist(A, 3)]]).
vis(X) -> put(v, [X | case get(v) of undefined -> []; V -> V end]), X.

start() ->
    p("arity", [tail(?MODULE, f, lists:seq(1, N)) || N <- [0, 1, 2, 6]]),
    p("body", [body(?MODULE, f, []), body(lists, seq, [1, 5]), body(erlang, '+', [1, 2]), body(erlang, element, [2, {a, b}]), body(erlang, length, [[1, 2]])]),
    p("dyn", [dyn0(?MODULE, f), dyn1(?MODULE, f, x), dyn1(erlang, abs, -3), dyn2(erlang, '-', 5, 3), dyn2(?MODULE, f, 1, 2), dynt(?MODULE, y), dyn1(erlang, hd, "abc"), dyn0(erlang, node)]),
    p("loop", [loop(100000, ?MODULE, 0), evalloop(50000, [])]),
    p("operators", [apply(erlang, Op, [7, 3]) || Op <- ['+', '-', '*', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr', '<', '>', '=<', '>=', '==', '/=', '=:=', '=/=', '/']] ++ [apply(erlang, Op, [true, false]) || Op <- ['and', 'or', 'xor']] ++ [apply(erlang, 'not', [true]), apply(erlang, '-', [5]), apply(erlang, '+', [5]), apply(erlang, 'bnot', [5]), apply(erlang, '++', ["a", "b"]), apply(erlang, '--', ["ab", "b"])]),
    p("tests", [apply(erlang, T, [X]) || T <- [is_atom, is_list, is_integer, is_boolean, is_function, is_map, is_number], X <- [a, [], 1, true]]),
    p("control", [t(fun() -> apply(erlang, throw, [x]) end), t(fun() -> apply(erlang, exit, [x]) end), t(fun() -> apply(erlang, error, [x]) end), t(fun() -> apply(erlang, error, [x, []]) end), t(fun() -> apply(erlang, raise, [throw, x, []]) end), apply(erlang, apply, [lists, reverse, [[1, 2]]]), apply(erlang, apply, [fun(X) -> X * 2 end, [4]]), apply(apply(?MODULE, id, [lists]), reverse, ["ab"])]),
    p("order", begin erase(v), R = (vis(lists)):reverse(vis("ab")), {R, lists:reverse(get(v))} end),
    p("order2", begin erase(v), R2 = apply(vis(erlang), vis('-'), [vis(9), vis(4)]), {R2, lists:reverse(get(v))} end),
    p("spawned", begin S = self(), spawn(?MODULE, relay, [S]), receive {relay, X} -> X end end),
    p("info", [?MODULE:module_info(module), lists:member({f, 6}, ?MODULE:module_info(exports)), is_list(apply(?MODULE, module_info, [attributes]))]),
    p("hof", [lists:map(F, [-1, 2]) || F <- [fun erlang:abs/1, fun ?MODULE:f/1, fun f/1, fun(X) -> -X end]]),
    ok.
relay(S) -> S ! {relay, self() =/= S}.
