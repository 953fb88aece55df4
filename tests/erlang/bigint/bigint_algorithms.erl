%% Real uses of bignums: digits of pi and e, RSA, Lucas-Lehmer, Karatsuba against the operator.
-module(bigint_algorithms).
-include("t.hrl").

pi(N) -> Unity = pow(10, N + 10), (4 * (4 * arccot(5, Unity) - arccot(239, Unity))) div pow(10, 10).
arccot(X, Unity) -> T = Unity div X, arccot(X * X, T, T, 3, -1).
arccot(_, S, 0, _, _) -> S;
arccot(X2, S, T, N, Sign) -> T1 = T div X2, arccot(X2, S + Sign * (T1 div N), T1, N + 2, -Sign).
pow(_, 0) -> 1;
pow(B, N) when N band 1 =:= 0 -> X = pow(B, N bsr 1), X * X;
pow(B, N) -> B * pow(B, N - 1).
e(N) -> U = pow(10, N + 5), e(1, U, U) div pow(10, 5).
e(_, 0, A) -> A;
e(K, T, A) -> T1 = T div K, e(K + 1, T1, A + T1).
modexp(_, 0, _) -> 1;
modexp(B, E, M) -> R = modexp(B * B rem M, E bsr 1, M), case E band 1 of 1 -> R * B rem M; 0 -> R end.
egcd(A, 0) -> {A, 1, 0};
egcd(A, B) -> {G, X, Y} = egcd(B, A rem B), {G, Y, X - (A div B) * Y}.
ll(P) -> M = (1 bsl P) - 1, ll(P - 2, 4, M).
ll(0, S, _) -> S =:= 0;
ll(N, S, M) -> ll(N - 1, (S * S - 2) rem M, M).
kara(X, Y) when X < 1 bsl 60; Y < 1 bsl 60 -> X * Y;
kara(X, Y) ->
    K = bits(max(X, Y)) div 2, M = (1 bsl K) - 1,
    X0 = X band M, X1 = X bsr K, Y0 = Y band M, Y1 = Y bsr K,
    A = kara(X1, Y1), B = kara(X0, Y0), C = kara(X0 + X1, Y0 + Y1) - A - B,
    (A bsl (2 * K)) + (C bsl K) + B.
bits(0) -> 0;
bits(N) -> 1 + bits(N bsr 1).

start() ->
    io:format("~w~n~w~n", [pi(300), e(300)]),
    P = 170141183460469231731687303715884105727, Q = 162259276829213363391578010288127,
    N = P * Q, Phi = (P - 1) * (Q - 1), E = 65537,
    {1, D0, _} = egcd(E, Phi),
    D = ((D0 rem Phi) + Phi) rem Phi,
    Msg = 123456789123456789123456789123456789,
    Enc = modexp(Msg, E, N),
    p("rsa", {Enc, modexp(Enc, D, N) =:= Msg}),
    p("mersenne", [X || X <- [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 61, 67, 89, 107, 127, 131, 521, 523], ll(X)]),
    A = pow(7, 900) + 12345, B = pow(11, 700) - 99,
    p("karatsuba", {kara(A, B) =:= A * B, kara(A, A) =:= A * A, ck(integer_to_list(A * B))}),
    p("perfect", [(1 bsl (X - 1)) * ((1 bsl X) - 1) || X <- [2, 31, 61, 89]]),
    ok.
