# For programs: what this build can do.
avm version --json | sed 's/"[0-9.]*"/"N"/; s/: [0-9][0-9]*/: N/; s/true\|false/BOOL/; /lib\|readline/d; s/\[.*\]/[...]/'
if command -v python3 >/dev/null; then
    avm version --json | python3 -c 'import json, sys; json.load(sys.stdin)'
fi
