%% erl_eval: an interpreter written in Erlang, run on programs as text.
-module(std_eval).
-include("t.hrl").

ev(S) -> {ok, Ts, _} = erl_scan:string(S), {ok, Es} = erl_parse:parse_exprs(Ts), t(fun() -> {value, V, _} = erl_eval:exprs(Es, erl_eval:new_bindings()), V end).

start() ->
    [io:format("~0tp~n", [ev(S)]) || S <- ["1 + 2 * 3.", "X = 5, Y = X * X, {X, Y}.", "[A || A <- lists:seq(1, 10), A rem 2 =:= 0].", "F = fun F(0) -> 1; F(N) -> N * F(N - 1) end, F(20).", "case {a, 1} of {b, _} -> x; {a, Z} when Z > 0 -> {z, Z} end.", "try error(boom) catch error:R -> {caught, R} after ok end.", "catch throw(ball).", "#{a => 1, b => X = 2}, #{a := Q} = #{a => 7}, Q.", "<<A:4, B:4>> = <<16#ab>>, {A, B}.", "<< <<(X * 2)>> || <<X>> <= <<1, 2, 3>> >>.", "if 1 > 2 -> a; true -> b end.", "lists:foldl(fun(X, S) -> X + S end, 0, [1, 2, 3]).", "begin A = 1, B = A + 1 end, A + B.", "(fun(X, Y) -> X - Y end)(5, 3).", "1 / 0.", "foo:bar().", "{a, B} = {b, 1}.", "[X | _] = [].", "true andalso false orelse true.", "lists:map(fun erlang:abs/1, [-1, 2]).", "F = fun(A) -> fun(B) -> A + B end end, (F(3))(4).", "M = lists, M:reverse(\"abc\").", "maps:get(z, #{}).", "-(5), +3, not true, bnot 7.", "\"abc\" ++ [$d] -- \"b\".", "X = [1, 2, 3], [Y * Z || Y <- X, Z <- X, Y < Z].", "element(9, {})."]],
    p("fib", ev("F = fun F(0) -> 0; F(1) -> 1; F(N) -> F(N - 1) + F(N - 2) end, [F(N) || N <- lists:seq(0, 14)].")),
    p("sieve", ev("S = fun S([]) -> []; S([P | T]) -> [P | S([X || X <- T, X rem P =/= 0])] end, S(lists:seq(2, 60)).")),
    ok.
