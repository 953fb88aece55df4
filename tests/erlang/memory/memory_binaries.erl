%% Many large binaries made and dropped, parts kept of large ones, copies, appends that outgrow.
-module(memory_binaries).
-include("t.hrl").

drop(0) -> ok;
drop(N) -> B = binary:copy(<<N>>, 100000), N = binary:last(B) + (N bsr 8 bsl 8), drop(N - 1).
keep(0, L) -> L;
keep(N, L) -> B = binary:copy(<<N:16>>, 50000), keep(N - 1, [binary:part(B, N, 10) | L]).
copykeep(0, L) -> L;
copykeep(N, L) -> B = binary:copy(<<N:16>>, 50000), copykeep(N - 1, [binary:copy(binary:part(B, N, 10)) | L]).
grow(B, N) when byte_size(B) > N -> B;
grow(B, N) -> grow(<<B/binary, B/binary, 1>>, N).
many(0, A) -> A;
many(N, A) -> many(N - 1, [<<N:(N rem 600 + 1)/unit:8>> | A]).
slices(<<H:7/binary, T/binary>>, A) -> slices(T, [H | A]);
slices(R, A) -> [R | A].

start() ->
    p("drop", drop(1500)),
    p("keep", [binary:first(B) + binary:last(B) || B <- keep(20, [])]),
    p("copy", [byte_size(B) || B <- copykeep(300, [])] =:= lists:duplicate(300, 10)),
    p("referenced", [binary:referenced_byte_size(B) || B <- [binary:part(binary:copy(<<"x">>, 5000), 3, 300), binary:copy(binary:part(binary:copy(<<"x">>, 5000), 3, 300)), <<"abc">>]]),
    p("grow", [byte_size(grow(<<"seed">>, N)) || N <- [10, 100, 10000, 5000000]]),
    M = many(3000, []), erlang:garbage_collect(),
    p("many", [lists:sum([byte_size(B) || B <- M]), lists:all(fun({B, N}) -> S = byte_size(B), <<X:S/unit:8>> = B, X =:= N end, lists:zip(M, lists:seq(1, 3000)))]),
    S = slices(binary:copy(<<"0123456789">>, 20000), []), p("slices", [length(S), hd(S), lists:last(S), ck(lists:reverse(S))]),
    p("tree", byte_size(lists:foldl(fun(N, A) -> <<N, A/binary, N>> end, <<>>, lists:seq(1, 3000)))),
    p("hash of parts", [maps:get(P, #{<<"34567">> => yes}, no) || P <- [binary:part(binary:copy(<<"0123456789">>, 100), X, 5) || X <- [3, 13, 993, 4]]]),
    ok.
