%% SPDX-License-Identifier: Apache-2.0
%% gb_trees: ordered dictionaries as general balanced trees (Andersson 1999).
%%
%% A dictionary is {Size, Tree}, a tree is nil or {Key, Value, Smaller, Bigger}. No balance is kept in
%% the nodes: an insertion that lands deeper than 2 * log2(Size) rebuilds the lowest subtree on its
%% path that is too deep for its own size. Deletion never makes a tree deeper, so it rebuilds nothing.
-module(gb_trees).

-export([balance/1, delete/2, delete_any/2, empty/0, enter/3, from_list/1, from_orddict/1, get/2, insert/3, is_defined/2]).
-export([is_empty/1, iterator/1, iterator/2, iterator_from/2, iterator_from/3, keys/1, larger/2, largest/1]).
-export([lookup/2, map/2, next/1, size/1, smaller/2, smallest/1, take/2, take_any/2, take_largest/1]).
-export([take_smallest/1, to_list/1, update/3, values/1]).

-export_type([iter/0, iter/2, tree/0, tree/2]).

-type node_of(K, V) :: nil | {K, V, node_of(K, V), node_of(K, V)}.
-opaque tree(K, V) :: {non_neg_integer(), node_of(K, V)}.
-type tree() :: tree(term(), term()).
-opaque iter(K, V) :: {ordered | reversed, [node_of(K, V)]}.
-type iter() :: iter(term(), term()).

-spec empty() -> tree(none(), none()).
empty() -> {0, nil}.

-spec is_empty(tree()) -> boolean().
is_empty({0, nil}) -> true;
is_empty(_) -> false.

-spec size(tree()) -> non_neg_integer().
size({Size, _}) when is_integer(Size), Size >= 0 -> Size.

%% Looking up ------------------------------------------------------------------------------------

-spec lookup(K, tree(K, V)) -> none | {value, V}.
lookup(Key, {_, Tree}) -> look(Key, Tree).

look(_Key, nil) -> none;
look(Key, {K, _, Smaller, _}) when Key < K -> look(Key, Smaller);
look(Key, {K, _, _, Bigger}) when Key > K -> look(Key, Bigger);
look(_Key, {_, Value, _, _}) -> {value, Value}.

-spec is_defined(K, tree(K, _)) -> boolean().
is_defined(Key, {_, Tree}) -> look(Key, Tree) =/= none.

-spec get(K, tree(K, V)) -> V.
get(Key, {_, Tree}) -> get_in(Key, Tree).

get_in(Key, {K, _, Smaller, _}) when Key < K -> get_in(Key, Smaller);
get_in(Key, {K, _, _, Bigger}) when Key > K -> get_in(Key, Bigger);
get_in(_Key, {_, Value, _, _}) -> Value.

-spec smallest(tree(K, V)) -> {K, V}.
smallest({_, Tree}) -> first(Tree).

first({Key, Value, nil, _}) -> {Key, Value};
first({_, _, Smaller, _}) -> first(Smaller).

-spec largest(tree(K, V)) -> {K, V}.
largest({_, Tree}) -> last(Tree).

last({Key, Value, _, nil}) -> {Key, Value};
last({_, _, _, Bigger}) -> last(Bigger).

%% The nearest pair on one side of a key, which need not be in the tree.
-spec smaller(K, tree(K, V)) -> none | {K, V}.
smaller(Key, {_, Tree}) -> below(Key, Tree, none).

below(_Key, nil, Best) -> Best;
below(Key, {K, Value, _, Bigger}, _Best) when Key > K -> below(Key, Bigger, {K, Value});
below(Key, {_, _, Smaller, _}, Best) -> below(Key, Smaller, Best).

-spec larger(K, tree(K, V)) -> none | {K, V}.
larger(Key, {_, Tree}) -> above(Key, Tree, none).

above(_Key, nil, Best) -> Best;
above(Key, {K, Value, Smaller, _}, _Best) when Key < K -> above(Key, Smaller, {K, Value});
above(Key, {_, _, _, Bigger}, Best) -> above(Key, Bigger, Best).

%% Changing --------------------------------------------------------------------------------------

-spec insert(K, V, tree(K, V)) -> tree(K, V).
insert(Key, Value, {Size, Tree}) when is_integer(Size) ->
    case add(Key, Value, Tree, depth_limit(Size + 1)) of
        {deep, Node, _, _} -> {Size + 1, Node};
        Node -> {Size + 1, Node}
    end.

%% How deep a tree of this size may be.
depth_limit(Size) -> 2 * log2(Size, 0).

log2(1, N) -> N;
log2(Size, N) -> log2(Size bsr 1, N + 1).

%% The tree with the key, or {deep, Tree, Size, Depth} while the subtree to rebuild is searched.
add(Key, Value, nil, Left) when Left < 0 -> {deep, {Key, Value, nil, nil}, 1, 1};
add(Key, Value, nil, _Left) -> {Key, Value, nil, nil};
add(Key, Value, {K, V, Smaller, Bigger}, Left) when Key < K ->
    case add(Key, Value, Smaller, Left - 1) of
        {deep, Node, Size, Depth} -> too_deep({K, V, Node, Bigger}, Size, Depth, Bigger);
        Node -> {K, V, Node, Bigger}
    end;
add(Key, Value, {K, V, Smaller, Bigger}, Left) when Key > K ->
    case add(Key, Value, Bigger, Left - 1) of
        {deep, Node, Size, Depth} -> too_deep({K, V, Smaller, Node}, Size, Depth, Smaller);
        Node -> {K, V, Smaller, Node}
    end;
add(Key, _Value, _Node, _Left) -> erlang:error({key_exists, Key}).

too_deep(Node, Size, Depth, Other) ->
    {OtherSize, OtherDepth} = measure(Other),
    All = Size + OtherSize + 1,
    Deepest = max(Depth, OtherDepth) + 1,
    case Deepest - 1 > depth_limit(All) of
        true -> rebuild(All, Node);
        false -> {deep, Node, All, Deepest}
    end.

measure(nil) -> {0, 0};
measure({_, _, Smaller, Bigger}) ->
    {Size1, Depth1} = measure(Smaller),
    {Size2, Depth2} = measure(Bigger),
    {Size1 + Size2 + 1, max(Depth1, Depth2) + 1}.

-spec update(K, V, tree(K, V)) -> tree(K, V).
update(Key, Value, {Size, Tree}) -> {Size, put_in(Key, Value, Tree)}.

put_in(Key, Value, {K, V, Smaller, Bigger}) when Key < K -> {K, V, put_in(Key, Value, Smaller), Bigger};
put_in(Key, Value, {K, V, Smaller, Bigger}) when Key > K -> {K, V, Smaller, put_in(Key, Value, Bigger)};
put_in(Key, Value, {_, _, Smaller, Bigger}) -> {Key, Value, Smaller, Bigger}.

-spec enter(K, V, tree(K, V)) -> tree(K, V).
enter(Key, Value, Dict) ->
    case is_defined(Key, Dict) of
        true -> update(Key, Value, Dict);
        false -> insert(Key, Value, Dict)
    end.

-spec delete(K, tree(K, V)) -> tree(K, V).
delete(Key, Dict) -> element(2, take(Key, Dict)).

-spec delete_any(K, tree(K, V)) -> tree(K, V).
delete_any(Key, Dict) ->
    case is_defined(Key, Dict) of
        true -> delete(Key, Dict);
        false -> Dict
    end.

-spec take(K, tree(K, V)) -> {V, tree(K, V)}.
take(Key, {Size, Tree}) when is_integer(Size) ->
    {Value, Rest} = out(Key, Tree),
    {Value, {Size - 1, Rest}}.

out(Key, {K, V, Smaller, Bigger}) when Key < K ->
    {Value, Rest} = out(Key, Smaller),
    {Value, {K, V, Rest, Bigger}};
out(Key, {K, V, Smaller, Bigger}) when Key > K ->
    {Value, Rest} = out(Key, Bigger),
    {Value, {K, V, Smaller, Rest}};
out(_Key, {_, Value, Smaller, Bigger}) -> {Value, joined(Smaller, Bigger)}.

joined(Smaller, nil) -> Smaller;
joined(nil, Bigger) -> Bigger;
joined(Smaller, Bigger) ->
    {Key, Value, Rest} = out_first(Bigger),
    {Key, Value, Smaller, Rest}.

out_first({Key, Value, nil, Bigger}) -> {Key, Value, Bigger};
out_first({K, V, Smaller, Bigger}) ->
    {Key, Value, Rest} = out_first(Smaller),
    {Key, Value, {K, V, Rest, Bigger}}.

out_last({Key, Value, Smaller, nil}) -> {Key, Value, Smaller};
out_last({K, V, Smaller, Bigger}) ->
    {Key, Value, Rest} = out_last(Bigger),
    {Key, Value, {K, V, Smaller, Rest}}.

-spec take_any(K, tree(K, V)) -> {V, tree(K, V)} | error.
take_any(Key, Dict) ->
    case is_defined(Key, Dict) of
        true -> take(Key, Dict);
        false -> error
    end.

-spec take_smallest(tree(K, V)) -> {K, V, tree(K, V)}.
take_smallest({Size, Tree}) when is_integer(Size), Size >= 0 ->
    {Key, Value, Rest} = out_first(Tree),
    {Key, Value, {Size - 1, Rest}}.

-spec take_largest(tree(K, V)) -> {K, V, tree(K, V)}.
take_largest({Size, Tree}) when is_integer(Size), Size >= 0 ->
    {Key, Value, Rest} = out_last(Tree),
    {Key, Value, {Size - 1, Rest}}.

%% Whole trees -----------------------------------------------------------------------------------

-spec balance(tree(K, V)) -> tree(K, V).
balance({Size, Tree}) -> {Size, rebuild(Size, Tree)}.

rebuild(Size, Tree) -> build(Size, pairs(Tree, [])).

%% Of pairs in any order; the last of a key counts.
-spec from_list([{K, V}]) -> tree(K, V).
from_list(Pairs) -> from_pairs(Pairs, empty()).

from_pairs([{Key, Value} | Pairs], Tree) -> from_pairs(Pairs, enter(Key, Value, Tree));
from_pairs([], Tree) -> Tree.

-spec from_orddict([{K, V}]) -> tree(K, V).
from_orddict(Pairs) ->
    Size = length(Pairs),
    {Size, build(Size, Pairs)}.

build(Size, Pairs) ->
    {Tree, []} = build_some(Size, Pairs),
    Tree.

%% A tree of the first pairs and the pairs behind.
build_some(0, Pairs) -> {nil, Pairs};
build_some(Size, Pairs) ->
    Half = (Size - 1) div 2,
    {Smaller, More} = build_some(Size - 1 - Half, Pairs),
    build_top(Smaller, More, Half).

build_top(Smaller, [{Key, Value} | More], Half) ->
    {Bigger, Rest} = build_some(Half, More),
    {{Key, Value, Smaller, Bigger}, Rest}.

-spec to_list(tree(K, V)) -> [{K, V}].
to_list({_, Tree}) -> pairs(Tree, []).

pairs(nil, Behind) -> Behind;
pairs({Key, Value, Smaller, Bigger}, Behind) -> pairs(Smaller, [{Key, Value} | pairs(Bigger, Behind)]).

-spec keys(tree(K, _)) -> [K].
keys({_, Tree}) -> [Key || {Key, _} <- pairs(Tree, [])].

-spec values(tree(_, V)) -> [V].
values({_, Tree}) -> [Value || {_, Value} <- pairs(Tree, [])].

-spec map(fun((K, V1) -> V2), tree(K, V1)) -> tree(K, V2).
map(Fun, {Size, Tree}) when is_function(Fun, 2) -> {Size, mapped(Fun, Tree)}.

mapped(_Fun, nil) -> nil;
mapped(Fun, {Key, Value, Smaller, Bigger}) -> {Key, Fun(Key, Value), mapped(Fun, Smaller), mapped(Fun, Bigger)}.

%% Iterators: the nodes whose pair and farther side are still to come, the next one first -------------

-spec iterator(tree(K, V)) -> iter(K, V).
iterator(Dict) -> iterator(Dict, ordered).

-spec iterator(tree(K, V), ordered | reversed) -> iter(K, V).
iterator({_, Tree}, ordered) -> {ordered, left_edge(Tree, [])};
iterator({_, Tree}, reversed) -> {reversed, right_edge(Tree, [])}.

left_edge(nil, Stack) -> Stack;
left_edge({_, _, Smaller, _} = Node, Stack) -> left_edge(Smaller, [Node | Stack]).

right_edge(nil, Stack) -> Stack;
right_edge({_, _, _, Bigger} = Node, Stack) -> right_edge(Bigger, [Node | Stack]).

-spec iterator_from(K, tree(K, V)) -> iter(K, V).
iterator_from(Key, Dict) -> iterator_from(Key, Dict, ordered).

-spec iterator_from(K, tree(K, V), ordered | reversed) -> iter(K, V).
iterator_from(Key, {_, Tree}, ordered) -> {ordered, edge_from(Key, Tree, [])};
iterator_from(Key, {_, Tree}, reversed) -> {reversed, edge_to(Key, Tree, [])}.

edge_from(_Key, nil, Stack) -> Stack;
edge_from(Key, {K, _, _, Bigger}, Stack) when Key > K -> edge_from(Key, Bigger, Stack);
edge_from(Key, {_, _, Smaller, _} = Node, Stack) -> edge_from(Key, Smaller, [Node | Stack]).

edge_to(_Key, nil, Stack) -> Stack;
edge_to(Key, {K, _, Smaller, _}, Stack) when Key < K -> edge_to(Key, Smaller, Stack);
edge_to(Key, {_, _, _, Bigger} = Node, Stack) -> edge_to(Key, Bigger, [Node | Stack]).

-spec next(iter(K, V)) -> none | {K, V, iter(K, V)}.
next({_, []}) -> none;
next({ordered, [{Key, Value, _, Bigger} | Stack]}) -> {Key, Value, {ordered, left_edge(Bigger, Stack)}};
next({reversed, [{Key, Value, Smaller, _} | Stack]}) -> {Key, Value, {reversed, right_edge(Smaller, Stack)}}.
