%% Odds and ends of stock modules: filename, lists with funs of other modules, math tables, uri_string.
-module(std_misc).
-include("t.hrl").

start() ->
    ts("filename", [fun() -> filename:join(["a", "b", "c"]) end, fun() -> filename:join("/a/", "b") end, fun() -> filename:basename("/a/b.erl") end, fun() -> filename:basename("/a/b.erl", ".erl") end, fun() -> filename:dirname("/a/b/c") end, fun() -> filename:extension("x.tar.gz") end, fun() -> filename:rootname("a/b.erl") end, fun() -> filename:split("/usr/lib/x") end, fun() -> filename:join(<<"a">>, <<"b">>) end, fun() -> filename:flatten(["a", [b]]) end, fun() -> filename:pathtype("/x") end]),
    ts("uri", [fun() -> maps:to_list(uri_string:parse("http://user@host:8080/path/x?q=1#f")) end, fun() -> uri_string:percent_decode("a%20b") end, fun() -> uri_string:compose_query([{"a", "1"}, {"b", "x y"}]) end, fun() -> uri_string:dissect_query("a=1&b=x+y") end]),
    p("version", [lists:sort(fun(A, B) -> [list_to_integer(X) || X <- string:tokens(A, ".")] =< [list_to_integer(X) || X <- string:tokens(B, ".")] end, ["1.10.0", "1.2.3", "1.2", "0.9.9"])]),
    p("table", [[A * B || B <- lists:seq(1, 12)] || A <- [7, 12]]),
    p("hex", [io_lib:format("~2.16.0b", [X]) || X <- [0, 10, 255]]),
    p("transpose", begin T = fun T([[] | _]) -> []; T(M) -> [[hd(R) || R <- M] | T([tl(R) || R <- M])] end, T([[1, 2, 3], [4, 5, 6]]) end),
    p("digraph free", begin Reach = fun R([], Seen, _) -> lists:sort(Seen); R([N | Q], Seen, G) -> case lists:member(N, Seen) of true -> R(Q, Seen, G); false -> R(Q ++ proplists:get_value(N, G, []), [N | Seen], G) end end, Reach([a], [], [{a, [b, c]}, {b, [d]}, {c, [d, a]}, {e, [a]}]) end),
    ok.
