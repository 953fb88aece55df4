%% The reason of every error the machine raises by itself.
-module(exception_reasons).
-include("t.hrl").
-record(r, {a, b}).

f(1) -> a.
g(X) when X > 5 -> a.

start() ->
    ts("reason", [fun() -> f(id(2)) end, fun() -> g(id(a)) end, fun() -> case id(x) of y -> 1 end end, fun() -> X = id(1), if X =:= 2 -> a end end, fun() -> {a, _} = id({b, c}) end, fun() -> [H | _] = id([]), H end, fun() -> try id(q) of r -> 1 catch _ -> 2 end end,
        fun() -> (fun(1) -> a end)(id(2)) end, fun() -> id(1) + id(a) end, fun() -> id(1) div id(0) end, fun() -> hd(id([])) end, fun() -> tl(id(a)) end, fun() -> element(id(0), {a}) end, fun() -> (id(a))() end, fun() -> nomod:nofun(1) end, fun() -> lists:nofun() end, fun() -> (id(#{}))#{k := 1} end, fun() -> map_get(k, id(#{a => b})) end, fun() -> (id(z))#{k => 1} end,
        fun() -> (id(a))#r.a end, fun() -> (id(a))#r{b = 1} end, fun() -> id(a) andalso true end, fun() -> id(1) orelse true end, fun() -> not id(1) end, fun() -> id(true) and id(1) end, fun() -> list_to_atom(id(a)) end, fun() -> list_to_atom(lists:duplicate(256, $a)) end, fun() -> binary_to_atom(<<255>>) end, fun() -> list_to_existing_atom("surely not an atom yet " ++ id("x")) end,
        fun() -> <<1:(id(a))>> end, fun() -> <<(id(x))/binary>> end, fun() -> [X || X <- id(a)] end, fun() -> [X || X <- [1], id(1)] end, fun() -> error(id({my, reason})) end, fun() -> throw(id([ball])) end, fun() -> exit(id(normal)) end, fun() -> error(a, [b]) end, fun() -> error(a, none) end, fun() -> erlang:raise(error, x, []) end, fun() -> erlang:raise(throw, x, []) end, fun() -> erlang:raise(id(foo), x, []) end, fun() -> erlang:raise(error, x, id(notalist)) end, fun() -> erlang:raise(exit, x, [{a, b, 1, []}]) end,
        fun() -> erlang:nif_error(undefined) end, fun() -> erlang:nif_error(x, [1]) end, fun() -> tuple_to_list(id(1)) end, fun() -> list_to_tuple([1 | id(2)]) end, fun() -> setelement(5, {a}, x) end, fun() -> binary_to_term(<<131, 255>>) end, fun() -> apply(id(1), id(2), id(3)) end, fun() -> length(id([a | b])) end, fun() -> integer_to_list(id(a)) end, fun() -> float(id(a)) end, fun() -> round(id("1")) end, fun() -> abs(id(a)) end, fun() -> id(1) ++ [a] end, fun() -> [a] -- id(b) end,
        fun() -> is_record(id(a), id(1)) end, fun() -> self() ! 1, ok end, fun() -> id(a) ! 1 end, fun() -> binary_part(id(<<1>>), 1, 1) end, fun() -> tuple_size(id([])) end, fun() -> bit_size(id(a)) end, fun() -> byte_size(id([])) end, fun() -> map_size(id([])) end]),
    ok.
