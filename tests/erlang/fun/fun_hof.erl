%% Programs made of funs: parser combinators, lazy streams, continuations, memo tables in maps.
-module(fun_hof).
-include("t.hrl").

%% Parsers: string -> [{Value, Rest}].
ret(V) -> fun(S) -> [{V, S}] end.
bind(P, F) -> fun(S) -> [R || {V, S1} <- P(S), R <- (F(V))(S1)] end.
alt(P, Q) -> fun(S) -> case P(S) of [] -> Q(S); R -> R end end.
sat(F) -> fun([C | S]) -> case F(C) of true -> [{C, S}]; false -> [] end; ([]) -> [] end.
char(C) -> sat(fun(X) -> X =:= C end).
many(P) -> fun(S) -> (alt(bind(P, fun(V) -> bind(many(P), fun(Vs) -> ret([V | Vs]) end) end), ret([])))(S) end.
digit() -> sat(fun(C) -> C >= $0 andalso C =< $9 end).
number() -> bind(digit(), fun(D) -> bind(many(digit()), fun(Ds) -> ret(list_to_integer([D | Ds])) end) end).
chainl(P, Op) -> bind(P, fun(X) -> rest(P, Op, X) end).
rest(P, Op, X) -> fun(S) -> (alt(bind(Op, fun(F) -> bind(P, fun(Y) -> rest(P, Op, F(X, Y)) end) end), ret(X)))(S) end.
expr() -> fun(S) -> (chainl(term_(), alt(op($+, fun(A, B) -> A + B end), op($-, fun(A, B) -> A - B end))))(S) end.
term_() -> fun(S) -> (chainl(factor(), alt(op($*, fun(A, B) -> A * B end), op($/, fun(A, B) -> A div B end))))(S) end.
factor() -> fun(S) -> (alt(number(), bind(char($(), fun(_) -> bind(expr(), fun(V) -> bind(char($)), fun(_) -> ret(V) end) end) end)))(S) end.
op(C, F) -> bind(char(C), fun(_) -> ret(F) end).

from(N) -> fun() -> [N | from(N + 1)] end.
take(0, _) -> [];
take(N, S) -> case S() of [X | T] -> [X | take(N - 1, T)]; [] -> [] end.
filter(F, S) -> fun() -> fil(F, S()) end.
fil(F, [X | T]) -> case F(X) of true -> [X | filter(F, T)]; false -> fil(F, T()) end.
map(F, S) -> fun() -> [X | T] = S(), [F(X) | map(F, T)] end.
sieve(S) -> fun() -> [P | T] = S(), [P | sieve(filter(fun(X) -> X rem P =/= 0 end, T))] end.

fib(N, K) when N < 2 -> K(N);
fib(N, K) -> fib(N - 1, fun(A) -> fib(N - 2, fun(B) -> K(A + B) end) end).
memo(N, M) when is_map_key(N, M) -> {maps:get(N, M), M};
memo(N, M) when N < 2 -> {N, M#{N => N}};
memo(N, M) -> {A, M1} = memo(N - 1, M), {B, M2} = memo(N - 2, M1), {A + B, M2#{N => A + B}}.
state(F, L) -> lists:foldl(fun(X, {S, Acc}) -> {V, S2} = F(X, S), {S2, [V | Acc]} end, {0, []}, L).

start() ->
    p("expr", [(expr())(S) || S <- ["1+2*3", "(1+2)*3", "10-4-3", "100/7/2", "2*(3+4)*5-((1))", "x", "1+", "12345678901234567890*98765432109876543210"]]),
    p("stream", take(10, map(fun(X) -> X * X end, filter(fun(X) -> X rem 3 =:= 1 end, from(1))))),
    p("sieve", take(40, sieve(from(2)))),
    p("cps", fib(18, fun(X) -> {done, X} end)),
    p("memo", element(1, memo(200, #{}))),
    p("state", state(fun(X, S) -> {X + S, S + X} end, lists:seq(1, 8))),
    p("pipeline", lists:foldl(fun(F, X) -> F(X) end, lists:seq(1, 20), [fun(L) -> [X || X <- L, X rem 2 =:= 0] end, fun(L) -> lists:map(fun(X) -> X * X end, L) end, fun lists:sum/1, fun integer_to_list/1, fun lists:reverse/1])),
    ok.
