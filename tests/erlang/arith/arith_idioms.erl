%% Algorithms made of integer arithmetic: sieve, n-queens, primality, calendars, checksums.
-module(arith_idioms).
-include("t.hrl").

sieve([P | Xs]) when P * P =< 2000 -> [P | sieve([X || X <- Xs, X rem P =/= 0])];
sieve(Xs) -> Xs.
queens(N) -> q(N, N, []).
q(_, 0, _) -> 1;
q(N, K, Qs) -> lists:sum([q(N, K - 1, [C | Qs]) || C <- lists:seq(1, N), safe(C, 1, Qs)]).
safe(_, _, []) -> true;
safe(C, D, [Q | Qs]) -> Q =/= C andalso abs(Q - C) =/= D andalso safe(C, D + 1, Qs).
adler(L) -> {A, B} = lists:foldl(fun(X, {A, B}) -> A1 = (A + X) rem 65521, {A1, (B + A1) rem 65521} end, {1, 0}, L), B bsl 16 bor A.
crc(L) -> lists:foldl(fun(X, C) -> crc1(C bxor X, 8) end, 16#ffffffff, L) bxor 16#ffffffff.
crc1(C, 0) -> C;
crc1(C, N) when C band 1 =:= 1 -> crc1((C bsr 1) bxor 16#edb88320, N - 1);
crc1(C, N) -> crc1(C bsr 1, N - 1).
ack(0, N) -> N + 1;
ack(M, 0) -> ack(M - 1, 1);
ack(M, N) -> ack(M - 1, ack(M, N - 1)).
tak(X, Y, Z) when Y >= X -> Z;
tak(X, Y, Z) -> tak(tak(X - 1, Y, Z), tak(Y - 1, Z, X), tak(Z - 1, X, Y)).
hanoi(0, _, _, _) -> 0;
hanoi(N, A, B, C) -> hanoi(N - 1, A, C, B) + 1 + hanoi(N - 1, C, B, A).
digits(N, B) when N < B -> [N];
digits(N, B) -> [N rem B | digits(N div B, B)].
rot(X, N) -> ((X bsl N) bor (X bsr (32 - N))) band 16#ffffffff.
xorshift(X0) -> X1 = X0 bxor (X0 bsl 13 band 16#ffffffffffffffff), X2 = X1 bxor (X1 bsr 7), X2 bxor (X2 bsl 17 band 16#ffffffffffffffff).
leap(Y) -> (Y rem 4 =:= 0 andalso Y rem 100 =/= 0) orelse Y rem 400 =:= 0.

start() ->
    Ps = sieve(lists:seq(2, 2000)),
    p("primes", {length(Ps), lists:last(Ps), lists:sum(Ps)}),
    p("queens", [queens(N) || N <- lists:seq(1, 7)]),
    p("adler", [adler("Wikipedia"), adler([]), adler(lists:duplicate(3000, 255))]),
    p("crc", [crc("123456789"), crc([]), crc(lists:seq(0, 255))]),
    p("ack", [ack(M, N) || M <- [0, 1, 2], N <- [0, 3, 7]] ++ [ack(3, 4)]),
    p("tak", tak(12, 8, 4)),
    p("hanoi", [hanoi(N, a, b, c) || N <- [1, 5, 12]]),
    p("digits", [digits(1 bsl 80, B) || B <- [2, 10, 1000, 65536, 1 bsl 32]]),
    p("rot", [rot(16#80000001, N) || N <- [0, 1, 4, 31, 32]]),
    p("xorshift", element(1, lists:foldl(fun(_, {X, S}) -> {xorshift(X), S + X} end, {88172645463325252, 0}, lists:seq(1, 500)))),
    p("leap", length([Y || Y <- lists:seq(1, 2400), leap(Y)])),
    ok.
