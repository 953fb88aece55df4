# halt's status, 0 for a normal return, 1 for a crash.
cat >st.erl <<'EOF'
-module(st).
-export([start/0]).
start() ->
    case init:get_plain_arguments() of
        ["return"] -> {not_ok, 1};
        ["halt"] -> erlang:halt();
        ["halt", N] -> erlang:halt(list_to_integer(N));
        ["crash"] -> error(on_purpose);
        ["exit"] -> exit(normal);
        ["throw"] -> throw(ball)
    end.
EOF
for arguments in return halt "halt 0" "halt 3" "halt 255" crash exit throw; do
    # shellcheck disable=SC2086
    avm run st.erl -- $arguments 2>/dev/null
    echo "$arguments: $?"
done
