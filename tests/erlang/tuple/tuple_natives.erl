%% Tuple natives with indices at, below and above the ends, and tuples of many sizes.
-module(tuple_natives).
-include("t.hrl").

start() ->
    T = {a, b, c},
    Is = [0, 1, 3, 4, -1, 1 bsl 60, 1 bsl 70, 1.0, x, 255, 256],
    ts("element", [fun() -> element(I, T) end || I <- Is]),
    ts("setelement", [fun() -> setelement(I, T, new) end || I <- Is]),
    ts("append", [fun() -> erlang:append_element(X, z) end || X <- [{}, T, [], a]]),
    ts("delete", [fun() -> erlang:delete_element(I, T) end || I <- Is]),
    ts("insert", [fun() -> erlang:insert_element(I, T, new) end || I <- Is]),
    ts("make", [fun() -> erlang:make_tuple(N, x) end || N <- [0, 1, 5, -1, a, 1.0, 1 bsl 70]]),
    ts("make3", [fun() -> erlang:make_tuple(N, d, L) end || {N, L} <- [{3, [{1, a}, {3, c}]}, {3, [{1, a}, {1, b}]}, {3, [{4, x}]}, {3, [{0, x}]}, {3, [x]}, {3, [{1, a} | b]}, {2, []}, {3, a}]]),
    ts("other", [fun() -> element(1, [a]) end, fun() -> element(1, {}) end, fun() -> setelement(1, {}, a) end, fun() -> tuple_size(id(a)) end, fun() -> tuple_to_list(id([])) end, fun() -> list_to_tuple(id({})) end, fun() -> size(id([])) end, fun() -> size(id({1, 2})) end, fun() -> tuple_to_list({}) end, fun() -> list_to_tuple([]) end]),
    [begin
         L = lists:seq(1, N), Tu = list_to_tuple(L),
         L = tuple_to_list(Tu), N = tuple_size(Tu),
         Tu2 = setelement(N, Tu, last), last = element(N, Tu2), N = element(N, Tu),
         true = Tu < Tu2, true = Tu =/= Tu2,
         N1 = N + 1, N1 = tuple_size(erlang:append_element(Tu, x)),
         Tu = erlang:delete_element(1, erlang:insert_element(1, Tu, z)),
         io:format("~w ", [ck(io_lib:write(Tu2))])
     end || N <- [1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 255, 256, 1000, 10000, 65535, 65536]],
    io:nl(),
    p("nested setelement", lists:foldl(fun(I, A) -> setelement(I, A, element(I, A) * I) end, list_to_tuple(lists:seq(1, 30)), lists:seq(1, 30))),
    ok.
