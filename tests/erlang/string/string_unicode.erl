%% Grapheme clusters, normalisation, width-changing case, strings as lists, binaries and deep chardata.
-module(string_unicode).
-include("t.hrl").

start() ->
    Ss = ["plain", "é", [101, 769], [$a, 778, 803, $b], [128104, 8205, 128105, 8205, 128103], [127465, 127466, 127467], "\r\n", [4352, 4449, 4520], "ǆ ﬁ ß İ ı", "ΑΣΑΣ", [3585, 3637], "日本語", [8203, $x], ["deep", [<<"é"/utf8>>, $x], <<>>]],
    [io:format("~w ~w ~w ~w ~w~n", [string:length(S), length(string:to_graphemes(S)), unicode:characters_to_list(string:uppercase(S)), unicode:characters_to_list(string:lowercase(S)), unicode:characters_to_list(string:reverse(S))]) || S <- Ss],
    [io:format("~w ~w ~w ~w~n", [unicode:characters_to_nfc_list(S), unicode:characters_to_nfd_list(S), unicode:characters_to_nfkc_list(S), unicode:characters_to_nfkd_binary(S)]) || S <- Ss],
    p("same", [string:equal(S, unicode:characters_to_binary(S)) || S <- Ss]),
    p("titlecase", [string:titlecase(S) || S <- ["hello world", "ǆ", "ßa", <<"élan"/utf8>>, ""]]),
    p("casefold", [string:casefold(S) || S <- ["HeLLo", "ẞ", "ΣςΣ", <<"İ"/utf8>>]]),
    p("slice", [string:slice(S, 1, 1) || S <- Ss]),
    p("pad", [unicode:characters_to_list(string:pad(S, 8, trailing, $.)) || S <- Ss]),
    p("long", begin L = lists:flatten(lists:duplicate(800, "añ€😀\r\n")), B = unicode:characters_to_binary(L), [string:length(L), string:length(B), length(string:split(B, "€", all)), string:uppercase(B) =:= unicode:characters_to_binary(string:uppercase(L))] end),
    ok.
