%% term_to_binary of everything and back, with stated bytes.
-module(conversion_terms).
-include("t.hrl").

start() ->
    Ts = [0, 255, 256, -1, 2147483647, 2147483648, -2147483648, -2147483649, 1 bsl 64, -(1 bsl 64), 1 bsl 2039, 1 bsl 2040, 1 bsl 2048, 1.5, -0.0, a, 'é', '', true, [], "abc", [1, 2 | 3], [256], "é", [a], lists:seq(1, 70) ++ [x], {}, {a}, {1, {2, {3}}}, <<>>, <<"abc">>, <<1:3>>, <<1, 2, 5:4>>, #{}, #{a => 1}, #{1 => #{2 => 3}}, fun lists:map/2, list_to_tuple(lists:seq(1, 256))],
    [begin
         B = term_to_binary(T, [{minor_version, 2}]),
         T = binary_to_term(B),
         T2 = binary_to_term(term_to_binary(T)), true = T2 =:= T,
         T = binary_to_term(term_to_binary(T, [compressed])),
         io:format("~w ~w ~0P ~w~n", [byte_size(B), ck(B), T, 12, if byte_size(B) < 40 -> B; true -> long end])
     end || T <- Ts],
    p("size", [erlang:external_size(X) =:= byte_size(term_to_binary(X)) || X <- [a, 1, "abc", {x, y}, <<"b">>, #{a => b}, 1.0, 1 bsl 100]]),
    ok.
