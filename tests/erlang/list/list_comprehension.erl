%% List comprehensions: nesting, shadowing, filters that fail, several generators, wrong generators.
-module(list_comprehension).
-include("t.hrl").
%% erlc: +no_copt

start() ->
    X = outer,
    L = [1, 2, 3, 4, a, {b, 5}, [c, 6]],
    p("pairs", [{A, B} || A <- [1, 2, 3], B <- [x, y], A =/= 2]),
    p("dependent", [{A, B} || A <- lists:seq(1, 4), B <- lists:seq(A, 4), (A + B) rem 2 =:= 0]),
    p("pattern", [V || {b, V} <- L]),
    p("guards", [A || A <- L, is_integer(A), A > 1]),
    p("failing", [A || A <- L, A + 1 > 3]),
    p("bool", t(fun() -> [A || A <- [1, 2], id(A)] end)),
    p("bool fun", [A || A <- [1, 2, 3], id(A) =:= 2 orelse id(A) =:= 3]),
    p("shadow", [[X || X <- [1, 2]], X]),
    p("nested", [[A * B || B <- lists:seq(1, A)] || A <- lists:seq(1, 5)]),
    p("strings", [string:uppercase([C]) || C <- "hello", C =/= $l]),
    p("funs", [F(10) || F <- [fun(Y) -> Y + A end || A <- [1, 2, 3]]]),
    p("bits", [[A || <<A:3>> <= <<16#abcd:16>>], [{A, B} || <<A:8, B:4>> <= <<1, 2, 3, 4:4>>], << <<(A * 2)>> || A <- [1, 2, 3] >>, << <<A:4>> || <<A:8>> <= <<1, 2, 3>>, A > 1 >>, [A || <<A/utf8>> <= <<"häß"/utf8>>]]),
    p("triples", [{A, B, C} || A <- lists:seq(1, 25), B <- lists:seq(A, 25), C <- lists:seq(B, 25), A * A + B * B =:= C * C]),
    p("vars", [begin Y = A * 2, Z = Y + 1, Z * Y end || A <- [1, 2, 3]]),
    ts("wrong", [fun() -> [A || A <- id(a)] end, fun() -> [A || A <- id([1 | 2])] end, fun() -> [A || <<A>> <= id([1])] end, fun() -> [A || A <- [1], id(x)] end, fun() -> [A + 1 || A <- [1, b]] end, fun() -> << <<A>> || A <- [1, b] >> end, fun() -> << <<A/bits>> || A <- [1] >> end]),
    p("big", length([A || A <- lists:seq(1, 100000), A rem 3 =/= 0])),
    ok.
