%% Parsers written with the bit syntax: numbers, CSV, JSON, UTF-8, TLV, base64, IEEE floats by hand.
-module(bits_parse).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r23

num(<<C, R/binary>>, A) when C >= $0, C =< $9 -> num(R, A * 10 + C - $0);
num(R, A) -> {A, R}.
csv(B) -> csv(B, <<>>, [], []).
csv(<<$", R/binary>>, <<>>, F, L) -> q(R, <<>>, F, L);
csv(<<$,, R/binary>>, A, F, L) -> csv(R, <<>>, [A | F], L);
csv(<<$\n, R/binary>>, A, F, L) -> csv(R, <<>>, [], [lists:reverse([A | F]) | L]);
csv(<<C, R/binary>>, A, F, L) -> csv(R, <<A/binary, C>>, F, L);
csv(<<>>, <<>>, [], L) -> lists:reverse(L);
csv(<<>>, A, F, L) -> lists:reverse([lists:reverse([A | F]) | L]).
q(<<$", $", R/binary>>, A, F, L) -> q(R, <<A/binary, $">>, F, L);
q(<<$", R/binary>>, A, F, L) -> csv(R, A, F, L);
q(<<C/utf8, R/binary>>, A, F, L) -> q(R, <<A/binary, C/utf8>>, F, L).

js(<<C, R/binary>>) when C =:= $ ; C =:= $\n; C =:= $, ; C =:= $: -> js(R);
js(<<"null", R/binary>>) -> {null, R};
js(<<"true", R/binary>>) -> {true, R};
js(<<"false", R/binary>>) -> {false, R};
js(<<$", R/binary>>) -> str(R, <<>>);
js(<<$[, R/binary>>) -> arr(R, []);
js(<<${, R/binary>>) -> obj(R, #{});
js(<<$-, R/binary>>) -> {N, R2} = js(R), {-N, R2};
js(<<C, _/binary>> = B) when C >= $0, C =< $9 -> case num(B, 0) of {I, <<$., R/binary>>} -> {F, R2} = num(R, 0), {I + F / 10, R2}; X -> X end.
str(<<$", R/binary>>, A) -> {A, R};
str(<<"\\u", H:4/binary, R/binary>>, A) -> str(R, <<A/binary, (binary_to_integer(H, 16))/utf8>>);
str(<<$\\, C, R/binary>>, A) -> str(R, <<A/binary, C>>);
str(<<C, R/binary>>, A) -> str(R, <<A/binary, C>>).
arr(<<$], R/binary>>, A) -> {lists:reverse(A), R};
arr(<<C, R/binary>>, A) when C =:= $,; C =:= $  -> arr(R, A);
arr(B, A) -> {V, R} = js(B), arr(R, [V | A]).
obj(<<$}, R/binary>>, M) -> {M, R};
obj(<<C, R/binary>>, M) when C =:= $,; C =:= $  -> obj(R, M);
obj(B, M) -> {K, R} = js(B), {V, R2} = js(R), obj(R2, M#{K => V}).

tlv(<<T:3, 31:5, L:16, V:L/binary, R/bits>>) -> [{T, V} | tlv(R)];
tlv(<<T:3, L:5, V:L/binary, R/bits>>) -> [{T, V} | tlv(R)];
tlv(<<>>) -> [];
tlv(B) -> [{rest, bit_size(B)}].
b64(<<A:6, B:6, C:6, D:6, R/binary>>) -> [c(A), c(B), c(C), c(D) | b64(R)];
b64(<<A:6, B:6, C:4>>) -> [c(A), c(B), c(C bsl 2), $=];
b64(<<A:6, B:2>>) -> [c(A), c(B bsl 4), $=, $=];
b64(<<>>) -> [].
c(X) -> lists:nth(X + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").
fl(<<S:1, 0:11, M:52>>) -> {S, sub, M};
fl(<<S:1, 2047:11, M:52>>) -> {S, special, M};
fl(<<S:1, E:11, M:52>>) -> {S, E - 1023, M}.
rle(<<B, R/binary>>) -> rle(R, B, 1);
rle(<<>>) -> <<>>.
rle(<<B, R/binary>>, B, N) when N < 255 -> rle(R, B, N + 1);
rle(R, B, N) -> <<N, B, (rle(R))/binary>>.
unrle(B) -> << <<(binary:copy(<<X>>, N))/binary>> || <<N, X>> <= B >>.

start() ->
    p("num", [num(B, 0) || B <- [<<"123abc">>, <<>>, <<"x">>, <<"18446744073709551616">>]]),
    p("csv", csv(<<"a,b,c\n1,\"x,\"\"y\"\"\",\n,,\nlast"/utf8>>)),
    {J, <<>>} = js(<<"{\"a\": [1, -2.5, null, true], \"k\\u00e9\": {\"x\": \"q\\\"z\"}, \"e\": []}">>),
    p("json", J),
    p("tlv", tlv(<<1:3, 2:5, "ab", 7:3, 31:5, 3:16, "xyz", 0:3, 0:5, 5:3, 9:5, "short">>)),
    p("b64", [b64(B) || B <- [<<>>, <<"f">>, <<"fo">>, <<"foo">>, <<"foobar">>, <<255, 254, 253, 252>>]]),
    p("float", [fl(<<X/float>>) || X <- [1.0, -2.0, 0.0, -0.0, 5.0e-324, 1.7976931348623157e308, 0.1]] ++ [fl(<<16#7ff0000000000000:64>>)]),
    R = rle(<<"aaaabbbc", 0:4000, "d">>),
    p("rle", [R, unrle(R) =:= <<"aaaabbbc", 0:4000, "d">>]),
    Big = iolist_to_binary(lists:duplicate(300, <<"field,\"quoted \"\"text\"\"\",12345\n">>)),
    p("csv big", [length(csv(Big)), ck(csv(Big))]),
    ok.
