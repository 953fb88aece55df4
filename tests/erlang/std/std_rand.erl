%% rand: every algorithm gives the numbers it gives elsewhere.
-module(std_rand).
-include("t.hrl").

start() ->
    [begin
         S0 = rand:seed_s(A, {1, 22, 333}),
         {L, S1} = lists:mapfoldl(fun(_, S) -> rand:uniform_s(1000000007, S) end, S0, lists:seq(1, 20)),
         {F, S2} = lists:mapfoldl(fun(_, S) -> rand:uniform_s(S) end, S1, lists:seq(1, 5)),
         {N, S3} = lists:mapfoldl(fun(_, S) -> rand:normal_s(S) end, S2, lists:seq(1, 3)),
         {B, S4} = rand:uniform_s(1 bsl 100, S3),
         p(atom_to_list(A), {L, F, [trunc(X * 1.0e12) || X <- N], B}),
         {Bytes, _} = rand:bytes_s(10, S4), p("bytes", Bytes),
         case A of exro928ss -> p("jump", element(1, rand:uniform_s(1000, rand:jump(S4)))); _ -> ok end
     end || A <- [exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024]],
    p("splitmix", begin S = rand:seed_s(exsss, 42), {X, _} = rand:uniform_s(100, S), X end),
    p("export", rand:export_seed_s(rand:seed_s(exsss, {1, 2, 3}))),
    p("mwc", lists:foldl(fun(_, X) -> rand:mwc59(X) end, rand:mwc59_seed(5), lists:seq(1, 1000))),
    p("exsp", begin {X2, _} = rand:exsp_next(rand:exsp_jump(element(2, rand:seed_s(exsp, {4, 5, 6})))), X2 end),
    ok.
