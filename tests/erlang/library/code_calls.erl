%% SPDX-License-Identifier: Apache-2.0
%% code_calls: every function of code with right and with wrong arguments. tests/erlang/file/code_load has what
%% they do.
%% library: own
-module(code_calls).
-include("calls.hrl").

calls() ->
    % What is installed is not the same.
    List = {show, fun is_list/1},
    [{code, [
        {add_path, 1, [["/"], ["/nosuch"]], [{without, ["[]"]}]}, {add_patha, 1, [["/"]], [{without, ["[]"]}]}, {add_pathz, 1, [["/"]], [{without, ["[]"]}]}, {add_paths, 1, [[["/"]]]}, {add_pathsa, 1, [[["/"]]]}, {add_pathsz, 1, [[["/"]]]},
        {all_available, 0, [[]], [List]}, {all_loaded, 0, [[]], [List]}, {atomic_load, 1, [[[nosuch]], [[]]]}, {clash, 0, [fun() -> code:set_path([]), [] end], [right]}, {compiler_dir, 0, [[]], [{show, fun(_) -> folder end}]},
        {del_path, 1, [["/"], ["/nosuch"]], [{without, ["[]", "improper"]}]}, {delete, 1, [[nosuch]]}, {ensure_loaded, 1, [[lists], [nosuch]]}, {ensure_modules_loaded, 1, [[[lists]], [[nosuch]]], [{without, ["improper"]}]}, {prepare_loading, 1, [[[nosuch]]]}, {finish_loading, 1, [fun() -> {ok, P} = code:prepare_loading([]), [P] end]},
        {get_chunk, 2, [[<<"FOR1", 16:32, "BEAMAtU8", 4:32, "abcd">>, "AtU8"], [<<"FOR1", 16:32, "BEAMAtU8", 4:32, "abcd">>, "Code"]], [right]}, {get_doc, 1, [[nosuch]]}, {get_mode, 0, [[]]}, {get_object_code, 1, [[nosuch]]}, {get_path, 0, [[]], [List]},
        {is_loaded, 1, [[nosuch]], [1]}, {is_module_native, 1, [[lists], [nosuch]]}, {is_sticky, 1, [[nosuch]]}, {lib_dir, 0, [[]], [List]}, {lib_dir, 1, [[nosuch]]}, {lib_dir, 2, [[nosuch, src]]},
        {load_abs, 1, [["/nosuch"]], [{without, ["improper"]}]}, {load_abs, 2, [["/nosuch", nosuch]], [{without, ["improper"]}]}, {load_binary, 3, [[nosuch, "f", <<>>]], [{without, ["improper"]}]}, {load_file, 1, [[nosuch]]}, {modified_modules, 0, [[]], [List]},
        {module_md5, 1, [[<<>>]]}, {module_status, 0, [[]], [List]}, {module_status, 1, [[nosuch], [[nosuch]]]}, {objfile_extension, 0, [[]]}, {priv_dir, 1, [[nosuch]]}, {purge, 1, [[nosuch]]}, {rehash, 0, [[]]},
        {replace_path, 2, [[nosuch, "/nosuch"]], [2]}, {root_dir, 0, [[]], [List]}, {set_path, 1, [[[]]], [right]}, {soft_purge, 1, [[nosuch]]}, {unstick_dir, 1, [["/"]], [1]}, {unstick_mod, 1, [[nosuch]]},
        {where_is_file, 1, [["nosuch"]]}, {where_is_file, 2, [[["/"], "nosuch"]], [2]}, {which, 1, [[nosuch]]}
    ]},
    {erlang, [{check_old_code, [[nosuch]]}, {check_process_code, 2, [fun() -> [self(), nosuch] end]}, {delete_module, [[nosuch]]}, {load_module, [[nosuch, <<>>]]}, {purge_module, [[nosuch]]}]}].

loose() -> [{code, F, A} || {F, A} <- [{add_path, 1}, {add_patha, 1}, {add_pathz, 1}, {add_paths, 1}, {add_pathsa, 1}, {add_pathsz, 1}, {atomic_load, 1}, {prepare_loading, 1}, {finish_loading, 1}, {ensure_loaded, 1}, {ensure_modules_loaded, 1}, {module_status, 1}, {where_is_file, 1}, {where_is_file, 2}, {load_abs, 1}, {load_abs, 2}]].
