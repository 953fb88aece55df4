%% SPDX-License-Identifier: Apache-2.0
%% file_text: files as devices of io: encodings, lines and characters, printing, options, requests.
-module(file_text).
-include("t.hrl").
-include("folder.hrl").

start() -> in_folder(fun run/0).

run() ->
    [encoded(E) || E <- [latin1, utf8, unicode, utf16, {utf16, big}, {utf16, little}, utf32, {utf32, big}, {utf32, little}]],
    translation(),
    printing(),
    options(),
    requests(),
    [until(M) || M <- [[], [binary], [{encoding, utf8}]]],
    copies().

encoded(E) ->
    Text = case E of latin1 -> "gr\xfc\xdf\nab\r\n\n"; _ -> "gr\xfc\xdf \x{20ac}\x{1f600}\nab\r\n\n" end,
    {ok, Out} = file:open("f", [write, {encoding, E}]),
    p("put", {io:put_chars(Out, Text), io:format(Out, "~ts~w~n", ["\xe4", [1]]), io:nl(Out), io:write(Out, {a, "b"}), io:getopts(Out), file:close(Out)}),
    {ok, Bytes} = file:read_file("f"),
    p("bytes", Bytes),
    [begin
        {ok, In} = file:open("f", [read, {encoding, E} | M]),
        p("lines", [io:get_line(In, '') || _ <- lists:seq(1, 7)]),
        file:position(In, bof),
        p("chars", [io:get_chars(In, '', N) || N <- [1, 0, 3, 5, 100, 1]]),
        file:position(In, bof),
        p("mixed", [io:get_chars(In, '', 2), io:get_line(In, ''), io:get_chars(In, '', 1), file:position(In, cur), io:get_line(In, "")]),
        file:close(In)
     end || M <- [[], [binary]]].

%% What cannot be had in the encoding that was asked for.
translation() ->
    ok = file:write_file("f", <<"a\x{e4}\x{20ac}b\n"/utf8>>),
    [begin
        {ok, F} = file:open("f", [read, {encoding, utf8} | M]),
        p("read", {file:read(F, 2), file:read(F, 1), file:read(F, 1)}),
        {ok, G} = file:open("f", [read, {encoding, utf8} | M]),
        p("line", {file:read_line(G), file:read_line(G)})
     end || M <- [[], [binary]]],
    ok = file:write_file("g", <<"ab", 255, "cd\n">>),
    {ok, H} = file:open("g", [read, {encoding, utf8}]),
    p("bad", element(1, io:get_line(H, ''))),
    {ok, I} = file:open("o", [write]),
    p("put", {t(fun() -> io:put_chars(I, [300]) end), is_process_alive(I)}),
    {ok, J} = file:open("o", [write]),
    p("format", {t(fun() -> io:format(J, "~ts", [[300]]) end), t(fun() -> io:format(J, "~s", [[200]]) end)}),
    {ok, K} = file:open("f", [read]),
    p("read only", {t(fun() -> io:put_chars(K, "x") end), t(fun() -> io:put_chars(K, "x") end)}),
    {ok, L} = file:open("o", [write]),
    p("write only", {io:get_chars(L, '', 1), io:get_chars(L, '', 1)}).

printing() ->
    {ok, F} = file:open("f", [write]),
    p("print", [t(fun() -> io:format(F, A, B) end) || {A, B} <- [{"~p~n", [{a, [1, 2], "x"}]}, {"~s", [<<"bin">>]}, {"~w", []}, {"~", []}, {"x", [1]}]]),
    p("pos", {file:position(F, cur), io:put_chars(F, <<"chars">>), io:put_chars(F, [[$a], "b"])}),
    ok = file:close(F),
    p("file", file:read_file("f")).

options() ->
    ok = file:write_file("f", <<"a\x{e4}\n\x{20ac}\n"/utf8>>),
    {ok, F} = file:open("f", [read]),
    p("options", [lists:sort(io:getopts(F)), io:get_line(F, ''), io:setopts(F, [binary, {encoding, utf8}]), lists:sort(io:getopts(F)), io:get_line(F, ''), file:position(F, 0), io:get_line(F, ''),
        io:setopts(F, [list]), io:setopts(F, [{binary, true}]), io:setopts(F, [list]), io:get_line(F, ''), io:columns(F), io:rows(F)]),
    file:close(F).

requests() ->
    ok = file:write_file("f", "one\ntwo\n"),
    {ok, F} = file:open("f", [read, write]),
    p("requests", [ask(F, R) || R <- [{get_line, ''}, {get_line, unicode, ''}, {get_chars, '', 1}, {put_chars, "x"}, {put_chars, latin1, io_lib, format, ["~w", [1]]}, {put_chars, latin1, io_lib, format, [x, x]},
        {requests, [{put_chars, "y"}, getopts]}, {requests, []}, {get_geometry, columns}, foo, {foo, 1}, getopts, {setopts, [foo]}, {get_until, '', nosuch, f, []}]]),
    F ! {nothing, to, know},
    p("file", {file:close(F), file:read_file("f")}).

ask(F, Request) ->
    F ! {io_request, self(), ref, Request},
    receive {io_reply, ref, Reply} -> Reply after 5000 -> none end.

%% A reader that wants three characters at a time, and what is left.
until(M) ->
    ok = file:write_file("f", ["0123456789abc", lists:duplicate(20000, $z), "end"]),
    {ok, F} = file:open("f", [read | M]),
    p("until", [ask(F, {get_until, unicode, '', ?MODULE, three, [x]}) || _ <- [1, 2]]),
    p("chars", {io:get_chars(F, '', 5), file:position(F, cur)}),
    p("rest", erlang:phash2(ask(F, {get_until, unicode, '', ?MODULE, all, []}))),
    p("eof", {ask(F, {get_until, unicode, '', ?MODULE, all, []}), ask(F, {get_until, unicode, '', ?MODULE, wrong, []}), file:close(F)}).

three([], eof, x) -> {done, eof, eof};
three(_, [A, B, C | Rest], x) -> {done, [A, B, C], Rest};
three(_, Chars, x) -> {more, Chars}.

all([], eof) -> {done, eof, []};
all(Before, eof) -> {done, lists:append(lists:reverse(Before)), []};
all(Before, Chars) -> {more, [Chars | Before]}.

wrong(_, _) -> nothing.

copies() ->
    ok = file:write_file("f", lists:duplicate(30000, "0123456789")),
    p("copy", {file:copy("f", "g"), file:copy("f", "h", 12345), file:copy({"f", [read]}, {"i", [append]}, 10), file:copy("nosuch", "j"), file:copy("f", "nosuch/x"), file:copy("f", {"i", [append]}, 5), file:copy("f", "k", 0)}),
    p("sizes", [{N, filelib:file_size(N)} || N <- ["g", "h", "i", "j", "k"]]),
    {ok, A} = file:open("f", [read]),
    {ok, B} = file:open("l", [write, raw]),
    p("devices", {file:read(A, 3), file:copy(A, B, 7), file:copy(A, B, 3), file:position(A, cur), file:close(A), file:close(B), file:read_file("l")}),
    p("wrong", [t(fun() -> file:copy(X, "m") end) || X <- [1, {}, {"f", x}, {"f", [foo]}]] ++ [t(fun() -> file:copy("f", "m", X) end) || X <- [-1, a, 1.0]]).
