# One image of everything; its parts are found again; the same parts give the same bytes.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
corpus=$TREE/tests/fuzz/corpus
cp "$corpus/esp_image/loader-esp32c3" boot.bin
avm image merge 0=boot.bin --chip esp32c3 --flash-size 4MB -o app.bin
printf 'x' >x.txt
avm pack lib.avm x.txt
avm pack main.avm x.txt
printf 'key,type,encoding,value\nwifi,namespace,,\nssid,data,string,home\n' >wifi.csv
try image build --chip esp32c3 --bootloader boot.bin --app app.bin --lib lib.avm --main main.avm --nvs wifi.csv -o all.img
try image info all.img
try image split all.img -o parts
ls parts
try image build --chip esp32c3 --bootloader parts/bootloader.bin --partitions parts/partition-table.csv --app parts/factory.bin --lib parts/boot.avm --main parts/main.avm --nvs parts/nvs.bin -o again.img
cmp all.img again.img && echo same
try image build --chip esp32c3 --bootloader boot.bin --partitions elixir --app app.bin --flash-size 16MB --flash-mode qio --flash-freq 40m -o elixir.img
avm image info elixir.img | sed -n '5,16p'
try image build --chip esp32c3 --bootloader boot.bin --app app.bin --sparse -o all.uf2
try image split all.uf2 -o from-uf2
cmp boot.bin from-uf2/bootloader.bin && cmp app.bin from-uf2/factory.bin && echo same
try image build --chip esp32c3 --bootloader boot.bin --app app.bin --format hex -o all.hex
try image split all.hex -o from-hex
cmp app.bin from-hex/factory.bin && echo same
cp "$corpus/esp_image/app-esp32" app32.bin
cp "$corpus/esp_image/loader-esp32" boot32.bin
try image build --chip esp32 --bootloader boot32.bin --app app32.bin -o esp32.img
try image build --chip esp32 --bootloader boot32.bin --app app32.bin --base 0 -o whole.img
tail -c +4097 whole.img | cmp - esp32.img && echo same
try image build --chip esp32 --bootloader app32.bin --app app32.bin -o esp32.img
