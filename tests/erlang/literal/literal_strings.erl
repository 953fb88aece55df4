%% Escapes, character literals, adjacent strings, binaries of strings, numbers in all notations.
-module(literal_strings).
-include("t.hrl").

start() ->
    p("escapes", ["\a\b\t\n\v\f\r\e\s\d\"\\\'", "\x41\x{1F600}\101\0\^A\^z", "a" "b"
        "c", [$a, $\n, $\\, $\s, $ , $", $\x{e9}, $é, $\^A]]),
    p("binaries", [<<"abc">>, <<"é">>, <<"é"/utf8>>, <<"é"/utf16>>, <<"ab"/utf32-little>>, <<"a", "b", 0>>, <<"ab":16>>, <<"é日"/utf8>>]),
    p("numbers", [16#ff, 2#1010, 36#Zz, 8#777, 10#12, 1_000_000, 16#dead_beef, 1.5e3, 1.0E-3, 1_0.5_0, $a + 1, -16#10, 1.0e0]),
    p("atoms", ['a b', 'é', 'A\nB', '\x{263a}']),
    p("sizes", [length("日本"), byte_size(<<"日本"/utf8>>), length("\x{10ffff}"), byte_size(<<"\x{10ffff}"/utf8>>)]),
    p("match", [case X of "日" ++ R -> R; [$a | R] -> {a, R}; _ -> no end || X <- ["日本", "ab", "x"]]),
    p("match bin", [case X of <<"日"/utf8, R/binary>> -> R; <<"é", R/binary>> -> {latin, R}; <<C/utf8, R/binary>> -> {C, R}; _ -> no end || X <- [<<"日本"/utf8>>, <<233, "x">>, <<"é"/utf8>>, <<255>>]]),
    io:format("~s ~w ~p ~ts ~tp~n", ["plain", "plain", "plain", "日本é", "日本é"]),
    io:format("~p ~p ~tp~n", ["caf\x{e9}", [1000], [1000]]),
    ok.
