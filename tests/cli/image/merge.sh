# Files at addresses: raw bytes, UF2 and Intel HEX, joined and converted.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'first file' >a; printf 'second file, which is a little longer' >b
try image merge 0x0=a 0x20=b -o ab.bin
od -An -tx1 ab.bin
try image merge 0x8000100=a 0x8000120=b -o ab.hex
cat ab.hex
try image merge ab.hex -o back.bin
cmp ab.bin back.bin && echo same
try image merge 0x10000100=a 0x10003000=b --family rp2040 -o ab.uf2
try image info ab.uf2
try image merge ab.uf2 -o pieces.hex
try image merge ab.uf2 0x10004000=a -o joined.uf2
try image info joined.uf2
try image merge 0x1000=a 0x8000=b --chip esp32 -o esp.uf2
try image info esp.uf2
try image merge 0x1000=a 0x8000=b --chip esp32 --chunk-size 16 --no-md5 -o small.uf2
wc -c <small.uf2
try image merge 0x10=a --base 0 --fill 0 --pad-to 40 -o padded.bin
od -An -tx1 padded.bin
try image merge 0x10=a --base 0x8 -o based.bin
od -An -tx1 based.bin
try image merge 0xfff8=b --format hex -o -
try image merge 0x8000000=a 0x8010000=b --family stm32f4 -o stm32.uf2
try image info stm32.uf2
