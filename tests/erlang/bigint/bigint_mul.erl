%% Products whose carries run through all digits, and big times small.
-module(bigint_mul).
-include("t.hrl").

start() ->
    Ones = fun(N) -> (1 bsl N) - 1 end,
    [begin
         X = Ones(A) * Ones(B),
         true = X =:= (1 bsl (A + B)) - (1 bsl A) - (1 bsl B) + 1,
         true = X div Ones(A) =:= Ones(B),
         true = X rem Ones(B) =:= 0,
         true = (X + 5) rem Ones(A) =:= 5 rem Ones(A),
         io:format("~w ~w ~w~n", [A, B, ck(integer_to_list(X, 16))])
     end || A <- [3, 31, 32, 33, 59, 60, 63, 64, 65, 127, 128, 129, 500, 1024, 3333], B <- [3, 32, 60, 64, 65, 128, 191, 192, 193, 2048]],
    F = fun F(0) -> 1; F(N) -> N * F(N - 1) end,
    F1000 = F(1000),
    p("fact1000", {length(integer_to_list(F1000)), ck(integer_to_list(F1000))}),
    p("back", lists:foldl(fun(N, A) -> 0 = A rem N, A div N end, F1000, lists:seq(1, 1000))),
    S = 3, P = lists:foldl(fun(_, A) -> A * A end, S, lists:seq(1, 12)),
    p("3^4096", {ck(integer_to_list(P)), P rem 1000000007, P band 16#ffffffff}),
    ok.
