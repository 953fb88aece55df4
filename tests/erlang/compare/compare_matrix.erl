%% All pairs of a list of terms of every type under all eight comparison operators.
-module(compare_matrix).
-include("t.hrl").

terms() -> [0, 0.0, -1, 1, 1.0, 1 bsl 64, -(1 bsl 64), 1.0e50, a, b, ab, 'A', '', true, {}, {a}, {b}, {a, b}, {1}, {1.0}, {a, {}}, #{}, #{a => 1}, #{a => 2}, #{b => 1}, #{1 => a}, #{1.0 => a}, #{a => 1, b => 2}, [], [a], [a | b], "ab", [1, 2], [1.0, 2], [[]], <<>>, <<0>>, <<1:1>>, <<0:3>>, <<"ab">>, <<"abc">>, <<255>>, fun erlang:abs/1, fun lists:map/2].

c(A, B) -> [A < B, A =< B, A > B, A >= B, A == B, A /= B, A =:= B, A =/= B].
code(L) -> lists:foldl(fun(true, A) -> 2 * A + 1; (false, A) -> 2 * A end, 0, L).

start() ->
    Ts = terms(),
    [io:format("~0p ~w~n", [A, [code(c(A, B)) || B <- Ts]]) || A <- Ts],
    p("sort", lists:sort(Ts)),
    p("usort", length(lists:usort(Ts))),
    p("max", {lists:max(Ts), lists:min(Ts)}),
    [true = ((A < B) =:= (B > A)) andalso ((A == B) =:= (B == A)) || A <- Ts, B <- Ts],
    [true = not (A < B andalso B < C) orelse A < C || A <- Ts, B <- Ts, C <- Ts],
    ok.
