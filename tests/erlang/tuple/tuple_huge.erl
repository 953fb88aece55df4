%% Tuples of a million elements, tuples that survive collections, and building in a loop.
-module(tuple_huge).
-include("t.hrl").

sum(T, N, A) when N > tuple_size(T) -> A;
sum(T, N, A) -> sum(T, N + 1, A + element(N, T)).
set(T, []) -> T;
set(T, [I | Is]) -> set(setelement(I, T, {I, element(I, T)}), Is).

start() ->
    N = 1000000,
    T = erlang:make_tuple(N, 1),
    p("sum", [sum(T, 1, 0), tuple_size(T), element(N, T)]),
    T2 = setelement(N, T, 5),
    p("set", [sum(T2, 1, 0), sum(T, 1, 0), T < T2, T =:= setelement(N, T2, 1)]),
    erlang:garbage_collect(),
    T3 = list_to_tuple([T2, T, T2]),
    p("shared", [element(1, T3) =:= element(3, T3), tuple_size(element(2, T3))]),
    S = set(list_to_tuple(lists:seq(1, 500)), lists:seq(1, 500)),
    p("loop", [element(500, S), sum(list_to_tuple([element(1, X) || X <- tuple_to_list(S)]), 1, 0)]),
    p("append", tuple_size(lists:foldl(fun(I, A) -> erlang:append_element(A, I) end, {}, lists:seq(1, 1500)))),
    ok.
