%% Match contexts used as binaries again: in other calls, clauses, closures, comparisons, guards.
-module(bits_context).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +no_bsm_opt
%% erlc: +r23

f(<<1, R/binary>>, A) -> f(R, [one | A]);
f(<<2, R/binary>> = B, A) -> g(B, R, A);
f(<<3, _/binary>> = B, A) -> h(B, A);
f(<<>>, A) -> lists:reverse(A);
f(B, A) when byte_size(B) > 3 -> <<X:2/binary, R/binary>> = B, f(R, [X | A]);
f(<<C, R/bits>>, A) -> f(R, [{B, C} || B <- [bit_size(R)]] ++ A).
g(B, R, A) -> f(R, [{byte_size(B), byte_size(R)} | A]).
h(<<3, N, R/binary>>, A) when byte_size(R) >= N -> <<S:N/binary, R2/binary>> = R, f(R2, [{sub, S} | A]);
h(B, A) -> lists:reverse([{left, B} | A]).
back(<<X, R/binary>>) -> case back(R) of {ok, L} -> {ok, [X | L]}; E -> E end;
back(<<>>) -> {ok, []};
back(B) -> {bad, B}.
same(<<A:4, B/bits>> = X) -> [A, bit_size(B), X =:= <<A:4, B/bits>>, B =:= X].
clos(<<A, R/binary>>) -> F = fun() -> {A, R} end, G = fun(<<B, _/binary>>) -> {B, R}; (X) -> X end, [F(), G(R), G(<<>>)].
two(<<A, R/binary>>, <<B, S/binary>>) -> [A + B | two(R, S)];
two(<<>>, R) -> [{right, R}];
two(L, <<>>) -> [{left, L}].
lookahead(<<$a, R/binary>>) -> case R of <<$b, _/binary>> -> {ab, R}; <<$c, S/binary>> -> {ac, S, R}; _ -> {a, R} end;
lookahead(<<>>) -> none;
lookahead(<<_, R/binary>>) -> lookahead(R).
try_(<<L, R/binary>>) -> try <<X:L/binary, T/binary>> = R, {X, T} catch error:{badmatch, B} -> {short, L, B} end.
acc(<<C, R/binary>>, N, B) when C =:= $x -> acc(R, N + 1, B);
acc(R, N, B) -> {N, R, binary:part(B, 0, N)}.
split(B, N) -> split(B, B, N, 0).
split(B, <<C, R/binary>>, N, P) when C =/= N -> split(B, R, N, P + 1);
split(B, <<_, R/binary>>, _, P) -> {binary:part(B, 0, P), R};
split(B, <<>>, _, _) -> B.
alt(<<X:16, _/binary>> = B) when X > 1000 -> {big, B};
alt(<<X:8, Y/binary>>) when X > 10; Y =:= <<1>> -> {mid, Y};
alt(<<B/binary>>) -> {low, B};
alt(<<B/bits>>) -> {bits, B}.

start() ->
    p("f", [f(B, []) || B <- [<<>>, <<1, 1, 2, 3, 2, "ab", 1>>, <<3, 9, 1>>, <<9, 8, 7, 6, 1>>, <<9>>, <<2, 2, 2>>]]),
    p("back", [back(X) || X <- [<<"abc">>, <<>>, <<"ab", 1:3>>, <<1:3>>]]),
    p("same", [same(<<16#ab, 1>>), same(<<16#a:4>>)]),
    p("clos", [clos(X) || X <- [<<1, 2, 3>>, <<1>>]]),
    p("two", [two(<<1, 2>>, <<3, 4>>), two(<<1, 2>>, <<3>>), two(<<1>>, <<3, 4>>)]),
    p("lookahead", [lookahead(X) || X <- [<<"xxab">>, <<"xac!">>, <<"a">>, <<"zz">>, <<"xax">>]]),
    p("try", [try_(X) || X <- [<<2, "abc">>, <<5, "abc">>, <<0>>]]),
    p("acc", [acc(X, 0, X) || X <- [<<"xxy">>, <<"y">>, <<"xxx">>]]),
    p("split", [split(X, $,) || X <- [<<"ab,cd">>, <<",">>, <<"abc">>]]),
    p("alt", [alt(X) || X <- [<<255, 255>>, <<0, 20>>, <<11, 0>>, <<0, 1>>, <<5>>, <<3:2>>, <<0, 9:3>>]]),
    ts("wrong", [fun() -> f(a, []) end, fun() -> f(<<1:1>>, []) end, fun() -> lookahead(<<1:3>>) end, fun() -> two(a, <<>>) end, fun() -> alt(x) end, fun() -> split(<<1:4>>, 1) end]),
    ok.
