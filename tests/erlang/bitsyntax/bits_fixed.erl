%% Segments with literal sizes: the shapes that compilers turn into special instructions.
-module(bits_fixed).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r23
%% erlc: +r24
%% erlc: +no_ssa_opt

a(<<A:8, B:16, C:32, D:64, R/binary>>) -> {A, B, C, D, R};
a(<<A:8, B:16/little, R/binary>>) -> {A, B, R};
a(<<A:4, B:4>>) -> {A, B};
a(<<>>) -> empty;
a(_) -> other.
b(<<1, 2, 3, R/bits>>) -> {one23, R};
b(<<1, 2, X, _/bits>>) -> {one2, X};
b(<<"GET ", R/binary>>) -> {get, R};
b(<<"GET">>) -> get;
b(<<0:1, X:7, R/binary>>) when byte_size(R) >= X -> <<S:X/binary, T/binary>> = R, {short, S, T};
b(<<1:1, X:15, _/bits>>) -> {long, X};
b(<<X:3>>) -> {bits, X};
b(B) -> B.
c(<<Len:16, Body:Len/binary, Crc:8, R/binary>>) -> {Len, Body, Crc, R};
c(<<Len:16, _/binary>>) when Len > 1000 -> too_long;
c(_) -> more.
d(<<V:4, IHL:4, Tos:8, Tot:16, Id:16, Fl:3, Off:13, TTL:8, Pr:8, Sum:16, S1, S2, S3, S4, Dst:4/binary, Rest/binary>>) when V =:= 4, IHL >= 5 -> {Tos, Tot, Id, Fl, Off, TTL, Pr, Sum, {S1, S2, S3, S4}, Dst, Rest};
d(_) -> no.
e(<<_:16, X:8/signed, _:5, Y:11/little-signed, Z:24/little-unsigned, W:40/signed, _/bits>>) -> {X, Y, Z, W};
e(_) -> no.
enc(I) when I < 0 -> error(neg);
enc(I) when I < 128 -> <<I>>;
enc(I) -> <<1:1, (I band 127):7, (enc(I bsr 7))/binary>>.
dec(<<0:1, I:7, R/binary>>) -> {I, R};
dec(<<1:1, I:7, R/binary>>) -> {H, R2} = dec(R), {(H bsl 7) bor I, R2}.
rgb(<<R:5, G:6, B:5, T/bits>>) -> [{R, G, B} | rgb(T)];
rgb(<<>>) -> [].
hex(B) -> << <<(case N of N when N < 10 -> $0 + N; N -> $a + N - 10 end)>> || <<N:4>> <= B >>.

start() ->
    p("a", [a(X) || X <- [<<1:8, 2:16, 3:32, 4:64>>, <<1:8, 2:16, 3:32, 4:64, "rest">>, <<1, 2, 3>>, <<16#ab>>, <<>>, <<1:4>>, <<1, 2>>, <<(1 bsl 119):120>>]]),
    p("b", [b(X) || X <- [<<1, 2, 3>>, <<1, 2, 3, 4:3>>, <<1, 2, 9>>, <<"GET /">>, <<"GET">>, <<3, "abcd">>, <<128, 5>>, <<7:3>>, <<1, 2>>, <<0>>, <<200>>]]),
    p("c", [c(X) || X <- [<<3:16, "abc", 7, "more">>, <<3:16, "ab">>, <<2000:16, 1>>, <<1>>, <<0:16, 9>>, <<65535:16, 0:524280>>]]),
    p("d", [d(X) || X <- [<<16#45, 0, 0, 60, 16#1c, 16#46, 16#40, 0, 64, 6, 16#b1, 16#e6, 172, 16, 10, 99, 172, 16, 10, 12, "data">>, <<16#55, 0:200>>, <<16#45, 0:100>>]]),
    p("e", [e(X) || X <- [<<1, 2, 255, 16#ffff:16, 1, 2, 3, 255, 0, 0, 0, 1>>, <<1, 2, 128, 16#0801:16, 255, 255, 255, 127, 255, 255, 255, 255, 1:1>>, <<0:80>>]]),
    p("varint", [{X, enc(X), element(1, dec(enc(X)))} || X <- [0, 1, 127, 128, 300, 16383, 16384, 1 bsl 28, 1 bsl 63, 1 bsl 70]]),
    p("rgb", rgb(<<16#f800:16, 16#07e0:16, 16#001f:16, 16#1234:16>>)),
    p("hex", hex(<<16#deadbeef:32, 0, 255>>)),
    ts("fail", [fun() -> <<X:8>> = id(<<1, 2>>), X end, fun() -> <<X:9>> = id(<<1>>), X end, fun() -> <<5, X/binary>> = id(<<4, 1>>), X end, fun() -> <<X/binary>> = id(<<1:7>>), X end, fun() -> <<X:2/binary, _/binary>> = id(<<1>>), X end, fun() -> dec(<<255>>) end, fun() -> rgb(<<1:9>>) end, fun() -> <<X>> = id(a), X end]),
    ok.
