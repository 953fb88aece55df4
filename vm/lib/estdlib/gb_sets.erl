%% SPDX-License-Identifier: Apache-2.0
%% gb_sets: ordered sets, kept as the keys of a gb_trees dictionary whose values are all [].
-module(gb_sets).

-export([add/2, add_element/2, balance/1, del_element/2, delete/2, delete_any/2, difference/2, empty/0]).
-export([filter/2, filtermap/2, fold/3, from_list/1, from_ordset/1, insert/2, intersection/1, intersection/2]).
-export([is_disjoint/2, is_element/2, is_empty/1, is_equal/2, is_member/2, is_set/1, is_subset/2]).
-export([iterator/1, iterator/2, iterator_from/2, iterator_from/3, larger/2, largest/1, map/2, new/0, next/1]).
-export([singleton/1, size/1, smaller/2, smallest/1, subtract/2, take_largest/1, take_smallest/1, to_list/1]).
-export([union/1, union/2]).

-export_type([iter/0, iter/1, set/0, set/1]).

-opaque set(E) :: gb_trees:tree(E, []).
-type set() :: set(term()).
-opaque iter(E) :: gb_trees:iter(E, []).
-type iter() :: iter(term()).

-spec new() -> set(none()).
new() -> gb_trees:empty().

-spec empty() -> set(none()).
empty() -> gb_trees:empty().

-spec singleton(E) -> set(E).
singleton(Element) -> from_ordset([Element]).

-spec from_list([E]) -> set(E).
from_list(List) -> from_ordset(ordsets:from_list(List)).

-spec from_ordset([E]) -> set(E).
from_ordset(Elements) ->
    _ = length(Elements), % badarg if it is no list
    gb_trees:from_orddict([{E, []} || E <- Elements]).

-spec to_list(set(E)) -> [E].
to_list(Set) -> gb_trees:keys(Set).

-spec is_set(term()) -> boolean().
is_set({0, nil}) -> true;
is_set({Size, {_, [], _, _}}) when is_integer(Size), Size > 0 -> true;
is_set(_) -> false.

-spec size(set()) -> non_neg_integer().
size(Set) -> gb_trees:size(Set).

-spec is_empty(set()) -> boolean().
is_empty(Set) -> gb_trees:is_empty(Set).

-spec is_member(E, set(E)) -> boolean().
is_member(Element, Set) -> gb_trees:is_defined(Element, Set).

-spec is_element(E, set(E)) -> boolean().
is_element(Element, Set) -> gb_trees:is_defined(Element, Set).

-spec insert(E, set(E)) -> set(E).
insert(Element, Set) -> gb_trees:insert(Element, [], Set).

%% An element that compares equal to one in the set is not put in its place.
-spec add(E, set(E)) -> set(E).
add(Element, Set) ->
    case is_member(Element, Set) of
        true -> Set;
        false -> insert(Element, Set)
    end.

-spec add_element(E, set(E)) -> set(E).
add_element(Element, Set) -> add(Element, Set).

-spec delete(E, set(E)) -> set(E).
delete(Element, Set) -> gb_trees:delete(Element, Set).

-spec delete_any(E, set(E)) -> set(E).
delete_any(Element, Set) -> gb_trees:delete_any(Element, Set).

-spec del_element(E, set(E)) -> set(E).
del_element(Element, Set) -> gb_trees:delete_any(Element, Set).

-spec balance(set(E)) -> set(E).
balance(Set) -> gb_trees:balance(Set).

-spec smallest(set(E)) -> E.
smallest(Set) -> element(1, gb_trees:smallest(Set)).

-spec largest(set(E)) -> E.
largest(Set) -> element(1, gb_trees:largest(Set)).

-spec take_smallest(set(E)) -> {E, set(E)}.
take_smallest(Set) -> element_and_rest(gb_trees:take_smallest(Set)).

-spec take_largest(set(E)) -> {E, set(E)}.
take_largest(Set) -> element_and_rest(gb_trees:take_largest(Set)).

element_and_rest({Element, [], Rest}) -> {Element, Rest};
element_and_rest(none) -> none.

-spec smaller(E, set(E)) -> none | {found, E}.
smaller(Element, Set) -> found(gb_trees:smaller(Element, Set)).

-spec larger(E, set(E)) -> none | {found, E}.
larger(Element, Set) -> found(gb_trees:larger(Element, Set)).

found(none) -> none;
found({Element, []}) -> {found, Element}.

%% Algebra ---------------------------------------------------------------------------------------

%% Walking the smaller set costs less than merging both when their sizes are far apart.
-spec union(set(E), set(E)) -> set(E).
union({N1, _} = Set1, {N2, _} = Set2) when N1 * 10 < N2 -> lists:foldl(fun add/2, Set2, to_list(Set1));
union({N1, _} = Set1, {N2, _} = Set2) when N2 * 10 < N1 -> lists:foldl(fun add/2, Set1, to_list(Set2));
union(Set1, Set2) -> from_ordset(ordsets:union(to_list(Set1), to_list(Set2))).

-spec union([set(E)]) -> set(E).
union([Set | Sets]) when is_list(Sets) -> lists:foldl(fun(S, All) -> union(All, S) end, Set, Sets);
union([]) -> empty().

-spec intersection(set(E), set(E)) -> set(E).
intersection({N1, _} = Set1, {N2, _} = Set2) when N2 < N1 -> intersection(Set2, Set1);
intersection(Set1, Set2) -> filter(fun(E) -> is_member(E, Set2) end, Set1).

-spec intersection([set(E), ...]) -> set(E).
intersection([Set | Sets]) when is_list(Sets) -> lists:foldl(fun(S, All) -> intersection(All, S) end, Set, Sets).

-spec subtract(set(E), set(E)) -> set(E).
subtract({N1, _} = Set1, {N2, _} = Set2) when N2 * 10 < N1 -> lists:foldl(fun delete_any/2, Set1, to_list(Set2));
subtract(Set1, Set2) -> filter(fun(E) -> not is_member(E, Set2) end, Set1).

-spec difference(set(E), set(E)) -> set(E).
difference(Set1, Set2) -> subtract(Set1, Set2).

-spec is_subset(set(E), set(E)) -> boolean().
is_subset({N1, _}, {N2, _}) when N1 > N2 -> false;
is_subset(Set1, Set2) -> lists:all(fun(E) -> is_member(E, Set2) end, to_list(Set1)).

-spec is_disjoint(set(E), set(E)) -> boolean().
is_disjoint({N1, _} = Set1, {N2, _} = Set2) when N2 < N1 -> is_disjoint(Set2, Set1);
is_disjoint(Set1, Set2) -> not lists:any(fun(E) -> is_member(E, Set2) end, to_list(Set1)).

-spec is_equal(set(), set()) -> boolean().
is_equal({N, _} = Set1, {N, _} = Set2) -> to_list(Set1) == to_list(Set2);
is_equal({_, _}, {_, _}) -> false.

%% Over all elements, in order -------------------------------------------------------------------

-spec fold(fun((E, A) -> A), A, set(E)) -> A.
fold(Fun, Acc, Set) when is_function(Fun, 2) -> lists:foldl(Fun, Acc, to_list(Set)).

-spec filter(fun((E) -> boolean()), set(E)) -> set(E).
filter(Fun, Set) when is_function(Fun, 1) -> from_ordset([E || E <- to_list(Set), Fun(E)]).

-spec map(fun((E1) -> E2), set(E1)) -> set(E2).
map(Fun, Set) when is_function(Fun, 1) -> from_list([Fun(E) || E <- to_list(Set)]).

-spec filtermap(fun((E1) -> boolean() | {true, E2}), set(E1)) -> set(E1 | E2).
filtermap(Fun, Set) when is_function(Fun, 1) -> from_list(lists:filtermap(Fun, to_list(Set))).

-spec iterator(set(E)) -> iter(E).
iterator(Set) -> gb_trees:iterator(Set).

-spec iterator(set(E), ordered | reversed) -> iter(E).
iterator(Set, Order) -> gb_trees:iterator(Set, Order).

-spec iterator_from(E, set(E)) -> iter(E).
iterator_from(Element, Set) -> gb_trees:iterator_from(Element, Set).

-spec iterator_from(E, set(E), ordered | reversed) -> iter(E).
iterator_from(Element, Set, Order) -> gb_trees:iterator_from(Element, Set, Order).

-spec next(iter(E)) -> none | {E, iter(E)}.
next(Iterator) -> element_and_rest(gb_trees:next(Iterator)).
