%% erl_scan: every token kind, locations, errors, continuations.
-module(std_scan).
-include("t.hrl").

start() ->
    Ss = ["foo(X) -> X + 1.", "'quoted atom' \"str\\n\" $a $\\n 16#ff 1.5e-3 2#101 1_000", "% comment\n-module(x).", "<<1:8/little>> #{a := 1} #rec{f = 1} fun x/1 [a|b] {} => -> :: .. ...", "case of end begin if try catch after receive when andalso orelse not div rem band bor bxor bsl bsr xor and or", "=:= =/= == /= =< >= < > ++ -- ! <- <= || ?= & ' ' @ x@y _Var Aäö", "\"a\" \"b\"", "a.b. c", "%% only comment", "", "   \n\t ", "Ω ж 'é'"],
    [io:format("~0tp~n", [erl_scan:string(S)]) || S <- Ss],
    [io:format("~0tp~n", [erl_scan:string(S)]) || S <- ["'abc", "\"abc", "$", "16#", "1.5e", "\\", "\"\\x{110000}\"", "1__0", "37#1", "99999999999999999999999999", "\"a\nb\"", "'\\^'", "$\\x{zz}"]],
    p("options", [erl_scan:string("a % c\n b", {1, 1}, [return]), erl_scan:string("a b", 5, [text]), erl_scan:string("x", {3, 4}), erl_scan:string("a %c", 1, [return_comments])]),
    p("tokens", begin {more, C} = erl_scan:tokens([], "foo(", 1), {more, C2} = erl_scan:tokens(C, "X)\n", 1), erl_scan:tokens(C2, " -> ok. rest", 1) end),
    p("eof", begin {more, C3} = erl_scan:tokens([], "foo", 1), erl_scan:tokens(C3, eof, 1) end),
    p("reserved", [erl_scan:reserved_word(W) || W <- ['case', foo, 'maybe', 'else', 'fun']]),
    Long = lists:flatten([io_lib:format("f~w(X) -> {X, \"s~w\", ~w.5, '~w a'}.~n", [N, N, N, N]) || N <- lists:seq(1, 300)]),
    p("long", begin {ok, Ts, E} = erl_scan:string(Long), {length(Ts), E, lists:last(Ts)} end),
    ok.
