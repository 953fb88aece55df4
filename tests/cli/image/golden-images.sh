# Merged images, UF2 and HEX are those of the makers' tool, byte for byte.
[ -d "$AVM_SHARED/golden/images" ] || { echo "no golden data in AVM_SHARED"; exit 77; }
merge() { # golden file, words...
    file=$1
    shift
    avm image merge "$@" -o "$HERE/out" || echo "$file: failed"
    case $file in
    *.gz) gunzip -c "$file" | cmp - "$HERE/out" ;;
    *) cmp "$file" "$HERE/out" ;;
    esac
}
HERE=$PWD
cd "$AVM_SHARED/golden/images/merge" || exit 1
c3="--chip esp32c3 0x0=in/boot-c3.bin 0x8000=in/parts.bin 0x10000=in/odd-3001.bin"
esp32="--chip esp32 0x1000=in/boot-esp32.bin 0x8000=in/parts.bin 0x9000=in/tiny-5.bin 0x10000=in/odd-3001.bin"
# shellcheck disable=SC2086 # words
{
    merge c3-raw.bin $c3
    merge esp32-raw.bin $esp32
    merge esp32-target-0x1000.bin --target-offset 0x1000 $esp32
    merge c3-fill-4MB.bin.gz --pad-to 4MB $c3
    merge c3-atomvm-layout.bin.gz $c3 0x1D0000=in/avm-2500.bin 0x210000=in/avm-2500.bin
    merge c3-patched-qout-40m-16MB.bin --flash-mode qout --flash-freq 40m --flash-size 16MB $c3
    merge esp32-patched-dout-26m-8MB.bin --flash-mode dout --flash-freq 26m --flash-size 8MB $esp32
    merge c3-nohash-patched-qio-20m-2MB.bin --chip esp32c3 --flash-mode qio --flash-freq 20m --flash-size 2MB 0=../info/esp32c3-ram-nohash.bin
    merge c3-app-patched.bin --chip esp32c3 --flash-mode dout --flash-freq 40m --flash-size 8MB 0=../info/esp32c3-app.bin
    merge esp32.uf2 --format uf2 $esp32
    merge c3-chunk256.uf2 --format uf2 --chunk-size 256 $c3
    merge c3-nomd5.uf2 --format uf2 --md5-disable $c3
    merge c3.hex --format hex $c3
    merge esp32.hex --format hex $esp32
    merge c3-raw-from-hex.bin c3.hex
    merge c3-raw.bin c3-nomd5.uf2
    merge c3-raw.bin c3-chunk256.uf2
}
cd "$AVM_SHARED/golden/uf2" || exit 1
merge one-256.uf2 --format uf2 0x10000000=one-256.bin --family rp2040
merge short-10.uf2 --format uf2 0x10000000=short-10.bin --family rp2040
merge odd-1000.uf2 --format uf2 0x10001000=odd-1000.bin --family rp2040
merge avm-5000.uf2 --format uf2 0x10180000=avm-5000.bin --family rp2040
merge unaligned-0x10000010.uf2 --format uf2 0x10000010=odd-1000.bin --family rp2040
merge odd-1000.rp2350-arm-s.uf2 --format uf2 0x10000000=odd-1000.bin --family rp2350-arm-s
merge odd-1000.data.uf2 --format uf2 0x10180000=odd-1000.bin --family data
# The header of every chip, mode, frequency and size.
cd "$AVM_SHARED/golden/images" || exit 1
tail -n +2 header/variants.tsv | while read -r chip mode freq size bytes; do
    case $chip in
    esp32 | esp32s2) offset=0x1000 ;;
    esp32c5 | esp32p4) offset=0x2000 ;;
    *) offset=0x0 ;;
    esac
    avm image merge "$offset=info/$chip-ram.bin" --chip "$chip" --base "$offset" --flash-mode "$mode" \
        --flash-freq "$freq" --flash-size "$size" -o "$HERE/x"
    header=$(od -An -tx1 -j2 -N2 "$HERE/x" | tr -d ' ')
    [ "$header" = "$(echo "$bytes" | tr -d ' \t')" ] || echo "$chip $mode $freq $size: $header, not $bytes"
done
# What each is, and which are damaged.
for file in info/*.bin; do
    avm image info "$file" >"$HERE/out" 2>/dev/null
    echo "$(basename "$file") $? $(sed -n 's/^chip: //p' "$HERE/out") $(sed -n 's/^sha256_right: //p' "$HERE/out") $(sed -n 's/^  project: //p' "$HERE/out")"
done
