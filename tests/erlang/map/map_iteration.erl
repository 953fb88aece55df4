%% Iterating, folding and comprehending maps of all sizes while new ones are made from them.
-module(map_iteration).
-include("t.hrl").

all(I, A) -> case maps:next(I) of none -> lists:reverse(A); {K, V, I2} -> all(I2, [{K, V} | A]) end.
part(I, 0, A) -> {I, lists:reverse(A)};
part(I, N, A) -> case maps:next(I) of none -> {none, lists:reverse(A)}; {K, V, I2} -> part(I2, N - 1, [{K, V} | A]) end.

start() ->
    [begin
         M = maps:from_list([{N * 7919 rem 100003, N} || N <- lists:seq(1, S)]),
         Sort = case S > 32 of true -> fun lists:sort/1; false -> fun(X) -> X end end,
         L = Sort(maps:to_list(M)),
         L = Sort(all(maps:iterator(M), [])),
         L = Sort(lists:zip(maps:keys(M), maps:values(M))),
         L = Sort([{K, V} || K <- maps:keys(M), V <- [maps:get(K, M)]]),
         {Rest, First} = part(maps:iterator(M), S div 2, []),
         L = Sort(First ++ case Rest of none -> []; _ -> erlang:garbage_collect(), all(Rest, []) end),
         true = maps:fold(fun(K, V, A) -> A + K * V end, 0, M) =:= lists:sum([K * V || {K, V} <- L]),
         true = maps:from_list(L) =:= M,
         M2 = maps:map(fun(K, V) -> {V, K} end, M), true = Sort(maps:values(M2)) =:= Sort([{V, K} || {K, V} <- L]),
         E = maps:filter(fun(_, V) -> V rem 2 =:= 0 end, M), true = maps:to_list(E) -- L =:= [],
         Inv = maps:fold(fun(K, V, A) -> A#{V => K} end, #{}, M), true = lists:sort(maps:keys(Inv)) =:= lists:seq(1, S),
         io:format("~w ~w ~w~n", [S, map_size(E), ck(io_lib:write(lists:sort(L)))])
     end || S <- [0, 1, 2, 10, 31, 32, 33, 34, 64, 100, 1000, 4000]],
    p("small order", [maps:keys(#{c => 1, a => 2, 3 => x, "s" => y, 1.5 => z, {} => t, [] => n, <<>> => b}), maps:values(#{2 => b, 1 => a, 3 => c})]),
    ok.
