%% Improper lists in every place where a list is looked at.
-module(list_improper).
-include("t.hrl").

f([]) -> nil;
f([_]) -> one;
f([_, _]) -> two;
f([_, _ | T]) when is_list(T) -> more;
f([_ | T]) when T > 5 -> big_tail;
f([H | T]) -> {H, T}.

start() ->
    Ls = [[], [1], [1 | 2], [1 | 9], [1, 2], [1, 2 | 3], [1, 2, 3 | 4], [[] | []], [a | b], [1 | <<"x">>], ["a" | "b"], [1, 2 | {3}]],
    [io:format("~w ~p ~0p: ~w ~w~n", [L, L, L, f(L), [is_list(L), t(fun() -> length(L) end), t(fun() -> iolist_size(L) end), t(fun() -> iolist_to_binary(L) end), t(fun() -> list_to_binary(L) end), t(fun() -> list_to_atom(L) end)]]) || L <- Ls],
    p("compare", [{A < B, A == B} || A <- Ls, B <- [[1 | 2], [1, 2], [1, 2 | 3]]]),
    p("iolist", [iolist_to_binary([1, 2 | <<"abc">>]), iolist_to_binary([[] | <<>>]), iolist_size([[[1 | <<2>>] | <<3>>] | <<4>>])]),
    p("build", [[1 | id(a)], [id(1), 2 | id([])], [[1 | 2] | 3]]),
    ts("wrong", [fun() -> lists:foldl(fun(X, A) -> X + A end, 0, [1 | 2]) end, fun() -> lists:nth(2, [1 | 2]) end, fun() -> [X || X <- [1 | 2]] end, fun() -> list_to_tuple([1 | 2]) end, fun() -> apply(erlang, abs, [1 | 2]) end, fun() -> lists:reverse([1 | 2]) end, fun() -> list_to_integer([$1 | $2]) end, fun() -> [1 | 2] ++ [] end, fun() -> hd(tl([1 | 2])) end, fun() -> lists:flatten([1 | 2]) end]),
    ok.
