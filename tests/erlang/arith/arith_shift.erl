%% Shifts by every amount from -130 to 130, as a variable and as a constant.
-module(arith_shift).
-include("t.hrl").
%% erlc: +no_type_opt

-define(C(N), [X bsl N, X bsr N, (X bsl N) band 16#ffffffff]).

c(X) -> [?C(0), ?C(1), ?C(3), ?C(26), ?C(27), ?C(28), ?C(31), ?C(32), ?C(33), ?C(58), ?C(59), ?C(60), ?C(63), ?C(64), ?C(65), ?C(100), ?C(-1), ?C(-31), ?C(-64)].
fits(X) when is_integer(X), X >= 0, X < 16 -> {X bsl 23, X bsl 24, X bsl 55, X bsl 56, X bsl 60, 1 bsl X, -1 bsl X, 16#7fffffff bsr X}.
pow2(N) -> 1 bsl N.

start() ->
    Xs = [0, 1, -1, 2, -3, 127, (1 bsl 27) - 1, -(1 bsl 27), 16#12345678, -16#12345678, (1 bsl 59) - 1, -(1 bsl 59), 1 bsl 59, (1 bsl 63) - 1, -(1 bsl 63), 1 bsl 64, (1 bsl 100) - 12345, -(1 bsl 100) + 7],
    [begin
         true = lists:all(fun(N) -> X bsl N =:= X bsr -N andalso (N < 0 orelse (X bsl N) =:= X * pow2(N)) andalso (N < 0 orelse (X bsr N) =:= floor_div(X, pow2(N))) end, lists:seq(-130, 130)),
         io:format("~w ~w~n", [X, ck(io_lib:write([[X bsl N, X bsr N] || N <- lists:seq(-130, 130)]))])
     end || X <- Xs],
    [io:format("~w ~w~n", [X, ck(io_lib:write(c(X)))]) || X <- Xs],
    p("fits", [fits(X) || X <- [0, 1, 3, 15]]),
    ok.
floor_div(X, Y) when X >= 0 -> X div Y;
floor_div(X, Y) -> -((-X + Y - 1) div Y).
