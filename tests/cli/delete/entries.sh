# Names and patterns; a name that is not there changes nothing.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
for name in a b c1 c2 'odd[1]'; do printf '%s' "$name" >"$name"; done
avm pack p.avm a b c1 c2 'odd[1]'
cp p.avm before.avm
try delete p.avm a missing
cmp p.avm before.avm && echo untouched
try delete -o q.avm p.avm 'c?' 'odd[1]'
avm list -f bare q.avm
try delete p.avm '[!b]*'
avm list -f bare p.avm
try delete p.avm '*'
avm list -f bare p.avm
try delete p.avm
try delete
try delete missing.avm a
printf 'no pack' >bad.avm
try delete bad.avm a
cat bad.avm && echo
