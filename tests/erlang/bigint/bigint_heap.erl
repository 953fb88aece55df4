%% Bignums live across collections, in terms, as map keys and in guards.
-module(bigint_heap).
-include("t.hrl").
%% erlc: +no_type_opt

keep(0, L) -> L;
keep(N, L) -> keep(N - 1, [N * (1 bsl 64) - 1, {N bsl 70} | L]).
garbage(0, A) -> A;
garbage(N, A) -> _ = lists:seq(1, 20), garbage(N - 1, (A * 3) bxor (A bsr 1) band ((1 bsl 190) - 1)).
g(X) when X =:= 18446744073709551616 -> two64;
g(X) when X > 18446744073709551616 -> above;
g(18446744073709551615) -> below;
g(-9223372036854775809) -> negative;
g(_) -> other.
sel(100000000000000000000) -> a;
sel(100000000000000000001) -> b;
sel(-100000000000000000000) -> c;
sel(3) -> d;
sel(1.0e20) -> f;
sel(_) -> z.

start() ->
    L = keep(5000, []),
    p("sum", lists:sum([X || X <- L, is_integer(X)])),
    p("tuples", lists:foldl(fun({X}, A) -> A bxor X; (_, A) -> A end, 0, L)),
    p("garbage", garbage(20000, 1)),
    M = maps:from_list([{I * (1 bsl 64), I} || I <- lists:seq(1, 100)]),
    p("keys", [maps:get((1 bsl 64) * 7, M), maps:is_key((1 bsl 64) * 101, M), maps:get(7 bsl 64, M), maps:is_key(7.0 * (1 bsl 64), M), map_size(M)]),
    p("guard", [g(X) || X <- [1 bsl 64, (1 bsl 64) + 1, (1 bsl 64) - 1, -(1 bsl 63) - 1, -(1 bsl 63), 1.8446744073709552e19, a]]),
    p("select", [sel(X) || X <- [100000000000000000000, 100000000000000000001, -100000000000000000000, 3, 1.0e20, 100000000000000000002, {}]]),
    p("member", [lists:member(1 bsl 90, [1 bsl 89, 1 bsl 90]), lists:keyfind(1 bsl 90, 1, [{1.0, a}, {1 bsl 90, b}]), [1 bsl 80, 1] -- [1 bsl 80], (catch {1 bsl 80} = {id(1 bsl 81)}) =/= ok]),
    ok.
