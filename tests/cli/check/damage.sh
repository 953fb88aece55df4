# Packs and modules that are damaged, and files that cannot be checked.
cat >app.erl <<'EOF'
-module(app).
-export([start/0]).
start() -> ok.
EOF
erlc app.erl
avm pack app.avm app.beam
size=$(wc -c <app.avm)
head -c $((size - 40)) app.avm >short.avm
avm check short.avm
echo "exit $?"
# An instruction that there is none of, behind the first label.
code=$(grep -abo Code app.beam | head -n 1 | cut -d : -f 1)
cp app.beam bad.beam
printf '\377' | dd of=bad.beam bs=1 seek=$((code + 28)) conv=notrunc 2>/dev/null
avm check bad.beam 2>err
echo "exit $?"
sed 's/made by .*;/made by ...;/' err
avm check
echo "exit $?"
avm check missing.avm
echo "exit $?"
