%% Stock functions over data sets: grouping, joining, ranking, pivoting, windows.
-module(std_maps_lists).
-include("t.hrl").

data() -> [#{id => N, dept => element(N rem 3 + 1, {ops, dev, hr}), age => 20 + (N * 7) rem 40, pay => (N * 131) rem 900 / 10} || N <- lists:seq(1, 60)].
group(F, L) -> lists:foldr(fun(X, M) -> maps:update_with(F(X), fun(V) -> [X | V] end, [X], M) end, #{}, L).
avg([]) -> 0.0;
avg(L) -> lists:sum(L) / length(L).
win(N, L) when length(L) < N -> [];
win(N, [_ | T] = L) -> [lists:sum(lists:sublist(L, N)) | win(N, T)].
median(L) -> S = lists:sort(L), N = length(S), case N rem 2 of 1 -> lists:nth(N div 2 + 1, S); 0 -> (lists:nth(N div 2, S) + lists:nth(N div 2 + 1, S)) / 2 end.
join(A, B, K) -> I = maps:from_list([{maps:get(K, X), X} || X <- B]), [maps:merge(X, maps:get(maps:get(K, X), I, #{})) || X <- A].

start() ->
    D = data(), G = group(fun(#{dept := X}) -> X end, D),
    p("groups", [{K, length(V), avg([A || #{age := A} <- V])} || {K, V} <- lists:sort(maps:to_list(G))]),
    p("top", [Id || #{id := Id} <- lists:sublist(lists:sort(fun(#{pay := A}, #{pay := B}) -> A >= B end, D), 8)]),
    p("median", [median([P || #{pay := P} <- D]), median([A || #{age := A} <- D]), median([1])]),
    p("window", lists:sublist(win(5, [A || #{age := A} <- D]), 12)),
    p("histogram", lists:sort(maps:to_list(maps:map(fun(_, V) -> length(V) end, group(fun(#{age := A}) -> A div 10 end, D))))),
    p("join", lists:sublist([{I, L} || #{id := I, label := L} <- join(D, [#{dept => ops, label => "o"}, #{dept => hr, label => "h"}], dept)], 6)),
    p("zip", lists:foldl(fun({A, B}, S) -> S + A * B end, 0, lists:zip([A || #{age := A} <- D], [P || #{pay := P} <- D]))),
    p("partition", begin {X, Y} = lists:partition(fun(#{age := A}) -> A > 40 end, D), {length(X), length(Y), length(lists:usort([maps:get(dept, M) || M <- X]))} end),
    p("cumulative", lists:sublist(element(1, lists:mapfoldl(fun(#{pay := P}, S) -> {S + P, S + P} end, 0, D)), 5)),
    p("update", lists:sum([maps:get(age, (maps:update_with(age, fun(A) -> A + 1 end, M))) || M <- D])),
    p("invert", lists:sort(maps:to_list(maps:fold(fun(K, V, A) -> A#{length(V) => [K | maps:get(length(V), A, [])]} end, #{}, G)))),
    ok.
