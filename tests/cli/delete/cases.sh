# What delete leaves, and when it leaves the file alone.
. "$TREE/tests/cli/cases.sh"
make_pack
cp all.avm kept.avm
t 'avm delete all.avm lib.beam; avm list -f bare all.avm'
t 'cp kept.avm all.avm; avm delete all.avm lib.beam other.beam; avm list -f bare all.avm'
t "cp kept.avm all.avm; avm delete all.avm '*.beam'; avm list -f bare all.avm"
t "cp kept.avm all.avm; avm delete all.avm '?pp.beam' 'app/*'; avm list -f bare all.avm"
t "cp kept.avm all.avm; avm delete all.avm '*'; avm list all.avm; wc -c <all.avm"
cp kept.avm all.avm
t avm delete all.avm nothing.beam
t avm delete all.avm app.beam nothing.beam
t avm delete all.avm "'*.none'"
t cmp all.avm kept.avm
t 'avm delete -o less.avm all.avm app.beam; cmp all.avm kept.avm; avm list -f bare less.avm'
t avm delete -o none/less.avm all.avm app.beam
t avm delete
t avm delete all.avm
t avm delete missing.avm app.beam
t avm delete app.beam app.beam
head -c 500 kept.avm >short.avm
t avm delete short.avm app.beam
t 'wc -c <short.avm'
