%% Swaps, rotations, shuffles and reuse of argument registers in tail calls of many shapes.
-module(shape_variables).
-include("t.hrl").
%% erlc: +no_ssa_opt
%% erlc: +no_type_opt
%% erlc: +r22

sw(A, B, 0) -> {A, B}; sw(A, B, N) -> sw(B, A, N - 1).
rot(A, B, C, 0) -> {A, B, C}; rot(A, B, C, N) -> rot(B, C, A, N - 1).
rev5(A, B, C, D, E, 0) -> [A, B, C, D, E]; rev5(A, B, C, D, E, N) -> rev5(E, D, C, B, A, N - 1).
dup(A, _, 0) -> A; dup(A, B, N) -> dup(B, B, N - 1 + (A - A)).
mix(A, B, C, D, 0) -> {A, B, C, D}; mix(A, B, C, D, N) -> mix(C, A, {D, N}, B, N - 1).
cyc(A, B, C, D, E, F, G, H, 0) -> {A, B, C, D, E, F, G, H}; cyc(A, B, C, D, E, F, G, H, N) when N rem 3 =:= 0 -> cyc(C, A, B, D, E, H, F, G, N - 1); cyc(A, B, C, D, E, F, G, H, N) when N rem 3 =:= 1 -> cyc(H, G, F, E, D, C, B, A, N - 1); cyc(A, B, C, D, E, F, G, H, N) -> cyc(A + 1, A, A - 1, id(B), C + D, E, F + G, H * 1, N - 1).
keep(A, B) -> X = id(A), Y = id(B), Z = id({X, Y}), W = id([Z, X]), {id(Y), W, X, id(Z)}.
cond_(A, B, C) -> {X, Y} = if A > B -> {A, B}; true -> {B, A} end, {Z, W} = case C of x -> {Y, X}; _ -> {X, C} end, id({X, Y, Z, W}).
join(L) -> join(L, 0, 1, []).
join([H | T], A, B, Acc) -> {A2, B2} = case H of {add, N} -> {A + N, B}; {mul, N} -> {A, B * N}; swap -> {B, A}; reset -> {0, 1} end, join(T, A2, B2, [{A2, B2} | Acc]);
join([], A, B, Acc) -> {A, B, lists:reverse(Acc)}.
acc(L) -> acc(L, {0, 0}, {none, none}).
acc([{K, V} | T], {N, S}, {Mn, Mx}) -> acc(T, {N + 1, S + V}, {if Mn =:= none; V < element(2, Mn) -> {K, V}; true -> Mn end, if Mx =:= none; V > element(2, Mx) -> {K, V}; true -> Mx end});
acc([], A, B) -> {A, B}.

start() ->
    p("sw", [sw(1, 2, N) || N <- [0, 1, 2, 1001]]), p("rot", [rot(a, b, c, N) || N <- [0, 1, 2, 3, 1000]]), p("rev5", [rev5(1, 2, 3, 4, 5, N) || N <- [0, 1, 2, 7]]), p("dup", [dup(1, 2, N) || N <- [0, 1, 5]]), p("mix", mix(1, 2, 3, 4, 9)),
    p("cyc", [cyc(1, 2, 3, 4, 5, 6, 7, 8, N) || N <- [0, 1, 2, 3, 10, 100]]), p("keep", [keep(1, 2), keep([], {})]), p("cond", [cond_(A, B, C) || A <- [1, 2], B <- [1, 2], C <- [x, y]]),
    p("join", join([{add, 3}, {mul, 4}, swap, {add, 1}, reset, {mul, 7}, swap])), p("acc", acc([{a, 3}, {b, -1}, {c, 10}, {d, 4.5}])),
    ok.
