%% Plain arguments of the program.
%% args: one two=2 --three -x 4
-module(halt_arguments).
-export([start/0]).
start() ->
    io:format("~p~n", [init:get_plain_arguments()]).
