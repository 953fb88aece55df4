# Under the names of that machine: the value on the standard error, ok or 0 for status 0.
ln -s "$BUILD/avm" AtomVM
ln -s "$BUILD/avm" atomvm
for value in ok 0 '{error, "text"}' '<<1,2>>'; do
    printf -- '-module(v).\n-export([start/0]).\nstart() -> erlang:display(here), %s.\n' "$value" >v.erl
    erlc v.erl
    avm pack v.avm v.beam
    ./AtomVM v.avm
    echo "exit $?"
done
./atomvm v.beam 2>&1
./AtomVM 2>&1
echo "exit $?"
./AtomVM -h | head -n 1
