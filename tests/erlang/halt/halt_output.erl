%% Output of all kinds arrives complete and in order: long lines, empty ones, UTF-8, standard_error apart.
-module(halt_output).
-export([start/0]).
start() ->
    io:put_chars([]), io:put_chars(<<>>), io:nl(), io:put_chars("no newline"), io:nl(),
    io:put_chars(["deep", [$ , <<"list">>, [["é", 8364, <<"日"/utf8>>]]], $\n]),
    io:format("~ts~n", [lists:duplicate(5000, $y)]),
    io:format(standard_error, "this goes elsewhere~n", []), io:put_chars(standard_error, "and this\n"),
    io:format(user, "user ~w~n", [1]), io:format(standard_io, "standard_io~n", []), io:format(group_leader(), "leader ~s~n", ["x"]),
    io:write({a, "b", 1.5}), io:nl(user), io:fwrite("~w~n", [fwrite]), io:fwrite(user, "~w~n", [fwrite3]), io:put_chars(user, "put\n"), io:write(user, w), io:nl(),
    [io:format("~w,", [N]) || N <- lists:seq(1, 300)], io:nl(),
    [io:format("~0p~n", [try F() catch C:R -> {C, R} end]) || F <- [fun() -> io:format("~p", []) end, fun() -> io:format("~q", [1]) end, fun() -> io:format("~s", [[1000]]) end, fun() -> io:format(1, []) end, fun() -> io:put_chars(a) end, fun() -> io:put_chars([-1]) end, fun() -> io:format(no_such_device, "x", []) end, fun() -> io:format("~w", a) end, fun() -> io:nl() end, fun() -> io:format("") end]],
    io:put_chars("last line without newline").
