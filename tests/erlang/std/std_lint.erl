%% erl_lint, erl_expand_records and erl_internal on small modules: big stock programs at work.
-module(std_lint).
-include("t.hrl").

forms(S) -> {ok, Ts, _} = erl_scan:string(S), split(Ts, [], []).
split([{dot, _} = D | T], A, Fs) -> {ok, F} = erl_parse:parse_form(lists:reverse([D | A])), split(T, [], [F | Fs]);
split([X | T], A, Fs) -> split(T, [X | A], Fs);
split([], [], Fs) -> lists:reverse(Fs).
show({ok, Ws}) -> {ok, desc(Ws)};
show({error, Es, Ws}) -> {error, desc(Es), desc(Ws)}.
desc(L) -> [{Loc, lists:flatten(M:format_error(D))} || {_, X} <- L, {Loc, M, D} <- X].

start() ->
    Ms = ["-module(m). -export([f/1]). f(X) -> X + 1.", "-module(m). -export([f/1, g/0]). f(X) -> Y = 1, X.", "-module(m). f() -> X.", "-module(m). -export([f/1]). f(X) -> case X of 1 -> Y = 2; 2 -> Y = 3 end, Y. f(1, 2) -> h().", "-module(m). -record(r, {a}). -export([f/1]). f(R) -> R#r.b.", "-module(m). -export([f/0]). f() -> lists:foo(), io:format(\"~p\", []), A = A, 1 + a.", "-module(m). -export([f/1]). f(X) when foo(X) -> X; f(_) -> [Y || Y <- [1], Y > 0], fun(Z) -> 1 end."],
    [io:format("~0tp~n", [show(erl_lint:module(forms(S)))]) || S <- Ms],
    [io:format("~0tp~n", [t(fun() -> erl_expand_records:module(forms(S), []) end)]) || S <- ["-module(m). -record(r, {a = 1, b}). f(R) -> R#r{a = 2}. g() -> #r{b = x}. h(#r{a = A}) -> A."]],
    p("internal", [erl_internal:bif(length, 1), erl_internal:guard_bif(hd, 1), erl_internal:arith_op('+', 2), erl_internal:type_test(is_atom, 1), erl_internal:op_type('and', 2), erl_internal:bool_op('not', 1)]),
    p("anno", [erl_anno:line(erl_anno:new(5)), erl_anno:location(erl_anno:new({2, 3})), erl_anno:is_anno(5)]),
    ok.
