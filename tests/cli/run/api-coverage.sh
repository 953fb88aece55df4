# docs/api-coverage.md lists every function of the checklist that the library lacks: none was lost since.
# One that is there now is no mistake; tests/tools/api-coverage takes it off the list.
command -v erlc >/dev/null || { echo "no erlc here"; exit 77; }
missing() { sed -n 's/^- `\([a-z0-9_]*\)` \([^:]*\): /\1 /p' "$1" | awk '{ for (i = 2; i <= NF; i++) print $1 ":" $i }' | sort; }
sh "$TREE/tests/tools/api-coverage" "$(command -v avm)" >now.md
missing now.md >now
missing "$TREE/docs/api-coverage.md" >then
comm -23 now then
