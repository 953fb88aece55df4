%% Exceptions crossing library code: lists, maps, folds, sorts and comprehensions; state afterwards.
-module(exception_hof).
-include("t.hrl").

find(F, L) -> try lists:foreach(fun(X) -> case F(X) of true -> throw({found, X}); false -> ok end end, L), none catch throw:{found, X} -> {ok, X} end.
safe(F, L) -> [try {ok, F(X)} catch C:R -> {C, R} end || X <- L].
retry(_, 0) -> gave_up;
retry(F, N) -> try F(N) catch error:again -> retry(F, N - 1); throw:{again, M} -> retry(F, M) end.
all_or_nothing(F, L) -> try {ok, lists:map(F, L)} catch error:E -> {error, E} end.
unwind(L) -> put(un, []), R = (catch lists:foldl(fun(X, A) -> try case X of stop -> throw(A); bad -> error(A); _ -> A + X end after put(un, [X | get(un)]) end end, 0, L)), {case R of {'EXIT', {V, _}} -> {exit, V}; V -> V end, lists:reverse(get(un))}.
callcc(F) -> R = make_ref(), try F(fun(V) -> throw({R, V}) end) catch throw:{R, V} -> V end.
gen(L) -> try [throw({X, Y}) || X <- L, Y <- L, X * Y =:= 35, X =/= 1] of [] -> none catch P -> P end.

start() ->
    p("find", [find(fun(X) -> X * X > 50 end, lists:seq(1, 20)), find(fun(X) -> X > 50 end, [1]), t(fun() -> find(fun(X) -> X + 1 > 2 end, [1, a]) end)]),
    p("safe", safe(fun(X) -> 10 div X end, [1, 0, a, 5])),
    p("retry", [retry(fun(3) -> done; (_) -> error(again) end, 5), retry(fun(_) -> error(again) end, 5), retry(fun(9) -> throw({again, 2}); (2) -> two end, 9)]),
    p("all", [all_or_nothing(fun(X) -> X + 1 end, [1, 2]), all_or_nothing(fun(X) -> X + 1 end, [1, b, 2]), all_or_nothing(fun hd/1, ["a", []])]),
    p("unwind", [unwind([1, 2, 3]), unwind([1, 2, stop, 3]), unwind([1, bad, 3]), unwind([1, a, 3])]),
    p("callcc", [callcc(fun(K) -> 1 + K(42) end), callcc(fun(_) -> 7 end), callcc(fun(K) -> callcc(fun(J) -> K(J(1)) end) + 1 end), callcc(fun(K) -> lists:map(fun(X) when X > 2 -> K({first, X}); (X) -> X end, [1, 2, 3, 4]) end)]),
    p("gen", [gen(lists:seq(1, 10)), gen([1, 2])]),
    p("sort", t(fun() -> lists:sort(fun(A, B) -> case {A, B} of {3, _} -> throw(three); {_, 3} -> throw(three); _ -> A =< B end end, [5, 4, 3, 2]) end)),
    p("maps", [t(fun() -> maps:map(fun(K, _) when K > 2 -> throw(K); (_, V) -> V end, #{1 => a, 2 => b, 3 => c}) end), t(fun() -> maps:fold(fun(_, V, A) -> V + A end, 0, #{a => 1, b => x}) end), t(fun() -> maps:update_with(k, fun(_) -> exit(in_fun) end, #{k => 1}) end)]),
    p("deep", t(fun() -> lists:foldr(fun(X, A) -> case X of 9000 -> error({at, X}); _ -> [X | A] end end, [], lists:seq(1, 10000)) end)),
    p("loop", lists:foldl(fun(N, A) -> try case N rem 4 of 0 -> throw(t); 1 -> error(e); 2 -> exit(x); 3 -> n end of n -> A + 1 catch throw:t -> A + 10; error:e -> A + 100; exit:x -> A + 1000 end end, 0, lists:seq(1, 10000))),
    ok.
