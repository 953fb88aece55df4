# Overlaps, other families, damaged files, addresses that make no sense.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'first file' >a
try image merge 0x0=a 0x8=a -o out
try image merge a -o out
try image merge 0x0=a
try image merge 0x0=a --format elf -o out
try image merge 0x0=a -o out.uf2
try image merge 0x0=a --family vax -o out.uf2
try image merge 0x0=a --family rp2040 --chunk-size 100 -o out.uf2
try image merge 0x0=a --chip esp32 --chunk-size 500 -o out.uf2
try image merge 0x0=a --fill 256 -o out
try image merge 0x1000=a --base 0x2000 -o out
try image merge 0xffffffff=a -o out
try image merge 0x0=a 0xf0000000=a -o out
try image merge 0x0=a --flash-mode qio -o out
try image merge 0x0=a --chip esp32 --flash-mode qio -o out
try image merge 0x1000=a --chip esp32 --flash-mode qio -o out
try image merge 0x0=missing -o out
avm image merge 0x10000000=a --family rp2040 -o one.uf2
avm image merge 0x10001000=a --family rp2350 -o other.uf2
try image merge one.uf2 other.uf2 -o out
try image merge one.uf2 one.uf2 -o out
head -c 300 one.uf2 >cut.uf2
try image merge cut.uf2 -o out
{ head -c 20 one.uf2; printf '\1'; tail -c +22 one.uf2; } >number.uf2
try image merge number.uf2 -o out
printf ':0100000041BF\n:00000001FF\n' >sum.hex
try image merge sum.hex -o out
printf ':0100000041BE\n' >end.hex
try image merge end.hex -o out
printf ':0100000041BE\n:0100000042BD\n:00000001FF\n' >twice.hex
try image merge twice.hex -o out
printf ':00000001FF\n:0100000041BE\n' >behind.hex
try image merge behind.hex -o out
[ ! -e out ] || echo written
