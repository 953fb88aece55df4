# Errors of the compiler are shown; a missing compiler is named.
printf -- '-module(bad).\n-export([start/0]).\nstart( -> ok.\n' >bad.erl
avm run bad.erl 2>error
echo "exit $?"
# The rest of what the compiler says differs between its releases.
grep -o "^bad.erl.*syntax error" error
grep "^avm" error
avm=$(command -v avm)
PATH=/nowhere "$avm" run bad.erl
echo "exit $?"
avm run missing.erl
echo "exit $?"
