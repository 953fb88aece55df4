# What is not a pack, or a damaged one, prints no half list.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'x' >x.txt
try list
try list a b
try list missing.avm
try list x.txt
try list --format xml x.txt
avm pack good.avm x.txt y.txt=x.txt
head -c 60 good.avm >cut.avm
try list cut.avm
head -c 70 good.avm >cut.avm
try list cut.avm
