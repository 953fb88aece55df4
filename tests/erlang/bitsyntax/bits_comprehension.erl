%% Binary comprehensions and generators: sizes known and unknown, filters, mixed generators.
-module(bits_comprehension).
-include("t.hrl").
%% erlc: +no_bs_match
%% erlc: +r24
%% erlc: +no_copt

start() ->
    B = <<"the quick brown fox jumps over the lazy dog">>,
    p("upper", << <<(if C >= $a, C =< $z -> C - 32; true -> C end)>> || <<C>> <= B >>),
    p("bits", [<< <<(1 - X):1>> || <<X:1>> <= <<16#a5, 3:2>> >>, << <<X:3>> || X <- lists:seq(0, 9) >>, << <<X:N>> || {X, N} <- [{1, 1}, {2, 5}, {3, 0}, {300, 9}] >>]),
    p("filter", [<< <<C>> || <<C>> <= B, C =/= $ , C > $m >>, [C || <<C>> <= B, lists:member(C, "aeiou")]]),
    p("pattern", [[X || <<1:1, X:7>> <= <<129, 2, 131, 4>>], [{A, X} || <<A:8, X:A/binary>> <= <<1, "a", 0, 2, "bc", 9, "x">>], [X || <<X:16/little-signed>> <= <<255, 255, 0, 128, 7>>]]),
    p("rest", [[X || <<X:5>> <= <<1, 2, 3>>], [X || <<X:24>> <= <<1, 2, 3, 4, 5>>], [X || <<X/utf8>> <= <<"aé"/utf8, 255, "z">>], [X || <<X:4/float>> <= <<>>]]),
    p("floats", [X || <<X/float>> <= <<1.5/float, 2.5/float, 0:8>>]),
    p("two", [<< <<A, C>> || <<A>> <= <<1, 2>>, <<C>> <= <<3, 4>> >>, << <<A, X:4>> || A <- [1, 2, 3], <<X:4>> <= <<A>> >>, [{A, C} || A <- "ab", <<C:4>> <= <<A>>]]),
    p("nested", << <<(<< <<Y:4>> || <<Y:2>> <= <<X>> >>)/bits>> || <<X>> <= <<16#1b, 16#e4>> >>),
    p("bin", << <<X/binary, $,>> || X <- [<<"a">>, <<>>, <<"bc">>] >>),
    p("big", [byte_size(<< <<X:32>> || X <- lists:seq(1, 30000) >>), ck(<< <<(X * X):24>> || <<X:16>> <= << <<Y:16>> || Y <- lists:seq(1, 3000) >> >>)]),
    p("matrix", [[lists:sum([X * Y || {X, Y} <- lists:zip(R, C)]) || C <- [[1, 4], [2, 5]]] || R <- [[A, D] || <<A:4, D:4>> <= <<16#12, 16#34>>]]),
    ts("wrong", [fun() -> << <<X>> || X <- [1, a] >> end, fun() -> << <<X>> || <<X>> <= id(a) >> end, fun() -> << <<X/binary>> || X <- [<<1>>, <<1:1>>] >> end, fun() -> << <<X>> || X <- id(foo) >> end, fun() -> [X || <<X>> <= id([1])] end]),
    ok.
