%% Two's complement of unbounded width: every operator against a model made of bits.
-module(bigint_bits).
-include("t.hrl").

%% The model: a list of K bits, lowest first, sign extended.
to_bits(N, K) -> [(N bsr I) band 1 || I <- lists:seq(0, K - 1)].
from_bits(L) -> {V, _} = lists:foldl(fun(B, {V, W}) -> {V + B * W, W * 2} end, {0, 1}, L), K = length(L), case lists:last(L) of 1 -> V - (1 bsl K); 0 -> V end.
op(F, A, B, K) -> from_bits([F(X, Y) || {X, Y} <- lists:zip(to_bits(A, K), to_bits(B, K))]).

start() ->
    Vs = [0, 1, -1, 5, -6, 1 bsl 59, -(1 bsl 59) - 1, (1 bsl 64) - 1, -(1 bsl 64), -(1 bsl 64) - 1, 1 bsl 65, -(1 bsl 128), (1 bsl 127) + 12345, -(1 bsl 127) - 98765, 16#aaaaaaaaaaaaaaaaaaaaaaaa, -16#5555555555555555555555555],
    [begin
         And = A band B, Or = A bor B, Xor = A bxor B,
         And = op(fun(X, Y) -> X * Y end, A, B, 140),
         Or = op(fun(X, Y) -> max(X, Y) end, A, B, 140),
         Xor = op(fun(X, Y) -> (X + Y) rem 2 end, A, B, 140),
         io:format("~w ~w ~w~n", [And, Or, Xor])
     end || A <- Vs, B <- Vs, A =< B],
    [io:format("~w: ~w~n", [A, [A bsr K || K <- [1, 31, 32, 33, 59, 60, 63, 64, 65, 127, 128, 129]]]) || A <- Vs],
    [io:format("~w: ~w~n", [A, [ck(integer_to_list(A bsl K, 16)) || K <- [0, 1, 4, 27, 28, 31, 32, 33, 59, 60, 63, 64, 65, 200]]]) || A <- Vs],
    ok.
