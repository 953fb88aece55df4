# Every golden table is met byte for byte, both ways, and every golden mistake is refused.
[ -d "$AVM_SHARED/golden/partitions" ] || { echo "no golden data in AVM_SHARED"; exit 77; }
golden=$AVM_SHARED/golden/partitions
export NVS_SIZE=24K APP_SIZE=1M
count=0
for csv in "$golden"/*.csv; do
    name=$(basename "$csv" .csv)
    # shellcheck disable=SC2046 # words
    avm image partitions $(sed -n 's/^args: //p' "$golden/$name.txt") "$csv" -o out.bin || echo "$name: failed"
    cmp out.bin "$golden/$name.bin"
    avm image partitions out.bin >out.csv
    [ "$name" = empty-table ] || sed '1,/^--- binary/d' "$golden/$name.txt" | cmp - out.csv || echo "$name"
    count=$((count + 1))
done
avm image partitions --disable-md5sum "$golden/atomvm-erlang.csv" -o out.bin
cmp out.bin "$golden/atomvm-erlang.nomd5.bin"
avm image partitions --offset 0x10000 "$golden/singleapp-auto.csv" -o out.bin
cmp out.bin "$golden/singleapp-auto.offset-0x10000.bin"
avm image partitions --secure v1 "$golden/singleapp-auto.csv" -o out.bin
cmp out.bin "$golden/singleapp-auto.secure-v1.bin"
avm image partitions erlang -o out.bin
cmp out.bin "$golden/atomvm-erlang.bin"
avm image partitions elixir -o out.bin
cmp out.bin "$golden/atomvm-elixir.bin"
rm out.bin
for csv in "$golden"/errors/*.csv; do
    name=$(basename "$csv" .csv)
    # shellcheck disable=SC2046 # words
    avm image partitions $(sed -n 's/^args: //p' "$golden/errors/$name.txt") "$csv" -o out.bin 2>error
    [ $? -eq 3 ] && [ -s error ] && [ ! -e out.bin ] || echo "$name: not refused"
    count=$((count + 1))
done
echo "$count files"
