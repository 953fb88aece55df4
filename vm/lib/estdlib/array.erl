%% SPDX-License-Identifier: Apache-2.0
%% array: functional arrays, as trees whose nodes have eight children and whose leaves have eight values.
%%
%% {array, Size, Fixed, Default, {Height, Node}}: Fixed is 1 or 0, a leaf has height 0, and a node that
%% nobody wrote to is []. The tree may reach less far than the size (the rest is the default) or farther:
%% values behind the end come back when the array grows again, as in Erlang/OTP.
-module(array).

-export([default/1, fix/1, foldl/3, foldr/3, from_list/1, from_list/2, from_orddict/1, from_orddict/2, get/2]).
-export([is_array/1, is_fix/1, map/2, new/0, new/1, new/2, relax/1, reset/2, resize/1, resize/2, set/3, size/1]).
-export([sparse_foldl/3, sparse_foldr/3, sparse_map/2, sparse_size/1, sparse_to_list/1, sparse_to_orddict/1]).
-export([to_list/1, to_orddict/1]).

-export_type([array/0, array/1]).

-type array_tree(T) :: [] | tuple() | T.
-opaque array(T) :: {array, non_neg_integer(), 0 | 1, term(), {non_neg_integer(), array_tree(T)}}.
-type array() :: array(term()).

-define(WIDTH, 8).
-define(BITS, 3).
-define(IS_INDEX(I), is_integer(I), I >= 0).

-spec new() -> array().
new() -> {array, 0, 0, undefined, {0, []}}.

-spec new(term()) -> array().
new(Options) -> with_options(Options, new()).

-spec new(non_neg_integer(), term()) -> array().
new(Size, Options) when ?IS_INDEX(Size) -> with_options(Options, {array, Size, 1, undefined, {0, []}});
new(_, _) -> erlang:error(badarg).

with_options([Option | Options], Array) -> with_options(Options, option(Option, Array));
with_options([], Array) -> Array;
with_options(Option, Array) -> option(Option, Array).

option(fixed, {array, Size, _, Default, Tree}) -> {array, Size, 1, Default, Tree};
option({fixed, true}, {array, Size, _, Default, Tree}) -> {array, Size, 1, Default, Tree};
option({fixed, false}, {array, Size, _, Default, Tree}) -> {array, Size, 0, Default, Tree};
option({default, Default}, {array, Size, Fixed, _, Tree}) -> {array, Size, Fixed, Default, Tree};
option({size, Size}, {array, _, _, Default, Tree}) when ?IS_INDEX(Size) -> {array, Size, 1, Default, Tree};
option(Size, {array, _, _, Default, Tree}) when ?IS_INDEX(Size) -> {array, Size, 1, Default, Tree};
option(_, _) -> erlang:error(badarg).

-spec is_array(term()) -> boolean().
is_array({array, Size, Fixed, _, _}) when is_integer(Size), is_integer(Fixed) -> true;
is_array(_) -> false.

-spec size(array()) -> non_neg_integer().
size({array, Size, _, _, _}) -> Size;
size(_) -> erlang:error(badarg).

-spec default(array()) -> term().
default({array, _, _, Default, _}) -> Default;
default(_) -> erlang:error(badarg).

-spec fix(array(T)) -> array(T).
fix({array, Size, _, Default, Tree}) -> {array, Size, 1, Default, Tree}.

-spec relax(array(T)) -> array(T).
relax({array, Size, _, Default, Tree}) -> {array, Size, 0, Default, Tree}.

-spec is_fix(array()) -> boolean().
is_fix({array, _, Fixed, _, _}) -> Fixed =:= 1.

-spec resize(non_neg_integer(), array(T)) -> array(T).
resize(Size, {array, _, Fixed, Default, Tree}) when ?IS_INDEX(Size) -> {array, Size, Fixed, Default, Tree};
resize(_, _) -> erlang:error(badarg).

%% As small as the values need that are not the default.
-spec resize(array(T)) -> array(T).
resize(Array) -> resize(lists:foldl(fun({I, _}, _) -> I + 1 end, 0, sparse_to_orddict(Array)), Array).

%% One value --------------------------------------------------------------------------------------

-spec get(non_neg_integer(), array(T)) -> T.
get(I, {array, Size, _, Default, {Height, Node}}) when ?IS_INDEX(I), I < Size -> fetch(I, Height, Node, Default);
get(I, {array, _, 0, Default, _}) when ?IS_INDEX(I) -> Default;
get(_, _) -> erlang:error(badarg).

fetch(I, Height, _Node, Default) when I bsr ((Height + 1) * ?BITS) > 0 -> Default;
fetch(I, Height, Node, Default) -> fetch_in(I, Height, Node, Default).

fetch_in(_I, _Height, [], Default) -> Default;
fetch_in(I, 0, Leaf, _Default) -> element(slot(I, 0), Leaf);
fetch_in(I, Height, Node, Default) -> fetch_in(I, Height - 1, element(slot(I, Height), Node), Default).

slot(I, Height) -> (I bsr (Height * ?BITS)) band (?WIDTH - 1) + 1.

-spec set(non_neg_integer(), T, array(T)) -> array(T).
set(I, Value, {array, Size, Fixed, Default, Tree}) when ?IS_INDEX(I), I < Size orelse Fixed =:= 0 ->
    {array, max(Size, I + 1), Fixed, Default, store(I, Value, Tree, Default)};
set(_, _, _) -> erlang:error(badarg).

store(I, Value, {Height, Node}, Default) when I bsr ((Height + 1) * ?BITS) > 0 ->
    store(I, Value, {Height + 1, above(Node)}, Default);
store(I, Value, {Height, Node}, Default) -> {Height, store_in(I, Value, Height, Node, Default)}.

above([]) -> [];
above(Node) -> setelement(1, erlang:make_tuple(?WIDTH, []), Node).

store_in(I, Value, 0, [], Default) -> setelement(slot(I, 0), erlang:make_tuple(?WIDTH, Default), Value);
store_in(I, Value, 0, Leaf, _Default) -> setelement(slot(I, 0), Leaf, Value);
store_in(I, Value, Height, [], Default) -> store_in(I, Value, Height, erlang:make_tuple(?WIDTH, []), Default);
store_in(I, Value, Height, Node, Default) ->
    Slot = slot(I, Height),
    setelement(Slot, Node, store_in(I, Value, Height - 1, element(Slot, Node), Default)).

-spec reset(non_neg_integer(), array(T)) -> array(T).
reset(I, {array, Size, _, Default, _} = Array) when ?IS_INDEX(I), I < Size -> set(I, Default, Array);
reset(I, {array, _, 0, _, _} = Array) when ?IS_INDEX(I) -> Array;
reset(_, _) -> erlang:error(badarg).

%% From and to lists ------------------------------------------------------------------------------

-spec from_list([T]) -> array(T).
from_list(List) -> from_list(List, undefined).

-spec from_list([T], term()) -> array(T).
from_list(List, Default) -> {array, length(List), 0, Default, grown(0, eights(List, Default))}.

grown(Height, []) -> {Height, []};
grown(Height, [Node]) -> {Height, Node};
grown(Height, Nodes) -> grown(Height + 1, eights(Nodes, [])).

eights([], _Filler) -> [];
eights([A, B, C, D, E, F, G, H | T], Filler) -> [{A, B, C, D, E, F, G, H} | eights(T, Filler)];
eights(Few, Filler) -> [list_to_tuple(Few ++ lists:duplicate(?WIDTH - length(Few), Filler))].

-spec from_orddict([{non_neg_integer(), T}]) -> array(T).
from_orddict(Pairs) -> from_orddict(Pairs, undefined).

-spec from_orddict([{non_neg_integer(), T}], term()) -> array(T).
from_orddict(Pairs, Default) when is_list(Pairs) -> from_pairs(Pairs, new({default, Default}));
from_orddict(_, _) -> erlang:error(badarg).

%% The indexes rise, so each is the size at least.
from_pairs([{I, Value} | Pairs], {array, Size, _, _, _} = Array) when is_integer(I), I >= Size ->
    from_pairs(Pairs, set(I, Value, Array));
from_pairs([], Array) -> Array;
from_pairs(Wrong, _Array) -> erlang:error({badarg, Wrong}).

-spec to_list(array(T)) -> [T].
to_list({array, Size, _, Default, {Height, Node}}) -> [fetch(I, Height, Node, Default) || I <- lists:seq(0, Size - 1)];
to_list(_) -> erlang:error(badarg).

-spec to_orddict(array(T)) -> [{non_neg_integer(), T}].
to_orddict(Array) -> lists:zip(lists:seq(0, ?MODULE:size(Array) - 1), to_list(Array)).

%% Only the values that are not the default; nodes that were never written to are not visited.
-spec sparse_to_orddict(array(T)) -> [{non_neg_integer(), T}].
sparse_to_orddict({array, Size, _, Default, {Height, Node}}) ->
    [{I, Value} || {I, Value} <- written(Node, Height, 0, []), I < Size, Value =/= Default];
sparse_to_orddict(_) -> erlang:error(badarg).

written([], _Height, _From, Behind) -> Behind;
written(Leaf, 0, From, Behind) -> lists:zip(lists:seq(From, From + ?WIDTH - 1), tuple_to_list(Leaf)) ++ Behind;
written(Node, Height, From, Behind) ->
    Step = 1 bsl (Height * ?BITS),
    Child = fun(Slot, Acc) -> written(element(Slot, Node), Height - 1, From + (Slot - 1) * Step, Acc) end,
    lists:foldl(Child, Behind, lists:seq(?WIDTH, 1, -1)).

-spec sparse_to_list(array(T)) -> [T].
sparse_to_list(Array) -> [Value || {_, Value} <- sparse_to_orddict(Array)].

%% One more than the index of the last value that is not the default.
-spec sparse_size(array()) -> non_neg_integer().
sparse_size(Array) -> ?MODULE:size(resize(Array)).

%% Over all values --------------------------------------------------------------------------------

-spec foldl(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
foldl(Fun, Acc, Array) when is_function(Fun, 3) -> left(Fun, Acc, to_orddict(Array));
foldl(_, _, _) -> erlang:error(badarg).

-spec foldr(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
foldr(Fun, Acc, Array) when is_function(Fun, 3) -> left(Fun, Acc, lists:reverse(to_orddict(Array)));
foldr(_, _, _) -> erlang:error(badarg).

-spec sparse_foldl(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldl(Fun, Acc, Array) when is_function(Fun, 3) -> left(Fun, Acc, sparse_to_orddict(Array));
sparse_foldl(_, _, _) -> erlang:error(badarg).

-spec sparse_foldr(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldr(Fun, Acc, Array) when is_function(Fun, 3) -> left(Fun, Acc, lists:reverse(sparse_to_orddict(Array)));
sparse_foldr(_, _, _) -> erlang:error(badarg).

left(Fun, Acc, Pairs) -> lists:foldl(fun({I, Value}, A) -> Fun(I, Value, A) end, Acc, Pairs).

-spec map(fun((non_neg_integer(), T1) -> T2), array(T1)) -> array(T1 | T2).
map(Fun, Array) when is_function(Fun, 2) -> with_values(Fun, to_orddict(Array), Array);
map(_, _) -> erlang:error(badarg).

-spec sparse_map(fun((non_neg_integer(), T1) -> T2), array(T1)) -> array(T1 | T2).
sparse_map(Fun, Array) when is_function(Fun, 2) -> with_values(Fun, sparse_to_orddict(Array), Array);
sparse_map(_, _) -> erlang:error(badarg).

with_values(Fun, Pairs, Array) -> lists:foldl(fun({I, Value}, A) -> set(I, Fun(I, Value), A) end, Array, Pairs).
