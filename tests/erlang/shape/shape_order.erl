%% Order of evaluation: operands, arguments, elements, fields, segments, generators, with effects.
-module(shape_order).
-include("t.hrl").
%% erlc: +no_ssa_opt
%% erlc: +no_copt

-record(r, {a, b, c}).
v(X) -> put(v, [X | get(v)]), X.
run(F) -> put(v, []), R = t(F), {R, lists:reverse(get(v))}.

start() ->
    [p(integer_to_list(N), run(F)) || {N, F} <- lists:zip(lists:seq(1, 26), [
        fun() -> v(1) + v(2) * v(3) - v(4) end, fun() -> {v(1), [v(2), v(3) | v([])], v(4)} end, fun() -> lists:nth(v(2), v([a, b])) end, fun() -> (v(lists)):(v(nth))(v(1), v("x")) end, fun() -> #{v(b) => v(1), v(a) => v(2)} end, fun() -> (v(#{}))#{v(k) => v(1)} end, fun() -> #r{c = v(1), a = v(2)} end, fun() -> (v(#r{}))#r{b = v(1), a = v(2)} end,
        fun() -> <<(v(1)):(v(8)), (v(<<2>>))/binary>> end, fun() -> v(false) andalso v(true) end, fun() -> v(true) orelse v(false) end, fun() -> v(true) and v(false) end, fun() -> [v({X, Y}) || X <- v([1, 2]), v(X) > 1, Y <- v([a, b])] end, fun() -> case v(2) of X when X > 1 -> v(big); _ -> v(small) end end, fun() -> if true -> v(yes) end end, fun() -> v(1) < v(2) end, fun() -> v([1]) ++ v([2]) ++ v([3]) end, fun() -> (fun(A, B) -> v({A, B}) end)(v(x), v(y)) end,
        fun() -> try v(1) of 1 -> v(2) after v(3) end end, fun() -> v(1) + v(a) + v(2) end, fun() -> {v(1), error(v(stop)), v(2)} end, fun() -> self() ! v(msg), receive X -> v({got, X}) end end, fun() -> [v(1), throw(v(2)) | v(3)] end, fun() -> begin A = v(1), B = v(A + 1), v(A + B) end end, fun() -> (catch v(1) / v(0)), v(2) end, fun() -> X = v(1), Y = v(2), {Y, X} end])],
    ok.
