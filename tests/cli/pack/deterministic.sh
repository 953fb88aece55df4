# The same inputs give the same bytes.
erlc +debug_info "$TREE/docs/examples/hello.erl"
avm pack one.avm hello.beam
erlc +compressed "$TREE/docs/examples/hello.erl"
sleep 0.01
avm pack two.avm ./hello.beam
cmp one.avm two.avm && echo same
avm list one.avm | sed 's/[0-9]/N/g'
