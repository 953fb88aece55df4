# From source, from a module, and from a pack: the same.
cp "$TREE/docs/examples/hello.erl" .
avm run hello.erl
erlc hello.erl
avm run hello.beam
avm pack hello.avm hello.beam
avm run hello.avm
