%% SPDX-License-Identifier: Apache-2.0
%% orddict: dictionaries as sorted lists of {Key, Value}. Keys are the same when they compare equal.
-module(orddict).

-export([append/3, append_list/3, erase/2, fetch/2, fetch_keys/1, filter/2, find/2, fold/3]).
-export([from_list/1, is_empty/1, is_key/2, map/2, merge/3, new/0, size/1, store/3, take/2]).
-export([to_list/1, update/3, update/4, update_counter/3]).

-export_type([orddict/0, orddict/2]).

-type orddict() :: orddict(term(), term()).
-type orddict(K, V) :: [{K, V}].

-spec new() -> [].
new() -> [].

-spec from_list([{K, V}]) -> orddict(K, V).
from_list([]) -> [];
from_list([{_, _}] = List) -> List;
from_list(List) -> last_of_key(lists:keysort(1, [{K, V} || {K, V} <- strict(List)])).

%% Anything but pairs is a mistake of the caller.
strict([{_, _} = P | Ps]) -> [P | strict(Ps)];
strict([]) -> [].

last_of_key([{A, _}, {B, _} = P | Ps]) when A == B -> last_of_key([P | Ps]);
last_of_key([P | Ps]) -> [P | last_of_key(Ps)];
last_of_key([]) -> [].

-spec to_list(orddict(K, V)) -> [{K, V}].
to_list(Dict) -> Dict.

-spec size(orddict()) -> non_neg_integer().
size(Dict) -> length(Dict).

-spec is_empty(orddict()) -> boolean().
is_empty([]) -> true;
is_empty([_ | _]) -> false.

-spec is_key(term(), orddict()) -> boolean().
is_key(Key, [{K, _} | Dict]) when Key > K -> is_key(Key, Dict);
is_key(Key, [{K, _} | _]) -> Key == K;
is_key(_, []) -> false.

-spec fetch(K, orddict(K, V)) -> V.
fetch(Key, [{K, _} | Dict]) when Key > K -> fetch(Key, Dict);
fetch(Key, [{K, Value} | _]) when Key == K -> Value.

-spec find(K, orddict(K, V)) -> {ok, V} | error.
find(Key, [{K, _} | Dict]) when Key > K -> find(Key, Dict);
find(Key, [{K, Value} | _]) when Key == K -> {ok, Value};
find(_, [{_, _} | _]) -> error;
find(_, []) -> error.

-spec fetch_keys(orddict(K, _V)) -> [K].
fetch_keys([{K, _} | Dict]) -> [K | fetch_keys(Dict)];
fetch_keys([]) -> [].

-spec erase(K, orddict(K, V)) -> orddict(K, V).
erase(Key, [{K, _} = P | Dict]) when Key > K -> [P | erase(Key, Dict)];
erase(Key, [{K, _} | _] = Dict) when Key < K -> Dict;
erase(_, [{_, _} | Dict]) -> Dict;
erase(_, []) -> [].

-spec take(K, orddict(K, V)) -> {V, orddict(K, V)} | error.
take(Key, Dict) -> take(Key, Dict, []).

take(Key, [{K, _} = P | Dict], Acc) when Key > K -> take(Key, Dict, [P | Acc]);
take(Key, [{K, _} | _], _) when Key < K -> error;
take(_, [{_, Value} | Dict], Acc) -> {Value, lists:reverse(Acc, Dict)};
take(_, [], _) -> error.

-spec store(K, V, orddict(K, V)) -> orddict(K, V).
store(Key, New, [{K, _} = P | Dict]) when Key > K -> [P | store(Key, New, Dict)];
store(Key, New, [{K, _} | _] = Dict) when Key < K -> [{Key, New} | Dict];
store(Key, New, [{_, _} | Dict]) -> [{Key, New} | Dict];
store(Key, New, []) -> [{Key, New}].

%% Append to the list that is the value of a key.
-spec append(K, V, orddict(K, [V])) -> orddict(K, [V]).
append(Key, New, Dict) -> append_list(Key, [New], Dict).

-spec append_list(K, [V], orddict(K, [V])) -> orddict(K, [V]).
append_list(Key, New, [{K, _} = P | Dict]) when Key > K -> [P | append_list(Key, New, Dict)];
append_list(Key, New, [{K, _} | _] = Dict) when Key < K -> [{Key, New} | Dict];
append_list(Key, New, [{_, Old} | Dict]) -> [{Key, Old ++ New} | Dict];
append_list(Key, New, []) -> [{Key, New}].

-spec update(K, fun((V) -> V), orddict(K, V)) -> orddict(K, V).
update(Key, Fun, [{K, _} = P | Dict]) when Key > K -> [P | update(Key, Fun, Dict)];
update(Key, Fun, [{K, Value} | Dict]) when Key == K -> [{Key, Fun(Value)} | Dict].

-spec update(K, fun((V) -> V), V, orddict(K, V)) -> orddict(K, V).
update(Key, Fun, Init, [{K, _} = P | Dict]) when Key > K -> [P | update(Key, Fun, Init, Dict)];
update(Key, _, Init, [{K, _} | _] = Dict) when Key < K -> [{Key, Init} | Dict];
update(Key, Fun, _, [{_, Value} | Dict]) -> [{Key, Fun(Value)} | Dict];
update(Key, _, Init, []) -> [{Key, Init}].

-spec update_counter(K, number(), orddict(K, number())) -> orddict(K, number()).
update_counter(Key, Add, [{K, _} = P | Dict]) when Key > K -> [P | update_counter(Key, Add, Dict)];
update_counter(Key, Add, [{K, _} | _] = Dict) when Key < K -> [{Key, Add} | Dict];
update_counter(Key, Add, [{_, Value} | Dict]) -> [{Key, Value + Add} | Dict];
update_counter(Key, Add, []) -> [{Key, Add}].

-spec fold(fun((K, V, Acc) -> Acc), Acc, orddict(K, V)) -> Acc.
fold(Fun, Acc, [{K, V} | Dict]) -> fold(Fun, Fun(K, V, Acc), Dict);
fold(Fun, Acc, []) when is_function(Fun, 3) -> Acc.

-spec map(fun((K, V) -> V2), orddict(K, V)) -> orddict(K, V2).
map(Fun, [{K, V} | Dict]) -> [{K, Fun(K, V)} | map(Fun, Dict)];
map(Fun, []) when is_function(Fun, 2) -> [].

-spec filter(fun((K, V) -> boolean()), orddict(K, V)) -> orddict(K, V).
filter(Pred, [{K, V} = P | Dict]) ->
    case Pred(K, V) of
        true -> [P | filter(Pred, Dict)];
        false -> filter(Pred, Dict)
    end;
filter(Pred, []) when is_function(Pred, 2) ->
    [].

%% Merge; Fun combines the values of keys that both have.
-spec merge(fun((K, V1, V2) -> V), orddict(K, V1), orddict(K, V2)) -> orddict(K, V | V1 | V2).
merge(Fun, [{A, _} = P | As], [{B, _} | _] = Bs) when A < B -> [P | merge(Fun, As, Bs)];
merge(Fun, [{A, _} | _] = As, [{B, _} = P | Bs]) when A > B -> [P | merge(Fun, As, Bs)];
merge(Fun, [{K, V1} | As], [{_, V2} | Bs]) -> [{K, Fun(K, V1, V2)} | merge(Fun, As, Bs)];
merge(Fun, [], Bs) when is_function(Fun, 3) -> Bs;
merge(Fun, As, []) when is_function(Fun, 3) -> As.
