%% Bignums of every size of a few digits: construction, text, bytes and back.
-module(bigint_sizes).
-include("t.hrl").

start() ->
    [begin
         A = (1 bsl K) - 1, B = -(1 bsl K),
         {_, L} = {A, integer_to_list(A)},
         true = list_to_integer(L) =:= A,
         true = list_to_integer(integer_to_list(B, 36), 36) =:= B,
         true = binary_to_integer(integer_to_binary(B)) =:= B,
         true = (A + 1) bsr K =:= 1,
         true = B bsr (K + 3) =:= -1,
         true = A band B =:= 0,
         true = A bor B =:= -1,
         true = A bxor B =:= -1,
         true = bnot A =:= B,
         <<C:(K + 1)/signed>> = <<A:(K + 1)/signed>>,
         true = (C =:= A),
         <<D:(K + 1)/signed-little>> = <<B:(K + 1)/signed-little>>,
         true = (D =:= B),
         io:format("~w ~w ~w ~w~n", [K, length(L), ck(L), ck(integer_to_list(B, 16))])
     end || K <- lists:seq(1, 140) ++ [255, 256, 257, 511, 512, 1000, 1023, 1024, 2048, 4095, 4096, 4097]],
    ok.
