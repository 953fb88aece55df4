%% SPDX-License-Identifier: Apache-2.0
%% Integers too big for any character in character data, in front of what would be a badarg.
-module(unicode_big).
-include("../t.hrl").

start() ->
    B = id(1 bsl 70),
    Data = [[B], [B | 7], [$a, B, $b], [$a | B], [[$a, B] | x], [<<"x">>, B | y], [<<128>>, B | y],
            [-1 | 7], [[-1] | 7], [$a, <<"b", 200>> | 7], [1.0, B], [B, 1.0]],
    [p(io_lib:format("~0p", [X]), [t(fun() -> unicode:F(X) end) || F <- [characters_to_list, characters_to_binary]])
     || X <- Data],
    p(latin1, [t(fun() -> unicode:characters_to_list(X, latin1) end) || X <- Data]),
    ok.
