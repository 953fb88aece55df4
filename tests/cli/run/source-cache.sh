# A source is compiled once, and again when it or what it includes has changed.
mkdir bin
cat >bin/erlc <<EOF
#!/bin/sh
echo compiling >&2
exec "$(command -v erlc)" "\$@"
EOF
chmod +x bin/erlc
PATH=$PWD/bin:$PATH
XDG_CACHE_HOME=$PWD/cache
export XDG_CACHE_HOME
cat >prog.erl <<'EOF'
-module(prog).
-export([start/0]).
-include("a value.hrl").
start() -> erlang:display(?VALUE).
EOF
echo '-define(VALUE, 1).' >'a value.hrl'
avm run prog.erl 2>&1
avm run prog.erl 2>&1
echo '-define(VALUE, 2).' >'a value.hrl'
avm run prog.erl 2>&1
echo '-define(VALUE, 1).' >'a value.hrl'
avm run prog.erl 2>&1
echo '%% changed' >>prog.erl
avm run prog.erl 2>&1
ls cache
XDG_CACHE_HOME='' HOME='' avm run prog.erl 2>&1
XDG_CACHE_HOME='' HOME=/dev/null avm run prog.erl 2>&1
