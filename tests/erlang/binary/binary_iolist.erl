%% iolists of all shapes: deep, improper, with bitstrings, very long, and wrong ones.
-module(binary_iolist).
-include("t.hrl").

deep(0, A) -> A;
deep(N, A) -> deep(N - 1, [A]).
left(0, A) -> A;
left(N, A) -> left(N - 1, [A, N band 255 | <<N:8>>]).

start() ->
    Good = [[], <<>>, [[]], [<<>>], [<<>> | <<>>], [1, 2, 3], [1, [2, [3]], <<4>>], [1 | <<2, 3>>], [[[[<<"a">>]]], $b | <<"c">>], ["abc", <<"def">>, 0, 255], [[] | <<>>], lists:duplicate(100, <<"0123456789">>), [<<0:800>>, 1, <<0:8>>]],
    [io:format("~w ~w ~w~n", [iolist_size(X), ck(iolist_to_binary(X)), t(fun() -> byte_size(list_to_binary(X)) end)]) || X <- Good],
    Bad = [a, 1, [a], [256], [-1], [1 | 2], [1 | a], [<<1:1>>], [1.0], [{}], {}, [[1], [[2, x]]], #{}, <<1:7>>, [1 bsl 70], [[[[a | b]]]]],
    [io:format("~0p ~0p ~0p ~0p~n", [X, t(fun() -> iolist_size(X) end), t(fun() -> iolist_to_binary(X) end), t(fun() -> list_to_binary(X) end)]) || X <- Bad],
    p("bits", [list_to_bitstring([<<1:1>>, <<2:3>>, 255, [<<5:4>> | <<1:9>>]]), bitstring_to_list(<<1, 2, 3:4>>), list_to_bitstring([]), bitstring_to_list(<<>>), t(fun() -> list_to_bitstring([a]) end), t(fun() -> list_to_bitstring(a) end), t(fun() -> bitstring_to_list(a) end)]),
    D = deep(500000, [7]),
    p("deep", [iolist_size(D), iolist_to_binary(D), lists:flatten(D)]),
    L = left(100000, []),
    p("left", [iolist_size(L), ck(iolist_to_binary(L))]),
    Long = [[X band 255, <<X:16>>, [integer_to_list(X)]] || X <- lists:seq(1, 20000)],
    p("long", [iolist_size(Long), ck(iolist_to_binary(Long)), ck(list_to_binary(Long))]),
    p("vec", iolist_to_binary(erlang:iolist_to_iovec([1, <<"abc">>, [<<0:600>>]])) =:= <<1, "abc", 0:600>>),
    p("same", [iolist_to_binary(<<"x">>), iolist_to_binary([<<"x">>]), t(fun() -> list_to_binary(<<"x">>) end)]),
    ok.
