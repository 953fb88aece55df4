%% SPDX-License-Identifier: Apache-2.0
%% array: functional arrays, as trees whose nodes have eight children and whose leaves have eight values.
%%
%% {array, Size, Fixed, Default, {Height, Node, First}}: Fixed is 1 or 0, a leaf has height 0, a node that
%% nobody wrote to is [], and index 0 is at First in the tree. The tree may reach less far than the size
%% (the rest is the default) or farther: values outside come back when the array grows there again, as in
%% Erlang/OTP; resize/2 drops them in an array that was shifted.
-module(array).

-export([default/1, fix/1, foldl/3, foldr/3, from_list/1, from_list/2, from_orddict/1, from_orddict/2, get/2]).
-export([is_array/1, is_fix/1, map/2, new/0, new/1, new/2, relax/1, reset/2, resize/1, resize/2, set/3, size/1]).
-export([sparse_foldl/3, sparse_foldr/3, sparse_map/2, sparse_size/1, sparse_to_list/1, sparse_to_orddict/1]).
-export([to_list/1, to_orddict/1]).
-ifndef(AVM_BOARD).
-export([append/2, concat/1, concat/2, foldl/5, foldr/5, from/2, from/3, mapfoldl/3, mapfoldl/5, mapfoldr/3]).
-export([mapfoldr/5, prepend/2, shift/2, slice/3, sparse_foldl/5, sparse_foldr/5, sparse_mapfoldl/3]).
-export([sparse_mapfoldl/5, sparse_mapfoldr/3, sparse_mapfoldr/5, upgrade/1]).
-endif.

-export_type([array/0, array/1]).

-type array_tree(T) :: [] | tuple() | T.
-opaque array(T) :: {array, non_neg_integer(), 0 | 1, term(), {non_neg_integer(), array_tree(T), non_neg_integer()}}.
-type array() :: array(term()).

-define(WIDTH, 8).
-define(BITS, 3).
-define(IS_INDEX(I), is_integer(I), I >= 0).

-spec new() -> array().
new() -> {array, 0, 0, undefined, {0, [], 0}}.

-spec new(term()) -> array().
new(Options) -> with_options(Options, new()).

-spec new(non_neg_integer(), term()) -> array().
new(Size, Options) when ?IS_INDEX(Size) -> with_options(Options, {array, Size, 1, undefined, {0, [], 0}});
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
resize(Size, {array, _, Fixed, Default, {_, _, 0} = Tree}) when ?IS_INDEX(Size) -> {array, Size, Fixed, Default, Tree};
resize(Size, {array, _, Fixed, Default, _} = Array) when ?IS_INDEX(Size) ->
    Kept = from_pairs([P || {I, _} = P <- sparse_to_orddict(Array), I < Size], new({default, Default})),
    setelement(3, setelement(2, Kept, Size), Fixed);
resize(_, _) -> erlang:error(badarg).

%% As small as the values need that are not the default.
-spec resize(array(T)) -> array(T).
resize(Array) -> resize(lists:foldl(fun({I, _}, _) -> I + 1 end, 0, sparse_to_orddict(Array)), Array).

%% One value --------------------------------------------------------------------------------------

-spec get(non_neg_integer(), array(T)) -> T.
get(I, {array, Size, _, Default, {Height, Node, First}}) when ?IS_INDEX(I), I < Size ->
    fetch(First + I, Height, Node, Default);
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
    {_, _, First} = Tree,
    {array, max(Size, I + 1), Fixed, Default, store(First + I, Value, Tree, Default)};
set(_, _, _) -> erlang:error(badarg).

store(I, Value, {Height, Node, First}, Default) when I bsr ((Height + 1) * ?BITS) > 0 ->
    store(I, Value, {Height + 1, above(1, Node), First}, Default);
store(I, Value, {Height, Node, First}, Default) -> {Height, store_in(I, Value, Height, Node, Default), First}.

above(_Slot, []) -> [];
above(Slot, Node) -> setelement(Slot, erlang:make_tuple(?WIDTH, []), Node).

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

grown(Height, []) -> {Height, [], 0};
grown(Height, [Node]) -> {Height, Node, 0};
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
to_list({array, Size, _, Default, {Height, Node, First}}) ->
    [fetch(I, Height, Node, Default) || I <- lists:seq(First, First + Size - 1)];
to_list(_) -> erlang:error(badarg).

-spec to_orddict(array(T)) -> [{non_neg_integer(), T}].
to_orddict(Array) -> lists:zip(lists:seq(0, ?MODULE:size(Array) - 1), to_list(Array)).

%% Only the values that are not the default; nodes that were never written to are not visited.
-spec sparse_to_orddict(array(T)) -> [{non_neg_integer(), T}].
sparse_to_orddict({array, Size, _, Default, {Height, Node, First}}) ->
    [P || {I, Value} = P <- written(Node, Height, -First, []), I >= 0, I < Size, Value =/= Default];
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
foldl(Fun, Acc, Array) -> foldl(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec foldl(non_neg_integer(), integer(), fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
foldl(Low, High, Fun, Acc, Array) -> fold(Fun, Acc, between(Low, High, Fun, Array)).

-spec foldr(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
foldr(Fun, Acc, Array) -> foldr(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec foldr(non_neg_integer(), integer(), fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
foldr(Low, High, Fun, Acc, Array) -> fold(Fun, Acc, lists:reverse(between(Low, High, Fun, Array))).

-spec sparse_foldl(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldl(Fun, Acc, Array) -> sparse_foldl(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec sparse_foldl(non_neg_integer(), integer(), fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldl(Low, High, Fun, Acc, Array) -> fold(Fun, Acc, sparse_between(Low, High, Fun, Array)).

-spec sparse_foldr(fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldr(Fun, Acc, Array) -> sparse_foldr(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec sparse_foldr(non_neg_integer(), integer(), fun((non_neg_integer(), T, A) -> A), A, array(T)) -> A.
sparse_foldr(Low, High, Fun, Acc, Array) -> fold(Fun, Acc, lists:reverse(sparse_between(Low, High, Fun, Array))).

-spec mapfoldl(fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
mapfoldl(Fun, Acc, Array) -> mapfoldl(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec mapfoldl(non_neg_integer(), integer(), fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
mapfoldl(Low, High, Fun, Acc, Array) -> mapfold(Fun, Acc, Array, between(Low, High, Fun, Array)).

-spec mapfoldr(fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
mapfoldr(Fun, Acc, Array) -> mapfoldr(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec mapfoldr(non_neg_integer(), integer(), fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
mapfoldr(Low, High, Fun, Acc, Array) -> mapfold(Fun, Acc, Array, lists:reverse(between(Low, High, Fun, Array))).

-spec sparse_mapfoldl(fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
sparse_mapfoldl(Fun, Acc, Array) -> sparse_mapfoldl(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec sparse_mapfoldl(non_neg_integer(), integer(), fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
sparse_mapfoldl(Low, High, Fun, Acc, Array) -> mapfold(Fun, Acc, Array, sparse_between(Low, High, Fun, Array)).

-spec sparse_mapfoldr(fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
sparse_mapfoldr(Fun, Acc, Array) -> sparse_mapfoldr(0, ?MODULE:size(Array) - 1, Fun, Acc, Array).

-spec sparse_mapfoldr(non_neg_integer(), integer(), fun((non_neg_integer(), T1, A) -> {T2, A}), A, array(T1)) -> {array(T1 | T2), A}.
sparse_mapfoldr(Low, High, Fun, Acc, Array) ->
    mapfold(Fun, Acc, Array, lists:reverse(sparse_between(Low, High, Fun, Array))).

%% What a fold with these limits visits.
between(Low, High, Fun, {array, Size, _, Default, {Height, Node, First}}) when
    ?IS_INDEX(Low), is_integer(High), High < Size, is_function(Fun, 3)
->
    [{I, fetch(First + I, Height, Node, Default)} || I <- lists:seq(Low, max(Low - 1, High))];
between(_, _, _, _) -> erlang:error(badarg).

sparse_between(Low, High, Fun, {array, Size, _, _, _} = Array) when
    ?IS_INDEX(Low), is_integer(High), High < Size, is_function(Fun, 3)
->
    [P || {I, _} = P <- sparse_to_orddict(Array), I >= Low, I =< High];
sparse_between(_, _, _, _) -> erlang:error(badarg).

fold(Fun, Acc, Pairs) -> lists:foldl(fun({I, Value}, A) -> Fun(I, Value, A) end, Acc, Pairs).

mapfold(Fun, Acc0, Array0, Pairs) ->
    Put = fun({I, Value}, {Array, A}) ->
        {New, Acc} = Fun(I, Value, A),
        {set(I, New, Array), Acc}
    end,
    lists:foldl(Put, {Array0, Acc0}, Pairs).

-spec map(fun((non_neg_integer(), T1) -> T2), array(T1)) -> array(T1 | T2).
map(Fun, Array) when is_function(Fun, 2) -> with_values(Fun, to_orddict(Array), Array);
map(_, _) -> erlang:error(badarg).

-spec sparse_map(fun((non_neg_integer(), T1) -> T2), array(T1)) -> array(T1 | T2).
sparse_map(Fun, Array) when is_function(Fun, 2) -> with_values(Fun, sparse_to_orddict(Array), Array);
sparse_map(_, _) -> erlang:error(badarg).

with_values(Fun, Pairs, Array) -> lists:foldl(fun({I, Value}, A) -> set(I, Fun(I, Value), A) end, Array, Pairs).

%% Both ends, since OTP 29 -------------------------------------------------------------------------
%%
%% Also of arrays of fixed size.

-spec append(T, array(T)) -> array(T).
append(Value, {array, Size, Fixed, _, _} = Array) -> setelement(3, set(Size, Value, relax(Array)), Fixed);
append(_, _) -> erlang:error(badarg).

-spec prepend(T, array(T)) -> array(T).
prepend(Value, {array, _, _, _, _} = Array) -> set(0, Value, shift(-1, Array)).

-spec concat([array(T), ...]) -> array(T).
concat([A | Arrays]) ->
    case Arrays of
        [] -> A;
        [B | More] -> concat([concat(A, B) | More])
    end;
concat(_) -> erlang:error(badarg).

-spec concat(array(T), array(T)) -> array(T).
concat({array, _, _, _, _} = A, B) -> lists:foldl(fun append/2, A, to_list(B));
concat(_, _) -> erlang:error(badarg).

%% To the left, so that index Steps becomes index 0; to the right when Steps is negative.
-spec shift(integer(), array(T)) -> array(T).
shift(Steps, {array, Size, Fixed, Default, {Height, Node, First}}) when is_integer(Steps), Steps =< Size ->
    {array, Size - Steps, Fixed, Default, before(Height, Node, First + Steps)};
shift(_, _) -> erlang:error(badarg).

%% There is as much room before the tree as behind it in a higher one.
before(Height, Node, First) when First < 0 ->
    Half = ?WIDTH div 2,
    before(Height + 1, above(Half + 1, Node), First + Half * (1 bsl ((Height + 1) * ?BITS)));
before(Height, Node, First) -> {Height, Node, First}.

-spec slice(non_neg_integer(), non_neg_integer(), array(T)) -> array(T).
slice(I, Length, {array, Size, _, _, _} = Array) when ?IS_INDEX(I), ?IS_INDEX(Length), I + Length =< Size ->
    setelement(2, shift(I, Array), Length);
slice(_, _, _) -> erlang:error(badarg).

-spec from(fun((S) -> {T, S} | done), S) -> array(T).
from(Fun, State) -> from(Fun, State, undefined).

-spec from(fun((S) -> {T, S} | done), S, term()) -> array(T).
from(Fun, State, Default) when is_function(Fun, 1) -> from_list(values(Fun, State), Default);
from(_, _, _) -> erlang:error(badarg).

values(Fun, State0) ->
    case Fun(State0) of
        {Value, State} -> [Value | values(Fun, State)];
        done -> [];
        _ -> erlang:error(badarg)
    end.

%% An array of another release of this module; there has been no other.
-spec upgrade(array(T)) -> array(T).
upgrade({array, _, _, _, {_, _, _}} = Array) -> Array;
upgrade(Other) -> erlang:error({badarg, Other}).
