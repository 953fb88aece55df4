%% Comparison, copying and walking of terms nested a million levels deep.
-module(compare_deep).
-include("t.hrl").

list(0, A) -> A;
list(N, A) -> list(N - 1, [A]).
tup(0, A) -> A;
tup(N, A) -> tup(N - 1, {A}).
map(0, A) -> A;
map(N, A) -> map(N - 1, #{k => A}).
two(0, A) -> A;
two(N, A) -> two(N - 1, {x, [A | y]}).
cmp(A, B) -> {A == B, A =:= B, A < B, A > B, A =< B, A >= B}.
depth([X], N) -> depth(X, N + 1);
depth({X}, N) -> depth(X, N + 1);
depth(_, N) -> N.

start() ->
    N = 1000000,
    [begin
         A = F(N, 1), B = F(N, 2),
         p(L, [A =:= A, A =:= F(N, 1), A == F(N, 1.0), A < B, A < F(N - 1, 1)])
     end || {L, F} <- [{"list", fun list/2}, {"tuple", fun tup/2}]],
    M = 200000,
    [begin
         A = F(M, 1),
         p(L, [cmp(A, F(M, 1)), cmp(A, F(M, 1.0)), cmp(A, F(M, 2))])
     end || {L, F} <- [{"map", fun map/2}, {"two", fun two/2}]],
    erlang:garbage_collect(),
    p("depth", [depth(list(N, x), 0), depth(tup(N, x), 0)]),
    X = list(N, x), {K, Y} = {erlang:garbage_collect(), X}, p("gc", [K, depth(Y, 0)]),
    p("flatten", lists:flatten(list(N, x))),
    ok.
