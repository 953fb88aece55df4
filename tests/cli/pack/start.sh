# -s puts the module first and marks no other.
for name in a b; do
    printf -- '-module(%s).\n-export([start/0]).\nstart() -> %s.\n' $name $name >$name.erl
    erlc $name.erl
done
printf -- '-module(c).\n-export([start/1]).\nstart(X) -> X.\n' >c.erl
erlc c.erl
avm pack out.avm a.beam b.beam c.beam && avm list out.avm | cut -d'[' -f1
avm pack -s b out.avm a.beam b.beam c.beam && avm list out.avm | cut -d'[' -f1
avm pack --start=b.beam out.avm a.beam b.beam c.beam && avm list out.avm | cut -d'[' -f1
avm pack --lib lib.avm out.avm && avm list lib.avm | cut -d'[' -f1
avm pack -s a merged.avm lib.avm && avm list merged.avm | cut -d'[' -f1
avm pack -s c out.avm a.beam c.beam
avm pack -s d out.avm a.beam c.beam
avm pack -s a --lib out.avm a.beam
