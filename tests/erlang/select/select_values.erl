%% Selection over integers, atoms, floats, bignums and mixed values; dense, sparse and negative.
-module(select_values).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt

dense(0) -> a; dense(1) -> b; dense(2) -> c; dense(3) -> d; dense(4) -> e; dense(5) -> f; dense(6) -> g; dense(7) -> h; dense(8) -> i; dense(9) -> j; dense(10) -> k; dense(_) -> z.
sparse(-1000000) -> a; sparse(-1) -> b; sparse(0) -> c; sparse(17) -> d; sparse(255) -> e; sparse(65536) -> f; sparse(134217727) -> g; sparse(134217728) -> h; sparse(-134217729) -> i; sparse(2147483648) -> j; sparse(576460752303423487) -> k; sparse(576460752303423488) -> l; sparse(-576460752303423489) -> m; sparse(9223372036854775807) -> n; sparse(9223372036854775808) -> o; sparse(18446744073709551616) -> p; sparse(X) when is_integer(X) -> int; sparse(_) -> z.
neg(-5) -> a; neg(-4) -> b; neg(-3) -> c; neg(-2) -> d; neg(-1) -> e; neg(X) when X < 0 -> n; neg(X) -> X.
fl(0.0) -> zero; fl(1.0) -> one; fl(1.5) -> oh; fl(-2.25) -> m; fl(1.0e100) -> huge; fl(1) -> int; fl(_) -> no.
at(apple) -> 1; at(banana) -> 2; at(cherry) -> 3; at('') -> 4; at(true) -> 5; at(false) -> 6; at(undefined) -> 7; at(ok) -> 8; at(error) -> 9; at('A very long atom with blanks') -> 10; at(X) when is_atom(X) -> 11; at(_) -> 12.
mix(1) -> i; mix(a) -> a; mix("s") -> s; mix([]) -> n; mix({}) -> t0; mix({x}) -> t1; mix({x, _}) -> t2; mix(1.0) -> f; mix(<<"b">>) -> b; mix(2) -> i2; mix(b) -> ab; mix(#{}) -> m; mix(_) -> z.
ar(T) -> case T of {} -> 0; {_} -> 1; {_, _} -> 2; {a, _, _} -> a3; {b, _, _} -> b3; {_, _, c} -> c3; {_, _, _} -> 3; {_, _, _, _, _} -> 5; _ -> z end.
nested(X, Y, Z) -> case X of 1 -> case Y of a -> case Z of {1} -> p; {2} -> q; _ -> r end; b -> case Z of [] -> s; [_ | _] -> t; _ -> u end; _ -> v end; 2 -> case {Y, Z} of {a, a} -> w; {b, _} -> x; {_, b} -> y; _ -> z end; _ -> o end.
chars(C) -> case C of $0 -> d; $1 -> d; $9 -> d; $a -> l; $b -> l; $z -> l; $\n -> nl; $\t -> tb; $  -> sp; C when C > 127 -> hi; _ -> o end.

start() ->
    p("dense", [dense(X) || X <- lists:seq(-2, 12) ++ [1.0, a, 1 bsl 70]]),
    p("sparse", [sparse(X) || X <- [-1000000, -1, 0, 17, 255, 65536, 134217727, 134217728, -134217729, 2147483648, 576460752303423487, 576460752303423488, -576460752303423489, 9223372036854775807, 9223372036854775808, 18446744073709551616, 18446744073709551617, 5, -134217728, 17.0, x]]),
    p("neg", [neg(X) || X <- [-6, -5, -4, -3, -2, -1, 0, -1.0, a]]),
    p("fl", [fl(X) || X <- [0.0, 1.0, 1.5, -2.25, 1.0e100, 1, 2, 2.0, a]]),
    p("at", [at(X) || X <- [apple, banana, cherry, '', true, false, undefined, ok, error, 'A very long atom with blanks', other, [], 1]]),
    p("mix", [mix(X) || X <- [1, a, "s", [], {}, {x}, {x, 1}, 1.0, <<"b">>, 2, b, #{}, #{a => 1}, {y}, 3, "t"]]),
    p("ar", [ar(X) || X <- [{}, {1}, {1, 2}, {a, 1, 2}, {b, 1, 2}, {x, x, c}, {a, x, c}, {1, 2, 3}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}, [], a]]),
    p("nested", [nested(X, Y, Z) || X <- [1, 2, 3], Y <- [a, b, c], Z <- [{1}, {2}, [], [x], a, b]]),
    p("chars", [chars(C) || C <- "019abz\n\t é~"]),
    ok.
