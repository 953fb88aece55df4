%% ++ and --: long lists, improper tails, sharing, errors.
-module(list_append).
-include("t.hrl").

start() ->
    L = lists:seq(1, 1000),
    p("append", [[] ++ [], [] ++ id(a), [1] ++ id(2), [1, 2] ++ [3 | id(4)], "ab" ++ "cd", id([]) ++ [x]]),
    p("long", [length(L ++ L), lists:last(L ++ [end_]), (L ++ tail) =:= lists:foldr(fun(X, A) -> [X | A] end, tail, L)]),
    ts("bad append", [fun() -> id(A) ++ B end || {A, B} <- [{a, []}, {[1 | 2], []}, {[1, 2 | x], [3]}, {{}, []}, {<<>>, []}, {1, 1}]]),
    p("subtract", [[1, 2, 3, 2, 1] -- [2, 1], [1, 2, 3] -- [], [] -- [1], [1, 1, 1] -- [1], [a, b, a, c] -- [a, a, a], [1.0, 1] -- [1], ["a", "b"] -- ["b"], [1, 2] -- [2, 1, 3], [[]] -- [[]]]),
    ts("bad subtract", [fun() -> id(A) -- B end || {A, B} <- [{a, []}, {[], a}, {[1 | 2], [1]}, {[1], [1 | 2]}, {[1 | 2], []}, {[], [1 | 2]}]]),
    Even = [X || X <- L, X rem 2 =:= 0],
    p("sub long", [length(L -- Even), hd(L -- Even), lists:reverse(L) -- tl(lists:reverse(L)), length((L ++ L) -- L)]),
    Big = lists:seq(1, 20000),
    p("sub huge", [length(Big -- lists:seq(1, 20000, 2)), Big -- lists:reverse(Big), length((Big ++ Big) -- Big), hd(Big -- lists:seq(1, 19999))]),
    Terms = [{N rem 7, [N rem 3]} || N <- lists:seq(1, 300)],
    p("sub terms", length(Terms -- [{N rem 7, [N rem 3]} || N <- lists:seq(1, 150)])),
    p("nested", lists:append([[1], [], [2, 3], [[4]]])),
    p("append2", [lists:append([a], b), lists:append([[a] | [[b], c]]), lists:concat([a, 1, "b", 2.5, <<"x">> =:= y]), t(fun() -> lists:append(a) end), t(fun() -> lists:append([a, b]) end)]),
    ok.
