%% gb_trees and gb_sets: order, balance, iterators, smallest and largest, errors.
-module(std_gb_trees).
-include("t.hrl").

start() ->
    L = [(X * 7919) rem 1009 || X <- lists:seq(1, 1000)],
    T = lists:foldl(fun(K, A) -> gb_trees:enter(K, {K}, A) end, gb_trees:empty(), L),
    p("tree", [gb_trees:size(T), gb_trees:keys(T) =:= lists:usort(L), gb_trees:get(5, T), gb_trees:lookup(1009, T), gb_trees:lookup(7, T), gb_trees:smallest(T), gb_trees:largest(T)]),
    T2 = lists:foldl(fun gb_trees:delete_any/2, T, lists:seq(1, 1000, 2)),
    p("deleted", [gb_trees:size(T2), hd(gb_trees:to_list(gb_trees:balance(T2))), gb_trees:is_defined(3, T2)]),
    It = fun F(I, N, A) -> case gb_trees:next(I) of {K, _, I2} when N > 0 -> F(I2, N - 1, [K | A]); _ -> lists:reverse(A) end end,
    p("iterate", [It(gb_trees:iterator(T), 5, []), It(gb_trees:iterator_from(500, T), 3, [])]),
    p("take", begin {K, V, T3} = gb_trees:take_smallest(T), {K2, _, T4} = gb_trees:take_largest(T3), {K, V, K2, gb_trees:size(T4)} end),
    p("map", gb_trees:to_list(gb_trees:map(fun(K, V) -> {K, V} end, gb_trees:from_orddict([{1, a}, {2, b}, {1.5, c}])))),
    ts("bad", [fun() -> gb_trees:insert(5, x, T) end, fun() -> element(1, t(fun() -> gb_trees:get(5000, T) end)) end, fun() -> element(1, t(fun() -> gb_trees:delete(5000, T) end)) end, fun() -> element(1, t(fun() -> gb_trees:smallest(gb_trees:empty()) end)) end, fun() -> element(1, t(fun() -> gb_trees:update(5000, x, T) end)) end]),
    A = gb_sets:from_list([3, 1, 2, a, "x"]), B = gb_sets:from_list([2, a, 9]),
    p("sets", [gb_sets:to_list(F(A, B)) || F <- [fun gb_sets:union/2, fun gb_sets:intersection/2, fun gb_sets:subtract/2]]),
    p("set ops", [gb_sets:is_member(2, A), gb_sets:is_subset(gb_sets:from_list([1]), A), gb_sets:size(gb_sets:add(3, A)), gb_sets:smallest(A), gb_sets:largest(A), gb_sets:fold(fun(X, N) -> [X | N] end, [], A), gb_sets:is_disjoint(A, B), gb_sets:to_list(gb_sets:filter(fun is_integer/1, A)), gb_sets:to_list(gb_sets:delete_any(zzz, A))]),
    p("priority", begin Q = lists:foldl(fun(X, S) -> gb_sets:add({X, x}, S) end, gb_sets:new(), L), drain(Q, 0, 0) end),
    ok.
drain(Q, N, S) -> case gb_sets:is_empty(Q) of true -> {N, S}; false -> {{X, _}, Q2} = gb_sets:take_smallest(Q), drain(Q2, N + 1, (S * 31 + X) rem 1000003) end.
