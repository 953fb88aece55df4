%% Random division and multiplication of big numbers of uneven sizes, checked by reconstruction.
-module(bigint_random).
-include("t.hrl").

num(0, S, A) -> {A, S};
num(K, S, A) -> S1 = next(S), num(K - 1, S1, case S1 rem 11 of 0 -> A bsl 31; 1 -> (A bsl 31) bor 16#7fffffff; _ -> (A bsl 31) bor S1 end).
run(0, _, H) -> H;
run(N, S, H) ->
    {A, S1} = num(1 + S rem 40, next(S), 0), {B0, S2} = num(1 + (S bsr 8) rem 25, S1, 0),
    B = case B0 of 0 -> 1; _ -> B0 end,
    Q = A div B, R = A rem B, A = Q * B + R, true = R < B,
    true = (A * B) div B =:= A, true = (A * B) rem B =:= 0, true = (A * B + R) rem B =:= R,
    true = -A div B =:= -Q, true = -A rem B =:= -R, true = A div -B =:= -Q,
    true = list_to_integer(integer_to_list(A)) =:= A,
    true = (A + B) * (A - B) =:= A * A - B * B,
    true = (A bxor B) + 2 * (A band B) =:= A + B,
    run(N - 1, S2, (H * 33 + Q band 16#ffffff + R band 16#ffffff) rem 268435399).

start() -> [p(integer_to_list(S), run(300, S, 1)) || S <- [5, 555, 123123, 987654321]], ok.
