%% Binaries at the sizes where their kind changes: 0, 1, 63, 64, 65 bytes and multiples of a word.
-module(binary_sizes).
-include("t.hrl").

start() ->
    Sizes = [0, 1, 3, 4, 7, 8, 9, 15, 16, 31, 32, 60, 61, 62, 63, 64, 65, 66, 127, 128, 129, 255, 256, 257, 1000, 4096, 70000],
    [begin
         L = [(I * 7 + N) band 255 || I <- lists:seq(1, N)],
         B = list_to_binary(L),
         N = byte_size(B), L = binary_to_list(B),
         C = binary:copy(B), true = B =:= C,
         {X, Y} = split_binary(B, N div 2), B = <<X/binary, Y/binary>>,
         D = <<B/binary, 1>>, true = D > B,
         E = <<1, B/binary>>, N1 = N + 1, N1 = byte_size(E),
         <<_, Tail/binary>> = E, true = Tail =:= B,
         B = iolist_to_binary([X | Y]),
         B = binary:list_to_bin([[X], binary_to_list(Y)]),
         true = binary:copy(B, 3) =:= <<B/binary, B/binary, B/binary>>,
         <<Sh:3, Rest/bits>> = <<5:3, B/binary>>, 5 = Sh, true = Rest =:= B, B = binary:copy(Rest),
         M = #{B => N}, N = maps:get(C, M), N = maps:get(Rest, M),
         {B, C} = binary_to_term(term_to_binary({B, C})),
         Dl = B, true = (Dl == Rest) and not (Dl < Rest),
         io:format("~w ~w ~w~n", [N, ck(B), ck(D)])
     end || N <- Sizes],
    Keep = [binary:copy(<<I>>, I) || I <- lists:seq(0, 200)],
    erlang:garbage_collect(),
    p("kept", [byte_size(B) || B <- Keep] =:= lists:seq(0, 200)),
    p("content", lists:all(fun({I, B}) -> B =:= binary:copy(<<I>>, I) end, lists:zip(lists:seq(0, 200), Keep))),
    ok.
