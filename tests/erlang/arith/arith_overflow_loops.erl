%% Accumulators that grow through all representations and back.
-module(arith_overflow_loops).
-include("t.hrl").

up(0, A, _) -> A;
up(N, A, D) -> up(N - 1, A * 3 + D, D).
down(A) when A > -10, A < 10 -> A;
down(A) -> down(A div 3).
fact(0) -> 1;
fact(N) -> N * fact(N - 1).
fib(N) -> fib(N, 0, 1).
fib(0, A, _) -> A;
fib(N, A, B) -> fib(N - 1, B, A + B).
pow(_, 0) -> 1;
pow(X, N) when N rem 2 =:= 1 -> X * pow(X, N - 1);
pow(X, N) -> Y = pow(X, N div 2), Y * Y.
powmod(_, 0, M) -> 1 rem M;
powmod(B, E, M) when E band 1 =:= 1 -> B * powmod(B, E - 1, M) rem M;
powmod(B, E, M) -> powmod(B * B rem M, E bsr 1, M).
gcd(A, 0) -> abs(A);
gcd(A, B) -> gcd(B, A rem B).
isqrt(N) -> isqrt(N, N).
isqrt(N, X) -> case (X + N div X) div 2 of Y when Y >= X -> X; Y -> isqrt(N, Y) end.
collatz(1, N) -> N;
collatz(X, N) when X band 1 =:= 0 -> collatz(X bsr 1, N + 1);
collatz(X, N) -> collatz(3 * X + 1, N + 1).

start() ->
    [p("up", [up(N, S, D) || S <- [1, -1], D <- [1, -2]]) || N <- [16, 17, 18, 24, 30, 36, 37, 38, 39, 40, 41, 60, 100]],
    [p("down", down(up(N, 5, -1))) || N <- [10, 40, 200]],
    p("fact", [fact(N) || N <- [12, 13, 20, 21, 25, 50, 100]]),
    p("fib", [fib(N) || N <- [45, 46, 47, 87, 88, 92, 93, 94, 300]]),
    p("pow", [pow(X, N) || X <- [2, -2, 7, 10, -10], N <- [27, 28, 59, 60, 63, 64, 100]]),
    p("powmod", [powmod(3, 1 bsl 128 + 1, (1 bsl 127) - 1), powmod(2, fact(20), 1000000007), powmod(12345678901234567890, 65537, 98765432109876543211)]),
    p("gcd", [gcd(fact(30), fib(300)), gcd(fact(25), pow(12, 20)), gcd(-(1 bsl 63), 1 bsl 40), gcd(fib(120), fib(90))]),
    p("isqrt", [isqrt(pow(10, N)) || N <- [1, 17, 18, 19, 37, 38, 39, 60]]),
    p("collatz", [collatz(N, 0) || N <- [27, 837799, 670617279, 9780657630, 75128138247, 93571393692802302, 1 bsl 70 - 1]]),
    ok.
