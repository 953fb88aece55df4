%% Off-heap binaries, sub-binaries and match contexts that outlive many collections.
-module(binary_gc).
-include("t.hrl").

churn(0, L) -> L;
churn(N, L) ->
    B = binary:copy(<<N:32>>, 25 + N rem 50),
    <<_:4/binary, S:40/binary, R/binary>> = B,
    <<_:3, U:77/bits, _/bits>> = B,
    L2 = case N rem 100 of 0 -> [{N, S, R, U} | L]; _ -> L end,
    churn(N - 1, L2).
ctx(<<N:16, R/binary>>, A) -> _ = lists:seq(1, 50), _ = <<A:64, R/binary>>, ctx(R, (A * 7 + N) rem 100003);
ctx(<<>>, A) -> A.
words(<<$ , R/binary>>, W, L) -> words(R, <<>>, [W | L]);
words(<<C, R/binary>>, W, L) -> words(R, <<W/binary, C>>, L);
words(<<>>, W, L) -> lists:reverse([W | L]).

start() ->
    L = churn(20000, []),
    erlang:garbage_collect(),
    p("kept", [length(L), lists:foldl(fun({N, S, R, U}, A) -> <<X:32, _/binary>> = S, X = N, (A + ck(S) + byte_size(R) + bit_size(U) + ck(<<U/bits, 0:3>>)) rem 1000003 end, 0, L)]),
    p("ctx", ctx(binary:copy(<<1, 2, 3, 4, 5>>, 4000), 0)),
    T = iolist_to_binary(lists:join(" ", [integer_to_list(X) || X <- lists:seq(1, 5000)])),
    W = words(T, <<>>, []),
    p("words", [length(W), lists:sum([binary_to_integer(X) || X <- W]), iolist_to_binary(lists:join(" ", W)) =:= T]),
    Subs = [binary:part(T, P, 100) || P <- lists:seq(0, 20000, 100)],
    p("subs", [iolist_size(Subs), ck(Subs)]),
    Big = [binary:copy(<<N>>, 100000) || N <- lists:seq(1, 20)],
    p("big", [ck(binary:part(B, 99990, 10)) || B <- Big]),
    _ = [binary:copy(<<0>>, 1000000) || _ <- lists:seq(1, 50)],
    p("again", [binary:last(B) || B <- Big]),
    ok.
