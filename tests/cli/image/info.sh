# What files are, for people and for programs.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
corpus=$TREE/tests/fuzz/corpus
for file in app-esp32 esp8266 loader-esp32c3 no-hash; do
    cp "$corpus/esp_image/$file" .
    try image info $file
done
try image info --json app-esp32
avm image partitions erlang -o table.bin
try image info table.bin
printf 'x' >x.txt
avm pack x.avm x.txt
try image info x.avm
try image info --json x.avm
cp "$corpus/beam_file/hello.beam" .
try image info hello.beam
printf 'key,type,encoding,value\na,namespace,,\nn,data,i8,-7\ns,data,string,text\nb,data,hex2bin,0102\n' >s.csv
avm image nvs s.csv -o nvs.bin
try image info nvs.bin
try image info x.txt
: >nothing
try image info nothing
try image info missing
try image info
