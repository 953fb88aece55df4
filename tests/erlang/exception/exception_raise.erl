%% erlang:raise/3 and error/2,3: traces given, kept, cut, wrong; classes through old catch.
-module(exception_raise).
-include("t.hrl").

tr(F) -> try F() of V -> {value, V} catch C:R:S -> {C, R, [{M, N, if is_list(A) -> A; true -> A end, [X || {line, _} = X <- L]} || {M, N, A, L} <- lists:sublist(S, 3), M =/= ?MODULE]} end.

start() ->
    St = [{m, f, 1, [{line, 5}]}, {m, g, [a, b], []}, {m, h, 0, [{file, "x"}]}],
    [p("raise", tr(fun() -> erlang:raise(C, R, S) end)) || C <- [error, exit, throw], R <- [x, {y, [z]}], S <- [[], St]],
    [p("bad", tr(fun() -> erlang:raise(id(C), r, S) end)) || {C, S} <- [{foo, []}, {1, []}, {error, a}, {error, [a]}, {error, [{a, b, c}]}, {error, [{m, f, -1, []}]}, {error, [{m, f, 1}]}, {error, [{m, f, 1, []} | x]}, {error, [{fun() -> ok end, [1], []}]}, {error, [{"m", f, 1, []}]}]],
    p("old", [catch erlang:raise(throw, ball, St), catch erlang:raise(exit, gone, St), catch erlang:raise(error, oops, St)]),
    p("kept", begin {error, badarith, T} = tr(fun() -> try id(1) + id(a) catch C1:R1:S1 -> erlang:raise(C1, R1, S1) end end), T end),
    p("class changed", begin X = try try throw(a) catch throw:R2:S2 -> erlang:raise(exit, {was, R2}, S2) end catch C3:R3 -> {C3, R3} end, X end),
    p("after", begin Y = try try erlang:raise(error, q, St) after put(seen, yes) end catch error:q:S4 -> S4 end, {Y, get(seen)} end),
    p("twice", begin Z = try try try error(a) catch error:a:S5 -> erlang:raise(error, b, S5) end catch error:b:S6 -> erlang:raise(error, c, tl(S6) -- S6) end catch error:c:S7 -> S7 end, Z end),
    p("guard", [try erlang:raise(error, N, []) catch error:K when K > 2 -> {big, K}; error:K -> {small, K} end || N <- [1, 5]]),
    p("stack in guard free", try error(x) catch _:_:S8 when is_atom(a) -> is_list(S8) end),
    p("undef", [element(2, tr(F)) || F <- [fun() -> no_mod:f() end, fun() -> ?MODULE:nope(1) end, fun() -> apply(no_mod, f, [1, 2]) end, fun() -> (fun no_mod:g/2)(1, 2) end]]),
    p("reasons", [tr(fun() -> error(R) end) || R <- [badarg, {badmatch, 1}, function_clause, {a, "string", <<"bin">>}, 1, [], #{}]]),
    ok.
