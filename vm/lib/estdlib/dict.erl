%% SPDX-License-Identifier: Apache-2.0
%% dict: dictionaries, as {dict, Map}. Keys are the same when they match (1 is not 1.0).
-module(dict).

-export([append/3, append_list/3, erase/2, fetch/2, fetch_keys/1, filter/2, find/2, fold/3]).
-export([from_list/1, is_empty/1, is_key/2, map/2, merge/3, new/0, size/1, store/3, take/2]).
-export([to_list/1, update/3, update/4, update_counter/3]).

-export_type([dict/0, dict/2]).

-type dict() :: dict(term(), term()).
-opaque dict(K, V) :: {dict, #{K => V}}.

-spec new() -> dict().
new() -> {dict, #{}}.

-spec from_list([{K, V}]) -> dict(K, V).
from_list(List) -> lists:foldl(fun({K, V}, Dict) -> store(K, V, Dict) end, new(), List).

-spec to_list(dict(K, V)) -> [{K, V}].
to_list(Dict) -> maps:to_list(held(Dict)).

-spec size(dict()) -> non_neg_integer().
size({dict, Map}) -> map_size(Map).

-spec is_empty(dict()) -> boolean().
is_empty({dict, Map}) -> map_size(Map) =:= 0.

-spec is_key(term(), dict()) -> boolean().
is_key(Key, Dict) -> is_map_key(Key, held(Dict)).

-spec fetch(K, dict(K, V)) -> V.
fetch(Key, Dict) ->
    case held(Dict) of
        #{Key := Value} -> Value;
        #{} -> erlang:error(badarg, [Key, Dict])
    end.

-spec find(K, dict(K, V)) -> {ok, V} | error.
find(Key, Dict) -> maps:find(Key, held(Dict)).

-spec fetch_keys(dict(K, _V)) -> [K].
fetch_keys(Dict) -> maps:keys(held(Dict)).

-spec erase(K, dict(K, V)) -> dict(K, V).
erase(Key, Dict) -> {dict, maps:remove(Key, held(Dict))}.

-spec take(K, dict(K, V)) -> {V, dict(K, V)} | error.
take(Key, Dict) ->
    case maps:take(Key, held(Dict)) of
        {Value, Rest} -> {Value, {dict, Rest}};
        error -> error
    end.

-spec store(K, V, dict(K, V)) -> dict(K, V).
store(Key, Value, Dict) -> {dict, (held(Dict))#{Key => Value}}.

%% Append to the list that is the value of a key.
-spec append(K, V, dict(K, [V])) -> dict(K, [V]).
append(Key, Value, Dict) -> append_list(Key, [Value], Dict).

-spec append_list(K, [V], dict(K, [V])) -> dict(K, [V]).
append_list(Key, New, Dict) ->
    {dict, maps:update_with(Key, fun(Old) -> Old ++ New end, New, held(Dict))}.

-spec update(K, fun((V) -> V), dict(K, V)) -> dict(K, V).
update(Key, Fun, Dict) ->
    case held(Dict) of
        #{Key := Value} = Map -> {dict, Map#{Key := Fun(Value)}};
        #{} -> erlang:error(badarg, [Key, Fun, Dict])
    end.

-spec update(K, fun((V) -> V), V, dict(K, V)) -> dict(K, V).
update(Key, Fun, Init, Dict) ->
    case held(Dict) of
        #{Key := Value} = Map -> {dict, Map#{Key := Fun(Value)}};
        Map -> {dict, Map#{Key => Init}}
    end.

-spec update_counter(K, number(), dict(K, number())) -> dict(K, number()).
update_counter(Key, Add, Dict) when is_number(Add) -> update(Key, fun(V) -> V + Add end, Add, Dict).

-spec fold(fun((K, V, Acc) -> Acc), Acc, dict(K, V)) -> Acc.
fold(Fun, Acc, Dict) when is_function(Fun, 3) -> maps:fold(Fun, Acc, held(Dict)).

-spec map(fun((K, V) -> V2), dict(K, V)) -> dict(K, V2).
map(Fun, Dict) when is_function(Fun, 2) -> {dict, maps:map(Fun, held(Dict))}.

-spec filter(fun((K, V) -> boolean()), dict(K, V)) -> dict(K, V).
filter(Pred, Dict) when is_function(Pred, 2) -> {dict, maps:filter(Pred, held(Dict))}.

%% Merge; Fun combines the values of keys that both have.
-spec merge(fun((K, V1, V2) -> V), dict(K, V1), dict(K, V2)) -> dict(K, V | V1 | V2).
merge(Fun, Dict1, Dict2) ->
    Put = fun(Key, Value2, Map) ->
        case Map of
            #{Key := Value1} -> Map#{Key := Fun(Key, Value1, Value2)};
            #{} -> Map#{Key => Value2}
        end
    end,
    {dict, maps:fold(Put, held(Dict1), held(Dict2))}.

held({dict, Map}) -> Map;
held(Other) -> error({badrecord, Other}).
