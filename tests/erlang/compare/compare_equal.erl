%% == against =:= in heads, guards, case, list functions and map keys.
-module(compare_equal).
-include("t.hrl").
%% erlc: +no_type_opt

h(1, 1.0) -> a;
h(X, X) -> same;
h([X | X], _) -> inner;
h({X, Y}, {Y, X}) -> crossed;
h(#{k := V}, V) -> map_value;
h(<<X, _/binary>>, X) -> first_byte;
h(_, _) -> none.

g(X, Y) when X == Y, X =/= Y -> approx;
g(X, Y) when X =:= Y -> exact;
g(X, Y) when X /= Y -> different;
g(_, _) -> never.

start() ->
    Ps = [{1, 1.0}, {1, 1}, {1.0, 1}, {[a | a], x}, {[1 | 1.0], x}, {{1, 2}, {2, 1}}, {{1, 2}, {2, 1.0}}, {#{k => 5}, 5}, {#{k => 5}, 5.0}, {<<7, 8>>, 7}, {<<7>>, 7.0}, {"ab", [97, 98]}, {[1, {2.0}], [1, {2}]}, {#{a => 1}, #{a => 1.0}}, {#{1 => a}, #{1.0 => a}}, {1 bsl 70, 1.180591620717411303424e21}, {{}, []}],
    [io:format("~0p ~0p: ~w ~w~n", [A, B, h(A, B), g(A, B)]) || {A, B} <- Ps],
    p("lists", [lists:member(1.0, [1]), lists:keyfind(1.0, 1, [{1, a}]), lists:keymember(1, 1, [{1.0}]), [1.0, 2] -- [1], lists:delete(1.0, [1, 1.0]), lists:usort([1, 1.0, 1]), lists:ukeysort(1, [{1, a}, {1.0, b}]), lists:subtract([1, 2], [2.0])]),
    p("keys", [maps:get(1, #{1 => a, 1.0 => b}), maps:get(1.0, #{1 => a, 1.0 => b}), maps:size(#{1 => a, 1.0 => b}), #{1 => x} == #{1.0 => x}, #{a => 1} == #{a => 1.0}, #{a => 1} =:= #{a => 1.0}]),
    p("fun", [fun lists:map/2 =:= fun lists:map/2, fun lists:map/2 == fun lists:map/3, fun h/2 =:= fun h/2, (fun() -> a end) == (fun() -> a end)]),
    ok.
