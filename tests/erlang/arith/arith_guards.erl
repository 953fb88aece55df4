%% Arithmetic in guards: errors make the guard fail, whichever alternative is next goes on.
-module(arith_guards).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_bool_opt

g1(A, B) when A + B > 10 -> big;
g1(A, B) when A - B < 0 -> less;
g1(A, _) when is_number(A) -> number;
g1(_, _) -> other.

g2(A, B) when A div B =:= 0; A rem B =:= 1 -> small;
g2(A, B) when A band B =/= 0 orelse A bsl 1 =:= 6 -> bits;
g2(A, B) when abs(A) == abs(B), round(A) =:= round(B) -> same;
g2(A, _) when trunc(A) > 1 bsl 60 -> huge;
g2(_, _) -> none.

g3(X) when X * X =:= 1 bsl 62 -> a;
g3(X) when X * X * X > 1 bsl 180 -> b;
g3(X) when -X > 5, bnot X > 0 -> c;
g3(X) when float(X) =:= X -> d;
g3(X) when X / 2 == 1 -> e;
g3(X) when not (X > 0 andalso X < 10) -> f;
g3(X) when hd(X) + length(X) > 3 -> g;
g3(_) -> z.

start() ->
    Vs = [0, 1, -1, 3, 6, 11, 1 bsl 31, -(1 bsl 31), 1 bsl 62, 1.5, -2.5, 2, a, [1, 2, 3], "ab", [a | b], {}],
    [io:format("~0p ~0p ~w ~w~n", [A, B, g1(A, B), g2(A, B)]) || A <- Vs, B <- [0, 1, 3, -3, 2.0, x, 1 bsl 61]],
    [io:format("~0p ~w~n", [X, g3(X)]) || X <- Vs ++ [1 bsl 61, -9, 2.0]],
    ok.
