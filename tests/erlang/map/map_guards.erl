%% Maps in heads, guards and nested patterns with bound and literal keys of every type.
-module(map_guards).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_copt

lit(#{1 := a}) -> int; lit(#{1.0 := a}) -> float; lit(#{"k" := X}) -> {str, X}; lit(#{<<1, 2>> := X}) -> {bin, X}; lit(#{{k, [1]} := X}) -> {tup, X}; lit(#{[] := X}) -> {nil, X}; lit(#{#{a => 1} := X}) -> {map, X}; lit(#{1180591620717411303424 := X}) -> {big, X}; lit(#{true := _, false := _}) -> bools; lit(M) when map_size(M) =:= 0 -> empty; lit(M) when is_map(M) -> other; lit(_) -> no.
multi(#{a := A, b := B, c := C}) -> {A, B, C}; multi(#{a := A, b := B}) -> {A, B}; multi(#{b := B, c := C}) -> {b, B, C}; multi(#{c := _, d := #{e := #{f := F}}}) -> {deep, F}; multi(#{}) -> any.
bound(K, M) when is_map_key(K, M) -> #{K := V} = M, V; bound(K, M) when is_map_key({K}, M) -> wrapped; bound({K}, M) when map_get(K, M) > 1 -> got; bound(_, _) -> no.
val(X, #{a := X}) -> same; val(X, #{a := [X | _]}) -> head; val(X, #{a := Y}) when Y > X -> greater; val(_, #{a := #{a := _} = In}) -> val(1, In); val(_, _) -> no.
count(#{n := N} = M) when N > 0 -> count(M#{n := N - 1, log => [N | maps:get(log, M, [])]}); count(M) -> M.
bin(<<N, R/binary>>, M) -> case M of #{N := V} -> [V | bin(R, M)]; _ -> [none | bin(R, M)] end; bin(<<>>, _) -> [].
fl(M) -> [V || #{v := V} <- M].
upd(M, K) -> try M#{K := new} of N -> {ok, N} catch error:{badkey, K} -> {no_key, K}; error:{badmap, B} -> {no_map, B} end.

start() ->
    p("lit", [lit(M) || M <- [#{1 => a}, #{1.0 => a}, #{"k" => 1}, #{<<1, 2>> => 2}, #{{k, [1]} => 3}, #{[] => 4}, #{#{a => 1} => 5}, #{(1 bsl 70) => 6}, #{true => 1, false => 2}, #{}, #{x => y}, x]]),
    Big = maps:from_list([{N, N} || N <- lists:seq(1, 50)]),
    p("lit big", [lit(maps:merge(Big, M)) || M <- [#{1 => a}, #{1.0 => a}, #{"k" => 1}, #{#{a => 1} => 5}, #{(1 bsl 70) => 6}, #{}]]),
    p("multi", [multi(M) || M <- [#{a => 1, b => 2, c => 3}, #{a => 1, b => 2}, #{b => 2, c => 3}, #{c => 0, d => #{e => #{f => g}}}, #{c => 0, d => 1}]]),
    p("bound", [bound(K, M) || {K, M} <- [{a, #{a => 1}}, {1, Big}, {51, Big#{{51} => x}}, {{2}, Big}, {{1}, Big}, {"s", #{"s" => t}}, {b, #{}}]]),
    p("val", [val(X, M) || {X, M} <- [{1, #{a => 1}}, {1, #{a => [1, 2]}}, {1, #{a => 2}}, {1, #{a => #{a => 1}}}, {1, #{a => 0}}, {1, #{}}, {1.0, #{a => 1}}]]),
    p("count", count(#{n => 5})), p("bin", bin(<<1, 50, 51, 0>>, Big)), p("fl", fl([#{v => 1}, #{w => 2}, a, #{v => 3, w => 4}])),
    p("upd", [upd(#{a => 1}, a), upd(#{a => 1}, b), element(1, upd(Big, 50)), upd(Big, 51), upd(notmap, k)]),
    ok.
