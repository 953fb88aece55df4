%% Natives of the module erlang with arguments of every type in every position.
-module(native_erlang).
-include("t.hrl").

start() ->
    Vs = [a, [], [1, 2], "ab", {}, {a, 1}, <<"12">>, <<1:3>>, 0, -1, 1.5, 1 bsl 70, #{a => 1}],
    One = [abs, adler32, crc32, atom_to_binary, atom_to_list, binary_to_atom, binary_to_list, binary_to_term, bit_size, bitstring_to_list, byte_size, ceil, float, floor, hd, iolist_size, iolist_to_binary, is_atom, is_map, length, list_to_binary, list_to_tuple, map_size, 'not', round, size, tl, trunc, tuple_size, tuple_to_list, get_keys, iolist_to_iovec, list_to_pid, list_to_ref, list_to_port, fun_to_list, pid_to_list, ref_to_list, port_to_list, module_loaded],
    [io:format("~w: ~0p~n", [F, [t(fun() -> erlang:F(V) end) || V <- Vs]]) || F <- One],
    Two = [append_element, binary_part, element, insert_element, delete_element, is_function, is_map_key, make_tuple, map_get, max, min, split_binary, '++', '--', '==', '<', 'band', 'div', 'rem', binary_to_integer, integer_to_list, list_to_integer, atom_to_binary, binary_to_atom, float_to_list, binary_to_term, convert_time_unit],
    [io:format("~w: ~0p~n", [F, [t(fun() -> erlang:F(A, B) end) || A <- [1, a, {x, y}, [p], <<"12">>, #{1 => z}], B <- [0, 1, 1.0, a, {x}, [q], <<"9">>, #{}]]]) || F <- Two],
    ts("hash", [fun() -> erlang:crc32(<<"123456789">>) end, fun() -> erlang:adler32("Wikipedia") end, fun() -> erlang:crc32(erlang:crc32("1234"), "56789") end, fun() -> erlang:crc32_combine(erlang:crc32("ab"), erlang:crc32("cd"), 2) =:= erlang:crc32("abcd") end, fun() -> erlang:adler32_combine(erlang:adler32("ab"), erlang:adler32("cd"), 2) =:= erlang:adler32("abcd") end, fun() -> erlang:md5("abc") end, fun() -> erlang:phash2({a, [1, "x"], 2.5}) end, fun() -> erlang:phash2(abc, 100) end]),
    ts("three", [fun() -> binary_part(<<"abc">>, 1, 2) end, fun() -> setelement(1, {a}, b) end, fun() -> setelement(a, {a}, b) end, fun() -> erlang:insert_element(2, {a}, b) end, fun() -> binary_to_list(<<"abc">>, 2, 3) end, fun() -> erlang:make_tuple(2, x, [{1, y}]) end, fun() -> erlang:convert_time_unit(1500, millisecond, second) end, fun() -> erlang:convert_time_unit(1, second, native) > 0 end, fun() -> erlang:convert_time_unit(-1, millisecond, second) end, fun() -> apply(lists, map, [fun(X) -> X end, [1]]) end]),
    ok.
