%% try, catch and after nested in each other in all orders; what is printed is the order of events.
-module(exception_nesting).
-include("t.hrl").
%% erlc: +no_copt
%% erlc: +no_ssa_opt

ev(X) -> put(ev, [X | get(ev)]), X.
run(F) -> put(ev, []), R = t(F), {R, lists:reverse(get(ev))}.
fail(throw, X) -> throw(X);
fail(error, X) -> error(X);
fail(exit, X) -> exit(X);
fail(none, X) -> X.

one(C) -> try ev(fail(C, a)) of V -> ev({of_, V}) catch throw:T -> ev({t, T}); error:E -> ev({e, E}) after ev(after_) end.
two(C, D) -> try try ev(body), fail(C, x) after ev(inner), fail(D, y) end catch K:V -> ev({K, V}) after ev(outer) end.
three(C, D, E) -> try fail(C, 1), ev(ok1) catch K:V -> ev({K, V}), try fail(D, 2), ev(ok2) catch K2:V2 -> ev({K2, V2, V}), fail(E, 3) after ev(a2) end after ev(a1) end.
oferr(C) -> try ev(in) of in -> fail(C, from_of) catch _:_ -> ev(not_here) after ev(a) end.
old(C) -> case catch fail(C, v) of {'EXIT', {R, S}} when is_list(S) -> {exit_err, R}; {'EXIT', R} -> {exit_, R}; V -> {val, V} end.
oldnest(C) -> catch ev([catch fail(C, 1), (catch fail(throw, catch fail(C, 2)))]) =:= z.
loop(0) -> done;
loop(N) -> try case N rem 3 of 0 -> throw(N); 1 -> error(N); 2 -> N end of X -> ev(X), loop(N - 1) catch throw:T -> ev({t, T}), loop(N - 1); error:T -> ev({e, T}), loop(N - 1) end.
deep(0, C) -> fail(C, bottom);
deep(N, C) -> try deep(N - 1, C) after put(cnt, get(cnt) + 1) end.
deepc(0, C) -> fail(C, bottom);
deepc(N, C) -> try deepc(N - 1, C) catch throw:{n, M} -> throw({n, M + 1}); throw:bottom -> throw({n, 1}) end.
vars(X) -> Y = X + 1, Z = try Y * id(2) of V when V > 10 -> W = V - Y, {big, W}; V -> {small, V} catch error:badarith -> {bad, X, Y} end, {X, Y, Z}.
pat(F) -> try F() catch error:{badmatch, V} -> {bm, V}; error:{case_clause, V} -> {cc, V}; error:if_clause -> ic; error:function_clause -> fc; error:{badkey, K} -> {bk, K}; error:{try_clause, V} -> {tc, V}; error:undef -> ud; throw:{a, [B | _]} when B > 1 -> {ta, B}; throw:X -> {t, X} end.

start() ->
    Cs = [throw, error, exit, none],
    [p("one", run(fun() -> one(C) end)) || C <- Cs],
    [p("two", run(fun() -> two(C, D) end)) || C <- Cs, D <- Cs],
    [p("three", run(fun() -> three(C, D, E) end)) || C <- Cs, D <- Cs, E <- Cs],
    [p("oferr", run(fun() -> oferr(C) end)) || C <- Cs],
    [p("old", run(fun() -> old(C) end)) || C <- Cs],
    [p("oldnest", element(1, run(fun() -> oldnest(C) end))) || C <- [throw, exit, none]],
    p("loop", run(fun() -> loop(12) end)),
    [begin put(cnt, 0), p("deep", [t(fun() -> deep(1000, C) end), get(cnt)]) end || C <- Cs],
    [p("deepc", t(fun() -> deepc(500, C) end)) || C <- Cs],
    p("vars", [vars(X) || X <- [1, 10]] ++ [t(fun() -> vars(a) end)]),
    p("pat", [pat(F) || F <- [fun() -> {a} = id(b) end, fun() -> case id(1) of 2 -> a end end, fun() -> if is_atom(hd([1])) -> a end end, fun() -> map_get(k, id(#{})) end, fun() -> try id(1) of 2 -> a catch _:_ -> b end end, fun() -> no:no() end, fun() -> throw({a, [2]}) end, fun() -> throw({a, [1]}) end, fun() -> fail(nope, 1) end, fun() -> fine end]]),
    ok.
