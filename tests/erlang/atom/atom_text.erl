%% Atoms: length limits, UTF-8, quoting, conversion in every encoding, order.
-module(atom_text).
-include("t.hrl").

start() ->
    As = [a, 'A', '', ' ', 'a b', 'a@b_C1', '1a', 'é', 'ñandú', 'Ω', 'ж', '日本', 'a-b', 'it\'s', '\n', '\\', 'don\'t', 'and', 'when', 'div', 'fun', true, [], '[]', '$a', '_', 'aé', 'éa', '\x{7f}', '\x{80}', '\x{ff}', '\x{100}', 'maybe', 'else', '😀', '\t\x{1b}\x{0}', 'a.b', '.'],
    [io:format("~w ~p ~tw ~tp ~ts ~w~n", [A, A, A, A, A, t(fun() -> atom_to_list(A) end)]) || A <- As],
    [io:format("~0p~n", [[t(fun() -> atom_to_binary(A) end), t(fun() -> atom_to_binary(A, latin1) end), t(fun() -> atom_to_binary(A, unicode) end)]]) || A <- As],
    L = fun(N, C) -> lists:duplicate(N, C) end,
    ts("length", [fun() -> length(atom_to_list(list_to_atom(L(N, C)))) end || C <- [$a, $é, 16#65e5, 16#1f600], N <- [254, 255, 256]]),
    ts("length bin", [fun() -> byte_size(atom_to_binary(binary_to_atom(unicode:characters_to_binary(L(N, C))))) end || C <- [$a, $é, 16#65e5], N <- [255, 256]]),
    ts("bad", [fun() -> list_to_atom(X) end || X <- [[1114112], [-1], [55296], [a], a, [$a | b], <<"a">>, 1, [1.0]]] ++ [fun() -> binary_to_atom(X, E) end || {X, E} <- [{<<255>>, utf8}, {<<195>>, utf8}, {<<195, 169>>, latin1}, {<<"a">>, foo}, {"a", utf8}, {<<1:3>>, utf8}, {<<200>>, latin1}, {<<240, 159, 152, 128>>, utf8}]]),
    p("same", [list_to_atom("abc") =:= abc, binary_to_atom(<<"é"/utf8>>) =:= 'é', list_to_atom([233]) =:= 'é', list_to_existing_atom("abc"), binary_to_existing_atom(<<"true">>), erlang:binary_to_existing_atom(<<"abc">>, latin1)]),
    p("order", lists:sort(As)),
    p("order2", lists:sort([ab, a, b, aa, 'aB', 'A', abc, 'a1', 'é', z, 'ab\0', 'ab', 'Ω', '日'])),
    p("compare", [a < b, ab > a, 'é' > z, 'Ω' > 'é', '' < a, 'B' < a]),
    N = [list_to_atom("generated_" ++ integer_to_list(I)) || I <- lists:seq(1, 5000)],
    p("many", [length(lists:usort(N)), lists:all(fun({I, A}) -> atom_to_list(A) =:= "generated_" ++ integer_to_list(I) end, lists:zip(lists:seq(1, 5000), N)), list_to_existing_atom("generated_4999") =:= lists:nth(4999, N)]),
    ok.
