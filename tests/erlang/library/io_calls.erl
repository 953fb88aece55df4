%% SPDX-License-Identifier: Apache-2.0
%% Every function of io, io_lib and unicode, with right and wrong arguments (calls.hrl). A device that answers
%% in place of a terminal keeps what is written from the lines of this program.
-module(io_calls).
%% library: own
-include("calls.hrl").

calls() -> [{io, io()}, {io_lib, io_lib()}, {io_lib_fread, [{fread, [["~d", "12"], ["~d", "x"]]},
                                                            {fread, 3, [[[], "12 x\n", "~d"], [x, x, x]], [right]}]},
            {unicode, unicode()}, {unicode_util, unicode_util()}].

%% Answers every request with what it asks, or from the text.
device(Text) ->
    spawn_link(fun() -> device_loop(Text) end).

device_loop(Text) ->
    receive
        {io_request, From, As, {get_line, _, _}} when Text =:= [] -> From ! {io_reply, As, eof}, device_loop([]);
        {io_request, From, As, {get_line, _, _}} ->
            {Line, Rest} = lists:splitwith(fun(C) -> C =/= $\n end, Text),
            From ! {io_reply, As, Line ++ lists:sublist(Rest, 1)},
            device_loop(lists:nthtail(min(1, length(Rest)), Rest));
        {io_request, From, As, {get_chars, _, _, N}} -> From ! {io_reply, As, lists:sublist(Text, N)}, device_loop(lists:nthtail(N, Text));
        {io_request, From, As, {get_until, _, _, M, F, Args}} ->
            {Reply, Rest} = try until(M, F, Args, Text) catch _:_ -> {{error, request}, Text} end,
            From ! {io_reply, As, Reply},
            device_loop(Rest);
        {io_request, From, As, {get_geometry, _}} -> From ! {io_reply, As, {error, enotsup}}, device_loop(Text);
        {io_request, From, As, getopts} -> From ! {io_reply, As, [binary]}, device_loop(Text);
        {io_request, From, As, {setopts, _}} -> From ! {io_reply, As, ok}, device_loop(Text);
        {io_request, From, As, {put_chars, _, _}} -> From ! {io_reply, As, ok}, device_loop(Text);
        {io_request, From, As, {put_chars, _, M, F, A}} ->
            From ! {io_reply, As, try unicode:characters_to_list(apply(M, F, A)) of L when is_list(L) -> ok; _ -> {error, {M, F, bad}} catch _:_ -> {error, F} end},
            device_loop(Text);
        {io_request, From, As, {requests, _}} -> From ! {io_reply, As, ok}, device_loop(Text);
        {io_request, From, As, _} -> From ! {io_reply, As, {error, request}}, device_loop(Text)
    end.

until(M, F, Args, Text) ->
    {done, Result, Rest} =
        case apply(M, F, [[], Text | Args]) of
            {more, State} -> apply(M, F, [State, eof | Args]);
            Done -> Done
        end,
    {Result, Rest}.

%% Arguments after those of a process whose group leader is such a device, and before them the device.
here(Text, Args) -> fun() -> group_leader(device(Text), self()), Args end.
on(Text, Args) -> fun() -> [device(Text) | Args] end.

io() ->
    Forms = "a(1).\nb.\n",
    Scanner = [2, 3, 4, {show, fun(_) -> done end}],
    [{columns, 0, [here("", [])]}, {columns, 1, [on("", [])]},
     {format, 1, [here("", ["hello ~n"])]}, {format, 2, [here("", ["~p", [x]]), here("", ["~p", []]), here("", ["~q", [1]])]},
     {format, 3, [on("", ["~p", [x]]), on("", ["~p", []])]},
     {fread, 2, [here("12 ab", ["", "~d ~s"]), here("x", ["", "~d"]), here("", ["", "~d"])]},
     {fread, 3, [on("12 ab", ["", "~d ~s"]), on("x", ["", "~d"])]},
     {fwrite, 1, [here("", ["hello"])]}, {fwrite, 2, [here("", ["~w", [x]])]}, {fwrite, 3, [on("", ["~w", [x]])]},
     {get_chars, 2, [here("abc", ["", 2])]}, {get_chars, 3, [on("abc", ["", 2])], [3]},
     {get_line, 1, [here("abc\nd", [""]), here("", [""])]}, {get_line, 2, [on("abc\nd", [""])]},
     {get_password, 0, [here("", [])]}, {get_password, 1, [on("", [])]},
     {getopts, 0, [here("", [])]}, {getopts, 1, [on("", [])]},
     {nl, 0, [here("", [])]}, {nl, 1, [on("", [])]},
     {printable_range, [[]]},
     {put_chars, 1, [here("", ["abc"]), here("", [<<"ab">>])]}, {put_chars, 2, [on("", ["abc"]), on("", [[x]])]},
     {read, 1, [here("{a, 1}.\n", [""])], Scanner}, {read, 2, [on("{a, 1}.\n", [""])], Scanner},
     {read, 3, [on("{a, 1}.\n", ["", 1])], Scanner}, {read, 4, [on("{a, 1}.\n", ["", 1, []])], Scanner},
     {request, 1, [here("", [{put_chars, unicode, "a"}])]}, {request, 2, [on("", [{put_chars, unicode, "a"}])]},
     {requests, 1, [here("", [[{put_chars, unicode, "a"}]])], [right]}, {requests, 2, [on("", [[{put_chars, unicode, "a"}]])], [right]},
     {rows, 0, [here("", [])]}, {rows, 1, [on("", [])]},
     {setopts, 1, [here("", [[binary]])]}, {setopts, 2, [on("", [[binary]])]},
     {write, 1, [here("", [{a, 1}])]}, {write, 2, [on("", [{a, 1}])]}] ++
    %% The scanner and the parser are modules of OTP's, not of the library.
    [{F, A, [on(Forms, lists:sublist(["", 1, []], A - 1))], Scanner}
     || F <- [parse_erl_exprs, parse_erl_form, scan_erl_exprs, scan_erl_form], A <- [2, 3, 4]] ++
    [{F, 1, [here(Forms, [""])], [1 | Scanner]}
     || F <- [parse_erl_exprs, parse_erl_form, scan_erl_exprs, scan_erl_form]].

io_lib() ->
    Flat = {show, fun(L) -> try unicode:characters_to_list(L) of F when is_list(F) -> F; _ -> L catch _:_ -> L end end},
    Specs = "~10.4.0p~w~*s~ts~n",
    [{build_text, 1, [[io_lib:scan_format("~p ~w~n", [a, b])]], [Flat]},
     {build_text, 2, [[io_lib:scan_format("~p ~w~n", [a, b]), []], [io_lib:scan_format("~p", [a]), [{chars_limit, 20}]]], [Flat]},
     {char_list, [["ab"], [[a]], [[300]], [["a"]]]},
     {chars_length, [["ab"], [[<<"ab">>, "c"]]]},
     {collect_chars, 3, [[start, "abcdef", 2], [start, eof, 2], [start, "a", 2]], [1, 2]},
     {collect_chars, 4, [[start, "abcdef", latin1, 2], [start, eof, unicode, 2]], [right]},
     {collect_line, 3, [[start, "ab\ncd", latin1]], [right]},
     {collect_line, 4, [[start, "ab\ncd", latin1, x], [start, eof, unicode, x]], [right]},
     {deep_char_list, [[["ab", ["c"]]], [[a]], [[300]]]},
     {deep_latin1_char_list, [[["ab", ["c"]]], [[300]]]},
     {deep_unicode_char_list, [[["ab", ["c", 300]]], [[a]]]},
     {format, 2, [["~p ~s~n", [a, "b"]], ["~p", []], ["~p", [a, b]], ["~q", [a]], [<<"~w">>, [a]], ['~w', [a]], ["~s", [a]], ["~s", [1]], ["~s", [[300]]], ["~ts", [[300]]],
                  ["~10s|~-5s|~5.2s", ["ab", "ab", "abc"]], ["~b ~.16b ~x ~#", [10, 255]], ["~.16x ~.16#", [255, "0x", 255]], ["~c~3c", [$a, $b]], ["~e ~f ~g ~.2f", [1.0, 2.0, 3.0, 4.0]],
                  ["~f", [1]], ["~b", [1.0]], ["~c", [a]], ["~i~w", [a, b]], ["~*c", [3, $x]], ["~W ~P", [[1, 2, 3, 4], 3, {1, 2, 3}, 2]], ["~+", [1]], ["~", []], ["~3", []],
                  ["~0p", [#{a => 1}]], ["~10w|~-10w|~2w", [abc, abc, abc]], ["~~", []]], [Flat]},
     {format, 3, [["~p", [a], [{chars_limit, 30}]], ["~s", ["ab"], []], ["~s", ["ab"], [x]]], [Flat]},
     {format_prompt, 1, [["ab"], [ab], [{format, "~w", [x]}]], [Flat]},
     {format_prompt, 2, [["ab", latin1], [ab, unicode]], [Flat]},
     {fread, [["~d ~s", "12 ab c"], ["~d", "x"], ["~d", ""], ["~a~c", "abc"], ["~q", "a"], ["~3d", "12345"], ["~f", "1.5"], ["~16u", "ff"], ["x~d", "y1"]]},
     {fread, 3, [[[], "12 ", "~d~d"], [[], eof, "~d"], [x, x, x]], [right]},
     {fwrite, 2, [["~w", [a]], ["~w", []]], [Flat]},
     {fwrite, 3, [["~w", [a], []]], [Flat]},
     {get_until, 3, [[start, "ab\n", {lists, max, []}]], [right, {show, fun(_) -> result end}, classes]},
     {get_until, 4, [[[], "1.\n", latin1, {x, y, []}]], [right, classes]},
     {indentation, 2, [["ab\ncd", 3], ["", 2], ["a\tb", 0]], [{without, ["binary"]}]},
     {latin1_char_list, [["ab"], [[300]], [["a"]]]},
     {nl, [[]]},
     {print, 1, [[{a, "b", [1]}], ["ab"]], [Flat]},
     {print, 4, [[{a, [1, 2, 3]}, 1, 10, 3], [lists:seq(1, 20), 3, 20, -1]], [Flat, {without, ["float"]}]},
     {printable_latin1_list, [["ab"], [[300]], [[1]]]},
     {printable_list, [["ab"], [[300]], [[1]]]},
     {printable_unicode_list, [["ab"], [[300]], [[1]], [[16#D800]]]},
     {quote_atom, 2, [[a, "a"], ['A', "A"], ['case', "case"], ['', ""]], [right]},
     {scan_format, [[Specs, [a, b, 3, "x", "y"]], ["~p", []], ["~p", [a, b]], ["~s", [1]]]},
     {unscan_format, 1, [[io_lib:scan_format("a~10.4.0p~w~*s", [a, b, 3, "x"])]]},
     {write, 1, [[{a, "b", <<1>>, 1.5, #{a => 1}}], ['A b'], [[a | b]]], [Flat]},
     {write, 2, [[{a, [b, c]}, 3], [lists:seq(1, 9), 4], [a, 0], [{a}, -1]], [Flat, 2]},
     {write, 3, [[x, y, z]], [right, Flat, classes]},
     {write_atom, 1, [[a], ['A'], ['a b'], ['\x{e4}'], ['\x{400}'], ['']], [Flat]},
     {write_atom_as_latin1, 1, [['A'], ['\x{e4}'], ['\x{400}']], [Flat]},
     {write_char, [[$a], [$\n], [16#400], [228], [$\s], [$'], [127]]},
     {write_char_as_latin1, [[$a], [228], [16#400]]},
     {write_latin1_char, [[$a], [228], [$\t]]},
     {write_latin1_string, [["ab"], [[228]], ["a\"b"]]},
     {write_latin1_string, 2, [["ab", $'], [[228], $"]], [2]},
     {write_string, 1, [["ab"], [[16#400]], ["a\"\n"]]},
     {write_string, 2, [["ab", $'], ["a'b", $'], ["a\"b", $']], [2]},
     {write_string_as_latin1, [["ab"], [[16#400]]]},
     {write_string_as_latin1, 2, [["ab", $'], [[16#400], $"]], [2]},
     {write_unicode_char, [[$a], [16#400], [$\n]]},
     {write_unicode_string, [["ab"], [[16#400]]]}].

unicode() ->
    Bad = <<"a", 255>>,
    [{bin_is_7bit, [[<<"abc">>], [<<228>>], [<<>>]]},
     {bom_to_encoding, [[<<239, 187, 191>>], [<<254, 255>>], [<<255, 254>>], [<<0, 0, 254, 255>>], [<<255, 254, 0, 0>>], [<<"a">>]]},
     {encoding_to_bom, [[utf8], [latin1], [{utf16, little}], [utf32], [unicode]]},
     {characters_to_binary, [["ab"], [["a", <<"b">>, [16#400]]], [Bad], [[16#D800]], [[a]], [<<"a", 195>>]]},
     {characters_to_binary, [["ab", unicode], [<<228>>, latin1], [Bad, utf8], [<<0, 97>>, utf16], [[300], latin1], ["a", nosuch]]},
     {characters_to_binary, [["ab", unicode, utf16], [[300], unicode, latin1], [<<228>>, latin1, utf8], ["a", utf8, {utf32, little}], ["a", utf8, nosuch]]},
     {characters_to_list, [[<<"ab">>], [["a", <<"b">>]], [Bad], [[a]], [<<"a", 195>>]]},
     {characters_to_list, [[<<228>>, latin1], [<<0, 97>>, utf16], [Bad, utf8], [<<0, 0, 0>>, utf32], ["a", nosuch]]}] ++
    [{F, [["e" ++ [769]], [<<233/utf8>>], [[<<"a">>, 64257]], [Bad], [[a]]]}
     || F <- [characters_to_nfc_binary, characters_to_nfc_list, characters_to_nfd_binary, characters_to_nfd_list,
              characters_to_nfkc_binary, characters_to_nfkc_list, characters_to_nfkd_binary, characters_to_nfkd_list]].

unicode_util() ->
    Bad = <<"a", 255>>,
    [{F, [["Ab"], [<<"Ab">>], [[<<"a">>, "b"]], [""], [<<>>], ["e" ++ [769] ++ "x"], [<<255>>], [Bad], [["a" | x]], [[$\r, $\n]]]}
     || F <- [cp, gc, nfc, nfd, nfkd, casefold, lowercase, titlecase, uppercase]] ++
    [{nfkc, [["Ab"], [<<"Ab">>], [Bad], [["a" | x]]]}, {is_whitespace, 1, [[$\s], [$a], [8232]]}, {spec_version, 0, [[]]}, {whitespace, 0, [[]]}].

loose() -> [].
