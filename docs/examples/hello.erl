%% SPDX-License-Identifier: Apache-2.0
%% hello.erl: the first program. Try it with: avm run docs/examples/hello.erl
-module(hello).
-export([start/0]).

start() ->
    io:put_chars("hello, world\n"),
    io:put_chars([square(N) || N <- [1, 2, 3, 4, 5]]),
    io:put_chars(["2 to the power of 100 is ", integer_to_list(1 bsl 100), "\n"]).

square(N) ->
    [integer_to_list(N), " squared is ", integer_to_list(N * N), "\n"].
