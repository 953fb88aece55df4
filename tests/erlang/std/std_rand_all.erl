%% rand: seeds of all kinds, ranges narrower and wider than a value, floats, bytes, jumps, and what is refused.
%% library: own
-module(std_rand_all).
-export([start/0]).
-include("t.hrl").
many(_,S,0) -> [rand:export_seed_s(S)];
many(F,S,N) -> {V,S1}=F(S), [V|many(F,S1,N-1)].
algs() -> [exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024, dummy].
%% The last digits are the mathematical library's.
rounded(L) -> [if is_float(X) -> round(X * 1.0e9); true -> X end || X <- L].
h(T) -> erlang:phash2(T).
start() ->
 [begin 
   [p(A, t(fun() -> rand:export_seed_s(rand:seed_s(A, Seed)) end)) || Seed <- [0,1,-1,1 bsl 64+5,{1,2,3},{-1,0,1 bsl 70}, [1,2],[1|2],foo, {a,b,c}, lists:seq(1,16), lists:seq(0,16),[0],[1],[0,0], [1,2,3],1.5]],
   S = rand:seed_s(A,42),
   p(A, many(fun rand:uniform_s/1, S, 2)),
   p(A, h(many(fun rand:uniform_s/1, S, 100))),
   [p(A, {N, many(fun(X) -> rand:uniform_s(N,X) end, S, 20)}) || N <- [1,10,1000,1 bsl 53, 1 bsl 57+1, 1 bsl 58 - 1, 1 bsl 58, 1 bsl 58 + 1, 1 bsl 63+12345, 1 bsl 64, 1 bsl 64+1, 1 bsl 116, (1 bsl 200)+12345678901234567890, 1 bsl 300]],
   p(A, many(fun rand:uniform_real_s/1, S, 30)),
   p(A, rounded(many(fun rand:normal_s/1, S, 5))),
   [p(A, {N, rand:bytes_s(N, S) =/= 0 andalso begin {B,S1} = rand:bytes_s(N,S), {B,rand:export_seed_s(S1)} end}) || A =/= dummy, N <- [0,1,6,7,8,20]],
   p(A, t(fun() -> rand:export_seed_s(rand:jump(S)) end)),
   p(A, t(fun() -> {_,S1} = rand:uniform_s(S), rand:export_seed_s(rand:jump(S1)) end))
 end || A <- algs()],
 p(normal, rounded(many(fun rand:normal_s/1, rand:seed_s(exsss,1), 400))),
 p(normal, rounded(many(fun(S) -> rand:normal_s(5,2,S) end, rand:seed_s(exs64,1), 30))),
 p(normal, rounded(many(fun(S) -> rand:normal_s(5,2,S) end, rand:seed_s(exs1024,1), 30))),
 p(normal, rounded(many(fun(S) -> rand:normal_s(5,2,S) end, rand:seed_s(exrop,1), 30))),
 p(mwc,[begin C = rand:mwc59(X), {C, rand:mwc59_value32(C), rand:mwc59_value(C), rand:mwc59_float(C)} end || X <- [1,2,12345678901234567, 576460752303423487]]),
 p(mwcseed,[t(fun() -> rand:mwc59_seed(X) end)||X<-[0,1,42,-1, 1 bsl 58-1, 1 bsl 70,a]]),
 p(sm,[rand:splitmix64_next(X)||X<-[0,1,42,-1,1 bsl 64]]),
 p(exro, [rand:exro928_seed(lists:seq(1,16)), rand:exro928_next({lists:seq(1,16),[]}), rand:exro928_next_state({[1],lists:seq(2,16)}), rand:exro928_jump_2pow20({lists:seq(1,16),[]}), rand:exro928_jump_2pow512({lists:seq(1,15),[3]})]),
 p(exsp, [rand:exsp_next([1|2]), rand:exsp_jump([1|2])]),
 ts(err, [ fun() -> rand:seed(foo) end, fun() -> rand:seed(foo,1) end, fun() -> rand:seed_s(1) end, fun() -> rand:export_seed_s(rand:seed_s({exsss,[1|2]})) end,fun() -> rand:uniform(0) end, fun() -> rand:uniform(a) end, fun() -> rand:uniform(1.0) end, fun() -> rand:uniform_s(3,foo) end, fun() -> rand:uniform_s(foo) end, fun() -> rand:bytes(-1) end,fun() -> rand:bytes(a) end, fun() -> rand:export_seed_s(foo) end, fun() -> rand:normal(a,b) end, fun() -> rand:normal(0,-1) end, fun() -> rand:normal_s(0,-1,rand:seed_s(exsss,1)) end, fun() -> rand:jump(foo) end, fun() -> rand:jump(rand:seed_s(exs64,1)) end, fun() -> rand:exsp_next(a) end, fun() -> rand:mwc59(a) end]),
 rand:seed(exsss, 5), p(proc, [rand:uniform(), rand:uniform(7), rand:uniform_real(), round(rand:normal() * 1.0e9), round(rand:normal(1,2) * 1.0e9), rand:bytes(3), rand:export_seed(), rand:export_seed_s(rand:jump()), rand:export_seed(), get(rand_seed) =/= undefined]),
 erase(), p(undef, rand:export_seed()),
 ok.
