%% Guards that fail inside: only that alternative is lost; the other clauses still count.
-module(guard_errors).
-include("t.hrl").
%% erlc: +no_bool_opt
%% erlc: +no_type_opt

a(X) when hd(X) > 0; is_atom(X) -> 1;
a(X) when element(1, X) =:= y; length(X) =:= 0 -> 2;
a(X) when X + 1 > 5; X =:= 1 -> 3;
a(X) when not is_list(X), tuple_size(X) > 2 -> 4;
a(_) -> 5.
b(X, Y) when X div Y > 1, Y =/= 7 orelse X =:= 70 -> q;
b(X, Y) when Y == 0; X / Y < 0 -> w;
b(X, _) when map_get(k, X) > 1 -> e;
b(_, Y) when map_get(Y, #{a => 1}) =:= 1 -> r;
b(_, _) -> t.
c(X) -> if hd(X) =:= a -> hd; tl(X) =:= [] -> tl; X > 5 -> gt; true -> no end.
d(X) -> case X of {A, B} when A > B, hd(B) =:= 1 -> one; {A, B} when A < B -> two; {A, _} when A -> three; [_ | T] when length(T) > 1 -> four; Y when Y == 1 -> five; _ -> six end.
e(L) -> [X || X <- L, X > 1, X rem 2 =:= 0].
f(L) -> [X || X <- L, (is_integer(X) andalso X rem 2 =:= 0) orelse X =:= a].
g(X) when X; not X -> bool;
g(X) when (X =:= 1) or (X =:= 2) -> low;
g(X) when (X > 1) and (element(1, X) =:= 1) -> tup;
g(X) when (is_tuple(X) andalso element(2, X)) or true -> always;
g(_) -> never.
h(A, B) when (A > 0) and ((B > 0) or (hd(B) > 0)) -> x;
h(A, B) when (A > 0) andalso ((B > 100) orelse (hd(B) > 0)) -> y;
h(_, _) -> z.

start() ->
    p("a", [a(X) || X <- [[1], [-1], [], at, {y}, {z}, {1, 2, 3}, 5, 1, 0, [a | b], "", 1.5, <<>>, #{}]]),
    p("b", [b(X, Y) || X <- [10, 1, 70, -3, #{k => 2}, #{k => 0}, a, 1.0], Y <- [1, 7, 0, a, 0.0, 2]]),
    p("c", [c(X) || X <- [[a], [b], [b, c], 6, 5, a, {}, []]]),
    p("d", [d(X) || X <- [{2, 1}, {[2], [1]}, {1, 2}, {true, false}, {b, a}, [1, 2, 3], [1, 2], [1, 2 | 3], 1, 1.0, 2]]),
    p("e", e([1, 2, a, 4, {}, 3, [], 6.0, 8])),
    p("f", f([1, 2, a, 4, b, 3.0])),
    p("g", [g(X) || X <- [true, false, 1, 2, {1}, {2, true}, {2, x}, 3, a]]),
    p("h", [h(A, B) || A <- [1, 0, a], B <- [1, 0, [1], [0], []]]),
    ok.
