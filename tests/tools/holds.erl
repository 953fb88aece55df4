% SPDX-License-Identifier: Apache-2.0
% What tests/tools/holds runs. The inputs are constant terms, so that no collection copies them.
-module(holds).
-export([start/0]).
-compile([nowarn_deprecated_function]).


start() ->
    [Times | Names] = init:get_plain_arguments(),
    Cases = [C || C = {Name, _, _} <- cases(), Names =:= [] orelse lists:any(fun(N) -> string:find(atom_to_list(Name), N) =/= nomatch end, Names)],
    io:format("~-26s ~10s ~10s~n", ["native", "took ms", "held ms"]),
    [report(Name, Input, F, list_to_integer(Times)) || {Name, Input, F} <- Cases],
    ok.

report(Name, Input, F, Times) ->
    persistent_term:put(input, Input()),
    Runs = [run(F) || _ <- lists:seq(1, Times)],
    {Took, Held} = {lists:min([T || {T, _} <- Runs]), lists:min([H || {_, H} <- Runs])},
    io:format("~-26s ~10.2f ~10.2f~s~n", [Name, Took / 1000, Held / 1000, [" *" || Held > 1000]]).

run(F) ->
    Me = self(),
    P = spawn(fun() ->
        In = persistent_term:get(input),
        Me ! ready,
        receive go -> ok end,
        T1 = erlang:monotonic_time(microsecond),
        _ = (catch F(In)),
        T2 = erlang:monotonic_time(microsecond),
        Me ! {done, T2 - T1}
    end),
    receive ready -> ok end,
    P ! go,
    tick(erlang:monotonic_time(nanosecond), 0).

tick(Before, Longest) ->
    erlang:yield(),
    receive {done, Took} -> {Took, max(Longest, erlang:monotonic_time(nanosecond) - Before) / 1000}
    after 0 ->
        Now = erlang:monotonic_time(nanosecond),
        tick(Now, max(Longest, Now - Before))
    end.

cases() ->
    List = fun() -> lists:seq(1, 300000) end,
    Bytes = fun() -> [I band 127 || I <- lists:seq(1, 1000000)] end,
    Bin = fun() -> binary:copy(<<"the quick brown fox, ">>, 500000) end,
    Deep = fun() -> [[<<"abc">>, $a, [I band 127, "xyz"]] || I <- lists:seq(1, 200000)] end,
    Big = fun() -> 1 bsl id(2000000) - 12345 end,
    Pairs = fun() -> [{I, I} || I <- lists:seq(1, 100000)] end,
    Map = fun() -> maps:from_list(Pairs()) end,
    Text = fun() -> integer_to_list(1 bsl id(600000)) end,
    Term = fun() -> [{I, <<"abc">>, "def", 1.5, #{a => I}} || I <- lists:seq(1, 100000)] end,
    [
        {erlang_code, fun() -> 1000000 end, fun loop/1},
        {multiply, Big, fun(X) -> X * (X + 1) end},
        {square_small, fun() -> [1 bsl id(60000) - I || I <- lists:seq(1, 10)] end, fun(L) -> [X * X || X <- L] end},
        {divide, fun() -> {1 bsl id(2000000) - 12345, 1 bsl id(1000000) + 77} end, fun({A, B}) -> A div B end},
        {'rem', fun() -> {1 bsl id(2000000) - 12345, 1 bsl id(1000000) + 77} end, fun({A, B}) -> A rem B end},
        {add, fun() -> 1 bsl id(4000000) - 1 end, fun(X) -> X + X end},
        {shift, fun() -> 1 bsl id(4000000) - 1 end, fun(X) -> (X bsl 13) bsr 17 end},
        {'band', fun() -> 1 bsl id(4000000) - 1 end, fun(X) -> X band -X end},
        {integer_to_list, fun() -> 1 bsl id(600000) end, fun(X) -> integer_to_list(X) end},
        {integer_to_binary, fun() -> 1 bsl id(600000) end, fun(X) -> integer_to_binary(X) end},
        {integer_to_binary_16, fun() -> 1 bsl id(4000000) end, fun(X) -> integer_to_binary(X, 16) end},
        {list_to_integer, Text, fun(X) -> list_to_integer(X) end},
        {binary_to_integer, fun() -> list_to_binary(Text()) end, fun(X) -> binary_to_integer(X) end},
        {binary_to_integer_16, fun() -> integer_to_binary(1 bsl id(4000000), 16) end, fun(X) -> binary_to_integer(X, 16) end},
        {encode_unsigned, fun() -> 1 bsl id(4000000) end, fun(X) -> binary:encode_unsigned(X) end},
        {decode_unsigned, fun() -> binary:part(Bin(), 0, 400000) end, fun(X) -> binary:decode_unsigned(X) end},
        {binary_match, Bin, fun(X) -> binary:match(X, <<"slow">>) end},
        {binary_match_many, Bin, fun(X) -> binary:match(X, [<<"slow">>, <<"green">>, <<"cat">>]) end},
        {binary_matches, Bin, fun(X) -> binary:matches(X, <<"fox">>) end},
        {binary_split, Bin, fun(X) -> binary:split(X, <<",">>, [global]) end},
        {binary_replace, Bin, fun(X) -> binary:replace(X, <<"fox">>, <<"wolf">>, [global]) end},
        {binary_to_list, Bin, fun(X) -> binary_to_list(X) end},
        {bitstring_to_list, Bin, fun(X) -> bitstring_to_list(X) end},
        {binary_copy, Bin, fun(X) -> binary:copy(X, 3) end},
        {binary_prefix, fun() -> [Bin(), Bin()] end, fun(X) -> binary:longest_common_prefix(X) end},
        {encode_hex, Bin, fun(X) -> binary:encode_hex(X) end},
        {decode_hex, fun() -> binary:encode_hex(Bin()) end, fun(X) -> binary:decode_hex(X) end},
        {binary_join, fun() -> lists:duplicate(200000, <<"word">>) end, fun(X) -> binary:join(X, <<", ">>) end},
        {list_to_binary, Bytes, fun(X) -> list_to_binary(X) end},
        {iolist_to_binary, Deep, fun(X) -> iolist_to_binary(X) end},
        {iolist_size, Deep, fun(X) -> iolist_size(X) end},
        {list_to_bitstring, Deep, fun(X) -> list_to_bitstring(X) end},
        {characters_to_binary, Bytes, fun(X) -> unicode:characters_to_binary(X) end},
        {characters_to_binary_bin, Bin, fun(X) -> unicode:characters_to_binary(X) end},
        {characters_to_list, Bin, fun(X) -> unicode:characters_to_list(X) end},
        {bin_is_7bit, Bin, fun(X) -> unicode:bin_is_7bit(X) end},
        {list_to_tuple, List, fun(X) -> list_to_tuple(X) end},
        {tuple_to_list, fun() -> list_to_tuple(List()) end, fun(X) -> tuple_to_list(X) end},
        {setelement, fun() -> erlang:make_tuple(2000000, 0) end, fun(X) -> setelement(2, X, 5) end},
        {make_tuple, fun() -> 3000000 end, fun(X) -> erlang:make_tuple(X, 5) end},
        {length, fun() -> lists:seq(1, 1000000) end, fun(X) -> length(X) end},
        {lists_last, fun() -> lists:seq(1, 1000000) end, fun(X) -> lists:last(X) end},
        {lists_nth, fun() -> lists:seq(1, 1000000) end, fun(X) -> lists:nth(1000000, X) end},
        {lists_seq, fun() -> 1000000 end, fun(X) -> lists:seq(1, X) end},
        {lists_duplicate, fun() -> 1000000 end, fun(X) -> lists:duplicate(X, a) end},
        {lists_delete, List, fun(X) -> lists:delete(300000, X) end},
        {lists_flatten, fun() -> [[I, [I]] || I <- List()] end, fun(X) -> lists:flatten(X) end},
        {reverse, fun() -> lists:seq(1, 1000000) end, fun(X) -> lists:reverse(X) end},
        {append, fun() -> lists:seq(1, 1000000) end, fun(X) -> X ++ [1] end},
        {subtract, List, fun(X) -> X -- X end},
        {sort, fun() -> [(I * 7919) rem 300007 || I <- List()] end, fun(X) -> lists:sort(X) end},
        {keyfind, Pairs, fun(X) -> lists:keyfind(none, 1, X) end},
        {maps_from_list, Pairs, fun(X) -> maps:from_list(X) end},
        {maps_from_keys, List, fun(X) -> maps:from_keys(X, 0) end},
        {maps_merge, fun() -> {Map(), maps:from_list([{I * 3, I} || I <- lists:seq(1, 100000)])} end, fun({A, B}) -> maps:merge(A, B) end},
        {maps_keys, Map, fun(X) -> maps:keys(X) end},
        {maps_values, Map, fun(X) -> maps:values(X) end},
        {maps_to_list, Map, fun(X) -> maps:to_list(X) end},
        {equal_list, fun() -> {lists:seq(1, 1000000), lists:seq(1, 1000000)} end, fun({A, B}) -> A =:= B end},
        {equal_deep, fun() -> {Term(), Term()} end, fun({A, B}) -> A == B end},
        {equal_guard, fun() -> {Term(), Term()} end, fun({A, B}) when A == B -> true; (_) -> false end},
        {less_deep, fun() -> {Term(), Term()} end, fun({A, B}) -> A < B end},
        {equal_map, fun() -> {Map(), Map()} end, fun({A, B}) -> A =:= B end},
        {less_map, fun() -> {Map(), Map()} end, fun({A, B}) -> A < B end},
        {equal_often, fun() -> {lists:seq(1, 500), lists:seq(1, 500)} end, fun({A, B}) -> often(A, B, 20000) end},
        {phash2_list, List, fun(X) -> erlang:phash2(X) end},
        {phash2_bin, Bin, fun(X) -> erlang:phash2(X) end},
        {phash2_deep, Term, fun(X) -> erlang:phash2(X) end},
        {phash, Term, fun(X) -> erlang:phash(X, 1 bsl 32) end},
        {map_key_deep, Term, fun(X) -> #{X => 1, b => 2} end},
        {md5, Bin, fun(X) -> erlang:md5(X) end},
        {crc32, Bin, fun(X) -> erlang:crc32(X) end},
        {adler32, Bin, fun(X) -> erlang:adler32(X) end},
        {base64_encode, Bin, fun(X) -> base64:encode(X) end},
        {base64_decode, fun() -> base64:encode(Bin()) end, fun(X) -> base64:decode(X) end},
        {term_to_binary, Term, fun(X) -> term_to_binary(X) end},
        {external_size, Term, fun(X) -> erlang:external_size(X) end},
        {binary_to_term, fun() -> term_to_binary(Term()) end, fun(X) -> binary_to_term(X) end},
        {term_to_binary_compressed, Term, fun(X) -> term_to_binary(X, [compressed]) end},
        {binary_to_term_compressed, fun() -> term_to_binary(Term(), [compressed]) end, fun(X) -> binary_to_term(X) end},
        {zlib_compress, Bin, fun(X) -> zlib:compress(X) end},
        {flat_size, Term, fun(X) -> erts_debug:flat_size(X) end},
        {list_to_float, fun() -> "1." ++ lists:duplicate(1000000, $3) end, fun(X) -> list_to_float(X) end},
        {send_term, fun() -> Term() end, fun(X) -> self() ! binary_to_term(term_to_binary(X)) end},
        {spawn_term, fun() -> Term() end, fun(X) -> Y = binary_to_term(term_to_binary(X)), spawn(fun() -> Y end) end},
        {ets_insert, fun() -> Term() end, fun(X) -> T = ets:new(t, []), Y = binary_to_term(term_to_binary(X)), ets:insert(T, {1, Y}) end},
        {ets_insert_list, Pairs, fun(X) -> T = ets:new(t, []), ets:insert(T, X) end},
        {ets_delete_table, Pairs, fun(X) -> T = ets:new(t, []), ets:insert(T, X), ets:delete(T) end},
        {collection, fun() -> 300000 end, fun(X) -> grow(X, []) end}
    ].

id(X) -> X.

loop(0) -> ok;
loop(N) -> loop(N - 1).

often(_, _, 0) -> ok;
often(A, B, N) when A =:= B -> often(A, B, N - 1).

grow(0, L) -> length(L);
grow(N, L) -> grow(N - 1, [{N} | L]).
