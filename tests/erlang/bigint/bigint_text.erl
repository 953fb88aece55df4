%% integer_to_list/2 and list_to_integer/2 in every base, and text that is no number.
-module(bigint_text).
-include("t.hrl").

start() ->
    Ns = [0, 1, -1, 35, 36, -36, 1 bsl 27, 1 bsl 59, 1 bsl 60, -(1 bsl 63), 1 bsl 64, 123456789012345678901234567890, -(1 bsl 200) + 1],
    [begin
         Ls = [integer_to_list(N, B) || N <- Ns],
         Ns = [list_to_integer(L, B) || L <- Ls],
         Ns = [list_to_integer(string:lowercase(L), B) || L <- Ls],
         Ns = [binary_to_integer(integer_to_binary(N, B), B) || N <- Ns],
         io:format("~w ~s~n", [B, lists:join($,, Ls)])
     end || B <- lists:seq(2, 36)],
    Zs = lists:duplicate(300, $0),
    p("zeros", [list_to_integer(Zs), list_to_integer(Zs ++ "12"), list_to_integer("-" ++ Zs), list_to_integer("+" ++ Zs ++ "1"), binary_to_integer(<<"-000">>)]),
    Long = lists:flatten(lists:duplicate(120, "1234567890")),
    p("long", [ck(integer_to_list(list_to_integer(Long, B), 16)) || B <- [10, 11, 12, 16, 19, 36]]),
    ts("bad", [fun() -> list_to_integer(X) end || X <- ["", "-", "+", "--1", "+-1", "1.0", " 1", "1 ", "1_000", "a", [49 | 50], [49, a], [-1], [1114112], abc, 12, <<"12">>, [[49]]]]),
    ts("bad base", [fun() -> list_to_integer(X, B) end || {X, B} <- [{"1", 1}, {"1", 37}, {"2", 2}, {"8", 8}, {"G", 16}, {"1", a}, {"1", 10.0}, {"Z", 36}, {"z", 35}]]),
    ts("bad bin", [fun() -> binary_to_integer(X) end || X <- [<<>>, <<"-">>, <<"12x">>, <<1:4>>, "12", a, <<"1", 0>>, <<" 1">>]]),
    ts("bad out", [fun() -> integer_to_list(X, B) end || {X, B} <- [{1.0, 10}, {a, 10}, {1, 1}, {1, 37}, {1, a}, {1 bsl 70, 0}]]),
    ts("bad out1", [fun() -> integer_to_list(id(1.5)) end, fun() -> integer_to_binary(id(a)) end, fun() -> integer_to_binary(1, 99) end]),
    ok.
