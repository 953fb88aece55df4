%% unicode_util: case and normal forms of every character of the planes that have some, clusters and normal
%% forms of random text, as checksums and in full.
%% library: own
-module(string_properties).
-include("t.hrl").

start() ->
    [p("planes", {First, [checksum(F, First, 1024) || F <- [uppercase, lowercase, titlecase, casefold, nfd, nfkd, nfc, nfkc]]})
     || First <- [0, 16#400, 16#800, 16#c00, 16#1000, 16#1800, 16#1c00, 16#2000, 16#2400, 16#2c00, 16#3000, 16#a400, 16#ac00, 16#f800, 16#fc00, 16#10400, 16#1d000, 16#1d400, 16#1e800, 16#1f000, 16#2f800]],
    Pool = {$a, $\r, $\n, $e, 16#301, 16#300, 16#323, 16#327, 16#1f1e9, 16#1f1ea, 16#1100, 16#1161, 16#11a8, 16#ac00, 16#ac01, 16#e01, 16#e33, 16#e9, 16#1e9b, 16#fb01, 16#915, 16#93c},
    {_, Texts} = lists:foldl(
        fun(N, {S0, All}) ->
            {Text, S} = lists:mapfoldl(fun(_, S1) -> S2 = next(S1), {element(r(S2, tuple_size(Pool)) + 1, Pool), S2} end, S0, lists:seq(1, N rem 9 + 1)),
            {S, [Text | All]}
        end, {42, []}, lists:seq(1, 60)),
    [io:format("~w ~w~n~w~n", [T, string:to_graphemes(T), [F(T) || F <- [fun unicode:characters_to_nfc_list/1, fun unicode:characters_to_nfd_list/1, fun unicode:characters_to_nfkc_list/1, fun unicode:characters_to_nfkd_list/1]]]) || T <- Texts],
    Family = [16#1f468, 16#200d, 16#1f469, 16#200d, 16#1f467],
    p("picture", [string:length(Family), string:length(Family ++ Family), string:length([16#2764, 16#fe0f, $a]), string:length([$a, 16#200d, 16#1f467])]),
    ts("steps", [fun() -> unicode_util:cp(X) end || X <- ["ab", <<"ab">>, [<<"ab">>, "c"], "", [[]], [[], [[$a]] | <<"b">>], <<128>>, [<<"a">>, <<128>>], foo, [foo]]]),
    ts("cluster", [fun() -> unicode_util:gc(X) end || X <- ["ab", <<"ab">>, ["e" | <<16#301/utf8, "x">>], "", "\r\n", [$a | <<128>>], foo]]),
    ts("first", [fun() -> unicode_util:F(X) end || F <- [nfc, nfd, uppercase, casefold], X <- ["", <<"\x{e9}x"/utf8>>, [16#df | "x"], <<200>>, foo]]),
    ts("binary", [fun() -> unicode:F(X) end || F <- [characters_to_nfc_binary, characters_to_nfd_binary, characters_to_nfkc_binary, characters_to_nfkd_binary, characters_to_nfc_list], X <- [[16#fb01, 16#ac01], <<"e", 16#301/utf8, "x">>, [16#e9 | <<"x">>], <<"a", 16#e2, 16#82>>, []]]),
    p("white", [unicode_util:whitespace(), unicode_util:spec_version(), [unicode_util:is_whitespace(C) || C <- [$a, $\s, [$\r, $\n], 16#2000]]]),
    ok.

checksum(F, First, Count) ->
    erlang:phash2([lists:flatten(unicode_util:F([C])) || C <- lists:seq(First, First + Count - 1, 11), C < 16#d800 orelse C > 16#dfff]).
