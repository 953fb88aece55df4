%% An uncaught throw is the error nocatch.
%% status: 1
%% stderr: nocatch
-module(halt_throw).
-export([start/0]).
start() ->
    io:format("before~n"),
    throw(ball).
