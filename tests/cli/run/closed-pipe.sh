# A reader that has enough ends the program quietly.
cat >many.erl <<'EOF'
-module(many).
-export([start/0]).
start() -> loop(100000).
loop(0) -> ok;
loop(N) -> erlang:display(N), loop(N - 1).
EOF
avm run many.erl | head -n 2
