# Nothing is written outside the folder: neither by names nor through links.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'x' >x
for name in ../up /abs a/../../b a//b ./c 'a\b' ..; do
    avm pack p.avm "$name=x"
    try extract -o out p.avm
done
[ -e out ] || echo nothing written
mkdir out elsewhere
ln -s ../elsewhere out/dir
avm pack p.avm dir/file=x
try extract -o out p.avm
ln -s ../elsewhere/target out/file
avm pack p.avm file=x
try extract -o out p.avm
ls elsewhere
avm pack p.avm ../up=x
try extract --to-stdout p.avm ../up
