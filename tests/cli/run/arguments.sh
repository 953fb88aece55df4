# What follows -- reaches the program as it is.
cat >args.erl <<'EOF'
-module(args).
-export([start/0]).
start() -> erlang:display(init:get_plain_arguments()).
EOF
avm run args.erl
avm run args.erl -- one "two words" -s -- three ""
