# Sourced by scripts of golden command lines: small inputs, and t, which runs a command line and
# prints it with its output and its exit status. The status 0 is not printed.

t() {
    echo "\$ $*"
    # shellcheck disable=SC2086 # words, as they were typed
    eval "$*" 2>&1
    status=$?
    [ "$status" -eq 0 ] || echo "exit status $status"
}

# Modules: app starts and calls lib, lib has a literal and a fun, other starts too.
make_modules() {
    cat >app.erl <<'ERL'
-module(app).
-export([start/0]).
start() -> erlang:display(lib:twice([1, 2])).
ERL
    cat >lib.erl <<'ERL'
-module(lib).
-export([twice/1, constant/0]).
twice(L) -> lists:map(fun(X) -> 2 * X end, L).
constant() -> {a, "literal", [of_some, {length}]}.
ERL
    cat >other.erl <<'ERL'
-module(other).
-export([start/0]).
start() -> ok.
ERL
    erlc app.erl lib.erl other.erl
    rm -f ./*.erl
}

# A pack of all three and a plain file.
make_pack() {
    make_modules
    mkdir -p app/priv
    printf 'hello\n' >app/priv/greeting.txt
    avm pack all.avm app.beam lib.beam other.beam app/priv/greeting.txt
}
