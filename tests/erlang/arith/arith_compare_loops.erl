%% Loops steered by every comparison operator, with bounds at the edges of small integers.
-module(arith_compare_loops).
-include("t.hrl").
%% erlc: +no_type_opt

lt(N, M, C) when N < M -> lt(N + 1, M, C + 1);
lt(_, _, C) -> C.
le(N, M, C) when N =< M -> le(N + 1, M, C + 1);
le(_, _, C) -> C.
gt(N, M, C) when N > M -> gt(N - 1, M, C + 1);
gt(_, _, C) -> C.
ge(N, M, C) when N >= M -> ge(N - 1, M, C + 1);
ge(_, _, C) -> C.
ne(N, N, C) -> C;
ne(N, M, C) when N =/= M -> ne(N + 1, M, C + 1).
eq(N, M, C) -> case N == M of true -> C; false -> eq(N + 1, M, C + 1) end.
cst(N) when N < 134217728 -> a; cst(N) when N < 576460752303423488 -> b; cst(N) when N =< 9223372036854775807 -> c; cst(_) -> d.
cst2(N) when 134217727 >= N, N > -134217729 -> small28; cst2(N) when N =:= 134217728 -> edge; cst2(N) when N /= 0 -> other; cst2(_) -> never.
rng(N) when N >= $a, N =< $z -> lower; rng(N) when N >= $A, N =< $Z -> upper; rng(N) when N >= $0, N =< $9 -> digit; rng(N) when N < 0; N > 255 -> out; rng(_) -> sym.

start() ->
    [p("loop", [lt(B - 3, B + 3, 0), le(B - 3, B + 3, 0), gt(B + 3, B - 3, 0), ge(B + 3, B - 3, 0), ne(B - 3, B + 3, 0), eq(B - 3, B + 3, 0), eq(B - 3, float(B - 3), 0)]) || B <- [0, 1 bsl 27, -(1 bsl 27), 1 bsl 28, 1 bsl 31, 1 bsl 59, -(1 bsl 59), 1 bsl 60, 1 bsl 63, 1 bsl 64, -(1 bsl 64)]],
    Es = [-(1 bsl 64), -134217730, -134217729, -134217728, -1, 0, 1, 134217727, 134217728, 134217729, (1 bsl 59) - 1, 1 bsl 59, (1 bsl 63) - 1, 1 bsl 63, 1.5, 134217727.5, a],
    p("const", [{cst(E), cst2(E)} || E <- Es]),
    p("range", [rng(X) || X <- "azAZ09`{@[/: " ++ [-1, 256, 1 bsl 70, 97.0, a]]),
    p("count", [lt(0, 300000, 0), gt(1 bsl 59 + 1000, 1 bsl 59 - 1000, 0)]),
    ok.
