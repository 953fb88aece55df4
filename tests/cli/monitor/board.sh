# A script talks to a simulated board with modem lines: reset, wait for words, statuses.
[ -x "$BUILD/tests/peer/board" ] || { echo "no simulated board"; exit 77; }
"$BUILD/tests/peer/board" esp --chip esp32c3 --rfc2217 --flash flash.bin --lifetime 60 >name &
board=$!
trap 'kill $board' EXIT
while ! [ -s name ]; do sleep 0.05; done
AVM_PORT=$(sed -n 's/^port //p' name)
export AVM_PORT
avm monitor --reset --until 'SPI_FAST_FLASH_BOOT' --timeout 60 >out </dev/null 2>notes
echo "until: $?"
avm monitor --reset --filter '^rst:' --fail 'invalid header' --timeout 60 2>notes </dev/null | tail -n 1
grep -q 'the flash is empty' notes && echo "explained"
printf 'reset\nexpect rst:0x1 .POWERON.\nexpect invalid header\n' >script
avm monitor --expect script --log log -q >out </dev/null 2>notes
echo "script: $?, $(grep -c POWERON log) in the log"
avm monitor --until never --timeout 0.2 >out </dev/null 2>notes
echo "timeout: $?"
