%% gb_trees, gb_sets and array: what wrong arguments raise, and the edges of sizes and options.
-module(std_trees_errors).
-include("t.hrl").

start() ->
    T = gb_trees:from_orddict([{1, a}, {2, b}]), E = gb_trees:empty(),
    ts("gb_trees", [fun() -> gb_trees:take_smallest(E) end, fun() -> gb_trees:largest(E) end, fun() -> gb_trees:update(a, 1, E) end, fun() -> gb_trees:take(a, E) end, fun() -> gb_trees:take_any(a, E) end, fun() -> gb_trees:size(x) end, fun() -> gb_trees:is_empty(x) end, fun() -> gb_trees:lookup(a, x) end, fun() -> gb_trees:from_orddict(x) end, fun() -> gb_trees:from_orddict([1]) end, fun() -> gb_trees:map(x, E) end, fun() -> gb_trees:insert(2.0, c, T) end, fun() -> gb_trees:to_list(gb_trees:enter(1.0, b, T)) end]),
    S = gb_sets:from_list([1, 2]),
    ts("gb_sets", [fun() -> gb_sets:insert(1, S) end, fun() -> gb_sets:is_set({1, x}) end, fun() -> gb_sets:is_set(gb_sets:new()) end, fun() -> gb_sets:fold(x, 0, S) end, fun() -> gb_sets:filter(x, S) end, fun() -> gb_sets:intersection([]) end, fun() -> gb_sets:to_list(gb_sets:union([])) end, fun() -> gb_sets:from_list(x) end, fun() -> gb_sets:delete(7, S) end, fun() -> gb_sets:size(x) end, fun() -> gb_sets:union(x, x) end, fun() -> gb_sets:to_list(gb_sets:union(S, gb_sets:from_list(lists:seq(0, 50, 5)))) end]),
    A = array:from_list([a, b, c]), F = array:new(3),
    ts("array", [fun() -> array:to_list(array:resize(3, array:resize(1, A))) end, fun() -> array:new(foo) end, fun() -> array:new(2, x) end, fun() -> array:new([{size, a}]) end, fun() -> array:set(x, x, A) end, fun() -> array:foldl(fun(_) -> x end, 0, A) end, fun() -> array:map(x, A) end, fun() -> array:size(x) end, fun() -> array:resize(-1, A) end, fun() -> array:from_list([a | b]) end, fun() -> array:from_orddict([{2, a}, {1, b}]) end, fun() -> array:reset(9, F) end, fun() -> array:size(array:reset(9, A)) end, fun() -> array:is_fix(x) end, fun() -> array:get(0, x) end]),
    ts("options", [fun() -> array:is_fix(array:new([{fixed, false}, {size, 3}])) end, fun() -> array:is_fix(array:new([fixed])) end, fun() -> array:size(array:new(3, [{size, 7}])) end, fun() -> array:sparse_size(array:from_list([a, undefined])) end, fun() -> array:default(array:from_list([1], 0)) end, fun() -> array:size(array:set(100000, x, F)) end, fun() -> array:sparse_to_orddict(array:set(100000, x, array:set(9, y, array:new()))) end]),
    ok.
