%% SPDX-License-Identifier: Apache-2.0
%% string on binaries that are no UTF-8, and searches in binaries, which go by bytes.
-module(string_bytes).
%% library: own
-export([start/0]).

start() ->
    [show(F, A) || T <- [<<"ab", 255, "cd">>, <<"a b ", 200>>, <<228, $a, $b>>, <<" ab ", 255, " c ">>, <<"  \r\nåäö aab å\r\n"/utf8>>], {F, A} <- calls(T)],
    ok.

show(F, Args) ->
    R = try apply(string, F, Args) catch C:E -> {C, E} end,
    io:format("~s ~w ~w~n", [F, Args, R]).

calls(T) ->
    [{prefix, [T, "ab"]}, {prefix, [T, <<"x">>]}, {find, [T, "c"]}, {find, [T, "d", trailing]}, {find, [T, "z"]}, {find, [T, <<"å"/utf8>>]},
     {find, [T, "å", trailing]}, {split, [T, "b"]}, {split, [T, " ", all]}, {split, [T, "c", trailing]}, {split, [T, "a", trailing]}, {split, [T, "z"]},
     {split, [T, ""]}, {replace, [T, "b", "X"]}, {replace, [T, "a", "X", all]}, {replace, [T, <<"ä"/utf8>>, "", trailing]}, {slice, [T, 0]}, {slice, [T, 1]},
     {slice, [T, 50]}, {slice, [T, 50, 3]}, {slice, [T, 0, 1]}, {trim, [T, leading]}, {trim, [T, both, "a"]}, {titlecase, [T]},
     {length, [T]}, {to_graphemes, [T]}, {lowercase, [T]}, {is_empty, [T]}, {equal, [T, T]}].
