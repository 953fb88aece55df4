%% Construction with many segments of mixed kinds, constants folded or not, order of evaluation, failures.
-module(bits_construct).
-include("t.hrl").
%% erlc: +r24
%% erlc: +no_ssa_opt
%% erlc: +no_type_opt

ev(X) -> put(ev, [X | get(ev)]), X.
many(A, B, C, D) -> <<A, B:16, C:32/little, D/binary, "lit", A:4, B:12/little, 7:3, C/float, (-1):5, D:2/binary, 0:0, A:1, "é"/utf8, B/utf8, 9:7, D/bits>>.
hdr(T, L, P) -> <<1:2, 0:1, T:5, L:16/big-unsigned, (byte_size(P)):16/little, P/binary, 0:(8 * ((4 - byte_size(P) rem 4) rem 4))>>.
fold() -> <<1, 2, 3:16, "abc", 1.5/float, 16#ffffffff:40, -1:3, 0:5, "x"/utf16, 3:4/unit:8>>.
sz(A, S) -> <<A:S, A:(S + 1), A:(S * 2)/little>>.
un(B) -> [<<B/binary-unit:8>>, <<B:1/binary-unit:16>>, <<B:4/binary-unit:2>>, <<B/bitstring>>].
nest(A) -> <<(<<A:4, 1:4>>)/binary, (<< <<(A + I)>> || I <- [1, 2] >>)/binary, (case A of 1 -> <<"one">>; _ -> <<>> end)/binary>>.

start() ->
    put(ev, []),
    p("many", [many(1, 16#1234, 16#01020304, <<"xyz">>), many(255, 233, 1 bsl 40, <<1, 2>>), t(fun() -> many(1, 16#d800, 3, <<"xyz">>) end), t(fun() -> many(1, 65, 3, <<"x">>) end), t(fun() -> many(1, 65, a, <<"xyz">>) end), t(fun() -> many(1.0, 65, 3, <<"xyz">>) end)]),
    p("hdr", [hdr(T, L, P) || {T, L, P} <- [{1, 2, <<>>}, {31, 65536, <<"abc">>}, {0, -1, <<"abcd">>}]]),
    p("fold", fold()), p("sz", [sz(16#5a5a, S) || S <- [0, 1, 7, 8, 16]]), p("un", un(<<"abcd">>)), p("nest", [nest(X) || X <- [1, 200]]),
    p("order", begin R = <<(ev(1)):(ev(8)), (ev(<<2>>)):(ev(1))/binary, (ev(3))>>, {R, lists:reverse(get(ev))} end),
    ts("fail", [fun() -> <<(id(A)):S>> end || {A, S} <- [{a, 8}, {1, a}, {1.5, 8}, {1, -1}, {<<>>, 8}]] ++ [fun() -> <<1, (id(a))/binary>> end, fun() -> <<(id(<<1>>)):2/binary>> end, fun() -> <<0:1, (id([1]))/bits>> end, fun() -> <<(id(-1))/utf8>> end, fun() -> <<(id(1 bsl 1100))/float>> end, fun() -> <<(id(<<1:7>>))/binary, 1:1>> end]),
    p("big", [byte_size(<<X/binary, X/binary, 1:1, X/bits, 0:7>>) || X <- [binary:copy(<<"q">>, 1000)]]),
    p("zero", [<<>>, <<0:0>>, <<(id(5)):0>>, <<(id(<<>>))/binary>>]),
    ok.
