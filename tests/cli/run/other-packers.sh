# Packs of the older packers, with literals in both of their forms, run as they are: what is printed
# is what Erlang/OTP prints for their first module.
[ -d "$AVM_SHARED/golden/packs" ] || { echo "no golden packs in AVM_SHARED"; exit 77; }
for pack in "$AVM_SHARED"/golden/packs/*/*.avm; do
    module=$(avm list "$pack" | sed -n 's/^\([^ ]*\)\.beam \*.*/\1/p' | head -n 1)
    expected=$AVM_SHARED/conformance/erl/$module.out
    [ -n "$module" ] && [ -f "$expected" ] || continue
    avm run "$pack" >printed 2>errors
    echo "${pack##*/packs/} $module: $?"
    cmp printed "$expected"
done
