%% io_lib:format: every directive with fields, precisions, pads, modifiers and wrong arguments.
-module(std_format).
-include("t.hrl").

f(F, As) -> case t(fun() -> unicode:characters_to_list(io_lib:format(F, As)) end) of L when is_list(L) -> {ok, L}; E -> E end.

start() ->
    [io:format("~s ~0tp~n", [F, f(F, As)]) || {F, As} <- [{"~10s|~-10s|", ["abc", "abc"]}, {"~.2s|~5.2s|~-5.2s|", ["abc", "abc", "abc"]}, {"~*s|~-*s|~.*s|", [6, "ab", 6, "ab", 1, "ab"]}, {"~10..*s|", ["ab"]}, {"~10..xs|", ["ab"]}, {"~2s|", ["toolong"]}, {"~w ~5w|~-5w|~2w", [a, b, c, toolong]}, {"~f ~.2f ~10.3f|~-10.1f|~.0f", [1.5, 2.345, 3.14159, 2.25, 2.5]},
        {"~e ~.3e ~12.4e|", [1.5, 1234.5, 0.00012]}, {"~g ~g ~.3g ~g", [1.5, 1.0e10, 123.456, 0.01]}, {"~c~c~3c~5.2c|~-5.2c|", [$a, 233, $b, $c, $d]}, {"~tc", [8364]}, {"~b ~10b|~-10b|~.16b ~.2b ~10.8.0b", [255, 255, 255, 255, 5, 255]}, {"~B ~.16B ~.36B", [-255, 255, 35]}, {"~x ~.16x ~.16X", [31, "p", 255, "0x", 255, "0X"]}, {"~# ~.16# ~.2#", [10, 255, 5]}, {"~+ ~.16+", [10, 255]},
        {"~i~w~i", [a, b, c]}, {"~~ ~n|~2n|", []}, {"~p ~w ~s", ["a", "a", "a"]}, {"~s ~s ~s", [abc, <<"bin">>, ["io", $l, [<<"ist">>]]]}, {"~ts ~ts", ["日", <<"日"/utf8>>]}, {"~0p ~1p", [{a, "b"}, [1, 2]]}, {"~20p|", [lists:seq(1, 12)]}, {"~kp", [x]}, {"~tw ~w", ["日", "日"]}, {"~tp ~p", ['日', '日']}, {"~10.5.*s|", [$-, "abcdefgh"]}, {"~-10.5.-s|", ["abcdefgh"]}, {"~5.3.0w", [7]}, {"~3.3.3w|", [1234]}, {"~30p~n", ["long string that must be wrapped somewhere in the middle"]}, {"no directives", []}, {"~a", [x]}, {"~", []}, {"~s", []}, {"~s", [a, b]}, {"~s", [1]}, {"~s", [[1000]]}, {"~s", [{a}]}, {"~d", [1]}, {"~b", [1.5]}, {"~f", [1]}, {"~f", [a]}, {"~c", [a]}, {"~.1b", [5]}, {"~.37b", [5]}, {"~x", [5]}, {"~e", ["a"]}, {"~g", [x]}, {"~*s", [a, "b"]}, {"~w", notalist}, {atom_format, []}, {<<"bin ~w">>, [1]}, {["deep", [" ~w"]], [1]}, {"~ts", [<<255>>]}, {"~s", [<<1:3>>]}, {"~s", ["a" | b]}]],
    p("fwrite", [lists:flatten(io_lib:fwrite("~w", [X])) || X <- ['\n', "a\"b", 'don\'t', $a, 1.0e22, <<"\"">>, <<0, 1>>, {}, #{1 => "a"}, [$\s]]]),
    p("write", [lists:flatten(X) || X <- [io_lib:write({a, [b]}), io_lib:write([1, 2, 3], 2), io_lib:write_string("a\n\"b\""), io_lib:write_char($\n), io_lib:write_atom('a b'), io_lib:print({a, "b"}), io_lib:nl(), io_lib:write_latin1_string("é"), io_lib:write_string_as_latin1([8364]), io_lib:write_atom_as_latin1('日')]]),
    p("scan", [io_lib:scan_format("a~10.2s~w", ["x", y]), io_lib:unscan_format(io_lib:scan_format("~5s", ["x"])), lists:flatten(io_lib:build_text(io_lib:scan_format("~w-~w", [1, 2])))]),
    p("tests", [io_lib:printable_list("abc"), io_lib:printable_list([1]), io_lib:printable_unicode_list("日"), io_lib:char_list("a"), io_lib:deep_char_list(["a", [$b]]), io_lib:printable_latin1_list("é"), io_lib:quote_atom('div', []), io_lib:indentation("ab\ncd", 1)]),
    p("chars_limit", [lists:flatten(io_lib:format("~p ~w", [lists:seq(1, 100), lists:seq(1, 100)], [{chars_limit, 30}])), lists:flatten(io_lib:format("~s", [lists:duplicate(100, $x)], [{chars_limit, 10}]))]),
    p("fread", [io_lib:fread("~d ~s ~f", "12 abc 1.5 rest"), io_lib:fread("~d,~d", "1,2"), io_lib:fread("~d", "x"), io_lib:fread("~c~2c", "abc"), io_lib:fread("~16u", "ff z"), io_lib:fread("~a ~d", "abc"), io_lib:fread("~*d~d", "1 2"), io_lib:fread("~l~s", "  ab"), io_lib:fread("~#", "16#ff"), io_lib:fread("~-", "-")]),
    ok.
