%% Segments and bitstrings of a million bits, integers of thousands of bits, long shifted copies.
-module(bits_huge).
-include("t.hrl").

start() ->
    N = (1 bsl 5000) - 12345,
    [begin
         <<A:S/signed>> = <<N:S>>, <<L:S/little>> = <<N:S/little>>, <<B:S>> = <<(-N):S>>,
         p("int", [S, A band 16#ffff, ck(integer_to_list(L, 16)), ck(integer_to_list(B, 16)), (B + L) rem (1 bsl S) =:= 0])
     end || S <- [64, 100, 1000, 4999, 5000, 5001, 5007, 10000]],
    X = binary:copy(<<16#12, 16#34, 16#56>>, 40000),
    [begin
         Y = <<5:K, X/binary>>, <<_:K, Z/bits>> = Y, true = Z =:= X, true = ck(binary:copy(Z)) =:= ck(X),
         W = <<Y/bits, Y/bits>>, true = bit_size(W) =:= 2 * (K + bit_size(X)), <<_:K, X2:120000/binary, _:K, X3/binary>> = W, true = X2 =:= X3
     end || K <- lists:seq(1, 9)],
    p("shifted", ok),
    B1 = <<0:1000003>>, p("bits", [bit_size(B1), byte_size(B1), B1 =:= <<0:1000003>>, B1 < <<0:1000002, 1:1>>, byte_size(<<B1/bits, 0:5>>)]),
    Rev = fun R(<<C:1, T/bits>>, Acc) -> R(T, <<C:1, Acc/bits>>); R(<<>>, Acc) -> Acc end, p("reverse", Rev(<<16#deadbeefcafe:48>>, <<>>)),
    Count = fun C(<<1:1, T/bits>>, Acc) -> C(T, Acc + 1); C(<<0:1, T/bits>>, Acc) -> C(T, Acc); C(<<>>, Acc) -> Acc end, p("popcount", Count(X, 0)),
    p("split", [bit_size(Q) || Q <- begin <<P1:333333/bits, P2:333334/bits, P3/bits>> = B1, [P1, P2, P3] end]),
    p("list", [length(bitstring_to_list(<<X/binary, 1:3>>)), lists:last(bitstring_to_list(<<X/binary, 1:3>>)), list_to_bitstring(bitstring_to_list(<<X/binary, 1:3>>)) =:= <<X/binary, 1:3>>]),
    T = term_to_binary(B1), p("etf", [byte_size(T), binary_to_term(T) =:= B1]),
    ok.
