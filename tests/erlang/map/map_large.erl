%% Large maps: many keys of mixed types, removal of all, iteration, merging, equality by content.
-module(map_large).
-include("t.hrl").

key(N) -> case N rem 9 of 0 -> N; 1 -> float(N); 2 -> {k, N}; 3 -> [N]; 4 -> integer_to_binary(N); 5 -> N bsl 70; 6 -> integer_to_list(N); 7 -> #{N => N}; 8 -> -N end.

start() ->
    N = 20000,
    M = lists:foldl(fun(I, A) -> A#{key(I) => I} end, #{}, lists:seq(1, N)),
    p("size", map_size(M)),
    p("get", lists:sum([maps:get(key(I), M) || I <- lists:seq(1, N)])),
    p("miss", [maps:get(K, M, none) || K <- [0, 1, 1.5, {k, 1}, [], <<>>, "x", #{}, 9.0, 10]]),
    p("fold", maps:fold(fun(_, V, A) -> V + A end, 0, M)),
    M2 = maps:from_list([{key(I), I} || I <- lists:seq(N, 1, -1)]),
    p("equal", [M =:= M2, M == M2, M < M2, M =:= M2#{x => 1}, maps:remove(x, M2#{x => 1}) =:= M]),
    p("keys", length(lists:usort(maps:keys(M)))),
    H = lists:foldl(fun(I, A) -> maps:remove(key(I), A) end, M, lists:seq(1, N, 2)),
    p("half", [map_size(H), maps:fold(fun(_, V, A) -> V + A end, 0, H)]),
    E = lists:foldl(fun(I, A) -> maps:remove(key(I), A) end, H, lists:seq(2, N, 2)),
    p("empty", [E, E =:= #{}, map_size(E)]),
    Mg = maps:merge(H, maps:map(fun(_, V) -> -V end, M)),
    p("merge", [map_size(Mg), lists:sum(maps:values(Mg))]),
    F = maps:filter(fun(K, V) -> is_integer(K) andalso V rem 5 =:= 0 end, M),
    p("filter", [map_size(F), lists:sum(maps:keys(F))]),
    I = maps:iterator(M),
    Count = fun C(It, A) -> case maps:next(It) of none -> A; {_, V, It2} -> C(It2, A + V) end end,
    p("iterate", Count(I, 0)),
    U = lists:foldl(fun(K, A) -> maps:update_with(K rem 100, fun(V) -> V + 1 end, 1, A) end, #{}, lists:seq(1, 10000)),
    p("counts", lists:usort(maps:values(U))),
    erlang:garbage_collect(),
    p("after gc", [maps:get(key(12345), M), map_size(Mg)]),
    ok.
