%% Comparing terms that share structure with themselves: exponential if done carelessly only in size.
-module(compare_shared).
-include("t.hrl").

dag(0, X) -> X;
dag(N, X) -> dag(N - 1, {X, X}).
ldag(0, X) -> X;
ldag(N, X) -> ldag(N - 1, [X | X]).

start() ->
    A = dag(16, a), B = dag(16, a), C = dag(16, b),
    p("dag", [A =:= A, A =:= B, A < C, A == C, A =:= setelement(1, B, element(2, B))]),
    L = ldag(16, []), M = ldag(16, []), p("list dag", [L =:= M, L == M, L < [L]]),
    T = {A, L, A, L}, erlang:garbage_collect(), p("gc", [element(1, T) =:= element(3, T), T =:= {B, M, B, M}]),
    p("key", [maps:get(dag(10, a), #{dag(10, a) => found}), maps:get(dag(10, b), #{dag(10, a) => found}, none), lists:member(dag(8, x), [dag(7, x), dag(8, x)])]),
    Big = dag(40, z), p("identical without walking", [Big =:= Big, element(1, Big) =:= element(2, Big)]),
    Big2 = {Big, Big, 1}, p("inside", [Big2 =:= Big2]) ,
    ok.
