%% The maps module on flat and large maps, and its errors.
-module(map_functions).
-include("t.hrl").

s(M) when is_map(M) -> {m, lists:sort(maps:to_list(M))};
s({V, M}) when is_map(M) -> {V, s(M)};
s(X) -> X.

start() ->
    A = #{a => 1, b => 2, c => 3}, B = #{b => x, d => y},
    L = maps:from_list([{N, N} || N <- lists:seq(1, 40)]),
    [io:format("~w ~0p~n", [N, s(t(F))]) || {N, F} <- [{merge, fun() -> maps:merge(A, B) end}, {merge_with, fun() -> maps:merge_with(fun(K, X, Y) -> {K, X, Y} end, A, B) end}, {intersect, fun() -> maps:intersect(A, B) end}, {intersect_with, fun() -> maps:intersect_with(fun(_, X, Y) -> {X, Y} end, A, B) end},
        {map, fun() -> maps:map(fun(K, V) -> {K, V} end, A) end}, {filter, fun() -> maps:filter(fun(_, V) -> V > 1 end, A) end}, {filtermap, fun() -> maps:filtermap(fun(_, 1) -> true; (_, 2) -> {true, two}; (_, _) -> false end, A) end}, {fold, fun() -> maps:fold(fun(_, V, S) -> V + S end, 0, A) end}, {foreach, fun() -> maps:foreach(fun(_, _) -> ok end, A) end},
        {with, fun() -> maps:with([a, zz, c], A) end}, {without, fun() -> maps:without([a, zz], A) end}, {put, fun() -> maps:put(z, 1, A) end}, {update, fun() -> maps:update(a, 9, A) end}, {update_bad, fun() -> maps:update(zz, 9, A) end}, {update_with, fun() -> maps:update_with(a, fun(X) -> X * 100 end, A) end}, {update_with_bad, fun() -> maps:update_with(zz, fun(X) -> X end, A) end}, {take, fun() -> maps:take(b, A) end},
        {find, fun() -> {maps:find(a, A), maps:find(zz, A)} end}, {from_keys, fun() -> maps:from_keys([x, y, x], 0) end}, {groups, fun() -> maps:groups_from_list(fun(X) -> X rem 3 end, lists:seq(1, 10)) end}, {to_list, fun() -> maps:to_list(maps:iterator(A)) end}, {iterator, fun() -> maps:next(maps:iterator(#{})) end}, {new, fun() -> maps:new() end},
        {large_merge, fun() -> maps:merge(L, A) end}, {large_with, fun() -> maps:with([1, 2, 99], L) end}, {large_take, fun() -> {V, M} = maps:take(40, L), {V, map_size(M)} end}, {large_without, fun() -> maps:without(lists:seq(1, 38), L) end}, {large_inter, fun() -> maps:intersect(L, #{1 => a, 100 => b}) end}]],
    ts("bad", [fun() -> maps:F(a) end || F <- [keys, values, to_list, size, iterator, from_list, next]] ++ [fun() -> maps:merge(a, #{}) end, fun() -> maps:merge(#{}, a) end, fun() -> maps:from_list([{a, 1}, b]) end, fun() -> maps:from_list([{a, 1} | b]) end, fun() -> maps:from_list([{a, 1, 2}]) end, fun() -> maps:map(x, #{}) end, fun() -> maps:map(fun(X) -> X end, #{a => 1}) end, fun() -> maps:fold(fun(_, _) -> a end, 0, #{}) end, fun() -> maps:with(a, #{}) end, fun() -> maps:with([a | b], #{}) end, fun() -> maps:remove(a, b) end, fun() -> maps:put(a, b, c) end, fun() -> maps:is_key(a, b) end, fun() -> maps:from_keys(a, b) end, fun() -> maps:from_keys([a | b], c) end, fun() -> maps:filter(fun(_, _) -> x end, #{a => 1}) end, fun() -> maps:get(a, #{}, d) end, fun() -> maps:get(a, x, d) end, fun() -> maps:find(a, x) end, fun() -> maps:take(a, x) end]),
    p("duplicates", [maps:from_list([{a, 1}, {b, 2}, {a, 3}]), map_size(maps:from_list([{N rem 40, N} || N <- lists:seq(1, 200)])), maps:get(3, maps:from_list([{N rem 40, N} || N <- lists:seq(1, 200)]))]),
    ok.
