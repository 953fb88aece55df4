# Packs inside a dump are found; what only looks like one is not; the standard input is a file.
printf 'x' >x
printf 'yy' >y
avm pack one.avm x
avm pack two.avm y
{ head -c 100 /dev/zero; cat one.avm; printf '#!/usr/bin/env AtomVM\n\0\0broken'; head -c 5 /dev/zero; cat two.avm; head -c 50 /dev/zero; } >dump
avm list dump
avm list - <one.avm
avm list -f csv - <dump
cat dump | avm list -f bare -
head -c 300 /dev/zero | avm list -
echo "exit $?"
avm list - </dev/null
echo "exit $?"
