%% Key functions over thousands of tuples of different sizes.
-module(list_keys).
-include("t.hrl").

start() ->
    L = [list_to_tuple([(N * 37) rem 101 | lists:seq(1, N rem 4)]) || N <- lists:seq(1, 2000)],
    p("find", [lists:keyfind(K, 1, L) || K <- [0, 5, 100, 101, 5.0, a]]),
    p("find2", [lists:keyfind(2, P, L) || P <- [1, 2, 3, 4, 5]]),
    p("sort", [ck(io_lib:write(lists:keysort(1, L))), length(lists:ukeysort(1, L)), lists:keysort(1, L) =:= lists:keysort(1, lists:keysort(1, L))]),
    p("delete", [length(lists:keydelete(5, 1, L)), length(lists:foldl(fun(K, A) -> lists:keydelete(K, 1, A) end, L, lists:seq(0, 100)))]),
    p("replace", [hd(lists:keyreplace(37, 1, L, {new})), length(lists:keystore(zz, 1, L, {zz})), element(1, element(2, lists:keytake(74, 1, L)))]),
    p("merge", length(lists:keymerge(1, lists:keysort(1, L), lists:keysort(1, L)))),
    p("map", ck(io_lib:write(lists:keymap(fun(X) -> -X end, 1, L)))),
    p("member", [lists:keymember(K, 1, L) || K <- [3, 3.0, x]]),
    P = [{N, N * N} || N <- lists:seq(1, 3000)], p("lookups", lists:sum([element(2, lists:keyfind(K, 1, P)) || K <- lists:seq(1, 3000, 7)])),
    p("search", [lists:search(fun({_, Y}) -> Y > 50 end, P), lists:keysearch(9, 2, P), lists:keysearch(x, 2, P)]),
    ok.
