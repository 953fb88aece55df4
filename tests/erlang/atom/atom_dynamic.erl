%% Atoms made at run time: equality with literals, as keys, in dispatch, thousands of them.
-module(atom_dynamic).
-include("t.hrl").

d(alpha) -> 1; d(beta) -> 2; d('gamma delta') -> 3; d('') -> 4; d(_) -> 0.
a(N) -> list_to_atom("dyn" ++ integer_to_list(N)).
f1() -> one. f2() -> two. f3() -> three.

start() ->
    p("dispatch", [d(list_to_atom(S)) || S <- ["alpha", "beta", "gamma delta", "", "Alpha"]]),
    p("call", [apply(?MODULE, list_to_atom("f" ++ [C]), []) || C <- "123"]),
    p("same", [a(5) =:= dyn5, a(5) == list_to_atom("dyn5"), binary_to_atom(<<"dyn5">>) =:= a(5), a(5) =:= a(6), list_to_existing_atom("dyn5")]),
    M = maps:from_list([{a(N), N} || N <- lists:seq(1, 3000)]),
    p("keys", [maps:get(dyn1, M), maps:get(dyn3000, M), lists:sum([maps:get(a(N), M) || N <- lists:seq(1, 3000, 7)])]),
    p("order", lists:sublist(lists:sort([a(N) || N <- lists:seq(1, 2000)]), 12)),
    p("sorted", lists:sort([a(N) || N <- lists:seq(1, 2000)]) =:= [list_to_atom(S) || S <- lists:sort(["dyn" ++ integer_to_list(N) || N <- lists:seq(1, 2000)])]),
    T = list_to_tuple([a(N) || N <- lists:seq(1, 500)]), erlang:garbage_collect(), p("gc", [element(1, T), element(500, T)]),
    p("existing", [t(fun() -> list_to_existing_atom("never_" ++ id("made_1")) end), t(fun() -> binary_to_existing_atom(<<"never_made_", (id(<<"2">>))/binary>>) end), begin _ = list_to_atom("now_made_" ++ id("3")), list_to_existing_atom("now_made_3") end]),
    p("etf", [binary_to_term(term_to_binary(a(N))) =:= a(N) || N <- [1, 3001, 4000]]),
    p("concat", [list_to_atom(lists:concat([a, '_', 1, "b"])), binary_to_atom(iolist_to_binary([<<"x">>, "y"]))]),
    p("boolean", [list_to_atom("true") and (list_to_atom("false") or true), is_boolean(list_to_atom("true")), case list_to_atom("true") of true -> yes; _ -> no end, if true -> list_to_atom("undefined") =:= undefined end]),
    ok.
