%% exit(normal) is a normal end, whatever the processes left behind do.
%% status: 0
-module(halt_normal).
-export([start/0]).
start() ->
    spawn(fun() -> receive never -> ok end end),
    io:format("before~n"),
    exit(normal).
