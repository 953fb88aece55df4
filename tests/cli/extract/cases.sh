# What extract writes, and what it refuses.
. "$TREE/tests/cli/cases.sh"
make_pack
t avm extract all.avm -o one
t 'ls -R one'
t cmp one/app/priv/greeting.txt app/priv/greeting.txt
t avm extract -o two all.avm lib.beam app.beam
t 'ls two'
t avm extract -o three all.avm "'*.beam'"
t 'ls three'
t avm extract -o four all.avm "'app/*'"
t 'ls -R four'
t avm extract -o five all.avm "'[al]*.beam'" "'?????.beam'"
t 'ls five'
t avm extract --to-stdout all.avm app/priv/greeting.txt
t 'avm extract --to-stdout all.avm lib.beam | cmp - two/lib.beam'
t 'avm extract --to-stdout --beam all.avm lib.beam | avm list -f bare -'
t avm extract --to-stdout all.avm "'*.beam'"
t avm extract --to-stdout all.avm
t avm extract -o six all.avm nothing.beam
t 'ls six'
t avm extract -o six all.avm app.beam nothing.beam
t 'ls six'
t avm extract -o six all.avm "'*.txt'" "'*.none'"
t avm extract
t avm extract missing.avm
t avm extract app.beam
t avm extract -o app.beam all.avm app.beam
t avm extract --beam -o seven all.avm lib.beam
t "erl -noshell -pa seven -eval 'erlang:display(lib:constant()), halt().'"
t 'avm pack again.avm seven/lib.beam; avm extract --to-stdout again.avm lib.beam | cmp - two/lib.beam'
