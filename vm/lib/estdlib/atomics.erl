%% SPDX-License-Identifier: Apache-2.0
%% atomics: arrays of 64-bit integers that processes share, and change at once and in one order.
-module(atomics).

-export([add/3, add_get/3, compare_exchange/4, exchange/3, get/2, info/1, new/2, put/3, sub/3, sub_get/3]).

-export_type([atomics_ref/0]).

-opaque atomics_ref() :: reference().

-define(NATIVE, erlang:nif_error(undefined)).

-spec new(pos_integer(), [{signed, boolean()}]) -> atomics_ref().
new(_Count, _Options) -> ?NATIVE.

-spec put(atomics_ref(), pos_integer(), integer()) -> ok.
put(_Array, _Index, _Value) -> ?NATIVE.

-spec get(atomics_ref(), pos_integer()) -> integer().
get(_Array, _Index) -> ?NATIVE.

-spec add(atomics_ref(), pos_integer(), integer()) -> ok.
add(_Array, _Index, _Amount) -> ?NATIVE.

-spec add_get(atomics_ref(), pos_integer(), integer()) -> integer().
add_get(_Array, _Index, _Amount) -> ?NATIVE.

-spec sub(atomics_ref(), pos_integer(), integer()) -> ok.
sub(Array, Index, Amount) -> ?MODULE:add(Array, Index, -Amount).

-spec sub_get(atomics_ref(), pos_integer(), integer()) -> integer().
sub_get(Array, Index, Amount) -> ?MODULE:add_get(Array, Index, -Amount).

-spec exchange(atomics_ref(), pos_integer(), integer()) -> integer().
exchange(_Array, _Index, _Value) -> ?NATIVE.

-spec compare_exchange(atomics_ref(), pos_integer(), integer(), integer()) -> ok | integer().
compare_exchange(_Array, _Index, _Expected, _Value) -> ?NATIVE.

-spec info(atomics_ref()) -> #{atom() => integer()}.
info(_Array) -> ?NATIVE.
