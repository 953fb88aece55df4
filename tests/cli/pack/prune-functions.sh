# Functions go when nothing can reach them. What stays is seen in the exports of the modules.
m() { printf -- '-module(%s).\n-export([%s]).\n%s\n' "$1" "$2" "$3" >"$1.erl"; }
m main 'start/0, kept/0, compared/1' 'start() ->
    called:a(), F = fun dynamic:by_fun/1, F(1), M = list_to_tuple([applied]),
    (element(1, M)):callback(1, 2), spawn(spawned, loop, [1]), compared(ok),
    display({literal, [in_literal, of_literal]}).
compared(wish) -> display(wish);
compared(_) -> ok.
display(X) -> erlang:display(X).
kept() -> called:b().'
m called 'a/0, b/0, c/0' 'a() -> local(1). b() -> ok. c() -> only_here(). local(X) -> {X, "text", <<"bits">>, 1.5}.
only_here() -> {a_literal, "that goes"}.'
m dynamic 'by_fun/1, by_fun/2, not_named/0' 'by_fun(X) -> X. by_fun(X, Y) -> X + Y. not_named() -> ok.'
m applied 'callback/1, callback/2, other/0' 'callback(X) -> X. callback(X, Y) -> X + Y. other() -> ok.'
m spawned 'loop/1, done/0' 'loop(0) -> done(); loop(N) -> spawned:loop(N - 1). done() -> ok.'
m in_literal 'of_literal/0, of_nothing/0' 'of_literal() -> ok. of_nothing() -> ok.'
m wish 'compared_only/0' 'compared_only() -> ok.'
m loaded 'a/0, b/0' '-on_load(init/0).
init() -> ok. a() -> ok. b() -> ok.'
mkdir lib names
erlc -o lib called.erl dynamic.erl applied.erl spawned.erl in_literal.erl wish.erl loaded.erl
erlc main.erl
exports() { avm list -l "$1" | awk '/beam$/ { name = $1 } /exports/ { $1 = name; print }'; }
avm pack --prune=functions p.avm main.beam lib && exports p.avm
avm run p.avm
echo "== the same again when pruned again"
avm pack --prune=functions q.avm p.avm && cmp p.avm q.avm && echo same
echo "== without lines"
avm pack --prune=functions -r q.avm main.beam lib && exports q.avm | cksum && exports p.avm | cksum && avm run q.avm
echo "== modules named on the command line keep what they export"
avm pack --prune=functions q.avm main.beam lib/called.beam lib && exports q.avm | head -n 2
echo "== but not those of an installed library"
mkdir -p lib/called-1.0/ebin && cp lib/called.beam lib/called-1.0/ebin
avm pack --prune=functions q.avm main.beam lib/called-1.0/ebin/called.beam lib 2>/dev/null && exports q.avm | head -n 2
echo "== explained"
avm pack --prune=functions --explain q.avm main.beam lib | sed 's/ [0-9]* bytes before/ N bytes before/; s/ [0-9]*  / N  /'
echo "== names made at run time"
m maker 'start/0, f/1' 'start() -> f("a"). f(Name) -> F = list_to_atom(Name), called:F().'
erlc maker.erl
avm pack --prune=functions q.avm maker.beam lib 2>&1 && exports q.avm
echo "== what Erlang/OTP loads"
avm extract --beam -o out p.avm >/dev/null
cat >load.escript <<'EOF_LOAD'
#!/usr/bin/env escript
main(Files) ->
    [case erlang:prepare_loading(list_to_atom(filename:basename(F, ".beam")), element(2, file:read_file(F))) of
         R when is_reference(R) -> ok;
         Error -> io:format("~s: ~p~n", [F, Error])
     end || F <- Files],
    io:format("~b modules~n", [length(Files)]).
EOF_LOAD
escript load.escript out/*.beam
erl -noshell -pa out -eval 'main:start(), halt().'
echo "== nothing left out is the same bytes"
stdlib=$(dirname "$(erl -noshell -eval 'io:put_chars(code:which(lists)), halt().')")
mkdir all && cp "$stdlib"/g*.beam "$stdlib"/lists.beam "$stdlib"/erl_lint.beam "$stdlib"/b*.beam all
avm pack -p whole.avm maker.beam all/*.beam
avm pack --prune=functions less.avm maker.beam all/*.beam 2>/dev/null
cmp whole.avm less.avm && echo same
