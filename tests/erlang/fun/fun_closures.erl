%% Closures: free variables of every number, nesting, recursion, escape, identity, many at once.
-module(fun_closures).
-include("t.hrl").
%% erlc: +no_copt

adder(N) -> fun(X) -> X + N end.
comp(F, G) -> fun(X) -> F(G(X)) end.
curry(F) -> fun(A) -> fun(B) -> fun(C) -> F(A, B, C) end end end.
many(A, B, C, D, E, F, G, H, I, J) -> fun(X) -> [X, A, B, C, D, E, F, G, H, I, J] end.
counter(N) -> fun() -> {N, counter(N + 1)} end.
take(0, _) -> [];
take(K, F) -> {N, F2} = F(), [N | take(K - 1, F2)].
fact() -> fun F(0) -> 1; F(N) -> N * F(N - 1) end.
mutual() -> E = fun E(0, _) -> even; E(N, O) -> O(N - 1, E) end, O = fun O(0, _) -> odd; O(N, Ev) -> Ev(N - 1, O) end, [E(N, O) || N <- [0, 1, 10, 11, 1001]].
church(0) -> fun(_) -> fun(X) -> X end end;
church(N) -> P = church(N - 1), fun(F) -> fun(X) -> F((P(F))(X)) end end.
ycomb(F) -> (fun(X) -> X(X) end)(fun(X) -> F(fun(Y) -> (X(X))(Y) end) end).
shadow(X) -> F = fun(X) -> X * 2 end, {X, F(5), fun(Y) -> X + Y end(3)}.
guarded() -> fun(X) when is_integer(X), X > 10 -> big; (X) when is_list(X) -> {list, length(X)}; ([]) -> never; (X) -> X end.

start() ->
    A5 = adder(5), A7 = adder(7),
    p("adders", [A5(1), A7(1), (comp(A5, A7))(0), (comp(fun erlang:abs/1, A5))(-50)]),
    p("curry", (((curry(fun(A, B, C) -> {A, B, C} end))(1))(2))(3)),
    p("many", (many(1, 2.5, a, "s", <<"b">>, {t}, #{}, [], 1 bsl 80, fun erlang:abs/1))(x)),
    p("counter", take(6, counter(1 bsl 59 - 3))),
    p("fact", [(fact())(N) || N <- [0, 5, 25]]),
    p("mutual", mutual()),
    p("church", [((church(N))(fun(X) -> X + 1 end))(0) || N <- [0, 1, 10]]),
    p("y", (ycomb(fun(R) -> fun(0) -> 1; (N) -> N * R(N - 1) end end))(10)),
    p("shadow", shadow(100)),
    p("guarded", [(guarded())(X) || X <- [11, 5, [], "ab", a, 10.5]]),
    Fs = [fun(X) -> X * N end || N <- lists:seq(1, 5000)],
    erlang:garbage_collect(),
    p("many funs", lists:sum([F(2) || F <- Fs])),
    p("chain", (lists:foldl(fun(N, F) -> fun(X) -> F(X) + N end end, fun(X) -> X end, lists:seq(1, 10000)))(0)),
    p("equal", [adder(5) =:= A5, A5 =:= A7, A5 == A5, A5 < A7, lists:usort([A5, A7, adder(5)]) =:= [A5, A7], maps:get(adder(7), #{A7 => x})]),
    p("is", [is_function(A5), is_function(A5, 1), is_function(A5, 2), is_function(a), is_function({lists, map}, 2), is_function(fun erlang:abs/1, 1), t(fun() -> is_function(A5, id(-1)) end), t(fun() -> is_function(A5, id(a)) end)]),
    ok.
