%% SPDX-License-Identifier: Apache-2.0
%% queue: double-ended queues.
%%
%% A queue is {Rear, Front}: Front in order, Rear in reverse. Of a queue with two elements or more
%% neither list is empty, so that both ends are always at hand.
-module(queue).

-export([all/2, any/2, delete/2, delete_r/2, delete_with/2, delete_with_r/2, drop/1, drop_r/1]).
-export([filter/2, filtermap/2, fold/3, from_list/1, get/1, get_r/1, in/2, in_r/2, is_empty/1]).
-export([is_queue/1, join/2, len/1, member/2, new/0, out/1, out_r/1, peek/1, peek_r/1, reverse/1]).
-export([split/2, to_list/1]).
-export([cons/2, daeh/1, head/1, init/1, lait/1, last/1, liat/1, snoc/2, tail/1]).

-export_type([queue/0, queue/1]).

-type queue() :: queue(term()).
-opaque queue(T) :: {[T], [T]}.

-define(IS_QUEUE(R, F), (is_list(R) andalso is_list(F))).

-spec new() -> queue().
new() -> {[], []}.

-spec is_queue(term()) -> boolean().
is_queue({R, F}) when ?IS_QUEUE(R, F) -> true;
is_queue(_) -> false.

-spec is_empty(queue()) -> boolean().
is_empty({[], []}) -> true;
is_empty({R, F}) when ?IS_QUEUE(R, F) -> false;
is_empty(Q) -> erlang:error(badarg, [Q]).

-spec len(queue()) -> non_neg_integer().
len({R, F}) when ?IS_QUEUE(R, F) -> length(R) + length(F);
len(Q) -> erlang:error(badarg, [Q]).

-spec to_list(queue(T)) -> [T].
to_list({R, F}) when ?IS_QUEUE(R, F) -> F ++ lists:reverse(R);
to_list(Q) -> erlang:error(badarg, [Q]).

-spec from_list([T]) -> queue(T).
from_list(L) when is_list(L) -> front_only(L);
from_list(L) -> erlang:error(badarg, [L]).

-spec member(term(), queue()) -> boolean().
member(E, {R, F}) when ?IS_QUEUE(R, F) -> lists:member(E, R) orelse lists:member(E, F);
member(E, Q) -> erlang:error(badarg, [E, Q]).

%% Put an element at the rear.
-spec in(T, queue(T)) -> queue(T).
in(E, {[_] = R, []}) -> {[E], R};
in(E, {R, F}) when ?IS_QUEUE(R, F) -> {[E | R], F};
in(E, Q) -> erlang:error(badarg, [E, Q]).

%% Put an element at the front.
-spec in_r(T, queue(T)) -> queue(T).
in_r(E, {[], [_] = F}) -> {F, [E]};
in_r(E, {R, F}) when ?IS_QUEUE(R, F) -> {R, [E | F]};
in_r(E, Q) -> erlang:error(badarg, [E, Q]).

%% Take an element from the front.
-spec out(queue(T)) -> {{value, T} | empty, queue(T)}.
out({R, F} = Q) when ?IS_QUEUE(R, F) ->
    case Q of
        {[], []} -> {empty, Q};
        _ -> {{value, front(Q)}, without_front(Q)}
    end;
out(Q) ->
    erlang:error(badarg, [Q]).

%% Take an element from the rear.
-spec out_r(queue(T)) -> {{value, T} | empty, queue(T)}.
out_r({R, F} = Q) when ?IS_QUEUE(R, F) ->
    case Q of
        {[], []} ->
            {empty, Q};
        _ ->
            {{value, front({F, R})}, turn(without_front({F, R}))}
    end;
out_r(Q) ->
    erlang:error(badarg, [Q]).

-spec get(queue(T)) -> T.
get({[], []} = Q) -> erlang:error(empty, [Q]);
get({R, F} = Q) when ?IS_QUEUE(R, F) -> front(Q);
get(Q) -> erlang:error(badarg, [Q]).

-spec get_r(queue(T)) -> T.
get_r({[], []} = Q) -> erlang:error(empty, [Q]);
get_r({R, F}) when ?IS_QUEUE(R, F) -> front({F, R});
get_r(Q) -> erlang:error(badarg, [Q]).

-spec peek(queue(T)) -> empty | {value, T}.
peek({[], []}) -> empty;
peek({R, F} = Q) when ?IS_QUEUE(R, F) -> {value, front(Q)};
peek(Q) -> erlang:error(badarg, [Q]).

-spec peek_r(queue(T)) -> empty | {value, T}.
peek_r({[], []}) -> empty;
peek_r({R, F}) when ?IS_QUEUE(R, F) -> {value, front({F, R})};
peek_r(Q) -> erlang:error(badarg, [Q]).

-spec drop(queue(T)) -> queue(T).
drop({[], []} = Q) -> erlang:error(empty, [Q]);
drop({R, F} = Q) when ?IS_QUEUE(R, F) -> without_front(Q);
drop(Q) -> erlang:error(badarg, [Q]).

-spec drop_r(queue(T)) -> queue(T).
drop_r({[], []} = Q) -> erlang:error(empty, [Q]);
drop_r({R, F}) when ?IS_QUEUE(R, F) -> turn(without_front({F, R}));
drop_r(Q) -> erlang:error(badarg, [Q]).

%% The ends of queues that have elements.
front({_R, [E | _]}) -> E;
front({R, []}) -> lists:last(R).

without_front({[_], []}) -> {[], []};
without_front({[E | R], []}) -> {[E], tl(lists:reverse(R))};
without_front({R, [_]}) -> rear_only(R);
without_front({R, [_ | F]}) -> {R, F}.

turn({R, F}) -> {F, R}.

%% A queue of what is only in one of the lists.
rear_only([]) -> {[], []};
rear_only([_] = R) -> {[], R};
rear_only([A, B]) -> {[A], [B]};
rear_only(List) ->
    {R, F} = lists:split(length(List) div 2 + 1, List),
    {R, lists:reverse(F)}.

front_only(List) -> turn(rear_only(List)).

-spec reverse(queue(T)) -> queue(T).
reverse({R, F}) when ?IS_QUEUE(R, F) -> {F, R};
reverse(Q) -> erlang:error(badarg, [Q]).

%% The elements of two queues, those of the first before those of the second.
-spec join(queue(T), queue(T)) -> queue(T).
join({R, F} = Q, {[], []}) when ?IS_QUEUE(R, F) -> Q;
join({[], []}, {R, F} = Q) when ?IS_QUEUE(R, F) -> Q;
join({R1, F1}, {R2, F2}) when ?IS_QUEUE(R1, F1), ?IS_QUEUE(R2, F2) ->
    {R2, F1 ++ lists:reverse(R1, F2)};
join(Q1, Q2) ->
    erlang:error(badarg, [Q1, Q2]).

%% The first N elements, and the rest.
-spec split(non_neg_integer(), queue(T)) -> {queue(T), queue(T)}.
split(0, {R, F} = Q) when ?IS_QUEUE(R, F) ->
    {{[], []}, Q};
split(N, {R, F} = Q) when is_integer(N), N >= 1, ?IS_QUEUE(R, F) ->
    case length(F) of
        N ->
            {front_only(F), rear_only(R)};
        InFront when InFront > N ->
            {F1, F2} = lists:split(N, F),
            {front_only(F1), if R =:= [] -> front_only(F2); true -> {R, F2} end};
        InFront ->
            case length(R) - (N - InFront) of
                Keep when Keep >= 0 ->
                    {R2, R1} = lists:split(Keep, R),
                    {if F =:= [] -> rear_only(R1); true -> {R1, F} end, rear_only(R2)};
                _ ->
                    erlang:error(badarg, [N, Q])
            end
    end;
split(N, Q) ->
    erlang:error(badarg, [N, Q]).

%% The elements that Fun holds for; it may also give a list of elements instead.
-spec filter(fun((T) -> boolean() | [T]), queue(T)) -> queue(T).
filter(Fun, {R, F}) when is_function(Fun, 1), ?IS_QUEUE(R, F) ->
    New = lists:flatmap(
        fun(E) ->
            case Fun(E) of
                true -> [E];
                false -> [];
                Es when is_list(Es) -> Es
            end
        end,
        F
    ),
    join_lists(filter_rear(Fun, R), New);
filter(Fun, Q) ->
    erlang:error(badarg, [Fun, Q]).

filter_rear(_Fun, []) ->
    [];
filter_rear(Fun, [E | R0]) ->
    R = filter_rear(Fun, R0),
    case Fun(E) of
        true -> [E | R];
        false -> R;
        Es when is_list(Es) -> lists:reverse(Es, R)
    end.

-spec filtermap(fun((T) -> boolean() | {true, V}), queue(T)) -> queue(T | V).
filtermap(Fun, {R, F}) when is_function(Fun, 1), ?IS_QUEUE(R, F) ->
    New = lists:filtermap(Fun, F),
    join_lists(lists:reverse(lists:filtermap(Fun, lists:reverse(R))), New);
filtermap(Fun, Q) ->
    erlang:error(badarg, [Fun, Q]).

join_lists(R, []) -> rear_only(R);
join_lists([], F) -> front_only(F);
join_lists(R, F) -> {R, F}.

-spec fold(fun((T, Acc) -> Acc), Acc, queue(T)) -> Acc.
fold(Fun, Acc, {R, F}) when is_function(Fun, 2), ?IS_QUEUE(R, F) ->
    lists:foldr(Fun, lists:foldl(Fun, Acc, F), R);
fold(Fun, Acc, Q) ->
    erlang:error(badarg, [Fun, Acc, Q]).

-spec any(fun((T) -> boolean()), queue(T)) -> boolean().
any(Pred, {R, F}) when is_function(Pred, 1), ?IS_QUEUE(R, F) ->
    lists:any(Pred, F) orelse lists:any(Pred, R);
any(Pred, Q) ->
    erlang:error(badarg, [Pred, Q]).

-spec all(fun((T) -> boolean()), queue(T)) -> boolean().
all(Pred, {R, F}) when is_function(Pred, 1), ?IS_QUEUE(R, F) ->
    lists:all(Pred, F) andalso lists:all(Pred, R);
all(Pred, Q) ->
    erlang:error(badarg, [Pred, Q]).

%% Without the first element that equals E.
-spec delete(term(), queue(T)) -> queue(T).
delete(E, {R, F} = Q) when ?IS_QUEUE(R, F) -> delete_first(fun(X) -> X =:= E end, Q);
delete(E, Q) -> erlang:error(badarg, [E, Q]).

%% Without the last element that equals E.
-spec delete_r(term(), queue(T)) -> queue(T).
delete_r(E, {R, F}) when ?IS_QUEUE(R, F) -> turn(delete(E, {F, R}));
delete_r(E, Q) -> erlang:error(badarg, [E, Q]).

%% Without the first element that Pred holds for.
-spec delete_with(fun((T) -> boolean()), queue(T)) -> queue(T).
delete_with(Pred, {R, F} = Q) when is_function(Pred, 1), ?IS_QUEUE(R, F) -> delete_first(Pred, Q);
delete_with(Pred, Q) -> erlang:error(badarg, [Pred, Q]).

-spec delete_with_r(fun((T) -> boolean()), queue(T)) -> queue(T).
delete_with_r(Pred, {R, F}) when is_function(Pred, 1), ?IS_QUEUE(R, F) ->
    turn(delete_first(Pred, {F, R}));
delete_with_r(Pred, Q) ->
    erlang:error(badarg, [Pred, Q]).

delete_first(Pred, {R, F} = Q) ->
    case without(Pred, F, []) of
        {found, []} -> rear_only(R);
        {found, F1} when R =:= [] -> front_only(F1);
        {found, F1} -> {R, F1};
        none ->
            case without(Pred, lists:reverse(R), []) of
                {found, []} -> front_only(F);
                {found, R1} when F =:= [] -> rear_only(lists:reverse(R1));
                {found, R1} -> {lists:reverse(R1), F};
                none -> Q
            end
    end.

without(Pred, [E | Es], Acc) ->
    case Pred(E) of
        false -> without(Pred, Es, [E | Acc]);
        true -> {found, lists:reverse(Acc, Es)}
    end;
without(_Pred, [], _Acc) ->
    none.

%% Chris Okasaki's names -------------------------------------------------------------------------

-spec cons(T, queue(T)) -> queue(T).
cons(E, Q) -> in_r(E, Q).

-spec head(queue(T)) -> T.
head(Q) -> ?MODULE:get(Q).

-spec tail(queue(T)) -> queue(T).
tail(Q) -> drop(Q).

-spec snoc(queue(T), T) -> queue(T).
snoc(Q, E) -> in(E, Q).

-spec daeh(queue(T)) -> T.
daeh(Q) -> get_r(Q).

-spec last(queue(T)) -> T.
last(Q) -> get_r(Q).

-spec liat(queue(T)) -> queue(T).
liat(Q) -> drop_r(Q).

-spec lait(queue(T)) -> queue(T).
lait(Q) -> drop_r(Q).

-spec init(queue(T)) -> queue(T).
init(Q) -> drop_r(Q).
