%% Code from the optimiser's favourites: inlining, lists functions inlined, nested comprehensions, dead code.
-module(shape_letrec).
-include("t.hrl").
-compile({inline, [sq/1, add/2, pick/2, wrap/1]}).
%% erlc: +inline
%% erlc: +inline_list_funcs
%% erlc: +no_ssa_opt

sq(X) -> X * X.
add(X, Y) -> X + Y.
pick(a, {X, _}) -> X; pick(b, {_, Y}) -> Y; pick(_, T) -> T.
wrap(F) -> fun(X) -> {F(X)} end.

start() ->
    p("inline", [sq(sq(3)), add(sq(2), sq(id(5))), pick(a, {1, 2}), pick(id(b), {1, 2}), pick(id(c), {1}), (wrap(fun sq/1))(id(4)), t(fun() -> sq(id(a)) end)]),
    p("lists", [lists:map(fun(X) -> sq(X) end, [1, 2, id(3)]), lists:foldl(fun(X, A) -> add(X, A) end, 0, [1, 2, id(3)]), lists:foldr(fun(X, A) -> [X | A] end, [], id([1, 2])), lists:filter(fun(X) -> X > 1 end, id([1, 2, 3])), lists:all(fun is_integer/1, id([1, a])), lists:any(fun is_atom/1, id([1, a])), lists:mapfoldl(fun(X, A) -> {X * A, A + 1} end, 1, id([5, 6, 7])), lists:flatmap(fun(X) -> [X, X] end, id([1, 2])), lists:foreach(fun(X) -> put(last, X) end, id([1, 2])), get(last)]),
    p("nested", [[lists:map(fun(Y) -> X * Y end, lists:seq(1, X)) || X <- lists:seq(1, 4)], lists:sum([sq(X) || X <- lists:filter(fun(Z) -> Z rem 2 =:= 0 end, lists:map(fun(W) -> W + 1 end, lists:seq(1, 20)))])]),
    p("dead", begin _ = sq(id(3)), _ = {a, id(b)}, case id(1) of 1 when true -> live end end),
    p("const", [case {a, 1} of {a, X} -> X end, if 1 < 2 -> y; true -> n end, element(2, {x, y}), hd([1, 2]), length("abc"), is_list([]), tuple_size({a, b}), atom_to_list(abc), 5 bsl 70 bsr 70]),
    p("loops", [lists:foldl(fun(N, A) -> lists:foldl(fun(M, B) -> B + N * M end, A, lists:seq(1, 30)) end, 0, lists:seq(1, 300))]),
    ok.
