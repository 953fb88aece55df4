# Word code in packs: used where it lies; without it, or when it is not for this machine, the module
# is translated; when there is nothing else, the reason is said.
. "$TREE/tests/cli/cases.sh"
make_pack
# change FROM TO OFFSET BYTE: of the first chunk avmW
change() {
    at=$(LC_ALL=C grep -obUa avmW "$1" | head -n 1 | cut -d : -f 1)
    cp "$1" "$2"
    printf "$4" | dd of="$2" bs=1 seek=$((at + 8 + $3)) conv=notrunc 2>/dev/null
}
t 'avm pack p.avm app.beam lib.beam; avm pack --wordcode w.avm app.beam lib.beam; avm pack --wordcode=only o.avm app.beam lib.beam'
t 'for p in p w o; do avm list -l $p.avm | grep -o "Code\|avmW\|wordcode .*"; done'
t 'for p in p w o; do avm run $p.avm; done'
t 'for p in w o; do avm check $p.avm; done'
t 'avm list --format json -l o.avm | grep wordcode'
t 'avm pack --wordcode again.avm w.avm; cmp again.avm w.avm'
t 'avm pack again.avm w.avm; cmp again.avm w.avm'
t 'avm pack --wordcode=only again.avm w.avm; cmp again.avm o.avm'
t 'avm pack --wordcode again.avm o.avm; cmp again.avm o.avm'
t 'avm pack -r again.avm o.avm; avm run again.avm'
t 'avm pack --prune=functions -s app again.avm w.avm; avm run again.avm; avm list -l again.avm | grep -c avmW'
t 'avm pack --prune=functions -s app --wordcode=only again.avm w.avm; avm run again.avm; avm list -l again.avm | grep -c avmW'
t 'avm run --no-wordcode w.avm'
t 'avm run --no-wordcode o.avm'
t 'mkdir x; avm extract -o x o.avm app.beam; avm run x/app.beam -pa x'
t 'avm extract --beam -o x o.avm app.beam lib.beam; avm pack again.avm x/app.beam x/lib.beam; cmp again.avm o.avm'
t 'avm delete --help >/dev/null; cp o.avm d.avm; avm delete d.avm lib.beam; avm list -f bare d.avm; avm check d.avm'
change w.avm wd.avm 60 '\377'
change o.avm od.avm 60 '\377'
change w.avm wv.avm 0 '\1'
change o.avm ov.avm 0 '\1'
t 'avm run wd.avm; avm run wv.avm'
t 'avm run od.avm'
t 'avm run ov.avm'
t 'for p in wd wv od ov; do avm check $p.avm; done'
t 'for p in wd wv; do avm list -l $p.avm | grep "wordcode "; done'
t 'avm pack --wordcode again.avm wd.avm; cmp again.avm w.avm'
t 'avm pack --wordcode again.avm od.avm'
t 'avm pack --wordcode again.avm ov.avm'
t 'avm list --disasm x/lib.beam:twice/1 | head -n 4'
