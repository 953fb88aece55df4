%% SPDX-License-Identifier: Apache-2.0
%% filelib: what can be found out about files and folders with the functions of file, or of a module that
%% has read_file_info/1, read_link_info/1 and list_dir/1 as well.
%%
%% A pattern becomes a list of parts of names. A part is a string, which only has to be there, double_star, or
%% a list that is matched against every name of a folder: characters, any, star, {one_of, Set} and
%% {either, Lists}.
-module(filelib).

-export([compile_wildcard/1, ensure_dir/1, ensure_path/1, file_size/1, file_size/2, find_file/2, find_file/3]).
-export([find_source/1, find_source/2, find_source/3, fold_files/5, fold_files/6, is_dir/1, is_dir/2, is_file/1, is_file/2]).
-export([is_regular/1, is_regular/2, last_modified/1, last_modified/2, safe_relative_path/2]).
-export([wildcard/1, wildcard/2, wildcard/3]).

-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device, minor_device, inode, uid, gid}).

-type name() :: file:name_all().
-type filename() :: file:filename_all().

%% What is known of a file -----------------------------------------------------------------------

-spec is_dir(name()) -> boolean().
is_dir(Name) -> is_dir(Name, file).

-spec is_dir(name(), module()) -> boolean().
is_dir(Name, Mod) when is_atom(Mod) -> type(Name, Mod) =:= directory.

-spec is_file(name()) -> boolean().
is_file(Name) -> is_file(Name, file).

-spec is_file(name(), module()) -> boolean().
is_file(Name, Mod) when is_atom(Mod) -> lists:member(type(Name, Mod), [regular, directory]).

-spec is_regular(name()) -> boolean().
is_regular(Name) -> is_regular(Name, file).

-spec is_regular(name(), module()) -> boolean().
is_regular(Name, Mod) when is_atom(Mod) -> type(Name, Mod) =:= regular.

-spec last_modified(name()) -> file:date_time() | 0.
last_modified(Name) -> last_modified(Name, file).

-spec last_modified(name(), module()) -> file:date_time() | 0.
last_modified(Name, Mod) when is_atom(Mod) ->
    case Mod:read_file_info(Name) of
        {ok, #file_info{mtime = Time}} -> Time;
        _ -> 0
    end.

-spec file_size(name()) -> non_neg_integer().
file_size(Name) -> file_size(Name, file).

-spec file_size(name(), module()) -> non_neg_integer().
file_size(Name, Mod) when is_atom(Mod) ->
    case Mod:read_file_info(Name) of
        {ok, #file_info{size = Size}} -> Size;
        _ -> 0
    end.

type(Name, Mod) ->
    case Mod:read_file_info(Name) of
        {ok, #file_info{type = Type}} -> Type;
        _ -> none
    end.

%% Folders ---------------------------------------------------------------------------------------

%% Make the folders that a file of that name needs.
-spec ensure_dir(name()) -> ok | {error, file:posix() | badarg}.
ensure_dir("/") -> ok;
ensure_dir(Name) -> ensure_path(filename:dirname(Name)).

-spec ensure_path(name()) -> ok | {error, file:posix() | badarg}.
ensure_path(Path) ->
    Above = filename:dirname(Path),
    case is_dir(Path) of
        true -> ok;
        false when Above =:= Path -> {error, einval};
        false ->
            _ = ensure_path(Above), % what is wrong there is wrong here
            made(Path, file:make_dir(Path))
    end.

%% Somebody else may have been faster.
made(Path, {error, eexist}) ->
    case is_dir(Path) of
        true -> ok;
        false -> {error, eexist}
    end;
made(_, Other) -> Other.

-spec fold_files(name(), string(), boolean(), fun((filename(), term()) -> term()), term()) -> term().
fold_files(Folder, Expression, Recursive, Fun, Acc) -> fold_files(Folder, Expression, Recursive, Fun, Acc, file).

%% Expressions are the business of re.
-spec fold_files(name(), string(), boolean(), fun((filename(), term()) -> term()), term(), module()) -> term().
fold_files(Folder, Expression, Recursive, Fun, Acc, Mod) when is_boolean(Recursive) ->
    {ok, Compiled} = re:compile(Expression, [unicode]),
    fold(Folder, Compiled, Recursive, Fun, Acc, Mod).

fold(Folder, Compiled, Recursive, Fun, Acc, Mod) ->
    lists:foldl(fun(Name, Acc1) ->
        Path = filename:join(Folder, Name),
        case type(Path, Mod) of
            regular ->
                case re:run(Name, Compiled, [{capture, none}]) of
                    match -> Fun(Path, Acc1);
                    nomatch -> Acc1
                end;
            directory when Recursive -> fold(Path, Compiled, Recursive, Fun, Acc1, Mod);
            _ -> Acc1
        end
    end, Acc, names(Folder, Mod)).

names(Folder, Mod) ->
    case Mod:list_dir(Folder) of
        {ok, Names} -> lists:sort(Names);
        _ -> []
    end.

%% A relative name that leads to something below a folder; links are followed.
-spec safe_relative_path(name(), name()) -> filename() | unsafe.
safe_relative_path(Name, Here) ->
    case filename:pathtype(Name) of
        relative -> safe(filename:split(Name), Here, [], []);
        _ -> unsafe
    end.

safe([Part | Parts], Here, Links, Done) ->
    case same(Part) of
        "." -> safe(Parts, Here, Links, Done);
        ".." when Done =:= [] -> unsafe;
        ".." -> safe(Parts, Here, Links, tl(Done));
        _ ->
            Path = lists:reverse(Done, [Part]),
            Full = filename:join([Here || Here =/= "", Here =/= <<>>] ++ Path),
            case file:read_link(Full) of
                {ok, Target} ->
                    case {lists:member(Full, Links), filename:pathtype(Target)} of
                        {false, relative} -> safe(filename:split(Target) ++ Parts, Here, [Full | Links], Done);
                        _ -> unsafe
                    end;
                _ -> safe(Parts, Here, Links, [Part | Done])
            end
    end;
safe([], _, _, []) -> "";
safe([], _, _, Done) -> filename:join(lists:reverse(Done)).

same(Part) when is_binary(Part) -> binary_to_list(Part);
same(Part) -> Part.

%% Sources of objects ----------------------------------------------------------------------------

-define(FOLDERS, [{"", ""}, {"ebin", "src"}, {"ebin", "esrc"}, {"ebin", "src/*"}]).
-define(SOURCES, [
    {".beam", ".erl", ?FOLDERS},
    {".erl", ".yrl", [{"", ""}]},
    {"", ".src", ?FOLDERS},
    {".so", ".c", [{"priv", "c_src"}, {"priv", "src"}]},
    {".o", ".c", [{"priv", "c_src"}, {"priv", "src"}]},
    {"", ".c", [{"priv", "c_src"}, {"priv", "src"}]},
    {"", ".in", [{"", ""}]}
]).

-spec find_file(filename(), filename()) -> {ok, filename()} | {error, not_found}.
find_file(Name, Folder) -> find_file(Name, Folder, []).

-spec find_file(filename(), filename(), list()) -> {ok, filename()} | {error, not_found}.
find_file(Name, Folder, []) -> find_file(Name, Folder, ?FOLDERS);
find_file(Name, Folder, Rules) ->
    try_paths([Other || {From, To} <- Rules, Other <- replaced(Folder, From, To)], Name).

-spec find_source(filename()) -> {ok, filename()} | {error, not_found}.
find_source(Path) -> find_source(filename:basename(Path), filename:dirname(Path)).

-spec find_source(filename(), filename()) -> {ok, filename()} | {error, not_found}.
find_source(Name, Folder) -> find_source(Name, Folder, []).

-spec find_source(filename(), filename(), list()) -> {ok, filename()} | {error, not_found}.
find_source(Name, Folder, []) -> find_source(Name, Folder, ?SOURCES);
find_source(Name, Folder, Rules) ->
    Ext = filename:extension(Name),
    by_rules([Rule || {E, _, _} = Rule <- Rules, E =:= Ext] ++ [{Ext, E, R} || {"", E, R} <- Rules, Ext =/= ""], Name, Folder).

by_rules([{Ext, Source, Rules} | More], Name, Folder) ->
    case find_file(filename:basename(Name, Ext) ++ Source, Folder, Rules) of
        {ok, _} = Found -> Found;
        _ -> by_rules(More, Name, Folder)
    end;
by_rules([], _, _) -> {error, not_found}.

%% The folder with its last parts replaced.
replaced(Folder, "", To) -> [filename:join([Folder | [To || To =/= ""]])];
replaced(Folder, From, To) ->
    Parts = filename:split(Folder),
    Old = filename:split(From),
    case lists:suffix(Old, Parts) of
        true ->
            case lists:sublist(Parts, length(Parts) - length(Old)) ++ filename:split(To) of
                [] -> [""];
                New ->
                    Path = filename:join(New),
                    case lists:member($*, To) of
                        true -> wildcard(Path);
                        false -> [Path]
                    end
            end;
        false -> []
    end.

try_paths([Folder | Folders], Name) ->
    Path = filename:join(Folder, Name),
    case is_regular(Path) of
        true -> {ok, Path};
        false -> try_paths(Folders, Name)
    end;
try_paths([], _) -> {error, not_found}.

%% Patterns --------------------------------------------------------------------------------------

-spec wildcard(name()) -> [filename()].
wildcard(Pattern) -> wildcard(Pattern, ".").

-spec wildcard(name(), name() | module()) -> [filename()].
wildcard(Pattern, Mod) when is_atom(Mod) -> wildcard(Pattern, ".", Mod);
wildcard(Pattern, Here) -> wildcard(Pattern, Here, file).

-spec wildcard(name(), name(), module()) -> [filename()].
wildcard(Pattern, Here, Mod) when is_atom(Mod), is_list(Pattern) ->
    try matching(compiled(Pattern), Here, Mod)
    catch throw:{badpattern, _} = Reason -> error(Reason)
    end.

-spec compile_wildcard(name()) -> {compiled_wildcard, term()}.
compile_wildcard(Pattern) ->
    try {compiled_wildcard, compiled(Pattern)}
    catch throw:{badpattern, _} = Reason -> error(Reason)
    end.

matching({absolute, Parts}, _, Mod) -> lists:usort(walk(Parts, "/", "/", Mod));
matching({relative, Parts}, Here, Mod) -> lists:usort(walk(Parts, Here, "", Mod)).

%% Names that the parts match: at Folder, told as beginning with Told.
walk([Name], Folder, Told, Mod) when is_list(Name), is_integer(hd(Name)) ->
    case there(filename:join(Folder, Name), Mod) of
        true -> [told(Told, Name)];
        false -> []
    end;
walk([Name | Parts], Folder, Told, Mod) when is_list(Name), is_integer(hd(Name)) ->
    walk(Parts, filename:join(Folder, Name), told(Told, Name), Mod);
walk([double_star], Folder, Told, Mod) ->
    lists:append([[told(Told, N) | deeper([double_star], Folder, Told, N, Mod)] || N <- names(Folder, Mod)]);
walk([double_star | Parts] = All, Folder, Told, Mod) ->
    walk(Parts, Folder, Told, Mod) ++ lists:append([deeper(All, Folder, Told, N, Mod) || N <- names(Folder, Mod)]);
walk([{match, Part}], Folder, Told, Mod) -> [told(Told, N) || N <- names(Folder, Mod), matches(Part, N)];
walk([{match, _}, "." | _], _, _, _) -> [];
walk([{match, Part} | Parts], Folder, Told, Mod) ->
    lists:append([walk(Parts, filename:join(Folder, N), told(Told, N), Mod) || N <- names(Folder, Mod), matches(Part, N)]);
walk([], Folder, Told, Mod) ->
    case there(Folder, Mod) of
        true when Told =/= "" -> [Told];
        _ -> []
    end.

%% Below a folder, or a link to one: the system ends circles.
deeper(Parts, Folder, Told, Name, Mod) ->
    Path = filename:join(Folder, Name),
    case is_dir(Path, Mod) of
        true -> walk(Parts, Path, told(Told, Name), Mod);
        false -> []
    end.

there(Path, Mod) ->
    case Mod:read_link_info(Path) of
        {ok, _} -> true;
        _ -> false
    end.

told("", Name) -> Name;
told("/", Name) -> [$/ | Name];
told(Folder, Name) -> Folder ++ [$/ | Name].

matches([any | Part], [_ | Name]) -> matches(Part, Name);
matches([star], _) -> true;
matches([star | Part] = All, Name) ->
    matches(Part, Name) orelse (Name =/= [] andalso matches(All, tl(Name)));
matches([{one_of, Set} | Part], [C | Name]) -> lists:any(fun({From, To}) -> C >= From andalso C =< To end, Set) andalso matches(Part, Name);
matches([{either, Lists} | Part], Name) -> lists:any(fun(L) -> matches(L ++ Part, Name) end, Lists);
matches([C | Part], [C | Name]) -> matches(Part, Name);
matches([], []) -> true;
matches(_, _) -> false.

compiled([_ | _] = Pattern) ->
    case flat(Pattern) of
        [$/ | Rest] -> {absolute, parts(Rest, [], [])};
        Flat -> {relative, without_dots(parts(Flat, [], []))}
    end.

%% In front of what is to be matched.
without_dots(["." | [_ | _] = Parts]) -> without_dots(Parts);
without_dots([[C | _] = Name, "." | [_ | _] = Parts]) when is_integer(C) -> without_dots([Name | Parts]);
without_dots([[C | _] = Name | Parts]) when is_integer(C) -> [Name | without_dots(Parts)];
without_dots(Parts) -> Parts.

flat(Pattern) ->
    Flat = filename:flatten(Pattern),
    true = is_list(Pattern) andalso length(Pattern) >= 0, % atoms are no patterns
    Flat.

%% part: reversed.
parts([$/ | Rest], Part, Parts) -> parts(Rest, [], add(Part, Parts));
parts([], Part, Parts) -> lists:reverse(add(Part, Parts));
parts(Pattern, Part, Parts) ->
    case item(Pattern) of
        {nothing, Rest} -> parts(Rest, Part, Parts);
        {Item, Rest} -> parts(Rest, [Item | Part], Parts)
    end.

add([], Parts) -> Parts;
add([star, star], Parts) -> [double_star | Parts];
add(Part, Parts) ->
    case lists:all(fun is_integer/1, Part) of
        true -> [lists:reverse(Part) | Parts];
        false -> [{match, lists:reverse(Part)} | Parts]
    end.

item([$? | Rest]) -> {any, Rest};
item([$* | Rest]) -> {star, Rest};
item([$\\, C | Rest]) -> {C, Rest};
item([$\\]) -> {nothing, []};
item([$[ | Rest] = [C | _]) ->
    case set(Rest, []) of
        {[], _} -> {C, Rest};
        {Set, After} -> {{one_of, Set}, After};
        none -> {C, Rest}
    end;
item([${ | Rest]) -> either(Rest, [], []);
item([C | Rest]) -> {C, Rest}.

%% The first character may be a bracket.
set([$] | Rest], []) -> set(Rest, [{$], $]}]);
set([$] | Rest], Set) -> {Set, Rest};
set([$\\, C | Rest], Set) -> set(Rest, [{C, C} | Set]);
set([From, $-, To | Rest], Set) when To =/= $], To >= From -> set(Rest, [{From, To} | Set]);
set([C | Rest], Set) -> set(Rest, [{C, C} | Set]);
set([], _) -> none.

either([$} | Rest], Part, Parts) -> {{either, lists:reverse(Parts, [lists:reverse(Part)])}, Rest};
either([$, | Rest], Part, Parts) -> either(Rest, [], [lists:reverse(Part) | Parts]);
either([C | _], _, _) when C =:= $/ -> throw({badpattern, missing_delimiter});
either([], _, _) -> throw({badpattern, missing_delimiter});
either(Pattern, Part, Parts) ->
    {Item, Rest} = item(Pattern),
    either(Rest, [Item | Part], Parts).
