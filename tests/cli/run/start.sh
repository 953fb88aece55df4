# The program begins with the first module that has start/0, or with that of -s.
for name in a b; do
    printf -- '-module(%s).\n-export([start/0]).\nstart() -> erlang:display(%s).\n' $name $name >$name.erl
done
printf -- '-module(none).\n-export([stop/0]).\nstop() -> ok.\n' >none.erl
erlc a.erl b.erl none.erl
avm run none.beam b.beam a.beam
avm run a.beam b.beam -s b
avm pack -s b ab.avm a.beam b.beam
avm run ab.avm a.beam
avm run a.beam ab.avm
avm run none.beam -s a -pa .
avm run none.beam
echo "exit $?"
avm run none.beam -s c
echo "exit $?"
avm run none.beam -s none
echo "exit $?"
