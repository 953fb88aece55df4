%% Guards on binaries and bitstrings, sizes from earlier segments, and guards after binary matches.
-module(guard_bits).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +no_type_opt

f(<<L, B:L/binary, R/binary>>) when L > 3, byte_size(R) < 3 -> {a, B, R};
f(<<L, B:L/binary, _/binary>>) when binary_part(B, 0, 1) =:= <<"x">> -> {x, B};
f(<<A:4, _:4, R/bits>>) when bit_size(R) rem 8 =/= 0; A =:= 15 -> {odd, bit_size(R)};
f(<<A:16/signed, _/bits>>) when A < 0 -> {neg, A};
f(<<F:32/float, _/bits>>) when F > 1.0, F < 100.0 -> {f, F};
f(B) when is_binary(B), size(B) =:= 1 -> {one, B};
f(B) when is_bitstring(B), not is_binary(B) -> {bits, bit_size(B)};
f(B) when byte_size(B) >= 4, binary_part(B, byte_size(B), -2) =:= <<"!!">> -> loud;
f(<<>>) -> empty;
f(_) -> other.
g(<<X, Y, R/binary>>) when X > Y -> [gt | g(<<Y, R/binary>>)];
g(<<X, Y, _/binary>> = B) when X =:= Y -> <<_, T/binary>> = B, [eq | g(T)];
g(<<_, R/binary>>) when R =/= <<>> -> [lt | g(R)];
g(_) -> [].
h(A, B) when A < B, byte_size(A) =:= byte_size(B) -> less;
h(A, B) when A == B -> equal;
h(A, B) when bit_size(A) > bit_size(B) orelse hd(A) -> longer;
h(_, _) -> none.
k(<<N:3, R/bits>>, M) when N =:= M; N > 5 -> {N, k(R, M)};
k(<<_:3, R/bits>>, M) -> k(R, M);
k(R, _) -> R.

start() ->
    p("f", [f(B) || B <- [<<4, "abcd">>, <<4, "abcd12">>, <<4, "abcd123">>, <<2, "xy", "tail">>, <<1:12>>, <<16#f0>>, <<16#f0, 1, 2>>, <<255, 255, 0>>, <<50.5:32/float>>, <<7>>, <<1:3>>, <<0:2>>, <<"hey!!">>, <<>>, <<0, 0>>, <<9, "a">>, <<0, 0, 0, 0, "zz">>]]),
    p("g", [g(B) || B <- [<<1, 2, 2, 1>>, <<3, 2, 1>>, <<5>>, <<>>, <<1, 1, 1>>]]),
    p("h", [h(A, B) || {A, B} <- [{<<1>>, <<2>>}, {<<1>>, <<1>>}, {<<1, 2>>, <<0>>}, {<<1>>, <<1, 2>>}, {a, b}, {1, 1.0}]]),
    p("k", [k(<<16#fac688:24>>, M) || M <- lists:seq(0, 7)] ++ [k(<<1:3, 2:5>>, 1)]),
    ok.
