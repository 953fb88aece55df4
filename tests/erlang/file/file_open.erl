%% SPDX-License-Identifier: Apache-2.0
%% file_open: modes of open, names that are none, what is no file, files of processes that end.
-module(file_open).
-include("t.hrl").
-include("folder.hrl").

start() -> in_folder(fun run/0).

run() ->
    Modes = [[], read, write, read_write, foo, [foo], [read | x], x, {}, [{}], [raw], [{encoding, foo}], [{encoding, utf8}], [{encoding, {utf16, little}}],
             [read, delayed_write], [{read_ahead, 10}], [{delayed_write, 1, 1}], [exclusive], [read, exclusive], [write, exclusive], [append],
             [directory], [raw, directory], [raw, sync, write], [sync, write], [cooked], [binary], [raw, binary, read, foo], [exclusive, raw], [raw, append],
             [read, write, raw], [read, append]],
    [begin
        ok = file:write_file("a", "abc"),
        io:format("~0p: ~0p ~0p~n", [M, t(fun() -> opened("a", M) end), file:read_file("a")])
     end || M <- Modes],
    [io:format("new ~0p: ~0p ~0p~n", [M, t(fun() -> opened("new", M) end), {file:read_file("new"), file:delete("new")}]) || M <- Modes],
    ok = file:write_file("ab", "ab"),
    [io:format("name ~0p: ~0p~n", [N, t(fun() -> opened(N, [read]) end)])
     || N <- [a, "a", <<"a">>, ["a", b], [a, "b"], ["a" | b], 1, [$a, 0], <<"a", 0>>, {a}, [{a}], [[$a], [[$b]]], "", <<>>, [-1], [16#110000], [16#d800], "nosuch", "nosuch/a", "a/b", "a/", ".", "..", "./a", [$a | 1], <<1:1>>]],
    [io:format("folder ~0p: ~0p~n", [M, t(fun() -> opened(".", M) end)]) || M <- [[read], [write], [raw], [directory, read], [directory, raw]]],
    links(),
    ended().

opened(Name, Modes) ->
    case file:open(Name, Modes) of
        {ok, File} when is_pid(File) -> {process, file:close(File)};
        {ok, File} -> {element(1, File), file:close(File)};
        Error -> Error
    end.

links() ->
    ok = file:make_symlink("nowhere", "dangling"),
    ok = file:make_symlink("loop", "loop"),
    p("dangling", {file:open("dangling", [read]), file:open("loop", [read]), opened("dangling", [write]), file:read_file("nowhere")}).

%% The file of a process that ends is closed; others go on.
ended() ->
    Self = self(),
    {Pid, Ref} = spawn_monitor(fun() ->
        {ok, File} = file:open("a", [read]),
        {ok, Raw} = file:open("a", [read, raw]),
        Self ! {files, File, Raw},
        receive stop -> ok end
    end),
    receive {files, File, Raw} -> ok end,
    p("others", {file:read(File, 1), t(fun() -> file:read(Raw, 1) end), t(fun() -> file:close(Raw) end), t(fun() -> file:position(Raw, 0) end)}),
    FileRef = monitor(process, File),
    Pid ! stop,
    receive {'DOWN', Ref, _, _, Why} -> p("owner", Why) end,
    receive {'DOWN', FileRef, _, _, Why2} -> p("file", Why2) end,
    p("after", {file:read(File, 1), file:close(File), file:write(File, "x"), file:position(File, 0)}),
    p("no device", [t(fun() -> F(x) end) || F <- [fun file:close/1, fun file:sync/1, fun file:truncate/1, fun file:datasync/1]]),
    many(300).

%% Numbers of files that were closed are used again.
many(0) -> p("many", done);
many(N) ->
    Files = [element(2, {ok, _} = file:open("a", [read, raw])) || _ <- lists:seq(1, 20)],
    {ok, "b"} = file:pread(lists:nth(1 + N rem 20, Files), 1, 1),
    [ok = file:close(F) || F <- if N rem 2 =:= 0 -> Files; true -> lists:reverse(Files) end],
    many(N - 1).
