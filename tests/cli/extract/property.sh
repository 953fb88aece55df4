# Any list of entries survives being packed, listed, extracted and deleted from: lists are random, but
# the same in every run. Names have blanks, dots, bytes above ASCII, and folders.
awk 'BEGIN {
    srand(20260101)
    split("a b.c d_e . .. x~y %41 ü ñandú -z q#", parts, " ")
    for (round = 1; round <= 25; round++) {
        count = int(rand() * 12) + 1
        for (i = 1; i <= count; i++) {
            name = "f" i
            for (j = int(rand() * 3); j > 0; j--) {
                name = "d" parts[int(rand() * 10) + 1] "/" name parts[int(rand() * 10) + 1]
            }
            print round, int(rand() * 3) == 0, int(rand() * 5000), name
        }
    }
}' >lists
bad=0
for round in $(seq 25); do
    rm -rf in out rest p.avm
    mkdir in out rest
    set --
    while read -r number deleted size name; do
        [ "$number" -eq "$round" ] || continue
        case $name in */*) mkdir -p "in/${name%/*}" ;; esac
        head -c "$size" "$BUILD/avm" | tail -c $((size * 2 / 3)) >"in/$name"
        set -- "$@" "$name=in/$name"
    done <lists
    avm pack p.avm "$@" && avm extract -o out p.avm >/dev/null && diff -r in out >/dev/null || bad=$((bad + 1))
    avm list -f bare p.avm | sort >listed
    (cd in && find . -type f | sed 's|^\./||' | sort) | cmp -s - listed || bad=$((bad + 1))
    while read -r number deleted size name; do
        [ "$number" -eq "$round" ] && [ "$deleted" -eq 1 ] || continue
        avm delete p.avm "$name" && rm "in/$name" || bad=$((bad + 1))
    done <lists
    find in -type d -empty -delete
    mkdir -p in
    avm extract -o rest p.avm >/dev/null
    diff -r in rest >/dev/null || bad=$((bad + 1))
done
echo "$bad bad rounds"
