%% Sorting: stability, runs, duplicates, long lists, own order functions, key sorts and merges.
-module(compare_sort).
-include("t.hrl").

rnd(0, _, A) -> A;
rnd(N, S, A) -> rnd(N - 1, next(S), [r(S, 1000) | A]).

start() ->
    [begin
         L = rnd(N, S, []),
         So = lists:sort(L),
         true = So =:= lists:sort(fun(A, B) -> A =< B end, L),
         true = lists:reverse(So) =:= lists:sort(fun(A, B) -> A >= B end, L),
         true = lists:usort(L) =:= lists:usort(fun(A, B) -> A =< B end, L),
         T = [{X rem 10, X} || X <- L],
         K = lists:keysort(1, T),
         true = K =:= lists:sort(fun({A, _}, {B, _}) -> A =< B end, T),
         io:format("~w ~w ~w ~w~n", [N, ck(io_lib:write(So)), ck(io_lib:write(K)), length(lists:ukeysort(1, T))])
     end || N <- [0, 1, 2, 3, 4, 5, 7, 10, 31, 32, 33, 100, 1000, 5000], S <- [17, 4242]],
    p("merge", [lists:merge([1, 3, 5], [2, 3, 4]), lists:merge([[1, 4], [2, 5], [3, 6]]), lists:umerge([1, 2, 3], [2, 3, 4]), lists:umerge3([1, 2], [2, 3], [3, 4]), lists:keymerge(1, [{1, a}, {3, b}], [{1, c}, {2, d}]), lists:merge(fun(A, B) -> A >= B end, [5, 3], [4, 2]), lists:merge3([1], [2], [3])]),
    p("mixed", lists:sort([b, 2, <<"x">>, {1}, [1], 1.5, #{}, a, [], {}, 1, "z", {0, 0}, <<>>])),
    p("runs", [lists:sort(lists:seq(1, 20)) =:= lists:seq(1, 20), lists:sort(lists:seq(20, 1, -1)) =:= lists:seq(1, 20), lists:sort(lists:duplicate(50, x)) =:= lists:duplicate(50, x)]),
    ts("bad", [fun() -> lists:sort(a) end, fun() -> lists:sort([b, a | c]) end, fun() -> lists:keysort(1, [{a}, b]) end, fun() -> lists:keysort(2, [{a}, {b}]) end, fun() -> lists:keysort(0, [{a}]) end, fun() -> lists:sort(x, [1, 2]) end, fun() -> lists:max([]) end, fun() -> lists:min(a) end]),
    ok.
