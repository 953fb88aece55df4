%% Lists of a million elements: building, walking, mapping, converting.
-module(list_long).
-include("t.hrl").

build(0, A) -> A;
build(N, A) -> build(N - 1, [N | A]).
body(0) -> [];
body(N) -> [N | body(N - 1)].
sum([X | R], A) -> sum(R, A + X);
sum([], A) -> A.
len([_ | R]) -> 1 + len(R);
len([]) -> 0.

start() ->
    N = 1000000,
    L = build(N, []),
    p("sum", [sum(L, 0), lists:sum(L), len(L), length(L), len(body(300000))]),
    p("map", sum([X * 2 || X <- L, X band 1 =:= 1], 0)),
    p("reverse", hd(lists:reverse(L))),
    p("tuple", element(N, list_to_tuple(L))),
    p("back", length(tuple_to_list(list_to_tuple(L)))),
    B = list_to_binary([X band 255 || X <- L]),
    p("bin", [byte_size(B), binary:last(B), ck(binary:part(B, 0, 1000)), length(binary_to_list(B))]),
    p("fold", lists:foldl(fun(X, A) -> (A * 31 + X) rem 1000003 end, 0, L)),
    p("foldr", lists:foldr(fun(X, A) -> (A * 31 + X) rem 1000003 end, 0, L)),
    p("member", [lists:member(N, L), lists:member(N + 1, L), lists:nth(N, L)]),
    p("equal", [L =:= build(N, []), L < build(N, [x]), L == body(10)]),
    p("flatlength", lists:flatlength([L, [[L]]])),
    p("split", {length(element(1, lists:split(500000, L))), element(2, lists:split(N, L))}),
    ok.
