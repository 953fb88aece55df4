# Every kind of input: directories, names, priv folders, sources, the output itself, appending.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
mkdir -p lib/ebin data/deep
for name in a b; do
    printf -- '-module(%s).\n-export([start/0]).\nstart() -> %s.\n' $name $name >$name.erl
done
erlc -o lib/ebin a.erl b.erl
printf 'deep' >data/deep/file
printf 'file' >file
try pack p.avm lib
avm list -f bare p.avm
try pack p.avm lib/ebin other/name=file --priv app=data
avm list -f bare p.avm
try pack q.avm a.erl
try pack p.avm p.avm file -s b
avm list p.avm | sed 's/ \[.*//'
try pack -a p.avm new=file
avm list -f bare p.avm
try pack -a fresh.avm file
avm list -f bare fresh.avm
mkfifo pipe
cat lib/ebin/a.beam >pipe &
try pack piped.avm a.beam=pipe
cmp q.avm piped.avm && echo same
try pack p.avm --priv app file
try pack p.avm --priv app=missing file
mkdir empty
try pack p.avm empty
