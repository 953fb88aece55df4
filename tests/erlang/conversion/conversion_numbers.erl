%% Number conversion natives on every kind of argument.
-module(conversion_numbers).
-include("t.hrl").

start() ->
    Vs = [0, -0, 1, -1, 1 bsl 59, 1 bsl 64, 1.5, -0.25, 1.0e22, a, [], "12", "1.5", "x", <<"12">>, <<"1.5">>, <<"x">>, <<1:3>>, {}, #{}],
    Fs = [{F, fun erlang:F/1} || F <- [integer_to_list, integer_to_binary, float_to_list, float_to_binary, list_to_integer, list_to_float, binary_to_integer, binary_to_float, float, round, trunc, floor, ceil, abs, list_to_atom, binary_to_atom, atom_to_list, atom_to_binary, list_to_binary, binary_to_list, list_to_tuple, tuple_to_list, iolist_to_binary, iolist_size, list_to_bitstring, bitstring_to_list, term_to_binary, size, bit_size, byte_size, length, hd, tl, tuple_size, map_size, list_to_existing_atom]],
    [io:format("~w: ~0p~n", [N, [t(fun() -> F(V) end) || V <- Vs]]) || {N, F} <- Fs, N =/= term_to_binary],
    ts("base", [fun() -> list_to_integer(S, B) end || {S, B} <- [{"ff", 16}, {"FF", 16}, {"-ff", 16}, {"zz", 36}, {"12", 2}, {"", 10}, {"1", 0}]] ++ [fun() -> integer_to_list(N, B) end || {N, B} <- [{255, 16}, {-255, 2}, {1 bsl 70, 36}, {0, 2}]]),
    ts("char", [fun() -> [C || C <- integer_to_list(-98765432109876543210)] end, fun() -> list_to_integer([$- | "99"]) end, fun() -> list_to_integer("+") end]),
    ok.
