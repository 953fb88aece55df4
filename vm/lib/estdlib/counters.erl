%% SPDX-License-Identifier: Apache-2.0
%% counters: arrays of counters that processes share. Those for many writers are the same here.
-module(counters).

-export([add/3, get/2, info/1, new/2, put/3, sub/3]).

-export_type([counters_ref/0]).

-opaque counters_ref() :: {atomics | write_concurrency, reference()}.

-define(IS(Kind), (Kind =:= atomics orelse Kind =:= write_concurrency)).

-spec new(pos_integer(), [atomics | write_concurrency]) -> counters_ref().
new(Count, []) -> new(Count, [atomics]);
new(Count, [Kind]) when ?IS(Kind) ->
    try
        {Kind, atomics:new(Count, [])}
    catch
        error:Reason -> error(Reason, [Count, [Kind]])
    end;
new(Count, Options) -> error(badarg, [Count, Options]).

-spec get(counters_ref(), pos_integer()) -> integer().
get({Kind, Array}, Index) when ?IS(Kind) -> atomics:get(Array, Index);
get(Counters, Index) -> error(badarg, [Counters, Index]).

-spec add(counters_ref(), pos_integer(), integer()) -> ok.
add({Kind, Array}, Index, Amount) when ?IS(Kind) -> atomics:add(Array, Index, Amount);
add(Counters, Index, Amount) -> error(badarg, [Counters, Index, Amount]).

-spec sub(counters_ref(), pos_integer(), integer()) -> ok.
sub(Counters, Index, Amount) -> add(Counters, Index, -Amount).

-spec put(counters_ref(), pos_integer(), integer()) -> ok.
put({Kind, Array}, Index, Value) when ?IS(Kind) -> atomics:put(Array, Index, Value);
put(Counters, Index, Value) -> error(badarg, [Counters, Index, Value]).

-spec info(counters_ref()) -> #{atom() => integer()}.
info({atomics, Array}) -> atomics:info(Array);
info({write_concurrency, Array}) -> maps:with([memory, size], atomics:info(Array));
info(Counters) -> error(badarg, [Counters]).
