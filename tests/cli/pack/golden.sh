# The packs and listings of the established packers, byte for byte, under their own names.
[ -d "$AVM_SHARED/golden/packs" ] || { echo "no golden packs in '$AVM_SHARED'"; exit 77; }
ln -s "$AVM_SHARED/conformance" conformance
ln -s "$BUILD/avm" packbeam
ln -s "$BUILD/avm" PackBEAM
tab=$(printf '\t')
for tool in packbeam-0.8.2 PackBEAM-0.6.6; do
    golden=$AVM_SHARED/golden/packs/$tool
    [ ! -d "$golden/mylib" ] || ln -s "$golden/mylib" mylib
    while IFS=$tab read -r id command; do
        # The names of plain files tell that they were given like this.
        command=$(echo "$command" | sed 's|packs/packbeam-0.8.2/mylib|mylib|g; s|-o x |-o out/x |')
        case $command in
        PackBEAM*) command="./$command" ;;
        *) command="./packbeam $command" ;;
        esac
        # shellcheck disable=SC2086 # the command is words
        $command >"$id.txt" || echo "$id: exit $?"
        case $id in delete) id=deleted ;; esac
        if [ -f "$golden/$id.avm" ]; then
            cmp "$id.avm" "$golden/$id.avm" && echo "same $id.avm"
        else
            cmp "$id.txt" "$golden/$id.txt" && echo "same $id.txt"
        fi
    done <"$golden/cases.tsv"
done
cmp out/x/mylib/priv/sub/one.bin mylib/priv/sub/one.bin && cmp out/x/mylib/priv/five.bin mylib/priv/five.bin
