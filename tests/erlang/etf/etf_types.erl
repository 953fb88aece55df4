%% What term_to_binary writes, byte by byte, for values whose encoding no release changed.
-module(etf_types).
-include("t.hrl").

start() ->
    Ts = [0, 1, 255, 256, -1, 2147483647, -2147483648, 2147483648, -2147483649, 1 bsl 40, 1 bsl 64, -(1 bsl 64), (1 bsl 128) - 1, 0.0, -0.0, 1.0, -2.5, 1.0e300, [], [1], [1, 2], "abc", [1, 256], [-1], [1 | 2], [[]], [[1], []], {}, {1}, {1, {2}}, {[], {}}, <<>>, <<1>>, <<1, 2, 3>>, <<1:1>>, <<255:8, 5:3>>, #{}, #{1 => 2}, #{1 => #{2 => []}, 2 => 3.0}, "a" ++ [256]],
    [io:format("~w ~w~n", [T, term_to_binary(T)]) || T <- Ts],
    p("limits", [byte_size(term_to_binary(X)) || X <- [lists:duplicate(65535, 1), lists:duplicate(65536, 1), list_to_tuple(lists:duplicate(255, 1)), list_to_tuple(lists:duplicate(256, 1)), 1 bsl 2039, 1 bsl 2040, (1 bsl 2040) - 1, binary:copy(<<0>>, 70000)]]),
    p("float minor", [byte_size(term_to_binary(1.5, [{minor_version, V}])) || V <- [0, 1, 2]]),
    p("old float", binary_to_term(term_to_binary(0.1, [{minor_version, 0}]))),
    p("string edges", [term_to_binary(X) || X <- [[0], [255], [254, 255, 256], [1, a] -- [a], [97 | <<>>]]]),
    p("compressed", [binary_to_term(term_to_binary(X, [compressed])) =:= X || X <- [a, lists:duplicate(1000, x), binary:copy(<<"ab">>, 1000), [], {}]]),
    p("size", [erlang:external_size(X) || X <- [1, 1.5, [], "abc", {1, 2}, <<1, 2>>, #{1 => 2}]]),
    ok.
