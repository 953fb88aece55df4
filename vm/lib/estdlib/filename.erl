%% SPDX-License-Identifier: Apache-2.0
%% filename: names of files, on systems where / stands between their parts.
%%
%% A name is a list of characters, a deep one with atoms in it, or a binary, whose bytes are then all the same
%% but for / and the dot; what comes out is of the kind that went in.
-module(filename).

-export([absname/1, absname/2, absname_join/2, append/2, basedir/2, basedir/3, basename/1, basename/2, dirname/1]).
-export([extension/1, flatten/1, join/1, join/2, nativename/1, pathtype/1, rootname/1, rootname/2, split/1, validate/1]).

-type name() :: file:name_all().

%% The parts of a name, read from its end --------------------------------------------------------

-spec basename(name()) -> file:filename_all().
basename(Name) when is_binary(Name) -> list_to_binary(lists:reverse(part(skip(lists:reverse(binary_to_list(Name))))));
basename(Name) -> last_part(flatten(Name), none, []).

%% Without the extension, if it has that one.
-spec basename(name(), name()) -> file:filename_all().
basename(Name, Ext) when is_binary(Name), is_list(Ext) -> basename(Name, as_binary(Ext));
basename(Name, Ext) when is_list(Name), is_binary(Ext) -> basename(as_binary(Name), Ext);
basename(Name, Ext) when is_binary(Name), is_binary(Ext) ->
    Base = basename(Name),
    Size = byte_size(Base) - byte_size(Ext),
    case Base of
        <<Root:Size/binary, Ext/binary>> -> Root;
        _ -> Base
    end;
basename(Name, Ext) -> last_part(flatten(Name), flatten(Ext), []).

%% Of two / at the end the first ends a part.
last_part(Ext, Ext, Part) -> lists:reverse(Part);
last_part([], _, Part) -> lists:reverse(Part);
last_part("/", _, Part) -> lists:reverse(Part);
last_part([$/ | Rest], Ext, _) -> last_part(Rest, Ext, []);
last_part([C | Rest], Ext, Part) when is_integer(C) -> last_part(Rest, Ext, [C | Part]).

-spec dirname(name()) -> file:filename_all().
dirname(Name) ->
    on_text(fun(N) ->
        case rest(lists:reverse(N)) of
            [] when hd(N) =:= $/ -> "/";
            [] -> ".";
            Rest -> lists:reverse(Rest)
        end
    end, Name).

%% What stands in front of the last part, without the / between them.
rest(Reversed) ->
    case lists:dropwhile(fun(C) -> C =/= $/ end, Reversed) of
        [] -> [];
        Rest -> skip(Rest)
    end.

skip(Reversed) -> lists:dropwhile(fun(C) -> C =:= $/ end, Reversed).

part(Reversed) -> lists:takewhile(fun(C) -> C =/= $/ end, Reversed).

-spec extension(name()) -> file:filename_all().
extension(Name) -> on_text(fun(N) -> {_, Ext} = cut(N), Ext end, Name).

-spec rootname(name()) -> file:filename_all().
rootname(Name) ->
    on_text(fun(N) ->
        case cut(N) of
            {[$. | Rest] = Root, []} ->
                case lists:member($/, Rest) orelse lists:member($., Rest) of
                    true -> Root;
                    false -> []
                end;
            {Root, _} -> Root
        end
    end, Name).

%% A name that begins with its only dot has no root, by the way. {Name, Extension}: from the last dot of the last part, unless that begins with it.
cut(Name) ->
    Reversed = lists:reverse(Name),
    Last = part(Reversed),
    case lists:splitwith(fun(C) -> C =/= $. end, Last) of
        {Ext, [$., _ | _]} ->
            Size = length(Name) - length(Ext) - 1,
            lists:split(Size, Name);
        _ -> {Name, []}
    end.

-spec rootname(name(), name()) -> file:filename_all().
rootname(Name, Ext) when is_binary(Name), is_binary(Ext) ->
    list_to_binary(rootname(binary_to_list(Name), binary_to_list(Ext)));
rootname(Name, Ext) when is_binary(Name) -> rootname(Name, as_binary(Ext));
rootname(Name, Ext) when is_binary(Ext) -> rootname(as_binary(Name), Ext);
rootname(Name, Ext) -> rooted(text(flatten(Name)), flatten(Ext)).

rooted(Flat, End) ->
    case lists:suffix(End, Flat) of
        true ->
            case lists:sublist(Flat, length(Flat) - length(End)) of
                [_ | _] = Root ->
                    case lists:last(Root) of
                        $/ -> Flat;
                        _ -> Root
                    end;
                [] -> []
            end;
        false -> Flat
    end.

-spec split(name()) -> [file:filename_all()].
split(Name) when is_binary(Name) -> [list_to_binary(P) || P <- split(binary_to_list(Name))];
split(Name) ->
    case text(flatten(Name)) of
        [$/ | Rest] -> ["/" | parts(Rest)];
        Flat -> parts(Flat)
    end.

parts(Name) ->
    case lists:splitwith(fun(C) -> C =/= $/ end, Name) of
        {[], []} -> [];
        {[], [_ | Rest]} -> parts(Rest);
        {Part, []} -> [Part];
        {Part, [_ | Rest]} -> [Part | parts(Rest)]
    end.

-spec pathtype(name()) -> absolute | relative | volumerelative.
pathtype(<<$/, _/binary>>) -> absolute;
pathtype(Name) when is_binary(Name) -> relative;
pathtype(Name) ->
    case flatten(Name) of
        [$/ | _] -> absolute;
        _ -> relative
    end.

%% Joining ---------------------------------------------------------------------------------------

-spec join([name()]) -> file:filename_all().
join([Name]) -> join(Name, []);
join([Name, Next | Names]) -> join([join(Name, Next) | Names]).

-spec join(name(), name()) -> file:filename_all().
join(Name, Next) when is_binary(Name), is_binary(Next) ->
    list_to_binary(joined(binary_to_list(Name), binary_to_list(Next)));
join(Name, []) when is_binary(Name) -> list_to_binary(joined(binary_to_list(Name), []));
join(Name, Next) when is_binary(Name) -> join(Name, as_binary(Next));
join(Name, Next) when is_binary(Next) -> join(as_binary(Name), Next);
join(Name, Next) -> joined(text(flatten(Name)), text(flatten(Next))).

joined(_, [$/ | _] = Next) -> single(Next);
joined(Name, []) -> single(Name);
joined(Name, Next) -> single(Name ++ [$/ | Next]).

%% One / between parts, none at the end.
single([$/ | Rest]) -> [$/ | with_slashes(without_dots(parts(Rest), lists:last([$/ | Rest])))];
single(Name) ->
    case parts(Name) of
        [First | Parts] -> with_slashes([First | without_dots(Parts, lists:last(Name))]);
        [] -> []
    end.

with_slashes(Parts) -> lists:append(lists:join("/", Parts)).

%% A part that is a dot says nothing, unless the name ends with it.
without_dots(["."], Last) when Last =/= $/ -> ["."];
without_dots(["." | Parts], Last) -> without_dots(Parts, Last);
without_dots([Part | Parts], Last) -> [Part | without_dots(Parts, Last)];
without_dots([], _) -> [].

-spec append(name(), name()) -> file:filename_all().
append(Folder, Name) when is_binary(Folder), is_binary(Name) -> <<Folder/binary, $/, Name/binary>>;
append(Folder, Name) when is_binary(Folder) -> append(Folder, as_binary(Name));
append(Folder, Name) when is_binary(Name) -> append(as_binary(Folder), Name);
append(Folder, Name) -> Folder ++ [$/ | Name].

-spec nativename(name()) -> file:filename_all().
nativename(Name) -> join([Name]).

%% Absolute names --------------------------------------------------------------------------------

-spec absname(name()) -> file:filename_all().
absname(Name) ->
    {ok, Here} = file:get_cwd(),
    absname(Name, Here).

-spec absname(name(), name()) -> file:filename_all().
absname(Name, Folder) ->
    case pathtype(Name) of
        relative -> absname_join(Folder, Name);
        _ -> join([flatten(Name)])
    end.

-spec absname_join(name(), name()) -> file:filename_all().
absname_join(Folder, Name) -> join(Folder, flatten(Name)).

%% Where programs keep what belongs to a user ----------------------------------------------------

-spec basedir(atom(), string() | binary()) -> file:filename_all() | [file:filename_all()].
basedir(Type, Application) -> basedir(Type, Application, #{}).

-spec basedir(atom(), string() | binary(), map()) -> file:filename_all() | [file:filename_all()].
basedir(Type, Application, Options) when is_map(Options) ->
    System = case Options of
        #{os := windows} -> windows;
        #{os := darwin} -> darwin;
        #{os := linux} -> linux;
        _ -> linux
    end,
    Name = with_version(Type, Application, Options),
    case lists:member(Type, [user_data, user_config, user_cache, user_log, site_data, site_config]) of
        true -> placed(System, Type, Name, Options);
        false -> error(badarg, [Type, Application, Options])
    end.

with_version(_, Name, #{version := Version}) -> join(Name, Version);
with_version(_, Name, _) -> Name.

placed(linux, user_data, Name, _) -> join(from_home("XDG_DATA_HOME", ".local/share"), Name);
placed(linux, user_config, Name, _) -> join(from_home("XDG_CONFIG_HOME", ".config"), Name);
placed(linux, user_cache, Name, _) -> join(from_home("XDG_CACHE_HOME", ".cache"), Name);
placed(linux, user_log, Name, _) -> join([from_home("XDG_CACHE_HOME", ".cache"), Name, "log"]);
placed(linux, site_data, Name, _) -> [join(D, Name) || D <- folders("XDG_DATA_DIRS", "/usr/local/share/:/usr/share/")];
placed(linux, site_config, Name, _) -> [join(D, Name) || D <- folders("XDG_CONFIG_DIRS", "/etc/xdg")];
placed(darwin, user_data, Name, _) -> join(home("Library/Application Support"), Name);
placed(darwin, user_config, Name, _) -> join(home("Library/Application Support"), Name);
placed(darwin, user_cache, Name, _) -> join(home("Library/Caches"), Name);
placed(darwin, user_log, Name, _) -> join(home("Library/Logs"), Name);
placed(darwin, _, Name, _) -> [join("/Library/Application Support", Name)];
placed(windows, Type, Name, Options) -> windows(Type, author(Options, Name)).

author(#{author := Author}, Name) -> join(Author, Name);
author(_, Name) -> Name.

windows(user_data, Name) -> join(local(), Name);
windows(user_config, Name) -> join(from_home("APPDATA", "Roaming"), Name);
windows(user_cache, Name) -> join([local(), Name, "Cache"]);
windows(user_log, Name) -> join([local(), Name, "Logs"]);
windows(_, _) -> [].

local() -> from_home("LOCALAPPDATA", "Local").

from_home(Variable, Default) ->
    case os:getenv(Variable) of
        false -> home(Default);
        "" -> home(Default);
        Folder -> Folder
    end.

home(Below) -> join(variable("HOME"), Below).

variable(Name) ->
    case os:getenv(Name) of
        false -> error(badarg);
        Value -> Value
    end.

folders(Variable, Default) ->
    string:lexemes(case os:getenv(Variable) of
        false -> Default;
        Folders -> Folders
    end, ":").

%% Kinds of names --------------------------------------------------------------------------------

-spec flatten(name()) -> file:filename_all().
flatten(Name) when is_binary(Name) -> Name;
flatten(Name) -> flat(Name, []).

flat([C | Rest], Tail) when is_list(C) -> flat(C, flat(Rest, Tail));
flat([Atom | Rest], Tail) when is_atom(Atom) -> atom_to_list(Atom) ++ flat(Rest, Tail);
flat([C | Rest], Tail) -> [C | flat(Rest, Tail)];
flat([], Tail) -> Tail;
flat(Atom, Tail) when is_atom(Atom) -> atom_to_list(Atom) ++ flat([], Tail).

on(Do, Name) when is_binary(Name) -> list_to_binary(Do(binary_to_list(Name)));
on(Do, Name) -> Do(flatten(Name)).

on_text(Do, Name) when is_binary(Name) -> on(Do, Name);
on_text(Do, Name) -> Do(text(flatten(Name))).

text(Name) ->
    case lists:all(fun is_integer/1, Name) of
        true -> Name;
        false -> error(function_clause)
    end.

as_binary(Name) when is_binary(Name) -> Name;
as_binary(Name) ->
    case unicode:characters_to_binary(flatten(Name)) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> error(badarg)
    end.

%% Can that be the name of a file?
-spec validate(name()) -> boolean().
validate(Name) when is_binary(Name) -> Name =/= <<>> andalso binary:match(Name, <<0>>) =:= nomatch;
validate(Name) when is_list(Name); is_atom(Name) ->
    try flatten(Name) of
        [] -> false;
        Flat ->
            lists:all(fun(C) -> is_integer(C) andalso C > 0 end, Flat) andalso
                is_binary(unicode:characters_to_binary(Flat))
    catch
        error:_ -> false
    end.
