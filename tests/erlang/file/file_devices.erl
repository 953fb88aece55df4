%% SPDX-License-Identifier: Apache-2.0
%% file_devices: reading, writing and positions, through processes and raw files, lists and binaries.
-module(file_devices).
-include("t.hrl").
-include("folder.hrl").

start() -> in_folder(fun run/0).

run() ->
    Kinds = [[], [binary], [raw], [raw, binary]],
    [reading(K) || K <- Kinds],
    [positions(K) || K <- Kinds],
    [places(K) || K <- Kinds],
    [writing(K) || K <- Kinds],
    [mixed(K) || K <- Kinds],
    [long(K) || K <- Kinds],
    [appending(K) || K <- Kinds],
    [closed(K) || K <- Kinds].

with(Kind, Modes, Do) ->
    {ok, File} = file:open("f", Kind ++ Modes),
    Result = Do(File),
    [File, file:close(File)],
    Result.

reading(K) ->
    ok = file:write_file("f", "abc\r\ndef\n\n\r\nghi"),
    p(["lines ", w(K)], with(K, [read], fun(F) -> [file:read_line(F) || _ <- lists:seq(1, 7)] end)),
    p(["bytes ", w(K)], with(K, [read], fun(F) -> [file:read(F, N) || N <- [2, 0, 4, 100, 1, 0]] end)),
    p(["wrong ", w(K)], with(K, [read], fun(F) -> [t(fun() -> file:read(F, N) end) || N <- [-1, a, 1.0, []]] ++ [file:read(F, 1)] end)),
    p(["write ", w(K)], with(K, [read], fun(F) -> [file:write(F, "x")] end)),
    p(["mixed ", w(K)], with(K, [read], fun(F) -> [file:read(F, 1), file:read_line(F), file:read(F, 2), file:read_line(F), file:read_line(F), file:position(F, cur)] end)).

w(K) -> io_lib:format("~w", [K]).

positions(K) ->
    ok = file:write_file("f", "0123456789"),
    p(["position ", w(K)], with(K, [read], fun(F) ->
        [{P, file:position(F, P)} || P <- [bof, 1, {cur, 2}, cur, eof, {eof, -2}, {bof, -1}, foo, {cur, -100}, -1, {foo, 1}, 1.0, {bof, 3}, {cur, -1}, 20, cur, {eof, 5}]]
    end)),
    p(["ahead ", w(K)], with(K, [read], fun(F) ->
        [file:read(F, 2), file:position(F, {cur, 1}), file:read(F, 2), file:position(F, cur), file:position(F, {cur, -5}), file:read(F, 1), file:position(F, eof), file:read(F, 1)]
    end)).

places(K) ->
    ok = file:write_file("f", "0123456789"),
    p(["pread ", w(K)], with(K, [read], fun(F) ->
        [file:pread(F, 0, 2), file:pread(F, 100, 2), file:pread(F, [{0, 1}, {3, 2}, {100, 1}]), file:pread(F, -1, 2), t(fun() -> file:pread(F, a, 2) end),
         t(fun() -> file:pread(F, 1, a) end), t(fun() -> file:pread(F, 1, -1) end), file:pread(F, []), file:pread(F, 8, 5), t(fun() -> file:pread(F, x) end)]
    end)),
    p(["pwrite ", w(K)], with(K, [read, write], fun(F) ->
        [file:pwrite(F, 1, "Z"), file:pwrite(F, [{0, "q"}, {2, <<"r">>}]), file:pwrite(F, []), t(fun() -> file:pwrite(F, -1, "a") end),
         t(fun() -> file:pwrite(F, [{0, "a"}, {-1, "b"}]) end), file:pwrite(F, 12, ["x", [<<"y">>]])]
    end)),
    p("written", file:read_file("f")).

writing(K) ->
    p(["writing ", w(K)], with(K, [write], fun(F) ->
        [file:write(F, "abc"), file:write(F, ["a", <<"b">>, [$c | <<"d">>]]), file:write(F, ""), t(fun() -> file:write(F, [x]) end), t(fun() -> file:write(F, [256]) end), t(fun() -> file:write(F, x) end),
         file:position(F, 2), file:truncate(F), file:write(F, "X"), file:sync(F), file:datasync(F)]
    end)),
    p("written", file:read_file("f")),
    p(["read ", w(K)], with(K, [write], fun(F) -> file:read(F, 1) end)).

%% What was read ahead does not move what is written.
mixed(K) ->
    ok = file:write_file("f", "one\ntwo\nthree\n"),
    p(["both ", w(K)], with(K, [read, write], fun(F) ->
        [file:read_line(F), file:write(F, "TWO"), file:read_line(F), file:read(F, 2), file:write(F, "-"), file:position(F, cur), file:read_line(F), file:read_line(F), file:write(F, "end"),
         file:position(F, 4), file:truncate(F), file:read(F, 1), file:write(F, "last")]
    end)),
    p("written", file:read_file("f")).

long(K) ->
    Line = lists:duplicate(9999, $x) ++ "\n",
    ok = file:write_file("f", [Line, Line, "\r\n", Line]),
    p(["long ", w(K)], with(K, [read], fun(F) -> [case file:read_line(F) of {ok, L} -> erlang:phash2(L); Other -> Other end || _ <- lists:seq(1, 5)] end)),
    p(["large ", w(K)], with(K, [read], fun(F) -> {ok, All} = file:read(F, 1000000), {iolist_size(All), file:read(F, 1)} end)),
    p(["part ", w(K)], with(K, [read], fun(F) -> [begin {ok, D} = file:read(F, N), {iolist_size(D), erlang:phash2(D)} end || N <- [9000, 9000, 9000]] end)).

appending(K) ->
    ok = file:write_file("f", "abc"),
    p(["append ", w(K)], with(K, [append], fun(F) -> [file:write(F, "d"), file:position(F, 0), file:write(F, "e"), file:position(F, cur)] end)),
    p(["append and read ", w(K)], with(K, [append, read], fun(F) -> [file:read(F, 2), file:write(F, "f"), file:position(F, 0), file:read(F, 10)] end)),
    p("written", file:read_file("f")).

closed(K) ->
    {ok, F} = file:open("f", K ++ [read, write]),
    ok = file:close(F),
    p(["closed ", w(K)], [t(G) || G <- [fun() -> file:close(F) end, fun() -> file:read(F, 1) end, fun() -> file:read_line(F) end, fun() -> file:write(F, "x") end,
        fun() -> file:position(F, 0) end, fun() -> file:pread(F, 0, 1) end, fun() -> file:pwrite(F, 0, "x") end, fun() -> file:sync(F) end, fun() -> file:truncate(F) end,
        fun() -> file:pread(F, [{0, 1}]) end, fun() -> file:pwrite(F, [{0, "x"}]) end]]).
