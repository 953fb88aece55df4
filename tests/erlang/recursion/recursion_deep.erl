%% Ten million calls and a million frames; deep recursion that ends in an exception or collects below.
-module(recursion_deep).
-include("t.hrl").

loop(0) -> done;
loop(N) -> loop(N - 1).
frames(0) -> 0;
frames(N) -> 1 + frames(N - 1).
thrower(0) -> throw(bottom);
thrower(N) -> [thrower(N - 1)].
caught(0) -> error(bottom);
caught(N) -> try [caught(N - 1)] catch throw:never -> x end.
gcbelow(0) -> erlang:garbage_collect(), [];
gcbelow(N) -> T = {N, N + 1}, L = gcbelow(N - 1), {A, B} = T, [A + B | L].
map(_, []) -> [];
map(F, [H | T]) -> [F(H) | map(F, T)].

start() ->
    p("loop", loop(10000000)),
    p("frames", frames(1000000)),
    p("throw", t(fun() -> thrower(1000000) end)),
    p("caught", t(fun() -> caught(100000) end)),
    p("gc", lists:sum(gcbelow(300000))),
    p("map", lists:sum(map(fun(X) -> X * 2 end, lists:seq(1, 300000)))),
    p("again", frames(1000000)),
    ok.
