%% Appending in place must never show in older or sibling binaries.
-module(binary_append).
-include("t.hrl").
%% erlc: +r24
%% erlc: +no_ssa_opt

loop(0, B) -> B;
loop(N, B) -> loop(N - 1, <<B/binary, N>>).
loopb(0, B) -> B;
loopb(N, B) -> loopb(N - 1, <<B/bits, (N band 1):1>>).
keep(0, _, L) -> L;
keep(N, B, L) -> B2 = <<B/binary, N:16>>, keep(N - 1, B2, [B2 | L]).
fork(B, N) -> {<<B/binary, N>>, <<B/binary, (N + 1)>>, <<B/binary, (N + 2), 0>>, B}.
str(0, A) -> A;
str(N, A) -> str(N - 1, <<A/binary, "item ", (integer_to_binary(N))/binary, $\n>>).
odd(0, A) -> A;
odd(N, A) -> odd(N - 1, <<A/bits, N:(N rem 13)>>).

start() ->
    B = loop(1000, <<>>),
    p("loop", [byte_size(B), ck(B), ck(loop(70, <<0:512>>)), ck(loop(1, loop(63, <<>>)))]),
    p("bits", [bit_size(loopb(1001, <<>>)), loopb(70, <<1:5>>), ck(<<(loopb(999, <<>>))/bits, 0:1>>)]),
    L = keep(300, <<>>, []),
    p("prefixes", [lists:sum([ck(X) || X <- L]), lists:all(fun({X, Y}) -> S = byte_size(Y), <<Z:S/binary, _/binary>> = X, Z =:= Y end, lists:zip(lists:droplast(L), tl(L)))]),
    Big = loop(200, <<>>),
    {A1, A2, A3, A4} = fork(Big, 1),
    p("fork", [ck(X) || X <- [A1, A2, A3, A4, Big]]),
    {C1, C2, _, _} = fork(A1, 50), {D1, D2, _, _} = fork(A1, 60),
    p("fork again", [[binary:last(X), binary:at(X, 200)] || X <- [C1, C2, D1, D2, A1]]),
    M0 = <<Big/binary, "abc">>,
    <<_:200/binary, Sub/binary>> = M0, M1 = <<M0/binary, "def">>, M2 = <<Sub/binary, "XYZ">>, M3 = <<M0/binary, "ghi">>,
    p("sub", [Sub, binary:part(M1, 200, 6), M2, binary:part(M3, 200, 6)]),
    F = fun(X) -> <<Big/binary, X>> end, Fs = [F(X) || X <- [1, 2, 3]],
    p("fun", [binary:last(X) || X <- Fs]),
    p("text", [byte_size(str(500, <<>>)), ck(str(500, <<>>)), binary:part(str(20, <<>>), 0, 16)]),
    p("odd", [bit_size(odd(200, <<>>)), ck(<<(odd(200, <<1:3>>))/bits, 0:(7 - (bit_size(odd(200, <<1:3>>)) - 1) rem 8)>>)]),
    X0 = <<1, 2, 3>>, X1 = <<X0/binary, X0/binary>>, X2 = <<X1/binary, X1/binary, X0/binary>>,
    p("self", [X0, X1, X2, <<X2/binary, X2/binary>>]),
    G0 = loop(100, <<>>), G1 = <<G0/binary, 1>>, erlang:garbage_collect(), G2 = <<G1/binary, 2>>, G3 = <<G1/binary, 3>>, erlang:garbage_collect(),
    p("gc", [[binary:last(X), byte_size(X)] || X <- [G0, G1, G2, G3]]),
    E = lists:foldl(fun(N, {P, Q}) -> {<<P/binary, N>>, <<Q/binary, P/binary>>} end, {<<>>, <<>>}, lists:seq(1, 100)),
    p("two", [ck(element(1, E)), ck(element(2, E)), byte_size(element(2, E))]),
    ts("match after", [fun() -> Y = <<Big/binary, 7, 8>>, <<H:100/binary, T/binary>> = Y, Z = <<Y/binary, 9>>, {ck(H), ck(T), byte_size(Z), ck(<<T/binary, 1>>), ck(Z)} end]),
    p("huge", byte_size(loop(200000, <<>>))),
    ok.
