%% The first frame of a failing native: its module, name and the arguments it got.
-module(stacktrace_natives).
-include("t.hrl").

top(F) -> try F() of V -> {value, V} catch C:R:S -> {M, N, A, _} = hd(S), {C, R, M, N, A} end.

start() ->
    [io:format("~0p~n", [top(F)]) || F <- [
        fun() -> R = atom_to_list(id(1)), {R} end, fun() -> R = element(id(3), id({a})), {R} end, fun() -> R = setelement(id(3), {a}, x), {R} end, fun() -> R = list_to_integer(id("z")), {R} end, fun() -> R = list_to_integer(id("z"), 36), {R} end, fun() -> R = list_to_integer(id("z"), 10), {R} end, fun() -> R = length(id(a)), {R} end, fun() -> R = hd(id([])), {R} end, fun() -> R = tl(id([])), {R} end,
        fun() -> R = id(1) + id(a), {R} end, fun() -> R = id(a) rem id(2), {R} end, fun() -> R = -id(a), {R} end, fun() -> R = bnot id(a), {R} end, fun() -> R = id(1.0) bsl id(1), {R} end, fun() -> R = id(a) ++ [1], {R} end, fun() -> R = [a] -- id(b), {R} end, fun() -> R = tuple_size(id(a)), {R} end, fun() -> R = map_size(id(a)), {R} end, fun() -> R = map_get(id(a), id(#{})), {R} end, fun() -> R = is_map_key(a, id(b)), {R} end,
        fun() -> R = byte_size(id(a)), {R} end, fun() -> R = binary_part(id(<<1>>), 2, 3), {R} end, fun() -> R = round(id(a)), {R} end, fun() -> R = abs(id(a)), {R} end, fun() -> R = float(id(a)), {R} end, fun() -> R = trunc(id(a)), {R} end, fun() -> R = lists:reverse(id(a)), {R} end, fun() -> R = lists:member(a, id(b)), {R} end, fun() -> R = lists:keyfind(a, 0, []), {R} end, fun() -> R = maps:get(a, id(#{})), {R} end, fun() -> R = maps:put(a, b, id(c)), {R} end, fun() -> R = maps:from_list(id(a)), {R} end, fun() -> R = maps:merge(id(a), #{}), {R} end,
        fun() -> R = binary_to_term(id(<<1>>)), {R} end, fun() -> R = list_to_tuple(id(a)), {R} end, fun() -> R = tuple_to_list(id(a)), {R} end, fun() -> R = list_to_binary(id(a)), {R} end, fun() -> R = iolist_to_binary(id(a)), {R} end, fun() -> R = binary_to_list(id(a)), {R} end, fun() -> R = integer_to_list(id(a)), {R} end, fun() -> R = integer_to_binary(id(1), id(99)), {R} end, fun() -> R = float_to_list(id(1)), {R} end, fun() -> R = list_to_float(id("1")), {R} end, fun() -> R = binary_to_atom(id(1)), {R} end, fun() -> R = apply(id(a), id(b), id(c)), {R} end,
        fun() -> R = math:sqrt(id(-1)), {R} end, fun() -> R = math:log(id(a)), {R} end, fun() -> R = binary:at(id(<<>>), 0), {R} end, fun() -> R = binary:part(id(<<>>), 1, 1), {R} end, fun() -> R = split_binary(id(<<>>), 1), {R} end, fun() -> R = not id(a), {R} end, fun() -> R = id(a) and true, {R} end, fun() -> R = id(true) xor id(1), {R} end, fun() -> R = list_to_existing_atom(id([a])), {R} end, fun() -> R = erlang:make_tuple(id(-1), x), {R} end, fun() -> R = erlang:delete_element(2, id({})), {R} end, fun() -> R = get(id(nokey)), {R} end,
        fun() -> element(id(0), {}) end, fun() -> atom_to_binary(id(1)) end, fun() -> lists:last(id([])) end, fun() -> maps:get(x, id(#{})) end, fun() -> id(x) * 2 end]],
    ok.
