%% Sizes and units taken from variables and expressions, also zero, negative, huge and not integers.
-module(bits_dynamic).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r24

get(S, B) -> case B of <<X:S, _/bits>> -> X; _ -> no end.
getb(S, B) -> case B of <<X:S/binary, _/bits>> -> X; _ -> no end.
getu(S, B) -> case B of <<X:S/binary-unit:3, R/bits>> -> {X, R}; _ -> no end.
getbits(S, B) -> case B of <<X:S/bits, R/bits>> -> {X, bit_size(R)}; _ -> no end.
getf(S, B) -> case B of <<X:S/float, _/bits>> -> X; _ -> no end.
tail(B) -> case B of <<_:3, X/binary>> -> {bin, X}; <<_:3, X/bits>> -> {bits, X}; _ -> no end.
unit(B) -> case B of <<X/binary-unit:16>> -> {u16, X}; <<X/binary-unit:8>> -> {u8, X}; <<X/bits>> -> {u1, bit_size(X)} end.
chain(<<N, S:N, M, T:M/binary, R/bits>>) -> {N, S, M, T, R};
chain(<<N:4, X:N/unit:4, _/bits>>) -> {four, N, X};
chain(_) -> no.
expr(B, P) -> case B of <<_:(P * 2 - 1), X:(P + 3), _/bits>> -> X; _ -> no end.

start() ->
    B = <<16#0123456789abcdef:64, 16#fe:8>>,
    Ss = [0, 1, 7, 8, 60, 64, 71, 72, 73, -1, 1 bsl 40, 1 bsl 62, 1 bsl 70, -(1 bsl 70), a, 8.0, <<>>],
    ts("get", [fun() -> get(S, B) end || S <- Ss]),
    ts("getb", [fun() -> getb(S, B) end || S <- [9, 10 | Ss]]),
    ts("getu", [fun() -> getu(S, B) end || S <- [24, 25 | Ss]]),
    ts("getbits", [fun() -> getbits(S, B) end || S <- Ss]),
    ts("getf", [fun() -> getf(S, <<1.5/float, 0>>) end || S <- [16, 32, 64, 0, 8, 65, a]]),
    p("tail", [tail(<<0:N>>) || N <- [2, 3, 10, 11, 12, 19]]),
    p("unit", [unit(<<0:N>>) || N <- [0, 8, 16, 24, 15]]),
    p("chain", [chain(X) || X <- [<<4, 9:4, 2, "abc">>, <<0, 0>>, <<8, 1>>, <<16#3fff:16>>, <<255>>, <<>>, <<16, 1:16, 0, 5:3>>]]),
    p("expr", [expr(B, P) || P <- [0, 1, 2, 10, 23, 24, 25]]),
    ts("build", [fun() -> <<1:(id(S))>> end || S <- [0, 1, 13, -1, a, 1.0, 1 bsl 70, -(1 bsl 70)]]),
    ts("build unit", [fun() -> <<1:(id(S))/unit:16>> end || S <- [0, 1, 5]] ++ [fun() -> <<(id(<<1, 2, 3>>)):S/binary>> end || S <- [0, 2, 3, 4, -1, a]] ++ [fun() -> <<(id(<<1, 2, 3:4>>)):S/bits>> end || S <- [0, 5, 19, 20, 21, -1]] ++ [fun() -> <<(id(<<16#abcd:16>>)):S/binary-unit:3>> end || S <- [0, 1, 5, 6]] ++ [fun() -> <<(id(<<1:15>>))/binary-unit:5>> end, fun() -> <<(id(<<1:14>>))/binary-unit:5>> end]),
    ts("build wrong", [fun() -> <<(id(a))>> end, fun() -> <<(id(1.5))>> end, fun() -> <<(id(<<1>>)):8>> end, fun() -> <<(id(1))/binary>> end, fun() -> <<(id("a"))/binary>> end, fun() -> <<(id(<<1:3>>))/binary>> end, fun() -> <<(id(a))/float>> end, fun() -> <<(id([]))/bits>> end]),
    ok.
