%% Arithmetic the type optimiser knows ranges of: unsafe to trust without checks where it is wrong.
-module(arith_typed).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt
%% erlc: +no_copt
%% erlc: +inline

loop(N, Max, A) when is_integer(N), N >= 0, N < Max -> loop(N + 1, Max, A + N * N);
loop(_, _, A) -> A.
byte(<<B, R/binary>>, H) -> byte(R, (H * 33 + B) band 16#ffffffff);
byte(<<>>, H) -> H.
mask(X) -> (X band 255) bsl 4 + (X band 15).
clamp(X) when X < 0 -> 0;
clamp(X) when X > 255 -> 255;
clamp(X) -> X.
pair(X) when is_integer(X), 0 =< X, X =< 100 -> {X + 1, X - 101, X * X, X bsl 50, X bsl 60, -X, X div 7, X rem 7, X / 4};
pair(X) -> X.
cond1(X) -> Y = X band 7, Z = Y * 3, if Z > 20 -> big; Z =:= 9 -> nine; true -> Z end.
tsz(T) -> tuple_size(T) * 2 - 1.
fnv(<<B, R/binary>>, H) -> fnv(R, ((H bxor B) * 1099511628211) band 16#ffffffffffffffff);
fnv(<<>>, H) -> H.
mix(A, B) when is_integer(A), is_float(B) -> {A + B, A * B, A - B, B / (A + 1), A < B};
mix(A, B) -> {B, A}.

start() ->
    p("loop", [loop(0, N, 0) || N <- [0, 10, 1000, 20000]]),
    p("loop big", loop(0, 100, 1 bsl 59 - 1000)),
    p("byte", byte(list_to_binary(lists:seq(0, 255)), 5381)),
    p("mask", [mask(X) || X <- [0, 1, -1, 16#12345678, 1 bsl 70 + 171, -(1 bsl 64) + 9]]),
    p("clamp", [clamp(X) || X <- [-1, 0, 1.5, 255, 256, a, 1 bsl 80]]),
    p("pair", [pair(X) || X <- [0, 1, 99, 100, 101, -1, x]]),
    p("cond", [cond1(X) || X <- lists:seq(-3, 9) ++ [1 bsl 64 + 3]]),
    p("tsz", [tsz(list_to_tuple(lists:seq(1, N))) || N <- [0, 1, 255, 300]]),
    p("fnv", [fnv(<<"hello">>, 14695981039346656037), fnv(<<>>, 14695981039346656037), fnv(list_to_binary(lists:seq(0, 255)), 14695981039346656037)]),
    p("mix", [mix(A, B) || A <- [1, 1 bsl 70, 2.0], B <- [0.5, 1.0e20, 3]]),
    ok.
