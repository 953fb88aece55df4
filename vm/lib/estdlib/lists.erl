%% SPDX-License-Identifier: Apache-2.0
%% lists: lists, keyed lists, merging and sorting.
%%
%% Functions whose body is ?NATIVE are natives (vm/bif_lists.c): calls from other modules never get
%% here. Inside this module they are called with the module's name.
-module(lists).

-export([reverse/1, reverse/2, member/2, keyfind/3, keymember/3, keysearch/3, delete/2, duplicate/2]).
-export([flatten/1, keysort/2, last/1, nth/2, nthtail/2, seq/2, seq/3, sort/1, usort/1]).
-export([all/2, any/2, append/1, append/2, concat/1, droplast/1, dropwhile/2, subtract/2, takewhile/2]).
-export([enumerate/1, enumerate/2, enumerate/3, filter/2, filtermap/2, flatlength/1, flatmap/2]).
-export([flatten/2, foldl/3, foldr/3, foreach/2, join/2, map/2, mapfoldl/3, mapfoldr/3, max/1, min/1]).
-export([partition/2, prefix/2, search/2, split/2, splitwith/2, sublist/2, sublist/3, suffix/2, sum/1]).
-export([uniq/1, uniq/2, zf/2]).
-export([unzip/1, unzip3/1, zip/2, zip/3, zip3/3, zip3/4]).
-export([zipwith/3, zipwith/4, zipwith3/4, zipwith3/5]).
-export([keydelete/3, keymap/3, keyreplace/4, keystore/4, keytake/3]).
-export([keymerge/3, rkeymerge/3, rukeymerge/3, ukeymerge/3, ukeysort/2]).
-export([merge/1, merge/2, merge/3, merge3/3, rmerge/2, rmerge/3, rmerge3/3, rumerge/2, rumerge/3]).
-export([rumerge3/3, sort/2, umerge/1, umerge/2, umerge/3, umerge3/3, usort/2]).

-define(NATIVE, erlang:nif_error(undefined)).

-type pad() :: fail | trim | {pad, tuple()}.

%% The natives -----------------------------------------------------------------------------------

-spec reverse([T]) -> [T].
reverse(_List) -> ?NATIVE.

-spec reverse([T], term()) -> maybe_improper_list(T, term()).
reverse(_List, _Tail) -> ?NATIVE.

-spec member(term(), list()) -> boolean().
member(_Element, _List) -> ?NATIVE.

-spec keyfind(term(), pos_integer(), [term()]) -> tuple() | false.
keyfind(_Key, _N, _Tuples) -> ?NATIVE.

-spec keymember(term(), pos_integer(), [term()]) -> boolean().
keymember(_Key, _N, _Tuples) -> ?NATIVE.

-spec keysearch(term(), pos_integer(), [term()]) -> {value, tuple()} | false.
keysearch(_Key, _N, _Tuples) -> ?NATIVE.

-spec delete(term(), [T]) -> [T].
delete(_Element, _List) -> ?NATIVE.

-spec duplicate(non_neg_integer(), T) -> [T].
duplicate(_N, _Element) -> ?NATIVE.

-spec flatten([term()]) -> [term()].
flatten(_DeepList) -> ?NATIVE.

-spec keysort(pos_integer(), [T]) -> [T] when T :: tuple().
keysort(_N, _Tuples) -> ?NATIVE.

-spec last([T, ...]) -> T.
last(_List) -> ?NATIVE.

-spec nth(pos_integer(), [T, ...]) -> T.
nth(_N, _List) -> ?NATIVE.

-spec nthtail(non_neg_integer(), [T]) -> [T].
nthtail(_N, _List) -> ?NATIVE.

-spec seq(integer(), integer()) -> [integer()].
seq(_From, _To) -> ?NATIVE.

-spec seq(integer(), integer(), integer()) -> [integer()].
seq(_From, _To, _Step) -> ?NATIVE.

-spec sort([T]) -> [T].
sort(_List) -> ?NATIVE.

-spec usort([T]) -> [T].
usort(_List) -> ?NATIVE.

%% One list --------------------------------------------------------------------------------------

%% Some functions of Erlang/OTP tell so what is no list at all.
-spec no_list(term()) -> no_return().
no_list(Term) -> error({case_clause, Term}).

%% Does Pred hold for all elements?
-spec all(fun((T) -> boolean()), [T]) -> boolean().
all(Pred, List) when is_function(Pred, 1), is_list(List) -> all_1(Pred, List);
all(Pred, List) when is_function(Pred, 1) -> no_list(List).

all_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> all_1(Pred, T);
        false -> false
    end;
all_1(_Pred, []) ->
    true.

%% Does Pred hold for some element?
-spec any(fun((T) -> boolean()), [T]) -> boolean().
any(Pred, List) when is_function(Pred, 1), is_list(List) -> any_1(Pred, List);
any(Pred, List) when is_function(Pred, 1) -> no_list(List).

any_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> true;
        false -> any_1(Pred, T)
    end;
any_1(_Pred, []) ->
    false.

%% All lists of a list, one after the other.
-spec append([[T]]) -> [T].
append([Last]) -> Last;
append([H | T]) -> H ++ append(T);
append([]) -> [].

-spec append([T], [T]) -> [T].
append(A, B) -> A ++ B.

%% A without the first occurrence of each element of B.
-spec subtract([T], [T]) -> [T].
subtract(A, B) -> A -- B.

%% The texts of atoms, numbers and strings in one string.
-spec concat([atom() | number() | string()]) -> string().
concat(List) -> flatmap(fun text/1, List).

text(X) when is_integer(X) -> integer_to_list(X);
text(X) when is_float(X) -> float_to_list(X);
text(X) when is_atom(X) -> atom_to_list(X);
text(X) when is_list(X) -> X.

%% All but the last element.
-spec droplast([T, ...]) -> [T].
droplast([_]) -> [];
droplast([H | T]) -> [H | droplast(T)].

%% What remains when leading elements that Pred holds for are dropped.
-spec dropwhile(fun((T) -> boolean()), [T]) -> [T].
dropwhile(Pred, List) when is_function(Pred, 1) -> dropwhile_1(Pred, List).

dropwhile_1(Pred, [H | T] = List) ->
    case Pred(H) of
        true -> dropwhile_1(Pred, T);
        false -> List
    end;
dropwhile_1(_Pred, []) ->
    [].

%% The leading elements that Pred holds for.
-spec takewhile(fun((T) -> boolean()), [T]) -> [T].
takewhile(Pred, List) when is_function(Pred, 1) -> takewhile_1(Pred, List).

takewhile_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> [H | takewhile_1(Pred, T)];
        false -> []
    end;
takewhile_1(_Pred, []) ->
    [].

%% Number the elements, from 1 in steps of 1 unless said otherwise.
-spec enumerate([T]) -> [{integer(), T}].
enumerate(List) -> enumerate(1, 1, List).

-spec enumerate(integer(), [T]) -> [{integer(), T}].
enumerate(Index, List) -> enumerate(Index, 1, List).

-spec enumerate(integer(), integer(), [T]) -> [{integer(), T}].
enumerate(Index, Step, List) when is_integer(Index), is_integer(Step) -> enumerate_1(Index, Step, List).

enumerate_1(Index, Step, [H | T]) -> [{Index, H} | enumerate_1(Index + Step, Step, T)];
enumerate_1(_Index, _Step, []) -> [].

%% The elements that Pred holds for.
-spec filter(fun((T) -> boolean()), [T]) -> [T].
filter(Pred, List) when is_function(Pred, 1) -> [E || E <- List, Pred(E)].

%% filter and map at once: Fun says true, false or {true, NewElement}.
-spec filtermap(fun((T) -> boolean() | {true, V}), [T]) -> [T | V].
filtermap(Fun, List) when is_function(Fun, 1) -> filtermap_1(Fun, List).

filtermap_1(Fun, [H | T]) ->
    case Fun(H) of
        true -> [H | filtermap_1(Fun, T)];
        {true, Value} -> [Value | filtermap_1(Fun, T)];
        false -> filtermap_1(Fun, T)
    end;
filtermap_1(_Fun, []) ->
    [].

-spec zf(fun((T) -> boolean() | {true, V}), [T]) -> [T | V].
zf(Fun, List) -> filtermap(Fun, List).

%% The length of a list once flattened.
-spec flatlength([term()]) -> non_neg_integer().
flatlength(DeepList) -> flatlength(DeepList, 0).

flatlength([H | T], N) when is_list(H) -> flatlength(T, flatlength(H, N));
flatlength([_ | T], N) -> flatlength(T, N + 1);
flatlength([], N) -> N.

%% Map every element to a list and append the lists.
-spec flatmap(fun((T) -> [V]), [T]) -> [V].
flatmap(Fun, List) when is_function(Fun, 1) -> flatmap_1(Fun, List).

flatmap_1(Fun, [H | T]) ->
    case Fun(H) of
        [] -> flatmap_1(Fun, T);
        [E] -> [E | flatmap_1(Fun, T)];
        [E1, E2] -> [E1, E2 | flatmap_1(Fun, T)];
        Es -> Es ++ flatmap_1(Fun, T)
    end;
flatmap_1(_Fun, []) ->
    [].

%% Flatten, with Tail behind.
-spec flatten([term()], [term()]) -> [term()].
flatten(DeepList, Tail) when is_list(DeepList), is_list(Tail) -> lists:flatten(DeepList) ++ Tail.

-spec foldl(fun((T, Acc) -> Acc), Acc, [T]) -> Acc.
foldl(Fun, Acc, List) when is_function(Fun, 2), is_list(List) -> foldl_1(Fun, Acc, List);
foldl(Fun, _Acc, List) when is_function(Fun, 2) -> no_list(List).

foldl_1(Fun, Acc, [H | T]) -> foldl_1(Fun, Fun(H, Acc), T);
foldl_1(_Fun, Acc, []) -> Acc.

-spec foldr(fun((T, Acc) -> Acc), Acc, [T]) -> Acc.
foldr(Fun, Acc, List) when is_function(Fun, 2) -> foldr_1(Fun, Acc, List).

foldr_1(Fun, Acc, [H | T]) -> Fun(H, foldr_1(Fun, Acc, T));
foldr_1(_Fun, Acc, []) -> Acc.

-spec foreach(fun((T) -> term()), [T]) -> ok.
foreach(Fun, List) when is_function(Fun, 1) -> foreach_1(Fun, List).

foreach_1(Fun, [H | T]) ->
    Fun(H),
    foreach_1(Fun, T);
foreach_1(_Fun, []) ->
    ok.

%% Put Separator between all elements.
-spec join(T, [T]) -> [T].
join(_Separator, []) -> [];
join(Separator, [H | T]) -> [H | join_rest(Separator, T)].

join_rest(Separator, [H | T]) -> [Separator, H | join_rest(Separator, T)];
join_rest(_Separator, []) -> [].

-spec map(fun((T) -> V), [T]) -> [V].
map(Fun, List) when is_function(Fun, 1), is_list(List) -> map_1(Fun, List);
map(Fun, List) when is_function(Fun, 1) -> no_list(List).

map_1(Fun, [H | T]) -> [Fun(H) | map_1(Fun, T)];
map_1(_Fun, []) -> [].

-spec mapfoldl(fun((T, Acc) -> {V, Acc}), Acc, [T]) -> {[V], Acc}.
mapfoldl(Fun, Acc, List) when is_function(Fun, 2) -> mapfoldl_1(Fun, Acc, List).

mapfoldl_1(Fun, Acc0, [H0 | T0]) ->
    {H, Acc1} = Fun(H0, Acc0),
    {T, Acc} = mapfoldl_1(Fun, Acc1, T0),
    {[H | T], Acc};
mapfoldl_1(_Fun, Acc, []) ->
    {[], Acc}.

-spec mapfoldr(fun((T, Acc) -> {V, Acc}), Acc, [T]) -> {[V], Acc}.
mapfoldr(Fun, Acc, List) when is_function(Fun, 2) -> mapfoldr_1(Fun, Acc, List).

mapfoldr_1(Fun, Acc0, [H0 | T0]) ->
    {T, Acc1} = mapfoldr_1(Fun, Acc0, T0),
    {H, Acc} = Fun(H0, Acc1),
    {[H | T], Acc};
mapfoldr_1(_Fun, Acc, []) ->
    {[], Acc}.

%% The first of the largest elements.
-spec max([T, ...]) -> T.
max([H | T]) -> max_1(T, H).

max_1([H | T], Max) when H > Max -> max_1(T, H);
max_1([_ | T], Max) -> max_1(T, Max);
max_1([], Max) -> Max.

%% The first of the smallest elements.
-spec min([T, ...]) -> T.
min([H | T]) -> min_1(T, H).

min_1([H | T], Min) when H < Min -> min_1(T, H);
min_1([_ | T], Min) -> min_1(T, Min);
min_1([], Min) -> Min.

%% The elements that Pred holds for, and the others.
-spec partition(fun((T) -> boolean()), [T]) -> {[T], [T]}.
partition(Pred, List) when is_function(Pred, 1) -> partition(Pred, List, [], []).

partition(Pred, [H | T], Yes, No) ->
    case Pred(H) of
        true -> partition(Pred, T, [H | Yes], No);
        false -> partition(Pred, T, Yes, [H | No])
    end;
partition(_Pred, [], Yes, No) ->
    {lists:reverse(Yes), lists:reverse(No)}.

%% Does the second list begin with the first?
-spec prefix([T], [T]) -> boolean().
prefix([H | A], [H | B]) -> prefix(A, B);
prefix([], List) when is_list(List) -> true;
prefix([_ | _], List) when is_list(List) -> false.

%% Does the second list end with the first?
-spec suffix([T], [T]) -> boolean().
suffix(Suffix, List) ->
    Skip = length(List) - length(Suffix),
    Skip >= 0 andalso lists:nthtail(Skip, List) =:= Suffix.

%% The first element that Pred holds for.
-spec search(fun((T) -> boolean()), [T]) -> {value, T} | false.
search(Pred, List) when is_function(Pred, 1) -> search_1(Pred, List).

search_1(Pred, [H | T]) ->
    case Pred(H) of
        true -> {value, H};
        false -> search_1(Pred, T)
    end;
search_1(_Pred, []) ->
    false.

%% The first N elements, and the rest.
-spec split(non_neg_integer(), [T]) -> {[T], [T]}.
split(N, List) when is_integer(N), N >= 0, is_list(List) ->
    case split(N, List, []) of
        {_, _} = Parts -> Parts;
        too_short -> erlang:error(badarg, [N, List])
    end;
split(N, List) ->
    erlang:error(badarg, [N, List]).

split(0, Rest, Acc) -> {lists:reverse(Acc, []), Rest};
split(N, [H | T], Acc) -> split(N - 1, T, [H | Acc]);
split(_, [], _) -> too_short.

%% takewhile and dropwhile at once.
-spec splitwith(fun((T) -> boolean()), [T]) -> {[T], [T]}.
splitwith(Pred, List) when is_function(Pred, 1) -> splitwith(Pred, List, []).

splitwith(Pred, [H | T] = List, Acc) ->
    case Pred(H) of
        true -> splitwith(Pred, T, [H | Acc]);
        false -> {lists:reverse(Acc), List}
    end;
splitwith(_Pred, [], Acc) ->
    {lists:reverse(Acc), []}.

%% The first Length elements, fewer if there are no more.
-spec sublist([T], non_neg_integer()) -> [T].
sublist(List, Length) when is_integer(Length), is_list(List), Length >= 0 -> sublist_1(List, Length).

sublist_1([H | T], N) when N > 0 -> [H | sublist_1(T, N - 1)];
sublist_1(_, 0) -> [];
sublist_1([], _) -> [].

%% Length elements from the one with number Start.
-spec sublist([T], pos_integer(), non_neg_integer()) -> [T].
sublist(List, 1, Length) when is_list(List), is_integer(Length), Length >= 0 ->
    sublist_1(List, Length);
sublist([], Start, _Length) when is_integer(Start), Start > 1 ->
    [];
sublist([_ | T], Start, Length) when is_integer(Start), Start > 1 ->
    sublist(T, Start - 1, Length).

-spec sum([number()]) -> number().
sum(List) -> sum(List, 0).

sum([H | T], Sum) -> sum(T, Sum + H);
sum([], Sum) -> Sum.

%% The elements without later occurrences of the same.
-spec uniq([T]) -> [T].
uniq(List) -> uniq_1(List, #{}).

uniq_1([H | T], Seen) when is_map_key(H, Seen) -> uniq_1(T, Seen);
uniq_1([H | T], Seen) -> [H | uniq_1(T, Seen#{H => []})];
uniq_1([], _Seen) -> [].

-spec uniq(fun((T) -> term()), [T]) -> [T].
uniq(Fun, List) when is_function(Fun, 1) -> uniq_2(Fun, List, #{}).

uniq_2(Fun, [H | T], Seen) ->
    case Fun(H) of
        Key when is_map_key(Key, Seen) -> uniq_2(Fun, T, Seen);
        Key -> [H | uniq_2(Fun, T, Seen#{Key => []})]
    end;
uniq_2(_Fun, [], _Seen) ->
    [].

%% Several lists at once -------------------------------------------------------------------------

-spec unzip([{A, B}]) -> {[A], [B]}.
unzip(List) -> unzip(List, [], []).

unzip([{A, B} | T], As, Bs) -> unzip(T, [A | As], [B | Bs]);
unzip([], As, Bs) -> {lists:reverse(As), lists:reverse(Bs)}.

-spec unzip3([{A, B, C}]) -> {[A], [B], [C]}.
unzip3(List) -> unzip3(List, [], [], []).

unzip3([{A, B, C} | T], As, Bs, Cs) -> unzip3(T, [A | As], [B | Bs], [C | Cs]);
unzip3([], As, Bs, Cs) -> {lists:reverse(As), lists:reverse(Bs), lists:reverse(Cs)}.

%% Pairs of the elements of two lists; How says what to do when one ends earlier.
-spec zip([A], [B]) -> [{A, B}].
zip(As, Bs) -> zip(As, Bs, fail).

-spec zip([A], [B], pad()) -> [{A, B}].
zip([A | As], [B | Bs], How) -> [{A, B} | zip(As, Bs, How)];
zip([], [], fail) -> [];
zip([], [], trim) -> [];
zip([], [], {pad, {_, _}}) -> [];
zip([_ | _], [], trim) -> [];
zip([], [_ | _], trim) -> [];
zip([], [_ | _] = Bs, {pad, {A, _}}) -> [{A, B} || B <- Bs];
zip([_ | _] = As, [], {pad, {_, B}}) -> [{A, B} || A <- As].

-spec zip3([A], [B], [C]) -> [{A, B, C}].
zip3(As, Bs, Cs) -> zip3(As, Bs, Cs, fail).

-spec zip3([A], [B], [C], pad()) -> [{A, B, C}].
zip3(As, Bs, Cs, How) -> zipwith3(fun(A, B, C) -> {A, B, C} end, As, Bs, Cs, How).

%% Combine the elements of two lists.
-spec zipwith(fun((A, B) -> T), [A], [B]) -> [T].
zipwith(Fun, As, Bs) -> zipwith(Fun, As, Bs, fail).

-spec zipwith(fun((A, B) -> T), [A], [B], pad()) -> [T].
zipwith(Fun, [A | As], [B | Bs], How) -> [Fun(A, B) | zipwith(Fun, As, Bs, How)];
zipwith(Fun, [], [], fail) when is_function(Fun, 2) -> [];
zipwith(Fun, [], [], trim) when is_function(Fun, 2) -> [];
zipwith(Fun, [], [], {pad, {_, _}}) when is_function(Fun, 2) -> [];
zipwith(Fun, [_ | _], [], trim) when is_function(Fun, 2) -> [];
zipwith(Fun, [], [_ | _], trim) when is_function(Fun, 2) -> [];
zipwith(Fun, [], [_ | _] = Bs, {pad, {A, _}}) -> [Fun(A, B) || B <- Bs];
zipwith(Fun, [_ | _] = As, [], {pad, {_, B}}) -> [Fun(A, B) || A <- As].

-spec zipwith3(fun((A, B, C) -> T), [A], [B], [C]) -> [T].
zipwith3(Fun, As, Bs, Cs) -> zipwith3(Fun, As, Bs, Cs, fail).

-spec zipwith3(fun((A, B, C) -> T), [A], [B], [C], pad()) -> [T].
zipwith3(Fun, [A | As], [B | Bs], [C | Cs], How) ->
    [Fun(A, B, C) | zipwith3(Fun, As, Bs, Cs, How)];
zipwith3(Fun, [], [], [], fail) when is_function(Fun, 3) ->
    [];
zipwith3(Fun, As, Bs, Cs, trim) when is_function(Fun, 3), is_list(As), is_list(Bs), is_list(Cs) ->
    [];
zipwith3(Fun, [], [], [], {pad, {_, _, _}}) when is_function(Fun, 3) ->
    [];
zipwith3(Fun, As, Bs, Cs, {pad, {PadA, PadB, PadC}} = How) when is_list(As), is_list(Bs), is_list(Cs) ->
    {A, As1} = head(As, PadA),
    {B, Bs1} = head(Bs, PadB),
    {C, Cs1} = head(Cs, PadC),
    [Fun(A, B, C) | zipwith3(Fun, As1, Bs1, Cs1, How)].

head([H | T], _Pad) -> {H, T};
head([], Pad) -> {Pad, []}.

%% Lists of tuples with a key at position N; what is no such tuple is never found ----------------

%% Delete the first tuple with the key.
-spec keydelete(term(), pos_integer(), [T]) -> [T].
keydelete(Key, N, List) when is_integer(N), N > 0 -> keydelete_1(Key, N, List).

keydelete_1(Key, N, [H | T]) when element(N, H) == Key -> T;
keydelete_1(Key, N, [H | T]) -> [H | keydelete_1(Key, N, T)];
keydelete_1(_Key, _N, []) -> [].

%% Map the elements at position N of all tuples.
-spec keymap(fun((term()) -> term()), pos_integer(), [tuple()]) -> [tuple()].
keymap(Fun, N, [H | T]) -> [setelement(N, H, Fun(element(N, H))) | keymap(Fun, N, T)];
keymap(Fun, N, []) when is_integer(N), N >= 1, is_function(Fun, 1) -> [].

%% Replace the first tuple with the key.
-spec keyreplace(term(), pos_integer(), [T], tuple()) -> [T | tuple()].
keyreplace(Key, N, List, New) when is_integer(N), N > 0, is_tuple(New) ->
    keyreplace_1(Key, N, List, New).

keyreplace_1(Key, N, [H | T], New) when element(N, H) == Key -> [New | T];
keyreplace_1(Key, N, [H | T], New) -> [H | keyreplace_1(Key, N, T, New)];
keyreplace_1(_Key, _N, [], _New) -> [].

%% Replace the first tuple with the key, or append.
-spec keystore(term(), pos_integer(), [T], tuple()) -> [T | tuple()].
keystore(Key, N, List, New) when is_integer(N), N > 0, is_tuple(New) ->
    keystore_1(Key, N, List, New).

keystore_1(Key, N, [H | T], New) when element(N, H) == Key -> [New | T];
keystore_1(Key, N, [H | T], New) -> [H | keystore_1(Key, N, T, New)];
keystore_1(_Key, _N, [], New) -> [New].

%% Take the first tuple with the key out of the list.
-spec keytake(term(), pos_integer(), [T]) -> {value, tuple(), [T]} | false.
keytake(Key, N, List) when is_integer(N), N > 0 -> keytake(Key, N, List, []).

keytake(Key, N, [H | T], Acc) when element(N, H) == Key -> {value, H, lists:reverse(Acc, T)};
keytake(Key, N, [H | T], Acc) -> keytake(Key, N, T, [H | Acc]);
keytake(_Key, _N, [], _Acc) -> false.

%% Sorting and merging ---------------------------------------------------------------------------
%%
%% One merge serves all: Order(A, B) is true when A may stand before B. Of equal elements those of
%% the first list come first; the unique merges drop equals of the second list. Lists merged by the
%% functions that begin with r descend, and so do their results.

%% Sort by Fun, which says whether its first argument may stand before the second. Stable.
-spec sort(fun((T, T) -> boolean()), [T]) -> [T].
sort(Fun, [_, _ | _] = List) -> merge_pairs(runs(Fun, List), Fun, fun merge_2/4);
sort(Fun, List) when is_function(Fun, 2), List =:= [] orelse tl(List) =:= [] -> List.

%% As sort/2, of elements that compare equal only the first.
-spec usort(fun((T, T) -> boolean()), [T]) -> [T].
usort(Fun, [_, _ | _] = List) when is_function(Fun, 2) -> merge_pairs([unique(Run, Fun) || Run <- runs(Fun, List)], Fun, fun umerge_2/4);
usort(Fun, List) when is_function(Fun, 2), List =:= [] orelse tl(List) =:= [] -> List.

%% Cut a list into ascending runs.
runs(_Fun, []) ->
    [];
runs(_Fun, [A]) ->
    [[A]];
runs(Fun, [A, B | T]) ->
    case Fun(A, B) of
        true -> ascending(Fun, T, B, [A], []);
        false -> descending(Fun, T, B, [A], [])
    end.

ascending(Fun, [H | T], Last, Run, Runs) ->
    case Fun(Last, H) of
        true -> ascending(Fun, T, H, [Last | Run], Runs);
        false -> next_run(Fun, T, H, [lists:reverse(Run, [Last]) | Runs])
    end;
ascending(_Fun, [], Last, Run, Runs) ->
    lists:reverse([lists:reverse(Run, [Last]) | Runs]).

%% Only what is strictly descending may be turned round.
descending(Fun, [H | T], Last, Run, Runs) ->
    case Fun(Last, H) of
        true -> next_run(Fun, T, H, [[Last | Run] | Runs]);
        false -> descending(Fun, T, H, [Last | Run], Runs)
    end;
descending(_Fun, [], Last, Run, Runs) ->
    lists:reverse([[Last | Run] | Runs]).

next_run(_Fun, [], A, Runs) ->
    lists:reverse([[A] | Runs]);
next_run(Fun, [B | T], A, Runs) ->
    case Fun(A, B) of
        true -> ascending(Fun, T, B, [A], Runs);
        false -> descending(Fun, T, B, [A], Runs)
    end.

%% Drop what is equal to the element before it, in a list that ascends.
unique([A, B | T], Fun) ->
    case Fun(B, A) of
        true -> unique([A | T], Fun);
        false -> [A | unique([B | T], Fun)]
    end;
unique(List, _Fun) ->
    List.

merge_pairs([One], _Fun, _Merge) -> One;
merge_pairs(Runs, Fun, Merge) -> merge_pairs(merge_round(Runs, Fun, Merge), Fun, Merge).

merge_round([A, B | T], Fun, Merge) -> [Merge(A, B, Fun, []) | merge_round(T, Fun, Merge)];
merge_round(Rest, _Fun, _Merge) -> Rest.

merge_2([A | As] = L1, [B | Bs] = L2, Fun, Acc) ->
    case Fun(A, B) of
        true -> merge_2(As, L2, Fun, [A | Acc]);
        false -> merge_2(L1, Bs, Fun, [B | Acc])
    end;
merge_2([], L2, _Fun, Acc) ->
    last_part(L2, Acc);
merge_2(L1, [], _Fun, Acc) ->
    last_part(L1, Acc).

%% What remains of one list when the other is through: badarg if it is none.
last_part(Rest, Acc) ->
    _ = length(Rest),
    lists:reverse(Acc, Rest).

umerge_2([A | As] = L1, [B | Bs] = L2, Fun, Acc) ->
    case Fun(A, B) of
        true ->
            case Fun(B, A) of
                true -> umerge_2(L1, Bs, Fun, Acc);
                false -> umerge_2(As, L2, Fun, [A | Acc])
            end;
        false ->
            umerge_2(L1, Bs, Fun, [B | Acc])
    end;
umerge_2([], L2, _Fun, Acc) ->
    last_part(L2, Acc);
umerge_2(L1, [], _Fun, Acc) ->
    last_part(L1, Acc).

%% Merge sorted lists.
-spec merge([[T]]) -> [T].
merge(Lists) -> merge_all(Lists, fun merge_2/4).

%% Merge sorted lists without duplicates to one without duplicates.
-spec umerge([[T]]) -> [T].
umerge(Lists) -> merge_all(Lists, fun umerge_2/4).

merge_all([], _Merge) -> [];
merge_all([_ | _] = Lists, Merge) -> merge_pairs(map_1(fun list/1, Lists), fun up/2, Merge).

list(L) when is_list(L) -> L.

up(A, B) -> A =< B.

down(A, B) -> A >= B.

-spec merge([T], [T]) -> [T].
merge(A, B) -> merge_up(A, B, []).

merge_up([A | As], [B | _] = Bs, Acc) when A =< B -> merge_up(As, Bs, [A | Acc]);
merge_up([_ | _] = As, [B | Bs], Acc) -> merge_up(As, Bs, [B | Acc]);
merge_up([], Bs, Acc) -> last_part(Bs, Acc);
merge_up(As, [], Acc) -> last_part(As, Acc).

-spec merge(fun((T, T) -> boolean()), [T], [T]) -> [T].
merge(Fun, A, B) when is_function(Fun, 2), is_list(A), is_list(B) -> merge_2(A, B, Fun, []).

-spec merge3([T], [T], [T]) -> [T].
merge3(A, B, C) -> merge([A, B, C]).

-spec umerge([T], [T]) -> [T].
umerge(A, B) -> umerge_2(A, B, fun up/2, []).

-spec umerge(fun((T, T) -> boolean()), [T], [T]) -> [T].
umerge(Fun, A, B) when is_function(Fun, 2), is_list(A), is_list(B) -> umerge_2(A, B, Fun, []).

-spec umerge3([T], [T], [T]) -> [T].
umerge3(A, B, C) -> umerge([A, B, C]).

-spec rmerge([T], [T]) -> [T].
rmerge(A, B) -> rmerge(fun up/2, A, B).

-spec rmerge(fun((T, T) -> boolean()), [T], [T]) -> [T].
rmerge(Fun, A, B) when is_function(Fun, 2), is_list(A), is_list(B) -> rmerge_2(A, B, Fun, []).

-spec rmerge3([T], [T], [T]) -> [T].
rmerge3(A, B, C) -> rmerge(rmerge(A, B), C).

-spec rumerge([T], [T]) -> [T].
rumerge(A, B) -> umerge_2(A, B, fun down/2, []).

-spec rumerge(fun((T, T) -> boolean()), [T], [T]) -> [T].
rumerge(Fun, A, B) when is_function(Fun, 2), is_list(A), is_list(B) -> rumerge_2(A, B, Fun, []).

-spec rumerge3([T], [T], [T]) -> [T].
rumerge3(A, B, C) -> rumerge(rumerge(A, B), C).

%% Of equal elements those of the second list come first; the unique merge drops them.
rmerge_2([A | As] = L1, [B | Bs] = L2, Fun, Acc) ->
    case Fun(A, B) of
        true -> rmerge_2(L1, Bs, Fun, [B | Acc]);
        false -> rmerge_2(As, L2, Fun, [A | Acc])
    end;
rmerge_2([], L2, _Fun, Acc) ->
    last_part(L2, Acc);
rmerge_2(L1, [], _Fun, Acc) ->
    last_part(L1, Acc).

rumerge_2([A | As] = L1, [B | Bs] = L2, Fun, Acc) ->
    case Fun(A, B) of
        true ->
            case Fun(B, A) of
                true -> rumerge_2(L1, Bs, Fun, Acc);
                false -> rumerge_2(L1, Bs, Fun, [B | Acc])
            end;
        false ->
            rumerge_2(As, L2, Fun, [A | Acc])
    end;
rumerge_2([], L2, _Fun, Acc) ->
    last_part(L2, Acc);
rumerge_2(L1, [], _Fun, Acc) ->
    last_part(L1, Acc).

%% The same for tuples that are ordered by their element N.
-spec keymerge(pos_integer(), [T], [T]) -> [T].
keymerge(N, A, B) when is_integer(N), N > 0, is_list(A), is_list(B) ->
    merge_2(A, B, key_order(N), []).

-spec ukeymerge(pos_integer(), [T], [T]) -> [T].
ukeymerge(N, A, B) when is_integer(N), N > 0, is_list(A), is_list(B) ->
    umerge_2(A, B, key_order(N), []).

-spec rkeymerge(pos_integer(), [T], [T]) -> [T].
rkeymerge(N, A, B) when is_integer(N), N > 0, is_list(A), is_list(B) ->
    rmerge_2(A, B, key_order(N), []).

-spec rukeymerge(pos_integer(), [T], [T]) -> [T].
rukeymerge(N, A, B) when is_integer(N), N > 0, is_list(A), is_list(B) ->
    rumerge_2(A, B, key_order(N), []).

%% Sort tuples by their element N, of tuples with equal keys only the first.
-spec ukeysort(pos_integer(), [T]) -> [T].
ukeysort(N, List) when is_integer(N), N > 0 -> ukeys(lists:keysort(N, List), N).

ukeys([A, B | T], N) when element(N, A) == element(N, B) -> ukeys([A | T], N);
ukeys([A | T], N) -> [A | ukeys(T, N)];
ukeys([], _N) -> [].

key_order(N) -> fun(A, B) -> element(N, A) =< element(N, B) end.
