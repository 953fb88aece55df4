%% SPDX-License-Identifier: Apache-2.0
%% file_calls: every function of file with right and with wrong arguments. Each call has a fresh folder.
-module(file_calls).
-include("calls.hrl").

calls() -> [{file, names() ++ known() ++ devices() ++ whole() ++ terms() ++ last()}].

-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device, minor_device, inode, uid, gid}).

folder() -> filename:join(os:getenv("TMPDIR", "/tmp"), "file_calls." ++ os:getpid()).

%% Files and folders a, d and l, and Args.
in(Args) ->
    fun() ->
        _ = file:del_dir_r(folder()),
        ok = file:make_dir(folder()),
        ok = file:set_cwd(folder()),
        ok = file:write_file("a", "one\ntwo\n"),
        ok = file:write_file("t", "{term, 1}.\n[].\n"),
        ok = file:make_dir("d"),
        ok = file:make_symlink("a", "l"),
        Args
    end.

%% The same with an open file first.
with(Modes, Args) ->
    fun() ->
        Rest = (in(Args))(),
        {ok, File} = file:open("a", Modes),
        [File | Rest]
    end.

names() ->
    [{delete, 1, [in(["a"]), in(["d"]), in(["x"])]}, {delete, 2, [in(["a", [raw]])], [2]}, {del_dir, 1, [in(["d"]), in(["a"])]}, {del_dir_r, 1, [in(["d"]), in(["x"])]},
     {make_dir, 1, [in(["e"]), in(["d"])]}, {make_link, 2, [in(["a", "b"]), in(["a", "d"])]}, {make_symlink, 2, [in(["a", "b"]), in(["a", "d"])]},
     {rename, 2, [in(["a", "b"]), in(["a", "d"])]}, {read_link, 1, [in(["l"]), in(["a"])]}, {read_link_all, 1, [in(["l"]), in(["a"])]},
     {list_dir, 1, [in(["d"]), in(["a"])]}, {list_dir_all, 1, [in(["d"]), in(["x"])]}, {altname, 1, [in(["a"])]},
     {get_cwd, 0, [in([])], [{show, fun({ok, D}) -> D =:= folder() end}]}, {get_cwd, 1, [in(["a:"]), in(["ab"])]}, {native_name_encoding, 0, [[]]}, {set_cwd, 1, [in(["d"]), in(["x"])]}].

known() ->
    Told = {show, fun({ok, #file_info{type = T, size = S, access = A}}) -> {T, A, if T =:= directory -> 0; true -> S end}; (Other) -> Other end},
    Time = {{2001, 2, 3}, {4, 5, 6}},
    [{read_file_info, 1, [in(["a"]), in(["d"]), in(["l"]), in(["x"])], [Told]}, {read_file_info, 2, [in(["a", [raw]]), in(["a", [{time, posix}]]), in(["a", [{time, x}]])], [Told, 2]},
     {read_link_info, 1, [in(["a"]), in(["x"])], [Told]}, {read_link_info, 2, [in(["a", []])], [Told, 2]}, {raw_read_file_info, 1, [in(["a"]), in(["x"])], [Told]},
     {write_file_info, 2, [in(["a", #file_info{mode = 8#600}]), in(["x", #file_info{}])], [2]}, {write_file_info, 3, [in(["a", #file_info{mode = 8#600}, []])], [2, 3]}, {raw_write_file_info, 2, [in(["a", #file_info{mode = 8#600}])], [2]},
     {change_mode, 2, [in(["a", 8#600]), in(["x", 8#600])], [2]}, {change_time, 2, [in(["a", Time]), in(["x", Time])]}, {change_time, 3, [in(["a", Time, Time])]},
     {change_owner, 2, [in(["x", 1])], [2]}, {change_owner, 3, [in(["x", 1, 1])], [2, 3]}, {change_group, 2, [in(["x", 1])], [2]}].

devices() ->
    Raw = [read, write, raw, binary],
    [{open, 2, [in(["a", [read]]), in(["x", [read]]), in(["d", [read]])], [{show, fun({ok, F}) -> is_pid(F); (Other) -> Other end}, {without, ["improper"]}]}, {close, 1, [with(Raw, [])]}, {pid2name, 1, [[self()]], [1]},
     {read, 2, [with(Raw, [2]), with([read], [3])]}, {read_line, 1, [with(Raw, []), with([read], [])]}, {write, 2, [with(Raw, ["x"]), with([read], ["x"])]},
     {pread, 2, [with(Raw, [[{1, 2}]])], [{without, ["improper"]}]}, {pread, 3, [with(Raw, [1, 2]), with([read], [4, 100])], [{without, ["float"]}]}, {pwrite, 2, [with(Raw, [[{1, "x"}]])], [{without, ["improper"]}]}, {pwrite, 3, [with(Raw, [1, "x"])], [{without, ["float"]}]},
     {position, 2, [with(Raw, [2]), with([read], [eof])], [2]}, {sync, 1, [with(Raw, [])]}, {datasync, 1, [with(Raw, [])]}, {truncate, 1, [with(Raw, [])]},
     {advise, 4, [with(Raw, [0, 0, normal])], [2, 3]}, {allocate, 3, [with(Raw, [0, 10])], [2, 3]},
     {ipread_s32bu_p32bu, 3, [with(Raw, [0, 10])], [2, {without, ["atom", "-1"]}]}, {copy_opened, 3, [fun() -> [A] = (with(Raw, []))(), {ok, B} = file:open("b", [write]), [A, B, 3] end], [1, 2, 3]},
     {path_open, 3, [in([["d", "."], "a", [read]]), in([["d"], "a", [read]])], [1, {show, fun({ok, _, N}) -> N; (Other) -> Other end}, {without, ["improper"]}]}].

whole() ->
    [{read_file, 1, [in(["a"]), in(["d"])]}, {write_file, 2, [in(["b", "x"]), in(["d", "x"])]}, {write_file, 3, [in(["b", "x", [append]])], [{without, ["improper"]}]},
     {copy, 2, [in(["a", "b"]), in(["x", "b"])]}, {copy, 3, [in(["a", "b", 3])]}].

%% With the scanner and parser of Erlang/OTP: tests/cli/run/otp-compiler.sh. Here what is wrong before they are asked.
terms() ->
    [{F, 1, [in(["x"])]} || F <- [consult, eval, script]] ++ [{F, 2, [in(["x", []])], [2]} || F <- [eval, script]] ++
    [{F, 2, [in([["."], "x"])], [1]} || F <- [path_consult, path_eval, path_script]] ++ [{F, 3, [in([["."], "x", []])], [1, 3]} || F <- [path_eval, path_script]] ++
    [{format_error, 1, [[enoent], [eacces], [nosuch], [badarg], [terminated]], [1]}].

%% Not of Erlang/OTP 25; and the folder is taken away.
last() -> [{set_cwd, 1, [fun() -> ok = file:set_cwd("/"), ok = file:del_dir_r(folder()), ["/"] end], [right]}].

loose() -> [].
