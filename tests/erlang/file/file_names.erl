%% SPDX-License-Identifier: Apache-2.0
%% file_names: folders, links, names, what is known of files and what can be changed.
-module(file_names).
-include("t.hrl").
-include("folder.hrl").
-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device, minor_device, inode, uid, gid}).

start() -> in_folder(fun run/0).

run() ->
    ok = file:write_file("a", "hello"),
    ts("folder", [fun() -> file:make_dir("d") end, fun() -> file:make_dir("d") end, fun() -> file:make_dir("x/y") end, fun() -> file:make_dir("a/b") end, fun() -> file:make_dir("a") end, fun() -> file:make_dir("") end,
        fun() -> file:make_dir(<<"e">>) end, fun() -> file:make_dir(f) end, fun() -> file:make_dir(1) end, fun() -> file:del_dir("nosuch") end, fun() -> file:del_dir("a") end, fun() -> file:make_dir("d/e") end, fun() -> file:del_dir("d") end,
        fun() -> file:del_dir("d/e") end, fun() -> file:del_dir("e") end, fun() -> file:del_dir(f) end, fun() -> file:del_dir("") end, fun() -> file:del_dir(1) end]),
    ts("list", [fun() -> sorted(file:list_dir(".")) end, fun() -> file:list_dir("d") end, fun() -> file:list_dir("a") end, fun() -> file:list_dir("nosuch") end, fun() -> file:list_dir(1) end, fun() -> sorted(file:list_dir_all(".")) end, fun() -> file:list_dir([0]) end]),
    ts("rename", [fun() -> file:rename("a", "b") end, fun() -> file:rename("a", "b") end, fun() -> file:rename("b", "d") end, fun() -> file:rename("d", "b") end, fun() -> file:rename("b", "nosuch/b") end, fun() -> file:rename("b", "d/b") end, fun() -> file:rename("d", "g") end,
        fun() -> file:rename("g/b", "a") end, fun() -> file:rename(1, "b") end, fun() -> file:rename("a", 1) end, fun() -> file:rename("g", "g/x") end, fun() -> file:rename("a", "a") end]),
    ts("delete", [fun() -> file:delete("nosuch") end, fun() -> file:delete("g") end, fun() -> file:delete("a/b") end, fun() -> file:delete(1) end, fun() -> file:delete("") end, fun() -> file:write_file("x", "") end, fun() -> file:delete("x") end, fun() -> file:delete("x", [raw]) end]),
    ts("links", [fun() -> file:make_symlink("a", "sym") end, fun() -> file:make_symlink("a", "sym") end, fun() -> file:read_link("sym") end, fun() -> file:read_link_all("sym") end, fun() -> file:read_link("a") end, fun() -> file:read_link("nosuch") end, fun() -> file:read_link(1) end,
        fun() -> file:make_link("a", "hard") end, fun() -> file:make_link("a", "hard") end, fun() -> file:make_link("nosuch", "h2") end, fun() -> links("a") end, fun() -> file:read_file("hard") end, fun() -> file:make_symlink(1, "x") end, fun() -> file:make_link("a", 1) end]),
    ts("info", [fun() -> told(file:read_file_info(N)) end || N <- ["a", "g", "sym", "nosuch", "a/b", ".", 1, [0], a, <<"a">>]] ++ [fun() -> told(file:read_link_info(N)) end || N <- ["a", "sym", "nosuch", 1]]
        ++ [fun() -> told(file:read_file_info("a", O)) end || O <- [[], [raw], [{time, foo}], [{time, posix}], [{time, universal}], [foo]]]),
    changes(),
    there(),
    whole(),
    trees().

sorted({ok, Names}) -> {ok, lists:sort(Names)};
sorted(Other) -> Other.

links(Name) ->
    {ok, #file_info{links = N}} = file:read_file_info(Name),
    N.

told({ok, #file_info{type = directory, access = A, mtime = T, mode = M}}) -> {directory, A, time(T), M band 8#170000};
told({ok, #file_info{size = S, type = Type, access = A, mtime = T, links = L, minor_device = D, inode = I, uid = U}}) -> {S, Type, A, time(T), L, D, I > 0, is_integer(U)};
told(Other) -> Other.

time({{_, _, _}, {_, _, _}}) -> time;
time(T) when is_integer(T) -> seconds.

changes() ->
    T1 = {{2001, 2, 3}, {4, 5, 6}},
    T2 = {{2011, 12, 13}, {14, 15, 16}},
    ts("change", [fun() -> file:change_mode("a", 8#600) end, fun() -> mode("a") end, fun() -> file:change_mode("a", 8#4755) end, fun() -> mode("a") end, fun() -> file:change_mode("nosuch", 8#600) end,
        fun() -> file:change_time("a", T1) end, fun() -> times("a") end, fun() -> file:change_time("a", T1, T2) end, fun() -> times("a") end, fun() -> file:change_time("nosuch", T1) end,
        fun() -> file:write_file_info("a", #file_info{mtime = T1}) end, fun() -> times("a") end, fun() -> file:write_file_info("a", #file_info{atime = T2}) end, fun() -> times("a") end,
        fun() -> file:write_file_info("a", #file_info{mtime = 1000000000, atime = 1100000000}, [{time, posix}]) end, fun() -> posix("a") end,
        fun() -> file:write_file_info("a", #file_info{mtime = T1, atime = T2}, [{time, universal}]) end, fun() -> posix("a") end,
        fun() -> file:write_file_info("a", #file_info{mode = 8#640}) end, fun() -> mode("a") end, fun() -> file:write_file_info("a", #file_info{}) end, fun() -> file:write_file_info("nosuch", #file_info{}) end,
        fun() -> file:write_file_info(1, #file_info{}) end, fun() -> file:write_file_info("nosuch", #file_info{mode = 8#600}) end]),
    {ok, #file_info{uid = U, gid = G}} = file:read_file_info("a"),
    ts("owner", [fun() -> file:change_owner("a", U) end, fun() -> file:change_owner("a", U, G) end, fun() -> file:change_group("a", G) end, fun() -> file:change_owner("nosuch", U) end, fun() -> file:change_group("nosuch", G) end]).

mode(Name) ->
    {ok, #file_info{mode = M}} = file:read_file_info(Name),
    lists:flatten(io_lib:format("~.8B", [M])).

times(Name) ->
    {ok, #file_info{atime = A, mtime = M}} = file:read_file_info(Name),
    {if A > {{2024, 1, 1}, {0, 0, 0}} -> now; true -> A end, M}.

posix(Name) ->
    {ok, #file_info{atime = A, mtime = M}} = file:read_file_info(Name, [{time, posix}]),
    {A, M}.

there() ->
    {ok, Here} = file:get_cwd(),
    ts("there", [fun() -> file:set_cwd("g") end, fun() -> {ok, There} = file:get_cwd(), There =:= Here ++ "/g" end, fun() -> file:set_cwd("nosuch") end, fun() -> file:set_cwd("../a") end, fun() -> file:set_cwd(1) end, fun() -> file:set_cwd("") end, fun() -> file:read_file("../a") end, fun() -> file:set_cwd("..") end,
        fun() -> file:get_cwd() =:= {ok, Here} end, fun() -> file:get_cwd("a:") end, fun() -> file:get_cwd("/") end, fun() -> file:get_cwd("abc") end, fun() -> file:set_cwd(<<"g">>) end, fun() -> file:set_cwd(Here) end]).

whole() ->
    ts("whole", [fun() -> file:write_file("w", ["a", <<"b">>, [$c]]) end, fun() -> file:read_file("w") end, fun() -> file:write_file("w", "d", [append]) end, fun() -> file:read_file("w") end, fun() -> file:write_file("w", x) end, fun() -> file:write_file("w", [256]) end,
        fun() -> file:read_file("w") end, fun() -> file:write_file("w", "e", [exclusive]) end, fun() -> file:write_file("w", "f", [raw]) end, fun() -> file:write_file("nosuch/w", "f") end, fun() -> file:write_file("g", "f") end, fun() -> file:write_file(1, "f") end, fun() -> file:read_file("g") end, fun() -> file:read_file("nosuch") end, fun() -> file:read_file(1) end,
        fun() -> file:read_file("") end, fun() -> file:write_file("empty", "") end, fun() -> file:read_file("empty") end, fun() -> file:write_file("w", "f", x) end, fun() -> file:write_file("w", "g", [foo]) end, fun() -> file:read_file("w") end]),
    Big = binary:copy(<<"0123456789abcdef">>, 20000),
    ok = file:write_file("big", Big),
    p("big", {element(2, file:read_file("big")) =:= Big, byte_size(element(2, file:read_file("/proc/self/status"))) > 100}).

trees() ->
    ok = filelib:ensure_path("t/u/v"),
    ok = file:write_file("t/u/f", "x"),
    ok = file:make_symlink("../a", "t/l"),
    ok = file:make_symlink("u", "t/folder"),
    ts("tree", [fun() -> file:del_dir_r("nosuch") end, fun() -> file:del_dir_r("t/l") end, fun() -> file:read_file("a") end, fun() -> file:del_dir_r("t") end, fun() -> file:read_file_info("t") end, fun() -> file:del_dir_r(1) end]),
    p("encoding", file:native_name_encoding()),
    ok = file:make_dir("\x{e4}\x{20ac}"),
    p("unicode", sorted(file:list_dir("."))),
    p("errors", [lists:flatten(file:format_error(E)) || E <- [enoent, eacces, eisdir, enotdir, eexist, einval, badarg, terminated, system_limit, enospc, emfile, ebadf, nosuch, {3, file, undefined_script}, {7, erl_anno, x}], not is_tuple(E)]),
    advice().

advice() ->
    {ok, F} = file:open("a", [read, write, raw]),
    p("advise", [t(fun() -> file:advise(F, O, S, A) end) || {O, S, A} <- [{0, 0, normal}, {0, 10, sequential}, {0, 0, random}, {0, 0, no_reuse}, {0, 0, will_need}, {0, 0, dont_need}, {0, 0, foo}]]),
    p("allocate", {t(fun() -> file:allocate(F, -1, 3) end)}),
    file:close(F).
