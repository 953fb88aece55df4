# The options and their mistakes.
ln -s "$BUILD/avm" PackBEAM
try() { echo "$ PackBEAM $*"; ./PackBEAM "$@" 2>&1; echo "exit $?"; }
for name in a b; do
    printf -- '-module(%s).\n-export([start/0]).\nstart() -> %s.\n' $name $name >$name.erl
done
erlc a.erl b.erl
try
try -h
try out.avm a.beam b.beam
try -l out.avm
try -a lib.avm a.beam b.beam
try -l lib.avm
try -i out.avm a.beam lib.avm
try -l out.avm
try out.avm
try out.avm missing.beam
try -l missing.avm
try -x
try -l
