%% SPDX-License-Identifier: Apache-2.0
%% ordsets: sets as sorted lists. Elements are the same when they compare equal (1 and 1.0).
-module(ordsets).

-export([add_element/2, del_element/2, filter/2, filtermap/2, fold/3, from_list/1, intersection/1]).
-export([intersection/2, is_disjoint/2, is_element/2, is_empty/1, is_equal/2, is_set/1, is_subset/2]).
-export([map/2, new/0, size/1, subtract/2, to_list/1, union/1, union/2]).

-export_type([ordset/1]).

-type ordset(T) :: [T].

-spec new() -> [].
new() -> [].

-spec is_set(term()) -> boolean().
is_set([E | Es]) -> is_set(Es, E);
is_set([]) -> true;
is_set(_) -> false.

is_set([E | Es], Before) when Before < E -> is_set(Es, E);
is_set([], _) -> true;
is_set(_, _) -> false.

-spec size(ordset(term())) -> non_neg_integer().
size(Set) -> length(Set).

-spec is_empty(ordset(term())) -> boolean().
is_empty(Set) -> Set =:= [].

-spec is_equal(ordset(term()), ordset(term())) -> boolean().
is_equal(A, B) when is_list(A), is_list(B) -> A == B.

-spec to_list(ordset(T)) -> [T].
to_list(Set) -> Set.

-spec from_list([T]) -> ordset(T).
from_list(List) -> lists:usort(List).

-spec is_element(term(), ordset(term())) -> boolean().
is_element(E, [H | T]) when E > H -> is_element(E, T);
is_element(E, [H | _]) -> E == H;
is_element(_, []) -> false.

-spec add_element(T, ordset(T)) -> ordset(T).
add_element(E, [H | T]) when E > H -> [H | add_element(E, T)];
add_element(E, [H | _] = Set) when E < H -> [E | Set];
add_element(_, [_ | _] = Set) -> Set;
add_element(E, []) -> [E].

-spec del_element(term(), ordset(T)) -> ordset(T).
del_element(E, [H | T]) when E > H -> [H | del_element(E, T)];
del_element(E, [H | _] = Set) when E < H -> Set;
del_element(_, [_ | T]) -> T;
del_element(_, []) -> [].

-spec union(ordset(T), ordset(T)) -> ordset(T).
union([A | As], [B | _] = Bs) when A < B -> [A | union(As, Bs)];
union([A | _] = As, [B | Bs]) when A > B -> [B | union(As, Bs)];
union([A | As], [_ | Bs]) -> [A | union(As, Bs)];
union([], Bs) -> Bs;
union(As, []) -> As.

-spec union([ordset(T)]) -> ordset(T).
union([]) -> [];
union(Sets) -> lists:umerge(Sets).

-spec intersection(ordset(T), ordset(T)) -> ordset(T).
intersection([A | As], [B | _] = Bs) when A < B -> intersection(As, Bs);
intersection([A | _] = As, [B | Bs]) when A > B -> intersection(As, Bs);
intersection([A | As], [_ | Bs]) -> [A | intersection(As, Bs)];
intersection([], _) -> [];
intersection(_, []) -> [].

-spec intersection([ordset(T), ...]) -> ordset(T).
intersection([Set]) -> Set;
intersection([A, B | Sets]) -> intersection([intersection(A, B) | Sets]).

-spec is_disjoint(ordset(term()), ordset(term())) -> boolean().
is_disjoint([A | As], [B | _] = Bs) when A < B -> is_disjoint(As, Bs);
is_disjoint([A | _] = As, [B | Bs]) when A > B -> is_disjoint(As, Bs);
is_disjoint([_ | _], [_ | _]) -> false;
is_disjoint([], _) -> true;
is_disjoint(_, []) -> true.

-spec subtract(ordset(T), ordset(T)) -> ordset(T).
subtract([A | As], [B | _] = Bs) when A < B -> [A | subtract(As, Bs)];
subtract([A | _] = As, [B | Bs]) when A > B -> subtract(As, Bs);
subtract([_ | As], [_ | Bs]) -> subtract(As, Bs);
subtract([], _) -> [];
subtract(As, []) -> As.

-spec is_subset(ordset(term()), ordset(term())) -> boolean().
is_subset([A | _], [B | _]) when A < B -> false;
is_subset([A | _] = As, [B | Bs]) when A > B -> is_subset(As, Bs);
is_subset([_ | As], [_ | Bs]) -> is_subset(As, Bs);
is_subset([], _) -> true;
is_subset(_, []) -> false.

-spec fold(fun((T, Acc) -> Acc), Acc, ordset(T)) -> Acc.
fold(Fun, Acc, Set) -> lists:foldl(Fun, Acc, Set).

-spec filter(fun((T) -> boolean()), ordset(T)) -> ordset(T).
filter(Pred, Set) -> lists:filter(Pred, Set).

-spec map(fun((T) -> V), ordset(T)) -> ordset(V).
map(Fun, Set) -> from_list(lists:map(Fun, Set)).

-spec filtermap(fun((T) -> boolean() | {true, V}), ordset(T)) -> ordset(T | V).
filtermap(Fun, Set) -> from_list(lists:filtermap(Fun, Set)).
