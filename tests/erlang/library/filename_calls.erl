%% SPDX-License-Identifier: Apache-2.0
%% filename_calls: every function of filename with right and with wrong arguments. tests/erlang/file/filename_names
%% has all short names.
%% library: own
-module(filename_calls).
-include("calls.hrl").

calls() ->
    % What is wrong inside a name is told by functions that Erlang/OTP writes in another way.
    [{filename, [
        {absname, 1, [["/a/b"]], [{without, ["atom", "[]", "improper", "binary", "-1", "0", "float"]}]}, {absname, 2, [["a", "/b"], ["/a", "/b"]], [{without, ["improper"]}]}, {absname_join, 2, [["/b", "a"]], [{without, ["improper"]}]},
        {append, 2, [["a", "b"], [<<"a">>, "b"]], [{without, ["improper"]}]}, {basedir, 2, [[user_log, "app"]], [2, {show, fun is_list/1}]}, {basedir, 3, [[user_cache, "app", #{os => darwin}]], [2, {show, fun is_list/1}]},
        {basename, 1, [["a/b"], ["a/"]], [{without, ["improper"]}]}, {basename, 2, [["a/b.erl", ".erl"], ["a", "b"]], [{without, ["improper"]}]}, {dirname, 1, [["a/b"], ["a"]], [{without, ["improper"]}]}, {extension, 1, [["a.b"], ["a"]], [{without, ["improper"]}]},
        {flatten, 1, [[["a", b]]], [{without, ["improper"]}]}, {join, 1, [[["a", "b"]]], [{without, ["improper"]}]}, {join, 2, [["a", "b"], ["a", "/b"]], [{without, ["improper"]}]}, {nativename, 1, [["a//b"]], [{without, ["improper"]}]}, {pathtype, 1, [["a"], ["/a"]], [{without, ["improper"]}]},
        {rootname, 1, [["a.b"]], [{without, ["improper"]}]}, {rootname, 2, [["a.b", ".b"]], [{without, ["improper"]}]}, {split, 1, [["/a/b"]], [{without, ["improper"]}]}, {validate, 1, [["a"], [""]], [{without, ["improper"]}]}
    ]}].

loose() -> [{filename, F, A} || {F, A} <- [{absname, 1}, {absname, 2}, {absname_join, 2}, {append, 2}, {basedir, 2}, {basedir, 3}, {basename, 1}, {basename, 2}, {dirname, 1}, {extension, 1}, {flatten, 1},
                                           {join, 1}, {join, 2}, {nativename, 1}, {pathtype, 1}, {rootname, 1}, {rootname, 2}, {split, 1}, {validate, 1}]].
