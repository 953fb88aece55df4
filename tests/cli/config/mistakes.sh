# A file that cannot be understood stops what it has a say in, and nothing else.
here=$(pwd)
try() { avm "$@" 2>&1 | sed "s|$here/||" | head -n 4; }
echo 'prot = /dev/ttyUSB0' >avm.conf; try config; try flash info
echo 'what' >avm.conf; try config
printf '\n[flsh]\n' >avm.conf; try config
echo 'yes = true' >avm.conf; try flash erase all
try version | sed 's/[0-9.]*$/N/'
echo 'baud = fast' >avm.conf; try flash info -p /dev/null
echo 'color = blue' >avm.conf; try pack
