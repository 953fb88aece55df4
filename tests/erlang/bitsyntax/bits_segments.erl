%% Integer segments of every size at every alignment, both endiannesses and signs, both ways.
-module(bits_segments).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r24

sum(B) -> ck(<<B/bits, 0:(7 - (bit_size(B) + 7) rem 8)>>).

build(P, S, V) -> <<5:P, V:S/big, V:S/little, V:S/big-signed, 9:4>>.
match(P, S, B) ->
    <<_:P, A:S/big, L:S/little, G:S/big-signed, 9:4>> = B,
    <<_:P, A2:S/signed, L2:S/little-signed, G2:S/unsigned, _/bits>> = B,
    [A, L, G, A2, L2, G2].

start() ->
    V = 16#123456789abcdef0fedcba987654321,
    [begin
         R = [begin B = build(P, S, V), {sum(B), match(P, S, B)} end || S <- [0, 1, 2, 3, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40, 47, 57, 58, 59, 60, 61, 63, 64, 65, 72, 95, 96, 97, 128, 129]],
         io:format("~w ~w ~w~n", [P, ck(io_lib:write(R)), lists:nth(10, R)])
     end || P <- lists:seq(0, 9)],
    [io:format("~w: ~w~n", [X, [<<X:4>>, <<X:8>>, <<X:12/little>>, <<X:16/little>>, <<X:20>>, <<X:27/little>>, <<X:64>>, <<X:64/little>>, <<X:70>>, <<X:70/little>>]]) || X <- [0, 1, -1, 255, -128, 16#123456789, -16#123456789, 1 bsl 59, -(1 bsl 59), (1 bsl 64) - 1, 1 bsl 64, -(1 bsl 64), V]],
    B = <<V:128>>,
    p("walk", [begin <<_:K, X:13/signed, Y:30/little, Z:60/unsigned, _/bits>> = B, [X, Y, Z] end || K <- lists:seq(0, 25)]),
    ok.
