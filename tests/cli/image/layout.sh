# The partition of the program takes what the real flash has.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
try image layout grow erlang --flash-size 4MB
try image layout grow elixir --flash-size 16MB -o big.csv
tail -n 1 big.csv
avm image partitions erlang -o t.bin
try image layout grow t.bin --flash-size 8MB -o t8.bin
avm image partitions t8.bin | tail -n 1
try image layout grow erlang --flash-size 4MB --partition boot.avm
try image layout grow erlang --flash-size 2MB
try image layout grow erlang --flash-size 4MB --partition other
try image layout grow erlang
try image layout shrink erlang --flash-size 4MB
try image layout grow
cp "$TREE/tests/fuzz/corpus/esp_image/loader-esp32c3" boot.bin
avm image build --chip esp32c3 --bootloader boot.bin --app boot.bin -o all.img >/dev/null
try image layout grow all.img --flash-size 4MB -o grown.img
avm image partitions grown.img | tail -n 1
cmp all.img grown.img | sed 's/:.*//'
try image
try image nothing
try image info --size 4 all.img
try image layout grow all.img --flash-size 16MB -o large.img
avm image info large.img | grep -e flash_size -e sha256_right | sort | uniq -c
try image layout grow all.img --flash-size 12MB -o odd.img
