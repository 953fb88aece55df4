%% sets (both representations), ordsets and proplists.
-module(std_sets).
-include("t.hrl").

start() ->
    [begin
         New = fun(L) -> case M of {sets, 2} -> sets:from_list(L, [{version, 2}]); _ -> Mod(M, from_list, [L]) end end,
         Do = fun(F, As) -> Mod(M, F, As) end,
         A = New([1, 2, 3, a, "s", 2, 2.0]), B = New([2, "s", z]),
         S = fun(X) -> lists:sort(Do(to_list, [X])) end,
         p(io_lib:write(M), [S(A), Do(size, [A]), S(Do(union, [A, B])), S(Do(intersection, [A, B])), S(Do(subtract, [A, B])), Do(is_element, ["s", A]), Do(is_element, [q, A]), Do(is_subset, [New([1, a]), A]), Do(is_disjoint, [A, New([qq])]), S(Do(add_element, [new, A])), S(Do(del_element, [a, A])), S(Do(filter, [fun is_atom/1, A])), Do(fold, [fun(_, N) -> N + 1 end, 0, A]), S(Do(union, [[A, B, New([k])]])), Do(is_empty, [New([])])]),
         Big = lists:foldl(fun(N, X) -> case N rem 3 of 0 -> Do(del_element, [N div 2, X]); _ -> Do(add_element, [N, X]) end end, New([]), lists:seq(1, 2000)),
         p("big", [Do(size, [Big]), lists:sum(Do(to_list, [Big]))])
     end || M <- [sets, {sets, 2}, ordsets], Mod <- [fun({sets, 2}, F, As) -> apply(sets, F, As); (X, F, As) -> apply(X, F, As) end]],
    P = [{a, 1}, b, {c, [2]}, {a, 3}, {'d', 4, 5}],
    ts("proplists", [fun() -> proplists:get_value(a, P) end, fun() -> proplists:get_value(b, P) end, fun() -> proplists:get_value(z, P, def) end, fun() -> proplists:get_all_values(a, P) end, fun() -> proplists:lookup(d, P) end, fun() -> proplists:lookup_all(a, P) end, fun() -> proplists:is_defined(c, P) end, fun() -> proplists:delete(a, P) end, fun() -> lists:sort(proplists:get_keys(P)) end, fun() -> proplists:get_bool(b, P) end, fun() -> proplists:append_values(c, P) end, fun() -> proplists:unfold([a, {b, true}]) end, fun() -> proplists:compact([{a, true}, b, {c, 1}]) end, fun() -> proplists:substitute_aliases([{a, x}], P) end, fun() -> proplists:expand([{b, [x, {y, 1}]}], P) end, fun() -> proplists:split(P, [a, b]) end, fun() -> maps:to_list(proplists:to_map([{a, 1}, b, {a, 2}])) end, fun() -> proplists:normalize(P, [{negations, [{nb, b}]}]) end]),
    ok.
