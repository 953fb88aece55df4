%% SPDX-License-Identifier: Apache-2.0
%% marker.erl: receives that begin at a mark: nested, after others took messages away, with monitors.
-module(marker).
-export([start/0]).
start() ->
    Echo = spawn(fun echo/0),
    [self() ! {item, I} || I <- lists:seq(1, 50)],
    R = [call(Echo, I) || I <- lists:seq(1, 30)],
    io:put_chars(integer_to_list(lists:sum(R))), io:put_chars("\n"),
    %% nested: a reference made before another receive takes messages away
    R1 = make_ref(), self() ! {R1, a},
    receive {item, 50} -> ok end,
    R2 = make_ref(), self() ! {R2, b},
    receive {item, 49} -> ok end,
    A = receive {R2, X} -> X end,
    B = receive {R1, Y} -> Y end,
    M = monitor(process, Echo), Echo ! stop,
    C = receive {'DOWN', M, _, _, Why} -> Why end,
    N = drain(0),
    io:put_chars(atom_to_list(A)++atom_to_list(B)++atom_to_list(C)++integer_to_list(N)++"\n").
drain(N) -> receive {item, _} -> drain(N+1) after 0 -> N end.
call(P, I) -> R = make_ref(), P ! {self(), R, I}, receive {R, V} -> V end.
echo() -> receive {F, R, I} -> F ! {R, I*2}, echo(); stop -> ok end.
