%% Chains of conversions that must end where they began.
-module(conversion_iodata).
-include("t.hrl").

round_(X, Fs) -> lists:foldl(fun(F, A) -> F(A) end, X, Fs).

start() ->
    Ls = [[], "a", "hello world", lists:seq(0, 255), lists:duplicate(63, 1), lists:duplicate(64, 2), lists:duplicate(65, 3), [X band 255 || X <- lists:seq(1, 5000)]],
    Chains = [[fun list_to_binary/1, fun binary_to_list/1], [fun list_to_tuple/1, fun tuple_to_list/1], [fun list_to_bitstring/1, fun bitstring_to_list/1], [fun(L) -> [L | <<>>] end, fun iolist_to_binary/1, fun binary_to_list/1], [fun term_to_binary/1, fun binary_to_term/1], [fun lists:reverse/1, fun list_to_binary/1, fun binary:bin_to_list/1, fun lists:reverse/1], [fun(L) -> unicode:characters_to_binary(L, latin1, utf8) end, fun(B) -> unicode:characters_to_list(B, utf8) end], [fun(L) -> [integer_to_list(C) || C <- L] end, fun(L) -> [list_to_integer(S) || S <- L] end], [fun(L) -> [float(C) || C <- L] end, fun(L) -> [trunc(F) || F <- L] end], [fun base64:encode/1, fun base64:decode/1, fun binary_to_list/1], [fun list_to_binary/1, fun binary:encode_hex/1, fun binary:decode_hex/1, fun binary_to_list/1], [fun(L) -> lists:zip(lists:seq(1, length(L)), L) end, fun maps:from_list/1, fun maps:to_list/1, fun lists:sort/1, fun(L) -> [V || {_, V} <- L] end], [fun(L) -> << <<C:3, C:8>> || C <- L >> end, fun(B) -> [C || <<_:3, C:8>> <= B] end], [fun(L) -> [<<C/utf8>> || C <- L] end, fun iolist_to_binary/1, fun unicode:characters_to_list/1]],
    p("round", [[round_(L, C) =:= L || C <- Chains] || L <- Ls] =:= lists:duplicate(length(Ls), lists:duplicate(length(Chains), true))),
    Ns = [0, 1, -1, 255, 1 bsl 27, 1 bsl 59, 1 bsl 64, -(1 bsl 100)],
    p("numbers", [N || N <- Ns, begin N =:= list_to_integer(integer_to_list(N)) andalso N =:= binary_to_integer(integer_to_binary(N, 7), 7) andalso N =:= binary_to_term(term_to_binary(N)) andalso (N < 0 orelse N =:= binary:decode_unsigned(binary:encode_unsigned(N))) end]),
    p("atoms", [list_to_atom(atom_to_list(A)) =:= A andalso binary_to_atom(atom_to_binary(A)) =:= A || A <- [a, '', 'é', 'A b', '日', true]]),
    p("floats", [F =:= list_to_float(float_to_list(F, [short])) andalso F =:= binary_to_float(float_to_binary(F)) || F <- [0.0, 0.1, 1.0e100, 5.0e-324, -1.5, 123456789.123]]),
    ok.
