%% List natives with proper, improper and wrong arguments.
-module(list_natives).
-include("t.hrl").

start() ->
    Ls = [[], [1], [1, 2, 3], [1 | 2], [1, 2 | 3], a, {}, <<"ab">>, "abc", [[1], [2]], lists:seq(1, 50)],
    Fs = [{length, fun erlang:length/1}, {hd, fun erlang:hd/1}, {tl, fun erlang:tl/1}, {reverse, fun lists:reverse/1}, {rev2, fun(L) -> lists:reverse(L, tail) end}, {tuple, fun erlang:list_to_tuple/1}, {member, fun(L) -> lists:member(2, L) end},
          {last, fun lists:last/1}, {sum, fun lists:sum/1}, {flatten, fun lists:flatten/1}, {nth, fun(L) -> lists:nth(2, L) end}, {nthtail, fun(L) -> lists:nthtail(1, L) end}, {sort, fun lists:sort/1}, {size, fun erlang:size/1}, {is, fun erlang:is_list/1}, {max, fun lists:max/1}, {droplast, fun lists:droplast/1}],
    [io:format("~w ~0p: ~0p~n", [N, L, t(fun() -> F(L) end)]) || {N, F} <- Fs, L <- Ls],
    T = [{a, 1, x}, {b, 2}, {c, 3.0}, {1}, nope, {2, 2}, {1.0, y}],
    ts("key", [fun() -> lists:keyfind(K, N, T) end || K <- [a, 2, 3, 1, 1.0, y, zz], N <- [1, 2, 3]]),
    ts("key2", [fun() -> lists:keysearch(a, 1, T) end, fun() -> lists:keymember(zz, 1, T) end, fun() -> lists:keydelete(b, 1, T) end, fun() -> lists:keyreplace(b, 1, T, {new}) end, fun() -> lists:keytake(c, 1, T) end, fun() -> lists:keystore(q, 1, T, {q}) end, fun() -> lists:keymap(fun(X) -> {X} end, 1, [{a, b}, {c, d}]) end]),
    ts("key bad", [fun() -> lists:keyfind(a, N, L) end || {N, L} <- [{0, []}, {-1, T}, {a, T}, {1, a}, {1, [b | c]}, {1, [{a} | c]}, {1 bsl 70, T}, {1.0, T}]]),
    ts("member bad", [fun() -> lists:member(a, L) end || L <- [a, [b | a], [a | b], {}, [b, c | a]]]),
    ts("reverse bad", [fun() -> lists:reverse(L, x) end || L <- [a, [a | b], {}]]),
    ts("nth", [fun() -> lists:nth(N, [a, b]) end || N <- [0, 1, 2, 3, -1, 1.0]] ++ [fun() -> lists:nthtail(N, [a, b]) end || N <- [0, 1, 2, 3]]),
    ok.
