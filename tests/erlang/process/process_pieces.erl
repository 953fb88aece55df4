% Natives and instructions that take long are left in the middle, so that others run meanwhile: their
% results are what they would be at once, alone and all at the same time; so are their exceptions. In
% the middle they can be looked at, suspended, collected (later) and killed.
%% library: own
-module(process_pieces).
-export([start/0]).

-define(N, 40000).
-define(D(K), (persistent_term:get(K))).
-define(l, ?D(l)).
-define(bytes, ?D(bytes)).
-define(text, ?D(text)).
-define(bin, ?D(bin)).
-define(words, ?D(words)).
-define(pairs, ?D(pairs)).
-define(deep, ?D(deep)).
-define(terms, ?D(terms)).
-define(terms2, ?D(terms2)).
-define(map, ?D(map)).
-define(map2, ?D(map2)).
-define(map3, ?D(map3)).
-define(big, ?D(big)).
-define(medium, ?D(medium)).
-define(digits, ?D(digits)).
-define(hex, ?D(hex)).
-define(tuple, ?D(tuple)).


start() ->
    Ticks = spawn(fun() -> tick(0) end),
    Work = work(),
    Results = [{Name, erlang:phash2(F())} || {Name, F} <- Work],
    [io:format("~p ~p ~p~n", [Name, R, enough(Ticks, F)]) || {{Name, F}, {Name, R}} <- lists:zip(Work, Results)],
    exit(Ticks, kill),
    io:format("together ~p~n", [together(Work) =:= lists:sort(Results)]),
    io:format("looked at ~p~n", [together([{N, fun() -> looked_at(F) end} || {N, F} <- Work]) =:= lists:sort(Results)]),
    io:format("killed ~p~n", [lists:usort([killed(F) || {_, F} <- Work])]),
    [io:format("~p ~p~n", [Name, failed(F)]) || {Name, F} <- failing()],
    % the machine ends while these are in the middle
    [spawn(F) || {_, F} <- Work],
    erlang:yield().

% What they work on is constant: no process has it on its heap.
work() ->
    L = lists:seq(1, ?N),
    Bytes = [I band 127 || I <- L],
    Terms = [{I, <<"abc">>, "def", 1.5, #{a => I}} || I <- lists:seq(1, ?N div 4)],
    Pairs = [{I, -I} || I <- L],
    Map = maps:from_list(Pairs),
    Big = (1 bsl 130000) - 977,
    Inputs = [
        {l, L},
        {bytes, Bytes},
        {text, [I band 31 + 16#400 || I <- L]},
        {bin, list_to_binary(Bytes)},
        {words, binary:copy(<<"one,two;three ">>, 5000)},
        {pairs, Pairs},
        {deep, [[I, [<<"abc">> | "x"]] || I <- Bytes]},
        {terms, Terms},
        {terms2, binary_to_term(term_to_binary(Terms))},
        {map, Map},
        {map2, maps:from_list([{I * 3, x} || I <- L])},
        {map3, maps:put(?N, 1, Map)},
        {big, Big},
        {medium, (1 bsl 70001) + 12345},
        {digits, integer_to_list(Big)},
        {hex, integer_to_binary(Big, 16)},
        {tuple, list_to_tuple(L)}
    ],
    [persistent_term:put(K, V) || {K, V} <- Inputs],
    [
        {multiply, fun() -> ?big * (?big + 1) end},
        {divide, fun() -> ?big * 3 div ?medium end},
        {'rem', fun() -> ?big rem ?medium end},
        {long_by_short, fun() -> lists:foldl(fun(I, A) -> A + ?big * I end, 0, lists:seq(1 bsl 1000, (1 bsl 1000) + 60)) end},
        {power, fun() -> power(7, 30000) end},
        {to_list, fun() -> integer_to_list(?big) end},
        {to_hex, fun() -> [integer_to_binary(?big, 16) || _ <- "ab"] end},
        {from_list, fun() -> list_to_integer(?digits) end},
        {from_hex, fun() -> [binary_to_integer(?hex, 16) || _ <- "ab"] end},
        {match, fun() -> [binary:match(<<(?bin)/binary, 200>>, [<<200>>, <<201, 1>>]), binary:match(?words, <<"one,two;three one,twx">>)] end},
        {matches, fun() -> [binary:matches(?words, W) || W <- [<<"three">>, [<<"e">>, <<"two">>, <<";t">>]]] end},
        {split, fun() -> binary:split(?words, [<<",">>, <<";">>, <<" ">>], [global]) end},
        {replace, fun() -> binary:replace(?words, <<"two">>, <<"2222">>, [global]) end},
        {binary_to_list, fun() -> [binary_to_list(?bin), binary:bin_to_list(?bin, 3, 30000)] end},
        {unaligned_to_list, fun() -> <<_:3, B:39000/binary, _/bits>> = ?bin, binary_to_list(B) end},
        {prefix, fun() -> binary:longest_common_prefix([?bin, ?bin, <<(?bin)/binary, 1>>]) end},
        {hex, fun() -> binary:decode_hex(binary:encode_hex(?bin)) =:= ?bin end},
        {list_to_binary, fun() -> [list_to_binary(?bytes), list_to_binary([?bytes, 0 | ?bin])] end},
        {iolist, fun() -> [iolist_to_binary(?deep), iolist_size(?deep), list_to_bitstring([?deep, <<1:3>>])] end},
        {iovec, fun() -> iolist_to_binary(erlang:iolist_to_iovec([?deep, ?bin, ?bytes])) end},
        {empty_lists, fun() -> iolist_size(lists:duplicate(?N, [])) end},
        {to_utf8, fun() -> [unicode:characters_to_binary(?text), unicode:characters_to_binary(?bin)] end},
        {from_utf8, fun() -> unicode:characters_to_list(unicode:characters_to_binary(?text)) end},
        {to_utf16, fun() -> unicode:characters_to_binary(?text, unicode, utf16) end},
        {base64, fun() -> base64:decode(base64:encode(?bytes)) =:= ?bin end},
        {tuples, fun() -> T = list_to_tuple(?l), [setelement(2, T, a), tuple_to_list(T), erlang:append_element(T, b), erlang:delete_element(3, T)] end},
        {make_tuple, fun() -> erlang:make_tuple(200000, x) end},
        {lengths, fun() -> [length(?l), lists:last(?l), lists:nth(?N, ?l), lists:nthtail(?N - 1, ?l), lists:seq(1, ?N), lists:seq(1 bsl 70, (1 bsl 70) + 10000)] end},
        {lists, fun() -> [lists:duplicate(?N, a), lists:delete(?N, ?l), lists:flatten(?deep), lists:reverse(?l), ?l ++ ?l, ?l -- ?bytes] end},
        {sorts, fun() -> [lists:sort(?bytes), lists:usort(?terms), lists:keysort(2, ?pairs)] end},
        {from_pairs, fun() -> maps:from_list(?pairs) end},
        {from_keys, fun() -> maps:from_keys(?l, v) end},
        {merge, fun() -> [maps:merge(?map, ?map2), maps:merge(?map, #{x => 1})] end},
        {to_pairs, fun() -> [lists:sort(maps:to_list(?map)), lists:sort(maps:keys(?map)), lists:sort(maps:values(?map2))] end},
        {equal, fun() -> [?terms =:= ?terms2, ?terms == ?terms2, ?terms =/= ?terms2, ?l =:= [a | ?l], ?tuple =:= setelement(1, ?tuple, 1)] end},
        {order, fun() -> [?terms < ?terms2, ?terms >= ?terms2, max(?terms, ?terms2), ?map < ?map3, ?map3 =< ?map2, tl(?l) > ?l] end},
        {guard, fun() -> [guard(?terms, ?terms2), guard(?map, ?map3), guard(?bytes, ?bytes ++ [1])] end},
        {deep_key, fun() -> M = #{?terms => 1, b => 2}, [maps:get(?terms2, M), is_map_key(?l, M), M#{?terms2 := 5} =:= #{b => 2, ?terms => 5}] end},
        {large_map_key, fun() -> maps:get(?terms2, ?map#{?terms => found}) end},
        {hashes, fun() -> [erlang:phash2(T) || T <- [?terms, ?bin, ?bytes, ?map, ?big]] ++ [erlang:phash(?terms, 1 bsl 32)] end},
        {sums, fun() -> [erlang:md5(?bin), erlang:md5(?deep), erlang:crc32([?bin, ?bin]), erlang:adler32([?deep | ?bin])] end},
        {external, fun() -> binary_to_term(term_to_binary({?terms, ?map})) =:= {?terms, ?map} end},
        {compressed, fun() -> binary_to_term(term_to_binary({?pairs, ?bin}, [compressed])) =:= {?pairs, ?bin} end},
        {external_size, fun() -> erlang:external_size([?terms, ?bytes]) > 300000 end},
        {message, fun() -> T = binary_to_term(term_to_binary(?terms)), self() ! {m, T}, receive {m, X} -> X =:= T end end}
    ].

power(_, 0) -> 1;
power(X, N) when N rem 2 =:= 0 -> power(X * X, N div 2);
power(X, N) -> X * power(X, N - 1).

guard(A, B) when A =:= B -> same;
guard(A, B) when A < B -> less;
guard(_, _) -> more.

% Another process got some turns meanwhile; Erlang/OTP runs it on another core.
enough(Ticks, F) ->
    Before = ticks(Ticks),
    F(),
    ticks(Ticks) - Before >= 2 orelse erlang:system_info(machine) =:= "BEAM".

ticks(Pid) ->
    Pid ! {self(), how_many},
    receive {ticks, N} -> N end.

tick(N) ->
    receive
        {From, how_many} -> From ! {ticks, N}, tick(N + 1)
    after 0 ->
        erlang:yield(),
        tick(N + 1)
    end.

together(Work) ->
    Me = self(),
    Pids = [spawn_link(fun() -> Me ! {self(), {Name, hash(F())}} end) || {Name, F} <- Work],
    lists:sort([receive {P, R} -> R end || P <- Pids]).

hash({hash, H}) -> H;
hash(X) -> erlang:phash2(X).

% Somebody looks at it, suspends it and wants it collected all the time.
looked_at(F) ->
    Me = self(),
    Looker = spawn(fun() -> look(Me) end),
    R = {hash, erlang:phash2(F())},
    exit(Looker, kill),
    R.

look(P) ->
    {current_function, {_, _, _}} = process_info(P, current_function),
    [_ | _] = element(2, process_info(P, current_stacktrace)),
    [_ | _] = process_info(P),
    [true = is_integer(N) || {_, N} <- process_info(P, [memory, total_heap_size, stack_size, reductions])],
    true = erlang:suspend_process(P),
    erlang:yield(),
    true = erlang:resume_process(P),
    true = erlang:garbage_collect(P),
    erlang:yield(),
    look(P).

% (Erlang/OTP would take seconds: it compares without counting.)
killed(F) -> killed(F, erlang:system_info(machine)).

killed(_, "BEAM") -> killed;
killed(F, _) ->
    {P, M} = spawn_monitor(fun() -> loop(F) end),
    erlang:yield(),
    erlang:yield(),
    exit(P, kill),
    receive {'DOWN', M, process, P, Why} -> Why end.

loop(F) -> F(), loop(F).

failing() ->
    L = [I band 127 || I <- lists:seq(1, ?N)],
    B = list_to_binary(L),
    [
        {length, fun() -> length(L ++ x) end},
        {list_to_binary, fun() -> list_to_binary([L, -1]) end},
        {iolist_size, fun() -> iolist_size([L, B | x]) end},
        {list_to_integer, fun() -> list_to_integer(lists:duplicate(?N, $7) ++ "x") end},
        {list_to_tuple, fun() -> list_to_tuple(L ++ x) end},
        {from_list, fun() -> maps:from_list([{I, I} || I <- L] ++ [x]) end},
        {unicode, fun() -> erlang:phash2(unicode:characters_to_list(<<B/binary, 255>>)) end},
        {guard, fun() -> [guard_fails(L ++ x), guard_fails(L)] end}
    ].

guard_fails(L) when length(L) > 5 -> long;
guard_fails(_) -> no_list.

failed(F) ->
    try F() of
        R -> R
    catch
        C:E:S ->
            {M, N, A, _} = hd(S),
            {C, if is_tuple(E) -> element(1, E); true -> E end, M, N, if is_list(A) -> length(A); true -> A end}
    end.
