%% An uncaught throw: status 1 and a report with what was thrown.
%% status: 1
%% stderr: ball
-module(halt_throw).
-export([start/0]).
start() ->
    io:format("before~n"),
    throw(ball).
