%% Recursion in every shape: body, tail, mutual, nested, through funs, with large frames.
-module(recursion_shapes).
-include("t.hrl").
%% erlc: +no_ssa_opt

even(0) -> true; even(N) -> odd(N - 1).
odd(0) -> false; odd(N) -> even(N - 1).
s1(0, A) -> A; s1(N, A) -> s2(N - 1, A + 1).
s2(0, A) -> A; s2(N, A) -> s3(N - 1, A + 2).
s3(0, A) -> A; s3(N, A) -> s1(N - 1, A + 3).
mc(N) when N > 100 -> N - 10;
mc(N) -> mc(mc(N + 11)).
hof(0, F) -> F(0);
hof(N, F) -> hof(N - 1, fun(X) -> F(X + N) end).
frame(0, A, B, C, D, E, F, G, H) -> [A, B, C, D, E, F, G, H];
frame(N, A, B, C, D, E, F, G, H) -> R = frame(N - 1, B, C, D, E, F, G, H, A + N), [hd(R) + A - B + C - D + E - F + G - H | lists:sublist(R, 7)].
perms([]) -> [[]];
perms(L) -> [[H | T] || H <- L, T <- perms(L -- [H])].
subsets([]) -> [[]];
subsets([H | T]) -> S = subsets(T), [[H | X] || X <- S] ++ S.
ins(X, nil) -> {nil, X, nil};
ins(X, {L, Y, R}) when X < Y -> {ins(X, L), Y, R};
ins(X, {L, Y, R}) when X > Y -> {L, Y, ins(X, R)};
ins(_, T) -> T.
walk(nil) -> [];
walk({L, X, R}) -> walk(L) ++ [X | walk(R)].
depth(nil) -> 0;
depth({L, _, R}) -> 1 + max(depth(L), depth(R)).
partitions(0, _) -> 1;
partitions(N, _) when N < 0 -> 0;
partitions(_, 0) -> 0;
partitions(N, K) -> partitions(N - K, K) + partitions(N, K - 1).
flat([H | T], A) when is_list(H) -> flat(H, flat(T, A));
flat([H | T], A) -> [H | flat(T, A)];
flat([], A) -> A.
binom(_, 0) -> 1;
binom(N, N) -> 1;
binom(N, K) -> binom(N - 1, K - 1) + binom(N - 1, K).
qs([]) -> [];
qs([P | T]) -> qs([X || X <- T, X < P]) ++ [P] ++ qs([X || X <- T, X >= P]).
lev(S, T) -> lev(T, lists:seq(0, length(S)), S, 1).
lev([], D, _, _) -> lists:last(D);
lev([C | T], [H | D], S, N) -> lev(T, row(C, S, D, H, H + 1, [H + 1]), S, N + 1).
row(_, [], _, _, _, A) -> lists:reverse(A);
row(C, [S | Ss], [D | Ds], Diag, Left, A) -> V = lists:min([D + 1, Left + 1, Diag + case C of S -> 0; _ -> 1 end]), row(C, Ss, Ds, D, V, [V | A]).

start() ->
    p("even", [even(N) || N <- [0, 1, 1000000, 1000001]]),
    p("s", [s1(N, 0) || N <- [0, 1, 2, 3, 300000]]),
    p("mc91", [mc(N) || N <- [1, 50, 99, 100, 101, 200]]),
    p("hof", hof(50000, fun(X) -> X end)),
    p("frame", frame(20000, 1, 2, 3, 4, 5, 6, 7, 8)),
    p("perms", [length(perms(lists:seq(1, 6))), hd(perms("dcba")), lists:last(perms([1, 2, 3]))]),
    p("subsets", [length(subsets(lists:seq(1, 12))), subsets("abc")]),
    T = lists:foldl(fun ins/2, nil, [(X * 7919) rem 5003 || X <- lists:seq(1, 3000)]),
    p("tree", [length(walk(T)), walk(T) =:= lists:sort(walk(T)), depth(T) < 60]),
    p("partitions", [partitions(N, N) || N <- [1, 5, 10, 30]]),
    p("flat", flat([1, [2, [3, [[]], 4], []], [[[5]]]], [])),
    p("binom", [binom(N, 4) || N <- [4, 8, 15]]),
    p("qs", qs([(X * 31) rem 101 || X <- lists:seq(1, 60)])),
    p("lev", [lev("kitten", "sitting"), lev("", "abc"), lev("saturday", "sunday"), lev(lists:seq(1, 60), lists:seq(20, 80))]),
    ok.
