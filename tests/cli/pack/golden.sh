# The packs of the established packer, byte for byte.
[ -d "$AVM_SHARED/golden/packs" ] || { echo "no golden packs in '$AVM_SHARED'"; exit 77; }
golden=$AVM_SHARED/golden/packs/packbeam-0.8.2
ln -s "$AVM_SHARED/conformance" conformance
mkdir packs
ln -s "$golden" packs/packbeam-0.8.2
tab=$(printf '\t')
while IFS=$tab read -r id command; do
    # shellcheck disable=SC2086 # the command is words
    set -- $command
    case $command in
    *" -p "*) continue ;; # pruning is not offered yet
    create*)
        shift
        avm pack "$@" && cmp "$id.avm" "$golden/$id.avm" && echo "same $id" ;;
    list*)
        shift
        avm list "$@" >"$id.txt" && cmp "$id.txt" "$golden/$id.txt" && echo "same $id" ;;
    esac
done <"$golden/cases.tsv"
