%% SPDX-License-Identifier: Apache-2.0
%% filelib_calls: every function of filelib with right and with wrong arguments. tests/erlang/file/filelib_tree
%% has patterns and trees.
%% library: own
-module(filelib_calls).
-include("calls.hrl").

folder() -> filename:join(os:getenv("TMPDIR", "/tmp"), "filelib_calls." ++ os:getpid()).

in(Args) ->
    fun() ->
        _ = file:del_dir_r(folder()),
        ok = filelib:ensure_path(folder() ++ "/src"),
        ok = file:set_cwd(folder()),
        ok = file:write_file("src/a.erl", "one\n"),
        Args
    end.

calls() ->
    Time = {show, fun({_, _}) -> time; (Other) -> Other end},
    [{filelib, [
        {compile_wildcard, 1, [["a*"]], [{show, fun is_tuple/1}, {without, ["improper", "-1", "0", "float", "binary", "[]"]}]}, {ensure_dir, 1, [in(["x/y"])]}, {ensure_path, 1, [in(["x/y"])]},
        {file_size, 1, [in(["src/a.erl"]), in(["x"])]}, {file_size, 2, [in(["src/a.erl", file])]}, {find_file, 2, [in(["a.erl", "ebin"])], [1, 2]}, {find_file, 3, [in(["a.erl", "ebin", [{"ebin", "src"}]])], [1, 2, 3]},
        {find_source, 1, [in(["ebin/a.beam"])], [1]}, {find_source, 2, [in(["a.beam", "ebin"])], [1, 2]}, {find_source, 3, [in(["a.beam", "ebin", []])], [1, 2, 3]},
        {is_dir, 1, [in(["src"])]}, {is_dir, 2, [in(["src", file])]}, {is_file, 1, [in(["src"])]}, {is_file, 2, [in(["src", file])]}, {is_regular, 1, [in(["src/a.erl"])]}, {is_regular, 2, [in(["src", file])]},
        {last_modified, 1, [in(["src"]), in(["x"])], [Time]}, {last_modified, 2, [in(["src", file])], [Time]}, {safe_relative_path, 2, [in(["src/../a", "."]), in(["../a", "."])], [1, 2]},
        {wildcard, 1, [in(["*"])], [{without, ["improper", "[]"]}]}, {wildcard, 2, [in(["*", "src"])], [{without, ["improper", "[]"]}, 2]}, {wildcard, 3, [in(["*", "src", file])], [{without, ["improper", "[]"]}, 2]},
        {is_dir, 1, [fun() -> ok = file:set_cwd("/"), ok = file:del_dir_r(folder()), ["/"] end], [right]}
    ]}].

loose() -> [{filelib, F, A} || {F, A} <- [{compile_wildcard, 1}, {ensure_dir, 1}, {ensure_path, 1}, {wildcard, 1}, {wildcard, 2}, {wildcard, 3}]].
