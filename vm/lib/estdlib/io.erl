%% SPDX-License-Identifier: Apache-2.0
%% io: text to and from devices.
%%
%% A device is a process that speaks the I/O protocol, by its pid or name; standard_io is the group
%% leader. What is printed on the console goes there at once, without a message to its server.
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
-export([request/1, request/2, requests/1, requests/2]).
-export([get_line/1, get_line/2, get_chars/2, get_chars/3, get_password/0, get_password/1]).
-ifndef(AVM_BOARD).
-export([fread/2, fread/3]).
-endif.
-export([read/1, read/2, read/3, read/4]).
-export([scan_erl_exprs/1, scan_erl_exprs/2, scan_erl_exprs/3, scan_erl_exprs/4]).
-export([scan_erl_form/1, scan_erl_form/2, scan_erl_form/3, scan_erl_form/4]).
-export([parse_erl_exprs/1, parse_erl_exprs/2, parse_erl_exprs/3, parse_erl_exprs/4]).
-export([parse_erl_form/1, parse_erl_form/2, parse_erl_form/3, parse_erl_form/4]).

-export_type([device/0, format/0]).

-type device() :: atom() | pid().
-type format() :: atom() | string() | binary().

-type prompt() :: atom() | unicode:chardata().
-type server_no_data() :: {error, term()} | eof.

%% Why a call was badarg: the device, or what was to be printed on it.
-define(BAD_DEVICE, [{error_info, #{cause => {io, arguments}, module => erl_stdlib_errors}}]).
-define(BAD_TEXT, [{error_info, #{cause => {device, put_chars}, module => erl_stdlib_errors}}]).

%% Output ----------------------------------------------------------------------------------------

%% Print the format string as it is, only ~n and ~~ make sense in it.
-spec format(format()) -> ok.
format(Format) ->
    case emit(standard_io, format, [Format, []]) of
        ok -> ok;
        Error -> failed(Error, [Format])
    end.

-spec format(format(), [term()]) -> ok.
format(Format, Args) ->
    case emit(standard_io, format, [Format, Args]) of
        ok -> ok;
        Error -> failed(Error, [Format, Args])
    end.

-spec format(device(), format(), [term()]) -> ok.
format(Device, Format, Args) ->
    case emit(Device, format, [Format, Args]) of
        ok -> ok;
        Error -> failed(Error, [Device, Format, Args])
    end.

-spec fwrite(format()) -> ok.
fwrite(Format) ->
    case emit(standard_io, format, [Format, []]) of
        ok -> ok;
        Error -> failed(Error, [Format])
    end.

-spec fwrite(format(), [term()]) -> ok.
fwrite(Format, Args) ->
    case emit(standard_io, format, [Format, Args]) of
        ok -> ok;
        Error -> failed(Error, [Format, Args])
    end.

-spec fwrite(device(), format(), [term()]) -> ok.
fwrite(Device, Format, Args) ->
    case emit(Device, format, [Format, Args]) of
        ok -> ok;
        Error -> failed(Error, [Device, Format, Args])
    end.

%% Print characters: a deep list of code points and UTF-8 binaries.
-spec put_chars(unicode:chardata()) -> ok.
put_chars(Chars) ->
    case emit(standard_io, put_chars, [Chars]) of
        ok -> ok;
        Error -> failed(Error, [Chars])
    end.

-spec put_chars(device(), unicode:chardata()) -> ok.
put_chars(Device, Chars) ->
    case emit(Device, put_chars, [Chars]) of
        ok -> ok;
        Error -> failed(Error, [Device, Chars])
    end.

%% Print a term the way ~w does.
-spec write(term()) -> ok.
write(Term) ->
    write(standard_io, Term).

-spec write(device(), term()) -> ok.
write(Device, Term) ->
    case emit(Device, write, [Term]) of
        ok -> ok;
        Error -> failed(Error, [Device, Term])
    end.

-spec nl() -> ok.
nl() ->
    nl(standard_io).

-spec nl(device()) -> ok.
nl(Device) ->
    case emit(Device, nl, []) of
        ok -> ok;
        Error -> failed(Error, [Device])
    end.

%% Hand text to a device, what a function of io_lib returns or chars: ok, or {error, What}.
emit(Device, What, Args) ->
    case console(Device) of
        false -> request(Device, asked(What, Args));
        Stream -> written(Stream, What, Args)
    end.

asked(put_chars, [Chars]) -> {put_chars, unicode, bytes(Chars)};
asked(nl, []) -> {put_chars, unicode, "\n"};
asked(F, Args) -> {put_chars, unicode, io_lib, F, Args}.

%% Is that the console, or its error stream? There they need no server. Where the library has no server
%% of the console, every group leader is the console.
console(standard_error) ->
    case whereis(standard_error) =:= avm_console:server(error) of
        true -> error;
        false -> false
    end;
console(Device) ->
    case avm_console:server(output) of
        undefined when Device =:= standard_io; Device =:= user; is_pid(Device) -> output;
        undefined -> false;
        Server ->
            case pid(Device) of
                Server -> output;
                _ -> false
            end
    end.

pid(standard_io) -> group_leader();
pid(Device) when is_atom(Device) -> whereis(Device);
pid(Device) -> Device.

%% On the output or the error stream.
written(Stream, What, Args) ->
    try utf8(chars(What, Args)) of
        Bytes when is_binary(Bytes), Stream =:= output -> avm_console:write(Bytes);
        Bytes when is_binary(Bytes) -> avm_console:write_error(Bytes);
        _ -> {error, put_chars}
    catch
        _:_ -> {error, put_chars}
    end.

%% A binary is taken to be UTF-8 already and passes through untouched, also when it is not.
utf8(Bytes) when is_binary(Bytes) -> Bytes;
utf8(Chars) -> unicode:characters_to_binary(Chars).

chars(put_chars, [Chars]) -> Chars;
chars(nl, []) -> <<"\n">>;
chars(F, Args) -> apply(io_lib, F, Args).

%% What a request carries is small, where it can be.
bytes(Chars) ->
    try unicode:characters_to_binary(Chars) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> Chars
    catch
        error:_ -> Chars
    end.

-spec failed({error, term()}, [term()]) -> no_return().
failed({error, terminated}, Args) ->
    Info = #{cause => {io, terminated}, module => erl_stdlib_errors},
    erlang:error(terminated, Args, [{error_info, Info}]);
failed({error, arguments}, Args) -> erlang:error(badarg, Args, ?BAD_DEVICE);
failed({error, {no_translation, _, _}}, Args) -> erlang:error(no_translation, Args);
failed({error, _}, Args) -> erlang:error(badarg, Args, ?BAD_TEXT).

%% Devices ---------------------------------------------------------------------------------------

%% Which characters of a list ~p shows as a string.
-spec printable_range() -> latin1.
printable_range() ->
    latin1.

-spec columns() -> {ok, pos_integer()} | {error, enotsup}.
columns() -> columns(standard_io).

-spec columns(device()) -> {ok, pos_integer()} | {error, enotsup}.
columns(Device) -> geometry(Device, columns).

-spec rows() -> {ok, pos_integer()} | {error, enotsup}.
rows() -> rows(standard_io).

-spec rows(device()) -> {ok, pos_integer()} | {error, enotsup}.
rows(Device) -> geometry(Device, rows).

geometry(Device, What) ->
    case request(Device, {get_geometry, What}) of
        N when is_integer(N), N > 0 -> {ok, N};
        _ -> {error, enotsup}
    end.

-spec getopts() -> [{atom(), term()}] | {error, term()}.
getopts() -> getopts(standard_io).

-spec getopts(device()) -> [{atom(), term()}] | {error, term()}.
getopts(Device) -> request(Device, getopts).

-spec setopts([term()]) -> ok | {error, term()}.
setopts(Options) -> setopts(standard_io, Options).

-spec setopts(device(), [term()]) -> ok | {error, term()}.
setopts(Device, Options) -> request(Device, {setopts, Options}).

%% The protocol ----------------------------------------------------------------------------------

-spec request(term()) -> term().
request(Request) -> request(standard_io, Request).

-spec request(device(), term()) -> term().
request(Device, Request) when is_pid(Device) -> execute(Device, complete(Request));
request(Device, Request) when is_atom(Device) ->
    case pid(Device) of
        undefined when Device =:= standard_error -> standard_error(complete(Request));
        undefined -> {error, arguments};
        Pid -> request(Pid, Request)
    end.

-spec requests([term()]) -> term().
requests(Requests) -> requests(standard_io, Requests).

-spec requests(device(), [term()]) -> term().
requests(Device, Requests) -> request(Device, {requests, [complete(Request) || Request <- Requests]}).

execute(Pid, Request) ->
    Ref = monitor(process, Pid),
    Pid ! {io_request, self(), Ref, Request},
    receive
        {io_reply, Ref, Reply} ->
            demonitor(Ref, [flush]),
            Reply;
        {'DOWN', Ref, _, _, _} ->
            % The reply may have come before.
            receive
                {io_reply, Ref, Reply} -> Reply
            after 0 -> {error, terminated}
            end
    end.

%% The error stream has no server of its own.
standard_error({put_chars, unicode, Chars}) -> written(error, put_chars, [Chars]);
standard_error({put_chars, unicode, io_lib, F, Args}) -> written(error, F, Args);
standard_error(_) -> {error, enotsup}.

%% Short forms that only io understands.
complete({write, Term}) -> {put_chars, unicode, io_lib, write, [Term]};
complete({format, Format, Args}) -> {put_chars, unicode, io_lib, format, [Format, Args]};
complete({fwrite, Format, Args}) -> complete({format, Format, Args});
complete(nl) -> {put_chars, unicode, "\n"};
complete({put_chars, Encoding, Chars}) when Encoding =:= unicode -> {put_chars, unicode, bytes(Chars)};
complete({fread, Prompt, Format}) -> {get_until, unicode, Prompt, io_lib, fread, [Format]};
complete(Request) -> Request.

%% Input -----------------------------------------------------------------------------------------

-spec get_line(prompt()) -> unicode:chardata() | server_no_data().
get_line(Prompt) -> get_line(standard_io, Prompt).

-spec get_line(device(), prompt()) -> unicode:chardata() | server_no_data().
get_line(Device, Prompt) -> request(Device, {get_line, unicode, Prompt}).

-spec get_chars(prompt(), non_neg_integer()) -> unicode:chardata() | server_no_data().
get_chars(Prompt, N) -> get_chars(standard_io, Prompt, N).

-spec get_chars(device(), prompt(), non_neg_integer()) -> unicode:chardata() | server_no_data().
get_chars(Device, Prompt, N) when is_integer(N), N >= 0 -> request(Device, {get_chars, unicode, Prompt, N}).

-spec get_password() -> unicode:chardata() | server_no_data().
get_password() -> get_password(standard_io).

-spec get_password(device()) -> unicode:chardata() | server_no_data().
get_password(Device) -> request(Device, {get_password, unicode}).

-spec fread(prompt(), string()) -> {ok, [term()]} | server_no_data().
fread(Prompt, Format) -> fread(standard_io, Prompt, Format).

-spec fread(device(), prompt(), string()) -> {ok, [term()]} | server_no_data().
fread(Device, Prompt, Format) -> request(Device, {fread, Prompt, Format}).

%% Terms, expressions and forms: what reads them are the erl_scan and erl_parse of Erlang/OTP; without them
%% the answer is {error, {undef, erl_scan}}.

-spec read(prompt()) -> {ok, term()} | server_no_data().
read(Prompt) -> read(standard_io, Prompt).

-spec read(device(), prompt()) -> {ok, term()} | server_no_data().
read(Device, Prompt) -> shorter(parsed(tokens(Device, Prompt, [1]), fun erl_parse:parse_term/1)).

-spec read(device(), prompt(), term()) -> tuple().
read(Device, Prompt, Start) -> read(Device, Prompt, Start, []).

-spec read(device(), prompt(), term(), list()) -> tuple().
read(Device, Prompt, Start, Options) ->
    parsed(tokens(Device, Prompt, [Start, Options]), fun erl_parse:parse_term/1).

shorter({ok, Term, _}) -> {ok, Term};
shorter({error, Error, _}) -> {error, Error};
shorter({eof, _}) -> eof;
shorter(Other) -> Other.

%% A server without a scanner says that it could not do what get_until asks; one of a file names the function.
tokens(Device, Prompt, Args) ->
    case request(Device, {get_until, unicode, Prompt, erl_scan, tokens, Args}) of
        {error, What} = Error when What =:= get_until; What =:= tokens ->
            case erlang:module_loaded(erl_scan) of
                true -> Error;
                false -> {error, {undef, erl_scan}}
            end;
        Other -> Other
    end.

parsed({ok, Tokens, End}, Parse) ->
    case Parse(Tokens) of
        {ok, Parsed} -> {ok, Parsed, End};
        {error, Error} -> {error, Error, End}
    end;
parsed(Other, _Parse) -> Other.

-spec scan_erl_exprs(prompt()) -> tuple().
scan_erl_exprs(Prompt) -> scan_erl_exprs(standard_io, Prompt, 1).

-spec scan_erl_exprs(device(), prompt()) -> tuple().
scan_erl_exprs(Device, Prompt) -> scan_erl_exprs(Device, Prompt, 1).

-spec scan_erl_exprs(device(), prompt(), term()) -> tuple().
scan_erl_exprs(Device, Prompt, Start) -> scan_erl_exprs(Device, Prompt, Start, []).

-spec scan_erl_exprs(device(), prompt(), term(), list()) -> tuple().
scan_erl_exprs(Device, Prompt, Start, Options) -> tokens(Device, Prompt, [Start, Options]).

-spec scan_erl_form(prompt()) -> tuple().
scan_erl_form(Prompt) -> scan_erl_exprs(Prompt).

-spec scan_erl_form(device(), prompt()) -> tuple().
scan_erl_form(Device, Prompt) -> scan_erl_exprs(Device, Prompt).

-spec scan_erl_form(device(), prompt(), term()) -> tuple().
scan_erl_form(Device, Prompt, Start) -> scan_erl_exprs(Device, Prompt, Start).

-spec scan_erl_form(device(), prompt(), term(), list()) -> tuple().
scan_erl_form(Device, Prompt, Start, Options) -> scan_erl_exprs(Device, Prompt, Start, Options).

-spec parse_erl_exprs(prompt()) -> tuple().
parse_erl_exprs(Prompt) -> parse_erl_exprs(standard_io, Prompt, 1).

-spec parse_erl_exprs(device(), prompt()) -> tuple().
parse_erl_exprs(Device, Prompt) -> parse_erl_exprs(Device, Prompt, 1).

-spec parse_erl_exprs(device(), prompt(), term()) -> tuple().
parse_erl_exprs(Device, Prompt, Start) -> parse_erl_exprs(Device, Prompt, Start, []).

-spec parse_erl_exprs(device(), prompt(), term(), list()) -> tuple().
parse_erl_exprs(Device, Prompt, Start, Options) ->
    parsed(scan_erl_exprs(Device, Prompt, Start, Options), fun erl_parse:parse_exprs/1).

-spec parse_erl_form(prompt()) -> tuple().
parse_erl_form(Prompt) -> parse_erl_form(standard_io, Prompt, 1).

-spec parse_erl_form(device(), prompt()) -> tuple().
parse_erl_form(Device, Prompt) -> parse_erl_form(Device, Prompt, 1).

-spec parse_erl_form(device(), prompt(), term()) -> tuple().
parse_erl_form(Device, Prompt, Start) -> parse_erl_form(Device, Prompt, Start, []).

-spec parse_erl_form(device(), prompt(), term(), list()) -> tuple().
parse_erl_form(Device, Prompt, Start, Options) ->
    parsed(scan_erl_exprs(Device, Prompt, Start, Options), fun erl_parse:parse_form/1).
