%% Order of maps: size first, then keys, then values; small and large, with mixed number keys.
-module(compare_maps).
-include("t.hrl").

c(A, B) -> if A < B -> $<; A =:= B -> $=; A == B -> $~; A > B -> $> end.

start() ->
    Ms = [#{}, #{a => 1}, #{a => 1.0}, #{a => 2}, #{b => 0}, #{1 => a}, #{1.0 => a}, #{2 => a}, #{a => 1, b => 2}, #{a => 2, b => 1}, #{a => 1, c => 0}, #{1 => x, 1.0 => y}, #{1 => x, 2 => y}, #{1.0 => x, 2 => y}, #{[] => 1}, #{"a" => 1}, #{#{} => 1}, #{a => #{}}, #{a => #{b => 1}}, #{<<>> => 1}, #{{} => 1}],
    [io:format("~s~n", [[c(A, B) || B <- Ms]]) || A <- Ms],
    L = fun(F, N) -> maps:from_list([{K, F(K)} || K <- lists:seq(1, N)]) end,
    I = fun(X) -> X end,
    Ls = [L(I, 33), L(I, 40), L(fun float/1, 40), (L(I, 40))#{40 := 41}, (L(I, 40))#{1 := 0}, maps:remove(40, (L(I, 40))#{41 => x}), (L(I, 39))#{40.0 => 40}, L(I, 41), maps:from_list([{float(K), K} || K <- lists:seq(1, 40)])],
    [io:format("~s~n", [[c(A, B) || B <- Ls]]) || A <- Ls],
    p("sort", lists:sort([#{b => 1}, #{a => 2}, #{a => 1, b => 1}, #{}, #{a => 1}, [], {}, 1])),
    p("usort", length(lists:usort(Ls ++ Ms ++ Ls ++ Ms))),
    p("built differently", [c(lists:foldl(fun(K, M) -> M#{K => K} end, #{}, S), L(I, 100)) || S <- [lists:seq(1, 100), lists:seq(100, 1, -1), [(K * 37) rem 101 || K <- lists:seq(1, 100)]]]),
    ok.
