%% SPDX-License-Identifier: Apache-2.0
%% collect_other.erl: garbage_collect/1,2 of a process that waits, of one that is ready and of a
%% dead one; what they keep is still there.
-module(collect_other).
-export([start/0]).

start() ->
    P = spawn(fun() -> keeper(lists:seq(1, 500), <<0:8000>>) end),
    Q = spawn(fun() -> keeper(lists:seq(1, 50), <<"abc">>) end),
    true = garbage_collect(P),
    true = garbage_collect(Q),
    check(P, 20),
    check(Q, 20),
    P ! stop,
    M = monitor(process, P),
    receive {'DOWN', M, _, _, _} -> ok end,
    io:put_chars([atom_to_list(garbage_collect(P)), "\n"]).

check(_, 0) -> ok;
check(P, N) ->
    true = garbage_collect(P, [{type, case N rem 2 of 0 -> minor; 1 -> major end}]),
    P ! {self(), N},
    true = garbage_collect(P),
    receive {P, Sum, Size} -> io:put_chars([integer_to_list(Sum + Size), "\n"]) end,
    check(P, N - 1).

keeper(List, Bin) ->
    receive
        {From, N} ->
            From ! {self(), lists:sum(List) + N, byte_size(Bin)},
            keeper([N | List], Bin);
        stop -> ok
    end.
