%% Searching and splitting against a naive model, on texts with many partial matches.
-module(binary_search).
-include("t.hrl").

naive(B, P) -> naive(B, P, 0).
naive(B, P, N) when N + byte_size(P) > byte_size(B) -> [];
naive(B, P, N) -> S = byte_size(P), case B of <<_:N/binary, P:S/binary, _/binary>> -> [{N, S} | naive(B, P, N + S)]; _ -> naive(B, P, N + 1) end.

start() ->
    Texts = [<<>>, <<"a">>, binary:copy(<<"a">>, 50), binary:copy(<<"ab">>, 40), <<"aabaabaaabaaaabaaaaab">>, binary:copy(<<"abcabd">>, 30), list_to_binary([(N * N) rem 7 + $a || N <- lists:seq(1, 300)]), <<0:400>>, <<1, 0:304, 1>>],
    Pats = [<<"a">>, <<"b">>, <<"aa">>, <<"ab">>, <<"aab">>, <<"abd">>, <<"aaaab">>, <<"abcabcabd">>, <<0>>, <<0, 0>>, <<0, 1>>, binary:copy(<<"ab">>, 20)],
    [begin
         M = naive(T, P), M = binary:matches(T, P), M = binary:matches(T, binary:compile_pattern(P)),
         true = binary:match(T, P) =:= case M of [] -> nomatch; [F | _] -> F end,
         Parts = binary:split(T, P, [global]), true = length(Parts) =:= length(M) + 1,
         T = iolist_to_binary(lists:join(P, Parts)),
         true = byte_size(binary:replace(T, P, <<>>, [global])) =:= byte_size(T) - length(M) * byte_size(P)
     end || T <- Texts, P <- Pats],
    p("counts", [[length(binary:matches(T, P)) || P <- Pats] || T <- Texts]),
    p("many patterns", [binary:matches(T, [<<"ab">>, <<"abc">>, <<"c">>, <<"aab">>]) || T <- Texts, byte_size(T) < 60]),
    p("sub", [begin <<_:K/binary, S/binary>> = <<"xxhello hello">>, binary:match(S, <<"lo">>) end || K <- [0, 1, 2, 5, 10]]),
    p("unaligned", [begin <<_:K, S/binary>> = <<0:K, "find the needle in here">>, {binary:match(S, <<"needle">>), binary:split(S, <<" ">>, [global])} end || K <- [1, 7]]),
    p("lines", [length(binary:split(iolist_to_binary([[integer_to_list(N), $\n] || N <- lists:seq(1, 5000)]), <<"\n">>, [global, trim])), length(binary:matches(binary:copy(<<"ab">>, 20000), <<"ba">>))]),
    ok.
