# Nothing but the program's own output on the standard output.
cat >quiet.erl <<'EOF'
-module(quiet).
-export([start/0]).
start() -> {some, value}.
EOF
avm run quiet.erl 2>/dev/null
avm run --stats quiet.erl 2>/dev/null
avm run --trace quiet quiet.erl 2>/dev/null
avm run --stats quiet.erl 2>&1 >/dev/null | sed 's/[0-9][0-9]*/N/g'
