%% SPDX-License-Identifier: Apache-2.0
%% Every function of atomics and counters, with right and wrong arguments (calls.hrl).
-module(atomics_calls).
%% library: own
-include("calls.hrl").

calls() -> [{atomics, words()}, {counters, counters()}].

on(Args) -> fun() -> [filled(true) | Args] end.
unsigned(Args) -> fun() -> [filled(false) | Args] end.

filled(Signed) ->
    Array = atomics:new(2, [{signed, Signed}]),
    atomics:put(Array, 1, 5),
    Array.

counter(Args) ->
    fun() ->
        C = counters:new(2, []),
        counters:put(C, 1, 5),
        [C | Args]
    end.

size_only() -> {show, fun(#{size := N}) -> N; (Other) -> Other end}.

words() ->
    Large = 1 bsl 63,
    [{new, 2, [[3, []], [1, [{signed, false}]], [0, []], [1, [{signed, maybe_not}]], [1 bsl 70, []], [1, [signed]]]},
     {put, 3, [on([1, 7]), on([1, Large]), unsigned([1, Large]), unsigned([1, -1]), on([3, 1])]},
     {get, 2, [on([1]), on([2]), on([3]), fun() -> [make_ref(), 1] end]},
     {add, 3, [on([1, 7]), on([1, Large]), on([1, -Large]), on([1, 2 * Large])]},
     {add_get, 3, [on([1, 7]), on([1, Large]), unsigned([1, -6]), on([1, 2 * Large])]},
     {sub, 3, [on([1, 7]), on([1, Large]), on([1, 2 * Large])]},
     {sub_get, 3, [on([1, 7]), on([1, Large]), unsigned([1, 6])]},
     {exchange, 3, [on([1, 7]), on([1, Large]), unsigned([1, Large])]},
     {compare_exchange, 4, [on([1, 5, 6]), on([1, 6, 7]), on([1, 5, Large]), unsigned([1, -1, 5])]},
     {info, 1, [on([]), unsigned([])], [size_only()]}].

counters() ->
    [{new, 2, [[3, []], [3, [atomics]], [3, [write_concurrency]], [3, [other]], [0, []], [3, [atomics, write_concurrency]]]},
     {get, 2, [counter([1]), counter([2]), counter([3])]},
     {add, 3, [counter([1, 7]), counter([1, (1 bsl 63) - 1]), counter([3, 1])]},
     {sub, 3, [counter([1, 7]), counter([1, 1 bsl 70])]},
     {put, 3, [counter([1, 7]), counter([1, 1 bsl 63])]},
     {info, 1, [counter([]), fun() -> [counters:new(4, [write_concurrency])] end], [size_only()]}].

loose() -> [].
