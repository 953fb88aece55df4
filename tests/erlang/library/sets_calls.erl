%% SPDX-License-Identifier: Apache-2.0
%% Every function of sets, dictionaries, trees, arrays and queues, with right and wrong arguments (calls.hrl).
-module(sets_calls).
%% library: own
-include("calls.hrl").

calls() ->
    [{M, [E || E <- sets(M), {M, element(1, E)} =/= {sets, from_list}]} || M <- [sets, ordsets, gb_sets]] ++ [{M, dicts(M)} || M <- [dict, orddict]] ++
        [{gb_sets, trees_of_sets()}, {sets, [{from_list, 2, [[[b, a], [{version, 2}]], [[a], [{version, 1}]], [[a], []], [[a], [{version, 3}]]], [2, show(sets)]},
                                            {new, 1, [[[{version, 2}]], [[{version, 1}]], [[]]], [1, show(sets)]}]},
         {gb_trees, trees()}, {array, arrays()}, {queue, queues()}].

%% Opaque values print as what they hold.
show(sets) -> {show, fun(S) -> try in_order(sets:to_list(S)) catch _:_ -> S end end};
show(gb_sets) -> {show, fun(S) -> held(gb_sets, S) end};
show(gb_trees) -> {show, fun(S) -> held(gb_trees, S) end};
show(dict) -> {show, fun(D) when is_list(D) -> D; (D) -> try lists:sort(dict:to_list(D)) catch _:_ -> D end end};
show(_) -> {show, fun(S) -> S end}.

%% A set or tree, or one with something before it.
held(M, S) ->
    try
        case M:is_empty(S) of
            true -> empty;
            false -> M:size(M:balance(S)), M:to_list(S)
        end
    catch
        _:_ when tuple_size(S) > 1 -> list_to_tuple([held(M, E) || E <- tuple_to_list(S)]);
        _:_ -> S
    end.

%% Numbers that are equal but do not match too.
in_order(L) -> [E || {_, E} <- lists:sort([{is_float(E), E} || E <- L])].

sets(M) ->
    A = M:from_list([a, b, 3]),
    B = M:from_list([b, 3.0, c]),
    C = M:from_list([x]),
    E = M:new(),
    S = show(M),
    Pair = ["pair" || M =:= gb_sets], % looks like {Size, Tree}
    Odd = fun(X) -> X =:= b end,
    [{add_element, 2, [[c, A], [a, A], [3.0, A]], [S]},
     {del_element, 2, [[a, A], [c, A], [c, E]], [S]},
     {filter, 2, [[Odd, A], [Odd, E]] ++ [[fun(_) -> 1 end, A] || M =/= sets], [S]},
     {fold, 3, [[fun(X, Acc) -> [X | Acc] end, [], A], [fun(X, Acc) -> X + Acc end, 0, A]],
      [2, {without, ["pair"]}, {show, fun(L) when is_list(L), M =:= sets -> lists:sort(L); (L) -> L end}]},
     {from_list, 1, [[[b, a, b]], [[]], [[a | b]]], [S]},
     {intersection, 1, [[[A, B]], [[A]], [[]], [[A, x]]], [S]},
     {intersection, 2, [[A, B], [A, C], [E, A]], [S, {without, Pair}]},
     {is_disjoint, 2, [[A, B], [A, C], [A, E]], [{without, ["pair"]}]},
     {is_element, 2, [[a, A], [c, A], [3.0, A]]},
     {is_empty, 1, [[E], [A]]},
     {is_set, 1, [[A], [E], [[b, a]]], [{without, ["improper"]}]},
     {is_subset, 2, [[A, B], [C, C], [E, A]], [{without, ["pair"]}]},
     {new, 0, [[]], [S]},
     {size, 1, [[A], [E]], [{without, ["pair"]}]},
     {subtract, 2, [[A, B], [A, C], [E, A]], [S, {without, Pair}]},
     {to_list, 1, [[A], [E]], [{show, fun(L) when is_list(L), M =:= sets -> lists:sort(L); (L) -> L end}]},
     {union, 1, [[[A, B, C]], [[A]], [[]], [[A, x]]], [S]},
     {union, 2, [[A, B], [A, E]], [S, {without, Pair}]}].

trees_of_sets() ->
    A = gb_sets:from_list([a, b, 3]),
    B = gb_sets:from_list([b, 3.0, c]),
    E = gb_sets:new(),
    Iterator = {show, fun(I) -> try gb_sets:next(I) of {V, _} -> V; none -> none catch _:_ when is_tuple(I) -> element(1, I); _:_ -> I end end},
    [shown(E1, gb_sets, Iterator) || E1 <- [{add, [[c, A], [a, A]]}, {balance, [[A], [E]]}, {delete, 2, [[a, A], [c, A]], [{without, ["pair"]}]}, {delete_any, [[a, A], [c, A]]},
     {difference, 2, [[A, B], [A, E]], [{without, ["pair"]}]}, {empty, [[]]}, {from_ordset, [[[a, b]], [[]]]}, {insert, 2, [[c, A], [a, A]], [{without, ["pair"]}]},
     {is_member, [[a, A], [c, A]]}, {iterator, [[A], [E]]}, {iterator_from, [[b, A], [c, A]]}, {largest, [[A], [E]]},
     {next, [[gb_sets:iterator(A)], [gb_sets:iterator(E)]]}, {singleton, [[a]]}, {smallest, [[A], [E]]},
     {take_largest, [[A], [E]]}, {take_smallest, [[A], [E]]}]].

dicts(M) ->
    A = M:from_list([{a, [1]}, {b, [2]}, {c, 3}]),
    E = M:new(),
    S = show(M),
    [{append, 3, [[a, x, A], [d, x, A], [c, x, A]], [S]},
     {append_list, 3, [[a, [x, y], A], [d, [x], A], [c, [x], A], [a, x, A]], [S]},
     {erase, 2, [[a, A], [x, A]], [S]},
     {fetch, 2, [[a, A], [x, A]]},
     {fetch_keys, 1, [[A], [E]], [{show, fun(L) when is_list(L) -> lists:sort(L) end}]},
     {filter, 2, [[fun(K, _) -> K =/= b end, A], [fun(_, _) -> 1 end, A]], [S]},
     {find, 2, [[a, A], [x, A]]},
     {fold, 3, [[fun(K, V, Acc) -> [{K, V} | Acc] end, [], A]], [2, {show, fun(L) when is_list(L) -> lists:sort(L); (L) -> L end}]},
     {from_list, 1, [[[{a, 1}, {b, 2}, {a, 3}]], [[]], [[a]], [[{a, 1} | x]], [[{a, 1, 2}]]], [S]},
     {is_empty, 1, [[A], [E]]},
     {is_key, 2, [[a, A], [x, A]]},
     {map, 2, [[fun(K, V) -> {K, V} end, A]], [S]},
     {merge, 3, [[fun(_, X, Y) -> {X, Y} end, A, M:from_list([{a, 9}, {d, 4}])], [fun(_, X, _) -> X end, A, E]], [S]},
     {new, 0, [[]], [S]},
     {size, 1, [[A], [E]]},
     {store, 3, [[a, 9, A], [d, 9, A]], [S]},
     {take, 2, [[a, A], [x, A]], [{show, fun({V, D}) -> {V, (element(2, S))(D)}; (R) -> R end}]},
     {to_list, 1, [[A], [E]], [{show, fun(L) when is_list(L) -> lists:sort(L); (L) -> L end}]},
     {update, 3, [[a, fun(V) -> {V} end, A], [x, fun(V) -> V end, A]], [S]},
     {update, 4, [[a, fun(V) -> {V} end, 0, A], [x, fun(V) -> V end, 0, A]], [S]},
     {update_counter, 3, [[c, 2, A], [x, 2, A], [a, 1, A]], [S]}].

trees() ->
    A = gb_trees:from_orddict([{1, a}, {2, b}, {3, c}]),
    E = gb_trees:empty(),
    Iterator = {show, fun(I) -> try gb_trees:next(I) of {K, V, _} -> {K, V}; none -> none catch _:_ when is_tuple(I) -> element(1, I); _:_ -> I end end},
    [shown(E1, gb_trees, Iterator) || E1 <- [{balance, [[A], [E]]}, {delete, [[2, A], [9, A]]}, {delete_any, [[2, A], [9, A]]}, {empty, [[]]},
     {enter, [[2, x, A], [9, x, A]]}, {from_orddict, [[[{a, 1}, {b, 2}]], [[]], [[{a, 1} | x]], [[a]]]},
     {get, [[2, A], [9, A]]}, {insert, [[9, x, A], [2, x, A]]}, {is_defined, [[2, A], [9, A]]}, {is_empty, [[A], [E]]},
     {iterator, [[A], [E]]}, {iterator_from, [[2, A], [9, A]]}, {keys, [[A], [E]]}, {largest, [[A], [E]]},
     {lookup, [[2, A], [9, A]]}, {map, [[fun(K, V) -> {K, V} end, A]]}, {next, [[gb_trees:iterator(A)], [gb_trees:iterator(E)]]},
     {size, [[A], [E]]}, {smallest, [[A], [E]]}, {take, [[2, A], [9, A]]}, {take_any, [[2, A], [9, A]]},
     {take_largest, [[A], [E]]}, {take_smallest, [[A], [E]]}, {to_list, [[A], [E]]}, {update, [[2, x, A], [9, x, A]]},
     {values, [[A], [E]]}]].

%% Iterators are of different shapes.
shown({F, [Args | _] = Calls}, _, Iterator) when F =:= iterator; F =:= iterator_from; F =:= next -> {F, length(Args), Calls, [Iterator, {without, ["[]"]}]};
shown({F, Arity, Calls, Options}, M, _) -> {F, Arity, Calls, [show(M) | Options]};
shown({F, [Args | _] = Calls}, M, _) -> {F, length(Args), Calls, [show(M)]}.

arrays() ->
    A = array:from_list([a, b, c]),
    S = {show, fun(X) -> case array:is_array(X) of true -> {array, array:size(X), array:default(X), array:is_fix(X), array:to_orddict(X)}; false -> X end end},
    [{default, [[A], [array:new({default, x})]]},
     {fix, 1, [[A]], [S]},
     {foldl, [[fun(I, V, Acc) -> [{I, V} | Acc] end, [], A]]},
     {foldr, [[fun(I, V, Acc) -> [{I, V} | Acc] end, [], A]]},
     {from_list, 1, [[[a, b]], [[]], [[a | b]]], [S]},
     {from_list, 2, [[[a, b], x], [[], x], [[a | b], x]], [S]},
     {from_orddict, 1, [[[{0, a}, {3, b}]], [[]], [[{1, a}, {0, b}]], [[{-1, a}]], [[x]], [[{0, a} | x]]], [S]},
     {from_orddict, 2, [[[{0, a}, {3, b}], x], [[], x], [[{1, a}, {0, b}], x], [[x], y]], [S]},
     {get, [[1, A], [5, A], [-1, A], [5, array:fix(A)]]},
     {is_array, [[A]]},
     {is_fix, [[A], [array:fix(A)]]},
     {map, 2, [[fun(I, V) -> {I, V} end, A]], [S]},
     {new, 0, [[]], [S]},
     {new, 1, [[[{size, 3}, {default, x}]], [3], [[{fixed, false}, 2]], [[x]], [{default, 0}], [fixed], [[fixed]], [{size, -1}], [[{size, 3} | x]]], [S]},
     {new, 2, [[3, [{default, x}]], [3, []], [3, fixed], [3, {fixed, false}], [3, x]], [S]},
     {relax, 1, [[array:fix(A)]], [S]},
     {reset, 2, [[1, A], [9, A], [9, array:fix(A)]], [S]},
     {resize, 1, [[array:set(9, array:default(A), A)]], [S]},
     {resize, 2, [[2, A], [12, A], [0, A]], [S]},
     {set, 3, [[1, x, A], [9, x, A], [9, x, array:fix(A)], [-1, x, A]], [S]},
     {size, [[A]]},
     {sparse_foldl, [[fun(I, V, Acc) -> [{I, V} | Acc] end, [], array:set(9, x, A)]]},
     {sparse_foldr, [[fun(I, V, Acc) -> [{I, V} | Acc] end, [], array:set(9, x, A)]]},
     {sparse_map, 2, [[fun(I, V) -> {I, V} end, array:set(9, x, A)]], [S]},
     {sparse_size, [[A], [array:new(5)]]},
     {sparse_to_list, [[array:set(9, x, A)]]},
     {sparse_to_orddict, [[array:set(9, x, A)]]},
     {to_list, [[A]]},
     {to_orddict, [[A]]}].

queues() ->
    Q = queue:from_list([1, 2, 3]),
    E = queue:new(),
    Odd = fun(X) -> X rem 2 =:= 1 end,
    Gone = fun({Out, R}) -> {Out, contents(R)}; (R) -> contents(R) end,
    S = {show, fun contents/1},
    [{all, [[Odd, Q], [fun(X) -> X > 0 end, Q], [Odd, E], [fun(_) -> 1 end, Q]]},
     {any, [[Odd, Q], [Odd, E], [fun(_) -> 1 end, Q]]}] ++
    [{F, 2, [[0, Q], [0, E]], [S]} || F <- [cons, in_r]] ++
    [{F, 2, [[Q, 0], [E, 0]], [S]} || F <- [snoc]] ++
    [{F, [[Q], [E]]} || F <- [daeh, get, get_r, head, last, len, is_empty, is_queue, peek, peek_r, to_list]] ++
    [{F, 1, [[Q], [E]], [S]} || F <- [drop, drop_r, init, lait, liat, reverse, tail]] ++
    [{F, 1, [[Q], [E]], [{show, Gone}]} || F <- [out, out_r]] ++
    [{delete, 2, [[2, Q], [9, Q], [2, E]], [S]}, {delete_r, 2, [[2, Q], [9, Q]], [S]},
     {delete_with, 2, [[Odd, Q], [fun(X) -> X > 9 end, Q]], [S]}, {delete_with_r, 2, [[Odd, Q], [fun(X) -> X > 9 end, Q]], [S]},
     {filter, 2, [[Odd, Q], [fun(X) -> [X, X] end, Q], [fun(_) -> 1 end, Q]], [S]},
     {filtermap, 2, [[Odd, Q], [fun(X) -> {true, {X}} end, Q], [fun(_) -> 1 end, Q]], [S]},
     {fold, [[fun(X, A) -> X + A end, 0, Q], [fun(X, A) -> X + A end, 0, E]]},
     {from_list, 1, [[[1, 2]], [[]], [[1 | 2]]], [S]}, {in, 2, [[9, Q], [9, E]], [S]}, {join, 2, [[Q, Q], [E, Q], [Q, E]], [S]},
     {member, [[2, Q], [9, Q]]}, {new, 0, [[]], [S]},
     {split, 2, [[1, Q], [0, Q], [3, Q], [4, Q]], [{show, fun({A, B}) -> {contents(A), contents(B)} end}]}].

contents(Q) ->
    case queue:is_queue(Q) of
        true -> {queue, queue:to_list(Q)};
        false -> Q
    end.

loose() -> [].
