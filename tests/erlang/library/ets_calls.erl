%% SPDX-License-Identifier: Apache-2.0
%% Every function of ets, with right and wrong arguments (calls.hrl).
-module(ets_calls).
%% library: own
-include("calls.hrl").

calls() -> [{ets, tables() ++ objects() ++ walks() ++ matches()}].

%% A table of three objects, and arguments behind it.
on(Type, Args) -> fun() -> [filled(Type) | Args] end.

filled(Type) ->
    T = ets:new(t, [Type, public]),
    ets:insert(T, [{1, a, 10}, {2, b, 20}, {3, c, 30}]),
    case Type of
        bag -> ets:insert(T, [{1, a, 10}, {1, z}]);
        duplicate_bag -> ets:insert(T, [{1, a, 10}, {1, z}]);
        _ -> ok
    end,
    T.

%% Another process owns it, and dies with this one.
foreign(Protection, Args) ->
    fun() ->
        Me = self(),
        spawn(fun() ->
            R = monitor(process, Me),
            T = ets:new(t, [Protection]),
            ets:insert(T, {1, a, 10}),
            Me ! {table, T},
            receive {'DOWN', R, _, _, _} -> ok end
        end),
        receive {table, T} -> [T | Args] end
    end.

tables() ->
    Sorted = {show, fun(L) when is_list(L) -> lists:sort([E || {K, _} = E <- L, K =/= id, K =/= memory, K =/= write_concurrency]); (R) -> R end},
    [{new, 2, [[t, []], [a_table, [named_table]], [t, [ordered_set, {keypos, 2}, private, {read_concurrency, true}, {write_concurrency, auto}, compressed, {heir, none}]], [t, [x]], [t, [{keypos, 0}]], [t, [set | x]], [t, [{heir, x, y}]]]},
     {all, 0, [[]], [{show, fun is_list/1}]},
     {delete, 1, [on(set, []), foreign(public, []), foreign(protected, [])]},
     {info, 1, [on(ordered_set, []), fun() -> [ets:new(t, [bag, private, {keypos, 3}])] end, [nosuch]], [Sorted]},
     {info, 2, [on(set, [size]), on(set, [owner]), on(set, [nosuch]), on(bag, [type]), on(set, [keypos]), on(set, [fixed]), on(set, [safe_fixed]), on(set, [heir]), foreign(private, [protection]), [nosuch, size], on(set, [node])]},
     {whereis, 1, [fun() -> ets:new(w_table, [named_table]), [w_table] end, [nosuch]]},
     {rename, 2, [on(set, [other]), fun() -> ets:new(r_table, [named_table]), [r_table, s_table] end, fun() -> ets:new(r_table, [named_table]), ets:new(s_table, [named_table]), [r_table, s_table] end]},
     {setopts, 2, [on(set, [{heir, none}]), on(set, [[{heir, none}]]), fun() -> [filled(set), {heir, self(), x}] end, on(set, [{x, y}]), foreign(public, [{heir, none}])]},
     {give_away, 3, [fun() -> P = spawn_link(fun() -> receive {'ETS-TRANSFER', _, _, _} -> ok end end), [filled(set), P, data] end, fun() -> [filled(set), self(), data] end, fun() -> [filled(set), spawn(fun() -> ok end), data] end], [3, {without, ["atom"]}, classes]},
     {safe_fixtable, 2, [on(set, [true]), on(set, [false])]},
     {init_table, 2, [on(set, [fun(read) -> end_of_input; (close) -> ok end])], [2, {without, ["atom"]}, classes]}].

objects() ->
    Three = {1, x, 11},
    [{insert, 2, [on(set, [Three]), on(set, [[Three, {9, y}]]), on(set, [[]]), on(set, [[Three | {4}]]), foreign(public, [Three]), foreign(protected, [Three])]},
     {insert_new, 2, [on(set, [{9, y}]), on(set, [Three]), on(set, [[{9, y}, Three]]), on(bag, [{1, q}]), on(ordered_set, [{1.0, q}])]},
     {lookup, 2, [on(set, [1]), on(set, [1.0]), on(ordered_set, [1.0]), on(bag, [1]), on(duplicate_bag, [1]), on(set, [9]), foreign(protected, [1]), foreign(private, [1])]},
     {lookup_element, 3, [on(set, [1, 2]), on(bag, [2, 2]), on(bag, [1, 3]), on(set, [9, 2]), on(set, [1, 4])]},
     {member, 2, [on(set, [1]), on(set, [1.0]), on(ordered_set, [1.0]), on(set, [9])]},
     {take, 2, [on(set, [1]), on(duplicate_bag, [1]), on(set, [9])]},
     {delete, 2, [on(set, [1]), on(bag, [1]), on(set, [9]), foreign(protected, [1])]},
     {delete_object, 2, [on(set, [{1, a, 10}]), on(set, [{1, a, 11}]), on(bag, [{1, z}]), on(set, [{}])]},
     {delete_all_objects, 1, [on(set, []), on(ordered_set, []), foreign(protected, [])], [right]},
     {update_counter, 3, [on(set, [1, {3, 5}]), on(set, [1, [{3, 5}, {3, -100, 0, 7}]]), on(set, [1, {2, 1}]), on(set, [1, {1, 1}]), on(set, [9, 1]), on(bag, [1, {3, 1}]), on(set, [1, {3, 5, 12, 0}]), on(set, [1, []]), on(set, [1, 1])]},
     {update_counter, 4, [on(set, [9, {2, 5}, {x, 1}]), on(set, [1, {3, 1}, {x, 1, 1}]), on(set, [9, {4, 1}, {x, 1}])], [4]},
     {update_element, 3, [on(set, [1, {2, q}]), on(set, [1, [{2, q}, {3, r}]]), on(set, [1, {1, q}]), on(set, [9, {2, q}]), on(set, [1, {4, q}]), on(bag, [1, {2, q}])]}].

walks() ->
    Sorted = {show, fun(L) when is_list(L) -> lists:sort(L); (R) -> R end},
    [{first, 1, [on(ordered_set, []), fun() -> [ets:new(t, [])] end, fun() -> [ets:new(t, [ordered_set])] end, foreign(private, [])]},
     {last, 1, [on(ordered_set, []), fun() -> [ets:new(t, [ordered_set])] end]},
     {next, 2, [on(ordered_set, [1]), on(ordered_set, [1.5]), on(ordered_set, [3]), on(set, [9])]},
     {prev, 2, [on(ordered_set, [2]), on(ordered_set, [2.5]), on(ordered_set, [1]), on(set, [9])]},
     {slot, 2, [fun() -> [ets:new(t, [ordered_set]), 0] end, on(ordered_set, [-1])], [2]},
     {foldl, 3, [fun() -> [fun(O, A) -> [O | A] end, [], filled(ordered_set)] end, fun() -> [fun({_, _, N}, A) -> N + A end, 0, filled(set)] end]},
     {foldr, 3, [fun() -> [fun(O, A) -> [O | A] end, [], filled(ordered_set)] end]},
     {tab2list, 1, [on(ordered_set, []), on(set, []), on(bag, []), foreign(private, [])], [Sorted]}].

matches() ->
    Spec = [{{'$1', '$2', '$3'}, [{'>', '$3', 10}], [{{'$2', '$1'}}]}],
    Delete = [{{'_', '_', '$1'}, [{'>', '$1', 10}], [true]}],
    Replace = [{{'$1', '$2', '$3'}, [], [{{'$1', '$2', {'+', '$3', 1}}}]}],
    Portion = {show, fun({L, _}) when is_list(L) -> {L, more}; (R) -> R end},
    Again = fun(F, Args) -> fun() -> case apply(ets, F, [filled(ordered_set) | Args]) of {_, C} -> [C]; End -> [End] end end end,
    [{match, 2, [on(ordered_set, [{'$1', '_', '$2'}]), on(ordered_set, [{1, '$1', '_'}]), on(ordered_set, ['$1']), on(ordered_set, ['_']), on(ordered_set, [{'$1', '$1', '_'}]), on(bag, [{1, '$1'}]), on(ordered_set, [{'$2', '$1', '_'}])]},
     {match, 3, [on(ordered_set, [{'$1', '_', '_'}, 2])], [Portion]}, {match, 1, [Again(match, [{'$1', '_', '_'}, 2])], [Portion]},
     {match_object, 2, [on(ordered_set, [{'_', b, '_'}]), on(ordered_set, ['_']), on(ordered_set, [{2, '_', '_'}])]},
     {match_object, 3, [on(ordered_set, ['_', 2])], [Portion]}, {match_object, 1, [Again(match_object, ['_', 2])], [Portion]},
     {match_delete, 2, [on(ordered_set, [{'_', b, '_'}])]},
     {select, 2, [on(ordered_set, [Spec]), on(ordered_set, [[{{'$1', '_', '_'}, [], ['$_']}]]), on(ordered_set, [[{{'$1', '_', '_'}, [], ['$$']}]]), on(ordered_set, [[{'$1', [], ['$1']}]]),
                  on(ordered_set, [[{{'$1', '$2', '_'}, [{is_atom, '$2'}, {'orelse', {'=:=', '$1', 1}, {'>=', '$1', 3}}], [['$1' | '$2'], {{x, {const, {y}}}}, #{k => '$1'}]}]]),
                  on(ordered_set, [[{{'$1', '_', '_'}, [{nosuch, '$1'}], ['$1']}]]), on(ordered_set, [[{{'$1', '_', '_'}, [], ['$2']}]]), on(ordered_set, [[{{'_', '_', '$1'}, [], [{'div', 60, {'-', '$1', 10}}]}]]),
                  on(ordered_set, [[{{'$1', '_', '_'}, [], []}]]), on(ordered_set, [[]]), on(ordered_set, [[{{1, '_', '_'}, [], [{element, 2, '$_'}]}, {{2, '_', '_'}, [], [two]}]])]},
     {select, 3, [on(ordered_set, [Spec, 1]), on(ordered_set, [Spec, 0])], [Portion]}, {select, 1, [Again(select, [Spec, 1]), ['$end_of_table']], [Portion]},
     {select_reverse, 2, [on(ordered_set, [Spec])]}, {select_reverse, 3, [on(ordered_set, [Spec, 1])], [Portion]}, {select_reverse, 1, [Again(select_reverse, [Spec, 1])], [Portion]},
     {select_count, 2, [on(ordered_set, [Delete]), on(ordered_set, [Spec])]}, {select_delete, 2, [on(ordered_set, [Delete]), on(ordered_set, [Spec])]},
     {select_replace, 2, [on(ordered_set, [Replace]), on(set, [Replace]), on(ordered_set, [[{{'$1', '$2', '$3'}, [], [{{'$3', '$2', '$1'}}]}]]), on(bag, [Replace])]},
     {match_spec_compile, 1, [[Spec], [[]], [[x]]], [{show, fun ets:is_compiled_ms/1}]}, {is_compiled_ms, 1, [fun() -> [ets:match_spec_compile(Spec)] end]},
     {match_spec_run, 2, [fun() -> [[{1, a, 10}, {2, b, 20}, {3}], ets:match_spec_compile(Spec)] end]},
     {repair_continuation, 2, [['$end_of_table', Spec]], [right]},
     {test_ms, 2, [[{1, a, 20}, Spec], [{1, a, 5}, Spec], [{1}, Spec], [x, Spec], [{1, a, 20}, [x]]], [{show, fun({error, _}) -> error; (R) -> R end}]}].

loose() ->
    [].
