%% SPDX-License-Identifier: Apache-2.0
%% count.erl: processes that compute side by side. Try it with: avm run docs/examples/count.erl
-module(count).
-export([start/0]).

start() ->
    Parent = self(),
    Pids = [spawn(fun() -> Parent ! {self(), N * N} end) || N <- lists:seq(1, 5)],
    Squares = [receive {Pid, Square} -> Square end || Pid <- Pids],
    io:format("squares: ~p~n", [Squares]).
