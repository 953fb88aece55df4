# The sub-commands and their mistakes.
ln -s "$BUILD/avm" packbeam
try() { echo "$ packbeam $*"; ./packbeam "$@" 2>&1; echo "exit $?"; }
printf 'x' >x.txt
try
try help
try version
try fly
try create
try create out.avm
try create out.avm missing.beam
try create out.avm x.txt ./x.txt x.txt
try list out.avm
try list --format=csv out.avm
try list -f xml out.avm
try list
try extract -o d out.avm
try extract out.avm missing
try extract
try delete -out less.avm out.avm ./x.txt
try list -f bare less.avm
try delete out.avm missing
try delete out.avm
try create --bogus out.avm x.txt
