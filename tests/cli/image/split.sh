# The parts of a dump; what is not an image has none.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
cp "$TREE/tests/fuzz/corpus/esp_image/app-esp32" app.bin
printf 'x' >x.txt
avm pack main.avm x.txt
printf 'nvs,data,nvs,,0x3000\n../up,data,0x40,,4K\nslash/name,data,0x41,,4K\n.hidden,data,0x42,,4K\nmain.avm,data,0x43,,4K\nempty,data,0x44,,4K\n' >t.csv
avm image partitions t.csv -o t.bin
avm image merge 0x1000=app.bin 0x8000=t.bin 0xc000=x.txt 0xd000=x.txt 0xe000=x.txt 0xf000=main.avm --base 0 --pad-to 128K -o dump.bin
try image split dump.bin -o parts
ls -A parts .
cmp parts/bootloader.bin app.bin && cmp parts/main.avm main.avm && echo same
try image partitions dump.bin
tail -c +4097 dump.bin >from-loader.bin
avm image split from-loader.bin -o "$PWD/absolute" >/dev/null
ls absolute | wc -l
try image split x.txt -o other
try image split dump.bin
try image split missing -o other
printf 'file' >taken
try image split dump.bin -o taken
avm image merge 0x10000000=x.txt 0x10002000=main.avm --family rp2040 -o p.uf2
try image split p.uf2 -o pieces
