# Colours: never in files, always on request, on terminals unless somebody objects.
command -v script >/dev/null || { echo "no script (package bsdutils)"; exit 77; }
codes() { tr -d '\r' | sed 's/\x1b\[/<ESC>/g'; }
terminal() { TERM=xterm script -qec "$1" /dev/null </dev/null | codes; }
avm fly 2>&1 | codes
avm --color=always fly 2>&1 | codes
avm --color always fly 2>&1 | codes
AVM_COLOR=always avm fly 2>&1 | codes
avm --color=sometimes list 2>&1
terminal 'avm list nothing.avm'
terminal 'NO_COLOR=1 avm list nothing.avm'
terminal 'TERM=dumb avm list nothing.avm'
terminal 'avm --color=never list nothing.avm'
