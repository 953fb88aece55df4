# The library in the program's pack, as on a board: its natives are there too, and a module of the
# user's own keeps its functions.
cat >app.erl <<'EOF'
-module(app).
-export([start/0]).
start() ->
    io:format("~p ~w ~s~n", [lists:keysort(1, [{2, b}, {1, a}]), maps:get(x, #{}, none), string:uppercase("abc")]),
    io:format("~p~n", [unicode:characters_to_list(<<"é"/utf8>>)]),
    io:format("~p~n", [math:pi() > 3]).
EOF
cat >math.erl <<'EOF'
-module(math).
-export([pi/0]).
pi() -> 4.
EOF
erlc app.erl math.erl
avm pack -p -s app whole.avm app.beam "$BUILD/estdlib.avm" && avm run whole.avm
avm pack --prune=functions -s app less.avm app.beam "$BUILD/estdlib.avm" && avm run less.avm
avm run app.beam math.beam
