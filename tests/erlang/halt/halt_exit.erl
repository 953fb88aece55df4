%% exit with a reason other than normal: status 1.
%% status: 1
%% stderr: my_reason
-module(halt_exit).
-export([start/0]).
start() ->
    io:format("before~n"),
    exit({my_reason, [1, 2, 3]}).
