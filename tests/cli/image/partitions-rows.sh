# Rows that are special: boot loader, table, variables, other ends of lines.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'boot,bootloader,primary\ntable,partition_table,primary\nnvs,data,nvs,,0x3000\nboot2,bootloader,ota,,\n' >boot.csv
try image partitions boot.csv
try image partitions boot.csv --chip esp32
try image partitions boot.csv --chip esp32p4
try image partitions boot.csv --primary-bootloader-offset 0
printf 'r,bootloader,recovery,,\n' >recovery.csv
try image partitions recovery.csv --chip esp32 --recovery-bootloader-offset 0x3f0000
printf 'nvs,data,nvs,,$MY_SIZE\napp,app,factory,,${MY_SIZE}\n' >variables.csv
try image partitions variables.csv
export MY_SIZE=0x10000
try image partitions variables.csv
printf '\357\273\277# with a mark\r\nnvs,data,nvs,,0x3000\r\n\r\n' >mark.csv
try image partitions mark.csv
printf 'nvs,data,nvs,,0x3000\n' | avm image partitions -
echo "exit $?"
printf 'factory,data,phy,,4K\n' >name.csv
try image partitions name.csv
: >empty.csv
try image partitions empty.csv -o empty.bin
try image partitions empty.bin
