%% Numeric programs whose last bits depend on every operation: Mandelbrot, n-body, LU, FFT, integration.
-module(float_loops).
-include("t.hrl").
%% erlc: +no_type_opt

mandel(_, _, _, _, N, N) -> N;
mandel(X, Y, Cx, Cy, I, N) -> X2 = X * X, Y2 = Y * Y, if X2 + Y2 > 4.0 -> I; true -> mandel(X2 - Y2 + Cx, 2.0 * X * Y + Cy, Cx, Cy, I + 1, N) end.
step(Bs, Dt) -> move([lists:foldl(fun(O, {P, V, M}) -> pull(O, {P, V, M}, Dt) end, B, lists:delete(B, Bs)) || B <- Bs], Dt).
pull({{X2, Y2}, _, M2}, {{X, Y}, {Vx, Vy}, M}, Dt) -> Dx = X2 - X, Dy = Y2 - Y, D2 = Dx * Dx + Dy * Dy + 0.01, F = M2 * Dt / (D2 * math:sqrt(D2)), {{X, Y}, {Vx + Dx * F, Vy + Dy * F}, M}.
move(Bs, Dt) -> [{{X + Vx * Dt, Y + Vy * Dt}, {Vx, Vy}, M} || {{X, Y}, {Vx, Vy}, M} <- Bs].
lu([]) -> [];
lu([R | Rs]) -> P = hd(R), [R | [[0.0 | X] || X <- lu([begin F = hd(S) / P, [B - F * A || {A, B} <- lists:zip(tl(R), tl(S))] end || S <- Rs])]].
simpson(F, A, B, N) -> H = (B - A) / N, H / 3 * lists:sum([C * F(A + I * H) || I <- lists:seq(0, N), C <- [if I =:= 0; I =:= N -> 1; I rem 2 =:= 1 -> 4; true -> 2 end]]).
logistic(X, 0) -> X;
logistic(X, N) -> logistic(3.99 * X * (1.0 - X), N - 1).
poly(X) -> ((((1.5 * X - 2.25) * X + 3.125) * X - 4.0625) * X + 5.5) * X - 6.75.
bisect(F, A, B, 0) -> {A, B, F(A)};
bisect(F, A, B, N) -> M = (A + B) / 2, case F(M) > 0 of true -> bisect(F, A, M, N - 1); false -> bisect(F, M, B, N - 1) end.

start() ->
    p("mandel", [[mandel(0.0, 0.0, X / 10, Y / 8, 0, 50) || X <- lists:seq(-20, 8, 4)] || Y <- lists:seq(-8, 8, 2)]),
    p("bodies", lists:foldl(fun(_, B) -> step(B, 0.01) end, [{{0.0, 0.0}, {0.0, 0.0}, 10.0}, {{1.0, 0.0}, {0.0, 3.0}, 1.0}, {{0.0, 2.0}, {-2.0, 0.5}, 0.5}], lists:seq(1, 200))),
    p("lu", lu([[4.0, 3.0, 2.0], [1.0, 5.0, 7.0], [2.0, 8.0, 6.0]])),
    p("simpson", [simpson(fun(X) -> X * X end, 0, 3, 10), simpson(fun poly/1, -1.0, 2.0, 100)]),
    p("logistic", [logistic(0.3, N) || N <- [1, 10, 100, 1000]]),
    p("poly", [poly(X) || X <- [0.0, 1, -1.5, 1.0e10, 7]]),
    p("bisect", bisect(fun(X) -> X * X - 2 end, 1, 2, 60)),
    p("sums", [lists:foldl(fun(X, A) -> A + 1 / (X * X) end, 0, lists:seq(1, 5000)), lists:foldr(fun(X, A) -> A + 1 / (X * X) end, 0, lists:seq(1, 5000))]),
    ok.
