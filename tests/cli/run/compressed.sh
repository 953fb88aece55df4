# Modules of erlc +compressed, and several packs and modules in one command.
cp "$TREE/docs/examples/hello.erl" .
erlc +compressed hello.erl
avm run hello.beam
printf -- '-module(app).\n-export([start/0]).\nstart() -> hello:start().\n' >app.erl
erlc app.erl
avm pack lib.avm hello.beam
avm run app.beam lib.avm
avm run lib.avm app.beam -s app
