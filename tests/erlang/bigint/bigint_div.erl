%% Long division: quotient digits that are estimated too high, exact and off-by-one cases.
-module(bigint_div).
-include("t.hrl").

check(A, B) ->
    Q = A div B, R = A rem B,
    A = Q * B + R,
    true = abs(R) < abs(B),
    (Q bxor (R * 3)) rem 1000003.

start() ->
    B32 = 1 bsl 32, B64 = 1 bsl 64,
    Pairs = [{(B64 - 1) * B64 * B64 + (B64 - 1), (B64 - 1) * B64 + (B64 - 1)}, {B64 * B64 * B64, B64 * B64 - 1}, {B64 * B64 * B64 - 1, B64 * B64 - 1},
             {(B32 - 1) * B32 * B32 + (B32 - 1), (B32 - 1) * B32 + (B32 - 1)}, {B32 * B32 * B32, B32 * B32 - 1}, {(1 bsl 127), (1 bsl 63) + 1},
             {(1 bsl 128) - 1, (1 bsl 64) - 1}, {(1 bsl 128) - 1, (1 bsl 64) + 1}, {16#7fffffff800000010000000000000000, 16#800000008000000200000005},
             {16#800000000000000000000003, 16#200000000000000000000001}, {16#fffffffe00000000ffffffff80000000, 16#ffffffff80000001}, {1 bsl 192, (1 bsl 96) - 1},
             {(1 bsl 192) - (1 bsl 96), (1 bsl 96) - 1}, {1 bsl 64, 1 bsl 63}, {-(1 bsl 63), -1}, {-(1 bsl 59), -1}, {1 bsl 64, -1}, {(1 bsl 64) - 1, 1 bsl 64}],
    [io:format("~w~n", [[check(A, B), check(-A, B), check(A, -B), check(-A, -B), check(A - 1, B), check(A + 1, B)]]) || {A, B} <- Pairs],
    N = lists:foldl(fun(I, A) -> A * 1000003 + I * 7919 end, 1, lists:seq(1, 200)),
    p("sizes", [check(N, (1 bsl K) + D) || K <- [3, 15, 16, 17, 31, 32, 33, 47, 58, 59, 60, 61, 63, 64, 65, 95, 96, 97, 127, 128, 129, 190, 1000, 3000, 3990, 4000], D <- [-1, 1, 3]]),
    p("chain", lists:foldl(fun(D, A) -> A div D + D end, N, lists:seq(3, 120))),
    p("rem chain", lists:foldl(fun(D, A) -> (A * 31337) rem D end, N, [(1 bsl K) - 5 || K <- lists:seq(70, 300, 10)])),
    ts("zero", [fun() -> N div id(0) end, fun() -> N rem id(0) end, fun() -> id(0) div N end, fun() -> id(-1) div N end, fun() -> id(-1) rem N =:= -1 end]),
    ok.
