%% Order and equality of integers of different sizes, and of integers against floats.
-module(bigint_compare).
-include("t.hrl").

c(A, B) -> if A < B -> '<'; A == B andalso A =:= B -> '='; A == B -> '~'; A > B -> '>' end.

start() ->
    Is = lists:usort([S * ((1 bsl K) + D) || K <- [0, 52, 53, 54, 59, 62, 63, 64, 100, 127, 128, 1023], D <- [-1, 0, 1], S <- [1, -1]]),
    io:format("~w~n", [length(Is)]),
    [io:format("~s~n", [[atom_to_list(c(A, B)) || B <- Is]]) || A <- Is],
    Fs = [0.0, -0.0, 0.5, 1.0, -1.0, 9007199254740992.0, 9007199254740994.0, 4503599627370496.5, float(1 bsl 59), float(1 bsl 63), -float(1 bsl 63), float(1 bsl 64), 1.8446744073709556e19, float(1 bsl 127), 1.0e308, -1.0e308, 1.7976931348623157e308, 5.0e-324],
    [io:format("~w ~s ~s~n", [F, [atom_to_list(c(F, B)) || B <- Is], [atom_to_list(c(B, F)) || B <- Is]]) || F <- Fs],
    Big = 1 bsl 2000,
    p("huge", [c(Big, 1.7976931348623157e308), c(-Big, -1.7976931348623157e308), c(1.0, Big), c(Big, Big + 1), c(Big, -Big), Big == Big + 0, Big =:= (Big * 3) div 3]),
    ts("float of huge", [fun() -> float(Big) end, fun() -> Big / 2 end, fun() -> Big / Big end, fun() -> 1 / Big end, fun() -> Big + 1.0 end, fun() -> float((1 bsl 1024) - 1) end, fun() -> float((1 bsl 1024) - (1 bsl 970)) end, fun() -> float((1 bsl 1023) * 2 - (1 bsl 971)) end]),
    p("sort", [X || X <- lists:sort(Is ++ [1.5, -2.5, float(1 bsl 70)]), X > 1 bsl 60, X < 1 bsl 110]),
    ok.
