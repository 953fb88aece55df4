%% SPDX-License-Identifier: Apache-2.0
%% ets: tables. What touches one key is native; what looks through a table is done here, over chunks of
%% objects, with match specifications that are compiled to a form of their own.
-module(ets).

-export([all/0, delete/1, delete/2, delete_all_objects/1, delete_object/2, first/1, first_lookup/1, foldl/3, foldr/3]).
-export([give_away/3, info/1, info/2, init_table/2, insert/2, insert_new/2, is_compiled_ms/1, last/1, last_lookup/1]).
-export([lookup/2, lookup_element/3, lookup_element/4, match/1, match/2, match/3, match_delete/2, match_object/1]).
-export([match_object/2, match_object/3, match_spec_compile/1, match_spec_run/2, member/2, new/2, next/2]).
-export([next_lookup/2, prev/2, prev_lookup/2, rename/2, repair_continuation/2, safe_fixtable/2, select/1, select/2]).
-export([select/3, select_count/2, select_delete/2, select_replace/2, select_reverse/1, select_reverse/2]).
-export([select_reverse/3, setopts/2, slot/2, tab2list/1, take/2, test_ms/2, update_counter/3, update_counter/4]).
-export([update_element/3, update_element/4, whereis/1]).

-export_type([table/0, tab/0, tid/0, match_spec/0, comp_match_spec/0, match_pattern/0]).

-type table() :: atom() | tid().
-type tab() :: table().
-type tid() :: reference().
-type match_pattern() :: atom() | tuple().
-type match_spec() :: [{match_pattern(), [term()], [term()]}].
-opaque comp_match_spec() :: {'$match_spec', [tuple()]}.

-define(NATIVE, erlang:nif_error(undefined)).
-define(END, '$end_of_table').
-define(CHUNK, 100).

%% Natives ---------------------------------------------------------------------------------------

all() -> ?NATIVE.
delete(_Table) -> ?NATIVE.
delete(_Table, _Key) -> ?NATIVE.
delete_all_objects(_Table) -> ?NATIVE.
delete_object(_Table, _Object) -> ?NATIVE.
first(_Table) -> ?NATIVE.
insert(_Table, _Objects) -> ?NATIVE.
insert_new(_Table, _Objects) -> ?NATIVE.
last(_Table) -> ?NATIVE.
lookup(_Table, _Key) -> ?NATIVE.
lookup_element(_Table, _Key, _Position) -> ?NATIVE.
lookup_element(_Table, _Key, _Position, _Default) -> ?NATIVE.
member(_Table, _Key) -> ?NATIVE.
next(_Table, _Key) -> ?NATIVE.
prev(_Table, _Key) -> ?NATIVE.
take(_Table, _Key) -> ?NATIVE.

%% Whole tables ----------------------------------------------------------------------------------

-spec new(atom(), [term()]) -> table().
new(Name, Options) when is_atom(Name) ->
    {Type, Protection, Position, Named, Heir} = options(Options, {0, 1, 1, false, none}),
    avm_ets:new(Name, Named, {Type, Protection, Position}, Heir);
new(_, _) -> error(badarg).

options([Option | Options], {T, P, K, N, H} = Now) ->
    options(Options, case Option of
        set -> {0, P, K, N, H};
        ordered_set -> {1, P, K, N, H};
        bag -> {2, P, K, N, H};
        duplicate_bag -> {3, P, K, N, H};
        private -> {T, 0, K, N, H};
        protected -> {T, 1, K, N, H};
        public -> {T, 2, K, N, H};
        named_table -> {T, P, K, true, H};
        {keypos, Position} when is_integer(Position), Position > 0 -> {T, P, Position, N, H};
        {heir, none} -> {T, P, K, N, none};
        {heir, Pid, Data} when is_pid(Pid) -> {T, P, K, N, {Pid, Data}};
        {What, How} when What =:= write_concurrency, is_boolean(How) orelse How =:= auto -> Now;
        {What, How} when What =:= read_concurrency orelse What =:= decentralized_counters, is_boolean(How) -> Now;
        compressed -> Now;
        _ -> error(badarg)
    end);
options([], Now) -> Now;
options(_, _) -> error(badarg).

-spec info(table()) -> [{atom(), term()}] | undefined.
info(Table) ->
    case known(Table) of
        undefined -> undefined;
        Info ->
            [{Item, item(Item, Info)} || Item <- [
                id, decentralized_counters, read_concurrency, write_concurrency, compressed, memory, owner, heir, name, size,
                node, named_table, type, keypos, protection]]
    end.

-spec info(table(), atom()) -> term().
info(Table, Item) ->
    case known(Table) of
        undefined -> undefined;
        Info -> item(Item, Info)
    end.

known(Table) when is_atom(Table); is_reference(Table) -> avm_ets:info(Table);
known(_) -> error(badarg).

item(id, Info) -> element(1, Info);
item(name, Info) -> element(2, Info);
item(named_table, Info) -> element(3, Info);
item(type, Info) -> element(1 + element(4, Info), {set, ordered_set, bag, duplicate_bag});
item(protection, Info) -> element(1 + element(5, Info), {private, protected, public});
item(keypos, Info) -> element(6, Info);
item(owner, Info) -> element(7, Info);
item(heir, Info) -> element(8, Info);
item(size, Info) -> element(9, Info);
item(memory, Info) -> element(10, Info);
item(fixed, Info) -> element(11, Info) > 0;
item(safe_fixed, Info) -> element(11, Info) > 0 andalso {erlang:timestamp(), [{element(7, Info), element(11, Info)}]};
item(safe_fixed_monotonic_time, Info) ->
    element(11, Info) > 0 andalso {erlang:monotonic_time(), [{element(7, Info), element(11, Info)}]};
item(node, _) -> node();
item(Item, _) when Item =:= compressed; Item =:= read_concurrency; Item =:= write_concurrency; Item =:= decentralized_counters -> false;
item(_, _) -> error(badarg).

%% The table, which must be there and, to be changed so, be one's own or public.
mine(Table) ->
    case known(Table) of
        Info when element(7, Info) =:= self() -> Info;
        _ -> error(badarg)
    end.

-spec whereis(atom()) -> tid() | undefined.
whereis(Name) when is_atom(Name) ->
    case known(Name) of
        undefined -> undefined;
        Info -> element(1, Info)
    end;
whereis(_) -> error(badarg).

-spec rename(table(), atom()) -> atom().
rename(Table, Name) when is_atom(Name) ->
    case known(Table) of
        Info when element(7, Info) =:= self(); element(5, Info) =:= 2 ->
            element(3, Info) andalso known(Name) =/= undefined andalso error(badarg),
            true = avm_ets:set(Table, name, Name),
            case element(3, Info) of
                true -> Name;
                false -> element(1, Info)
            end;
        _ -> error(badarg)
    end;
rename(_, _) -> error(badarg).

-spec setopts(table(), term()) -> true.
setopts(Table, Options) when is_list(Options) ->
    _ = mine(Table),
    [setopts(Table, Option) || Option <- Options],
    true;
setopts(Table, {heir, none}) ->
    _ = mine(Table),
    avm_ets:set(Table, heir, none);
setopts(Table, {heir, Pid, Data}) when is_pid(Pid) ->
    _ = mine(Table),
    avm_ets:set(Table, heir, {Pid, Data});
setopts(_, _) -> error(badarg).

-spec give_away(table(), pid(), term()) -> true.
give_away(Table, Pid, Data) when is_pid(Pid), Pid =/= self() ->
    _ = mine(Table),
    is_process_alive(Pid) orelse error(badarg),
    true = avm_ets:set(Table, owner, Pid),
    Pid ! {'ETS-TRANSFER', Table, self(), Data},
    true;
give_away(_, _, _) -> error(badarg).

-spec safe_fixtable(table(), boolean()) -> true.
safe_fixtable(Table, Fix) when is_boolean(Fix) -> avm_ets:set(Table, fixed, Fix) orelse error(badarg);
safe_fixtable(_, _) -> error(badarg).

-spec init_table(table(), fun((read | close) -> term())) -> true.
init_table(Table, Read) ->
    ets:delete_all_objects(Table),
    filled(Table, Read(read)).

filled(_Table, end_of_input) -> true;
filled(Table, {Objects, Next}) when is_list(Objects), is_function(Next, 1) ->
    ets:insert(Table, Objects),
    filled(Table, Next(read)).

%% Walks -----------------------------------------------------------------------------------------

-spec foldl(fun((tuple(), Acc) -> Acc), Acc, table()) -> Acc.
foldl(Fun, Acc, Table) -> folded(Fun, Acc, Table, []).

folded(Fun, Acc, Table, Cursor) ->
    {Objects, Next} = avm_ets:chunk(Table, Cursor, ?CHUNK),
    NewAcc = lists:foldl(Fun, Acc, Objects),
    case Next of
        [] -> NewAcc;
        _ -> folded(Fun, NewAcc, Table, Next)
    end.

-spec foldr(fun((tuple(), Acc) -> Acc), Acc, table()) -> Acc.
foldr(Fun, Acc, Table) -> lists:foldr(Fun, Acc, tab2list(Table)).

-spec tab2list(table()) -> [tuple()].
tab2list(Table) ->
    {Objects, _} = avm_ets:chunk(Table, [], 1 bsl 26),
    Objects.

-spec slot(table(), non_neg_integer()) -> [tuple()] | '$end_of_table'.
slot(Table, N) when is_integer(N), N >= 0 ->
    case lists:sublist(tab2list(Table), N + 1, 1) of
        [] -> ?END;
        Objects -> Objects
    end;
slot(_, _) -> error(badarg).

first_lookup(Table) -> with_objects(Table, ets:first(Table)).
last_lookup(Table) -> with_objects(Table, ets:last(Table)).
next_lookup(Table, Key) -> with_objects(Table, ets:next(Table, Key)).
prev_lookup(Table, Key) -> with_objects(Table, ets:prev(Table, Key)).

with_objects(_Table, ?END) -> ?END;
with_objects(Table, Key) -> {Key, ets:lookup(Table, Key)}.

%% Counters and elements --------------------------------------------------------------------------

-spec update_counter(table(), term(), term()) -> integer() | [integer()].
update_counter(Table, Key, Operations) -> changed(Table, Key, none, fun(Object, Position) -> counted(Operations, Object, Position) end).

-spec update_counter(table(), term(), term(), tuple()) -> integer() | [integer()].
update_counter(Table, Key, Operations, Default) ->
    changed(Table, Key, Default, fun(Object, Position) -> counted(Operations, Object, Position) end).

-spec update_element(table(), term(), term()) -> boolean().
update_element(Table, Key, Elements) ->
    ets:member(Table, Key) andalso changed(Table, Key, none, fun(Object, Position) -> {placed(Elements, Object, Position), true} end).

-spec update_element(table(), term(), term(), tuple()) -> boolean().
update_element(Table, Key, Elements, Default) ->
    changed(Table, Key, Default, fun(Object, Position) -> {placed(Elements, Object, Position), true} end).

%% Change the object of a key: Change gives the new one and a result. Begun again when another process
%% was faster.
changed(Table, Key, Default, Change) ->
    Info = known(Table),
    is_tuple(Info) andalso element(4, Info) < 2 orelse error(badarg),
    Position = element(6, Info),
    case ets:lookup(Table, Key) of
        [Object] ->
            {New, Result} = Change(Object, Position),
            case avm_ets:replace(Table, Object, New) of
                true -> Result;
                false -> changed(Table, Key, Default, Change)
            end;
        [] when is_tuple(Default), tuple_size(Default) >= Position ->
            {New, Result} = Change(setelement(Position, Default, Key), Position),
            case ets:insert_new(Table, New) of
                true -> Result;
                false -> changed(Table, Key, Default, Change)
            end;
        _ -> error(badarg)
    end.

counted(Operations, Object, Position) when is_list(Operations) ->
    {Results, New} = lists:mapfoldl(fun(Op, Now) -> count(Op, Now, Position) end, Object, Operations),
    {New, Results};
counted(Increment, Object, Position) when is_integer(Increment) -> counted({Position + 1, Increment}, Object, Position);
counted(Operation, Object, Position) ->
    {Result, New} = count(Operation, Object, Position),
    {New, Result}.

count({At, Increment}, Object, Key) when is_integer(At), At > 0, At =< tuple_size(Object), At =/= Key, is_integer(Increment), is_integer(element(At, Object)) ->
    Value = element(At, Object) + Increment,
    {Value, setelement(At, Object, Value)};
count({At, Increment, Limit, Reset}, Object, Key) when is_integer(Limit), is_integer(Reset) ->
    case count({At, Increment}, Object, Key) of
        {Value, New} when Increment >= 0, Value > Limit; Increment < 0, Value < Limit -> {Reset, setelement(At, New, Reset)};
        Counted -> Counted
    end;
count(_, _, _) -> error(badarg).

placed([Element | Elements], Object, Key) -> placed(Elements, placed(Element, Object, Key), Key);
placed([], Object, _Key) -> Object;
placed({At, Value}, Object, Key) when is_integer(At), At > 0, At =< tuple_size(Object), At =/= Key -> setelement(At, Object, Value);
placed(_, _, _) -> error(badarg).

%% Matching ---------------------------------------------------------------------------------------

match(Table, Pattern) -> select(Table, [{Pattern, [], ['$$']}]).
match(Table, Pattern, Limit) -> select(Table, [{Pattern, [], ['$$']}], Limit).
match(Continuation) -> select(Continuation).

match_object(Table, Pattern) -> select(Table, [{Pattern, [], ['$_']}]).
match_object(Table, Pattern, Limit) -> select(Table, [{Pattern, [], ['$_']}], Limit).
match_object(Continuation) -> select(Continuation).

match_delete(Table, Pattern) ->
    _ = select_delete(Table, [{Pattern, [], [true]}]),
    true.

select(Table, Spec) -> lists:reverse(found(Table, Spec, fun(_, Result, Acc) -> [Result | Acc] end, [])).

select(Table, Spec, Limit) when is_integer(Limit), Limit > 0 -> portion({Table, compiled(Spec), Limit}, [], Limit, []);
select(_, _, _) -> error(badarg).

select(?END) -> ?END;
select({Source, Cursor}) -> portion(Source, Cursor, element(3, Source), []);
select({Source, Limit, Rest}) -> backwards(Source, Limit, Rest);
select(_) -> error(badarg).

%% As many results as are wanted, and where to go on.
portion({Table, Compiled, _} = Source, Cursor, Wanted, Acc) ->
    {Objects, Next} = avm_ets:chunk(Table, Cursor, Wanted),
    Results = lists:append([results(O, Compiled) || O <- Objects]),
    Found = Acc ++ Results,
    case Wanted - length(Results) of
        _ when Next =:= [], Found =:= [] -> ?END;
        _ when Next =:= [] -> {Found, ?END};
        More when More > 0 -> portion(Source, Next, More, Found);
        _ -> {Found, {Source, Next}}
    end.

select_reverse(Table, Spec) -> found(Table, Spec, fun(_, Result, Acc) -> [Result | Acc] end, []).

select_reverse(Table, Spec, Limit) when is_integer(Limit), Limit > 0 -> backwards(Table, Limit, select_reverse(Table, Spec));
select_reverse(_, _, _) -> error(badarg).

select_reverse(Continuation) -> select(Continuation).

backwards(_Table, _Limit, []) -> ?END;
backwards(Table, Limit, Results) ->
    {First, Rest} = lists:split(min(Limit, length(Results)), Results),
    {First, case Rest of [] -> ?END; _ -> {Table, Limit, Rest} end}.

select_count(Table, Spec) -> found(Table, Spec, fun(_, Result, N) when Result =:= true -> N + 1; (_, _, N) -> N end, 0).

select_delete(Table, Spec) ->
    found(Table, Spec, fun
        (Object, true, N) ->
            ets:delete_object(Table, Object),
            N + 1;
        (_, _, N) -> N
    end, 0).

select_replace(Table, Spec) ->
    Info = known(Table),
    is_tuple(Info) andalso element(4, Info) =/= 2 orelse error(badarg),
    found(Table, Spec, fun(Old, New, N) ->
        case avm_ets:replace(Table, Old, New) of
            true -> N + 1;
            false -> N
        end
    end, 0).

%% Fold over the objects that match and what the specification makes of them.
found(Table, Spec, Fun, Acc) ->
    Compiled = compiled(Spec),
    Each = fun(Object, Now) ->
        case results(Object, Compiled) of
            [Result] -> Fun(Object, Result, Now);
            [] -> Now
        end
    end,
    case known(Table) of
        undefined -> error(badarg);
        Info ->
            case only_key(element(6, Info), Compiled) of
                {key, Key} -> lists:foldl(Each, Acc, ets:lookup(Table, Key));
                any -> folded(Each, Acc, Table, [])
            end
    end.

%% When all patterns have one and the same key, no other objects are looked at.
only_key(Position, [{{tuple, Size, Elements}, _, _}]) when Size >= Position ->
    case lists:nth(Position, Elements) of
        {literal, Key} when not is_map(Key) -> {key, Key};
        _ -> any
    end;
only_key(_, _) -> any.

match_spec_compile([_ | _] = Spec) -> {'$match_spec', compiled(Spec)};
match_spec_compile(_) -> error(badarg).

is_compiled_ms({'$match_spec', _}) -> true;
is_compiled_ms(_) -> false.

match_spec_run(Objects, {'$match_spec', Compiled}) -> lists:append([results(O, Compiled) || O <- proper(Objects)]);
match_spec_run(_, _) -> error(badarg).

repair_continuation(Continuation, _Spec) -> Continuation.

test_ms(Object, Spec) ->
    try match_spec_compile(Spec) of
        {_, Compiled} ->
            case results(Object, Compiled) of
                [Result] -> {ok, Result};
                [] -> {ok, false}
            end
    catch
        error:badarg -> {error, [{error, "not a match specification"}]}
    end.

%% Match specifications ---------------------------------------------------------------------------
%%
%% A pattern is any, {var, N}, {literal, T}, {tuple, Size, Patterns}, {cons, H, T} or {map, [{Key, Pattern}]};
%% an expression {literal, T}, {var, N}, object, vars, {tuple, Es}, {cons, H, T}, {map, [{K, V}]} or
%% {call, Name, Es}. What was bound is a map.

compiled(Spec) -> [clause(C) || C <- proper(Spec)].

proper(List) when length(List) >= 0 -> List;
proper(_) -> error(badarg).

clause({Head, Guards, [_ | _] = Body}) ->
    Pattern = pattern(Head),
    Vars = vars(Pattern, #{}),
    {Pattern, [expression(G, Vars) || G <- proper(Guards)], [expression(B, Vars) || B <- proper(Body)]};
clause(_) -> error(badarg).

pattern('_') -> any;
pattern(A) when is_atom(A) ->
    case variable(A) of
        none -> {literal, A};
        N -> {var, N}
    end;
pattern([H | T]) -> simple({cons, pattern(H), pattern(T)}, [H | T]);
pattern(T) when is_tuple(T) -> {tuple, tuple_size(T), [pattern(E) || E <- tuple_to_list(T)]};
pattern(M) when is_map(M) -> {map, [{K, pattern(V)} || {K, V} <- maps:to_list(M)]};
pattern(Term) -> {literal, Term}.

simple({cons, {literal, _}, {literal, _}}, Term) -> {literal, Term};
simple(Pattern, _) -> Pattern.

%% The number of '$1'.
variable(A) ->
    case atom_to_list(A) of
        [$$, C | Digits] when C >= $0, C =< $9 ->
            try list_to_integer([C | Digits]) of
                N -> N
            catch
                error:badarg -> none
            end;
        _ -> none
    end.

vars({var, N}, Vars) -> Vars#{N => []};
vars({tuple, _, Ps}, Vars) -> lists:foldl(fun vars/2, Vars, Ps);
vars({cons, H, T}, Vars) -> vars(T, vars(H, Vars));
vars({map, Pairs}, Vars) -> lists:foldl(fun({_, P}, Now) -> vars(P, Now) end, Vars, Pairs);
vars(_, Vars) -> Vars.

expression('$_', _) -> object;
expression('$$', _) -> vars;
expression(A, Vars) when is_atom(A) ->
    case variable(A) of
        none -> {literal, A};
        N when is_map_key(N, Vars) -> {var, N};
        _ -> error(badarg)
    end;
expression({const, T}, _) -> {literal, T};
expression({T}, Vars) when is_tuple(T) -> {tuple, [expression(E, Vars) || E <- tuple_to_list(T)]};
expression(T, Vars) when tuple_size(T) > 0, is_atom(element(1, T)) ->
    [Name | Args] = tuple_to_list(T),
    allowed(Name, length(Args)) orelse error(badarg),
    {call, Name, [expression(A, Vars) || A <- Args]};
expression(T, _) when is_tuple(T) -> error(badarg);
expression([H | T], Vars) -> simple({cons, expression(H, Vars), expression(T, Vars)}, [H | T]);
expression(M, Vars) when is_map(M) -> {map, [{expression(K, Vars), expression(V, Vars)} || {K, V} <- maps:to_list(M)]};
expression(Term, _) -> {literal, Term}.

allowed(Name, _) when Name =:= 'andalso'; Name =:= 'orelse'; Name =:= 'and'; Name =:= 'or' -> true;
allowed(is_record, N) -> N =:= 2 orelse N =:= 3;
allowed(Name, 0) -> lists:member(Name, [self, node]);
allowed(Name, 1) ->
    lists:member(Name, [
        is_atom, is_float, is_integer, is_list, is_number, is_pid, is_port, is_reference, is_tuple, is_map, is_binary, is_bitstring,
        is_boolean, is_function, 'not', abs, hd, length, round, size, bit_size, byte_size, tl, trunc, ceil, floor, float, node,
        map_size, tuple_size, '+', '-', 'bnot', binary_part]);
allowed(Name, 2) ->
    lists:member(Name, [
        element, is_map_key, map_get, is_function, 'xor', '+', '-', '*', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr', '>',
        '>=', '<', '=<', '=:=', '==', '=/=', '/=', max, min, binary_part]);
allowed(binary_part, 3) -> true;
allowed(_, _) -> false.

%% What the first clause that matches makes of an object: [Result] or [].
results(Object, [{Pattern, Guards, Body} | Clauses]) ->
    case bound(Pattern, Object, #{}) of
        false -> results(Object, Clauses);
        Bound ->
            case holds(Guards, Object, Bound) of
                true -> [body(Body, Object, Bound)];
                false -> results(Object, Clauses)
            end
    end;
results(_Object, []) -> [].

bound(any, _, Bound) -> Bound;
bound({var, N}, T, Bound) ->
    case Bound of
        #{N := Old} -> Old =:= T andalso Bound;
        #{} -> Bound#{N => T}
    end;
bound({literal, T}, T, Bound) -> Bound;
bound({tuple, Size, Patterns}, T, Bound) when tuple_size(T) =:= Size -> elements(Patterns, T, 1, Bound);
bound({cons, H, T}, [Head | Tail], Bound) ->
    case bound(H, Head, Bound) of
        false -> false;
        Next -> bound(T, Tail, Next)
    end;
bound({map, Pairs}, M, Bound) when is_map(M) -> pairs(Pairs, M, Bound);
bound(_, _, _) -> false.

elements([P | Ps], T, N, Bound) ->
    case bound(P, element(N, T), Bound) of
        false -> false;
        Next -> elements(Ps, T, N + 1, Next)
    end;
elements([], _, _, Bound) -> Bound.

pairs([{K, P} | Pairs], M, Bound) when is_map_key(K, M) ->
    case bound(P, map_get(K, M), Bound) of
        false -> false;
        Next -> pairs(Pairs, M, Next)
    end;
pairs([], _, Bound) -> Bound;
pairs(_, _, _) -> false.

holds([Guard | Guards], Object, Bound) ->
    try value(Guard, Object, Bound) of
        true -> holds(Guards, Object, Bound);
        _ -> false
    catch
        error:_ -> false
    end;
holds([], _, _) -> true.

%% The value of the last expression.
body([Last], Object, Bound) ->
    try
        value(Last, Object, Bound)
    catch
        error:_ -> 'EXIT'
    end;
body([_ | Rest], Object, Bound) -> body(Rest, Object, Bound).

value({literal, T}, _, _) -> T;
value({var, N}, _, Bound) -> map_get(N, Bound);
value(object, Object, _) -> Object;
value(vars, _, Bound) -> [V || {_, V} <- lists:sort(maps:to_list(Bound))];
value({tuple, Es}, Object, Bound) -> list_to_tuple([value(E, Object, Bound) || E <- Es]);
value({cons, H, T}, Object, Bound) -> [value(H, Object, Bound) | value(T, Object, Bound)];
value({map, Pairs}, Object, Bound) -> maps:from_list([{value(K, Object, Bound), value(V, Object, Bound)} || {K, V} <- Pairs]);
value({call, 'andalso', Es}, Object, Bound) -> lists:all(fun(E) -> value(E, Object, Bound) end, Es);
value({call, 'orelse', Es}, Object, Bound) -> lists:any(fun(E) -> value(E, Object, Bound) end, Es);
value({call, 'and', Es}, Object, Bound) -> lists:foldl(fun(E, Now) -> value(E, Object, Bound) and Now end, true, Es);
value({call, 'or', Es}, Object, Bound) -> lists:foldl(fun(E, Now) -> value(E, Object, Bound) or Now end, false, Es);
value({call, is_record, [T, Name | Size]}, Object, Bound) ->
    Record = value(T, Object, Bound),
    is_tuple(Record) andalso tuple_size(Record) > 0 andalso element(1, Record) =:= value(Name, Object, Bound) andalso
        [tuple_size(Record) || _ <- Size] =:= [value(S, Object, Bound) || S <- Size];
value({call, Name, Args}, Object, Bound) -> apply(erlang, Name, [value(A, Object, Bound) || A <- Args]).
