%% halt/0 stops at once with status 0; what was printed before is not lost.
%% status: 0
-module(halt_zero).
-export([start/0]).
start() ->
    [io:format("line ~w ~s~n", [N, lists:duplicate(80, $x)]) || N <- lists:seq(1, 60)],
    try erlang:halt() after io:format("not printed~n") end,
    io:format("not printed~n").
