%% Matching on tuples: arity selection, tags, nested tuples, the size-specialised instructions.
-module(tuple_match).
-include("t.hrl").
%% erlc: +no_type_opt

ar({}) -> 0;
ar({_}) -> 1;
ar({_, _}) -> 2;
ar({_, _, _}) -> 3;
ar({_, _, _, _, _, _, _, _, _}) -> 9;
ar(T) when tuple_size(T) > 100 -> many;
ar(T) when is_tuple(T) -> {tuple_size(T)};
ar(_) -> no.

tag({ok, V}) -> {v, V};
tag({error, R}) -> {e, R};
tag({ok, V, W}) -> {v, V, W};
tag({'EXIT', _, {R, _}}) -> {x, R};
tag({N, _}) when is_integer(N) -> {n, N};
tag({{A, B}, {C, D}}) -> [A, B, C, D];
tag({X, X, X}) -> {three, X};
tag({[A | _], _}) -> {head, A};
tag({_, _} = T) -> {pair, T};
tag(T) -> {other, T}.

swap({A, B, C, D}) -> {D, C, B, A}.
rot({A, B, C, D, E, F, G, H}, 0) -> {A, B, C, D, E, F, G, H};
rot({A, B, C, D, E, F, G, H}, N) -> rot({B, C, D, E, F, G, H, A}, N - 1).
update({S, A, B}, inc) -> {S, A + 1, B};
update({S, A, B}, {set, B2}) -> {S, A, [B2 | B]};
update({S, A, B}, flip) -> {case S of on -> off; off -> on end, B, A}.
get3(T) when element(3, T) =:= x -> {third, element(1, T)};
get3(T) when element(2, T) > 5 -> second;
get3(_) -> none.

start() ->
    p("arity", [ar(X) || X <- [{}, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}, list_to_tuple(lists:seq(1, 9)), list_to_tuple(lists:seq(1, 101)), [], <<>>, #{}, fun ar/1]]),
    [io:format("~0p~n", [tag(X)]) || X <- [{ok, 1}, {error, r}, {ok, 1, 2}, {'EXIT', p, {r, s}}, {'EXIT', p, r}, {5, x}, {{1, 2}, {3, 4}}, {{1, 2}, {3}}, {a, a, a}, {1, 1, 1.0}, {[h | t], z}, {"", z}, {ok}, {}, a]],
    p("swap", [swap({1, 2, 3, 4}), swap(swap({a, b, c, d})), t(fun() -> swap({1}) end)]),
    p("rot", [rot({1, 2, 3, 4, 5, 6, 7, 8}, N) || N <- [0, 1, 7, 8, 1001]]),
    p("update", lists:foldl(fun(E, S) -> update(S, E) end, {on, 0, []}, [inc, inc, {set, z}, {set, y}])),
    ts("update bad", [fun() -> lists:foldl(fun(E, S) -> update(S, E) end, {on, 0, []}, Es) end || Es <- [[flip, inc], [nope], [{set}], [flip, flip, flip]]]),
    p("get3", [get3(X) || X <- [{1, 2, x}, {1, 9}, {1, 2, y}, {}, a, {1, a}, {1, 5.5, z, q}]]),
    ok.
