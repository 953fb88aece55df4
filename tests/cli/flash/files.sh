# Files that cannot be flashed are told before any port is looked for.
printf '#!/usr/bin/env AtomVM\n\0\0' >short.avm
printf 'text' >text.avm
for words in short.avm text.avm missing.avm 0x1000=missing.bin 0x123456789=text.avm; do
    avm flash -p ./missing "$words"
    echo "exit $?"
done
