%% SPDX-License-Identifier: Apache-2.0
%% io_lib:format/3 and write/2 with chars_limit: how terms and texts share the characters.
-module(chars_limit).
%% library: own
-export([start/0]).

start() ->
    [io:format("~p ~p:~n~ts~n", [Format, Args, [[$\s, shown(Format, Args, N), $\n] || N <- lists:seq(0, Most)]])
     || {Format, Args, Most} <- formats()],
    [io:format("~p: ~p~n", [T, [lists:flatten(io_lib:write(T, [{chars_limit, N}, {depth, D}])) || N <- lists:seq(0, 20)]])
     || {T, D} <- [{{a, [b, c, d], "text"}, -1}, {{a, [b, c, d], "text"}, 4}, {[1, 2, 3, 4, 5, 6, 7], 3}]],
    [io:format("~0p~n", [try io_lib:format("~p", [x], O) catch _:R -> R end]) || O <- [[{chars_limit, -5}], [{chars_limit, a}], [foo], foo]],
    ok.

shown(Format, Args, N) -> io_lib:format("~0p", [try lists:flatten(io_lib:format(Format, Args, [{chars_limit, N}])) catch _:R -> R end]).

formats() ->
    Numbers = lists:seq(1, 20),
    Deep = {a, {b, {c, {d, {e, f}}}}},
    [{"~w", [Numbers], 22}, {"~p", [Numbers], 22}, {"~w", [list_to_tuple(Numbers)], 12}, {"~w", [Deep], 22}, {"~p", [Deep], 22},
     {"~w", [[1 | 2]], 6}, {"~p", [[[1, 2, 3], 4, 5]], 12}, {"~w", [{aaaaaaaaaaaaaaaaaaaaaaaa, b}], 12}, {"~w", [#{a => {b, c, d}}], 20},
     {"~w", [<<"abcdefghi">>], 30}, {"~p", [<<"abcdefghi">>], 16}, {"~p", [<<1, 2, 3, 4, 5>>], 12},
     {"~s", ["abcdefghi"], 10}, {"~ts", [["åäö", <<"abc">>, ["def"]]], 10}, {"~s|", [abcdefghijklm], 3}, {"~.3s|", ["abcdefghijk"], 8},
     {"~10.5s|", ["abcdefghijklm"], 8}, {"~30s|", ["abcdefghijklm"], 8}, {"~10s|~w", ["abcdefghi", {a, b, c}], 20},
     {"~s ~s ~s", ["abcdefghi", "abcdefghi", "abc"], 28}, {"~s~w", ["abcdefghi", {a, b, c}], 20}, {"abc~pdef~w~n", [{a, b, c}, {a, b, c}], 24},
     {"~b ~w~n", [12345, {a, b, c}], 15}, {"~P~n", [{a, b, c, d, e, f}, 4], 14}, {"~W~n", [{a, b, c, d, e, f}, 4], 14}, {"~c~c|", [$a, $b], 1},
     {"abcdefghijkl", [], 3}, {"~10w", [Numbers], 12}, {"~p", [[$a, $b, c, d, e, f, g]], 12}].
