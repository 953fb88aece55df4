%% Keys chosen so that tries get deep: powers of two, long common prefixes, many equal low bits.
-module(map_collisions).
-include("t.hrl").

run(Keys) ->
    M = maps:from_list([{K, {v, K}} || K <- Keys]),
    true = lists:all(fun(K) -> maps:get(K, M) =:= {v, K} end, Keys),
    true = map_size(M) =:= length(Keys),
    {H, T} = lists:split(length(Keys) div 2, Keys),
    M2 = lists:foldl(fun maps:remove/2, M, H),
    true = lists:all(fun(K) -> maps:is_key(K, M2) end, T),
    true = lists:all(fun(K) -> not maps:is_key(K, M2) end, H),
    M3 = lists:foldl(fun(K, A) -> A#{K => {v, K}} end, M2, lists:reverse(H)),
    true = M3 =:= M,
    true = maps:merge(M2, M) =:= M,
    #{} = lists:foldl(fun maps:remove/2, M3, T ++ H),
    {map_size(M), map_size(M2)}.

start() ->
    p("powers", run([1 bsl K || K <- lists:seq(0, 300)])),
    p("negative", run([-(1 bsl K) || K <- lists:seq(0, 300)])),
    p("step", run([K * 1024 || K <- lists:seq(1, 2000)])),
    p("step32", run([K bsl 32 || K <- lists:seq(1, 1000)])),
    p("prefix", run([lists:duplicate(50, x) ++ [K] || K <- lists:seq(1, 500)])),
    p("binaries", run([<<0:1000, K:16>> || K <- lists:seq(1, 500)])),
    p("bits", run([<<0:K>> || K <- lists:seq(0, 300)])),
    p("atoms", run([list_to_atom("a" ++ integer_to_list(K)) || K <- lists:seq(1, 1000)])),
    p("tuples", run([list_to_tuple(lists:duplicate(K, z)) || K <- lists:seq(0, 200)])),
    p("maps", run([#{K => V} || K <- lists:seq(1, 30), V <- lists:seq(1, 20)])),
    p("floats", run([K / 8 || K <- lists:seq(-400, 400)])),
    p("mixed", run([X || K <- lists:seq(1, 200), X <- [K, float(K), {K}, [K], <<K:16>>]])),
    p("random", run(lists:usort(element(1, lists:foldl(fun(_, {A, S}) -> {[S | A], next(S)} end, {[], 77}, lists:seq(1, 3000)))))),
    ok.
