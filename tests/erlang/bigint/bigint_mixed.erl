%% Bignums with floats and small integers in every operator; results that shrink back.
-module(bigint_mixed).
-include("t.hrl").

ops(A, B) -> [t(fun() -> A + B end), t(fun() -> A - B end), t(fun() -> A * B end), t(fun() -> A / B end), t(fun() -> A div B end), t(fun() -> A rem B end), A < B, A == B, max(A, B)].

start() ->
    Ns = [1, -1, 0, 3, 1 bsl 27, 1 bsl 59, (1 bsl 60) + 1, 1 bsl 64, -(1 bsl 64), (1 bsl 64) - 1, 1 bsl 128, -(1 bsl 127), 0.5, -2.0, 1.0e30, 1.0e-30],
    [p("ops", [A, B | ops(A, B)]) || A <- Ns, B <- [1 bsl 64, -(1 bsl 64), (1 bsl 64) - 1, 1.5]],
    p("shrink", [(1 bsl 64) - (1 bsl 64), (1 bsl 64) - (1 bsl 64) + 5, ((1 bsl 64) + 7) rem (1 bsl 64), ((1 bsl 70) - 1) bxor ((1 bsl 70) - 8), (-(1 bsl 64)) div (1 bsl 5), (1 bsl 64) div (1 bsl 63), (1 bsl 64) bsr 40, (1 bsl 80) band 16#ff, -((-(1 bsl 59))), abs(-(1 bsl 59)), -(1 bsl 59), 0 - (1 bsl 59), -1 * (1 bsl 59)]),
    p("is small again", [X =:= Y || {X, Y} <- [{(1 bsl 64) - ((1 bsl 64) - 7), 7}, {(1 bsl 90) bsr 88, 4}, {(1 bsl 90) div (1 bsl 89), 2}, {-(1 bsl 90) rem 7, -1}]]),
    p("case", [case (1 bsl 64) - ((1 bsl 64) - N) of 0 -> zero; 1 -> one; 134217728 -> edge; _ -> o end || N <- [0, 1, 134217728, 5]]),
    p("key", [maps:get((1 bsl 64) - ((1 bsl 64) - 3), #{3 => three}), lists:nth((1 bsl 70) bsr 69, [a, b]), element((1 bsl 65) div (1 bsl 65), {x})]),
    ok.
