# Packs of the older packer, whose modules state another size, can be listed and packed again.
[ -d "$AVM_SHARED/golden/packs" ] || { echo "no golden packs in '$AVM_SHARED'"; exit 77; }
golden=$AVM_SHARED/golden/packs/PackBEAM-0.6.6
for name in archive lines mixed two; do
    avm list "$golden/$name.avm"
    avm pack "$name.avm" "$golden/$name.avm" && avm list -f bare "$name.avm"
done
