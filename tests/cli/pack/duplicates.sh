# The first of a name is taken, the last with --replace; it stands where the first stood.
mkdir one two
printf 'one' >one/x
printf 'two' >two/x
printf 'y' >y
avm pack p.avm one/x y two/x && avm extract --to-stdout p.avm x && echo
avm pack --replace p.avm one/x y two/x && avm extract --to-stdout p.avm x && echo
avm list -f bare p.avm
avm pack -a p.avm one/x && avm extract --to-stdout p.avm x && echo
avm pack --replace -a p.avm one/x && avm extract --to-stdout p.avm x && echo
avm list -f bare p.avm
