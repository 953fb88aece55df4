%% Map expressions and patterns: update forms, variables as keys, nested matching, evaluation order.
-module(map_syntax).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt
%% erlc: +r23

f(#{a := 1, b := B}) -> {one, B};
f(#{a := #{deep := D}}) -> {deep, D};
f(#{a := A}) when is_list(A) -> {list, A};
f(#{1 := X, 1.0 := Y}) -> {X, Y};
f(#{"str" := X}) -> {str, X};
f(#{{t, 1} := X}) -> {tup, X};
f(#{<<"bin">> := [X | _]}) -> {bin, X};
f(#{}) -> map;
f(_) -> no.

k(K, M) -> case M of #{K := V} -> {yes, V}; _ -> no end.
k2(K, L, M) -> case M of #{K := V, L := V} -> {same, V}; #{K := V, L := W} -> {V, W}; #{K := V} -> {only, V}; _ -> no end.
u(M) -> M#{a => 1, b => 2, a => 3}.
w(N) -> io:format("<~w>", [N]), N.
g(M) when map_size(M) =:= 2, is_map_key(a, M), map_get(a, M) > 5 -> big;
g(M) when map_get(b, M) =:= x; map_get(a, M) =:= 2 -> alt;
g(M) when is_map(M) -> map;
g(_) -> no.

start() ->
    p("f", [f(X) || X <- [#{a => 1, b => 2}, #{a => #{deep => d}}, #{a => [1]}, #{1 => i, 1.0 => f}, #{"str" => s}, #{{t, 1} => t}, #{<<"bin">> => [h]}, #{<<"bin">> => []}, #{}, #{a => 1}, [], #{a => 1.0, b => 2}]]),
    M = maps:from_list([{N, N * 2} || N <- lists:seq(1, 50)]),
    p("k", [k(X, #{a => 1, 2 => b, "c" => 3}) || X <- [a, 2, 2.0, "c", []]] ++ [k(X, M) || X <- [1, 50, 51, 1.0, a]]),
    p("k2", [k2(a, b, #{a => 1, b => 1}), k2(a, b, #{a => 1, b => 2}), k2(a, b, #{a => 1}), k2(a, b, #{}), k2(1, 2, M), k2(a, a, #{a => 1})]),
    p("u", [u(#{}), u(#{b => x, c => y}), lists:sort(maps:to_list(u(#{z => 1})))]),
    p("order", #{w(k1) => w(v1), w(k2) => w(v2), w(k1) => w(v3)}),
    p("g", [g(X) || X <- [#{a => 6, b => 1}, #{b => x}, #{a => 2}, #{}, #{a => 9}, a, #{a => 6, b => 1, c => 1}]]),
    ts("errors", [fun() -> (id(#{a => 1}))#{b := 2} end, fun() -> (id(x))#{a => 1} end, fun() -> (id([]))#{a := 1} end, fun() -> #{a := X} = id(#{b => 1}), X end, fun() -> map_get(a, id(#{})) end, fun() -> map_get(a, id(x)) end, fun() -> is_map_key(a, id(x)) end, fun() -> map_size(id({})) end, fun() -> maps:get(a, #{b => 1}) end, fun() -> maps:get(a, []) end, fun() -> (id(M))#{99 := a} end, fun() -> (id(M))#{1 := a, 99 := b} end]),
    p("nested", begin X = #{a => #{b => #{c => 1}}}, #{a := #{b := #{c := C} = Y}} = X, X#{a => Y#{c := C + 1}} end),
    p("many", maps:size(#{a1 => 1, a2 => 2, a3 => 3, a4 => 4, a5 => 5, a6 => 6, a7 => 7, a8 => 8, a9 => 9, a10 => 10, a11 => 11, a12 => 12, a13 => 13, a14 => 14, a15 => 15, a16 => 16, a17 => 17, a18 => 18, a19 => 19, a20 => 20, a21 => 21, a22 => 22, a23 => 23, a24 => 24, a25 => 25, a26 => 26, a27 => 27, a28 => 28, a29 => 29, a30 => 30, a31 => 31, a32 => 32, a33 => id(33), a34 => id(34)})),
    ok.
