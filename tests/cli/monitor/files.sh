# Files that the monitor cannot use, and a port that is not there.
try() {
    avm monitor -p /nowhere/tty "$@" 2>&1
    echo "status $?"
}
try
try --log /nowhere/log
try --pack missing.avm
try --elf missing.elf
try --expect missing.script
echo "no pack" >bad.avm
try --pack bad.avm
echo "no program" >bad.elf
try --elf bad.elf
printf 'send a\nexpect (\n' >bad.script
try --expect bad.script
printf 'send a\nsay b\n' >bad.script
try --expect bad.script
try --wait --timeout 0.1
