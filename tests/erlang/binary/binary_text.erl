%% Building text: JSON, CSV, HTML escaping, hex dumps, integer formatting, in binaries of growing size.
-module(binary_text).
-include("t.hrl").
%% erlc: +r24

json(null) -> <<"null">>; json(true) -> <<"true">>; json(false) -> <<"false">>;
json(A) when is_atom(A) -> json(atom_to_binary(A));
json(N) when is_integer(N) -> integer_to_binary(N);
json(F) when is_float(F) -> float_to_binary(F, [short]);
json(B) when is_binary(B) -> <<$", (esc(B, <<>>))/binary, $">>;
json(L) when is_list(L) -> <<$[, (join([json(X) || X <- L]))/binary, $]>>;
json(M) when is_map(M) -> <<${, (join([<<(json(K))/binary, $:, (json(V))/binary>> || {K, V} <- lists:sort(maps:to_list(M))]))/binary, $}>>.
join([]) -> <<>>;
join([H | T]) -> lists:foldl(fun(X, A) -> <<A/binary, $,, X/binary>> end, H, T).
esc(<<C, R/binary>>, A) when C =:= $"; C =:= $\\ -> esc(R, <<A/binary, $\\, C>>);
esc(<<$\n, R/binary>>, A) -> esc(R, <<A/binary, "\\n">>);
esc(<<C/utf8, R/binary>>, A) when C > 127 -> esc(R, <<A/binary, "\\u", (hex4(C))/binary>>);
esc(<<C, R/binary>>, A) -> esc(R, <<A/binary, C>>);
esc(<<>>, A) -> A.
hex4(C) -> << <<(h(N))>> || <<N:4>> <= <<C:16>> >>.
h(N) when N < 10 -> $0 + N;
h(N) -> $a + N - 10.
html(B) -> << <<(case C of $< -> <<"&lt;">>; $> -> <<"&gt;">>; $& -> <<"&amp;">>; _ -> <<C>> end)/binary>> || <<C>> <= B >>.
dump(<<L:8/binary, R/binary>>, N) -> [row(L, N) | dump(R, N + 8)];
dump(<<>>, _) -> [];
dump(L, N) -> [row(L, N)].
row(L, N) -> <<(hex4(N))/binary, ": ", (<< <<(h(A)), (h(B)), " ">> || <<A:4, B:4>> <= L >>)/binary, (<< <<(if C >= 32, C < 127 -> C; true -> $. end)>> || <<C>> <= L >>)/binary, $\n>>.
group(N) -> group(integer_to_binary(N), <<>>).
group(B, A) when byte_size(B) > 3 -> S = byte_size(B) - 3, <<H:S/binary, T/binary>> = B, group(H, <<$,, T/binary, A/binary>>);
group(B, A) -> <<B/binary, A/binary>>.

start() ->
    J = #{<<"name">> => <<"a \"quoted\" \\ text\n">>, <<"uni">> => <<"é€"/utf8>>, list => [1, -2.5, null, true, [], [[]]], nested => #{x => #{y => [#{}]}}, <<"big">> => 1 bsl 70},
    io:format("~s~n~s~n", [json(J), html(<<"<a href=\"x\">1 & 2</a>">>)]),
    io:format("~s", [dump(<<"The quick brown fox\n", 0, 255, 128, "ends">>, 0)]),
    p("group", [group(N) || N <- [0, 999, 1000, 123456789, 1 bsl 70]]),
    Big = json([#{<<"id">> => N, <<"v">> => [N, N * 1.5], <<"t">> => integer_to_binary(N, 16)} || N <- lists:seq(1, 1500)]),
    p("big", [byte_size(Big), ck(Big), ck(html(binary:copy(<<"a<b>&c">>, 3000))), ck(dump(binary:copy(<<1, 2, 3, 65>>, 1000), 0))]),
    ok.
