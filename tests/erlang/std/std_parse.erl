%% erl_parse: forms, expressions, terms, abstract and normalise, errors.
-module(std_parse).
-include("t.hrl").

form(S) -> {ok, Ts, _} = erl_scan:string(S), case erl_parse:parse_form(Ts) of {ok, F} -> F; {error, {L, M, D}} -> {err, L, lists:flatten(M:format_error(D))} end.
exprs(S) -> {ok, Ts, _} = erl_scan:string(S), case erl_parse:parse_exprs(Ts) of {ok, F} -> F; {error, {L, M, D}} -> {err, L, lists:flatten(M:format_error(D))} end.
term_(S) -> {ok, Ts, _} = erl_scan:string(S), case erl_parse:parse_term(Ts) of {ok, F} -> F; {error, {L, M, D}} -> {err, L, lists:flatten(M:format_error(D))} end.

start() ->
    [io:format("~0tp~n", [form(S)]) || S <- ["-module(m).", "-export([a/1, b/2]).", "-record(r, {a, b = 1 :: integer(), c :: atom()}).", "-spec f(X :: integer()) -> {ok, T} | [T, ...] when T :: term().", "-type t(A) :: #{a := A, b => <<_:8, _:_*8>>} | fun((...) -> any()) | 1..5.", "f(X) when X > 1; is_list(X), X =/= [] -> case X of {a, [B | _]} = C -> {B, C}; _ -> f(X - 1) end.", "f(1) -> a; f(_) -> b.", "g() -> try a(), b of c -> d catch throw:X -> X; error:R:S when S -> {R, S}; _ -> e after f end.", "h(<<A:8/little-signed, B/binary>>) -> << <<C>> || <<C>> <= B, C > A >>.", "i() -> [X || X <- L, X#r.a > 2, {Y, Z} <- X] ++ -1 * 2 + not true.", "j() -> fun(X) -> X; (Y) when Y -> z end, fun F(N) -> F(N) end, fun m:f/1, fun g/0.", "k() -> receive {a, X} -> X after 10 -> timeout end.", "l() -> M#{a => 1, b := 2}, #r{a = 1, _ = 2}, R#r{b = 3}, #r.a, if A -> b; true -> c end, begin 1, 2 end, catch x.", "m() -> X ! Y, X = Y, M:F(A), (X)(Y), \"a\" \"b\", $c, 1.5."]],
    [io:format("~0tp~n", [form(S)]) || S <- ["f(", "f(X) -> .", "f() -> a b.", "f() -> case x of end.", "-module().", "f(X) -> X g(Y) -> Y.", "X = 1.", "f() -> [1, 2.", "f() -> #{a}."]],
    [io:format("~0tp~n", [exprs(S)]) || S <- ["1 + 2 * 3 - 4 div 5.", "a andalso b orelse c.", "X = Y = Z, f(X).", "- - 1.", "1 +.", "A#b.c#d.e.", "<<1, 2:3>>, << >>.", "{}, [], #{}."]],
    [io:format("~0tp~n", [term_(S)]) || S <- ["{a, [1, 2.5, \"s\", <<\"b\">>, #{k => [v | t]}], $c, -5, 'q a'}.", "foo(1).", "X.", "[1, 2", "{a, -1.5, +2}.", "fun lists:map/2.", "<<1, 2, 300:16>>.", "1 + 1."]],
    T = {a, [1, 2.5, "str", <<"bin">>, <<3:5>>], #{k => [v | t]}, -5, 'q a', fun lists:map/2, 1 bsl 70, [], {}, ""},
    p("abstract", erl_parse:abstract(T)),
    p("normalise", erl_parse:normalise(erl_parse:abstract(T)) =:= T),
    ok.
