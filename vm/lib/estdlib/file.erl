%% SPDX-License-Identifier: Apache-2.0
%% file: files and folders.
%%
%% A file opened with raw is {file_descriptor, avm_file, {Number, Owner, Form}}: its owner's calls go to natives
%% (vm/bif_file.c). Any other is a process that speaks the I/O protocol and ends with its owner; it
%% reads ahead, and holds what was not asked for yet as bytes of the file. Writes are never held back.
-module(file).

-export([advise/4, allocate/3, altname/1, change_group/2, change_mode/2, change_owner/2, change_owner/3, change_time/2]).
-export([change_time/3, close/1, consult/1, copy/2, copy/3, copy_opened/3, datasync/1, del_dir/1, del_dir_r/1, delete/1]).
-export([delete/2, eval/1, eval/2, format_error/1, get_cwd/0, get_cwd/1, ipread_s32bu_p32bu/3, list_dir/1, list_dir_all/1]).
-export([make_dir/1, make_link/2, make_symlink/2, native_name_encoding/0, open/2, path_consult/2, path_eval/2, path_eval/3]).
-export([path_open/3, path_script/2, path_script/3, pid2name/1, position/2, pread/2, pread/3, pwrite/2, pwrite/3]).
-export([raw_read_file_info/1, raw_write_file_info/2, read/2, read_file/1, read_file/2, read_file_info/1, read_file_info/2]).
-export([read_line/1, read_link/1, read_link_all/1, read_link_info/1, read_link_info/2, rename/2, script/1, script/2]).
-export([set_cwd/1, sync/1, truncate/1, write/2, write_file/2, write_file/3, write_file_info/2, write_file_info/3]).

-export_type([date_time/0, fd/0, file_info/0, filename/0, filename_all/0, io_device/0, location/0, mode/0]).
-export_type([name/0, name_all/0, posix/0]).

%% The record of kernel/include/file.hrl.
-record(file_info, {size, type, access, atime, mtime, ctime, mode, links, major_device, minor_device, inode, uid, gid}).
-record(file_descriptor, {module, data}).

-type filename() :: string().
-type filename_all() :: string() | binary().
-type name() :: string() | atom() | [name() | char()].
-type name_all() :: name() | binary().
-type fd() :: #file_descriptor{}.
-type io_device() :: pid() | fd().
-type location() :: integer() | {bof | cur | eof, integer()} | bof | cur | eof.
-type mode() :: atom() | tuple().
-type posix() :: atom().
-type date_time() :: calendar:datetime().
-type file_info() :: #file_info{}.
-type result() :: ok | {error, posix() | badarg | terminated | system_limit}.

%% What avm_file takes; vm/bif_file.c, platforms/file_access.h
-define(READ, 1).
-define(WRITE, 2).
-define(APPEND, 4).
-define(EXCLUSIVE, 8).
-define(DIRECTORY, 16).
-define(SYNC, 32).

-define(AHEAD, 8192). % bytes read at once
-define(IS_RAW(F), is_record(F, file_descriptor)).

%% Folders and names -----------------------------------------------------------------------------

-spec get_cwd() -> {ok, filename()} | {error, posix()}.
get_cwd() ->
    case avm_file:folder() of
        [Path] -> {ok, text(Path)};
        Error -> {error, Error}
    end.

-spec get_cwd(string()) -> {ok, filename()} | {error, posix() | badarg}.
get_cwd([Letter, $:]) when Letter >= $a, Letter =< $z; Letter >= $A, Letter =< $Z -> {error, enotsup};
get_cwd(Drive) when Drive =:= []; is_binary(Drive) -> {error, badarg};
get_cwd(Drive) ->
    case path(Drive) of
        error -> {error, badarg};
        _ -> {error, einval}
    end.

-spec set_cwd(name_all()) -> result().
set_cwd(Name) -> named(Name, 3).

-spec delete(name_all()) -> result().
delete(Name) -> named(Name, 0).

-spec delete(name_all(), [raw]) -> result().
delete(Name, Options) when is_list(Options) -> named(Name, 0).

-spec make_dir(name_all()) -> result().
make_dir(Name) -> named(Name, 1).

-spec del_dir(name_all()) -> result().
del_dir(Name) -> named(Name, 2).

-spec del_dir_r(name_all()) -> result().
del_dir_r(Name) ->
    case read_link_info(Name) of
        {ok, #file_info{type = directory}} ->
            case list_dir_all(Name) of
                {ok, Names} -> del_parts(Name, [filename:join(Name, N) || N <- Names]);
                Error -> Error
            end;
        {ok, _} -> delete(Name);
        Error -> Error
    end.

del_parts(Name, [Part | Parts]) ->
    case del_dir_r(Part) of
        {error, Reason} when Reason =/= enoent -> {error, Reason};
        _ -> del_parts(Name, Parts)
    end;
del_parts(Name, []) -> del_dir(Name).

-spec rename(name_all(), name_all()) -> result().
rename(From, To) -> named(From, To, 0).

-spec make_link(name_all(), name_all()) -> result().
make_link(Old, New) -> named(Old, New, 1).

-spec make_symlink(name_all(), name_all()) -> result().
make_symlink(Target, New) -> named(Target, New, 2).

-spec read_link(name_all()) -> {ok, filename()} | {error, posix() | badarg}.
read_link(Name) ->
    case read_link_all(Name) of
        {ok, Target} when is_binary(Target) -> {error, einval};
        Other -> Other
    end.

-spec read_link_all(name_all()) -> {ok, filename_all()} | {error, posix() | badarg}.
read_link_all(Name) ->
    case path(Name) of
        error -> {error, badarg};
        Path ->
            case avm_file:read_link(Path) of
                [Target] -> {ok, text(Target)};
                Error -> {error, Error}
            end
    end.

%% Names that are no UTF-8 are only in what list_dir_all gives, as binaries.
-spec list_dir(name_all()) -> {ok, [filename()]} | {error, posix() | badarg}.
list_dir(Name) ->
    case list_dir_all(Name) of
        {ok, Names} -> {ok, [N || N <- Names, is_list(N)]};
        Error -> Error
    end.

-spec list_dir_all(name_all()) -> {ok, [filename_all()]} | {error, posix() | badarg}.
list_dir_all(Name) ->
    case path(Name) of
        error -> {error, badarg};
        Path ->
            case avm_file:list(Path) of
                Names when is_list(Names) -> {ok, [text(N) || N <- Names]};
                Error -> {error, Error}
            end
    end.

%% Only Windows has other names of files.
-spec altname(name_all()) -> {error, enotsup | badarg}.
altname(Name) ->
    case path(Name) of
        error -> {error, badarg};
        _ -> {error, enotsup}
    end.

-spec native_name_encoding() -> utf8.
native_name_encoding() -> utf8.

named(Name, What) ->
    case path(Name) of
        error -> {error, badarg};
        Path -> result(avm_file:name(Path, What))
    end.

named(From, To, What) ->
    case {path(From), path(To)} of
        {error, _} -> {error, badarg};
        {_, error} -> {error, badarg};
        {Old, New} -> result(avm_file:names(Old, New, What))
    end.

result(ok) -> ok;
result(Error) -> {error, Error}.

%% A name as bytes for the system, or error.
path(Name) when is_binary(Name) -> bytes(Name);
path(Name) when is_atom(Name) -> bytes(atom_to_binary(Name));
path(Name) when is_list(Name) ->
    try unicode:characters_to_binary(flat(Name, [])) of
        Path when is_binary(Path) -> bytes(Path);
        _ -> error
    catch
        error:_ -> error
    end;
path(_) -> error.

flat([C | Rest], Tail) when is_integer(C) -> [C | flat(Rest, Tail)];
flat([Part | Rest], Tail) -> flat(Part, flat(Rest, Tail));
flat([], Tail) -> Tail;
flat(Atom, Tail) when is_atom(Atom) -> atom_to_list(Atom) ++ Tail.

bytes(Path) ->
    case binary:match(Path, <<0>>) of
        nomatch -> Path;
        _ -> error
    end.

%% What the system calls something; a binary when it is no UTF-8.
text(Bytes) ->
    case unicode:characters_to_list(Bytes) of
        Text when is_list(Text) -> Text;
        _ -> Bytes
    end.

%% What is known of files ------------------------------------------------------------------------

-spec read_file_info(name_all() | io_device()) -> {ok, file_info()} | {error, posix() | badarg}.
read_file_info(File) -> read_file_info(File, []).

-spec read_file_info(name_all() | io_device(), [tuple() | raw]) -> {ok, file_info()} | {error, posix() | badarg}.
read_file_info(File, Options) when is_pid(File), is_list(Options) -> request(File, {read_handle_info, Options});
read_file_info(#file_descriptor{} = F, Options) when is_list(Options) -> info(number(F), true, Options);
read_file_info(Name, Options) when is_list(Options) -> info(path(Name), true, Options);
read_file_info(_, _) -> {error, badarg}.

-spec read_link_info(name_all()) -> {ok, file_info()} | {error, posix() | badarg}.
read_link_info(Name) -> read_link_info(Name, []).

-spec read_link_info(name_all(), [tuple() | raw]) -> {ok, file_info()} | {error, posix() | badarg}.
read_link_info(Name, Options) when is_list(Options) -> info(path(Name), false, Options);
read_link_info(_, _) -> {error, badarg}.

-spec raw_read_file_info(name_all()) -> {ok, file_info()} | {error, posix() | badarg}.
raw_read_file_info(Name) -> read_file_info(Name, [raw]).

info(error, _, _) -> {error, badarg};
info(File, Follow, Options) ->
    case {time_option(Options), avm_file:info(File, Follow)} of
        {badarg, _} -> {error, badarg};
        {How, {Type, Size, Access, Read, Written, Changed, Mode, Links, Device, Special, Inode, User, Group}} ->
            {ok, #file_info{size = Size,
                type = element(Type + 1, {device, directory, other, regular, symlink}),
                access = element(Access + 1, {none, read, write, read_write}),
                atime = time(How, Read), mtime = time(How, Written), ctime = time(How, Changed), mode = Mode, links = Links,
                major_device = Device, minor_device = Special, inode = Inode, uid = User, gid = Group}};
        {_, Error} -> {error, Error}
    end.

time_option(Options) ->
    case lists:keyfind(time, 1, Options) of
        false -> local;
        {time, How} when How =:= local; How =:= universal; How =:= posix -> How;
        _ -> badarg
    end.

time(posix, Seconds) -> Seconds;
time(universal, Seconds) -> erlang:posixtime_to_universaltime(Seconds);
time(local, Seconds) -> erlang:universaltime_to_localtime(erlang:posixtime_to_universaltime(Seconds)).

seconds(posix, Seconds) when is_integer(Seconds) -> Seconds;
seconds(universal, Time) -> erlang:universaltime_to_posixtime(Time);
seconds(local, Time) -> erlang:universaltime_to_posixtime(erlang:localtime_to_universaltime(Time)).

-spec write_file_info(name_all(), file_info()) -> result().
write_file_info(Name, Info) -> write_file_info(Name, Info, []).

-spec write_file_info(name_all(), file_info(), [tuple() | raw]) -> result().
write_file_info(Name, #file_info{} = Info, Options) when is_list(Options) ->
    case {path(Name), time_option(Options)} of
        {error, _} -> {error, badarg};
        {_, badarg} -> {error, badarg};
        {Path, How} ->
            case avm_file:info(Path, true) of
                Error when is_atom(Error) -> {error, Error};
                _ -> change(Path, Info, How)
            end
    end;
write_file_info(_, _, _) -> {error, badarg}.

-spec raw_write_file_info(name_all(), file_info()) -> result().
raw_write_file_info(Name, Info) -> write_file_info(Name, Info, [raw]).

%% The owner first: a change of it takes the bits of set-user-id away.
change(Path, #file_info{uid = User, gid = Group, mode = Mode, atime = Read, mtime = Written}, How) ->
    try
        done(set(Path, 1, [User, Group], fun number_or_stays/1)),
        done(set(Path, 0, [Mode], fun(undefined) -> undefined; (M) when is_integer(M) -> M end)),
        done(set_times(Path, Read, Written, How))
    catch
        throw:Error -> Error;
        error:_ -> {error, badarg}
    end.

done(ok) -> ok;
done(Error) -> throw({error, Error}).

number_or_stays(undefined) -> -1;
number_or_stays(N) when is_integer(N), N >= -1 -> N.

set(Path, What, Values, Convert) ->
    case lists:all(fun(V) -> V =:= undefined end, Values) of
        true -> ok;
        false ->
            [A | B] = [Convert(V) || V <- Values],
            avm_file:change(Path, What, A, hd(B ++ [0]))
    end.

set_times(_, undefined, undefined, _) -> ok;
set_times(Path, Read, Written, How) ->
    A = if Read =:= undefined -> erlang:system_time(second); true -> seconds(How, Read) end,
    M = if Written =:= undefined -> A; true -> seconds(How, Written) end,
    avm_file:change(Path, 2, A, M).

-spec change_mode(name_all(), integer()) -> result().
change_mode(Name, Mode) when is_integer(Mode) -> write_file_info(Name, #file_info{mode = Mode}).

-spec change_owner(name_all(), integer()) -> result().
change_owner(Name, User) when is_integer(User) -> write_file_info(Name, #file_info{uid = User}).

-spec change_owner(name_all(), integer(), integer()) -> result().
change_owner(Name, User, Group) when is_integer(User), is_integer(Group) ->
    write_file_info(Name, #file_info{uid = User, gid = Group}).

-spec change_group(name_all(), integer()) -> result().
change_group(Name, Group) when is_integer(Group) -> write_file_info(Name, #file_info{gid = Group}).

-spec change_time(name_all(), date_time()) -> result().
change_time(Name, {{_, _, _}, {_, _, _}} = Time) -> write_file_info(Name, #file_info{mtime = Time}).

-spec change_time(name_all(), date_time(), date_time()) -> result().
change_time(Name, {{_, _, _}, {_, _, _}} = Read, {{_, _, _}, {_, _, _}} = Written) ->
    write_file_info(Name, #file_info{atime = Read, mtime = Written}).

%% Opening ---------------------------------------------------------------------------------------

%% flags: of avm_file. form: list or binary, how what is read is given.
-record(open, {flags = 0, form = list, raw = false, encoding = latin1, ahead = ?AHEAD}).

-spec open(name_all() | iodata(), [mode()] | mode()) -> {ok, io_device()} | {error, term()}.
open(Name, Modes) when is_list(Modes) ->
    case modes(Modes, #open{}) of
        #open{} = Open ->
            case path(Name) of
                error -> {error, badarg};
                Path -> open_path(Path, readable(Open))
            end;
        Reason -> {error, Reason}
    end;
open(Name, Mode) when Mode =:= read; Mode =:= write; Mode =:= read_write -> open(Name, [Mode || Mode =/= read_write] ++ [M || Mode =:= read_write, M <- [read, write]]);
open(_, _) -> {error, badarg}.

%% What is unknown does not matter.
modes([Mode | Modes], #open{flags = Flags} = Open) ->
    case Mode of
        read -> modes(Modes, Open#open{flags = Flags bor ?READ});
        write -> modes(Modes, Open#open{flags = Flags bor ?WRITE});
        append -> modes(Modes, Open#open{flags = Flags bor ?APPEND bor ?WRITE});
        exclusive -> modes(Modes, Open#open{flags = Flags bor ?EXCLUSIVE bor ?WRITE});
        directory -> modes(Modes, Open#open{flags = Flags bor ?DIRECTORY});
        sync -> modes(Modes, Open#open{flags = Flags bor ?SYNC});
        raw -> modes(Modes, Open#open{raw = true});
        binary -> modes(Modes, Open#open{form = binary});
        {encoding, Name} ->
            case encoding(Name) of
                error -> badarg;
                Encoding -> modes(Modes, Open#open{encoding = Encoding})
            end;
        {read_ahead, Size} when is_integer(Size), Size > 0 -> modes(Modes, Open#open{ahead = Size});
        _ when Mode =:= compressed; Mode =:= compressed_one; Mode =:= ram -> enotsup;
        _ -> modes(Modes, Open)
    end;
modes([], Open) -> Open;
modes(_, _) -> badarg.

readable(#open{flags = Flags} = Open) when Flags band (?READ bor ?WRITE) =:= 0 -> Open#open{flags = Flags bor ?READ};
readable(Open) -> Open.

encoding(latin1) -> latin1;
encoding(unicode) -> unicode;
encoding(utf8) -> unicode;
encoding(utf16) -> {utf16, big};
encoding(utf32) -> {utf32, big};
encoding({Width, Order}) when Width =:= utf16 orelse Width =:= utf32, Order =:= big orelse Order =:= little -> {Width, Order};
encoding(_) -> error.

open_path(_, #open{raw = true, encoding = Encoding}) when Encoding =/= latin1 -> {error, badarg};
open_path(Path, #open{raw = true, flags = Flags, form = Form}) ->
    case avm_file:open(Path, Flags) of
        Number when is_integer(Number) -> {ok, #file_descriptor{module = avm_file, data = {Number, self(), Form}}};
        Error -> {error, Error}
    end;
open_path(Path, Open) -> serve(Path, Open).

%% A file of this process as avm_file knows it.
number(#file_descriptor{module = avm_file, data = {Number, Owner, _}}) ->
    case self() of
        Owner -> Number;
        _ -> error(not_on_controlling_process)
    end.

form(#file_descriptor{data = {_, _, list}}, Bytes) -> binary_to_list(Bytes);
form(_, Bytes) -> Bytes.

-spec close(io_device()) -> result().
close(File) when is_pid(File) ->
    case request(File, close) of
        {error, terminated} -> ok;
        Other -> Other
    end;
close(#file_descriptor{} = F) -> result(avm_file:close(number(F)));
close(_) -> {error, badarg}.

-spec path_open([name_all()], name_all(), [mode()]) -> {ok, io_device(), filename_all()} | {error, term()}.
path_open(Folders, Name, Modes) ->
    case path(Name) of
        error -> {error, badarg};
        Path ->
            Given = if is_binary(Name) -> Name; true -> text(Path) end,
            case filename:pathtype(Given) of
                relative -> path_open(Folders, Given, Modes, enoent);
                _ -> opened(Given, Modes)
            end
    end.

path_open([Folder | Folders], Name, Modes, Last) ->
    case path(Folder) of
        error -> {error, badarg};
        _ ->
            case opened(below(Folder, Name), Modes) of
                {error, enoent} -> path_open(Folders, Name, Modes, Last);
                Other -> Other
            end
    end;
path_open([], _, _, Last) -> {error, Last};
path_open(_, _, _, _) -> {error, badarg}.

below(".", Name) -> Name;
below(Folder, Name) -> filename:join(Folder, Name).

opened(Name, Modes) ->
    case open(Name, Modes) of
        {ok, File} -> {ok, File, Name};
        Error -> Error
    end.

%% Nothing remembers which name a process was opened by.
-spec pid2name(pid()) -> undefined.
pid2name(Pid) when is_pid(Pid) -> undefined.

%% Reading and writing ---------------------------------------------------------------------------

-spec read(io_device(), non_neg_integer()) -> {ok, string() | binary()} | eof | {error, term()}.
read(File, Size) when is_pid(File) orelse is_atom(File), is_integer(Size), Size >= 0 ->
    asked(io:request(File, {get_chars, latin1, '', Size}));
read(#file_descriptor{} = F, Size) when is_integer(Size), Size >= 0 ->
    some(F, avm_file:read(number(F), Size));
read(_, _) -> {error, badarg}.

asked(Data) when is_list(Data); is_binary(Data) -> {ok, Data};
asked(Other) -> Other.

some(F, Bytes) when is_binary(Bytes) -> {ok, form(F, Bytes)};
some(_, eof) -> eof;
some(_, Error) -> {error, Error}.

-spec read_line(io_device()) -> {ok, string() | binary()} | eof | {error, term()}.
read_line(File) when is_pid(File); is_atom(File) -> asked(io:request(File, {get_line, latin1, ''}));
read_line(#file_descriptor{} = F) ->
    Number = number(F),
    case avm_file:position(Number, 1, 0) of
        At when is_integer(At) -> raw_line(F, Number, 256, []);
        _ -> raw_line(F, Number, 1, []) % a pipe: nothing can be given back
    end;
read_line(_) -> {error, badarg}.

raw_line(F, Number, Size, Before) ->
    case avm_file:read(Number, Size) of
        Bytes when is_binary(Bytes) ->
            case binary:split(Bytes, <<"\n">>) of
                [_] -> raw_line(F, Number, if Size =:= 1 -> 1; true -> ?AHEAD end, [Before, Bytes]);
                [Line, Rest] ->
                    [avm_file:position(Number, 1, -byte_size(Rest)) || Rest =/= <<>>],
                    {ok, form(F, line(iolist_to_binary([Before, Line, $\n])))}
            end;
        eof when Before =:= [] -> eof;
        eof -> {ok, form(F, iolist_to_binary(Before))};
        Error -> {error, Error}
    end.

%% A line ends with a line feed alone.
line(Line) ->
    Size = byte_size(Line) - 2,
    case Line of
        <<Begin:Size/binary, "\r\n">> -> <<Begin/binary, $\n>>;
        _ -> Line
    end.

-spec write(io_device(), iodata()) -> result() | {error, term()}.
write(File, Data) when is_pid(File); is_atom(File) ->
    case flat_bytes(Data) of
        error -> {error, badarg};
        Bytes -> io:request(File, {put_chars, latin1, Bytes})
    end;
write(#file_descriptor{} = F, Data) ->
    Number = number(F),
    case flat_bytes(Data) of
        error -> {error, badarg};
        Bytes -> result(avm_file:write(Number, Bytes))
    end;
write(_, _) -> {error, badarg}.

flat_bytes(Data) ->
    try iolist_to_binary(Data)
    catch error:_ -> error
    end.

-spec pread(io_device(), location(), non_neg_integer()) -> {ok, string() | binary()} | eof | {error, term()}.
pread(File, At, Size) when is_pid(File), is_integer(Size), Size >= 0 -> request(File, {pread, At, Size});
pread(#file_descriptor{} = F, At, Size) when is_integer(At), is_integer(Size), Size >= 0 -> raw_pread(F, At, Size);
pread(_, _, _) -> {error, badarg}.

raw_pread(F, At, _) when At < 0 -> number(F), {error, einval};
raw_pread(F, _, 0) -> number(F), eof;
raw_pread(F, At, Size) -> some(F, avm_file:pread(number(F), At, Size)).

-spec pread(io_device(), [{location(), non_neg_integer()}]) -> {ok, [string() | binary() | eof]} | {error, term()}.
pread(File, Places) when is_list(Places), is_pid(File) orelse ?IS_RAW(File) -> pread_all(File, Places, []);
pread(_, _) -> {error, badarg}.

pread_all(File, [{At, Size} | Places], Read) ->
    case pread(File, At, Size) of
        {ok, Data} -> pread_all(File, Places, [Data | Read]);
        eof -> pread_all(File, Places, [eof | Read]);
        Error -> Error
    end;
pread_all(_, [], Read) -> {ok, lists:reverse(Read)};
pread_all(_, _, _) -> {error, badarg}.

-spec pwrite(io_device(), location(), iodata()) -> result() | {error, term()}.
pwrite(File, At, Data) when is_pid(File) -> request(File, {pwrite, At, Data});
pwrite(#file_descriptor{} = F, At, Data) when is_integer(At) ->
    Number = number(F),
    case flat_bytes(Data) of
        error -> {error, badarg};
        _ when At < 0 -> {error, einval};
        Bytes -> result(avm_file:pwrite(Number, At, Bytes))
    end;
pwrite(_, _, _) -> {error, badarg}.

-spec pwrite(io_device(), [{location(), iodata()}]) -> ok | {error, {non_neg_integer(), term()} | badarg}.
pwrite(File, Places) when is_list(Places), is_pid(File) orelse ?IS_RAW(File) -> pwrite_all(File, Places, 0);
pwrite(_, _) -> {error, badarg}.

pwrite_all(File, [{At, Data} | Places], Done) ->
    case pwrite(File, At, Data) of
        ok -> pwrite_all(File, Places, Done + 1);
        {error, Reason} -> {error, {Done, Reason}}
    end;
pwrite_all(_, [], _) -> ok;
pwrite_all(_, _, _) -> {error, badarg}.

-spec position(io_device(), location()) -> {ok, non_neg_integer()} | {error, term()}.
position(File, To) when is_pid(File) -> request(File, {position, To});
position(#file_descriptor{} = F, To) -> moved(number(F), To, 0);
position(_, _) -> {error, badarg}.

%% ahead: bytes that were read and nobody had yet.
moved(Number, To, Ahead) ->
    case place(To) of
        {1, Offset} -> moved_to(Number, 1, Offset - Ahead);
        {From, Offset} -> moved_to(Number, From, Offset);
        badarg -> {error, badarg}
    end.

moved_to(Number, From, Offset) ->
    case avm_file:position(Number, From, Offset) of
        At when is_integer(At) -> {ok, At};
        Error -> {error, Error}
    end.

place(bof) -> {0, 0};
place(cur) -> {1, 0};
place(eof) -> {2, 0};
place(At) when is_integer(At) -> {0, At};
place({bof, Offset}) when is_integer(Offset) -> {0, Offset};
place({cur, Offset}) when is_integer(Offset) -> {1, Offset};
place({eof, Offset}) when is_integer(Offset) -> {2, Offset};
place(_) -> badarg.

-spec truncate(io_device()) -> result().
truncate(File) -> controlled(File, truncate).

-spec sync(io_device()) -> result().
sync(File) -> controlled(File, sync).

-spec datasync(io_device()) -> result().
datasync(File) -> controlled(File, datasync).

-spec advise(io_device(), integer(), integer(), atom()) -> result().
advise(File, Offset, Size, Advice) -> controlled(File, {advise, Offset, Size, Advice}).

-spec allocate(io_device(), non_neg_integer(), non_neg_integer()) -> result().
allocate(File, Offset, Size) when is_pid(File); ?IS_RAW(File) -> controlled(File, {allocate, Offset, Size}).

controlled(File, What) when is_pid(File) -> request(File, What);
controlled(#file_descriptor{} = F, What) -> control(number(F), What);
controlled(_, _) -> {error, badarg}.

control(Number, truncate) -> result(avm_file:control(Number, 0, 0, 0, 0));
control(Number, sync) -> result(avm_file:control(Number, 1, 0, 0, 0));
control(Number, datasync) -> result(avm_file:control(Number, 2, 0, 0, 0));
control(Number, {allocate, Offset, Size}) when is_integer(Offset), is_integer(Size), Offset >= 0, Size >= 0 ->
    result(avm_file:control(Number, 3, Offset, Size, 0));
control(Number, {advise, Offset, Size, Advice}) when is_integer(Offset), is_integer(Size) ->
    case Advice of
        normal -> result(avm_file:control(Number, 4, Offset, Size, 0));
        sequential -> result(avm_file:control(Number, 4, Offset, Size, 1));
        random -> result(avm_file:control(Number, 4, Offset, Size, 2));
        no_reuse -> result(avm_file:control(Number, 4, Offset, Size, 3));
        will_need -> result(avm_file:control(Number, 4, Offset, Size, 4));
        dont_need -> result(avm_file:control(Number, 4, Offset, Size, 5));
        _ -> {error, einval}
    end;
control(_, _) -> {error, einval}.

%% What tables on disk are made of: at a place stand a size and where the data is.
-spec ipread_s32bu_p32bu(io_device(), non_neg_integer(), non_neg_integer()) -> {ok, tuple()} | eof | {error, term()}.
ipread_s32bu_p32bu(File, At, Max) when is_integer(Max), Max >= 0 ->
    case pread(File, At, 8) of
        {ok, Head} ->
            case iolist_to_binary(Head) of
                <<0:32, Pointer:32>> -> {ok, {0, Pointer, eof}};
                <<Size:32, Pointer:32>> when Size =< Max ->
                    case pread(File, Pointer, Size) of
                        {ok, Data} -> {ok, {Size, Pointer, Data}};
                        eof -> {ok, {Size, Pointer, eof}};
                        Error -> Error
                    end;
                _ -> eof
            end;
        Other -> Other
    end;
ipread_s32bu_p32bu(_, _, _) -> {error, badarg}.

%% Whole files -----------------------------------------------------------------------------------

-spec read_file(name_all()) -> {ok, binary()} | {error, term()}.
read_file(Name) -> read_file(Name, []).

-spec read_file(name_all(), [raw]) -> {ok, binary()} | {error, term()}.
read_file(Name, Options) when is_list(Options) ->
    case path(Name) of
        error -> {error, badarg};
        Path ->
            case avm_file:open(Path, ?READ) of
                Number when is_integer(Number) ->
                    Read = read_rest(Number, []),
                    avm_file:close(Number),
                    Read;
                Error -> {error, Error}
            end
    end;
read_file(_, _) -> {error, badarg}.

read_rest(Number, Before) ->
    case avm_file:read(Number, 1 bsl 30) of
        Bytes when is_binary(Bytes) -> read_rest(Number, [Bytes | Before]);
        eof when length(Before) =:= 1 -> {ok, hd(Before)};
        eof -> {ok, iolist_to_binary(lists:reverse(Before))};
        Error -> {error, Error}
    end.

-spec write_file(name_all(), iodata()) -> result().
write_file(Name, Data) -> write_file(Name, Data, []).

-spec write_file(name_all(), iodata(), [mode()]) -> result() | {error, term()}.
write_file(Name, Data, Modes) when is_list(Modes) ->
    case flat_bytes(Data) of
        error -> {error, badarg};
        Bytes ->
            case open(Name, [write, raw, binary | Modes]) of
                {ok, File} ->
                    Written = write(File, Bytes),
                    Closed = close(File),
                    if Written =:= ok -> Closed; true -> Written end;
                Error -> Error
            end
    end.

-spec copy(name_all() | io_device() | {name_all(), [mode()]}, name_all() | io_device() | {name_all(), [mode()]}) ->
    {ok, non_neg_integer()} | {error, term()}.
copy(From, To) -> copy(From, To, infinity).

-spec copy(name_all() | io_device() | {name_all(), [mode()]}, name_all() | io_device() | {name_all(), [mode()]}, non_neg_integer() | infinity) ->
    {ok, non_neg_integer()} | {error, term()}.
copy(From, To, Most) when is_integer(Most), Most >= 0; is_atom(Most) ->
    with_device(From, [read, binary, raw], fun(Source) ->
        with_device(To, [write, binary, raw], fun(Target) -> copy_all(Source, Target, Most, 0) end)
    end);
copy(_, _, _) -> {error, badarg}.

-spec copy_opened(io_device(), io_device(), non_neg_integer() | infinity) -> {ok, non_neg_integer()} | {error, term()}.
copy_opened(From, To, Most) when is_integer(Most), Most >= 0; is_atom(Most) -> copy_all(From, To, Most, 0);
copy_opened(_, _, _) -> {error, badarg}.

with_device(File, _, Do) when is_pid(File); ?IS_RAW(File) -> Do(File);
with_device({Name, Modes}, More, Do) when is_list(Modes) ->
    % What is open for reading too keeps what is in it.
    case open(Name, [hd(More) | Modes] ++ tl(More)) of
        {ok, File} ->
            Done = Do(File),
            case {close(File), hd(More)} of
                {{error, _} = Error, write} when element(1, Done) =:= ok -> Error;
                _ -> Done
            end;
        Error -> Error
    end;
with_device(Name, More, Do) -> with_device({Name, []}, More, Do).

copy_all(_, _, Most, Done) when Done =:= Most -> {ok, Done};
copy_all(From, To, Most, Done) ->
    Size = if is_atom(Most) -> 65536; true -> min(65536, Most - Done) end,
    case read(From, Size) of
        {ok, Data} ->
            case write(To, Data) of
                ok -> copy_all(From, To, Most, Done + iolist_size(Data));
                Error -> Error
            end;
        eof -> {ok, Done};
        Error -> Error
    end.

%% Terms and expressions of files ----------------------------------------------------------------

-spec consult(name_all()) -> {ok, [term()]} | {error, term()}.
consult(Name) -> with_file(Name, fun terms/1).

-spec path_consult([name_all()], name_all()) -> {ok, [term()], filename_all()} | {error, term()}.
path_consult(Folders, Name) -> on_path(Folders, Name, fun terms/1).

-spec eval(name_all()) -> ok | {error, term()}.
eval(Name) -> eval(Name, []).

-spec eval(name_all(), list()) -> ok | {error, term()}.
eval(Name, Bindings) -> with_file(Name, fun(File) -> evaluated(File, Bindings, fun(_) -> ok end) end).

-spec path_eval([name_all()], name_all()) -> {ok, filename_all()} | {error, term()}.
path_eval(Folders, Name) -> path_eval(Folders, Name, []).

-spec path_eval([name_all()], name_all(), list()) -> {ok, filename_all()} | {error, term()}.
path_eval(Folders, Name, Bindings) ->
    on_path(Folders, Name, fun(File) -> evaluated(File, Bindings, fun(_) -> ok end) end).

-spec script(name_all()) -> {ok, term()} | {error, term()}.
script(Name) -> script(Name, []).

-spec script(name_all(), list()) -> {ok, term()} | {error, term()}.
script(Name, Bindings) -> with_file(Name, fun(File) -> evaluated(File, Bindings, fun(V) -> {ok, V} end) end).

-spec path_script([name_all()], name_all()) -> {ok, term(), filename_all()} | {error, term()}.
path_script(Folders, Name) -> path_script(Folders, Name, []).

-spec path_script([name_all()], name_all(), list()) -> {ok, term(), filename_all()} | {error, term()}.
path_script(Folders, Name, Bindings) ->
    on_path(Folders, Name, fun(File) -> evaluated(File, Bindings, fun(V) -> {ok, V} end) end).

with_file(Name, Do) ->
    case open(Name, [read]) of
        {ok, File} -> finished(File, Do);
        Error -> Error
    end.

on_path(Folders, Name, Do) ->
    case path_open(Folders, Name, [read]) of
        {ok, File, Found} ->
            case finished(File, Do) of
                ok -> {ok, Found};
                {ok, Value} -> {ok, Value, Found};
                {error, {_, _, _} = Error} -> {error, Error};
                Error -> Error
            end;
        Error -> Error
    end.

%% Scanner and parser are Erlang/OTP's: without them io tells {error, {undef, Module}}.
finished(File, Do) ->
    set_source_encoding(File),
    Done = Do(File),
    close(File),
    Done.

%% As a comment in one of the first two lines says, else UTF-8.
set_source_encoding(File) ->
    Encoding = case epp_encoding(File) of
        latin1 -> latin1;
        _ -> unicode
    end,
    io:setopts(File, [{encoding, Encoding}]).

epp_encoding(File) ->
    case code:ensure_loaded(epp) of
        {module, _} -> epp:set_encoding(File);
        _ -> utf8
    end.

terms(File) -> terms(File, 1, []).

terms(File, Line, Terms) ->
    case io:read(File, '', Line) of
        {ok, Term, Next} -> terms(File, Next, [Term | Terms]);
        {eof, _} -> {ok, lists:reverse(Terms)};
        {error, Error, _} -> {error, Error};
        {error, Error} -> {error, Error}
    end.

evaluated(File, Bindings, Result) -> evaluated(File, 1, Bindings, undefined, Result).

evaluated(File, Line, Bindings, Last, Result) ->
    case io:parse_erl_exprs(File, '', Line) of
        {ok, Expressions, Next} ->
            try erl_eval:exprs(Expressions, Bindings) of
                {value, Value, Bound} -> evaluated(File, Next, Bound, Value, Result)
            catch
                Class:Reason:Trace ->
                    Why = case Class of
                        throw -> Reason;
                        error -> {Reason, Trace};
                        exit -> Reason
                    end,
                    {error, {Line, file, {Class, Why, Trace}}}
            end;
        {eof, _} -> Result(Last);
        {error, Error, _} -> {error, Error};
        {error, Error} -> {error, Error}
    end.

-spec format_error(term()) -> io_lib:chars().
format_error({_Line, ?MODULE, undefined_script}) -> "no value returned from script";
format_error({Line, ?MODULE, {Class, Reason, Trace}}) ->
    io_lib:format("~w: evaluation failed with reason ~w:~w and stacktrace ~w", [Line, Class, Reason, Trace]);
format_error({Line, Module, Reason}) -> io_lib:format("~w: ~ts", [Line, Module:format_error(Reason)]);
format_error(badarg) -> "bad argument";
format_error(system_limit) -> "a system limit was hit, probably not enough ports";
format_error(terminated) -> "the file server process is terminated";
format_error(Reason) -> message(Reason).

message(e2big) -> "argument list too long";
message(eacces) -> "permission denied";
message(eagain) -> "resource temporarily unavailable";
message(ebadf) -> "bad file number";
message(ebusy) -> "file busy";
message(edeadlk) -> "resource deadlock avoided";
message(edquot) -> "disk quota exceeded";
message(eexist) -> "file already exists";
message(efault) -> "bad address in system call argument";
message(efbig) -> "file too large";
message(eintr) -> "interrupted system call";
message(einval) -> "invalid argument";
message(eio) -> "I/O error";
message(eisdir) -> "illegal operation on a directory";
message(eloop) -> "too many levels of symbolic links";
message(emfile) -> "too many open files";
message(emlink) -> "too many links";
message(enametoolong) -> "file name too long";
message(enfile) -> "file table overflow";
message(enodev) -> "no such device";
message(enoent) -> "no such file or directory";
message(enolck) -> "no locks available";
message(enomem) -> "not enough memory";
message(enospc) -> "no space left on device";
message(enosys) -> "function not implemented";
message(enotdir) -> "not a directory";
message(enotempty) -> "directory not empty";
message(enotsup) -> "operation not supported";
message(enotty) -> "inappropriate device for ioctl";
message(enxio) -> "no such device or address";
message(eoverflow) -> "offset too large for file system";
message(eperm) -> "not owner";
message(epipe) -> "broken pipe";
message(erofs) -> "read-only file system";
message(espipe) -> "invalid seek";
message(esrch) -> "no such process";
message(estale) -> "stale remote file handle";
message(etxtbsy) -> "text file or pseudo-device busy";
message(exdev) -> "cross-domain link";
message(Reason) when is_atom(Reason) -> "unknown POSIX error";
message(Reason) -> io_lib:format("~tw", [Reason]).

%% The process of a file -------------------------------------------------------------------------

request(File, Request) ->
    Ref = monitor(process, File),
    File ! {file_request, self(), Ref, Request},
    receive
        {file_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, process, _, _} -> {error, terminated}
    end.

%% buffer: bytes read ahead. ended: they are the last.
-record(io, {file, owner, form, encoding, ahead, buffer = <<>>, ended = false}).

serve(Path, Open) ->
    Owner = self(),
    Tag = make_ref(),
    {Pid, Ref} = spawn_monitor(fun() -> server(Owner, Tag, Path, Open) end),
    receive
        {Tag, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, process, Pid, Reason} -> {error, Reason}
    end.

server(Owner, Tag, Path, #open{flags = Flags, form = Form, encoding = Encoding, ahead = Ahead}) ->
    case avm_file:open(Path, Flags) of
        File when is_integer(File) ->
            Monitor = monitor(process, Owner),
            Owner ! {Tag, {ok, self()}},
            loop(#io{file = File, owner = Monitor, form = Form, encoding = Encoding, ahead = Ahead});
        Error -> Owner ! {Tag, {error, Error}}
    end.

loop(#io{owner = Monitor} = S) ->
    receive
        {io_request, From, As, Request} when is_pid(From) -> replied(From, io_reply, As, io(Request, S));
        {file_request, From, As, Request} when is_pid(From) -> replied(From, file_reply, As, file(Request, S));
        {'DOWN', Monitor, _, _, _} -> ok;
        _ -> loop(S)
    end.

replied(From, Tag, As, {stop, Reply}) ->
    From ! {Tag, As, Reply},
    ok;
replied(From, Tag, As, {Reply, S}) ->
    From ! {Tag, As, Reply},
    loop(S).

file(close, #io{file = File}) ->
    {stop, result(avm_file:close(File))};
file({position, To}, #io{file = File, buffer = Buffer} = S) ->
    case moved(File, To, byte_size(Buffer)) of
        {ok, At} -> {{ok, At}, emptied(S)};
        Error -> {Error, S}
    end;
file({pread, To, Size}, S) ->
    case file({position, To}, S) of
        {{ok, _}, S1} ->
            {Reply, S2} = io({get_chars, latin1, '', Size}, S1),
            {asked(Reply), S2};
        Failed -> Failed
    end;
file({pwrite, To, Data}, S) ->
    case file({position, To}, S) of
        {{ok, _}, S1} -> io({put_chars, latin1, Data}, S1);
        Failed -> Failed
    end;
file({read_handle_info, Options}, #io{file = File} = S) -> {info(File, true, Options), S};
file(truncate, S0) ->
    S = seek_back(S0),
    {control(S#io.file, truncate), S};
file(Request, #io{file = File} = S) when Request =:= sync; Request =:= datasync; element(1, Request) =:= advise; element(1, Request) =:= allocate ->
    {control(File, Request), S};
file(_, S) -> {{error, request}, S}.

emptied(S) -> S#io{buffer = <<>>, ended = false}.

%% Where the system stands is where the reader is.
seek_back(#io{buffer = <<>>} = S) -> S#io{ended = false};
seek_back(#io{file = File, buffer = Buffer} = S) ->
    avm_file:position(File, 1, -byte_size(Buffer)),
    emptied(S).

io({put_chars, Encoding, Chars}, S) -> put_chars(Encoding, Chars, S);
io({put_chars, Encoding, M, F, A}, S) ->
    try apply(M, F, A) of
        Chars -> put_chars(Encoding, Chars, S)
    catch
        _:_ -> {{error, F}, S}
    end;
io({get_until, Encoding, _, M, F, A}, S) -> until({M, F, A}, [], Encoding, S);
io({get_chars, Encoding, _, N}, S) when is_integer(N), N >= 0 -> get_chars(Encoding, N, S);
io({get_line, Encoding, _}, S) -> get_line(Encoding, 0, S);
io({put_chars, Chars}, S) -> io({put_chars, latin1, Chars}, S);
io({put_chars, M, F, A}, S) -> io({put_chars, latin1, M, F, A}, S);
io({get_until, Prompt, M, F, A}, S) -> io({get_until, latin1, Prompt, M, F, A}, S);
io({get_chars, Prompt, N}, S) -> io({get_chars, latin1, Prompt, N}, S);
io({get_line, Prompt}, S) -> io({get_line, latin1, Prompt}, S);
io(getopts, #io{form = Form, encoding = Encoding} = S) -> {[{binary, Form =:= binary}, {encoding, Encoding}], S};
io({setopts, Options}, S) when is_list(Options) -> options(Options, S);
io({requests, Requests}, S) when is_list(Requests) -> requests(Requests, {ok, S});
io(Request, S) -> {{error, {request, Request}}, S}.

%% Up to the first that fails; the reply to the last.
requests([Request | Requests], {_, S}) ->
    case io(Request, S) of
        {stop, _} = Stop -> Stop;
        {{error, _}, _} = Failed -> Failed;
        Done -> requests(Requests, Done)
    end;
requests([], Done) -> Done;
requests(Requests, {_, S}) -> {{error, {request, Requests}}, S}.

options([binary | Options], S) -> options(Options, S#io{form = binary});
options([list | Options], S) -> options(Options, S#io{form = list});
options([{binary, Binary} | Options], S) when is_boolean(Binary) ->
    options(Options, S#io{form = if Binary -> binary; true -> list end});
options([{encoding, Name} | Options], S) ->
    case encoding(Name) of
        error -> {{error, badarg}, S};
        Encoding -> options(Options, S#io{encoding = Encoding})
    end;
options([], S) -> {ok, S};
options(_, S) -> {{error, enotsup}, S}.

put_chars(From, Chars, #io{file = File, encoding = Encoding} = S0) ->
    S = seek_back(S0),
    try unicode:characters_to_binary(Chars, From, Encoding) of
        Bytes when is_binary(Bytes) ->
            case result(avm_file:write(File, Bytes)) of
                ok -> {ok, S};
                Error -> {stop, Error}
            end;
        _ -> {stop, {error, {no_translation, From, Encoding}}}
    catch
        error:_ -> {{error, {put_chars, From, Chars}}, S}
    end.

%% More of the file behind what is there: its state, or {error, Reason}.
more(#io{file = File, buffer = Buffer, ahead = Ahead} = S) ->
    case avm_file:read(File, Ahead) of
        Bytes when is_binary(Bytes), Buffer =:= <<>> -> S#io{buffer = Bytes};
        Bytes when is_binary(Bytes) -> S#io{buffer = <<Buffer/binary, Bytes/binary>>};
        eof -> S#io{ended = true};
        Error -> {error, Error}
    end.

%% Bytes of the file as they were asked for: {Reply, State}
given(Bytes, Wanted, #io{encoding = Encoding, form = Form} = S) ->
    case translated(Bytes, Encoding, Wanted, Form) of
        Data when is_list(Data); is_binary(Data) -> {Data, S};
        _ -> {stop, {error, {no_translation, Encoding, Wanted}}}
    end.

translated(Bytes, Same, Same, binary) -> Bytes;
translated(Bytes, latin1, _, list) -> binary_to_list(Bytes);
translated(Bytes, Encoding, Wanted, binary) -> unicode:characters_to_binary(Bytes, Encoding, Wanted);
translated(Bytes, Encoding, Wanted, list) ->
    Chars = unicode:characters_to_list(Bytes, Encoding),
    case Wanted of
        latin1 when is_list(Chars) ->
            case lists:all(fun(C) -> C < 256 end, Chars) of
                true -> Chars;
                false -> error
            end;
        _ -> Chars
    end.

%% The first N characters
get_chars(Wanted, N, #io{buffer = Buffer, encoding = Encoding, ended = Ended} = S) ->
    case chars_size(Encoding, Buffer, N, 0) of
        {0, Size} ->
            <<Chars:Size/binary, Rest/binary>> = Buffer,
            given(Chars, Wanted, S#io{buffer = Rest});
        error -> {stop, {error, {no_translation, Encoding, Wanted}}};
        {_, _} when Ended, Buffer =:= <<>> -> {eof, S#io{ended = false}};
        {_, _} when Ended -> given(Buffer, Wanted, S#io{buffer = <<>>});
        {_, _} ->
            case more(S#io{ahead = max(S#io.ahead, N - byte_size(Buffer))}) of
                {error, _} = Error -> {stop, Error};
                S1 -> get_chars(Wanted, N, S1#io{ahead = S#io.ahead})
            end
    end.

%% {Characters that are missing, bytes of the others}
chars_size(latin1, Buffer, N, _) when byte_size(Buffer) >= N -> {0, N};
chars_size(latin1, Buffer, N, _) -> {N - byte_size(Buffer), byte_size(Buffer)};
chars_size(_, _, 0, Size) -> {0, Size};
chars_size(Encoding, Buffer, N, Size) ->
    case char_size(Encoding, Buffer) of
        0 -> {N, Size};
        error -> error;
        Bytes ->
            <<_:Bytes/binary, Rest/binary>> = Buffer,
            chars_size(Encoding, Rest, N - 1, Size + Bytes)
    end.

char_size(unicode, <<C/utf8, _/binary>>) -> if C < 16#80 -> 1; C < 16#800 -> 2; C < 16#10000 -> 3; true -> 4 end;
char_size({utf16, big}, <<C/utf16, _/binary>>) -> if C < 16#10000 -> 2; true -> 4 end;
char_size({utf16, little}, <<C/utf16-little, _/binary>>) -> if C < 16#10000 -> 2; true -> 4 end;
char_size({utf32, big}, <<_/utf32, _/binary>>) -> 4;
char_size({utf32, little}, <<_/utf32-little, _/binary>>) -> 4;
char_size(_, Rest) when byte_size(Rest) < 4 -> 0;
char_size(_, _) -> error.

%% Up to a line feed; it is not in the first From bytes.
get_line(Wanted, From, #io{buffer = Buffer, ended = Ended} = S) ->
    case line_end(S#io.encoding, Buffer, From) of
        nomatch when Ended, Buffer =:= <<>> -> {eof, S#io{ended = false}};
        nomatch when Ended -> given(Buffer, Wanted, S#io{buffer = <<>>});
        nomatch ->
            case more(S) of
                {error, _} = Error -> {stop, Error};
                S1 -> get_line(Wanted, byte_size(Buffer) band bnot 3, S1)
            end;
        Size ->
            <<Line:Size/binary, Rest/binary>> = Buffer,
            given(line(S#io.encoding, Line), Wanted, S#io{buffer = Rest})
    end.

%% Bytes up to the end of the first line.
line_end(Encoding, Buffer, From) when is_atom(Encoding) ->
    case binary:match(Buffer, <<"\n">>, [{scope, {From, byte_size(Buffer) - From}}]) of
        {At, 1} -> At + 1;
        nomatch -> nomatch
    end;
line_end(Encoding, Buffer, From) ->
    Feed = unicode:characters_to_binary("\n", unicode, Encoding),
    Width = byte_size(Feed),
    case binary:match(Buffer, Feed, [{scope, {From, byte_size(Buffer) - From}}]) of
        {At, _} when At rem Width =:= 0 -> At + Width;
        {At, _} -> line_end(Encoding, Buffer, At + 1);
        nomatch -> nomatch
    end.

line(Encoding, Line) when is_atom(Encoding) -> line(Line);
line(Encoding, Line) ->
    End = unicode:characters_to_binary("\r\n", unicode, Encoding),
    Size = byte_size(Line) - byte_size(End),
    case Line of
        <<Begin:Size/binary, End/binary>> -> <<Begin/binary, (unicode:characters_to_binary("\n", unicode, Encoding))/binary>>;
        _ -> Line
    end.

%% A function gets characters or eof until it is satisfied.
until(Step, Cont, Wanted, #io{buffer = <<>>, ended = false} = S) ->
    case more(S) of
        {error, _} = Error -> {stop, Error};
        S1 -> until(Step, Cont, Wanted, S1)
    end;
until({M, F, A} = Step, Cont, Wanted, #io{buffer = Buffer, encoding = Encoding} = S) ->
    case chars(Buffer, S) of
        {error, _} -> {stop, {error, {no_translation, Encoding, Wanted}}};
        {Chars, Cut} ->
            try apply(M, F, [Cont, Chars | A]) of
                {done, Result, Rest} when is_list(Rest), Chars =/= eof ->
                    Bytes = unicode:characters_to_binary(Rest, unicode, Encoding),
                    {until_reply(Result, Wanted, S), S#io{buffer = <<Bytes/binary, Cut/binary>>, ended = false}};
                {done, Result, _} when Chars =:= eof -> {Result, S#io{buffer = Cut, ended = false}};
                {done, Result, _} -> {until_reply(Result, Wanted, S), S#io{buffer = Cut, ended = false}};
                {more, Cont1} when Chars =/= eof -> until(Step, Cont1, Wanted, more_of(S#io{buffer = Cut}));
                _ -> {{error, F}, S}
            catch
                _:_ -> {{error, F}, S}
            end
    end.

more_of(#io{buffer = <<>>} = S) -> S;
more_of(S) ->
    case more(S) of
        {error, _} -> S#io{ended = true};
        S1 -> S1
    end.

until_reply(Result, Wanted, #io{form = binary}) when is_list(Result) ->
    case unicode:characters_to_binary(Result, unicode, Wanted) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> {error, {no_translation, unicode, Wanted}}
    end;
until_reply(Result, _, _) -> Result.

%% {Characters or eof, the beginning of one}
chars(<<>>, _) -> {eof, <<>>};
chars(Buffer, #io{encoding = Encoding, ended = Ended}) ->
    case unicode:characters_to_list(Buffer, Encoding) of
        Chars when is_list(Chars) -> {Chars, <<>>};
        {incomplete, Chars, Cut} when not Ended -> {Chars, Cut};
        _ -> {error, Encoding}
    end.
