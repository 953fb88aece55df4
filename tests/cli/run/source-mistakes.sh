# Errors of the compiler are shown; a missing compiler is named.
printf -- '-module(bad).\n-export([start/0]).\nstart( -> ok.\n' >bad.erl
avm run bad.erl
echo "exit $?"
avm=$(command -v avm)
PATH=/nowhere "$avm" run bad.erl
echo "exit $?"
avm run missing.erl
echo "exit $?"
