%% Random segment lists: what is built must match back, whatever the alignment.
-module(bits_random).
-include("t.hrl").

gen(0, S, L) -> {L, S};
gen(N, S, L) ->
    S1 = next(S), S2 = next(S1), S3 = next(S2),
    Seg = case S1 rem 6 of
              0 -> {big, r(S2, 70), (S3 bsl 31) bxor S2};
              1 -> {little, r(S2, 70), S3 * S1};
              2 -> {signed, 1 + r(S2, 66), -(S3 * S2)};
              3 -> {bytes, r(S2, 9), S3};
              4 -> {bits, r(S2, 40), S3};
              5 -> {slittle, 1 + r(S2, 66), S3 - S2 * 3}
          end,
    gen(N - 1, S3, [Seg | L]).

put({big, N, V}, B) -> <<B/bits, V:N>>;
put({little, N, V}, B) -> <<B/bits, V:N/little>>;
put({signed, N, V}, B) -> <<B/bits, V:N>>;
put({slittle, N, V}, B) -> <<B/bits, V:N/little>>;
put({bytes, N, V}, B) -> X = binary:copy(<<V>>, N), <<B/bits, X/binary>>;
put({bits, N, V}, B) -> X = <<V:N>>, <<B/bits, X/bits>>.

get({big, N, V}, B) -> <<X:N, R/bits>> = B, X = V band ((1 bsl N) - 1), R;
get({little, N, V}, B) -> <<X:N/little, R/bits>> = B, X = V band ((1 bsl N) - 1), R;
get({signed, N, V}, B) -> <<X:N/signed, R/bits>> = B, X = sign(V, N), R;
get({slittle, N, V}, B) -> <<X:N/signed-little, R/bits>> = B, X = sign(V, N), R;
get({bytes, N, V}, B) -> <<X:N/binary, R/bits>> = B, X = binary:copy(<<V>>, N), R;
get({bits, N, V}, B) -> <<X:N/bits, R/bits>> = B, X = <<V:N>>, R.

sign(V, N) -> U = V band ((1 bsl N) - 1), case U bsr (N - 1) of 1 -> U - (1 bsl N); 0 -> U end.

run(0, _, A) -> A;
run(K, S, A) ->
    {L, S2} = gen(K rem 12 + 1, S, []),
    B = lists:foldl(fun put/2, <<>>, L),
    <<>> = lists:foldl(fun get/2, B, L),
    P = S2 rem 8,
    <<_:P, C/bits>> = lists:foldl(fun put/2, <<0:P>>, L),
    true = B =:= C,
    Pad = (8 - bit_size(B) rem 8) rem 8,
    run(K - 1, S2, (A * 31 + ck(<<B/bits, 0:Pad>>) + bit_size(B)) rem 268435399).

start() -> [io:format("~w ~w~n", [S, run(400, S, 1)]) || S <- [3, 1415, 92653, 5897932]], ok.
