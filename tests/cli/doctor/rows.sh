# What is there is told with its place, what is not with a remedy.
mkdir tools
printf '#!/bin/sh\n' >tools/erlc
chmod +x tools/erlc
ln -s "$(command -v avm)" tools/avm
run() { PATH=$(pwd)/tools /bin/sh -c "avm doctor $*"; echo "exit $?"; }
run | grep -E -A1 '(erlc|elixirc|settings|cache) |^exit' | grep -v '^--' | sed "s|$(pwd)/||; s| /.*/avm$| CACHE|"
echo 'prot = x' >avm.conf
run | grep -E -A1 'settings|^exit' | sed "s|$(pwd)/||"
if command -v python3 >/dev/null; then
    avm doctor --json | python3 -c 'import json, sys; json.load(sys.stdin)'
fi
