%% halt/1 with a status: the exit status of the program.
%% status: 42
-module(halt_status).
-export([start/0]).
start() ->
    io:format("before~n"),
    catch erlang:halt(a), catch erlang:halt(-1), catch erlang:halt(1.0), catch erlang:halt({}),
    io:format("still here~n"),
    spawn(fun() -> erlang:halt(42) end),
    receive never -> ok end.
