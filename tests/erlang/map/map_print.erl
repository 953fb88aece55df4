%% Maps as text: order, nesting, quoting, depth, width; from literals and built at run time.
-module(map_print).
-include("t.hrl").

start() ->
    Ms = [#{}, #{a => 1}, #{1 => a, 2 => b, 3 => c}, #{"key" => "value"}, #{<<"b">> => <<1, 2>>}, #{#{} => #{}}, #{{a, b} => [c, d]}, #{1.5 => 'Quoted Atom', -1 => []}, #{[] => {}, {} => []}, maps:from_list([{N, N * N} || N <- lists:seq(1, 32)]), #{deep => #{deep => #{deep => #{deep => bottom}}}}, #{1 => "a long value that makes the line break", 2 => "another long value that makes the line break", 3 => short}],
    [io:format("~w~n~p~n~0p~n~tp~n~P~n~W~n", [M, M, M, M, M, 6, M, 4]) || M <- Ms],
    [io:format("~s|~s~n", [io_lib:format("~w", [M]), io_lib:write(M, 3)]) || M <- Ms],
    [io:format("~30p~n", [M]) || M <- Ms],
    ok.
