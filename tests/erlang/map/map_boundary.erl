%% Maps growing over and shrinking under 32 keys, in both directions, with all operations between.
-module(map_boundary).
-include("t.hrl").

grow(From, To, M) -> lists:foldl(fun(K, A) -> A#{K => K * K} end, M, lists:seq(From, To)).
shrink(From, To, M) -> lists:foldl(fun(K, A) -> maps:remove(K, A) end, M, lists:seq(From, To)).
show(M) -> {map_size(M), lists:sum(maps:keys(M)), lists:sum(maps:values(M)), lists:sort(maps:to_list(M)) =:= lists:sort([{K, V} || {K, V} <- maps:to_list(M)])}.

start() ->
    [begin
         M = grow(1, N, #{}),
         D = shrink(1, 3, grow(N + 1, N + 3, M)),
         E = shrink(N + 1, N + 40, grow(N + 1, N + 40, M)),
         true = E =:= M,
         true = E == maps:from_list(lists:reverse([{K, K * K} || K <- lists:seq(1, N)])),
         true = maps:is_key(N, M), false = maps:is_key(0, M), false = maps:is_key(N + 1, M),
         V = N * N, #{N := V} = M,
         M2 = M#{N := x, 1 := y}, x = maps:get(N, M2), y = maps:get(1, M2), V = maps:get(N, M),
         M = M#{N => V},
         {V, M3} = maps:take(N, M), error = maps:take(N, M3), N = map_size(M3) + 1,
         {badkey, zz} = try M#{zz := 1} catch error:R -> R end,
         io:format("~w ~w ~w ~w~n", [N, show(M), show(D), show(maps:merge(M, grow(20, 50, #{})))])
     end || N <- [2, 3, 5, 8, 15, 16, 17, 29, 30, 31, 32, 33, 34, 35, 63, 64, 65, 100, 500, 1025]],
    p("order", [maps:to_list(grow(1, N, #{})) || N <- [1, 5, 32]]),
    p("keys", maps:keys(maps:from_list([{K, x} || K <- [c, 1, "s", {t}, <<"b">>, 2.5, [], #{}, 0, -1, a, 1.0]]))),
    p("with", [lists:sort(maps:keys(maps:with([1, 2, 40, 77], grow(1, N, #{})))) || N <- [10, 32, 33, 50]]),
    p("without", [maps:keys(maps:without(lists:seq(4, 60), grow(1, N, #{}))) || N <- [10, 32, 33, 50]]),
    ok.
