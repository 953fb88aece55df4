# Everything, by name, by pattern, to the standard output.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
mkdir -p app/priv/sub
printf 'one' >app/priv/sub/one.txt
printf 'two' >app/priv/two.txt
printf 'three' >three
avm pack p.avm x/../app/priv/two.txt three --priv app=app/priv 2>/dev/null || avm pack p.avm three --priv app=app/priv
try extract -o out p.avm
find out -type f | sort
cmp out/app/priv/sub/one.txt app/priv/sub/one.txt && echo same
try extract -o part p.avm 'app/*/two.txt' three
find part -type f | sort
try extract --to-stdout p.avm three
try extract --to-stdout p.avm 'app*'
try extract -o none p.avm three missing
[ -e none ] || echo nothing written
try extract
try extract missing.avm
printf 'plain' >plain
try extract plain
