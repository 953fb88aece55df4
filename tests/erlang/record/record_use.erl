%% Records: construction, defaults, update, access, matching, nesting, errors.
-module(record_use).
-include("t.hrl").
%% erlc: +no_type_opt
%% erlc: +no_copt

-record(point, {x = 0, y = 0}).
-record(seg, {from = #point{}, to = #point{x = 1}, tags = [] :: list()}).
-record(empty, {}).
-record(big, {a, b = 2, c, d = 4, e, f = 6, g, h = 8, i, j = 10, k, l = 12}).
-record(lazy, {v = id(make_default())}).

make_default() -> {default, 7}.
area(#point{x = X, y = Y}) when X > 0, Y > 0 -> X * Y;
area(#point{x = 0}) -> zero_x;
area(#point{} = P) -> {odd, P#point.y};
area(#seg{from = #point{x = X1}, to = #point{x = X2}}) -> {len, X2 - X1};
area(R) when is_record(R, empty) -> empty;
area(R) when is_record(R, big), R#big.b =:= 3 -> big3;
area(_) -> unknown.
move(#seg{from = F, to = T} = S, D) -> S#seg{from = F#point{x = F#point.x + D}, to = T#point{x = T#point.x + D}}.

start() ->
    p("make", [#point{}, #point{x = 5}, #seg{}, #seg{tags = [a]}, #empty{}, #big{}, #big{_ = z}, #lazy{}, #point{x = id(a), _ = w}]),
    p("area", [area(R) || R <- [#point{x = 2, y = 3}, #point{}, #point{x = -1}, #seg{}, #empty{}, #big{b = 3}, #big{}, {point, 1}, {point, 1, 2, 3}, {empty, x}, empty, point]]),
    p("update", [move(move(#seg{}, 5), -2), (#big{})#big{a = 1, d = x, l = []}, (id(#point{y = 3}))#point{x = 4}]),
    p("index", [#point.x, #point.y, #big.l, #seg.tags, record_info(size, big), record_info(fields, big), record_info(size, empty)]),
    B = lists:foldl(fun(N, A) -> setelement(N, A, N) end, #big{}, lists:seq(2, record_info(size, big))),
    p("set", [B#big.a, B#big.l, B]),
    ts("wrong", [fun() -> (id({point, 1}))#point.x end, fun() -> (id(a))#point{x = 1} end, fun() -> (id(#seg{}))#point.x end, fun() -> #point{x = X} = id(#empty{}), X end, fun() -> (id({big}))#big{a = 1, b = 2} end, fun() -> is_record(id(#point{}), point) end, fun() -> is_record(id({point}), point) end, fun() -> is_record(id({point, 1, 2}), id(point), id(3)) end, fun() -> is_record(id({point, 1, 2}), id(point), id(2)) end, fun() -> is_record(id(a), id("x")) end, fun() -> erlang:is_record(id({a}), id(a), id(-1)) end]),
    p("list", [R#point.x || R = #point{} <- [#point{x = 1}, a, #seg{}, #point{x = 2}]]),
    p("keyfind", lists:keyfind(7, #point.y, [#point{y = 1}, #point{x = q, y = 7}])),
    ok.
