%% SPDX-License-Identifier: Apache-2.0
%% What the library has of releases after OTP 25, with right and wrong arguments (calls.hrl).
-module(newer_calls).
%% library: own
%% otp: 29
-include("calls.hrl").

calls() ->
    M = #{a => 1, b => 2},
    Ok = {show, fun({ok, {_, _}}) -> ok; (R) -> R end},
    Next = {show, fun(I) -> element(1, gb_sets:next(I)) end},
    Text = fun(L) when is_list(L); is_binary(L) -> unicode:characters_to_binary(L); (R) -> R end,
    [{array, arrays()}, {base64, [{decode, [[<<"YWJj">>, #{}], [<<"-_8=">>, #{mode => urlsafe}], [<<"YW">>, #{padding => false}], [<<"YW">>, #{}], [<<"*">>, #{}]] },
               {decode_to_string, 2, [["YWJj", #{}], ["YW", #{padding => false}], [[$Y | x], #{}]], [{without, ["improper"]}]}, {encode, 2, [[<<255, 254>>, #{mode => urlsafe}], ["a", #{padding => false}], ["a", #{padding => x}], [[1 | x], #{}]], [{without, ["improper"]}]},
               {encode_to_string, 2, [[<<255, 254>>, #{mode => urlsafe}], ["a", #{padding => false}]], [{without, ["improper"]}]}, {mime_decode, 2, [[<<"YW*Jj">>, #{}], ["YW", #{padding => false}]], [{without, ["bits"]}]},
               {mime_decode_to_string, 2, [[<<"YW*Jj">>, #{}]], [{without, ["bits"]}]}]},
     {binary, [{replace, 3, [[<<"abab">>, <<"b">>, fun(B) -> <<B/binary, "!">> end], [<<"ab">>, <<"x">>, fun(B) -> B end], [<<"ab">>, <<"b">>, fun(_) -> x end]], [3]}, {replace, 4, [[<<"abab">>, <<"b">>, fun(B) -> <<B/binary, "!">> end, [global]], [<<"ab">>, <<"b">>, fun(B) -> B end, [{scope, {0, 1}}]]], [3, classes]},
              {encode_hex, [[<<10, 255>>, lowercase], [<<10>>, uppercase], [<<1>>, x]]}, {join, [[[<<"a">>, <<"b">>], <<",">>], [[], <<",">>], [[<<"a">> | x], <<",">>], [[<<"a">>, x], <<>>]]}]},
     {calendar, [{F, Calls} || F <- [local_time_to_system_time, universal_time_to_system_time], Calls <- [[[{{2024, 2, 29}, {12, 34, 56}}]], [[{{2024, 2, 29}, {12, 34, 56}}, [{unit, millisecond}]], [{{2024, 2, 29}, {12, 34, 56}}, []], [{{2024, 2, 29}, {12, 34, 56}}, [{unit, x}]], [{{2024, 2, 29}, {25, 0, 0}}, []]]]]},
     {erlang, nodes_and_signals()},
     {gb_sets, [{filtermap, 2, [[fun(X) -> {true, {X}} end, gb_sets:from_list([a, b])], [fun(_) -> false end, gb_sets:from_list([a])], [fun(_) -> 1 end, gb_sets:from_list([a])]], [{show, fun gb_sets:to_list/1}]},
                {is_equal, [[gb_sets:from_list([a]), gb_sets:from_list([a])], [gb_sets:new(), gb_sets:from_list([a])]]}, {map, 2, [[fun(X) -> {X} end, gb_sets:from_list([a, b])]], [{show, fun gb_sets:to_list/1}]},
                {iterator, 2, [[gb_sets:from_list([a, b]), reversed], [gb_sets:from_list([a]), ordered], [gb_sets:new(), x]], [Next]}, {iterator_from, 3, [[b, gb_sets:from_list([a, b, c]), reversed]], [Next]},
                {larger, [[a, gb_sets:from_list([a, b])], [b, gb_sets:from_list([a, b])]]}, {smaller, [[b, gb_sets:from_list([a, b])], [a, gb_sets:from_list([a, b])]]}]},
     {gb_trees, [{from_list, [[[{b, 1}, {a, 2}, {b, 3}]], [[]], [[x]], [[{a, 1} | x]]]}, {iterator, [[gb_trees:from_orddict([{a, 1}, {b, 2}]), reversed], [gb_trees:empty(), x]]}, {iterator_from, [[b, gb_trees:from_orddict([{a, 1}, {b, 2}]), reversed]]},
                 {larger, [[a, gb_trees:from_orddict([{a, 1}, {b, 2}])], [b, gb_trees:from_orddict([{b, 2}])]]}, {smaller, [[b, gb_trees:from_orddict([{a, 1}, {b, 2}])], [a, gb_trees:from_orddict([{a, 2}])]]}]},
     %% Releases give other reasons for these.
     {lists, [{keymerge, [[1, [{a, 1}, {c, 2}], [{a, 2}, {b, 1}]], [2, [{a}], [{b}]], [1, [{a} | x], [{b}]], [1, [{a}], [{b} | x]]]},
              {nth, [[2, [a, b, c]], [4, [a]], [2, [a | b]], [1, [a | b]]]},
              {nthtail, [[2, [a, b, c]], [0, [a]], [1, [a | b]], [2, [a | b]], [3, [a]]]},
              {rkeymerge, [[1, [{c}, {a}], [{d}, {b}]], [1, [{c} | x], [{d}]]]},
              {rukeymerge, [[1, [{c, 1}, {a, 1}], [{c, 2}, {b, 2}]], [1, [{c} | x], [{d}]]]},
              {ukeymerge, [[1, [{a, 1}, {c, 2}], [{a, 2}, {b, 1}]], [2, [{a}], [{b}]], [1, [{a} | x], [{b}]]]}]},
     {sets, [{from_list, 1, [[[b, a, b]], [[]], [[a | b]]], [{show, fun(S) -> try lists:sort(sets:to_list(S)) catch _:_ -> S end end}]}, {filter, 2, [[fun(X) -> X =:= a end, sets:from_list([a, b])], [fun(_) -> 1 end, sets:from_list([a])]], [{show, fun(S) -> try lists:sort(sets:to_list(S)) catch _:_ -> S end end}]}]},
     {string, [{centre, [["ab", 5, $*], ["ab", 0, $*]]}, {chars, [[$a, 3], [$a, 0]]}, {chars, [[$a, 2, "x"], [$a, 2, x]]}, {left, [["abc", 5, $.], ["abc", 2, $.]]}, {right, [["abc", 5, $.], ["abc", 2, $.]]}]},
     {lists, [{enumerate, [[1, 2, [a, b]], [0, -1, [a, b]], [0, 1, [a | b]]]}] ++
             [{F, Calls} || {F, Calls} <- [{zip, [[[1, 2], [a], trim], [[1, 2], [a], {pad, {x, y}}], [[1], [a, b], {pad, {x, y}}], [[1], [a, b], fail]]},
                                           {zip3, [[[1, 2], [a], [x], trim], [[1, 2], [a], [], {pad, {p, q, r}}], [[1], [], [], fail]]},
                                           {zipwith, [[fun(A, B) -> {A, B} end, [1, 2], [a], trim], [fun(A, B) -> {A, B} end, [1], [a, b], {pad, {x, y}}], [fun(A, B) -> {A, B} end, [1], [], fail]]},
                                           {zipwith3, [[fun(A, B, C) -> {A, B, C} end, [1, 2], [a], [x], trim], [fun(A, B, C) -> {A, B, C} end, [1], [], [], {pad, {p, q, r}}]]}]]},
     {maps, [{is_iterator_valid, [[maps:iterator(M)], [none]]}, {to_list, [[maps:iterator(M, reversed)], [maps:iterator(#{a => 1})]]},
             {iterator, 2, [[M, ordered], [M, reversed], [M, fun(A, B) -> A >= B end], [M, x]], [{show, fun(I) -> {K, V, _} = maps:next(I), {K, V} end}, 1]}]},
     {math, [{tau, [[]]}]}] ++
    [{M2, [{filtermap, 2, [[fun(X) -> {true, {X}} end, M2:from_list([a, b])], [fun(_) -> false end, M2:from_list([a])]], [{show, fun(S) -> lists:sort(M2:to_list(S)) end}]},
           {is_equal, [[M2:from_list([a]), M2:from_list([a])], [M2:new(), M2:from_list([a])]]}, {map, 2, [[fun(X) -> {X} end, M2:from_list([a, b])]], [{show, fun(S) -> lists:sort(M2:to_list(S)) end}]}]}
     || M2 <- [ordsets, sets]] ++
    [{proc_lib, [{set_label, 1, [[x]]}, {get_label, 1, [fun() -> proc_lib:set_label(x), [self()] end], [right]},
                 {init_fail, 2, [fun() -> [self(), x] end], [right, classes]}, {init_fail, 3, [fun() -> [self(), x, {exit, normal}] end], [right]}]},
     {string, [{jaro_similarity, [["abc", "abd"], ["", ""], ["abc", "xyz"], [<<"dixon">>, "dicksonx"]]}]},
     {timer, [{apply_after, 2, [[100000, fun() -> ok end]], [1, Ok]}, {apply_after, 3, [[100000, fun(_) -> ok end, [x]]], [1, Ok]}, {apply_interval, 2, [[100000, fun() -> ok end]], [1, Ok]}, {apply_interval, 3, [[100000, fun(_) -> ok end, [x]]], [1, Ok]},
              {apply_repeatedly, 2, [[100000, fun() -> ok end]], [1, Ok]}, {apply_repeatedly, 3, [[100000, fun(_) -> ok end, [x]]], [1, Ok]}, {apply_repeatedly, 4, [[100000, erlang, self, []]], [1, Ok]},
              {tc, 4, [[lists, max, [[1, 2]], second], [lists, max, [[1, 2]], x]], [{show, fun({_, R}) -> R end}]}]},
     {application, [{ensure_all_started, 3, [[[kernel], temporary, serial], [[kernel, nosuchapp], temporary, concurrent]], [class]}, {get_supervisor, 1, [[nosuch]]}]},
     {supervisor, [{stop, 1, [[nosuch]], [right]}, {stop, 3, [[nosuch, normal, 100]], [right]}, {which_child, 2, [[nosuch, x]], [right]}]},
     {rand, [{shuffle, 1, [[[a]]], [class]}, {shuffle_s, 2, [[[a], rand:seed_s(exsss, 1)]], [{show, fun({L, _}) -> L end}, class]}]},
     {unicode, [{category, [[$a], [$1], [$\s], [16#400]]}, {is_id_continue, [[$a], [$1], [$-]]}, {is_id_start, [[$a], [$1]]}, {is_whitespace, [[$\s], [$a]]},
                {characters_to_binary_int, [["abc", unicode], [<<255>>, utf8]]}, {characters_to_list_int, [[<<"abc">>, utf8], [<<255>>, latin1], [<<255>>, unicode]]}]},
     {unicode_util, [{get_case, 1, [[$a], [223], [$1]], [right, {show, fun(Map) -> lists:sort(maps:to_list(Map)) end}]}, {is_letter_not_pattern_syntax, [[$a], [16#2E2F]]}, {is_other_id_start, [[$a], [16#309B]]}, {is_other_id_continue, [[$a], [16#1370], [16#B7]]},
                     {category, 1, [[$a], [$1], [$\s]]}, {pattern_whitespace, 0, [[]]}]},
     {io_lib_pretty, [{print, Arity, Calls, [right, {show, fun lists:flatten/1}]} || {Arity, Calls} <- pretty()]},
     {io_lib, [{write_binary, 3, [[x, y, z]], [right]}, {collect_chars, [[{list, "ab", 3}], [start]]}, {collect_line, [[start]]}, {get_until, [[start]]},
               {collect_chars_eager, 4, [[start, "abc", latin1, 2], [start, "abc", latin1, 5], [start, <<"abc">>, latin1, 2], [start, eof, latin1, 2]], [right]},
               {collect_line_no_eol, 4, [[start, "ab\nc", latin1, x], [start, "ab", latin1, x], [start, <<"ab\r\nc">>, latin1, x], [start, eof, latin1, x], ["ba", "c\n", latin1, x]], [right]},
               {limit_term, [[[a, [b, [c]], d, e], 3], [{1, {2, {3}}, 4}, 2], [{a, "text"}, 3], [#{a => {b, {c}}}, 2], [[a | b], 2], [{}, 1], [x, 0], [[a, b], -1]]},
               {write_string_bin, 3, [["ab\"c", $", unicode], ["ab", [], unicode]], [right]},
               {bformat, 2, [["~p ~ts", [a, "b"]], ["~p", []], ["~q", [a]]], [{show, Text}]}, {bformat, 3, [["~p", [a], []]], [{show, Text}]}, {bfwrite, 2, [["~w", [a]]], [{show, Text}]}, {bfwrite, 3, [["~w", [a], []]], [{show, Text}]},
               {bwrite, 2, [[{a, "b"}, []]], [right]}, {bwrite_string, 3, [["ab", $", unicode]], [right]}, {write, 5, [[{a, "b"}, -1, unicode, undefined, -1]], [right, {show, fun lists:flatten/1}]}]},
     {ets, [{F, 1, [fun() -> [table()] end, fun() -> [ets:new(t, [ordered_set])] end]} || F <- [first_lookup, last_lookup]] ++
           [{F, 2, [fun() -> [table(), b] end, fun() -> [table(), 7] end]} || F <- [next_lookup, prev_lookup]] ++
           [{lookup_element, 4, [fun() -> [table(), a, 2, none] end, fun() -> [table(), x, 2, none] end, fun() -> [table(), a, 3, none] end]},
            {update_element, 4, [fun() -> [table(), a, {2, q}, {a, 0}] end, fun() -> [table(), x, {2, q}, {x, 0}] end, fun() -> [table(), x, {4, q}, {x, 0}] end], [4]}]},
     {json, json(Text)}].

arrays() ->
    A = array:from_list([a, b, c]),
    F = array:fix(A),
    N = array:set(9, x, array:new({default, d})),
    Two = fun(I, V, Acc) -> {{I, V}, [V | Acc]} end,
    Fold = fun(I, V, Acc) -> [{I, V} | Acc] end,
    Of = fun(X) -> case array:is_array(X) of true -> {array, array:size(X), array:default(X), array:is_fix(X), array:to_orddict(X)}; false -> X end end,
    S = {show, fun({X, Acc}) -> {Of(X), Acc}; (X) -> Of(X) end},
    More = fun() -> array:shift(-600, array:from_list(lists:seq(1, 70))) end,
    [{append, 2, [[x, A], [x, F], [x, array:new(2)]], [S]},
     {concat, 1, [[[A, F, N]], [[F, A]], [[]], [[A, x]]], [S]},
     {concat, 2, [[A, F], [F, N], [N, A], [array:slice(0, 1, A), A]], [S]},
     {from, 2, [[fun(3) -> done; (I) -> {I, I + 1} end, 0], [fun(_) -> x end, 0]], [2, S]},
     {from, 3, [[fun(3) -> done; (I) -> {I, I + 1} end, 0, d], [fun(_) -> done end, 0, d]], [2, S]},
     {prepend, 2, [[x, A], [x, F], [x, array:new()], [x, array:slice(2, 1, A)]], [S]},
     {shift, 2, [[1, A], [-2, A], [-2, array:shift(2, A)], [3, A], [4, A], [-2, F], [-1, array:resize(2, array:shift(1, A))]], [S]},
     {shift, 2, [fun() -> [599, More()] end, fun() -> [-100, array:resize(array:shift(601, More()))] end], [S]},
     {slice, 3, [[1, 2, A], [1, 1, F], [3, 0, A], [2, 2, A], [0, 4, A]], [S]},
     {upgrade, 1, [[A]], [S]}] ++
    [{M, 3, [[Two, [], A], [Two, [], N], [fun(_, _, _) -> x end, [], A]], [S]} || M <- [mapfoldl, mapfoldr, sparse_mapfoldl, sparse_mapfoldr]] ++
    [{M, 5, [[0, 1, Two, [], A], [1, 2, Two, [], F], [8, 9, Two, [], N], [0, 3, Two, [], A], [-1, 1, Two, [], A], [2, 1, Two, [], A]], [S]} || M <- [mapfoldl, mapfoldr, sparse_mapfoldl, sparse_mapfoldr]] ++
    [{M, 5, [[0, 1, Fold, [], A], [1, 2, Fold, [], F], [8, 9, Fold, [], N], [0, 3, Fold, [], A], [3, 2, Fold, [], A]], [S]} || M <- [foldl, foldr, sparse_foldl, sparse_foldr]].

nodes_and_signals() ->
    Waiting = fun() -> spawn(fun() -> receive after infinity -> ok end end) end,
    [{dist_ctrl_get_data, [[x]]}, {dist_ctrl_get_data_notification, [[x]]}, {dist_ctrl_put_data, [[x, <<>>]]}, {disconnect_node, [[a@b], [node()]]},
     {exit, 3, [fun() -> [Waiting(), x, []] end, fun() -> [Waiting(), x, [priority]] end, fun() -> [make_ref(), x, []] end, [self(), x, [y]]], [1, 2]},
     {exit_signal, 2, [fun() -> [Waiting(), x] end, fun() -> [self(), normal] end, fun() -> [alias(), normal] end], [2]},
     {exit_signal, 3, [fun() -> [Waiting(), x, []] end, fun() -> [self(), normal, [priority]] end, fun() -> [make_ref(), x, [priority | x]] end], [2]},
     {get_cookie, [[node()], [a@b]]}, {link, 2, [fun() -> [Waiting(), []] end, fun() -> [Waiting(), [x]] end]},
     {nodes, [[this, #{}], [[this, visible], #{node_type => true, connection_id => true}], [[known], #{node_type => false}], [hidden, #{}], [[], #{}], [this, #{x => true}], [this, #{node_type => 1}]]},
     {processes_iterator, 0, [[]], [{show, fun is_tuple/1}]}, {processes_next, 1, [fun() -> [erlang:processes_iterator()] end], [{show, fun({P, I}) -> {is_pid(P), is_tuple(I)} end}]},
     {set_cookie, [[x]]}, {set_cookie, [[node(), x], [a@b, x]]}, {setnode, [[a@b, 1]]}, {setnode, [[a@b, self(), {x, y}]]}].

pretty() ->
    T = {r, 1, {r, a, "text"}},
    Is = fun(r, 2) -> [first, 'Second']; (_, _) -> no end,
    [{1, [[T], [lists:seq(1, 40)]]}, {2, [[T, Is], [T, [{depth, 3}]], [lists:seq(1, 20), [{line_length, 20}, {column, 3}]], ["abc", [{strings, false}]], [#{b => 1, a => 2}, [{maps_order, reversed}]]]},
     {3, [[T, -1, Is], [T, 2, Is], [{r}, 3, fun(_, _) -> [] end]]}, {4, [[lists:seq(1, 20), 1, 20, -1], [T, 1, 80, 2]]}, {5, [[T, 1, 20, -1, Is], [T, 1, 80, -1, no_fun]]}].

table() ->
    T = ets:new(t, [ordered_set]),
    ets:insert(T, [{a, 1}, {b, 2}, {c, 3}]),
    T.

json(Text) ->
    S = {show, Text},
    E = fun(T, E) -> json:encode_value(T, E) end,
    [{decode, 1, [[<<"{\"a\":[1,2.5,true,null,\"x\"]}">>], [<<"[">>], [<<"x">>], [<<"\"", 255, "\"">>], [<<"1 2">>], [<<>>]]},
     {decode, 3, [[<<"[1]">>, x, #{}], [<<"[1] ">>, x, #{array_finish => fun(A, O) -> {{A}, O} end}]]},
     {decode_start, 3, [[<<"[1">>, x, #{}]], [{show, fun({continue, _}) -> continue; (R) -> R end}]}, {decode_continue, 2, [fun() -> {continue, St} = json:decode_start(<<"[1">>, x, #{}), [<<"]">>, St] end], [2]},
     {encode, 1, [[#{a => [1, 2.5, true, null, <<"x">>]}], [[{a}]], [self]], [S]}, {encode, 2, [[[1], E]], [S]},
     {encode_atom, 2, [[true, E], [abc, E]], [S]}, {encode_binary, 1, [[<<"a\"\n">>], [<<228/utf8>>], [<<255>>]], [S]}, {encode_binary_escape_all, 1, [[<<228/utf8>>], [<<255>>]], [S]},
     {encode_float, 1, [[1.5]], [S]}, {encode_integer, 1, [[12]], [S]}, {encode_key_value_list, 2, [[[{a, 1}], E], [[], E]], [S]}, {encode_key_value_list_checked, 2, [[[{a, 1}, {b, 2}], E], [[{a, 1}, {<<"a">>, 2}], E]], [S]},
     {encode_list, 2, [[[1, 2], E], [[], E]], [S]}, {encode_map, 2, [[#{a => 1}, E], [#{}, E]], [S]}, {encode_map_checked, 2, [[#{a => 1}, E], [#{a => 1, <<"a">> => 2}, E]], [S]}, {encode_value, 2, [[[a, 1], E]], [S]},
     {format, 1, [[#{a => [1, 2]}]], [S]}, {format, 2, [[#{a => [1, 2]}, #{indent => 4}]], [S, 2]}, {format, 3, [[[1], fun(T, En, St) -> json:format_value(T, En, St) end, #{}]], [S, 3]}] ++
    [{F, 3, [[[{a, 1}], fun(T, En, St) -> json:format_value(T, En, St) end, #{level => 0, col => 0, indent => 2, max => 100}]], [S, right, classes]} || F <- [format_key_value_list, format_key_value_list_checked]] ++
    [{format_value, 3, [[[1, 2], fun(T, En, St) -> json:format_value(T, En, St) end, #{level => 0, col => 0, indent => 2, max => 100}]], [S, right, classes]}].

loose() ->
    [{base64, decode, 2}, {base64, mime_decode, 2}, {base64, mime_decode_to_string, 2}].
