# Modules of etest: test/0 returns ok, assertions throw; modules without tests; tests that halt.
cat >good.erl <<'EOT'
-module(good).
-export([test/0]).
-include("etest.hrl").
test() ->
    ?ASSERT_MATCH({ok, 1}, {ok, 1}),
    ?ASSERT_EQUALS(1, 1.0),
    ?ASSERT_TRUE(is_atom(a)),
    ?ASSERT_EXCEPTION(error(x)),
    ?ASSERT_EXCEPTION(throw(x), throw),
    ?ASSERT_ERROR(error(x), x),
    ?ASSERT_THROW(throw(y)),
    ?ASSERT_EXIT(exit(z), z),
    fail = etest:assert_match(1, 1.0),
    fail = etest:assert_equals(1, 2),
    fail = etest:assert_true(maybe_so),
    fail = etest:assert_exception(fun() -> ok end),
    fail = etest:assert_exception(fun() -> throw(x) end, error),
    fail = etest:assert_exception(fun() -> error(x) end, error, y),
    ok = etest:assert_failure(fun() -> throw(x) end),
    ok = etest:assert_failure(fun() -> error(x) end, x),
    self() ! one,
    ok = etest:flush_msg_queue(),
    receive Any -> Any after 0 -> ok end.
EOT
cat >match.erl <<'EOT'
-module(match).
-export([test/0]).
-include("etest.hrl").
test() ->
    ?ASSERT_MATCH(1, 2).
EOT
cat >value.erl <<'EOT'
-module(value).
-export([test/0]).
test() -> not_ok.
EOT
cat >plain.erl <<'EOT'
-module(plain).
-export([start/0]).
start() -> io:format("~p~n", [etest:test([good, match, value, nosuch])]), io:format("~p~n", [etest:test(good)]).
EOT
cat >halts.erl <<'EOT'
-module(halts).
-export([test/0]).
test() -> halt(0).
EOT
erlc -I "$TREE/vm/lib/etest/include" *.erl
avm test good.beam; echo "exit $?"
avm test .; echo "exit $?"
avm pack all.avm good.beam match.beam plain.beam
avm test all.avm; echo "exit $?"
avm run plain.beam good.beam match.beam value.beam
avm test plain.beam; echo "exit $?"
avm test halts.beam; echo "exit $?"
avm test; echo "exit $?"
mkdir empty; avm test empty; echo "exit $?"
avm test nosuch.beam; echo "exit $?"
avm test -pa nosuch good.beam; echo "exit $?"
avm test good.beam --junit no/such/folder.xml; echo "exit $?"
