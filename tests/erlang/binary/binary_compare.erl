%% Order and equality of binaries and bitstrings of any alignment.
-module(binary_compare).
-include("t.hrl").

c(A, B) -> if A < B -> $<; A =:= B -> $=; A > B -> $> end.
at(K, B) -> <<_:K, R/bits>> = <<0:K, B/bits>>, id(R).

start() ->
    Bs = [<<>>, <<0:1>>, <<1:1>>, <<0:7>>, <<0>>, <<1:7>>, <<0:9>>, <<1>>, <<127>>, <<128>>, <<255>>, <<255:7>>, <<1, 2>>, <<1, 2:4>>, <<1, 2, 3>>, <<1, 3>>, <<"abc">>, <<"abd">>, <<"ab", 6:3>>, <<"ab", 3:3>>, <<0:600>>, <<0:599>>, <<0:600, 1:1>>, <<1:600>>],
    [io:format("~s~n", [[c(A, B) || B <- Bs]]) || A <- Bs],
    [begin
         true = [c(A, B) || A <- Bs, B <- Bs] =:= [c(at(K, A), at(J, B)) || A <- Bs, B <- Bs],
         true = lists:all(fun(B) -> at(K, B) =:= at(J, B) end, Bs),
         true = lists:all(fun(B) -> maps:is_key(at(K, B), #{at(J, B) => x}) end, Bs)
     end || K <- [0, 1, 7, 8, 13], J <- [0, 3, 64]],
    p("sort", [bit_size(X) || X <- lists:sort(Bs)]),
    p("case", [case B of <<"abc">> -> abc; <<"abd">> -> abd; <<0:7>> -> seven; <<>> -> empty; _ -> o end || B <- Bs]),
    p("unaligned case", [case at(5, B) of <<"abc">> -> abc; <<"abd">> -> abd; <<0:7>> -> seven; <<>> -> empty; _ -> o end || B <- Bs]),
    p("lit", [<<"abc">> =:= id(<<"abc">>), <<"abc">> == id(<<"ab", $c>>), id(<<5:3>>) =:= <<5:3>>, id(<<5:3>>) =:= <<5:4>>, id(<<1.0/float>>) =:= <<63, 240, 0:48>>]),
    ok.
