%% SPDX-License-Identifier: Apache-2.0
%% Natives with arguments of every kind, most of them wrong: for each function a checksum of all
%% results, classes and reasons. What differs between releases or machines is left out: of math only
%% what every C library rounds alike.
-module(native_arguments).
-include("t.hrl").

start() ->
    [p(io_lib:format("~w:~w/~w", [M, F, A]), ck(unicode:characters_to_binary(results(M, F, A))))
     || {M, Fs} <- natives(), {F, A} <- Fs],
    ok.

results(M, F, 1) -> [result(M, F, [X]) || X <- values() ++ more()];
results(M, F, 2) -> [result(M, F, [X, Y]) || X <- values(), Y <- values()];
results(M, F, N) ->
    [result(M, F, lists:sublist([X, Y, Z, [], a], N)) || X <- few(), Y <- few(), Z <- few()].

result(M, F, As) ->
    io_lib:format("~tw~n", [t(fun() -> apply(M, F, As) end)]).

few() -> [0, -1, 1.5, a, latin1, [], "12", [a | b], [{a, 1}], {a, 1}, <<1, 2, 3>>, <<1:3>>, #{a => 1}].

values() ->
    few() ++ [1, 36, 256, 1 bsl 64, 2.0, true, utf8, [1, 2, 3], [300], [[1], <<2>> | <<3>>], [1 | <<2, 3:3>>], {},
              {1, 2, 3}, {2, -2}, <<>>, <<"1.0">>, <<255, 254>>, #{}, fun erlang:abs/1].

more() -> [2, 3, 16#110000, -(1 bsl 70), 1.0e300, '', "1.5e3", [-1], {0, 1}, <<"12">>, <<1, 2, 5:7>>, #{a => 1, 2.0 => b}].

natives() ->
    [{base64,
      [{decode, 1}, {decode, 2}, {decode_to_string, 1}, {decode_to_string, 2}, {encode, 1},
       {encode, 2}, {encode_to_string, 1}, {encode_to_string, 2}, {mime_decode, 1},
       {mime_decode_to_string, 1}]},
     {binary,
      [{at, 2}, {bin_to_list, 1}, {bin_to_list, 2}, {bin_to_list, 3}, {decode_hex, 1},
       {decode_unsigned, 1}, {decode_unsigned, 2}, {encode_hex, 1}, {encode_hex, 2},
       {encode_unsigned, 1}, {encode_unsigned, 2}, {first, 1}, {join, 2}, {last, 1},
       {list_to_bin, 1}, {longest_common_prefix, 1}, {longest_common_suffix, 1}, {match, 2},
       {match, 3}, {matches, 2}, {matches, 3}, {part, 2}, {part, 3}, {referenced_byte_size, 1},
       {replace, 3}, {replace, 4}, {split, 2}, {split, 3}]},
     {erlang,
      [{'*', 2}, {'++', 2}, {'-', 1}, {'-', 2}, {'--', 2}, {'/', 2}, {'/=', 2}, {'<', 2},
       {'=/=', 2}, {'=:=', 2}, {'=<', 2}, {'==', 2}, {'>', 2}, {'>=', 2}, {adler32, 1},
       {adler32, 2}, {adler32_combine, 3}, {'and', 2}, {append, 2}, {append_element, 2},
       {atom_to_binary, 1}, {atom_to_binary, 2}, {atom_to_list, 1}, {'band', 2}, {binary_part,
       2}, {binary_part, 3}, {binary_to_atom, 1}, {binary_to_atom, 2}, {binary_to_existing_atom,
       1}, {binary_to_existing_atom, 2}, {binary_to_float, 1}, {binary_to_integer, 1},
       {binary_to_integer, 2}, {binary_to_list, 1}, {binary_to_list, 3}, {bit_size, 1},
       {bitstring_to_list, 1}, {'bnot', 1}, {'bor', 2}, {'bsr', 2}, {'bxor', 2}, {byte_size, 1},
       {ceil, 1}, {crc32, 1}, {crc32, 2}, {crc32_combine, 3}, {'div', 2}, {element, 2}, {float,
       1}, {float_to_binary, 1}, {float_to_binary, 2}, {float_to_list, 1}, {float_to_list, 2},
       {floor, 1}, {function_exported, 3}, {hd, 1}, {integer_to_binary, 1}, {integer_to_binary,
       2}, {integer_to_list, 1}, {integer_to_list, 2}, {iolist_size, 1}, {iolist_to_binary, 1},
       {iolist_to_iovec, 1}, {is_atom, 1}, {is_binary, 1}, {is_bitstring, 1}, {is_boolean, 1},
       {is_float, 1}, {is_function, 1}, {is_function, 2}, {is_list, 1}, {is_map, 1},
       {is_map_key, 2}, {is_number, 1}, {is_pid, 1}, {is_port, 1}, {is_reference, 1}, {is_tuple,
       1}, {length, 1}, {list_to_atom, 1}, {list_to_binary, 1}, {list_to_bitstring, 1},
       {list_to_existing_atom, 1}, {list_to_float, 1}, {list_to_integer, 1}, {list_to_integer,
       2}, {list_to_pid, 1}, {list_to_port, 1}, {list_to_ref, 1}, {list_to_tuple, 1}, {make_fun,
       3}, {make_tuple, 2}, {make_tuple, 3}, {map_get, 2}, {map_size, 1}, {max, 2}, {md5, 1},
       {md5_final, 1}, {md5_update, 2}, {min, 2}, {'not', 1}, {'or', 2}, {phash2, 1}, {phash2,
       2}, {posixtime_to_universaltime, 1}, {'rem', 2}, {round, 1}, {setelement, 3}, {size, 1},
       {split_binary, 2}, {subtract, 2}, {tl, 1}, {trunc, 1}, {tuple_size, 1}, {tuple_to_list,
       1}, {universaltime_to_posixtime, 1}, {'xor', 2}]},
     {lists,
      [{delete, 2}, {flatten, 1}, {keyfind, 3}, {keymember, 3}, {keysearch, 3}, {keysort, 2},
       {last, 1}, {member, 2}, {nth, 2}, {nthtail, 2}, {reverse, 1}, {reverse, 2}, {sort, 1},
       {usort, 1}]},
     {maps,
      [{find, 2}, {from_keys, 2}, {from_list, 1}, {is_key, 2}, {iterator, 1}, {keys, 1}, {merge,
       2}, {next, 1}, {remove, 2}, {take, 2}, {to_list, 1}, {update, 3}, {values, 1}]},
     {math, [{ceil, 1}, {floor, 1}, {fmod, 2}, {sqrt, 1}]},
     {unicode,
      [{bin_is_7bit, 1}, {characters_to_binary, 1}, {characters_to_binary, 2},
       {characters_to_binary, 3}, {characters_to_list, 1}, {characters_to_list, 2}]}].
