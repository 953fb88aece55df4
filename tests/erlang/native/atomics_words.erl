%% SPDX-License-Identifier: Apache-2.0
%% atomics and counters: every operation at the ends of its range; arrays that live in heaps, messages,
%% tables, persistent terms and dead processes.
-module(atomics_words).
%% library: own
-export([start/0]).
-include("t.hrl").

values() ->
    [0, 1, -1, 7, 1 bsl 27, 1 bsl 31, 1 bsl 59, 1 bsl 62, (1 bsl 63) - 1, 1 bsl 63, (1 bsl 64) - 1, 1 bsl 64, 1 bsl 70,
     -(1 bsl 31), -(1 bsl 63), -(1 bsl 63) - 1, -(1 bsl 64), a, 1.0].

q(Label, V) -> io:format("~0p: ~0tp~n", [Label, V]).

start() ->
    [operations(Signed) || Signed <- [true, false]],
    [counting(Options) || Options <- [[], [atomics], [write_concurrency]]],
    shared(),
    garbage(),
    ok.

operations(Signed) ->
    Array = atomics:new(3, [{signed, Signed}]),
    q({info, Signed}, maps:remove(memory, atomics:info(Array))),
    [q({Signed, Operation, V}, {on(Array, Start, fun() -> atomics:Operation(Array, 2, V) end)})
     || Operation <- [put, add, sub, add_get, sub_get, exchange], V <- values(), Start <- [5]],
    [q({Signed, wrap, Start, V}, on(Array, Start, fun() -> atomics:add_get(Array, 2, V) end))
     || Start <- [0, (1 bsl 63) - 1, 1 bsl 62], V <- [1, -1, 1 bsl 63, (1 bsl 64) - 1, -(1 bsl 63)]],
    [q({Signed, compare, E, V}, on(Array, 5, fun() -> atomics:compare_exchange(Array, 2, E, V) end))
     || {E, V} <- [{5, 6}, {6, 7}, {5, -1}, {-1, 5}, {5, 1 bsl 63}, {5, 1 bsl 64}, {a, 1}, {5, b}]],
    q(neighbours, {atomics:get(Array, 1), atomics:get(Array, 3)}),
    [q({index, I}, t(fun() -> atomics:get(Array, I) end)) || I <- [0, 4, -1, 1 bsl 64, a, 1.0]].

%% What it gives, and what is there then.
on(Array, Start, Fun) ->
    atomics:put(Array, 2, Start),
    Result = t(Fun),
    {Result, atomics:get(Array, 2)}.

counting(Options) ->
    C = counters:new(2, Options),
    [q({Options, Operation, V}, begin counters:put(C, 1, 5), R = t(fun() -> counters:Operation(C, 1, V) end), {R, counters:get(C, 1)} end)
     || Operation <- [put, add, sub], V <- values()],
    q({Options, other}, {counters:get(C, 2), t(fun() -> counters:get(C, 3) end), maps:is_key(size, counters:info(C))}).

%% One array in several places.
shared() ->
    Array = atomics:new(2, []),
    persistent_term:put(atomics_words, {Array}),
    Table = ets:new(t, [public]),
    ets:insert(Table, {k, [Array]}),
    put(k, #{Array => Array}),
    Me = self(),
    Pids = [spawn_link(fun() ->
        {One} = persistent_term:get(atomics_words),
        [{k, [Two]}] = ets:lookup(Table, k),
        Three = receive {use, A} -> A end,
        [begin atomics:add(One, 1, 1), atomics:add(Two, 1, 1), atomics:sub(Three, 2, 1) end || _ <- lists:seq(1, 200)],
        erlang:garbage_collect(),
        Me ! {done, self(), One =:= Two andalso Two =:= Three, Three}
    end) || _ <- lists:seq(1, 8)],
    [Pid ! {use, Array} || Pid <- Pids],
    Back = [receive {done, Pid, Same, A} -> {Same, A =:= Array, atomics:get(A, 2)} end || Pid <- Pids],
    q(all_the_same, lists:all(fun({Same, Mine, _}) -> Same andalso Mine end, Back)),
    q(sums, {atomics:get(Array, 1), atomics:get(Array, 2)}),
    #{Array := Again} = get(k),
    q(is_reference, {is_reference(Again), maps:is_key(make_ref(), get(k))}),
    persistent_term:erase(atomics_words),
    ets:delete(Table),
    q(late, atomics:get(Again, 1)).

%% Many that nobody keeps, and one that a list of others is alive around.
garbage() ->
    Kept = atomics:new(1, []),
    [begin
        Other = atomics:new(1000, []),
        atomics:put(Other, 1000, N),
        atomics:add(Kept, 1, atomics:get(Other, 1000))
     end || N <- lists:seq(1, 2000)],
    q(kept, atomics:get(Kept, 1)),
    Many = [{N, atomics:new(N, [{signed, false}])} || N <- lists:seq(1, 300)],
    [atomics:put(A, N, N * N) || {N, A} <- Many],
    erlang:garbage_collect(),
    erlang:garbage_collect(),
    q(many, lists:sum([atomics:get(A, N) || {N, A} <- lists:reverse(Many)])),
    q(beyond, [t(fun() -> atomics:get(A, N + 1) end) || {N, A} <- lists:sublist(Many, 2)]),
    q(no_array, [t(fun() -> atomics:get(X, 1) end) || X <- [make_ref(), foo, {}, self(), <<0:64>>]]).
