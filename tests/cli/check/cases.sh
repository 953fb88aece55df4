# Whether all is there.
. "$TREE/tests/cli/cases.sh"
make_pack
t avm check all.avm
t avm check app.beam lib.beam
t avm check app.beam
t avm check lib.beam other.beam
t avm check
t avm check missing.avm
t avm check app/priv/greeting.txt
t 'head -c 300 all.avm >short.avm; avm check short.avm'
t 'head -c 300 app.beam >short.beam; avm check short.beam'
t avm check --nothing all.avm
cat >env.erl <<'ERL'
-module(env).
-export([start/0]).
start() -> os:getenv("HOME").
ERL
erlc env.erl
t avm check env.beam
t avm check --target unix env.beam
t avm check --target esp32 env.beam
t avm check -t stm32 env.beam app.beam
t avm check -t rp2 all.avm
t avm check --target amiga all.avm
