# Archives of modules, stored and deflated, damaged ones as well.
command -v erl >/dev/null || { echo "no erl"; exit 77; }
printf -- '-module(a).\n-export([start/0]).\nstart() -> a.\n' >a.erl
mkdir -p app-1/ebin
erlc -o app-1/ebin a.erl
avm pack plain.avm app-1/ebin/a.beam
for how in '[]' '[{uncompress, all}]'; do
    erl -noshell -eval "{ok, _} = zip:create(\"app.ez\", [\"app-1\"], $how), halt()."
    avm pack p.avm app.ez && cmp plain.avm p.avm && echo same
done
size=$(wc -c <app.ez)
at=1
while [ $at -lt "$size" ]; do
    head -c $at app.ez >cut.ez
    avm pack cut.avm cut.ez 2>/dev/null && echo "cut at $at: accepted"
    at=$((at + 41))
done
printf 'no archive' >bad.ez
avm pack p.avm bad.ez
echo "exit $?"
