# Options of pack, alone and together.
. "$TREE/tests/cli/cases.sh"
make_pack
t 'avm pack p.avm app.beam; avm list p.avm'
t 'avm pack p.avm lib.beam app.beam; avm list p.avm'
t 'avm pack -s app p.avm lib.beam other.beam app.beam; avm list p.avm'
t 'avm pack -s app.beam p.avm lib.beam other.beam app.beam; avm list -f csv p.avm'
t 'avm pack --start=other p.avm lib.beam other.beam app.beam; avm list p.avm'
t 'avm pack --lib p.avm lib.beam other.beam app.beam; avm list p.avm'
t 'avm pack -r p.avm app.beam; avm list p.avm'
t 'avm pack --remove-lines p.avm app.beam; avm list -l p.avm | grep chunks'
t 'avm pack -a p.avm lib.beam; avm list p.avm'
t 'avm pack --append p.avm app.beam; avm list p.avm'
t 'avm pack p.avm p.avm other.beam; avm list -f bare p.avm'
t 'avm pack p.avm a/b=app/priv/greeting.txt; avm list p.avm'
t 'avm pack p.avm --priv x=app/priv; avm list p.avm'
t 'avm pack p.avm app.beam --priv x=app/priv --priv y=app; avm list -f bare p.avm'
t 'avm pack p.avm app.beam lib.beam app.beam; avm list -f bare p.avm'
t 'avm pack --replace p.avm app.beam lib.beam all.avm; avm list -f bare p.avm'
t 'avm pack -p p.avm all.avm; avm list -f bare p.avm'
t 'avm pack --prune=modules p.avm all.avm; avm list -f bare p.avm'
t 'avm pack --prune --explain p.avm app.beam lib.beam other.beam'
t 'avm pack -p --explain -s other p.avm app.beam lib.beam other.beam'
t 'avm pack --prune=functions --explain -s app p.avm all.avm'
t 'avm pack -pr p.avm all.avm; avm list p.avm'
t 'avm pack --check p.avm app.beam lib.beam; avm list -f bare p.avm'
t 'rm p.avm; avm pack --check p.avm app.beam'
t 'ls p.avm'
t avm pack
t avm pack p.avm
t avm pack p.avm missing.beam
t avm pack p.avm missing.txt
t avm pack p.avm app/priv
t avm pack p.avm --priv nothing
t avm pack p.avm --priv x=missing
t avm pack --prune=all p.avm app.beam
t avm pack --prune --lib p.avm app.beam
t avm pack -s app --lib p.avm app.beam
t avm pack --explain p.avm app.beam
t avm pack -s none p.avm app.beam
t avm pack -s lib p.avm app.beam lib.beam
t avm pack -p p.avm lib.beam
t avm pack none/p.avm app.beam
t 'printf x >bad.beam; avm pack p.avm bad.beam'
t 'printf x >bad.avm; avm pack p.avm bad.avm'
t 'printf x >bad.app; avm pack p.avm bad.app'
t 'printf x >bad.ez; avm pack p.avm bad.ez'
t 'ls p.avm'
t 'avm pack --target esp32 p.avm all.avm; avm list -f bare p.avm'
t 'rm p.avm; avm pack --target rp2 p.avm app.beam'
t avm pack --target amiga p.avm app.beam
t avm pack --wordcode=all p.avm app.beam
t 'ls p.avm'
