%% io_lib_pretty, ~p with widths and depths, erl_pp on parsed forms.
-module(std_pp).
-include("t.hrl").

start() ->
    T = {config, [{name, "a long string that will not fit on one line with the others"}, {list, lists:seq(1, 40)}, {map, #{key => <<"binary value">>, other => {nested, [tuple, {with, things}]}}}, {bin, <<1, 2, 3, 200>>}, {deep, [[[[[[a]]]]]]}, {atoms, [alpha, beta, gamma, delta, epsilon, zeta, eta, theta]}]},
    io:format("~p~n", [T]),
    [io:format("~*p~n", [W, T]) || W <- [20, 40]],
    [io:format("~P~n", [T, D]) || D <- [1, 2, 3, 5, 10, 20]],
    [io:format("~W|~n", [T, D]) || D <- [1, 4, 9, 15]],
    io:format("abc ~p def ~p~n", [lists:seq(1, 30), {x, lists:duplicate(20, atom)}]),
    io:format("~p~n~p~n~p~n", ["printable", [1, 2, 3 | tail], [[104, 105], "mixed", [1000], [0]]]),
    io:format("~p ~p ~p~n", [<<"text">>, <<"te", 0>>, <<"x", 1:1>>]),
    io:format("~lp ~lP~n", ["abc", "abcdef", 3]),
    io:format("~tp ~tp~n", ["é日", <<"é日"/utf8>>]),
    [io:format("~s~n", [io_lib:format("~p", [X])]) || X <- [1.0, -0.0, 1.0e100, a, 'A b', "", [], {}, #{}, <<>>, fun lists:map/2, [[]], [{}], [a | b]]],
    io:format("~s~n", [io_lib_pretty:print(T, 5, 30, -1)]),
    Forms = ["f(X) when X > 1, is_list(X); true -> case X of {a, B} -> B; _ -> g(X, [1, 2 | T], \"str\", <<1:8/little, B/binary>>) end;\nf(_) -> try a() of b -> c catch error:E:S -> {E, S} after d() end.", "-record(r, {a = 1 :: integer(), b}).", "-spec f(A :: term()) -> {ok, [B]} | #{a := b} when B :: atom().", "g() -> [X || X <- L, X > 1], fun(A) -> A + 1 end, #r{a = 2}, M#{k => v}, receive a -> b after 5 -> c end, if true -> ok end, -1 + (2 * 3) - (4 - 5)."],
    [begin {ok, Ts, _} = erl_scan:string(F), {ok, Fm} = erl_parse:parse_form(Ts), io:put_chars(erl_pp:form(Fm)) end || F <- Forms],
    ok.
