%% SPDX-License-Identifier: Apache-2.0
%% Random nested terms against one another: every operator, sorting, maps made of them, hashes.
-module(compare_random).
-include("t.hrl").

start() ->
    {Ts, _} = terms(260, 4711, []),
    [io:format("~w ~w~n", [K, ck([pair(A, B) || A <- part(Ts, K), B <- Ts])]) || K <- lists:seq(0, 9)],
    Sorted = lists:sort(Ts),
    p("ascending", ascending(Sorted)),
    p("sorted", ck(text([X || X <- Sorted]))),
    p("usorted", {length(lists:usort(Ts)), ck(text([X || X <- lists:usort(Ts)]))}),
    Keyed = lists:zip(Ts, lists:seq(1, length(Ts))),
    p("keysort", ck(text([V || {_, V} <- lists:keysort(1, Keyed)]))),
    M = maps:from_list(Keyed),
    p("map", {map_size(M), lists:sum(maps:values(M))}),
    p("get", lists:sum([maps:get(T, M) || T <- Ts])),
    p("order of keys", ck(text([V || {_, V} <- lists:sort(fun(A, B) -> exactly(A, B) end, maps:to_list(M))]))),
    p("remove", map_size(lists:foldl(fun(T, A) -> maps:remove(T, A) end, M, part(Ts, 3)))),
    p("subtract", ck(text((Ts ++ Ts) -- part(Ts, 5)))),
    p("member", [lists:member(T, part(Ts, 1)) || T <- part(Ts, 2)]),
    p("phash2", ck([integer_to_list(erlang:phash2(T, 4294967296)) || T <- Ts])),
    p("phash2 of all", [erlang:phash2(Ts), erlang:phash2(list_to_tuple(Ts), 1000), erlang:phash2(M)]),
    p("max", lists:max(Ts) =:= lists:last(Sorted) orelse lists:max(Ts) == lists:last(Sorted)),
    ok.

part(L, K) -> [X || {N, X} <- lists:zip(lists:seq(1, length(L)), L), N rem 10 =:= K].

%% Without the large maps, which print in an order of their own.
text(Ts) -> io_lib:format("~w", [[T || T <- Ts, not large_inside(T)]]).

large_inside(M) when map_size(M) > 32 -> true;
large_inside(M) when is_map(M) -> large_inside(maps:keys(M)) orelse large_inside(maps:values(M));
large_inside(T) when is_tuple(T) -> large_inside(tuple_to_list(T));
large_inside([H | T]) -> large_inside(H) orelse large_inside(T);
large_inside(_) -> false.

exactly({A, _}, {B, _}) -> erts_internal:cmp_term(A, B) =< 0.

pair(A, B) ->
    [bit(A < B), bit(A =< B), bit(A > B), bit(A >= B), bit(A == B), bit(A /= B), bit(A =:= B), bit(A =/= B),
        1 + erts_internal:cmp_term(A, B), bit(max(A, B) =:= A), bit(min(A, B) =:= A)].

bit(true) -> $1;
bit(false) -> $0.

ascending([A, B | T]) -> A =< B andalso ascending([B | T]);
ascending(_) -> true.

terms(0, S, Acc) -> {Acc, S};
terms(N, S, Acc) ->
    {T, S1} = make(4, S),
    terms(N - 1, S1, [T | Acc]).

make(0, S) -> leaf(S);
make(D, S0) ->
    S = next(S0),
    case r(S, 9) of
        0 -> many(list, D - 1, S);
        1 -> many(tuple, D - 1, S);
        2 -> many(map, D - 1, S);
        3 -> {A, S1} = make(D - 1, S), {B, S2} = make(D - 1, S1), {[A | B], S2};
        4 when D > 2 -> large(S);
        _ -> leaf(S)
    end.

many(Kind, D, S0) ->
    S = next(S0),
    {Es, S1} = lists:mapfoldl(fun(_, A) -> make(D, A) end, S, lists:seq(1, r(S, 4))),
    {case Kind of
         list -> Es;
         tuple -> list_to_tuple(Es);
         map -> maps:from_list([{E, N rem 2} || {N, E} <- lists:zip(lists:seq(1, length(Es)), Es)])
     end, S1}.

large(S0) ->
    S = next(S0),
    {maps:from_list([{N, case N of 7 -> r(S, 3); _ -> x end} || N <- lists:seq(1 + r(S, 2), 40)]), next(S)}.

leaf(S0) ->
    S = next(S0),
    V = S div 16,
    {case r(S, 12) of
         0 -> r(V, 5) - 2;
         1 -> float(r(V, 5) - 2) + 0.0;
         2 -> r(V, 5) / 2 + 0.0;
         3 -> (1 bsl 59) + r(V, 3) - 1;
         4 -> -(1 bsl 64) - r(V, 3);
         5 -> float(1 bsl (58 + r(V, 8)));
         6 -> lists:nth(1 + r(V, 5), ['', a, b, aa, '\x{3b1}']);
         7 -> list_to_binary(lists:duplicate(r(V, 4), r(V, 2)));
         8 -> <<(r(V, 8)):(r(V, 11))>>;
         9 -> lists:nth(1 + r(V, 4), [fun erlang:abs/1, fun lists:map/2, fun lists:all/2, fun a:b/3]);
         10 -> [];
         11 -> (1 bsl 100) + r(V, 3)
     end, next(S)}.
