# What is called and is nowhere: each function once, sorted, with the place of the first call.
cat >app.erl <<'EOF'
-module(app).
-export([start/0, other/1]).
start() ->
    helper:there(1),
    helper:gone(1),
    lists:reverse([1]),
    other(2).
other(X) ->
    helper:gone(X),
    'No Such':'Fun'(X),
    lists:nosuch(X),
    erlang:self().
EOF
cat >helper.erl <<'EOF'
-module(helper).
-export([there/1]).
there(X) ->
    X + lists:nosuch(X).
EOF
erlc app.erl helper.erl
avm check app.beam helper.beam
echo "exit $?"
avm pack app.avm app.beam helper.beam && avm check app.avm
echo "exit $?"
avm pack -r app.avm app.beam && avm check app.avm helper.erl >out
echo "exit $?"
cat out
avm pack --check new.avm app.beam helper.beam >out
echo "exit $?"
cmp -s out /dev/null || ls new.avm
cat >whole.erl <<'EOF'
-module(whole).
-export([start/0]).
start() -> maps:fold(fun(_, V, A) -> io:format("~p~n", [V]), V + A end, 0, #{a => 1}).
EOF
erlc whole.erl
avm check whole.beam && echo whole
avm pack --check whole.avm whole.beam && avm check - <whole.avm && echo "a pack"
