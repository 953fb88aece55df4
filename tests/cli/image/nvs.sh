# Settings from CSV, back to CSV, and in both versions of the format.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
printf 'text of a file' >file.txt
cat >s.csv <<'EOF'
key,type,encoding,value
storage,namespace,,
u8,data,u8,255
i8,data,i8,-128
u64,data,u64,18446744073709551615
i64,data,i64,-9223372036854775808
text,data,string,"a, ""quoted"" text
of two lines"
none,data,string,
hex,data,hex2bin,00ff10
b64,data,base64,QVZN
raw,data,binary,bytes
file,file,binary,file.txt
other,namespace,,
u8,data,u8,1
storage,namespace,,
more,data,u16,2
EOF
try image nvs s.csv --size 0x3000 -o s.bin
wc -c <s.bin
try image nvs s.bin
try image nvs s.bin -o t.csv
try image nvs t.csv --size 12K -o t.bin
cmp s.bin t.bin && echo same
try image nvs s.csv --version 1 --size 0x3000 -o v1.bin
try image nvs v1.bin -o v1.csv
cmp t.csv v1.csv && echo same
mkdir folder && mv s.csv file.txt folder
try image nvs folder/s.csv --size 0x3000 -o u.bin
cmp s.bin u.bin && echo same
printf 'value,encoding,type,key\n,,namespace,n\n7,u8,data,k\n' >order.csv
try image nvs order.csv -o o.bin
try image nvs o.bin
# Within a whole image.
cp "$TREE/tests/fuzz/corpus/esp_image/loader-esp32c3" boot.bin
avm image build --chip esp32c3 --bootloader boot.bin --app boot.bin --nvs t.csv -o all.img >/dev/null
try image nvs all.img
try image nvs all.img --partition nvs -o same.csv
try image nvs all.img --partition other
try image nvs all.img --partition main.avm
