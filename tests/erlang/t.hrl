%% SPDX-License-Identifier: Apache-2.0
%% What most programs of this folder share. Every function is exported, so that the compiler knows
%% nothing about arguments and results of id/1.
-compile([export_all, nowarn_export_all, nowarn_unused_function]).

%% Hide a value from the optimiser.
id(X) -> X.

%% The result of a fun, whatever it does.
t(F) ->
    try F() of
        V -> V
    catch
        C:R -> {C, R}
    end.

%% Print a label and the results of a list of funs, one a line.
ts(Label, Fs) ->
    [io:format("~ts ~w: ~0tp~n", [Label, N, t(F)]) || {N, F} <- lists:zip(lists:seq(1, length(Fs)), Fs)],
    ok.

%% Print a label and a value.
p(Label, V) -> io:format("~ts: ~0tp~n", [Label, V]).

%% A checksum of a list of bytes or a binary (no native involved, 28 bits at most).
ck(Bin) when is_binary(Bin) -> ck(Bin, 1, 0);
ck(List) -> ck(iolist_to_binary(List), 1, 0).
ck(<<B, Rest/binary>>, A, S) ->
    A1 = (A + B) rem 16381,
    ck(Rest, A1, (S + A1) rem 16381);
ck(<<>>, A, S) -> S * 16384 + A.

%% Pseudo-random numbers: a seed gives the next seed; r/2 scales one to 0..N-1.
next(S) -> (S * 16807) rem 2147483647.
r(S, N) -> S rem N.
