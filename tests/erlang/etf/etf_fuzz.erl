%% Valid external terms with bytes changed or cut off: badarg or a term, never anything else.
-module(etf_fuzz).
-include("t.hrl").

try_(B) -> try _ = binary_to_term(B), ok catch error:badarg -> bad end.
flip(B, P, V) -> <<A:P/binary, _, R/binary>> = B, <<A/binary, V, R/binary>>.

start() ->
    T = {a, [1, 2.5, "str", <<"bin">>, <<3:5>>, #{k => v, 1 => [x | y]}], 1 bsl 100, -5, {}, [], 'é', fun lists:map/2, [{n, N} || N <- lists:seq(1, 40)]},
    B = term_to_binary(T, [{minor_version, 2}]),
    p("cut", [try_(binary:part(B, 0, N)) || N <- lists:seq(0, byte_size(B))] =:= lists:duplicate(byte_size(B), bad) ++ [ok]),
    Ok = length([x || P <- lists:seq(0, byte_size(B) - 1), V <- [0, 1, 97, 98, 100, 104, 105, 106, 107, 108, 109, 110, 111, 116, 255], try_(flip(B, P, V)) =:= ok]),
    p("flip", is_integer(Ok) andalso Ok > 100),
    {R, _} = lists:foldl(fun(_, {A, S}) -> S1 = next(S), S2 = next(S1), B2 = flip(B, r(S1, byte_size(B)), S2 band 255), S3 = next(S2), B3 = flip(B2, r(S3, byte_size(B)), S3 bsr 8 band 255), {A + case try_(B3) of ok -> 1; bad -> 1 end, S3} end, {0, 99}, lists:seq(1, 3000)),
    p("random", R),
    p("prefix", [try_(<<131, X, Y, 0, 0, 0, 1, 97, 1, 106>>) =/= z || X <- lists:seq(0, 255), Y <- [0, 1, 255]] =:= lists:duplicate(768, true)),
    Deep = iolist_to_binary([131, lists:duplicate(100000, [108, 0, 0, 0, 1]), 106, lists:duplicate(100000, 106)]),
    p("deep", [length(binary_to_term(Deep)), try_(binary:part(Deep, 0, 400000)), try_(<<131, (binary:copy(<<104, 1>>, 200000))/binary>>)]),
    ok.
