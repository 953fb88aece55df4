%% sofs: relations, families, partitions, closures.
-module(std_sofs).
-include("t.hrl").

ext(S) -> sofs:to_external(S).

start() ->
    R = sofs:relation([{1, a}, {2, b}, {3, a}, {2, c}]), S = sofs:set([a, b, c, d]),
    ts("sofs", [fun() -> ext(F()) end || F <- [fun() -> sofs:domain(R) end, fun() -> sofs:range(R) end, fun() -> sofs:converse(R) end, fun() -> sofs:image(R, sofs:set([1, 2])) end, fun() -> sofs:inverse_image(R, sofs:set([a])) end, fun() -> sofs:relation_to_family(R) end, fun() -> sofs:composite(R, sofs:relation([{a, x}, {b, y}, {c, z}])) end, fun() -> sofs:relative_product(R, sofs:relation([{a, 1}, {a, 2}])) end, fun() -> sofs:union(S, sofs:set([e])) end, fun() -> sofs:difference(S, sofs:set([a])) end, fun() -> sofs:symdiff(S, sofs:set([a, z])) end, fun() -> sofs:product(sofs:set([1, 2]), sofs:set([x])) end, fun() -> sofs:restriction(R, sofs:set([2])) end, fun() -> sofs:drestriction(R, sofs:set([2])) end, fun() -> sofs:partition(fun(X) -> X rem 2 end, sofs:set([1, 2, 3, 4])) end, fun() -> sofs:powerset(sofs:set([1, 2])) end, fun() -> sofs:family_union(sofs:family([{a, [[1], [2]]}])) end, fun() -> sofs:projection(2, R) end, fun() -> sofs:specification(fun(X) -> sofs:no_elements(X) > 0 end, sofs:from_term([[a], [], [b]])) end, fun() -> sofs:weak_relation(sofs:relation([{1, 2}])) end, fun() -> sofs:family_to_relation(sofs:family([{a, [1, 2]}])) end, fun() -> sofs:canonical_relation(sofs:set([[a, b]], [[x]])) end, fun() -> sofs:strict_relation(sofs:relation([{1, 1}, {1, 2}])) end, fun() -> sofs:substitution(fun(X) -> X * 2 end, sofs:set([1, 2])) end, fun() -> sofs:from_term([{a, [b]}, {c, [d]}]) end, fun() -> sofs:extension(sofs:relation([{1, a}]), sofs:set([1, 2]), sofs:from_term(z, atom)) end]]),
    p("tests", [sofs:is_a_function(sofs:relation([{1, a}, {1, b}])), sofs:is_subset(sofs:set([a]), S), sofs:no_elements(R), sofs:is_equal(R, R), sofs:is_empty_set(sofs:empty_set()), sofs:type(R), sofs:is_set(R), sofs:is_disjoint(S, sofs:set([q])), sofs:is_sofs_set(a)]),
    ok.
