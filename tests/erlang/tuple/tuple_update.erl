%% Chains of setelement and record updates that compilers merge into one instruction.
-module(tuple_update).
-include("t.hrl").
%% erlc: +no_ssa_opt
%% erlc: +r22

-record(r, {a, b, c, d, e, f, g, h}).

s1(T) -> setelement(1, T, x).
s3(T) -> setelement(1, setelement(2, setelement(3, T, c), b), a).
s3r(T) -> setelement(3, setelement(2, setelement(1, T, a), b), c).
chk(T) when tuple_size(T) >= 4 -> setelement(4, setelement(1, T, {T}), [T]).
upd(R) -> R#r{a = 1, c = 3, e = 5, g = 7}.
upd2(R) -> R2 = R#r{a = R#r.b, b = R#r.a}, R3 = R2#r{h = R2}, R3#r{d = R3#r.h}.
cond_(R, X) -> case X of 1 -> R#r{a = x}; 2 -> R#r{b = y, a = z}; _ -> R end.
many(R, 0) -> R;
many(R, N) -> many(R#r{a = N, b = R#r.a, c = R#r.b, d = R#r.c, e = R#r.d, f = R#r.e, g = R#r.f, h = R#r.g}, N - 1).
fail(R) -> try R#r{a = error(oops)} catch error:oops -> R#r{a = caught} end.
share(T) -> A = setelement(1, T, a), B = setelement(2, A, b), C = setelement(1, B, c), {T, A, B, C}.

start() ->
    p("s", [s1({1, 2}), s3({1, 2, 3, 4}), s3r({1, 2, 3, 4}), t(fun() -> s3({1, 2}) end), t(fun() -> s3r({1, 2}) end), t(fun() -> s1({}) end), chk({1, 2, 3, 4, 5})]),
    R = #r{a = a, b = b, h = {h}},
    p("upd", [upd(R), upd(upd(R)), upd2(#r{a = 1, b = 2}), R, t(fun() -> upd({r, 1}) end), t(fun() -> upd(x) end)]),
    p("cond", [cond_(R, X) || X <- [1, 2, 3]]),
    p("many", [many(R, N) || N <- [1, 3, 8, 10000]]),
    p("fail", fail(R)),
    p("share", [share({1, 2}), share({1, 2, 3})]),
    V = lists:foldl(fun(I, T) -> setelement(I rem 5 + 1, T, [I | element((I + 1) rem 5 + 1, T)]) end, {[], [], [], [], []}, lists:seq(1, 40)), p("loop", ck(io_lib:write(V))),
    p("old", begin O = {1, [2], {3}}, N = setelement(2, O, new), erlang:garbage_collect(), {O, N, setelement(3, N, O)} end),
    ok.
