# Parts that do not fit, are damaged, or are for another chip: nothing is written.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
cp "$TREE/tests/fuzz/corpus/esp_image/loader-esp32c3" boot.bin
cp "$TREE/tests/fuzz/corpus/esp_image/app-esp32" app-esp32
printf 'x' >x.txt
avm pack lib.avm x.txt
build() { try image build --chip esp32c3 --bootloader boot.bin --app boot.bin -o out.img "$@"; }
try image build
try image build --chip esp32c3 --bootloader boot.bin -o out.img
build --chip esp32
build --chip esp8266
build --app app-esp32
build --bootloader x.txt
build --app lib.avm
build --app missing.bin
build --lib x.txt
head -c 50 lib.avm >cut.avm
build --lib cut.avm
build --main missing.avm
{ head -c 60 boot.bin; printf 'X'; tail -c +62 boot.bin; } >damaged.bin
build --app damaged.bin
build --bootloader damaged.bin
printf 'nvs,data,nvs,,0x3000\napp,app,ota_0,,64K\nboot.avm,data,phy,,4K\n' >small.csv
build --partitions small.csv --main lib.avm
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "y" }' >y.txt
avm pack large.avm y.txt
build --partitions small.csv --lib large.avm
printf 'nvs,data,nvs,,0x3000\n' >no-app.csv
build --partitions no-app.csv
printf 'app,app,factory,,64K\n' >no-nvs.csv
build --partitions no-nvs.csv --nvs x.txt
build --nvs x.txt
build --flash-size 2MB
build --flash-size 3MB
build --flash-mode fast
build --sparse --format raw
build --partitions missing.csv
[ ! -e out.img ] || echo written
