# Damage is shown where it is, and the exit status tells.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
corpus=$TREE/tests/fuzz/corpus
cp "$corpus/esp_image/loader-esp32c3" good
size=$(wc -c <good)
change() { head -c "$1" good; printf 'Z'; tail -c +$(($1 + 2)) good; }
change 100 >data
try image info data
change $((size - 33)) >sum
try image info sum
change $((size - 5)) >hash
try image info hash
head -c 60 good >cut
try image info cut
head -c 20 good >header
try image info header
printf 'x' >x.txt
avm pack good x.txt
change 27 >pack.avm
try image info pack.avm
avm image partitions erlang -o good
change 40 >table.bin
try image info table.bin
printf 'key,type,encoding,value\na,namespace,,\nn,data,u8,7\nm,data,u8,8\n' >s.csv
avm image nvs s.csv -o good
change 120 >nvs.bin
try image info nvs.bin
try image nvs nvs.bin
avm image merge 0x10000000=x.txt --family rp2040 --format uf2 -o good
change 511 >uf2
try image info uf2
