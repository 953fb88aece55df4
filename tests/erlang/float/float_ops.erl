%% Float arithmetic, overflow to badarith, mixed operands, the fused forms of the compiler.
-module(float_ops).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt

poly(X) when is_float(X) -> ((X * 3.0 + 1.5) * X - 2.25) / (X + 10.0) - X * X * 0.5.
mixed(X, N) when is_float(X), is_integer(N) -> X * N + N / 3 - (X - N) * 2.
over(X) when is_float(X) -> Y = X * X, Z = Y * Y, Z * Z.
overg(X) when X * X * X * X > 0.0 -> fits;
overg(_) -> too_big.
horner(X, L) -> lists:foldr(fun(C, A) -> A * X + C end, 0.0, L).
newton(X) -> newton(X, X / 2, 40).
newton(_, G, 0) -> G;
newton(X, G, N) -> newton(X, (G + X / G) / 2, N - 1).
harm(0, S) -> S;
harm(N, S) -> harm(N - 1, S + 1 / N).
catches(X) -> try {X * 1.0e300, X + 1} catch error:R -> {caught, R} end.
many(A, B, C, D, E, F) when is_float(A), is_float(B), is_float(C), is_float(D), is_float(E), is_float(F) ->
    {A + B * C - D / E + F, (A * B) + (C * D) + (E * F), (A - B) * (C - D) * (E - F), -A + -B - -C}.

start() ->
    Xs = [0.0, -0.0, 1.0, -1.5, 1.0e10, -1.0e-10, 1.0e100, 1.0e200],
    ts("poly", [fun() -> poly(X) end || X <- Xs]),
    ts("mixed", [fun() -> mixed(X, N) end || X <- Xs, N <- [0, 1, -7, 1 bsl 62, 1 bsl 1100]]),
    ts("over", [fun() -> over(X) end || X <- Xs]),
    p("overg", [overg(X) || X <- Xs ++ [a, 1, 1 bsl 1000]]),
    p("horner", [horner(X, [1, 2.5, -3, 0.125]) || X <- [0.0, 1, -2.5, 1 bsl 40]]),
    p("newton", [newton(X) || X <- [2, 3.0, 1.0e10, 0.25]]),
    p("harm", harm(1000, 0)),
    p("catches", [catches(X) || X <- [1.0, 1.0e10, 1, a]]),
    p("many", [many(1.5, 2.5, 3.5, 4.5, 5.5, 6.5), t(fun() -> many(1.0e200, 1.0e200, 1.0, 1.0, 1.0, 1.0) end), t(fun() -> many(1.0, 1.0, 1.0, 1.0, 0.0, 1.0) end), t(fun() -> many(1, 1.0, 1.0, 1.0, 0.0, 1.0) end)]),
    ts("errors", [fun() -> 1.0e308 * 10 end, fun() -> id(1.0e308) * id(10.0) end, fun() -> id(1.0e308) + id(1.0e308) end, fun() -> -id(1.0e308) - id(1.0e308) end, fun() -> id(1.0) / id(0.0) end, fun() -> id(0.0) / id(0.0) end, fun() -> id(1.0) / id(5.0e-324) end, fun() -> id(5.0e-324) / id(2.0) end, fun() -> id(1.0) div 1 end, fun() -> id(1.0) band 1 end, fun() -> id(1.0) bsl 1 end, fun() -> id(1) + id(a) end]),
    p("zero", [-id(0.0), 0.0 * id(-1.0), id(0.0) - id(0.0), 0 * id(-1.0), id(-0.0) + id(0.0), +id(-0.0), id(-0.0) == id(0.0), id(0) == id(-0.0)]),
    ok.
