%% Small whole programs on stock modules: word count, topological sort, matrix, bank, life, text layout.
-module(std_programs).
-include("t.hrl").

text() -> "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the epoch of belief".
words(T) -> [string:lowercase(W) || W <- string:lexemes(T, " ,.")].
count(Ws) -> lists:foldl(fun(W, D) -> dict:update_counter(W, 1, D) end, dict:new(), Ws).
topo(G) -> topo(G, [], orddict:fetch_keys(G)).
topo(_, Acc, []) -> lists:reverse(Acc);
topo(G, Acc, Left) -> case [N || N <- Left, ordsets:is_subset(orddict:fetch(N, G), ordsets:from_list(Acc))] of [] -> {cycle, Left}; [N | _] -> topo(G, [N | Acc], lists:delete(N, Left)) end.
mmul(A, B) -> T = transpose(B), [[lists:sum([X * Y || {X, Y} <- lists:zip(R, C)]) || C <- T] || R <- A].
transpose([[] | _]) -> [];
transpose(M) -> [[hd(R) || R <- M] | transpose([tl(R) || R <- M])].
life(S) -> N = lists:foldl(fun({X, Y}, M) -> lists:foldl(fun(K, A) -> maps:update_with(K, fun(V) -> V + 1 end, 1, A) end, M, [{X + I, Y + J} || I <- [-1, 0, 1], J <- [-1, 0, 1], {I, J} =/= {0, 0}]) end, #{}, sets:to_list(S)), sets:from_list([K || {K, C} <- maps:to_list(N), C =:= 3 orelse (C =:= 2 andalso sets:is_element(K, S))]).
show(S) -> [io:format("~s~n", [[case sets:is_element({X, Y}, S) of true -> $#; false -> $. end || X <- lists:seq(0, 9)]]) || Y <- lists:seq(0, 5)].
wrap(Ws, W) -> wrap(Ws, W, 0, [], []).
wrap([], _, _, L, A) -> lists:reverse([lists:reverse(L) | A]);
wrap([X | R], W, N, L, A) when N + length(X) + 1 =< W; L =:= [] -> wrap(R, W, N + length(X) + 1, [X | L], A);
wrap(R, W, _, L, A) -> wrap(R, W, 0, [], [lists:reverse(L) | A]).
dijkstra(G, S) -> dij(gb_sets:singleton({0, S}), #{}, G).
dij(Q, Done, G) -> case gb_sets:is_empty(Q) of true -> Done; false -> {{D, N}, Q2} = gb_sets:take_smallest(Q), case Done of #{N := _} -> dij(Q2, Done, G); _ -> dij(lists:foldl(fun({M, W}, A) -> gb_sets:add({D + W, M}, A) end, Q2, maps:get(N, G, [])), Done#{N => D}, G) end end.
huff(L) -> hb(lists:sort([{C, [X]} || {X, C} <- L])).
hb([{_, T}]) -> codes(T, "");
hb([{A, T1}, {B, T2} | R]) -> hb(lists:sort([{A + B, {T1, T2}} | R])).
codes({L, R}, P) -> codes(L, [$0 | P]) ++ codes(R, [$1 | P]);
codes([X], P) -> [{X, lists:reverse(P)}].

start() ->
    D = count(words(text())),
    p("words", lists:sublist(lists:sort(fun({A, N}, {B, M}) -> {-N, A} =< {-M, B} end, dict:to_list(D)), 8)),
    p("topo", [topo(orddict:from_list([{shirt, []}, {tie, [shirt]}, {jacket, [belt, tie]}, {belt, [pants]}, {pants, []}, {shoes, [pants, socks]}, {socks, []}])), topo(orddict:from_list([{a, [b]}, {b, [a]}]))]),
    M = [[1, 1], [1, 0]], p("fib matrix", lists:foldl(fun(_, A) -> mmul(A, M) end, M, lists:seq(1, 98))),
    show(lists:foldl(fun(_, S) -> life(S) end, sets:from_list([{1, 0}, {2, 1}, {0, 2}, {1, 2}, {2, 2}]), lists:seq(1, 8))),
    [io:format("|~-30s|~n", [lists:join(" ", L)]) || L <- wrap(words(text()), 30)],
    p("dijkstra", lists:sort(maps:to_list(dijkstra(#{a => [{b, 7}, {c, 9}, {f, 14}], b => [{c, 10}, {d, 15}], c => [{d, 11}, {f, 2}], d => [{e, 6}], f => [{e, 9}]}, a)))),
    p("huffman", lists:sort(huff([{C, length([X || X <- text(), X =:= C])} || C <- lists:usort(text())]))),
    io:format("~-10s~8s~8s~n", ["item", "qty", "price"]), [io:format("~-10s~8w~8.2f~n", [N, Q, P]) || {N, Q, P} <- [{"apples", 3, 1.25}, {"pears", 12, 0.5}, {"a very long name", 1, 100.0}]],
    ok.
