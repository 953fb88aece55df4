%% Every type test and guard function on values of every type.
-module(guard_tests).
-include("t.hrl").
-record(rec, {f}).
%% erlc: +no_type_opt
%% erlc: +no_ssa_opt

ty(X) -> [N || {N, true} <- [{atom, is_atom(X)}, {binary, is_binary(X)}, {bitstring, is_bitstring(X)}, {boolean, is_boolean(X)}, {float, is_float(X)}, {function, is_function(X)}, {integer, is_integer(X)}, {list, is_list(X)}, {map, is_map(X)}, {number, is_number(X)}, {pid, is_pid(X)}, {port, is_port(X)}, {reference, is_reference(X)}, {tuple, is_tuple(X)}]].
g(X) -> [a || is_atom(X)] ++ [b || is_binary(X)] ++ [bs || is_bitstring(X)] ++ [bo || is_boolean(X)] ++ [f || is_float(X)] ++ [fu || is_function(X)] ++ [fu1 || is_function(X, 1)] ++ [i || is_integer(X)] ++ [l || is_list(X)] ++ [m || is_map(X)] ++ [n || is_number(X)] ++ [p || is_pid(X)] ++ [r || is_reference(X)] ++ [t || is_tuple(X)] ++ [rec || is_record(X, rec)] ++ [rec2 || is_record(X, rec, 2)].

bif(X) when hd(X) =:= 1 -> hd;
bif(X) when tl(X) =:= [] -> tl;
bif(X) when length(X) > 2 -> length;
bif(X) when tuple_size(X) =:= 2, element(2, X) =:= b -> element;
bif(X) when map_size(X) > 1 -> map_size;
bif(X) when byte_size(X) =:= 3 -> byte_size;
bif(X) when bit_size(X) =:= 5 -> bit_size;
bif(X) when size(X) =:= 4 -> size;
bif(X) when abs(X) =:= 7 -> abs;
bif(X) when round(X) =:= 3; trunc(X) =:= 9 -> round;
bif(X) when floor(X) == -2 -> floor;
bif(X) when ceil(X) == 12 -> ceil;
bif(X) when float(X) == 20.0 -> float;
bif(X) when binary_part(X, 0, 1) =:= <<"a">> -> part;
bif(X) when map_get(k, X) =:= v -> map_get;
bif(X) when is_map_key(j, X) -> key;
bif(X) when node(X) =:= node(), X =:= self() -> self;
bif(X) when X -> true_;
bif(X) when not X -> false_;
bif(_) -> none.

op(X, Y) when X and Y -> and_;
op(X, Y) when X or Y -> or_;
op(X, Y) when X xor Y -> xor_;
op(X, Y) when X andalso is_integer(Y) -> andalso_;
op(X, Y) when is_integer(X) orelse Y -> orelse_;
op(X, Y) when X =:= Y, not is_boolean(X) -> same;
op(X, Y) when (X > Y) =:= (is_atom(X) or is_atom(Y)) -> greater;
op(_, _) -> no.

multi(X) when is_atom(X); is_integer(X), X > 3; is_list(X), length(X) =:= 1, hd(X) > 0; is_float(X) -> yes;
multi(X) when element(1, X) =:= a orelse element(2, X) =:= a -> elem;
multi(X) when is_tuple(X) andalso (tuple_size(X) =:= 3 orelse element(1, X) =:= z) -> tup;
multi(_) -> no.

start() ->
    Vs = [a, true, [], [1], "ab", [1 | 2], {}, {rec, 1}, {rec, 1, 2}, 0, 1 bsl 70, 1.5, <<>>, <<"abc">>, <<1:5>>, #{}, #{a => 1}, fun(_) -> x end, fun erlang:self/0, self(), make_ref()],
    [p("types", [ty(V), g(V)]) || V <- Vs],
    p("bif", [bif(X) || X <- [[1, 2], [2], [2, 3, 4], {a, b}, #{a => 1, b => 2}, <<"xyz">>, <<0:5>>, {1, 2, 3, 4}, <<1, 2, 3, 4>>, -7, 7, 3.2, 9.9, -1.5, 11.5, 20, <<"ab">>, <<"zb">>, #{k => v}, #{j => w}, self(), true, false, a, [], {}, 1.0, [2, 9 | z]]]),
    p("op", [[op(X, Y) || Y <- [true, false, 1, a]] || X <- [true, false, 1, a, 2.0]]),
    p("multi", [multi(X) || X <- [a, 4, 3, [1], [0], [1, 2], 1.0, {a}, {b, a}, {b, c}, {b, c, d}, {z}, {z, z, z, z}, {}, "", <<>>]]),
    ok.
