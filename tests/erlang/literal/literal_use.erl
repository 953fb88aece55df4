%% Literals in patterns, guards, updates, funs and calls; changing a copy never changes the literal.
-module(literal_use).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +r22

l1() -> [1, {2, <<"three">>}, #{four => 4.0}].
m([1, {2, <<"three">>}, #{four := X}]) -> X;
m({a, [b, c]}) -> abc;
m(#{k := [1, 2]}) -> k12;
m(<<"prefix", R/binary>>) -> R;
m("string" ++ R) -> {s, R};
m({1.5, 100000000000000000000}) -> nums;
m(X) when X =:= {g, [1]} -> guard;
m(X) when X == {h, 1} -> guard_eq;
m(X) when X < [b] -> less;
m(_) -> no.
upd() -> M = #{a => 1, b => [x]}, {M#{a := 2}, M#{c => 3}, setelement(1, {a, b}, z), M}.
const(X) -> {X, [const, X], "const", <<"bin">>, {X, {nested, const}}}.
add(L) -> [zero | [one | L]].
tl_() -> tl([a, b, c]).
opt() -> {1 + 2 * 3, [a] ++ [b], element(2, {x, y}), length([1, 2]), "a" "b", <<"x", "y">>, hd("q"), not true, 7 div 2, 1 bsl 70, -(5)}.

start() ->
    p("m", [m(X) || X <- [l1(), {a, [b, c]}, #{k => [1, 2], j => 1}, <<"prefixrest">>, <<"pre">>, "stringy", "strin", {1.5, 100000000000000000000}, {1.5, 1.0e20}, {g, [1]}, {h, 1}, {h, 1.0}, [a], [c], 5]]),
    p("upd", [upd(), upd()]),
    p("const", [const(1), const([a])]),
    p("add", [add(x), add([]), add("q")]),
    p("tl", [tl_(), opt()]),
    p("same", [l1() =:= l1(), l1() == [1.0, {2.0, <<"three">>}, #{four => 4}]]),
    p("send", begin self() ! l1(), receive X -> X =:= l1() end end),
    p("fun", [F() || F <- [fun() -> {lit, "x"} end, fun l1/0]]),
    p("apply", [apply(lists, nth, [2, [a, b, c]]), lists:map(fun({K, V}) -> {V, K} end, [{a, 1}, {b, 2}])]),
    p("loop", lists:foldl(fun(N, A) -> [{N, "literal"} | lists:sublist(A, 2)] end, [], lists:seq(1, 10000))),
    ok.
