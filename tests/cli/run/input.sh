# Lines, characters and fields of the standard input, in pieces and to the end, by io and by requests.
command -v erlc >/dev/null || { echo "no erlc here"; exit 77; }
cat >input.erl <<'EOF'
-module(input).
-export([start/0]).

p(X) -> io:format("~0tp~n", [X]).

start() ->
    p(io:get_line("name? ")),
    p(io:get_chars('', 3)),
    p(io:get_line('')),
    p(io:fread("n> ", "~d ~s")),
    p(io:get_chars("", 4)),
    p(io:get_line(<<"l">>)),
    p(io:get_line(user, "x")),
    p(io:setopts([binary])),
    p(io:get_line("")),
    p(io:setopts([{foo, 1}])),
    p([io:get_line("") || _ <- [1, 2, 3]]),
    p(io:fread("", "~d")),
    p(group_leader() =:= whereis(user)),
    [
        begin
            group_leader() ! {io_request, self(), make_ref(), Request},
            receive {io_reply, _, Reply} -> p(Reply) end
        end
     || Request <- [
            {put_chars, unicode, "direct\n"},
            {put_chars, unicode, io_lib, format, ["~p~n", [a]]},
            {put_chars, latin1, nonsense, f, []},
            {requests, [{put_chars, unicode, "a"}, {put_chars, latin1, "b\n"}, getopts]},
            {get_geometry, columns},
            nonsense
        ]
    ],
    ok.
EOF
erlc input.erl
{
    printf 'Bob\nabcdef\n12 word\nxyz\303'
    sleep 0.1
    printf '\251\nline\nuser\nbin\303\244\nlast'
} | avm run input.beam
