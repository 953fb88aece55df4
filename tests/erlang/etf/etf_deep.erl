%% Encoding and decoding of very deep, very wide and shared terms.
-module(etf_deep).
-include("t.hrl").

nest(0, _, A) -> A;
nest(N, F, A) -> nest(N - 1, F, F(A)).

start() ->
    N = 500000,
    [begin
         T = nest(N, F, 7), B = term_to_binary(T),
         p(L, [byte_size(B), binary_to_term(B) =:= T, ck(binary:part(B, 0, 500))])
     end || {L, F} <- [{"list", fun(X) -> [X] end}, {"tuple", fun(X) -> {X, 1} end}, {"tail", fun(X) -> [300 | X] end}]],
    M = nest(100000, fun(X) -> #{X => v} end, k), Mv = nest(200000, fun(X) -> #{k => X} end, v),
    p("map value", binary_to_term(term_to_binary(Mv)) =:= Mv),
    p("map key", byte_size(term_to_binary(M)) > 100000),
    L = lists:seq(1, 100000), p("wide", [byte_size(term_to_binary(L)), binary_to_term(term_to_binary(L)) =:= L, byte_size(term_to_binary(list_to_tuple(L)))]),
    S = "shared text", p("shared", [byte_size(term_to_binary(lists:duplicate(1000, S))), byte_size(term_to_binary(lists:duplicate(1000, S), [compressed])) < 500]),
    Big = 1 bsl 20000, p("bignum", [byte_size(term_to_binary(Big)), binary_to_term(term_to_binary(Big)) =:= Big, binary_to_term(term_to_binary(-Big)) =:= -Big]),
    Mp = maps:from_list([{K, {K}} || K <- lists:seq(1, 5000)]), p("map", [binary_to_term(term_to_binary(Mp)) =:= Mp, byte_size(term_to_binary(Mp))]),
    Bin = binary:copy(<<"0123456789">>, 20000), p("binary", [byte_size(term_to_binary(Bin)), binary_to_term(term_to_binary([Bin, Bin])) =:= [Bin, Bin], binary_to_term(term_to_binary(Bin, [{compressed, 9}])) =:= Bin]),
    p("options", [t(fun() -> term_to_binary(a, O) end) =/= x || O <- [[compressed], [{compressed, 0}], [{minor_version, 1}], []]] ++ [t(fun() -> term_to_binary(a, O) end) || O <- [[foo], [{compressed, 10}], [{minor_version, 9}], a, [{compressed, a}]]]),
    p("iovec", iolist_to_binary(term_to_iovec({a, Bin, 1})) =:= term_to_binary({a, Bin, 1})),
    ok.
