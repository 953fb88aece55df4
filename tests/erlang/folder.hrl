%% SPDX-License-Identifier: Apache-2.0
%% A folder of its own for a program about files, which is in it while the fun runs, and its end.
in_folder(Do) ->
    {ok, Before} = file:get_cwd(),
    Folder = atom_to_list(?MODULE) ++ "." ++ os:getpid(),
    _ = file:del_dir_r(Folder),
    ok = file:make_dir(Folder),
    ok = file:set_cwd(Folder),
    try Do()
    after
        ok = file:set_cwd(Before),
        ok = file:del_dir_r(Folder)
    end,
    ok.
