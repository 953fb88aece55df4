%% Receive in all its forms: patterns, guards, bound variables, nesting, many waiting messages.
-module(proc_receive).
-include("t.hrl").
%% erlc: +no_ssa_opt
%% erlc: +r22

put_all(L) -> [self() ! X || X <- L].
flush(A) -> receive X -> flush([X | A]) after 0 -> lists:reverse(A) end.

start() ->
    put_all([1, a, {x, 2}, {y, 3}, "s", <<"b">>, 4.5, #{k => 9}]),
    p("pattern", [receive {x, N} -> N end, receive <<"b">> -> bin end, receive #{k := V} -> V end, receive F when is_float(F) -> F end, receive [C | _] -> C end]),
    p("rest", flush([])),
    put_all(lists:seq(1, 20)),
    p("guard", [receive X1 when X1 > 15 -> X1 end, receive X2 when X2 rem 7 =:= 0, X2 > 7 -> X2 end, receive X3 when X3 =:= 3; X3 =:= 2 -> X3 end]),
    p("rest", flush([])),
    K = 5, put_all([{4, a}, {5, b}, {5, c}]),
    p("bound", [receive {K, Y1} -> Y1 end, receive {K, Y2} -> Y2 end, flush([])]),
    put_all([outer, inner, other]),
    p("nested", receive outer -> receive inner -> receive other -> all end end end),
    put_all([b, a]), p("order of clauses", [receive a -> a; b -> b end, flush([])]),
    put_all([1, 2, 3]), p("function", [receive Z -> Z * 10 end || _ <- [x, y, z]]),
    p("after", [receive never -> x after 0 -> none end, receive never -> x after 1 -> later end, receive after 0 -> only end, receive after 1 -> only1 end]),
    ts("bad after", [fun() -> receive never -> x after id(a) -> y end end, fun() -> receive never -> x after id(-1) -> y end end, fun() -> receive never -> x after id(1.0) -> y end end, fun() -> receive never -> x after id(1 bsl 40) -> y end end]),
    put_all(lists:seq(1, 5000)), self() ! last,
    p("behind many", [receive last -> last end, receive 5000 -> last_number end, receive 1 -> first end]),
    p("count", length(flush([]))),
    R = make_ref(), put_all([{make_ref(), x}, {R, y}]), p("reference", [receive {R, W} -> W end, length(flush([]))]),
    p("exception", begin put_all([bad, good]), T = t(fun() -> receive bad -> error(bad_message) end end), {T, flush([])} end),
    p("value", begin self() ! v, Q = receive v -> {got, v} end, {Q, Q} end),
    p("try", begin self() ! m, try receive m -> throw(from_receive) end catch throw:B -> B after self() ! n end end), p("left", flush([])),
    ok.
