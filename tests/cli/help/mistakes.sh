# Words that are no commands.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
try
try fly
try hello.erl
try help fly
try version please
try rnu hello.avm
try help chekc
try lst
try pack --prnue out.avm
try pack --strat main out.avm
