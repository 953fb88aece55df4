%% The lists module's functions over funs, in the shapes people use.
-module(list_functions).
-include("t.hrl").

start() ->
    L = [5, 3, 8, 1, 9, 2, 7],
    Even = fun(X) -> X rem 2 =:= 0 end,
    ts("lists", [fun() -> lists:map(fun(X) -> X * X end, L) end, fun() -> lists:filter(Even, L) end, fun() -> lists:partition(Even, L) end, fun() -> lists:foldl(fun(X, A) -> [X | A] end, [], L) end, fun() -> lists:foldr(fun(X, A) -> [X | A] end, [], L) end,
        fun() -> lists:mapfoldl(fun(X, A) -> {X + A, A + 1} end, 0, L) end, fun() -> lists:mapfoldr(fun(X, A) -> {X + A, A + 1} end, 0, L) end, fun() -> lists:flatmap(fun(X) -> lists:duplicate(X rem 3, X) end, L) end, fun() -> lists:filtermap(fun(X) when X > 5 -> {true, X * 10}; (X) -> X =:= 1 end, L) end,
        fun() -> lists:takewhile(fun(X) -> X > 2 end, L) end, fun() -> lists:dropwhile(fun(X) -> X > 2 end, L) end, fun() -> lists:splitwith(fun(X) -> X > 2 end, L) end, fun() -> lists:any(Even, L) end, fun() -> lists:all(Even, L) end, fun() -> lists:search(Even, L) end,
        fun() -> lists:zip(L, L) end, fun() -> lists:zip3([1, 2], [a, b], [x, y]) end, fun() -> lists:zipwith(fun(A, B) -> A - B end, L, lists:reverse(L)) end, fun() -> lists:unzip([{1, a}, {2, b}]) end, fun() -> lists:unzip3([{1, a, x}, {2, b, y}]) end, fun() -> lists:sublist(L, 3) end, fun() -> lists:sublist(L, 2, 3) end, fun() -> lists:sublist(L, 9, 3) end,
        fun() -> lists:seq(1, 10, 3) end, fun() -> lists:seq(10, 1, -4) end, fun() -> lists:seq(1, 0) end, fun() -> lists:seq(3, 1) end, fun() -> lists:seq(1, 2, 0) end, fun() -> lists:delete(8, L) end, fun() -> lists:prefix("ab", "abc") end, fun() -> lists:suffix("bc", "abc") end, fun() -> lists:join(x, L) end, fun() -> lists:duplicate(3, a) end, fun() -> lists:duplicate(-1, a) end,
        fun() -> lists:enumerate(L) end, fun() -> lists:enumerate(10, [a, b]) end, fun() -> lists:uniq([1, 2, 1, 3, 2]) end, fun() -> lists:uniq(fun(X) -> X rem 2 end, L) end, fun() -> lists:foreach(fun(X) -> io:format("~w.", [X]) end, L) end, fun() -> lists:zf(fun(X) -> X > 4 end, L) end, fun() -> lists:flatten([1, [2, [3, []], "ab"], [[[]]]]) end, fun() -> lists:flatten([[1], 2], tail) end, fun() -> lists:rkeymerge(1, [{2}], [{1}]) end, fun() -> lists:ukeymerge(1, [{1}, {2}], [{2, x}]) end]),
    ts("wrong", [fun() -> lists:map(fun(X, _) -> X end, [1]) end, fun() -> lists:map(nofun, [1]) end, fun() -> lists:map(fun(X) -> X end, [1 | 2]) end, fun() -> lists:filter(fun(_) -> maybe_ end, [1]) end, fun() -> lists:foldl(fun(_) -> a end, 0, [1]) end, fun() -> lists:zip([1], [1, 2]) end, fun() -> lists:nth(5, [1]) end, fun() -> lists:split(5, [1]) end, fun() -> lists:last([]) end, fun() -> lists:seq(1, a) end, fun() -> lists:sublist([1], -1) end, fun() -> lists:any(fun(_) -> x end, [1]) end, fun() -> lists:map(fun(X) -> X end, []) end]),
    ok.
