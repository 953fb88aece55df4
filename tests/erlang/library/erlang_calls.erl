%% SPDX-License-Identifier: Apache-2.0
%% Every native function of erlang, with right and wrong arguments (calls.hrl). What ends the machine or waits
%% forever is in programs of its own.
-module(erlang_calls).
%% library: own
-include("calls.hrl").

calls() -> [{erlang, operators() ++ conversions() ++ terms() ++ of_processes() ++ spawning() ++ signals() ++ system()}].

operators() ->
    [{F, [[7, 2], [-7, 2.0], [1 bsl 70, 3], [7, 0], [a, 1]]} || F <- ['*', '+', '-', '/', 'div', 'rem']] ++
    [{F, [[7, 2], [-7, 70], [1 bsl 70, 3], [7, -1], [a, 1], [1.0, 1]]} || F <- ['band', 'bor', 'bxor']] ++
    [{F, [[7, 2], [-7, 3], [1 bsl 70, -60], [7, -1], [a, 1], [1.0, 1]]} || F <- ['bsl', 'bsr']] ++
    [{F, [[7], [-7], [a]]} || F <- ['+', '-', 'bnot', abs, float, round, trunc, ceil, floor]] ++
    [{F, [[true, false], [true, true], [false, 1], [1, false]]} || F <- ['and', 'or', 'xor']] ++
    [{'not', [[true], [false], [1]]}] ++
    [{F, [[1, 1.0], [a, "a"], [{1, 2}, {1}], [1 bsl 70, 1.0e30]]} || F <- ['==', '/=', '=:=', '=/=', '<', '>', '=<', '>=', max, min]] ++
    [{'++', [[[1], [2]], [[1], x], [[1 | 2], []], [[], x]]}, {append, [[[1], [2]], [[1], x], [[1 | 2], []]]},
     {'--', [[[1, 2, 1], [1]], [[1 | 2], []], [[1], [2 | 3]]]}, {subtract, [[[1, 2, 1], [1]], [[1 | 2], []]]},
     {'!', 2, [fun() -> [self(), x] end, [nosuchname, x]]}].

conversions() ->
    [{atom_to_binary, [[abc], ['\x{e4}'], ['']]}, {atom_to_binary, [[abc, latin1], ['\x{400}', latin1], ['\x{400}', utf8], [a, x]]},
     {atom_to_list, [[abc], ['\x{400}']]},
     {binary_to_atom, [[<<"abc">>], [<<255>>], [binary:copy(<<"a">>, 256)]]}, {binary_to_atom, [[<<228>>, latin1], [<<228>>, utf8], [<<"a">>, x]]},
     {binary_to_existing_atom, [[<<"erlang">>], [<<"no such atom at all">>]]}, {binary_to_existing_atom, [[<<"erlang">>, latin1], [<<"no such atom at all">>, utf8]]},
     {binary_to_float, [[<<"1.5">>], [<<"1">>], [<<"1.0e400">>], [<<" 1.5">>]]},
     {binary_to_integer, [[<<"12">>], [<<"-12">>], [<<"+1">>], [<<"1x">>], [<<>>]]},
     {binary_to_integer, [[<<"ff">>, 16], [<<"Z">>, 36], [<<"2">>, 2], [<<"1">>, 37], [<<"1">>, 1]]},
     {binary_to_list, [[<<"abc">>], [<<>>]]}, {binary_to_list, [[<<"abc">>, 1, 2], [<<"abc">>, 2, 2], [<<"abc">>, 0, 2], [<<"abc">>, 3, 2], [<<"abc">>, 1, 4]]},
     {binary_to_term, [[<<131, 97, 1>>], [<<131>>], [<<130, 97, 1>>], [<<131, 97, 1, 2>>]]},
     {binary_to_term, [[<<131, 97, 1>>, [safe]], [<<131, 97, 1, 2>>, [used]], [<<131, 97, 1>>, [x]], [<<131, 100, 0, 3, "zqx">>, [safe]]]},
     {bitstring_to_list, [[<<1, 2, 3:4>>], [<<>>]]},
     {float_to_binary, [[1.5], [0.1]]}, {float_to_binary, [[1.5, [{decimals, 2}]], [1.5, [{scientific, 3}]], [1.5, [short]], [1.5, [{decimals, 4}, compact]], [1.5, [{decimals, 300}]], [1.5, [x]]]},
     {float_to_list, [[1.5], [1.0e100]]}, {float_to_list, [[1.5, [{decimals, 2}]], [1.5, [{scientific, 3}]], [1.5, [short]], [1.5, [x]], [1.5, []]]},
     {integer_to_binary, [[12], [-(1 bsl 70)]]}, {integer_to_binary, [[255, 16], [35, 36], [1, 37], [1, 1]]},
     {integer_to_list, [[12], [-(1 bsl 70)]]}, {integer_to_list, [[255, 16], [35, 36], [1, 37], [1, 1]]},
     {iolist_size, [[["a", <<"bc">>]], [[256]], [[a]]]}, {iolist_to_binary, [[["a", <<"bc">> | <<"d">>]], [[256]], [[a]], [[1 | 2]]]},
     {iolist_to_iovec, [[["a", <<"bc">>]], [[256]], [[]]]},
     {list_to_atom, [["abc"], [[16#400]], [[16#110000]], [lists:duplicate(256, $a)], ["a" ++ x]]},
     {list_to_binary, [[["a", <<"b">>]], [[256]], [[a]]]}, {list_to_bitstring, [[[1, <<1:3>>]], [[256]], [[<<1:3>> | 1]]]},
     {list_to_existing_atom, [["erlang"], ["no such atom at all"]]}, {list_to_float, [["1.5"], ["1"], ["x"], ["1.0e400"]]},
     {list_to_integer, [["12"], ["-12"], ["+1"], ["1x"], [""]]}, {list_to_integer, [["ff", 16], ["2", 2], ["1", 37]]},
     {list_to_pid, [["<0.0.0>"], ["<0.0>"], ["x"]]}, {list_to_port, [["#Port<0.1>"], ["x"]]}, {list_to_ref, [["#Ref<0.1.2.3>"], ["x"]]},
     {list_to_tuple, [[[1, 2]], [[]], [[1 | 2]]]},
     {pid_to_list, 1, [fun() -> [self()] end], [{show, fun hd/1}]}, {port_to_list, 1, [fun() -> [list_to_port("#Port<0.1>")] end], [{show, fun hd/1}]},
     {ref_to_list, 1, [fun() -> [make_ref()] end], [{show, fun hd/1}]}, {fun_to_list, 1, [[fun lists:map/2]]},
     {split_binary, [[<<"abc">>, 1], [<<"abc">>, 3], [<<"abc">>, 4]]},
     {term_to_binary, 1, [[{1, "a", <<"b">>}]], [1]}, {term_to_binary, 2, [[{1, 2}, [compressed]], [1.5, [{minor_version, 0}]], [1, [{minor_version, 3}]], [1, [x]], [[], [{compressed, 10}]]], [1]},
     {term_to_iovec, 1, [[{1, "a"}]], [1]}, {term_to_iovec, 2, [[{1, 2}, []], [1, [x]]], [1]},
     {external_size, 1, [[{1, 2}], ["abc"]], [1]}, {external_size, 2, [[{1, 2}, []], [1.5, [{minor_version, 0}]], [1, [x]]], [1]},
     {binary_part, [[<<"abc">>, {1, 2}], [<<"abc">>, {3, -1}], [<<"abc">>, {2, 2}]]}, {binary_part, [[<<"abc">>, 1, 2], [<<"abc">>, 3, -1], [<<"abc">>, 2, 2]]},
     {bit_size, [[<<1:3>>], [<<>>]]}, {byte_size, [[<<1:3>>], [<<"ab">>]]},
     {md5, [["abc"], [<<>>], [[256]]]}, {md5_init, 0, [[]], [{show, fun is_binary/1}]}, {md5_update, 2, [fun() -> [erlang:md5_init(), "abc"] end], [{show, fun is_binary/1}]},
     {md5_final, 1, [fun() -> [erlang:md5_update(erlang:md5_init(), "abc")] end]},
     {adler32, [["abc"], [<<>>]]}, {adler32, [[1, "abc"], [1 bsl 40, "a"]]}, {adler32_combine, [[1, 2, 3], [1, 2, -1]]},
     {crc32, [["abc"], [<<>>]]}, {crc32, [[1, "abc"], [-1, "a"]]}, {crc32_combine, [[1, 2, 3], [1, 2, -1]]},
     {phash, [[{a, "b"}, 1000], [a, 0]]}, {phash2, [[{a, "b", 1.5}], [#{a => 1}], [<<1:3>>]]}, {phash2, [[{a, "b"}, 1000], [a, 0], [a, 1 bsl 40]]}].

terms() ->
    [{F, [[V]]} || {F, V} <- [{is_atom, a}, {is_binary, <<>>}, {is_bitstring, <<1:1>>}, {is_boolean, true}, {is_float, 1.0}, {is_function, fun lists:map/2},
                              {is_integer, 1}, {is_list, []}, {is_map, #{}}, {is_number, 1}, {is_tuple, {}}]] ++
    [{F, 1, [fun() -> [G()] end]} || {F, G} <- [{is_pid, fun erlang:self/0}, {is_reference, fun erlang:make_ref/0}, {is_port, fun() -> list_to_port("#Port<0.1>") end}]] ++
    [{is_function, [[fun lists:map/2, 2], [fun lists:map/2, 1], [x, -1]]}, {is_map_key, [[a, #{a => 1}], [b, #{}]]},
     {is_record, [[{r, 1}, r], [{r}, s], [{}, r]]}, {is_record, [[{r, 1}, r, 2], [{r, 1}, r, 3], [{r}, r, -1]]},
     {append_element, [[{a}, b], [{}, b]]}, {delete_element, [[1, {a, b}], [3, {a, b}], [0, {a}]]}, {insert_element, [[1, {a}, b], [2, {a}, b], [3, {a}, b]]},
     {element, [[1, {a, b}], [3, {a, b}], [0, {a}]]}, {setelement, [[1, {a, b}, c], [3, {a, b}, c], [0, {a}, c]]},
     {hd, [[[1, 2]], [[]]]}, {tl, [[[1, 2]], [[]], [[1 | 2]]]}, {length, [[[1, 2]], [[1 | 2]]]}, {size, [[{a, b}], [<<"ab">>]]}, {tuple_size, [[{a, b}]]},
     {make_tuple, [[2, x], [0, x], [1 bsl 30, x]]}, {make_tuple, [[3, x, [{1, a}, {5, b}]], [3, x, [{2, a}, {2, b}]], [3, x, [a]], [3, x, [{0, a}]]]},
     {tuple_to_list, [[{a, b}], [{}]]}, {map_get, [[a, #{a => 1}], [b, #{}]]}, {map_size, [[#{a => 1}]]},
     {fun_info, 1, [[fun lists:map/2]], [{without, ["fun/0", "fun/5"]}]}, {fun_info, [[fun lists:map/2, arity], [fun lists:map/2, module], [fun lists:map/2, type], [fun lists:map/2, x], [fun lists:map/2, env]]},
     {fun_info_mfa, 1, [[fun() -> x end]], [1, {show, fun({M, _, A}) -> {M, A} end}]}, {make_fun, [[lists, map, 2], [lists, map, 256]]},
     {is_builtin, [[erlang, self, 0], [lists, map, 2], [nosuch, f, 1]]}, {function_exported, [[lists, map, 2], [lists, nosuch, 2], [nosuch, f, 1]]}].

of_processes() ->
    Dead = fun() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> P end end,
    [{alias, 0, [[]]}, {alias, [[[]], [[explicit_unalias]], [[reply]], [[x]], [[reply | x]]]}, {unalias, 1, [fun() -> [alias()] end, fun() -> [make_ref()] end]},
     {apply, 2, [[fun(X) -> X end, [1]], [fun(X) -> X end, []], [fun(X) -> X end, [1 | 2]]]}, {apply, 3, [[lists, max, [[1, 2]]], [lists, nosuch, []], [lists, max, [1 | 2]]]},
     {put, 2, [[a, 1]]}, {get, 1, [fun() -> put(a, 1), [a] end, [a]]}, {get, 0, [fun() -> put(a, 1), [] end]}, {get_keys, 0, [fun() -> put(a, 1), [] end]},
     {get_keys, 1, [fun() -> put(a, 1), [1] end]}, {erase, 1, [fun() -> put(a, 1), [a] end, [a]]}, {erase, 0, [fun() -> put(a, 1), [] end]},
     {error, 1, [[x]], [right]}, {error, 2, [[x, [1]]], [right]}, {error, 3, [[x, [1], [{error_info, #{}}]], [x, none, []]], [right]},
     {exit, 1, [[x]], [right]}, {throw, 1, [[x]], [right]}, {nif_error, 1, [[x]], [right]}, {nif_error, 2, [[x, [1]]], [right]},
     {raise, 3, [[error, x, []], [throw, y, []], [exit, z, [{a, b, 1, []}]], [bad, x, []], [error, x, [y]]], [right]},
     {exit, 2, [fun() -> [Dead(), x] end]}, {group_leader, 0, [[]]}, {group_leader, 2, [fun() -> [self(), self()] end, fun() -> [self(), Dead()] end]},
     {is_process_alive, 1, [fun() -> [self()] end, fun() -> [Dead()] end]},
     {garbage_collect, 0, [[]]}, {garbage_collect, 1, [fun() -> [self()] end, fun() -> [Dead()] end]}, {garbage_collect, 2, [fun() -> [self(), []] end, fun() -> [self(), [{type, minor}]] end, fun() -> [self(), [x]] end]},
     {hibernate, 3, [fun() -> self() ! x, [erlang, exit, [{result, {ok, awake}}]] end], [right]},
     {process_flag, 2, [[trap_exit, true], [priority, high], [min_heap_size, 1000], [nosuch, 1], [priority, x], [message_queue_data, on_heap], [save_calls, 0], [error_handler, error_handler], [sensitive, true], [fullsweep_after, 3], [max_heap_size, 0]],
      [{show, fun(V) when is_integer(V) -> integer; (V) when is_map(V) -> map; (V) -> V end}]},
     {process_flag, 3, [fun() -> [self(), save_calls, 0] end, fun() -> [Dead(), save_calls, 0] end]},
     {process_info, 1, [fun() -> [Dead()] end]}, {process_info, 2, [fun() -> [self(), status] end, fun() -> [self(), [trap_exit, links]] end, fun() -> [self(), nosuch] end, fun() -> [Dead(), status] end, fun() -> [self(), registered_name] end, fun() -> [self(), []] end]},
     {processes, 0, [[]], [shape]}, {register, 2, [fun() -> [a_name, self()] end, fun() -> [undefined, self()] end, fun() -> [a_name, Dead()] end]},
     {registered, 0, [[]], [{show, fun is_list/1}]}, {whereis, [[nosuch]]}, {unregister, 1, [fun() -> register(a_name, self()), [a_name] end, [nosuch]]},
     {self, 0, [[]]}, {make_ref, 0, [[]]}, {yield, 0, [[]]}, {bump_reductions, 1, [[1]]},
     {suspend_process, 1, [fun() -> [Dead()] end, fun() -> [self()] end, fun() -> [spawn(fun() -> receive x -> ok end end)] end]},
     {suspend_process, 2, [fun() -> [spawn(fun() -> receive x -> ok end end), [unless_suspending]] end, fun() -> [Dead(), []] end, fun() -> [spawn(fun() -> receive x -> ok end end), [x]] end]},
     {resume_process, 1, [fun() -> P = spawn(fun() -> receive x -> ok end end), erlang:suspend_process(P), [P] end, fun() -> [spawn(fun() -> receive x -> ok end end)] end]}].

spawning() ->
    F = fun() -> ok end,
    MFA = [erlang, self, []],
    Node = node(),
    Pair = {without, ["pair"]}, % was a fun once, still is in OTP 25
    List = {without, ["atom"]}, % some take what is no list as arguments, and the process fails
    [{spawn, 1, [[F]], [Pair]}, {spawn, 2, [[Node, F]], [1, Pair]}, {spawn, [MFA]}, {spawn, 4, [[Node | MFA]], [1]},
     {spawn_link, 1, [[F]], [Pair]}, {spawn_link, 2, [[Node, F]], [1, Pair]}, {spawn_link, [MFA]}, {spawn_link, 4, [[Node | MFA]], [1]},
     {spawn_monitor, 1, [[F]], [Pair]}, {spawn_monitor, 2, [[Node, F]], [1, {without, ["pair", "fun/5"]}]}, {spawn_monitor, [MFA]}, {spawn_monitor, 4, [[Node | MFA]], [1, List]},
     {spawn_opt, 2, [[F, []], [F, [monitor]], [F, [x]], [F, [{priority, low}, {min_heap_size, 100}]], [F, [{priority, x}]]], [Pair]}, {spawn_opt, 3, [[Node, F, []]], [1, Pair]},
     {spawn_opt, 4, [[erlang, self, [], []], [erlang, self, [], [link]]]}, {spawn_opt, 5, [[Node, erlang, self, [], []]], [1]},
     {spawn_request, 1, [[F]]}, {spawn_request, 2, [[F, []], [F, [{reply, no}]], [F, [x]]]}, {spawn_request, 3, [MFA, [Node, F, []]], [List]},
     {spawn_request, 4, [MFA ++ [[]]], [List]}, {spawn_request, 5, [[Node | MFA] ++ [[]]], [1, List]},
     {spawn_request_abandon, 1, [fun() -> [make_ref()] end]}].

signals() ->
    Dead = fun() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> P end end,
    Live = fun() -> spawn(fun() -> receive x -> ok end end) end,
    [{link, 1, [fun() -> [Live()] end, fun() -> [self()] end, fun() -> process_flag(trap_exit, true), [Dead()] end]}, {unlink, 1, [fun() -> [Live()] end]},
     {monitor, 2, [fun() -> [process, Live()] end, fun() -> [process, nosuch] end, fun() -> [time_offset, clock_service] end, fun() -> [process, self()] end]},
     {monitor, 3, [fun() -> [process, Live(), []] end, fun() -> [process, Live(), [{tag, x}]] end, fun() -> [process, Live(), [{alias, demonitor}]] end, fun() -> [process, Live(), [x]] end]},
     {demonitor, 1, [fun() -> [monitor(process, Live())] end, fun() -> [make_ref()] end]},
     {demonitor, 2, [fun() -> [monitor(process, Live()), [flush]] end, fun() -> [monitor(process, Live()), [info]] end, fun() -> [monitor(process, Live()), [x]] end]},
     {send, 2, [fun() -> [self(), x] end, [nosuch, x]]}, {send, 3, [fun() -> [self(), x, []] end, fun() -> [self(), x, [nosuspend, noconnect]] end, fun() -> [self(), x, [y]] end]},
     {send_nosuspend, 2, [fun() -> [self(), x] end]}, {send_nosuspend, 3, [fun() -> [self(), x, []] end]},
     {send_after, 3, [fun() -> [100000, self(), x] end]}, {send_after, 4, [fun() -> [100000, self(), x, []] end, fun() -> [100000, self(), x, [y]] end], [1]},
     {start_timer, 3, [fun() -> [100000, self(), x] end]}, {start_timer, 4, [fun() -> [100000, self(), x, []] end, fun() -> [100000, self(), x, [{abs, y}]] end], [1]},
     {cancel_timer, 1, [fun() -> [erlang:start_timer(100000, self(), x)] end, fun() -> [make_ref()] end], [shape]},
     {cancel_timer, 2, [fun() -> [erlang:start_timer(100000, self(), x), [{async, true}]] end, fun() -> [make_ref(), [{info, false}]] end, fun() -> [make_ref(), [x]] end]},
     {read_timer, 1, [fun() -> [erlang:start_timer(100000, self(), x)] end, fun() -> [make_ref()] end], [shape]},
     {read_timer, 2, [fun() -> [erlang:start_timer(100000, self(), x), [{async, true}]] end, fun() -> [make_ref(), []] end, fun() -> [make_ref(), [x]] end], [shape]}].

system() ->
    Time = {{2024, 2, 29}, {12, 34, 56}},
    Shape = [shape],
    [{F, 0, [[]], Shape} || F <- [date, localtime, monotonic_time, now, system_time, time, time_offset, timestamp, unique_integer, universaltime]] ++
    [{loaded, 0, [[]], [{show, fun is_list/1}]}] ++
    [{F, 1, [[second], [nosuch], [1000]], Shape} || F <- [monotonic_time, system_time, time_offset]] ++
    [{convert_time_unit, [[1000, second, millisecond], [1500, millisecond, second], [-1, 1000, second], [1, x, second]]},
     {localtime_to_universaltime, [[Time], [{{2024, 13, 1}, {0, 0, 0}}]]}, {localtime_to_universaltime, [[Time, false], [Time, undefined], [Time, x]]},
     {universaltime_to_localtime, [[Time], [{{2023, 2, 29}, {0, 0, 0}}]]}, {posixtime_to_universaltime, [[1700000000], [-1]]},
     {universaltime_to_posixtime, [[Time], [{{2023, 2, 29}, {0, 0, 0}}]]}, {unique_integer, 1, [[[positive]], [[monotonic]], [[x]]], Shape},
     {get_cookie, [[]]}, {get_module_info, 1, [[nosuch]]}, {get_module_info, [[lists, module], [nosuch, exports], [lists, nosuch]]},
     {is_alive, [[]]}, {node, 0, [[]]}, {node, 1, [fun() -> [self()] end, fun() -> [make_ref()] end]}, {nodes, [[]]}, {nodes, [[hidden], [[this, visible]], [nosuch], [[x]]]},
     {memory, 0, [[]], [{show, fun is_list/1}]}, {memory, 1, [[total], [nosuch], [[total, atom]]], [{show, fun(V) -> is_integer(V) orelse is_list(V) end}]},
     {module_loaded, [[lists], [nosuch]]}, {statistics, 1, [[reductions], [nosuch], [wall_clock], [runtime]], [{show, fun tuple_size/1}]},
     {system_flag, 2, [[nosuch, 1], [backtrace_depth, -1]]},
     {system_info, 1, [[wordsize], [{wordsize, x}], [otp_release], [process_limit]], [{without, ["atom"]}, {show, fun(V) -> is_integer(V) orelse is_list(V) end}]}].

loose() -> [].
