%% SPDX-License-Identifier: Apache-2.0
%% maps: functions on maps.
%%
%% Functions whose body is ?NATIVE are natives (vm/bif_maps.c). What the others take as a map may
%% also be an iterator, where Erlang/OTP allows that; anything else is {badmap, Term}.
-module(maps).

-export([find/2, from_keys/2, from_list/1, get/2, get/3, is_key/2, iterator/1, keys/1, merge/2, next/1]).
-export([put/3, remove/2, take/2, to_list/1, update/3, values/1]).
-export([filter/2, filtermap/2, fold/3, foreach/2, groups_from_list/2, groups_from_list/3]).
-export([intersect/2, intersect_with/3, is_iterator_valid/1, iterator/2, map/2, merge_with/3, new/0]).
-export([size/1, update_with/3, update_with/4, with/2, without/2]).

-export_type([iterator/0, iterator/2, iterator_order/0, iterator_order/1]).

-type iterator() :: iterator(term(), term()).
-opaque iterator(K, V) :: {K, V, iterator(K, V)} | none | maybe_improper_list(integer(), map()).
-type iterator_order() :: iterator_order(term()).
-type iterator_order(K) :: undefined | ordered | reversed | fun((K, K) -> boolean()).

-define(NATIVE, erlang:nif_error(undefined)).

%% The natives -----------------------------------------------------------------------------------

-spec find(term(), map()) -> {ok, term()} | error.
find(_Key, _Map) -> ?NATIVE.

-spec from_keys([term()], term()) -> map().
from_keys(_Keys, _Value) -> ?NATIVE.

-spec from_list([{term(), term()}]) -> map().
from_list(_List) -> ?NATIVE.

-spec get(term(), map()) -> term().
get(_Key, _Map) -> ?NATIVE.

-spec get(term(), map(), term()) -> term().
get(_Key, _Map, _Default) -> ?NATIVE.

-spec is_key(term(), map()) -> boolean().
is_key(_Key, _Map) -> ?NATIVE.

-spec iterator(map()) -> iterator().
iterator(_Map) -> ?NATIVE.

-spec keys(map()) -> [term()].
keys(_Map) -> ?NATIVE.

-spec merge(map(), map()) -> map().
merge(_Map1, _Map2) -> ?NATIVE.

-spec next(iterator(K, V)) -> {K, V, iterator(K, V)} | none.
next(_Iterator) -> ?NATIVE.

-spec put(term(), term(), map()) -> map().
put(_Key, _Value, _Map) -> ?NATIVE.

-spec remove(term(), map()) -> map().
remove(_Key, _Map) -> ?NATIVE.

-spec take(term(), map()) -> {term(), map()} | error.
take(_Key, _Map) -> ?NATIVE.

-spec to_list(map() | iterator()) -> [{term(), term()}].
to_list(_MapOrIterator) -> ?NATIVE.

-spec update(term(), term(), map()) -> map().
update(_Key, _Value, _Map) -> ?NATIVE.

-spec values(map()) -> [term()].
values(_Map) -> ?NATIVE.

%% Everything else -------------------------------------------------------------------------------

-spec new() -> map().
new() -> #{}.

-spec size(map()) -> non_neg_integer().
size(Map) ->
    try
        map_size(Map)
    catch
        error:Reason -> erlang:error(Reason, [Map])
    end.

%% The associations that Pred holds for.
-spec filter(fun((K, V) -> boolean()), #{K => V} | iterator(K, V)) -> #{K => V}.
filter(Pred, Map) when is_function(Pred, 2) ->
    maps:from_list(filter_1(Pred, next_of(Map, [Pred, Map])));
filter(Pred, Map) ->
    erlang:error(badarg, [Pred, Map]).

filter_1(Pred, {K, V, Rest}) ->
    case Pred(K, V) of
        true -> [{K, V} | filter_1(Pred, maps:next(Rest))];
        false -> filter_1(Pred, maps:next(Rest))
    end;
filter_1(_Pred, none) ->
    [].

%% filter and map at once: Fun says true, false or {true, NewValue}.
-spec filtermap(fun((K, V) -> boolean() | {true, V2}), #{K => V} | iterator(K, V)) -> #{K => V | V2}.
filtermap(Fun, Map) when is_function(Fun, 2) ->
    maps:from_list(filtermap_1(Fun, next_of(Map, [Fun, Map])));
filtermap(Fun, Map) ->
    erlang:error(badarg, [Fun, Map]).

filtermap_1(Fun, {K, V, Rest}) ->
    case Fun(K, V) of
        true -> [{K, V} | filtermap_1(Fun, maps:next(Rest))];
        {true, New} -> [{K, New} | filtermap_1(Fun, maps:next(Rest))];
        false -> filtermap_1(Fun, maps:next(Rest))
    end;
filtermap_1(_Fun, none) ->
    [].

-spec fold(fun((K, V, Acc) -> Acc), Acc, #{K => V} | iterator(K, V)) -> Acc.
fold(Fun, Acc, Map) when is_function(Fun, 3) ->
    fold_1(Fun, Acc, next_of(Map, [Fun, Acc, Map]));
fold(Fun, Acc, Map) ->
    erlang:error(badarg, [Fun, Acc, Map]).

fold_1(Fun, Acc, {K, V, Rest}) -> fold_1(Fun, Fun(K, V, Acc), maps:next(Rest));
fold_1(_Fun, Acc, none) -> Acc.

-spec foreach(fun((K, V) -> term()), #{K => V} | iterator(K, V)) -> ok.
foreach(Fun, Map) when is_function(Fun, 2) ->
    foreach_1(Fun, next_of(Map, [Fun, Map]));
foreach(Fun, Map) ->
    erlang:error(badarg, [Fun, Map]).

foreach_1(Fun, {K, V, Rest}) ->
    Fun(K, V),
    foreach_1(Fun, maps:next(Rest));
foreach_1(_Fun, none) ->
    ok.

-spec map(fun((K, V) -> V2), #{K => V} | iterator(K, V)) -> #{K => V2}.
map(Fun, Map) when is_function(Fun, 2) ->
    maps:from_list(map_1(Fun, next_of(Map, [Fun, Map])));
map(Fun, Map) ->
    erlang:error(badarg, [Fun, Map]).

map_1(Fun, {K, V, Rest}) -> [{K, Fun(K, V)} | map_1(Fun, maps:next(Rest))];
map_1(_Fun, none) -> [].

%% Group the elements of a list by what KeyFun says of them.
-spec groups_from_list(fun((E) -> K), [E]) -> #{K => [E]}.
groups_from_list(KeyFun, List) when is_function(KeyFun, 1), length(List) >= 0 ->
    groups(KeyFun, fun(E) -> E end, lists:reverse(List), #{});
groups_from_list(KeyFun, List) ->
    erlang:error(badarg, [KeyFun, List]).

-spec groups_from_list(fun((E) -> K), fun((E) -> V), [E]) -> #{K => [V]}.
groups_from_list(KeyFun, ValueFun, List) when
    is_function(KeyFun, 1), is_function(ValueFun, 1), length(List) >= 0
->
    groups(KeyFun, ValueFun, lists:reverse(List), #{});
groups_from_list(KeyFun, ValueFun, List) ->
    erlang:error(badarg, [KeyFun, ValueFun, List]).

groups(KeyFun, ValueFun, [E | Es], Groups) ->
    Key = KeyFun(E),
    Value = ValueFun(E),
    case Groups of
        #{Key := Values} -> groups(KeyFun, ValueFun, Es, Groups#{Key := [Value | Values]});
        #{} -> groups(KeyFun, ValueFun, Es, Groups#{Key => [Value]})
    end;
groups(_KeyFun, _ValueFun, [], Groups) ->
    Groups.

%% The associations of Map2 whose keys are in Map1 too.
-spec intersect(map(), map()) -> map().
intersect(Map1, Map2) when is_map(Map1), is_map(Map2) ->
    combine_common(fun(_K, _V1, V2) -> V2 end, Map1, Map2);
intersect(Map1, Map2) ->
    bad_two(Map1, Map2, [Map1, Map2]).

-spec intersect_with(fun((K, V1, V2) -> V), #{K => V1}, #{K => V2}) -> #{K => V}.
intersect_with(Fun, Map1, Map2) when is_function(Fun, 3), is_map(Map1), is_map(Map2) ->
    combine_common(Fun, Map1, Map2);
intersect_with(Fun, Map1, Map2) when is_function(Fun, 3) ->
    bad_two(Map1, Map2, [Fun, Map1, Map2]);
intersect_with(Fun, Map1, Map2) ->
    erlang:error(badarg, [Fun, Map1, Map2]).

%% Walk over the smaller one.
combine_common(Fun, Map1, Map2) when map_size(Map1) =< map_size(Map2) ->
    maps:from_list([{K, Fun(K, V1, map_get(K, Map2))} || {K, V1} <- maps:to_list(Map1), is_map_key(K, Map2)]);
combine_common(Fun, Map1, Map2) ->
    maps:from_list([{K, Fun(K, map_get(K, Map1), V2)} || {K, V2} <- maps:to_list(Map2), is_map_key(K, Map1)]).

%% Merge; Fun combines the values of keys that both have.
-spec merge_with(fun((K, V1, V2) -> V), #{K => V1}, #{K => V2}) -> #{K => V | V1 | V2}.
merge_with(Fun, Map1, Map2) when is_function(Fun, 3), is_map(Map1), is_map(Map2) ->
    maps:merge(maps:merge(Map1, Map2), combine_common(Fun, Map1, Map2));
merge_with(Fun, Map1, Map2) when is_function(Fun, 3) ->
    bad_two(Map1, Map2, [Fun, Map1, Map2]);
merge_with(Fun, Map1, Map2) ->
    erlang:error(badarg, [Fun, Map1, Map2]).

%% Would next/1 accept it?
-spec is_iterator_valid(term()) -> boolean().
is_iterator_valid(Iterator) ->
    try maps:next(Iterator) of
        _ -> true
    catch
        error:badarg -> false
    end.

%% An iterator that goes through the keys in a certain order.
-spec iterator(#{K => V}, iterator_order(K)) -> iterator(K, V).
iterator(Map, undefined) when is_map(Map) ->
    maps:iterator(Map);
iterator(Map, ordered) when is_map(Map) ->
    chain(maps:to_list(Map), fun(A, B) -> erts_internal:cmp_term(A, B) =< 0 end);
iterator(Map, reversed) when is_map(Map) ->
    chain(maps:to_list(Map), fun(A, B) -> erts_internal:cmp_term(A, B) >= 0 end);
iterator(Map, Fun) when is_map(Map), is_function(Fun, 2) ->
    chain(maps:to_list(Map), Fun);
iterator(Map, Order) ->
    bad(Map, [Map, Order]).

chain(List, Fun) ->
    Sorted = lists:sort(fun({A, _}, {B, _}) -> Fun(A, B) end, List),
    lists:foldr(fun({K, V}, Rest) -> {K, V, Rest} end, none, Sorted).

%% Change the value of a key that is there.
-spec update_with(K, fun((V) -> V2), #{K => V}) -> #{K => V | V2}.
update_with(Key, Fun, Map) when is_function(Fun, 1), is_map(Map) ->
    case Map of
        #{Key := Value} -> Map#{Key := Fun(Value)};
        #{} -> erlang:error({badkey, Key}, [Key, Fun, Map])
    end;
update_with(Key, Fun, Map) ->
    bad(Map, [Key, Fun, Map]).

%% Change the value of a key, or put Init.
-spec update_with(K, fun((V) -> V2), Init, #{K => V}) -> #{K => V | V2 | Init}.
update_with(Key, Fun, Init, Map) when is_function(Fun, 1), is_map(Map) ->
    case Map of
        #{Key := Value} -> Map#{Key := Fun(Value)};
        #{} -> Map#{Key => Init}
    end;
update_with(Key, Fun, Init, Map) ->
    bad(Map, [Key, Fun, Init, Map]).

%% The associations whose keys are in the list.
-spec with([K], #{K => V}) -> #{K => V}.
with(Keys, Map) when is_list(Keys), is_map(Map) ->
    maps:from_list(held(Keys, Map));
with(Keys, Map) ->
    bad(Map, [Keys, Map]).

held([Key | Keys], Map) ->
    case Map of
        #{Key := Value} -> [{Key, Value} | held(Keys, Map)];
        #{} -> held(Keys, Map)
    end;
held([], _Map) -> [].

%% The associations whose keys are not in the list.
-spec without([K], #{K => V}) -> #{K => V}.
without(Keys, Map) when is_list(Keys), is_map(Map) ->
    lists:foldl(fun maps:remove/2, Map, Keys);
without(Keys, Map) ->
    bad(Map, [Keys, Map]).

%% The first step through a map or iterator.
next_of(Map, _Args) when is_map(Map) ->
    maps:next(maps:iterator(Map));
next_of(Iterator, Args) ->
    try
        maps:next(Iterator)
    catch
        error:badarg -> erlang:error({badmap, Iterator}, Args)
    end.

bad(Map, Args) ->
    case is_map(Map) orelse is_iterator_valid(Map) of
        true -> erlang:error(badarg, Args);
        false -> erlang:error({badmap, Map}, Args)
    end.

bad_two(Map1, Map2, Args) when is_map(Map1) -> bad(Map2, Args);
bad_two(Map1, _Map2, Args) -> erlang:error({badmap, Map1}, Args).
