# Every golden partition of settings is met byte for byte, and gives CSV that makes it again.
[ -d "$AVM_SHARED/golden/nvs" ] || { echo "no golden data in AVM_SHARED"; exit 77; }
golden=$AVM_SHARED/golden/nvs
make() { # csv size golden options...
    csv=$1 size=$2 expected=$3
    shift 3
    avm image nvs "$golden/$csv" --size "$size" -o made.bin "$@" && cmp made.bin "$golden/$expected"
    avm image nvs "$golden/$expected" -o read.csv && avm image nvs read.csv --size "$size" -o again.bin "$@" &&
        cmp again.bin "$golden/$expected"
    echo "$expected"
}
make types.csv 0x3000 types.bin
make types.csv 0x4000 types.v1.bin --version 1
make atomvm-wifi.csv 0x3000 atomvm-wifi.bin
make atomvm-wifi.csv 0x4000 atomvm-wifi.0x4000.bin
make files.csv 0x6000 files.bin
make many.csv 0x6000 many.bin
make strings.csv 0x6000 strings.bin
here=$PWD
cd "$golden/errors" || exit 1
for csv in *.csv; do
    avm image nvs "$csv" --size 0x3000 -o "$here/e.bin" >/dev/null 2>&1
    echo "$csv $?"
done
