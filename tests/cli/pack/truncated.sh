# A module or pack that is cut short anywhere is refused.
erlc "$TREE/docs/examples/hello.erl"
avm pack whole.avm hello.beam
for file in hello.beam whole.avm; do
    size=$(wc -c <$file)
    at=24
    while [ $at -lt "$size" ]; do
        head -c $at $file >cut.${file#*.}
        avm pack out.avm cut.${file#*.} 2>error
        status=$?
        [ $status -eq 3 ] || { echo "$file cut at $at: exit $status"; cat error; }
        at=$((at + 29))
    done
done
[ ! -e out.avm ] && echo refused
