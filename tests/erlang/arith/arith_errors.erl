%% Every arithmetic operator with operands of every wrong kind.
-module(arith_errors).
-include("t.hrl").

start() ->
    Vals = [a, [], [1], {1}, <<1>>, #{}, fun start/0, 0, 0.0, 1, 1 bsl 70],
    Two = [{plus, fun(A, B) -> A + B end}, {minus, fun(A, B) -> A - B end}, {times, fun(A, B) -> A * B end}, {fdiv, fun(A, B) -> A / B end},
           {idiv, fun(A, B) -> A div B end}, {irem, fun(A, B) -> A rem B end}, {bitand, fun(A, B) -> A band B end}, {bitor, fun(A, B) -> A bor B end},
           {bitxor, fun(A, B) -> A bxor B end}, {shl, fun(A, B) -> A bsl B end}, {shr, fun(A, B) -> A bsr B end},
           {land, fun(A, B) -> A and B end}, {lor, fun(A, B) -> A or B end}, {lxor, fun(A, B) -> A xor B end}],
    One = [{neg, fun(A) -> -A end}, {pos, fun(A) -> +A end}, {bitnot, fun(A) -> bnot A end}, {lnot, fun(A) -> not A end}, {abs, fun(A) -> abs(A) end},
           {round, fun(A) -> round(A) end}, {trunc, fun(A) -> trunc(A) end}, {floor, fun(A) -> floor(A) end}, {ceil, fun(A) -> ceil(A) end},
           {float, fun(A) -> float(A) end}],
    Skip = fun(N, B) -> (N =:= shl orelse N =:= shr) andalso B =:= (1 bsl 70) end,
    [io:format("~w ~0p: ~0p~n", [N, B, [t(fun() -> F(A, B) end) || A <- Vals]]) || {N, F} <- Two, B <- Vals, not Skip(N, B)],
    [io:format("~w: ~0p~n", [N, [t(fun() -> F(A) end) || A <- Vals]]) || {N, F} <- One],
    [io:format("~0p~n", [t(fun() -> F(true, X) end)]) || {N, F} <- Two, lists:member(N, [land, lor, lxor]), X <- [true, false, 1]],
    ts("shift", [fun() -> id(1) bsr (1 bsl 70) end, fun() -> id(-1) bsr (1 bsl 70) end, fun() -> id(0) bsl (1 bsl 70) end, fun() -> id(5) bsl -(1 bsl 70) end,
                 fun() -> id(-5) bsr 64 end, fun() -> id(5) bsl -3 end, fun() -> id(5) bsr -64 end, fun() -> (id(1) bsl 200) bsr 199 end, fun() -> id(-1) bsr 200 end]),
    ok.
