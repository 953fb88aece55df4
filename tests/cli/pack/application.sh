# An application resource file becomes the external term that Erlang/OTP reads back as the same.
cat >my.app <<'EOF'
%% a comment
{application, my_app,
 [{description, "text \"with\" \x{e9}\n" " and more"}, {vsn, "1.0"}, {numbers, [1, -2, 16#ff, $a, 3.25, 1000000000000, -70000]},
  {modules, ['Elixir.Mod', a@b]}, {env, [{key, <<"binary", 1, 255>>}, {'quoted \'atom\'', {}}, {map, #{k => v}}, [a|b], []]},
  {utf8, "é"}, {bytes, [1, 2, 3]}, {wide, "日本"}]}.
EOF
avm pack p.avm my.app
avm list -f bare p.avm
avm extract -o out p.avm >/dev/null
cat >check.escript <<'EOF'
#!/usr/bin/env escript
main(_) ->
    {ok, [Term]} = file:consult("my.app"),
    {ok, Bytes} = file:read_file("out/my_app/priv/application.bin"),
    io:format("~p~n", [binary_to_term(Bytes) =:= Term]).
EOF
escript check.escript
try() { printf '%s' "$1" >bad.app; avm pack bad.avm bad.app 2>&1; echo "exit $?"; }
try '{application, x, []}'
try '{application, x'
try '{application, X, []}.'
try '[1,2'
try '{app, x, []}.'
try '{application, x, "open'
try '{application, x, [99999999999999999999999]}.'
