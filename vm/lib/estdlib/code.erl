%% SPDX-License-Identifier: Apache-2.0
%% code: which modules there are, where they come from, loading them.
%%
%% Modules are looked for in the packs and modules of the command line first, then in the folders of the path, then in
%% the library of the program. The path is that of -pa and ERL_LIBS until it is changed here. The file of
%% a module in a pack is the pack; that of a module of the library is "library".
-module(code).

-export([add_path/1, add_patha/1, add_paths/1, add_pathsa/1, add_pathsz/1, add_pathz/1, all_available/0, all_loaded/0]).
-export([atomic_load/1, clash/0, compiler_dir/0, del_path/1, del_paths/1, delete/1, ensure_loaded/1]).
-export([ensure_modules_loaded/1]).
-export([finish_loading/1, get_chunk/2, get_doc/1, get_mode/0, get_object_code/1, get_path/0, is_loaded/1]).
-export([is_module_native/1, is_sticky/1, lib_dir/0, lib_dir/1, lib_dir/2, load_abs/1, load_abs/2, load_binary/3]).
-export([load_file/1, modified_modules/0, module_md5/1, module_status/0, module_status/1, objfile_extension/0]).
-export([prepare_loading/1, priv_dir/1, purge/1, rehash/0, replace_path/2, root_dir/0, set_path/1, soft_purge/1]).
-export([unstick_dir/1, unstick_mod/1, where_is_file/1, where_is_file/2, which/1]).

-define(NATIVE, erlang:nif_error(undefined)).

-type folder() :: file:filename_all() | atom().
-type what() :: badfile | nofile | not_purged | on_load_failure | sticky_directory.

%% Natives ---------------------------------------------------------------------------------------

-spec all_loaded() -> [{module(), file:filename()}].
all_loaded() -> ?NATIVE.

-spec ensure_loaded(module()) -> {module, module()} | {error, nofile}.
ensure_loaded(_Module) -> ?NATIVE.

-spec ensure_modules_loaded([module()]) -> ok | {error, [{module(), nofile}]}.
ensure_modules_loaded(_Modules) -> ?NATIVE.

-spec get_object_code(module()) -> {module(), binary(), file:filename()} | error.
get_object_code(_Module) -> ?NATIVE.

-spec is_loaded(module()) -> {file, file:filename()} | false.
is_loaded(_Module) -> ?NATIVE.

-spec which(module()) -> file:filename() | non_existing.
which(_Module) -> ?NATIVE.

%% Loading ---------------------------------------------------------------------------------------

-spec load_file(module()) -> {module, module()} | {error, what()}.
load_file(Module) when is_atom(Module) ->
    case code:get_object_code(Module) of
        {Module, Beam, File} -> load(Module, File, Beam);
        error -> {error, nofile}
    end.

-spec load_abs(file:filename()) -> {module, module()} | {error, what()}.
load_abs(Name) -> load_abs(Name, list_to_atom(filename:basename(Name))).

-spec load_abs(file:filename(), module()) -> {module, module()} | {error, what()}.
load_abs(Name, Module) when is_atom(Module) ->
    File = filename:absname(filename:flatten(Name) ++ objfile_extension()),
    case file:read_file(File) of
        {ok, Beam} -> load(Module, File, Beam);
        _ -> {error, nofile}
    end.

-spec load_binary(module(), file:filename_all(), binary()) -> {module, module()} | {error, what()}.
load_binary(Module, File, Beam)
  when is_atom(Module), is_list(File) orelse is_atom(File), is_binary(Beam) ->
    load(Module, File, Beam).

%% What is old already is of no use to anybody from now on.
load(Module, File, Beam) ->
    purge(Module),
    avm_code:load(Module, Beam, path_bytes(File)).

path_bytes(File) when is_binary(File) -> File;
path_bytes(File) when is_atom(File) -> atom_to_binary(File);
path_bytes(File) ->
    case unicode:characters_to_binary(File) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> list_to_binary(File)
    end.

-spec delete(module()) -> boolean().
delete(Module) when is_atom(Module) ->
    purge(Module),
    erlang:delete_module(Module) =:= true.

%% Processes that run old code end.
-spec purge(module()) -> boolean().
purge(Module) when is_atom(Module) ->
    case erlang:check_old_code(Module) of
        true ->
            Killed = lists:foldl(fun(Pid, Any) -> killed(Pid, Module) orelse Any end, false, others()),
            erlang:purge_module(Module),
            Killed;
        false -> false
    end.

others() -> erlang:processes() -- [self()].

killed(Pid, Module) ->
    case erlang:check_process_code(Pid, Module) of
        true ->
            Ref = monitor(process, Pid),
            exit(Pid, kill),
            receive {'DOWN', Ref, process, _, _} -> true end;
        false -> false
    end.

-spec soft_purge(module()) -> boolean().
soft_purge(Module) when is_atom(Module) ->
    case erlang:check_old_code(Module) of
        true ->
            case lists:any(fun(Pid) -> erlang:check_process_code(Pid, Module) end, others()) of
                true -> false;
                false -> erlang:purge_module(Module)
            end;
        false -> true
    end.

%% All or none: every file is there and holds the module before the first is loaded.
-spec atomic_load([module() | {module(), file:filename(), binary()}]) -> ok | {error, [{module(), what() | duplicated}]}.
atomic_load(Modules) ->
    case prepare_loading(Modules) of
        {ok, Prepared} -> finish_loading(Prepared);
        Error -> Error
    end.

-spec prepare_loading([module() | {module(), file:filename(), binary()}]) ->
    {ok, term()} | {error, [{module(), what() | duplicated}]}.
prepare_loading(Modules) ->
    Found = [found(M) || M <- Modules],
    Names = [element(1, F) || F <- Found],
    Twice = [{N, duplicated} || N <- lists:usort(Names -- lists:usort(Names))],
    case Twice ++ [{M, What} || {M, What} <- Found] of
        [] -> {ok, {'$prepared$', Found}};
        Wrong -> {error, Wrong}
    end.

found(Module) when is_atom(Module) ->
    case code:get_object_code(Module) of
        {_, Beam, File} -> checked(Module, File, Beam);
        error -> {Module, nofile}
    end;
found({Module, File, Beam}) when is_atom(Module), is_binary(Beam) -> checked(Module, File, Beam).

checked(Module, File, Beam) ->
    case beam_name(Beam) of
        Module -> {Module, File, Beam};
        _ -> {Module, badfile}
    end.

beam_name(Beam) ->
    case get_chunk(Beam, "AtU8") of
        <<_:32, Size, Name:Size/binary, _/binary>> -> binary_to_atom(Name);
        _ -> undefined
    end.

-spec finish_loading(term()) -> ok | {error, [{module(), what()}]}.
finish_loading({'$prepared$', Found}) ->
    case [{M, not_purged} || {M, _, _} <- Found, erlang:check_old_code(M)] of
        [] ->
            case [{M, What} || {M, File, Beam} <- Found, {error, What} <- [load(M, File, Beam)]] of
                [] -> ok;
                Wrong -> {error, Wrong}
            end;
        Old -> {error, Old}
    end.

%% What modules are ------------------------------------------------------------------------------

%% Those that are loaded, and those that could be: {Name, File, Loaded}.
-spec all_available() -> [{string(), file:filename(), boolean()}].
all_available() ->
    Loaded = [{atom_to_list(M), File, true} || {M, File} <- code:all_loaded()],
    Packed = [{filename:rootname(binary_to_list(N)), binary_to_list(Pack), false} || {N, Pack} <- lists:reverse(avm_code:packed())],
    Files = [{filename:rootname(N), filename:join(Folder, N), false}
             || Folder <- get_path(), N <- beams(Folder)],
    first_of_each(Loaded ++ Packed ++ Files, #{}).

beams(Folder) ->
    case file:list_dir(Folder) of
        {ok, Names} -> [N || N <- lists:sort(Names), filename:extension(N) =:= objfile_extension()];
        _ -> []
    end.

first_of_each([{Name, _, _} = Module | Modules], Seen) ->
    case Seen of
        #{Name := _} -> first_of_each(Modules, Seen);
        _ -> [Module | first_of_each(Modules, Seen#{Name => true})]
    end;
first_of_each([], _) -> [].

-spec module_md5(binary()) -> binary() | undefined.
module_md5(Beam) -> avm_code:md5(Beam).

-spec module_status(module() | [module()]) -> atom() | [{module(), atom()}].
module_status(Module) when is_atom(Module) ->
    case code:is_loaded(Module) of
        false -> not_loaded;
        _ -> status(Module)
    end;
module_status(Modules) when is_list(Modules) -> [{M, module_status(M)} || M <- Modules].

-spec module_status() -> [{module(), atom()}].
module_status() -> module_status([M || {M, _} <- code:all_loaded()]).

-spec modified_modules() -> [module()].
modified_modules() -> [M || {M, modified} <- module_status()].

%% Against what would be loaded now.
status(Module) ->
    case code:get_object_code(Module) of
        {_, Beam, _} ->
            case module_md5(Beam) =:= Module:module_info(md5) of
                true -> loaded;
                false -> modified
            end;
        error -> removed
    end.

-spec get_doc(module()) -> {ok, term()} | {error, non_existing | missing}.
get_doc(Module) when is_atom(Module) ->
    case code:get_object_code(Module) of
        {_, Beam, _} ->
            case get_chunk(Beam, "Docs") of
                undefined -> {error, missing};
                Docs -> {ok, binary_to_term(Docs)}
            end;
        error ->
            case code:is_loaded(Module) of
                false -> {error, non_existing};
                _ -> {error, missing}
            end
    end.

-spec get_chunk(binary(), string()) -> binary() | undefined.
get_chunk(<<"FOR1", _:32, "BEAM", Chunks/binary>>, [_, _, _, _] = Name) -> chunk(Chunks, list_to_binary(Name));
get_chunk(Beam, [_, _, _, _]) when is_binary(Beam) -> undefined.

chunk(<<Name:4/binary, Size:32, Rest/binary>>, Wanted) ->
    case Rest of
        <<Data:Size/binary, _/binary>> when Name =:= Wanted -> Data;
        _ ->
            Skip = (Size + 3) band bnot 3,
            case Rest of
                <<_:Skip/binary, More/binary>> -> chunk(More, Wanted);
                _ -> undefined
            end
    end;
chunk(_, _) -> undefined.

%% Nothing is protected from being loaded again, and nothing is native code.
-spec is_sticky(module()) -> boolean().
is_sticky(Module) when is_atom(Module) -> false.

-spec unstick_dir(folder()) -> ok.
unstick_dir(Folder) when is_list(Folder); is_binary(Folder); is_atom(Folder) -> ok.

-spec unstick_mod(module()) -> true.
unstick_mod(Module) when is_atom(Module) -> true.

-spec is_module_native(module()) -> boolean() | undefined.
is_module_native(Module) ->
    is_atom(Module) orelse error(badarg),
    case code:is_loaded(Module) of
        false -> undefined;
        _ -> false
    end.

-spec get_mode() -> interactive.
get_mode() -> interactive.

-spec objfile_extension() -> string().
objfile_extension() -> ".beam".

%% The path --------------------------------------------------------------------------------------

-spec get_path() -> [file:filename()].
get_path() -> [text(Folder) || Folder <- avm_code:path()].

text(Bytes) ->
    case unicode:characters_to_list(Bytes) of
        Text when is_list(Text) -> Text;
        _ -> binary_to_list(Bytes)
    end.

-spec set_path([folder()]) -> true | {error, bad_directory | bad_path}.
set_path(Folders) when is_list(Folders) ->
    try [folder(F) || F <- Folders] of
        Path ->
            case lists:all(fun is_there/1, Path) of
                true -> put_path(Path);
                false -> {error, bad_directory}
            end
    catch
        error:_ -> {error, bad_path}
    end.

put_path(Path) ->
    avm_code:set_path([<<(path_bytes(F))/binary, 0>> || F <- Path]),
    true.

folder(Folder) when is_binary(Folder) -> text(Folder);
folder(Folder) when is_atom(Folder); is_list(Folder) ->
    Flat = filename:flatten(Folder),
    true = lists:all(fun is_integer/1, Flat),
    Flat.

is_there(".") -> true;
is_there(Folder) -> filelib:is_dir(Folder).

-spec add_path(folder()) -> true | {error, bad_directory}.
add_path(Folder) -> add_pathz(Folder).

-spec add_pathz(folder()) -> true | {error, bad_directory}.
add_pathz(Folder) -> added(Folder, fun(F, Path) -> Path ++ [F || not lists:member(F, Path)] end).

-spec add_patha(folder()) -> true | {error, bad_directory}.
add_patha(Folder) -> added(Folder, fun(F, Path) -> [F | lists:delete(F, Path)] end).

added(Folder, Change) when is_list(Folder) ->
    try folder(Folder) of
        Flat ->
            case is_there(Flat) of
                true -> put_path(Change(Flat, get_path()));
                false -> {error, bad_directory}
            end
    catch
        error:_ -> {error, bad_directory}
    end.

-spec add_paths([folder()]) -> ok.
add_paths(Folders) -> add_pathsz(Folders).

-spec add_pathsz([folder()]) -> ok.
add_pathsz(Folders) when is_list(Folders) -> each(fun add_pathz/1, Folders).

-spec add_pathsa([folder()]) -> ok.
add_pathsa(Folders) when is_list(Folders) -> each(fun add_patha/1, Folders).

%% Those that can be added.
each(Add, [Folder | Folders]) ->
    _ = is_list(Folder) andalso Add(Folder),
    each(Add, Folders);
each(_, _) -> ok.

%% A folder, or the name of an application whose folder it is.
-spec del_path(folder()) -> boolean() | {error, bad_name}.
del_path(Name) when is_list(Name); is_atom(Name) ->
    try folder(Name) of
        Flat ->
            Path = get_path(),
            case [F || F <- Path, not is_named(F, Flat)] of
                Path -> false;
                Left -> put_path(Left)
            end
    catch
        error:_ -> {error, bad_name}
    end.

-spec del_paths([folder()]) -> ok.
del_paths(Names) when is_list(Names) -> each(fun del_path/1, Names).

is_named(Folder, Folder) -> true;
is_named(Folder, Name) -> application(Folder) =:= Name.

named(Folder) ->
    case application(Folder) of
        false -> hd(string:split(filename:basename(Folder), "-"));
        Name -> Name
    end.

%% The application that LIB/APP-VERSION/ebin belongs to, or false.
application(Folder) ->
    case lists:reverse(filename:split(Folder)) of
        ["ebin", Name | _] -> hd(string:split(Name, "-"));
        _ -> false
    end.

-spec replace_path(atom() | string(), folder()) -> true | {error, bad_directory | bad_name | {badarg, term()}}.
replace_path(Name, Folder) when is_atom(Name) orelse is_list(Name), is_atom(Folder) orelse is_list(Folder) orelse is_binary(Folder) ->
    Flat = folder(Folder),
    case {is_there(Flat), named(Flat) =:= folder(Name)} of
        {_, false} -> {error, bad_name};
        {false, _} -> {error, bad_directory};
        _ ->
            Path = get_path(),
            Old = [F || F <- Path, application(F) =:= folder(Name)],
            put_path(case Old of
                [] -> Path ++ [Flat];
                _ -> [if F =:= hd(Old) -> Flat; true -> F end || F <- Path, F =:= hd(Old) orelse not lists:member(F, Old)]
            end)
    end.

%% The folders are looked into each time.
-spec rehash() -> ok.
rehash() -> ok.

%% Where a file is in the folders of the path.
-spec where_is_file(file:filename()) -> file:filename() | non_existing.
where_is_file(Name) when is_list(Name) -> where_is_file(get_path(), Name).

-spec where_is_file([folder()], file:filename()) -> file:filename() | non_existing.
where_is_file([Folder | Folders], Name) ->
    Path = filename:join(Folder, Name),
    case file:read_file_info(Path) of
        {ok, _} -> Path;
        _ -> where_is_file(Folders, Name)
    end;
where_is_file([], _) -> non_existing.

%% Print modules that stand in more than one folder of the path.
-spec clash() -> ok.
clash() ->
    Names = [{filename:rootname(N), filename:join(F, N)} || F <- get_path(), N <- beams(F)],
    clash(lists:keysort(1, Names), 0).

clash([{Name, File}, {Name, Other} = Next | Names], Count) ->
    io:format("** ~ts hides ~ts~n", [File, Other]),
    clash([Next | Names], Count + 1);
clash([_ | Names], Count) -> clash(Names, Count);
clash([], Count) -> io:format("** Found ~w name clashes in code paths ~n", [Count]).

%% Installed libraries ---------------------------------------------------------------------------

%% Nothing has been installed unless ROOTDIR in the environment says so, as it does for Erlang/OTP.
-spec root_dir() -> file:filename().
root_dir() ->
    case os:getenv("ROOTDIR") of
        false -> "/";
        Root -> Root
    end.

-spec lib_dir() -> file:filename().
lib_dir() -> filename:join(root_dir(), "lib").

-spec compiler_dir() -> file:filename() | {error, bad_name}.
compiler_dir() -> lib_dir(compiler).

%% Of an application whose modules are in a folder of the path.
-spec lib_dir(atom()) -> file:filename() | {error, bad_name}.
lib_dir(Application) when is_atom(Application); is_list(Application) ->
    Name = filename:flatten(Application),
    case [filename:dirname(F) || F <- get_path(), application(F) =:= Name] of
        [Folder | _] -> Folder;
        [] -> {error, bad_name}
    end.

-spec lib_dir(atom(), atom()) -> file:filename() | {error, bad_name}.
lib_dir(Application, Below) when is_atom(Application), is_atom(Below) ->
    case lib_dir(Application) of
        {error, _} = Error -> Error;
        Folder -> filename:join(Folder, Below)
    end.

-spec priv_dir(atom()) -> file:filename() | {error, bad_name}.
priv_dir(Application) when is_atom(Application); is_list(Application) -> lib_dir(list_to_atom(filename:flatten(Application)), priv).
