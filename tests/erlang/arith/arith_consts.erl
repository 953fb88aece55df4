%% The same boundaries with constants in the code, in both operand positions.
-module(arith_consts).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt

-define(OPS(C), [X + C, C + X, X - C, C - X, X * C, C * X, X band C, X bor C, X bxor C, t(fun() -> X div C end), t(fun() -> C div X end), t(fun() -> X rem C end), t(fun() -> C rem X end)]).
-define(CMP(C), [X < C, X =< C, X > C, X >= C, X == C, X /= C, X =:= C, X =/= C, C < X]).

all(X) ->
    [?OPS(0), ?OPS(1), ?OPS(-1), ?OPS(127), ?OPS(128), ?OPS(-128), ?OPS(2047), ?OPS(2048), ?OPS(134217727), ?OPS(134217728), ?OPS(-134217728),
     ?OPS(-134217729), ?OPS(2147483647), ?OPS(4294967296), ?OPS(576460752303423487), ?OPS(576460752303423488), ?OPS(-576460752303423488),
     ?OPS(-576460752303423489), ?OPS(9223372036854775807), ?OPS(9223372036854775808), ?OPS(-9223372036854775808), ?OPS(18446744073709551616)].

cmp(X) ->
    [?CMP(0), ?CMP(1), ?CMP(-1), ?CMP(134217727), ?CMP(134217728), ?CMP(-134217729), ?CMP(576460752303423487), ?CMP(576460752303423488),
     ?CMP(9223372036854775807), ?CMP(18446744073709551616), ?CMP(1.0), ?CMP(-0.5), ?CMP(9007199254740993)].

start() ->
    Xs = [0, 1, -1, 2, -2, 7, 134217727, 134217728, -134217728, -134217729, 576460752303423487, 576460752303423488, -576460752303423488,
          -576460752303423489, 9223372036854775807, -9223372036854775808, 1 bsl 70, 1.0, 0.5],
    [begin R = t(fun() -> all(X) end), io:format("~w: ~w~n", [X, R]) end || X <- Xs, is_integer(X)],
    [io:format("~w: ~w~n", [X, cmp(X)]) || X <- Xs],
    ok.
