%% An uncaught error: status 1, a report on stderr that names function and line.
%% status: 1
%% stderr: badarith
%% stderr: halt_error
-module(halt_error).
-export([start/0, f/1]).
start() ->
    io:format("before~n"),
    X = f(list_to_atom("a")),
    io:format("not printed ~w~n", [X]).
f(X) ->
    Y = X + 1,
    {Y}.
