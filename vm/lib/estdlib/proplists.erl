%% SPDX-License-Identifier: Apache-2.0
%% proplists: lists of properties; an atom alone stands for {Atom, true}.
-module(proplists).

-export([append_values/2, compact/1, delete/2, expand/2, from_map/1, get_all_values/2, get_bool/2]).
-export([get_keys/1, get_value/2, get_value/3, is_defined/2, lookup/2, lookup_all/2, normalize/2]).
-export([property/1, property/2, split/2, substitute_aliases/2, substitute_negations/2, to_map/1]).
-export([to_map/2, unfold/1]).

-export_type([property/0, proplist/0]).

-type property() :: atom() | tuple().
-type proplist() :: [property()].

%% The shortest form of a property.
-spec property(property()) -> property().
property({Key, true}) when is_atom(Key) -> Key;
property(Property) -> Property.

-spec property(term(), term()) -> property().
property(Key, true) when is_atom(Key) -> Key;
property(Key, Value) -> {Key, Value}.

%% Give all properties their shortest form.
-spec compact(list()) -> list().
compact(List) -> [property(P) || P <- List].

%% Give all atoms their long form.
-spec unfold(list()) -> list().
unfold([P | Ps]) when is_atom(P) -> [{P, true} | unfold(Ps)];
unfold([P | Ps]) -> [P | unfold(Ps)];
unfold([]) -> [].

%% The first entry with the key, in its long form.
-spec lookup(term(), list()) -> none | tuple().
lookup(Key, [P | Ps]) ->
    case is_entry(P, Key) of
        true when is_atom(P) -> {P, true};
        true -> P;
        false -> lookup(Key, Ps)
    end;
lookup(_Key, []) ->
    none.

-spec lookup_all(term(), list()) -> [tuple()].
lookup_all(Key, [P | Ps]) ->
    case is_entry(P, Key) of
        true when is_atom(P) -> [{P, true} | lookup_all(Key, Ps)];
        true -> [P | lookup_all(Key, Ps)];
        false -> lookup_all(Key, Ps)
    end;
lookup_all(_Key, []) ->
    [].

-spec is_defined(term(), list()) -> boolean().
is_defined(Key, [P | Ps]) -> is_entry(P, Key) orelse is_defined(Key, Ps);
is_defined(_Key, []) -> false.

-spec get_value(term(), list()) -> term().
get_value(Key, List) -> get_value(Key, List, undefined).

-spec get_value(term(), list(), term()) -> term().
get_value(Key, [P | Ps], Default) ->
    case is_entry(P, Key) of
        true when is_atom(P) -> true;
        true when tuple_size(P) =:= 2 -> element(2, P);
        % Another tuple with the key hides all that follow.
        true -> Default;
        false -> get_value(Key, Ps, Default)
    end;
get_value(_Key, [], Default) ->
    Default.

-spec get_all_values(term(), list()) -> [term()].
get_all_values(Key, [P | Ps]) ->
    case is_entry(P, Key) of
        true when is_atom(P) -> [true | get_all_values(Key, Ps)];
        true when tuple_size(P) =:= 2 -> [element(2, P) | get_all_values(Key, Ps)];
        _ -> get_all_values(Key, Ps)
    end;
get_all_values(_Key, []) ->
    [].

%% All values of the key in one list.
-spec append_values(term(), list()) -> list().
append_values(Key, List) ->
    lists:append([
        if
            is_list(V) -> V;
            true -> [V]
        end
     || V <- get_all_values(Key, List)
    ]).

%% Is the first entry with the key true?
-spec get_bool(term(), list()) -> boolean().
get_bool(Key, [P | Ps]) ->
    case is_entry(P, Key) of
        true -> P =:= Key orelse P =:= {Key, true};
        false -> get_bool(Key, Ps)
    end;
get_bool(_Key, []) ->
    false.

%% The keys, each once.
-spec get_keys(list()) -> [term()].
get_keys(List) -> maps:keys(keys(List, #{})).

keys([P | Ps], Seen) when is_atom(P) -> keys(Ps, Seen#{P => []});
keys([P | Ps], Seen) when tuple_size(P) > 0 -> keys(Ps, Seen#{element(1, P) => []});
keys([_ | Ps], Seen) -> keys(Ps, Seen);
keys([], Seen) -> Seen.

-spec delete(term(), list()) -> list().
delete(Key, [P | Ps]) ->
    case is_entry(P, Key) of
        true -> delete(Key, Ps);
        false -> [P | delete(Key, Ps)]
    end;
delete(_Key, []) ->
    [].

%% Replace keys: {Old, New}.
-spec substitute_aliases([{term(), term()}], list()) -> list().
substitute_aliases(Aliases, List) -> [rename(P, Aliases) || P <- List].

rename(P, Aliases) ->
    case find_key(P, Aliases) of
        {_, New} when is_atom(P) -> property(New, true);
        {_, New} -> property(setelement(1, P, New));
        none -> P
    end.

%% Replace keys by others that mean the opposite: {Old, New}.
-spec substitute_negations([{term(), term()}], list()) -> list().
substitute_negations(Negations, List) -> [negate(P, Negations) || P <- List].

negate(P, Negations) ->
    case find_key(P, Negations) of
        {_, New} when is_atom(P) -> {New, false};
        {_, New} when tuple_size(P) =:= 2 ->
            case element(2, P) of
                true -> {New, false};
                _ -> property(New, true)
            end;
        _ -> P
    end.

find_key(P, Pairs) when is_atom(P) -> find_pair(P, Pairs);
find_key(P, Pairs) when tuple_size(P) > 0 -> find_pair(element(1, P), Pairs);
find_key(_P, _Pairs) -> none.

find_pair(Key, [{Key, New} | _]) -> {Key, New};
find_pair(Key, [_ | Pairs]) -> find_pair(Key, Pairs);
find_pair(_Key, []) -> none.

%% Replace whole properties by lists of others: {Property, Properties}.
-spec expand([{property(), [term()]}], list()) -> list().
expand(Expansions, List) ->
    Wanted = [{property(P), Ps} || {P, Ps} <- Expansions],
    expand_1(List, Wanted, []).

%% Seen: the keys so far; only the first entry of a key is expanded.
expand_1([P | Ps], Wanted, Seen) ->
    Key =
        if
            is_atom(P) -> {key, P};
            tuple_size(P) > 0 -> {key, element(1, P)};
            true -> none
        end,
    case Key =/= none andalso not lists:member(Key, Seen) andalso find_pair(property(P), Wanted) of
        {_, New} -> New ++ expand_1([Q || Q <- Ps, not same_key(Q, Key)], Wanted, Seen);
        _ -> [P | expand_1(Ps, Wanted, [Key | Seen])]
    end;
expand_1([], _Wanted, _Seen) ->
    [].

same_key(P, {key, Key}) -> is_entry(P, Key).

%% Aliases, negations and expansions in stages, the result compact.
-spec normalize(list(), [{aliases | negations | expand, list()}]) -> list().
normalize(List, [{aliases, Aliases} | Stages]) -> normalize(substitute_aliases(Aliases, List), Stages);
normalize(List, [{negations, Negations} | Stages]) -> normalize(substitute_negations(Negations, List), Stages);
normalize(List, [{expand, Expansions} | Stages]) -> normalize(expand(Expansions, List), Stages);
normalize(List, []) -> compact(List).

%% One list for each key, and what has none of the keys.
-spec split(list(), [term()]) -> {[list()], list()}.
split(List, Keys) when is_list(List) ->
    Empty = maps:from_list([{K, []} || K <- Keys]),
    {Groups, Rest} = lists:foldl(fun distribute/2, {Empty, []}, List),
    {[lists:reverse(map_get(K, Groups)) || K <- Keys], lists:reverse(Rest)}.

distribute(P, {Groups, Rest}) ->
    Key =
        if
            is_atom(P) -> P;
            tuple_size(P) > 0 -> element(1, P);
            true -> no_key
        end,
    case Groups of
        #{Key := Ps} when is_atom(P); is_tuple(P) -> {Groups#{Key := [P | Ps]}, Rest};
        #{} -> {Groups, [P | Rest]}
    end.

%% The first value of each key.
-spec to_map(list()) -> map().
to_map(List) ->
    lists:foldr(
        fun
            ({K, V}, Map) -> Map#{K => V};
            % A tuple of another size hides what follows.
            (P, Map) when is_atom(P) -> Map#{P => true};
            (P, Map) when tuple_size(P) > 0 -> maps:remove(element(1, P), Map);
            (_, Map) -> Map
        end,
        #{},
        List
    ).

-spec to_map(list(), [{aliases | negations | expand, list()}]) -> map().
to_map(List, Stages) -> to_map(normalize(List, Stages)).

-spec from_map(map()) -> list().
from_map(Map) -> maps:to_list(Map).

is_entry(P, Key) when is_atom(P) -> P =:= Key;
is_entry(P, Key) when tuple_size(P) >= 1 -> element(1, P) =:= Key;
is_entry(_P, _Key) -> false.
