# The names AtomVM and atomvm run packs.
. "$TREE/tests/cli/cases.sh"
make_pack
ln -s "$BUILD/avm" AtomVM
ln -s "$BUILD/avm" atomvm
avm pack --lib lib.avm lib.beam
avm pack app.avm app.beam
t ./AtomVM all.avm
t ./atomvm all.avm
t ./AtomVM app.avm lib.avm
t ./AtomVM lib.avm app.avm
t ./AtomVM app.beam lib.beam
t ./AtomVM lib.avm
t ./AtomVM missing.avm
t './AtomVM | head -n 3'
t './AtomVM -h | head -n 3'
t './AtomVM -v | sed "s/[0-9][0-9.]*/N/g"'
