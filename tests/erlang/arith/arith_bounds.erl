%% Integer operators around every boundary where a representation changes.
-module(arith_bounds).
-include("t.hrl").

edges() -> [S * (1 bsl K) + D || K <- [27, 28, 31, 32, 58, 59, 60, 62, 63, 64], S <- [1, -1], D <- [-1, 0, 1]].

start() ->
    Es = edges(),
    [io:format("~w: ~w~n", [A, [A + 1, A - 1, A * 2, A * -1, -A, abs(A), A div 3, A rem 3, A div -7, A rem -7, A bsl 1, A bsr 1, bnot A]]) || A <- Es],
    [io:format("~w ~w: ~w~n", [A, B, [A + B, A - B, A * B, A div B, A rem B, A band B, A bor B, A bxor B]]) ||
        A <- Es, B <- [1 bsl 27, 1 bsl 59, -(1 bsl 59), (1 bsl 63) - 1, -(1 bsl 63), -1]],
    [io:format("~w ~w~n", [A, [A < B || B <- Es]]) || A <- Es],
    ok.
