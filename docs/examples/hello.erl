%% SPDX-License-Identifier: Apache-2.0
%% hello.erl: the first program. Try it with: avm run docs/examples/hello.erl
-module(hello).
-export([start/0]).

start() ->
    io:format("hello, world~n"),
    [io:format("~w squared is ~w~n", [N, N * N]) || N <- lists:seq(1, 5)],
    ok.
