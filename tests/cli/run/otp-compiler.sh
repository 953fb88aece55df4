# The compiler of Erlang/OTP, unmodified, compiles modules of the library: every chunk that is run must
# be what erlc made, byte for byte. (Attr, CInf, Dbgi and Meta hold external terms, whose atoms are written
# in another way since OTP 26, and the compiler's options.) MODULES in the environment names others.
ebin() { erl -noshell -eval "io:put_chars(code:lib_dir($1, ebin)), halt()."; }
command -v erl >/dev/null || { echo "no erl"; exit 77; }
stdlib=$(ebin stdlib) compiler=$(ebin compiler)
cat >compiles.erl <<'EOF'
-module(compiles).
-export([start/0, write/1, chunks/1]).

start() ->
    %% Unused types are looked for with tables, which are not there.
    Options = [binary, return_errors, deterministic, no_spawn_compiler_process, nowarn_unused_type],
    {ok, Module, Beam} = compile:forms(binary_to_term(forms:forms()), Options),
    io:format("~w~n~p~n", [Module, chunks(Beam)]).

%% For erl: the forms of a source as a module, and what erlc makes of it.
write([Source]) ->
    {ok, Forms} = epp:parse_file(Source, [{source_name, filename:basename(Source)}, {location, {1, 1}}]),
    Bytes = lists:join(",", [integer_to_list(B) || <<B>> <= term_to_binary(Forms)]),
    ok = file:write_file("forms.erl", ["-module(forms).\n-export([forms/0]).\nforms() -> <<", Bytes, ">>.\n"]),
    {ok, forms} = compile:file("forms.erl", [no_copt]),
    {ok, Module} = compile:file(Source, [deterministic, {outdir, "made"}]),
    {ok, Beam} = file:read_file(filename:join("made", atom_to_list(Module) ++ ".beam")),
    io:format("~w~n~p~n", [Module, chunks(Beam)]),
    halt().

chunks(<<"FOR1", _:32, "BEAM", Rest/binary>>) ->
    [{Tag, Size, erlang:phash2(known(Tag, Data))} || {Tag, Size, Data} <- split(Rest), not lists:member(Tag, [<<"Attr">>, <<"CInf">>, <<"Dbgi">>, <<"Meta">>])].

%% The last word of a fun is a hash of the whole module, where it is compiled from a file also of Meta.
known(<<"FunT">>, <<Count:32, Funs/binary>>) -> [Count | [Fun || <<Fun:20/binary, _:32>> <= Funs]];
known(_, Data) -> Data.

split(<<Tag:4/binary, Size:32, Data:Size/binary, Rest/binary>>) ->
    Pad = (4 - Size rem 4) rem 4,
    <<_:Pad/binary, Rest1/binary>> = Rest,
    [{Tag, Size, Data} | split(Rest1)];
split(<<>>) -> [].
EOF
# Our io must be found before that of the folder: modules named on the command line are.
mkdir own made && erlc -o own "$TREE/vm/lib/estdlib/io.erl" && erlc compiles.erl
for module in ${MODULES:-estdlib/queue estdlib/gen_event etest/etest}; do
    erl -noshell -run compiles write "$TREE/vm/lib/$module.erl" >expected
    avm run compiles.beam forms.beam own/io.beam -pa "$stdlib" -pa "$compiler" >got
    cmp expected got && echo "$module: the same $(grep -c '{' got) chunks"
done
