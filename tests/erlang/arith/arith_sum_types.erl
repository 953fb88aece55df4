%% One accumulator that changes between integer and float, in loops the optimiser has opinions about.
-module(arith_sum_types).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt

sum([H | T], A) -> sum(T, A + H);
sum([], A) -> A.
alt([H | T], A) when is_integer(H) -> alt(T, A + H);
alt([H | T], A) when is_float(H) -> alt(T, A * H);
alt([_ | T], A) -> alt(T, A - 1);
alt([], A) -> A.
stat(L) -> stat(L, 0, 0, 0, undefined, undefined).
stat([], N, S, Q, Mn, Mx) -> {N, S, Q, Mn, Mx, if N > 0 -> S / N; true -> none end};
stat([H | T], N, S, Q, undefined, _) -> stat(T, N + 1, S + H, Q + H * H, H, H);
stat([H | T], N, S, Q, Mn, Mx) -> stat(T, N + 1, S + H, Q + H * H, if H < Mn -> H; true -> Mn end, if H > Mx -> H; true -> Mx end).
count(L) -> lists:foldl(fun(X, {A, B, C}) when X > 0 -> {A + 1, B, C + X}; (0, {A, B, C}) -> {A, B + 1, C}; (X, {A, B, C}) -> {A - 1, B, C - X} end, {0, 0, 0.0}, L).
iter(F, X, N) when N > 0 -> iter(F, F(X), N - 1);
iter(_, X, 0) -> X.
avg(A, B) -> (A + B) div 2.
bin(L, X) -> T = list_to_tuple(L), bin(T, X, 1, tuple_size(T)).
bin(_, _, L, H) when L > H -> none;
bin(T, X, L, H) -> M = avg(L, H), case element(M, T) of X -> M; E when E < X -> bin(T, X, M + 1, H); _ -> bin(T, X, L, M - 1) end.

start() ->
    Ls = [[], [1, 2, 3], [1.5, 2, 3], [1, 1 bsl 59, 1 bsl 59, -5], [0.1 || _ <- lists:seq(1, 10)], [1 bsl 60, 1.0], [-1, 0, 1, 0.0, -0.0], lists:seq(1, 1000)],
    [p("sum", [sum(L, 0), sum(L, 0.0), sum(L, 1 bsl 60), alt(L, 1), stat(L), count(L)]) || L <- Ls],
    p("bad", [t(fun() -> sum([1, a], 0) end), t(fun() -> sum([1 | 2], 0) end), t(fun() -> stat([a, b]) end), alt([a, 1, b, 2.0], 1)]),
    p("iter", [iter(fun(X) -> X * 2 end, 1, 70), iter(fun(X) -> X * 2.0 end, 1, 70), iter(fun(X) -> X * X - 1 end, 3, 6), iter(fun(X) -> X / 2 end, 1 bsl 64, 64), iter(fun(X) -> -X * 3 end, 7, 41)]),
    p("bin", [bin([X * 3 || X <- lists:seq(1, 500)], X) || X <- [3, 1500, 750, 751, 0, 9999]]),
    ok.
