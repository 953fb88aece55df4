%% Live data of several generations with garbage between: everything must be what it was.
-module(memory_generations).
-include("t.hrl").

mk(N) -> {N, [N, N * 2.5, integer_to_binary(N)], #{n => N, k => {N}}, N bsl 70, fun(X) -> X + N end, <<N:40, 3:3>>}.
ok({N, [N, F, B], #{n := N, k := {N}}, Big, Fun, Bits}) -> F == N * 2.5 andalso binary_to_integer(B) =:= N andalso Big bsr 70 =:= N andalso Fun(1) =:= N + 1 andalso Bits =:= <<N:40, 3:3>>.
junk(0) -> ok;
junk(N) -> _ = {N, [N], integer_to_list(N)}, junk(N - 1).
gen(0, L) -> L;
gen(N, L) -> junk(300), gen(N - 1, case N rem 7 of 0 -> [mk(N) | lists:droplast(L)]; _ -> [mk(N) | L] end).
tree(0) -> leaf;
tree(D) -> {node, tree(D - 1), D, tree(D - 1)}.
count(leaf) -> 0;
count({node, L, _, R}) -> count(L) + 1 + count(R).
upd(leaf, _) -> leaf;
upd({node, L, D, R}, X) -> junk(3), case X band 1 of 0 -> {node, upd(L, X bsr 1), D + 1, R}; 1 -> {node, L, D + 1, upd(R, X bsr 1)} end.
sum(leaf) -> 0;
sum({node, L, D, R}) -> sum(L) + D + sum(R).

start() ->
    L = gen(1500, [mk(0)]),
    p("list", [length(L), lists:all(fun ok/1, L)]),
    T = tree(14),
    p("tree", [count(T), sum(T)]),
    T2 = lists:foldl(fun(N, A) -> upd(A, N * 7919) end, T, lists:seq(1, 3000)),
    p("updated", [count(T2), sum(T2), sum(T)]),
    R = lists:foldl(fun(N, A) -> [mk(N) | lists:sublist(A, 50)] end, [], lists:seq(1, 3000)),
    p("window", [length(R), lists:all(fun ok/1, R)]),
    [begin erlang:garbage_collect(), junk(1000) end || _ <- lists:seq(1, 20)],
    p("after", [lists:all(fun ok/1, L), lists:all(fun ok/1, R), sum(T2)]),
    M = lists:foldl(fun(N, A) -> junk(5), A#{N rem 500 => mk(N)} end, #{}, lists:seq(1, 5000)),
    p("map", [map_size(M), lists:all(fun ok/1, maps:values(M))]),
    D = lists:foldl(fun(N, A) -> put({key, N rem 200}, mk(N)), A + 1 end, 0, lists:seq(1, 4000)),
    p("dictionary", [D, lists:all(fun ok/1, [get({key, N}) || N <- lists:seq(0, 199)])]),
    ok.
