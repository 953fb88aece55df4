%% min, max, abs, sign changes and comparison of mixed operands.
-module(arith_minmax).
-include("t.hrl").

start() ->
    Vs = [0, 0.0, -0.0, 1, 1.0, -1, 1 bsl 59, -(1 bsl 59), 1 bsl 64, float(1 bsl 64), (1 bsl 64) + 1, a, [], {}, <<>>, "a", 1.0e300, -1.0e300],
    [io:format("~0p ~0p: ~0p ~0p~n", [A, B, min(A, B), max(A, B)]) || A <- Vs, B <- Vs],
    [io:format("~0p ~0p~n", [A, [t(fun() -> abs(A) end), t(fun() -> -A end), t(fun() -> +A end)]]) || A <- Vs, A /= 0 orelse is_integer(A)],
    [io:format("~w ", [case min(A, B) =:= A andalso max(A, B) > 0 of true -> y; _ -> n end]) || A <- Vs, B <- Vs],
    io:nl().
