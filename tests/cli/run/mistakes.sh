# Every mistake says what and where, and has its exit status.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
try run
try run missing.beam
try run -pa missing x.beam
try run --trace
try run --bogus
printf 'plain' >bad.avm
try run bad.avm
printf 'plain' >bad.beam
try run bad.beam
printf '#!/usr/bin/env AtomVM\n\0\0rubbish' >cut.avm
try run cut.avm
