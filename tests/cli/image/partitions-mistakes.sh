# What no table may hold is refused, with the line or the row.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
row() { printf "$1" >t.csv; echo "$ $1"; avm image partitions t.csv -o t.bin $2 2>&1; echo "exit $?"; }
row 'factory,app,,0x10000,1M\n'
row 'factory,app,factory,0x11000,1M\n'
row 'factory,app,factory,,0x10800\n'
row 'nvs,data,nvs,0x9000,12Q\n'
row 'nvs,data,nvs,zzz,0x3000\n'
row 'nvs,data,nvs,010,0x3000\n'
row 'nvs,data,nvs,0x9100,0x3000\n'
row 'a,data,nvs,,0x6000\na,data,phy,,0x1000\n'
row 'nvs,data,nvs,0x9000,\n'
row 'nvs,,nvs,0x9000,0x3000\n'
row 'nvs,data,nvs,0x9000,0x2000\n'
row 'otadata,data,ota,,0x2000,readonly\n'
row 'otadata,data,ota,,0x1000\n'
row 'a,data,ota,,8K\nb,data,ota,,8K\n'
row 'nvs,data,nvs,0x9000,0x6000\nphy,data,phy,0xE000,0x1000\n'
row 'nvs,data,nvs,0x8000,0x6000\n'
row 'factory,app,factory,,4M\n' '--flash-size 4MB'
row 'nvs,data,nvs,0x9000,0x3000,encrypt\n'
row 'nvs,data,nvss,0x9000,0x3000\n'
row 'nvs,dta,nvs,0x9000,0x3000\n'
row 'nvs,data,nvs,0xfffff000,0x3000\n'
row 'app,app,factory,,64K\napp2,app,ota_0,,0x11000\n' '--secure v1'
row 'nvs,data,nvs,,0x3000\n' '--secure v3'
row 'nvs,data,nvs,,0x3000\n' '--chip esp99'
row 'nvs,data,nvs,,0x3000\n' '--offset 12x'
[ ! -e t.bin ] || echo written
for i in $(seq 0 94); do echo "p$i,data,0x40,,4K"; done >many.csv
try image partitions many.csv -o many.bin
try image partitions many.csv --no-md5 -o many.bin
try image partitions many.bin -o again.csv
printf '\252\120\1' >short.bin
try image partitions short.bin
head -c 3072 /dev/zero >zero.bin
try image partitions zero.bin
avm image partitions erlang -o good.bin
{ head -c 40 good.bin; printf 'X'; tail -c +42 good.bin; } >damaged.bin
try image partitions damaged.bin
try image partitions missing.csv
try image partitions
try image partitions a b
