# A listing that cannot be written is a failure.
[ -c /dev/full ] || { echo "no /dev/full"; exit 77; }
printf 'x' >x.txt
avm pack good.avm x.txt
avm list good.avm >/dev/full
