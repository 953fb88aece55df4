# The compiler of Erlang/OTP, unmodified, compiles every module of the library from its file: each chunk
# that is run must be what erlc made, byte for byte, but for the last word of a fun: a hash of the module with Meta.
# (Attr, CInf, Dbgi and Meta hold external terms, whose atoms are written in another way since OTP 26; the first and
# the last must be the same terms.) Then what reads terms and expressions from files. MODULES in the environment
# names some modules.
ebin() { erl -noshell -eval "io:put_chars(code:lib_dir($1, ebin)), halt()."; }
command -v erl >/dev/null || { echo "no erl"; exit 77; }
stdlib=$(ebin stdlib) compiler=$(ebin compiler)
cat >compiles.erl <<'EOT'
-module(compiles).
-export([start/0, compare/0]).

start() ->
    Options = [report, deterministic, {outdir, "made"}],
    [{ok, _} = compile:file(Source, Options) || Source <- init:get_plain_arguments()],
    ok.

%% For erl
compare() ->
    Files = filelib:wildcard("*.beam", "expected"),
    Files = filelib:wildcard("*.beam", "made"),
    Differ = [{File, Names} || File <- Files, Names <- [differ(chunks("expected/" ++ File), chunks("made/" ++ File))], Names =/= []],
    io:format("~p~n", [Differ]),
    halt().

chunks(File) ->
    {ok, _, Chunks} = beam_lib:all_chunks(File),
    maps:from_list([{Name, known(Name, Data)} || {Name, Data} <- Chunks, Name =/= "CInf", Name =/= "Dbgi"]).

known("FunT", <<Count:32, Funs/binary>>) -> [Count | [Fun || <<Fun:20/binary, _:32>> <= Funs]];
known(Name, Data) when Name =:= "Attr"; Name =:= "Meta" -> [{A, V} || {A, V} <- binary_to_term(Data), A =/= vsn];
known(_, Data) -> Data.

differ(A, B) -> [Name || Name <- lists:usort(maps:keys(A) ++ maps:keys(B)), maps:find(Name, A) =/= maps:find(Name, B)].
EOT
cat >reads.erl <<'EOT'
-module(reads).
-export([start/0]).

start() ->
    ok = file:write_file("terms", <<"%% coding: utf-8\n{a, [1, \"\x{e4}\"]}.\n<<1>>.\n"/utf8>>),
    ok = file:write_file("bad", "{a, 1}.\n{b.\n"),
    ok = file:write_file("script", "X = 3,\nY = lists:seq(1, X).\n{sum, lists:sum(Y)}.\n"),
    ok = file:write_file("fails", "ok.\nerror(oops).\n"),
    {ok, File} = file:open("script", [read]),
    Results = [fun() -> file:consult("terms") end, fun() -> file:consult("bad") end, fun() -> file:consult("nosuch") end, fun() -> file:script("script") end,
               fun() -> file:eval("script") end, fun() -> element(1, file:eval("fails")) end, fun() -> file:path_consult(["nosuch", "."], "terms") end, fun() -> file:path_script(["."], "script", []) end,
               fun() -> file:script("other", [{'Z', 1}]) end, fun() -> io:parse_erl_exprs(File, '') end, fun() -> io:scan_erl_form(File, '', 3) end],
    [io:format("~w~n", [try R() catch C:E -> {C, E} end]) || R <- Results],
    {ok, Forms} = epp:parse_file("compiles.erl", []),
    io:format("~w forms, ~0p~n", [length(Forms), erlang:phash2(Forms)]).
EOT
mkdir expected made
erlc compiles.erl reads.erl
if [ -n "${MODULES:-}" ]; then
    sources=$(for module in $MODULES; do echo "$TREE/vm/lib/$module.erl"; done)
else
    sources=$(ls "$TREE"/vm/lib/estdlib/*.erl "$TREE"/vm/lib/etest/*.erl)
fi
# shellcheck disable=SC2086 # names without blanks
erlc +deterministic -I "$TREE/vm/lib/estdlib/include" -o expected $sources
# shellcheck disable=SC2086
avm run compiles.beam -pa "$stdlib" -pa "$compiler" -- $sources
erl -noshell -run compiles compare
avm run reads.beam -pa "$stdlib" >got
erl -noshell -eval 'reads:start(), halt().' >expected.out
diff expected.out got && echo "reads the same"
# Without them it is said what is missing.
echo 'x.' >terms
avm run reads.beam 2>&1 | head -n 1
