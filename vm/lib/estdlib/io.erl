%% SPDX-License-Identifier: Apache-2.0
%% io: text output on the console.
%%
%% Formatting is io_lib's; what it returns goes to the console as UTF-8. Every device except
%% standard_error is the console's standard output: standard_io, user, a group leader's pid.
%% A format string or text that cannot be printed is badarg at the caller, with the error_info
%% that Erlang/OTP attaches, so that crash reports can say which argument is wrong.
-module(io).

-export([
    format/1, format/2, format/3,
    fwrite/1, fwrite/2, fwrite/3,
    put_chars/1, put_chars/2,
    write/1, write/2,
    nl/0, nl/1
]).
-export([printable_range/0, columns/0, columns/1, rows/0, rows/1]).
-export([getopts/0, getopts/1, setopts/1, setopts/2]).

-export_type([device/0, format/0]).

-type device() :: atom() | pid().
-type format() :: atom() | string() | binary().

%% Why a call was badarg: the device, or what was to be printed on it.
-define(BAD_DEVICE, [{error_info, #{cause => {io, arguments}, module => erl_stdlib_errors}}]).
-define(BAD_TEXT, [{error_info, #{cause => {device, put_chars}, module => erl_stdlib_errors}}]).

%% Print the format string as it is, only ~n and ~~ make sense in it.
-spec format(format()) -> ok.
format(Format) ->
    case emit(standard_io, text(Format, [])) of
        ok -> ok;
        Info -> erlang:error(badarg, [Format], Info)
    end.

-spec format(format(), [term()]) -> ok.
format(Format, Args) ->
    case emit(standard_io, text(Format, Args)) of
        ok -> ok;
        Info -> erlang:error(badarg, [Format, Args], Info)
    end.

-spec format(device(), format(), [term()]) -> ok.
format(Device, Format, Args) ->
    case emit(Device, text(Format, Args)) of
        ok -> ok;
        Info -> erlang:error(badarg, [Device, Format, Args], Info)
    end.

-spec fwrite(format()) -> ok.
fwrite(Format) ->
    case emit(standard_io, text(Format, [])) of
        ok -> ok;
        Info -> erlang:error(badarg, [Format], Info)
    end.

-spec fwrite(format(), [term()]) -> ok.
fwrite(Format, Args) ->
    case emit(standard_io, text(Format, Args)) of
        ok -> ok;
        Info -> erlang:error(badarg, [Format, Args], Info)
    end.

-spec fwrite(device(), format(), [term()]) -> ok.
fwrite(Device, Format, Args) ->
    case emit(Device, text(Format, Args)) of
        ok -> ok;
        Info -> erlang:error(badarg, [Device, Format, Args], Info)
    end.

%% Print characters: a deep list of code points and UTF-8 binaries.
-spec put_chars(unicode:chardata()) -> ok.
put_chars(Chars) ->
    case emit(standard_io, Chars) of
        ok -> ok;
        Info -> erlang:error(badarg, [Chars], Info)
    end.

-spec put_chars(device(), unicode:chardata()) -> ok.
put_chars(Device, Chars) ->
    case emit(Device, Chars) of
        ok -> ok;
        Info -> erlang:error(badarg, [Device, Chars], Info)
    end.

%% Print a term the way ~w does.
-spec write(term()) -> ok.
write(Term) ->
    write(standard_io, Term).

-spec write(device(), term()) -> ok.
write(Device, Term) ->
    case emit(Device, io_lib:write(Term)) of
        ok -> ok;
        Info -> erlang:error(badarg, [Device, Term], Info)
    end.

-spec nl() -> ok.
nl() ->
    avm_console:write(<<"\n">>).

-spec nl(device()) -> ok.
nl(Device) ->
    case emit(Device, <<"\n">>) of
        ok -> ok;
        Info -> erlang:error(badarg, [Device], Info)
    end.

%% Which characters of a list ~p shows as a string.
-spec printable_range() -> latin1.
printable_range() ->
    latin1.

%% The console does not know its size.
-spec columns() -> {error, enotsup}.
columns() ->
    {error, enotsup}.

-spec columns(device()) -> {error, enotsup}.
columns(_Device) ->
    {error, enotsup}.

-spec rows() -> {error, enotsup}.
rows() ->
    {error, enotsup}.

-spec rows(device()) -> {error, enotsup}.
rows(_Device) ->
    {error, enotsup}.

-spec getopts() -> [{atom(), term()}].
getopts() ->
    getopts(standard_io).

-spec getopts(device()) -> [{atom(), term()}].
getopts(_Device) ->
    [{binary, false}, {encoding, unicode}].

%% Accept what the console does anyway, refuse everything else.
-spec setopts([term()]) -> ok | {error, enotsup}.
setopts(Options) ->
    setopts(standard_io, Options).

-spec setopts(device(), [term()]) -> ok | {error, enotsup}.
setopts(_Device, Options) ->
    Known = [{encoding, unicode}, {encoding, utf8}, {binary, false}, list],
    case [Option || Option <- Options, not lists:member(Option, Known)] of
        [] -> ok;
        _ -> {error, enotsup}
    end.

%% The characters a format string stands for, or bad_format.
text(Format, Args) ->
    try
        io_lib:format(Format, Args)
    catch
        _:_ -> bad_format
    end.

%% Write to a device: ok, or the options for the badarg of the caller.
emit(standard_error, Chars) ->
    case utf8(Chars) of
        Bytes when is_binary(Bytes) -> avm_console:write_error(Bytes);
        bad_text -> ?BAD_TEXT
    end;
emit(Device, Chars) when Device =:= standard_io; Device =:= user; is_pid(Device) ->
    case utf8(Chars) of
        Bytes when is_binary(Bytes) -> avm_console:write(Bytes);
        bad_text -> ?BAD_TEXT
    end;
emit(Device, _Chars) when is_atom(Device) ->
    ?BAD_DEVICE.

%% A binary is taken to be UTF-8 already and passes through untouched, also when it is not.
utf8(Bytes) when is_binary(Bytes) ->
    Bytes;
utf8(Chars) ->
    try unicode:characters_to_binary(Chars) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> bad_text
    catch
        error:badarg -> bad_text
    end.
