%% The binary module and friends: positions at, before and after the ends; wrong arguments.
-module(binary_natives).
-include("t.hrl").

start() ->
    B = <<"hello world, hello binary">>,
    ts("part", [fun() -> binary:part(B, P, L) end || {P, L} <- [{0, 5}, {6, 5}, {24, 0}, {25, 0}, {25, -6}, {24, 1}, {24, 2}, {-1, 1}, {5, -5}, {5, -6}, {26, 0}, {0, 1 bsl 70}, {a, 1}, {1.0, 1}]]),
    ts("binary_part", [fun() -> binary_part(B, {1, 2}) end, fun() -> binary_part(B, 3, -3) end, fun() -> binary_part(a, 0, 0) end, fun() -> binary_part(B, {1}) end]),
    ts("at", [fun() -> binary:at(B, N) end || N <- [0, 24, 25, -1, a, 1 bsl 65]] ++ [fun() -> binary:first(B) end, fun() -> binary:last(B) end, fun() -> binary:first(<<>>) end, fun() -> binary:last(<<>>) end, fun() -> binary:first(<<1:4>>) end]),
    ts("match", [fun() -> binary:match(B, P) end || P <- [<<"hello">>, <<"x">>, [<<"world">>, <<"o">>], <<"hello binary">>, [<<"binary!">>, <<"ll">>], <<>>, [], [<<>>], a, [a], <<"h":7>>]] ++ [fun() -> binary:match(B, <<"hello">>, [{scope, S}]) end || S <- [{1, 24}, {0, 5}, {0, 4}, {25, -12}, {25, 1}, {13, 12}]]),
    ts("matches", [fun() -> binary:matches(B, P) end || P <- [<<"hello">>, <<"l">>, <<"zz">>, [<<"l">>, <<"ll">>, <<"o">>], [<<"he">>, <<"hello">>]]] ++ [fun() -> binary:matches(<<"aaaa">>, <<"aa">>) end, fun() -> binary:matches(B, binary:compile_pattern([<<"o">>, <<"b">>])) end]),
    ts("split", [fun() -> binary:split(B, P, O) end || P <- [<<" ">>, <<"hello">>, [<<" ">>, <<",">>], <<"zz">>], O <- [[], [global], [trim], [global, trim], [global, trim_all], [foo]]] ++ [fun() -> binary:split(B, <<" ">>, [{scope, {7, 8}}, global]) end, fun() -> binary:split(<<>>, <<",">>) end, fun() -> binary:split(<<",a,,b,">>, <<",">>, [global, trim_all]) end, fun() -> binary:split(<<",a,,b,,">>, <<",">>, [global, trim]) end, fun() -> binary:split(a, <<",">>) end]),
    ts("replace", [fun() -> binary:replace(B, <<"hello">>, R, O) end || R <- [<<"bye">>, <<>>], O <- [[], [global], [{insert_replaced, 1}], [global, {insert_replaced, [1, 1]}], [foo]]] ++ [fun() -> binary:replace(B, [<<"l">>, <<"o">>], <<"[]">>, [global, {insert_replaced, 1}]) end]),
    ts("copy", [fun() -> binary:copy(<<"ab">>, N) end || N <- [0, 1, 3, -1, a]] ++ [fun() -> binary:copy(<<1:3>>) end]),
    ts("prefix", [fun() -> binary:longest_common_prefix(L) end || L <- [[<<"erlang">>, <<"ergonomy">>], [<<"a">>], [<<"a">>, <<"b">>], [<<>>, <<"x">>], [], a]] ++ [fun() -> binary:longest_common_suffix([<<"erlang">>, <<"fang">>]) end]),
    ts("unsigned", [fun() -> binary:encode_unsigned(N, E) end || N <- [0, 255, 256, 1 bsl 64, 11111111], E <- [big, little]] ++ [fun() -> binary:decode_unsigned(X, E) end || X <- [<<>>, <<0>>, <<1, 2>>, <<0:80, 5>>, <<255:64>>], E <- [big, little]] ++ [fun() -> binary:encode_unsigned(-1) end, fun() -> binary:decode_unsigned(a) end]),
    ts("lists", [fun() -> binary:bin_to_list(B, 3, 4) end, fun() -> binary:bin_to_list(B, {25, -3}) end, fun() -> binary:bin_to_list(B, 25, 1) end, fun() -> binary_to_list(B, 1, 3) end, fun() -> binary_to_list(B, 0, 3) end, fun() -> binary_to_list(B, 3, 2) end, fun() -> binary_to_list(B, 25, 25) end, fun() -> binary_to_list(B, 25, 26) end]),
    ts("split_binary", [fun() -> split_binary(B, N) end || N <- [0, 5, 25, 26, -1, a]]),
    ts("hex", [fun() -> binary:encode_hex(<<0, 171, 255>>) end, fun() -> binary:decode_hex(<<"00abFF">>) end, fun() -> binary:decode_hex(<<"0">>) end, fun() -> binary:decode_hex(<<"0g">>) end]),
    ts("refs", [fun() -> binary:referenced_byte_size(<<1, 2, 3>>) end, fun() -> binary:referenced_byte_size(a) end]),
    ok.
