# Settings that cannot be: refused with the line.
try() { echo "$ avm $*"; avm "$@" 2>&1; echo "exit $?"; }
rows() { printf "key,type,encoding,value\n$1" >t.csv; echo "$ $1"; avm image nvs t.csv --size ${2:-0x3000} -o t.bin 2>&1; echo "exit $?"; }
rows 'k,data,u8,1\n'
rows 'n,namespace,,\nk,data,u9,1\n'
rows 'n,namespace,,\nk,datum,u8,1\n'
rows 'n,namespace,,\nk,data,u8,256\n'
rows 'n,namespace,,\nk,data,i8,-129\n'
rows 'n,namespace,,\nk,data,u64,18446744073709551616\n'
rows 'n,namespace,,\nk,data,u32,0x10\n'
rows 'n,namespace,,\nk,data,u32,\n'
rows 'n,namespace,,\nsixteen_chars_ky,data,u8,1\n'
rows 'n,namespace,,\n,data,u8,1\n'
rows 'n,namespace,,\nk,file,binary,missing\n'
rows 'n,namespace,,\nk,file,u8,missing\n'
rows 'n,namespace,,\nk,data,hex2bin,123\n'
rows 'n,namespace,,\nk,data,hex2bin,zz\n'
rows 'n,namespace,,\nk,data,base64,A\n'
rows 'n,namespace,,\nk,data,u8,1\n' 0x1000
rows 'n,namespace,,\nk,data,u8,1\n' 0x3100
long=$(awk 'BEGIN { for (i = 0; i < 4000; i++) printf "y" }')
rows "n,namespace,,\nk,data,string,$long\n" | cut -c 1-80
{ printf 'key,type,encoding,value\nn,namespace,,\n'; seq 300 | sed 's/.*/k&,data,u8,1/'; } >many.csv
try image nvs many.csv --size 0x3000 -o t.bin
try image nvs many.csv --size 0x4000 -o fits.bin
printf 'key,type,encoding\nn,namespace,\n' >heading.csv
try image nvs heading.csv -o t.bin
try image nvs many.csv
try image nvs many.csv --version 3 -o t.bin
try image nvs missing.csv -o t.bin
[ ! -e t.bin ] || echo written
