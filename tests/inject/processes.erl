%% SPDX-License-Identifier: Apache-2.0
%% Processes and messages.
-module(processes).
-export([start/0]).

start() ->
    Me = self(),
    Pid = spawn(fun() -> loop(Me, []) end),
    Pid ! {hello, binary_to_list(binary:copy(<<"x">>, 100)), binary:copy(<<"y">>, 200)},
    Pid ! 1,
    Pid ! {done, make_ref()},
    receive
        {result, [{done, R}, 1, {hello, L, B}]} when is_reference(R) ->
            100 = length(L),
            200 = byte_size(B)
    after 300 -> exit(lost) % the other process had no memory
    end,
    deep(nest(500, x), Me).

loop(To, Acc) ->
    receive
        {done, _} = M -> To ! {result, [M | Acc]};
        M -> loop(To, [M | Acc])
    end.

nest(0, T) -> T;
nest(N, T) -> nest(N - 1, [{T} | N]).

deep(T, Me) ->
    Me ! T,
    receive
        T -> ok
    after 300 -> exit(lost)
    end.
