%% SPDX-License-Identifier: Apache-2.0
%% Random operations on maps of all sizes, beside an ordered list that must hold the same.
-module(map_random).
-include("t.hrl").

start() ->
    [run(Keys, Steps, Seed) || {Keys, Steps, Seed} <- [{6, 300, 1}, {30, 600, 2}, {36, 900, 3}, {50, 900, 4}, {200, 1500, 5}, {1000, 3000, 6}]],
    ok.

run(Keys, Steps, Seed) ->
    {M, D, Log} = steps(Steps, Keys, next(Seed + 1000), #{}, orddict:new(), []),
    p("keys", {Keys, map_size(M), ck(integer_to_list(erlang:phash2(Log)))}),
    p("same", same(M, D)),
    p("hash", erlang:phash2(M)),
    p("rebuilt", M =:= maps:from_list(lists:reverse(D))).

%% Keys of all kinds; integers and floats of the same value differ.
key(N) ->
    case N rem 7 of
        0 -> N;
        1 -> N / 1;
        2 -> {N};
        3 -> integer_to_binary(N);
        4 -> [N | N div 2];
        5 -> list_to_atom("k" ++ integer_to_list(N));
        6 -> #{N => N}
    end.

steps(0, _, _, M, D, Log) -> {M, D, Log};
steps(N, Keys, S0, M, D, Log) ->
    S = next(S0),
    K = key(r(S div 64, Keys)),
    {M1, D1, L} = step(r(S, 11), K, S rem 1000, Keys, M, D),
    same(M1, D1) orelse io:format("differs at ~w: ~0p~n", [N, L]),
    steps(N - 1, Keys, next(S), M1, D1, [L | Log]).

same(M, D) ->
    map_size(M) =:= length(D) andalso lists:all(fun({K, V}) -> maps:find(K, M) =:= {ok, V} end, D).

store(K, V, D) -> [{K, V} | lists:filter(fun({A, _}) -> A =/= K end, D)].
drop(K, D) -> lists:filter(fun({A, _}) -> A =/= K end, D).

step(Op, K, V, _, M, D) when Op < 4 -> {M#{K => V}, store(K, V, D), put};
step(4, K, V, _, M, D) -> {maps:put(K, V, M), store(K, V, D), {put, is_map_key(K, M)}};
step(5, K, _, _, M, D) -> {maps:remove(K, M), drop(K, D), remove};
step(6, K, _, _, M, D) ->
    case maps:take(K, M) of
        {V, M1} -> {M1, drop(K, D), {take, V}};
        error -> {M, D, no}
    end;
step(7, K, V, _, M, D) ->
    case t(fun() -> M#{K := V} end) of
        M1 when is_map(M1) -> {M1, store(K, V, D), update};
        {error, {badkey, K}} -> {M, D, badkey}
    end;
step(8, K, V, Keys, M, D) ->
    K2 = key(V rem Keys),
    {M#{K => V, K2 => [V], K => {V}}, store(K, {V}, store(K2, [V], D)), two};
step(9, _, V, Keys, M, D) when V rem 8 =:= 0 ->
    O = [{key(I rem Keys), I} || I <- lists:seq(V, V + V rem 50)],
    {maps:merge(M, maps:from_list(O)), lists:foldl(fun({A, B}, C) -> store(A, B, C) end, D, O), merge};
step(9, _, V, Keys, M, D) ->
    O = [{key(I rem Keys), I} || I <- lists:seq(V, V + V rem 9)],
    M1 = maps:merge(maps:from_list(O), M),
    D1 = [{A, B} || {A, B} <- maps:to_list(maps:from_list(O)), not lists:any(fun({C, _}) -> C =:= A end, D)] ++ D,
    {M1, D1, merge_under};
step(10, _, V, _, M, D) when V rem 16 =:= 0 ->
    Keep = fun(_, X) -> erlang:phash2(X, 3) =/= 0 end,
    {maps:filter(Keep, M), [E || {A, X} = E <- D, Keep(A, X)], filter};
step(10, K, _, _, M, D) -> {M, D, {get, maps:get(K, M, none)}}.
