%% SPDX-License-Identifier: Apache-2.0
%% Receives that pass over messages by their first tests: of the shape of a tuple, its tag and an
%% element that is an immediate or not, with one clause and several, short inboxes and long ones.
%% erlc: +no_ssa_opt
%% erlc: +no_copt
-module(receive_scan).
-include("../t.hrl").

start() ->
    Pool = pool(),
    [p(io_lib:format("~w ~0p", [N, unref(Key)]), take_all(Shape, Key, shuffled(Pool, N + 1)))
     || {N, Shape} <- lists:zip(lists:seq(1, length(shapes())), shapes()), Key <- keys()],
    p(long, long(9000)),
    p(waiting, waiting(50)),
    ok.

keys() -> [1, a, [], 1.0, 1 bsl 70, <<"bin">>, {1}, "s", make_ref_key()].

%% The same reference each time.
make_ref_key() ->
    case get(key) of
        undefined ->
            put(key, make_ref()),
            get(key);
        Ref ->
            Ref
    end.

pool() ->
    [item, a, 1, 1.0, [], {}, {item}, {item, 1}, [item | 1], <<"item">>, 1 bsl 70, #{item => 1},
     {item, 1, 2, 3}, {1, item, 2}, {{item}, 1, 2}]
        ++ [{Tag, Key, N} || Tag <- [item, other, 1], Key <- keys(), N <- [1, 2]]
        ++ [{Key, N} || Key <- keys(), N <- [1, 2]].

shapes() ->
    [fun tagged/1, fun by_key/1, fun by_key_and_last/1, fun reply/1, fun pair/1, fun two_clauses/1,
     fun guarded/1, fun twice/1, fun whole/1, fun nested/1].

tagged(_) -> receive {item, X, Y} -> {X, Y} after 0 -> none end.
by_key(K) -> receive {item, K, Y} -> Y after 0 -> none end.
by_key_and_last(K) -> receive {item, K, 2} -> K after 0 -> none end.
reply(K) -> receive {K, Y} -> Y after 0 -> none end.
pair(_) -> receive {X, Y} -> {X, Y} after 0 -> none end.
two_clauses(K) ->
    receive
        {item, K, Y} -> {first, Y};
        {K, Y} -> {second, Y}
    after 0 -> none
    end.
guarded(K) -> receive {other, K, Y} when Y > 1 -> Y after 0 -> none end.
twice(K) -> receive {_, K, K} -> K; {item, X, X} -> X after 0 -> none end.
whole(K) -> receive K -> K after 0 -> none end.
nested(K) -> receive {{item}, K, X} -> X after 0 -> none end.

%% What a shape takes, in order, and what it leaves.
take_all(Shape, Key, Messages) ->
    _ = [self() ! M || M <- Messages],
    {named(take(Shape, Key)), named(flush())}.

take(Shape, Key) ->
    case Shape(Key) of
        none -> [];
        Value -> [Value | take(Shape, Key)]
    end.

flush() -> receive M -> [M | flush()] after 0 -> [] end.

named(Term) -> ck(io_lib:format("~0p", [unref(Term)])).

unref(Ref) when is_reference(Ref) -> reference;
unref([H | T]) -> [unref(H) | unref(T)];
unref(Tuple) when is_tuple(Tuple) -> list_to_tuple(unref(tuple_to_list(Tuple)));
unref(Term) -> Term.

shuffled(List, Seed) -> shuffled(List, next(next(Seed * 7919)), []).

shuffled([], _, Acc) -> [X || {_, X} <- lists:keysort(1, Acc)];
shuffled([X | Rest], S, Acc) -> shuffled(Rest, next(S), [{S, X} | Acc]).

%% More messages than a turn passes over, while another process works.
long(N) ->
    Self = self(),
    _ = [Self ! {item, I, I} || I <- lists:seq(1, N)],
    Other = spawn_link(fun() -> [Self ! {other, I} || I <- lists:seq(1, 100)], Self ! done end),
    receive done -> ok end,
    Sum = lists:sum([receive {item, K, V} -> V end || K <- lists:seq(N, N - 200, -1)]),
    Others = length([1 || I <- lists:seq(1, 100), receive {other, I} -> true end]),
    {Sum, Others, length(flush()), is_pid(Other)}.

%% The message that is waited for comes last, many times.
waiting(N) ->
    Self = self(),
    Pid = spawn_link(fun() ->
        [begin
             [Self ! {item, J, x} || J <- lists:seq(1, 30), J =/= I],
             Self ! {item, I, y},
             receive next -> ok end
         end || I <- lists:seq(1, N)]
    end),
    Got = [begin
               receive {item, I, y} -> ok end,
               Pid ! next,
               I
           end || I <- lists:seq(1, N)],
    {lists:sum(Got), length(flush())}.
