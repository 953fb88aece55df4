# Every mistake says what and where, and has its exit status.
printf 'x' >x.txt
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
try pack
try pack out.avm
try pack out.avm missing.beam
try pack missing/out.avm x.txt
try pack out.avm .
try pack -x out.avm x.txt
try pack -s
printf 'FOR1' >bad.beam
try pack out.avm bad.beam
printf 'plain' >bad.avm
try pack out.avm bad.avm
printf 'module' >source.erl
PATH=${PATH%%:*} try pack out.avm source.erl | grep -v '^%'
