%% UTF-8, UTF-16 and UTF-32: conversions, incomplete and invalid input, at every boundary.
-module(binary_unicode).
-include("t.hrl").

cps() -> [0, 1, 127, 128, 255, 256, 2047, 2048, 55295, 57344, 65533, 65534, 65535, 65536, 1114111].
u8(C) -> <<D/utf8, 7:3>> = <<(id(C))/utf8, 7:3>>, D.
u8b(C) -> <<_:5, D/utf8, _/bits>> = <<0:5, (id(C))/utf8>>, D.
u16(C) -> <<_:3, D/utf16, _/bits>> = <<0:3, (id(C))/utf16, 1>>, D.
u16l(C) -> <<D/utf16-little>> = <<(id(C))/utf16-little>>, D.
u32l(C) -> <<_:1, D/utf32-little>> = <<0:1, (id(C))/utf32-little>>, D.

start() ->
    [io:format("~w ~w ~w ~w ~w~n", [C, <<C/utf8>>, <<C/utf16>>, <<C/utf16-little>>, <<C/utf32>>]) || C <- cps()],
    ts("encode bad", [fun() -> <<(id(C))/utf8>> end || C <- [-1, 55296, 57343, 1114112, a, 1.0, 1 bsl 70]] ++ [fun() -> <<(id(55296))/utf16>> end, fun() -> <<(id(55296))/utf32>> end, fun() -> <<(id(1114112))/utf16-little>> end]),
    p("unaligned", [[F(C) || F <- [fun u8/1, fun u8b/1, fun u16/1, fun u16l/1, fun u32l/1]] =:= [C, C, C, C, C] || C <- cps()]),
    Bad = [<<128>>, <<192, 128>>, <<193, 191>>, <<224, 128, 128>>, <<224, 159, 191>>, <<237, 160, 128>>, <<237, 191, 191>>, <<240, 128, 128, 128>>, <<240, 143, 191, 191>>, <<244, 144, 128, 128>>, <<245, 128, 128, 128>>, <<254>>, <<255>>, <<195>>, <<226, 130>>, <<240, 159, 146>>, <<195, 40>>, <<226, 40, 161>>, <<248, 136, 128, 128, 128>>],
    [io:format("~w ~w ~0p ~0p~n", [B, case B of <<C/utf8, _/bits>> -> C; _ -> no end, t(fun() -> unicode:characters_to_list(<<"ab", B/binary>>) end), t(fun() -> unicode:characters_to_binary(<<"x", B/binary, "y">>) end)]) || B <- Bad],
    p("utf16", [case B of <<C/utf16, _/bits>> -> C; _ -> no end || B <- [<<216, 0>>, <<216, 0, 220, 0>>, <<220, 0>>, <<220, 0, 216, 0>>, <<219, 255, 223, 255>>, <<0, 65>>, <<65>>, <<216, 0, 0, 65>>]]),
    p("utf32", [case B of <<C/utf32>> -> C; _ -> no end || B <- [<<0, 16, 255, 255>>, <<0, 17, 0, 0>>, <<0, 0, 216, 0>>, <<0, 0, 223, 255>>, <<0, 0, 0, 65>>, <<0, 0, 65>>]]),
    S = "hé€😀z",
    ts("conv", [fun() -> unicode:characters_to_binary(S, unicode, E) end || E <- [utf8, utf16, {utf16, little}, utf32, {utf32, little}, latin1, {utf16, big}]] ++
        [fun() -> unicode:characters_to_list(unicode:characters_to_binary(S, unicode, E), E) =:= S end || E <- [utf8, utf16, {utf16, little}, utf32, {utf32, little}]] ++
        [fun() -> unicode:characters_to_list(<<200, 65>>, latin1) end, fun() -> unicode:characters_to_binary(<<200, 65>>, latin1) end, fun() -> unicode:characters_to_binary([<<104>>, "é", [<<"€"/utf8>> | <<"x">>]]) end, fun() -> unicode:characters_to_list([<<195>>, <<169>>]) end, fun() -> unicode:characters_to_list([[55296]]) end, fun() -> unicode:characters_to_binary([1114112]) end,
         fun() -> unicode:characters_to_binary(a) end, fun() -> unicode:characters_to_list([a]) end, fun() -> unicode:characters_to_binary("a", foo) end, fun() -> unicode:characters_to_binary([-1]) end, fun() -> unicode:characters_to_list(<<1:3>>) end, fun() -> unicode:characters_to_binary(["ab", 256], unicode, latin1) end, fun() -> unicode:characters_to_list(<<0, 65, 216>>, utf16) end]),
    Long = lists:flatten(lists:duplicate(5000, S)),
    p("long", [byte_size(unicode:characters_to_binary(Long)), length(unicode:characters_to_list(unicode:characters_to_binary(Long))), unicode:characters_to_list(unicode:characters_to_binary(Long)) =:= Long]),
    p("bom", [unicode:bom_to_encoding(<<239, 187, 191, 65>>), unicode:bom_to_encoding(<<254, 255>>), unicode:encoding_to_bom({utf16, little}), unicode:bom_to_encoding(<<"a">>)]),
    p("norm", [unicode:characters_to_nfc_list("e" ++ [769]), unicode:characters_to_nfd_list("é"), unicode:characters_to_nfkc_binary(<<"ﬁ"/utf8>>)]),
    ok.
