# Every form of the listing, of every kind of file.
. "$TREE/tests/cli/cases.sh"
make_pack
t avm list all.avm
t avm list -f default all.avm
t avm list --format csv all.avm
t avm list --format=bare all.avm
t avm list -fjson all.avm
t avm list app.beam
t avm list -f csv lib.beam
t avm list -f bare other.beam
t avm list -f json app.beam
t 'avm list - <all.avm'
t 'avm list -f bare - <app.beam'
t avm list -l lib.beam
t avm list --long all.avm
t avm list -l -f json app.beam
t avm list -l -f csv all.avm
t avm list -l -f bare all.avm
t avm list -l --disasm all.avm
t avm list -f xml all.avm
t avm list
t avm list all.avm app.beam
t avm list missing.avm
t avm list app/priv
t avm list app/priv/greeting.txt
t 'avm list -f </dev/null'
t avm list --what all.avm
t 'head -c 100 all.avm >short.avm; avm list short.avm'
t 'head -c 200 app.beam >short.beam; avm list short.beam'
t 'printf "" >empty; avm list empty'
t '(head -c 64 /dev/zero; cat all.avm; head -c 100 /dev/zero) >dump; avm list -f bare dump'
t avm list -l -f json dump
t 'gzip -c lib.beam >packed.beam; avm list packed.beam'
