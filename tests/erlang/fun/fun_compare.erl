%% Identity, order, printing and hashing-by-key of funs; funs in containers, funs that hold funs.
-module(fun_compare).
-include("t.hrl").

mk(X) -> fun() -> X end.
mk2(X) -> fun() -> {X} end.
ext(M, F, A) -> fun M:F/A.

start() ->
    p("same", [mk(1) =:= mk(1), mk(1) =:= mk(2), mk(1) == mk(1.0), mk(1) =:= mk2(1), mk([a, {b}]) =:= mk([a, {b}]), mk(mk(1)) =:= mk(mk(1)), fun mk/1 =:= fun mk/1, fun mk/1 =:= fun mk2/1]),
    p("external", [ext(lists, map, 2) =:= fun lists:map/2, ext(lists, map, 3) =:= fun lists:map/2, fun lists:map/2 =:= fun lists:map/2, ext(?MODULE, mk, 1) =:= fun ?MODULE:mk/1, fun ?MODULE:mk/1 =:= fun mk/1, ext(no, such, 0) =:= ext(no, such, 0)]),
    p("order", [X || {X, _} <- lists:keysort(2, [{c, fun lists:map/2}, {a, fun erlang:abs/1}, {b, fun lists:keyfind/3}, {d, fun maps:get/2}])]),
    p("types", lists:sort(fun(A, B) -> element(2, A) =< element(2, B) end, [{fun_, mk(1)}, {atom, a}, {int, 1}, {list, []}, {tuple, {}}, {ref, make_ref()}, {pid, self()}, {map, #{}}, {bin, <<>>}]) =/= x),
    p("rank", [[X < mk(1) || X <- [1, a, make_ref(), fun lists:map/2, {}, #{}, [], <<>>]], [mk(1) < X || X <- [1, a, {}, #{}, [], <<>>]]]),
    M = maps:from_list([{mk(N), N} || N <- lists:seq(1, 100)]),
    p("keys", [map_size(M), maps:get(mk(50), M), maps:get(mk(101), M, none), maps:get(mk2(50), M, none)]),
    p("member", [lists:member(mk(3), [mk(1), mk(3)]), lists:keyfind(fun lists:map/2, 1, [{fun lists:map/3, a}, {fun lists:map/2, b}])]),
    p("results", [F() || F <- lists:usort([mk(2), mk(1), mk(2), mk(3)])]),
    F = lists:foldl(fun(N, G) -> fun() -> N + G() end end, fun() -> 0 end, lists:seq(1, 100)), p("nested", [F(), F =:= F]),
    p("text", [fun lists:map/2, fun 'a b':'C'/0, {fun erlang:'+'/2}]),
    p("is text", lists:prefix("#Fun<fun_compare.", lists:flatten(io_lib:format("~p", [mk(1)])))),
    p("info", [erlang:fun_info(fun lists:map/2, K) || K <- [module, name, arity, env, type]] ++ [erlang:fun_info(mk([x]), env), erlang:fun_info(mk(1), arity), erlang:fun_info(mk(1), module), erlang:fun_info(mk(1), type)]),
    p("gc", begin Fs = [mk({N, lists:seq(1, N)}) || N <- lists:seq(1, 300)], erlang:garbage_collect(), lists:sum([lists:sum(element(2, G())) || G <- Fs]) end),
    p("etf", begin X = binary_to_term(term_to_binary(fun lists:reverse/1)), {X =:= fun lists:reverse/1, X("ab")} end),
    p("etf local", begin X2 = binary_to_term(term_to_binary(mk({1, "a"}))), {X2 =:= mk({1, "a"}), X2()} end),
    ok.
