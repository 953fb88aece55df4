%% SPDX-License-Identifier: Apache-2.0
%% sets: sets as maps from the elements to []. Elements are the same when they match (1 is not 1.0).
%%
%% Erlang/OTP has two versions of sets; here both options give this one.
-module(sets).

-export([add_element/2, del_element/2, filter/2, filtermap/2, fold/3, from_list/1, from_list/2]).
-export([intersection/1, intersection/2, is_disjoint/2, is_element/2, is_empty/1, is_equal/2]).
-export([is_set/1, is_subset/2, map/2, new/0, new/1, size/1, subtract/2, to_list/1, union/1, union/2]).

-export_type([set/0, set/1]).

-type set() :: set(term()).
-opaque set(T) :: #{T => []}.
-type options() :: [{version, 1..2}].

-spec new() -> set().
new() -> #{}.

-spec new(options()) -> set().
new(Options) ->
    _ = version(Options),
    #{}.

-spec from_list([T]) -> set(T).
from_list(List) -> maps:from_keys(List, []).

-spec from_list([T], options()) -> set(T).
from_list(List, Options) ->
    _ = version(Options),
    maps:from_keys(List, []).

version(Options) ->
    case proplists:get_value(version, Options, 1) of
        V when V =:= 1; V =:= 2 -> V
    end.

-spec is_set(term()) -> boolean().
is_set(Set) -> is_map(Set).

-spec size(set()) -> non_neg_integer().
size(Set) when is_map(Set) -> map_size(Set).

-spec is_empty(set()) -> boolean().
is_empty(Set) when is_map(Set) -> map_size(Set) =:= 0.

-spec is_equal(set(), set()) -> boolean().
is_equal(A, B) when is_map(A), is_map(B) -> A =:= B.

-spec to_list(set(T)) -> [T].
to_list(Set) when is_map(Set) -> maps:keys(Set).

-spec is_element(term(), set()) -> boolean().
is_element(E, Set) when is_map(Set) -> is_map_key(E, Set).

-spec add_element(T, set(T)) -> set(T).
add_element(E, Set) when is_map(Set) -> Set#{E => []}.

-spec del_element(term(), set(T)) -> set(T).
del_element(E, Set) when is_map(Set) -> maps:remove(E, Set).

-spec union(set(T), set(T)) -> set(T).
union(A, B) when is_map(A), is_map(B) -> maps:merge(A, B).

-spec union([set(T)]) -> set(T).
union([A, B | Sets]) -> union([union(A, B) | Sets]);
union([A]) -> A;
union([]) -> new().

-spec intersection(set(T), set(T)) -> set(T).
intersection(A, B) when map_size(A) =< map_size(B) -> keep(A, fun(E) -> is_map_key(E, B) end);
intersection(A, B) when is_map(A), is_map(B) -> intersection(B, A).

-spec intersection([set(T), ...]) -> set(T).
intersection([A, B | Sets]) -> intersection([intersection(A, B) | Sets]);
intersection([A]) -> A.

-spec is_disjoint(set(), set()) -> boolean().
is_disjoint(A, B) when map_size(A) =< map_size(B) -> none_in(maps:next(maps:iterator(A)), B);
is_disjoint(A, B) when is_map(A), is_map(B) -> is_disjoint(B, A).

none_in({E, _, _}, B) when is_map_key(E, B) -> false;
none_in({_, _, Rest}, B) -> none_in(maps:next(Rest), B);
none_in(none, _B) -> true.

-spec subtract(set(T), set(T)) -> set(T).
subtract(A, B) when map_size(B) < map_size(A) -> lists:foldl(fun maps:remove/2, A, maps:keys(B));
subtract(A, B) when is_map(A), is_map(B) -> keep(A, fun(E) -> not is_map_key(E, B) end).

-spec is_subset(set(), set()) -> boolean().
is_subset(A, B) when map_size(A) > map_size(B) -> false;
is_subset(A, B) when is_map(A), is_map(B) -> all_in(maps:next(maps:iterator(A)), B).

all_in({E, _, Rest}, B) when is_map_key(E, B) -> all_in(maps:next(Rest), B);
all_in({_, _, _}, _B) -> false;
all_in(none, _B) -> true.

-spec fold(fun((T, Acc) -> Acc), Acc, set(T)) -> Acc.
fold(Fun, Acc, Set) when is_function(Fun, 2) -> lists:foldl(Fun, Acc, to_list(Set)).

-spec filter(fun((T) -> boolean()), set(T)) -> set(T).
filter(Pred, Set) when is_function(Pred, 1) -> keep(Set, Pred).

-spec map(fun((T) -> V), set(T)) -> set(V).
map(Fun, Set) when is_function(Fun, 1) -> from_list(lists:map(Fun, to_list(Set))).

-spec filtermap(fun((T) -> boolean() | {true, V}), set(T)) -> set(T | V).
filtermap(Fun, Set) when is_function(Fun, 1) -> from_list(lists:filtermap(Fun, to_list(Set))).

keep(Set, Pred) -> from_list([E || E <- to_list(Set), Pred(E)]).
