# What the program mentions stays, directly or not; the rest goes, and --explain says why.
m() { printf -- '-module(%s).\n-export([%s]).\n%s\n' "$1" "$2" "$3" >"$1.erl"; }
m main start/0 'start() -> called:f(), spawn(dynamic, f, []), g({tag, ["x", inside]}), ok. g(X) -> X.'
m called f/0 'f() -> deeper:f().'
m deeper f/0 'f() -> ok.'
m dynamic f/0 'f() -> ok.'
m inside f/0 'f() -> ok.'
m unused f/0 'f() -> unused_too:f().'
m unused_too f/0 'f() -> main:start().'
m other start/0 'start() -> unused:f().'
m "'Elixir.Proto'" "f/1, '__protocol__'/1" "f(X) -> X. '__protocol__'(X) -> X."
mv "'Elixir.Proto'.erl" Elixir.Proto.erl
m "'Elixir.Proto.Integer'" "'__impl__'/1" "'__impl__'(X) -> X."
mv "'Elixir.Proto.Integer'.erl" Elixir.Proto.Integer.erl
m "'Elixir.Proto.Gone'" "'__impl__'/1" "'__impl__'(X) -> X."
mv "'Elixir.Proto.Gone'.erl" Elixir.Proto.Gone.erl
m "'Elixir.Gone'" "f/0" "f() -> ok."
mv "'Elixir.Gone'.erl" Elixir.Gone.erl
erlc ./*.erl 2>/dev/null
printf 'file' >file
avm pack -p p.avm main.beam file ./*.beam 2>/dev/null && avm list -f bare p.avm
echo "== explain"
avm pack -p --explain -s other p.avm ./*.beam | sed 's/ [0-9]*  / N  /'
avm list -f bare p.avm
echo "== protocols"
m uses start/0 "start() -> 'Elixir.Proto':f(1)."
erlc uses.erl
avm pack -p p.avm uses.beam ./*.beam 2>/dev/null && avm list -f bare p.avm
echo "== mistakes"
avm pack -p p.avm called.beam 2>&1
avm pack -p --lib p.avm main.beam 2>&1
avm pack --explain p.avm main.beam 2>&1
