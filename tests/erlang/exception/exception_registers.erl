%% Values live across an exception: variables set before, inside and after, in x, y and float registers.
-module(exception_registers).
-include("t.hrl").
%% erlc: +no_ssa_opt
%% erlc: +no_copt
%% erlc: +no_type_opt

may(N) when N rem 2 =:= 0 -> throw({even, N});
may(N) when N rem 3 =:= 0 -> error({three, N});
may(N) -> N * 10.

a(A, B, C, D, E, F) ->
    G = A + B, H = [C | D], I = {E, F},
    R = try J = may(A), K = may(B), {J, K, G} catch throw:{even, N} -> {ev, N, H}; error:{three, N} -> {th, N, I} end,
    L = try may(C) of V -> V + G catch _:W -> {W, R} after put(last, I) end,
    {A, B, C, D, E, F, G, H, I, R, L, get(last)}.

fl(X, Y) ->
    A = X * 1.5, B = Y + A,
    try C = A / B, D = C * 2.0, may(trunc(D) + 1), {A, B, C, D}
    catch K:V -> {K, V, A, B, A * B}
    end.

nest(L) ->
    lists:foldl(fun(X, {Ok, Bad}) ->
        Y = X * X,
        try
            Z = try may(X) catch throw:{even, N} when N > 4 -> {big, N, Y} end,
            {[{X, Z} | Ok], Bad}
        catch
            throw:T -> {Ok, [{t, T, Y} | Bad]};
            error:E -> {Ok, [{e, E, Y} | Bad]}
        end
    end, {[], []}, L).

gc(N) ->
    B = binary:copy(<<N>>, 100), T = list_to_tuple(lists:seq(1, 50)), M = #{N => T},
    try
        _ = lists:seq(1, 2000),
        true = is_map(id(M)),
        _ = may(N),
        erlang:garbage_collect(),
        {ok, element(50, T)}
    catch
        C:R -> erlang:garbage_collect(), {C, R, byte_size(B), tuple_size(maps:get(N, M)), binary:last(B)}
    after
        _ = lists:seq(1, 1000), put(seen, {N, byte_size(B)})
    end.

start() ->
    [p("a", a(A, B, C, 4, five, "six")) || A <- [1, 2, 3], B <- [5, 8, 9], C <- [7, 4]],
    [p("fl", fl(X, Y)) || X <- [1.0, 2.5, 10.0], Y <- [1.0, -0.5]],
    p("fl bad", [t(fun() -> fl(a, 1.0) end), t(fun() -> fl(1.0, -1.5) end)]),
    p("nest", nest(lists:seq(1, 12))),
    [p("gc", [gc(N), get(seen)]) || N <- [1, 2, 9]],
    p("many", length([ok || N <- lists:seq(1, 20000), begin try may(N), false catch _:_ -> true end end])),
    ok.
