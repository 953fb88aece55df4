# Modules of eunit: simple tests, generators, fixtures, titles; what fails and what prevents tests.
[ -n "$(erl -noshell -eval 'io:put_chars(filename:join(code:lib_dir(eunit), "include")), halt().' 2>/dev/null)" ] &&
    echo '-include_lib("eunit/include/eunit.hrl").' >head.hrl && printf -- '-module(x).\n-include("head.hrl").\n' >x.erl &&
    erlc x.erl >/dev/null 2>&1 || { echo "no eunit.hrl (package erlang-eunit)"; exit 77; }
rm x.*
mkdir ebin
cat >thing.erl <<'EOT'
-module(thing).
-export([start_link/0, init/1, handle_call/3, handle_cast/2, half/1]).
-behaviour(gen_server).
start_link() -> gen_server:start_link({local, thing}, thing, [], []).
init(_) -> {ok, 0}.
handle_call(next, _, N) -> {reply, N, N + 1}.
handle_cast(_, N) -> {noreply, N}.
half(N) when N rem 2 =:= 0 -> N div 2.
EOT
cat >thing_tests.erl <<'EOT'
-module(thing_tests).
-include("head.hrl").
half_test() -> ?assertEqual(2, thing:half(4)).
odd_test() -> ?assertError(function_clause, thing:half(3)).
catch_test() -> ?assertThrow(x, throw(x)), ?assertExit(y, exit(y)), ?assertNot(false).
match_test() -> ?assertMatch({ok, _}, {ok, 1}).
list_test_() -> [?_assertEqual(N, thing:half(2 * N)) || N <- [1, 2, 3]].
titled_test_() -> [{"one", ?_assert(true)}, {<<"two">>, [{"three", fun() -> ok end}]}].
server_test_() ->
    {setup, fun() -> {ok, P} = thing:start_link(), P end, fun(P) -> gen_server:stop(P) end,
        fun(P) -> [?_assertEqual(0, gen_server:call(P, next)), ?_assertEqual(1, gen_server:call(thing, next))] end}.
each_test_() ->
    {foreach, fun() -> put(n, 1), 1 end, fun(_) -> erase(n) end,
        [fun(X) -> ?_assertEqual(get(n), X) end, fun(X) -> {"next", ?_assertEqual(2, X + 1)} end]}.
group_test_() -> {inorder, [{spawn, ?_assert(true)}, {timeout, 30, ?_assert(true)}, {generator, fun() -> ?_assert(true) end}]}.
with_test_() -> {with, 3, [fun(X) -> ?assertEqual(3, X) end]}.
pairs_test_() -> {foreachx, fun(X) -> X end, fun(_, _) -> ok end, [{1, fun(X, V) -> ?_assertEqual(X, V) end}]}.
EOT
cat >bad_tests.erl <<'EOT'
-module(bad_tests).
-include("head.hrl").
equal_test() -> ?assertEqual(1, length([a, b])).
error_test() -> list_to_atom(length([])).
died_test() -> exit(self(), kill), receive after infinity -> ok end.
late_test_() -> {timeout, 0.01, fun() -> receive after infinity -> ok end end}.
printed_test() -> io:format("from the test~n"), throw(ball).
setup_test_() -> {setup, fun() -> exit(no_setup) end, ?_assert(true)}.
cleanup_test_() -> {setup, fun() -> ok end, fun(_) -> exit(no_cleanup) end, ?_assert(true)}.
generator_test_() -> throw(no_tests).
what_test_() -> {what, is, this}.
linked_test_() -> {setup, fun() -> ok end, [fun() -> ok end, fun() -> exit(self(), kill) end, fun() -> ok end]}.
EOT
erlc -W0 -o ebin thing.erl thing_tests.erl && avm test ebin --junit report.xml
echo "exit $?"
sed 's/time="[0-9.]*"/time=""/' report.xml
erlc -W0 bad_tests.erl
avm test -pa ebin bad_tests.beam --junit report.xml
echo "exit $?"
grep -c '<failure' report.xml
cat >shown.erl <<'EOT'
-module(shown).
-export([start/0]).
start() ->
    R = eunit:test(thing_tests), R = eunit:test([{module, thing}]), ok = eunit:test(fun() -> ok end), ok = eunit:test([]),
    ok = eunit:test({"title", fun() -> ok end}, [verbose]),
    error = eunit:test([fun() -> error(x) end, fun() -> ok end]),
    error = eunit:test(nosuch).
EOT
avm run shown.erl -pa ebin
