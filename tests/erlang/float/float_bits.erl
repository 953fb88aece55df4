%% The bits of floats of 16, 32 and 64 bits through the bit syntax; no infinity or NaN gets in.
-module(float_bits).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r24

start() ->
    Fs = [0.0, -0.0, 1.0, -2.5, 0.1, 65504.0, 65503.9, 5.960464477539063e-8, 6.103515625e-5, 1.0e-8, 3.4028234663852886e38, 3.4028235e38, 1.401298464324817e-45, 1.0e-46, 1.17549435e-38, 1.7976931348623157e308, 5.0e-324, 3.14159],
    [io:format("~w ~w ~w ~w~n", [F, <<F/float>>, <<F:32/float-little>>, t(fun() -> <<F:16/float>> end)]) || F <- Fs, abs(F) < 3.5e38],
    [io:format("~w ~0p~n", [F, t(fun() -> <<F:S/float>> end)]) || F <- [65520.0, 65519.9, 1.0e39, -1.0e39, 1 bsl 200, 1 bsl 1100, a], S <- [16, 32, 64]],
    [io:format("~w ~w~n", [B, case B of <<X:16/float>> -> X; _ -> no end]) || B <- [<<16#7c00:16>>, <<16#fc00:16>>, <<16#7e00:16>>, <<16#7bff:16>>, <<1:16>>, <<16#8000:16>>, <<16#3c01:16>>, <<16#03ff:16>>, <<16#0400:16>>]],
    [io:format("~w ~w~n", [B, case B of <<X:32/float>> -> X; _ -> no end]) || B <- [<<16#7f800000:32>>, <<16#ff800000:32>>, <<16#7fc00000:32>>, <<16#7f7fffff:32>>, <<1:32>>, <<16#80000000:32>>, <<16#007fffff:32>>]],
    [io:format("~w ~w~n", [B, case B of <<X/float>> -> X; <<X/float-little>> -> {little, X}; _ -> no end]) || B <- [<<16#7ff0000000000000:64>>, <<16#fff0000000000000:64>>, <<16#7ff8000000000001:64>>, <<16#7fefffffffffffff:64>>, <<1:64>>, <<16#8000000000000000:64>>]],
    [begin
         <<_:P, X:64/float, Y:32/float-little, Z:16/float, _/bits>> = <<0:P, F/float, F:32/float-little, 1.5:16/float, 0:(7 - P)>>,
         io:format("~w ~w ~w ~w~n", [P, X, Y, Z])
     end || P <- lists:seq(0, 7), F <- [1.5, -0.1]],
    p("int", [<<1:64/float>>, <<(-3):32/float>>, <<(1 bsl 60):64/float>>]),
    ts("size", [fun() -> <<1.0:(id(17))/float>> end, fun() -> <<1.0:(id(8))/float>> end, fun() -> <<1.0:(id(0))/float>> end, fun() -> S = id(24), case id(<<1, 2, 3>>) of <<X:S/float>> -> X; _ -> no end end, fun() -> S = id(a), case id(<<1, 2, 3>>) of <<X:S/float>> -> X; _ -> no end end]),
    ok.
