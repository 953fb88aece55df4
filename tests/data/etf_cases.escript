#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% etf_cases.escript: prints tests/unit/etf_cases.def, with Erlang/OTP 25 or later as the authority.
%%
%%     tests/data/etf_cases.escript > tests/unit/etf_cases.def
%%
%% ETF_GOOD(bytes behind the version, text by erlang:display/1, what term_to_binary makes of it again)
%% ETF_BAD(bytes that binary_to_term/1 refuses)

main([]) ->
    io:format("// SPDX-License-Identifier: Apache-2.0~n// clang-format off~n// Made by tests/data/etf_cases.escript: do not edit.~n"),
    Terms = terms(),
    [good(lists:usort([tail(term_to_binary(T, [{minor_version, V}])) || V <- [0, 1, 2]]), T) || T <- Terms],
    [good([B], binary_to_term(<<131, B/binary>>)) || B <- old()],
    [bad(B) || B <- cut([tail(term_to_binary(T, [{minor_version, 2}])) || T <- Terms]) ++ wrong()],
    io:format("// clang-format on~n").

tail(<<131, B/binary>>) -> B.

good(Bs, T) ->
    Text = escape(display(T)),
    Again = hex(tail(term_to_binary(T, [{minor_version, 2}]))),
    [io:format("ETF_GOOD(\"~s\", \"~s\", \"~s\")~n", [hex(B), Text, Again]) || B <- Bs].

bad(B) ->
    case catch binary_to_term(<<131, B/binary>>) of
        {'EXIT', {badarg, _}} -> io:format("ETF_BAD(\"~s\")~n", [hex(B)]);
        _ -> ok
    end.

%% Every proper prefix of some, up to a length that keeps the table small.
cut(Bs) -> [binary:part(B, 0, N) || B <- Bs, byte_size(B) < 40, N <- lists:seq(0, byte_size(B) - 1)].

hex(B) -> [io_lib:format("~2.16.0b", [C]) || <<C>> <= B].

%% What erlang:display/1 prints, through another emulator whose output is read.
display(T) ->
    Port = open_port({spawn_executable, os:find_executable("erl")},
                     [{args, ["-noshell", "-eval", "erlang:display(binary_to_term(base64:decode(\"" ++
                           binary_to_list(base64:encode(term_to_binary(T))) ++ "\"))), halt()."]}, exit_status, binary]),
    Out = gather(Port, <<>>),
    binary:part(Out, 0, byte_size(Out) - 2).

gather(Port, Acc) ->
    receive
        {Port, {data, D}} -> gather(Port, <<Acc/binary, D/binary>>);
        {Port, {exit_status, _}} -> Acc
    end.

escape(B) -> [case C of
                  $" -> "\\\"";
                  $\\ -> "\\\\";
                  $? -> "\\?";
                  _ when C < 32; C > 126 -> io_lib:format("\\~3.8.0b", [C]);
                  _ -> C
              end || <<C>> <= B].

terms() ->
    [0, 1, 255, 256, -1, 134217727, 134217728, -134217728, -134217729, 2147483647, -2147483648, 2147483648, -2147483649,
     1 bsl 40, -(1 bsl 40), 1 bsl 59 - 1, 1 bsl 59, -(1 bsl 59), -(1 bsl 59) - 1, 1 bsl 63, 1 bsl 64, -(1 bsl 64), 1 bsl 300,
     -(1 bsl 2039), 1 bsl 2040, 1.0, -0.5, 1.0e300, 0.1, 5.0e-324,
     a, true, 'with space', '', '\x{e9}', '\x{3b1}', 'Upper', 'a@b', 'it\'s', list_to_atom(lists:duplicate(255, $a)),
     list_to_atom(lists:duplicate(200, 16#e9)), list_to_atom([10, 1, 127, 150]),
     [], "abc", [1, 256], [a, b], [a | b], [[[]]], [1 | 2], "q\"\n", [[1, 2], "s"], lists:duplicate(300, 7),
     {}, {1}, {a, {b, {}}}, list_to_tuple(lists:seq(1, 256)),
     <<>>, <<"bin">>, <<"q\"">>, <<0>>, <<1:1>>, <<255, 5:3>>, <<200>>, binary:copy(<<"xyz">>, 40), <<(binary:copy(<<170>>, 70))/binary, 1:5>>,
     #{}, #{a => 1}, #{1 => [x], 2 => {}, "k" => #{b => 1.5}}, #{1 => a, 1.0 => b},
     fun lists:map/2, fun erlang:abs/1, fun 'A b':'c d'/255].

old() ->
    [<<100, 0, 2, "ok">>, <<115, 2, "ok">>, <<115, 1, 16#e9>>, <<118, 0, 2, 195, 169>>, <<118, 0, 0>>, <<100, 0, 0>>,
     <<99, "1.50000000000000000000e+00", 0:40>>, <<99, "-2.5", 0:216>>, <<99, "+1.5e3", 0:200>>,
     <<107, 0:16>>, <<107, 0, 3, 1, 2, 3>>, <<108, 0:32, 106>>, <<108, 0:32, 97, 1>>, <<108, 1:32, 97, 5, 106>>, <<108, 1:32, 108, 0:32, 97, 2, 106>>,
     <<98, 5:32>>, <<98, -1:32>>, <<110, 0, 0>>, <<110, 0, 1>>, <<110, 1, 0, 200>>, <<110, 1, 2, 5>>, <<110, 1, 1, 0>>, <<110, 3, 0, 5, 0, 0>>, <<111, 1:32, 0, 7>>,
     <<110, 8, 0, 0:56, 1>>, <<110, 9, 1, 0:64, 1>>, <<105, 1:32, 97, 1>>, <<105, 0:32>>, <<116, 1:32, 97, 1, 97, 2>>, <<116, 2:32, 97, 2, 97, 0, 97, 1, 97, 0>>,
     <<77, 0:32, 0>>, <<77, 1:32, 8, 255>>, <<77, 1:32, 3, 255>>, <<77, 2:32, 1, 255, 255>>,
     <<113, 119, 5, "lists", 119, 3, "map", 98, 2:32>>, <<113, 100, 0, 5, "lists", 115, 3, "map", 97, 2>>,
     <<103, 119, 13, "nonode@nohost", 5:32, 0:32, 0>>, <<88, 119, 13, "nonode@nohost", 5:32, 0:32, 0:32>>, <<88, 119, 13, "nonode@nohost", 5:32, 7:32, 0:32>>,
     <<102, 119, 13, "nonode@nohost", 5:32, 0>>, <<89, 119, 13, "nonode@nohost", 5:32, 0:32>>,
     <<90, 3:16, 119, 13, "nonode@nohost", 0:32, 16#3ffff:32, 7:32, 8:32>>].

wrong() ->
    [<<>>, <<0>>, <<77, 0:32, 1>>, <<77, 1:32, 0, 255>>, <<77, 1:32, 9, 255>>, <<116, 2:32, 97, 1, 97, 2, 97, 1, 97, 3>>,
     <<116, 40:32, << <<97, (N rem 39), 97, 0>> || N <- lists:seq(0, 39) >>/binary>>,
     <<100, 256:16, 0:2048>>, <<119, 2, 195, 40>>, <<119, 1, 255>>, <<118, 3:16, 237, 160, 128>>, <<118, 4:16, 244, 144, 128, 128>>, <<119, 2, 192, 128>>,
     <<118, 256:16, 0:2048>>, <<70, 16#7ff0000000000000:64>>, <<70, 16#fff8000000000000:64>>,
     <<99, " 1.5", 0:216>>, <<99, "1", 0:240>>, <<99, "1.5x", 0:216>>, <<99, "1.5e400", 0:192>>, <<117, 0:32>>, <<82, 0>>, <<131, 97, 1>>,
     <<108, -1:32, 97, 1>>, <<105, -1:32>>, <<116, -1:32>>, <<109, -1:32>>, <<111, -1:32, 0>>, <<112, -1:32>>, <<107, 3:16, 1>>,
     <<103, 97, 1, 5:32, 0:32, 0>>, <<90, 6:16, 119, 3, "a@b", 0:224>>, <<113, 97, 1, 97, 2, 97, 3>>, <<113, 119, 1, "a", 119, 1, "b", 106>>, <<104, 2, 97, 1>>].
