%% SPDX-License-Identifier: Apache-2.0
%% avm_user: the console's servers: user, the group leader of the first process, and standard_error.
%%
%% It speaks the I/O protocol of Erlang/OTP. What is printed through io goes to the console without it;
%% it is asked for input, and by those who send requests themselves. Input is UTF-8; what has been
%% read and not asked for yet is kept as characters.
-module(avm_user).

-export([server/0, errors/0]).

%% rest: characters read ahead. bytes: the beginning of a character. ended: there is no more.
%% errors: it is standard_error, which reads nothing.
-record(state, {rest = [], bytes = <<>>, ended = false, binary = false, errors = false}).

-spec server() -> no_return().
server() -> loop(#state{}).

-spec errors() -> no_return().
errors() -> loop(#state{errors = true}).

loop(S0) ->
    receive
        {io_request, From, As, Request} ->
            {Reply, S} = asked(Request, S0),
            From ! {io_reply, As, Reply},
            loop(S);
        _ -> loop(S0)
    end.

asked(Request, #state{errors = true} = S) ->
    case is_tuple(Request) andalso tuple_size(Request) > 0 andalso element(1, Request) of
        Kind when Kind =:= put_chars; Kind =:= setopts; Kind =:= requests -> request(Request, S);
        _ when Request =:= getopts -> request(Request, S);
        _ -> {{error, {request, Request}}, S}
    end;
asked(Request, S) -> request(Request, S).

%% {Reply, State}
request({put_chars, Chars}, S) -> request({put_chars, latin1, Chars}, S);
request({put_chars, Encoding, Chars}, S) -> {emit(Encoding, Chars, S), S};
request({put_chars, M, F, A}, S) -> request({put_chars, latin1, M, F, A}, S);
request({put_chars, Encoding, M, F, A}, S) ->
    try apply(M, F, A) of
        Chars -> {emit(Encoding, Chars, S), S}
    catch
        _:_ -> {{error, F}, S}
    end;
request({get_line, Prompt}, S) -> request({get_line, latin1, Prompt}, S);
request({get_line, _, Prompt}, S) -> input(Prompt, fun line/2, [], S);
request({get_chars, Prompt, N}, S) -> request({get_chars, latin1, Prompt, N}, S);
request({get_chars, _, Prompt, N}, S) when is_integer(N), N >= 0 -> input(Prompt, fun chars/2, {N, []}, S);
request({get_until, Prompt, M, F, A}, S) -> request({get_until, latin1, Prompt, M, F, A}, S);
request({get_until, _, Prompt, M, F, A}, S) ->
    input(Prompt, fun(Chars, Cont) -> apply(M, F, [Cont, Chars | A]) end, [], S);
request({get_password, _}, S) -> {{error, enotsup}, S};
request({get_geometry, _}, S) -> {{error, enotsup}, S};
request(getopts, #state{errors = true} = S) -> {[{encoding, unicode}], S};
request(getopts, S) -> {[{binary, S#state.binary}, {encoding, unicode}], S};
request({setopts, Options}, S) -> options(Options, S);
request({requests, Requests}, S) -> requests(Requests, {ok, S});
request(_, S) -> {{error, request}, S}.

%% Up to the first that fails; the reply to the last.
requests(_, {{error, _}, _} = Failed) -> Failed;
requests([Request | Requests], {_, S}) -> requests(Requests, asked(Request, S));
requests([], Done) -> Done;
requests(_, {_, S}) -> {{error, requests}, S}.

emit(Encoding, Chars, S) ->
    try unicode:characters_to_binary(Chars, Encoding) of
        Bytes when is_binary(Bytes), S#state.errors -> avm_console:write_error(Bytes);
        Bytes when is_binary(Bytes) -> avm_console:write(Bytes);
        _ -> {error, put_chars}
    catch
        error:_ -> {error, put_chars}
    end.

options([Option | _], #state{errors = true} = S) when element(1, Option) =/= encoding; is_atom(Option) -> {{error, enotsup}, S};
options([{binary, Binary} | Options], S) when is_boolean(Binary) -> options(Options, S#state{binary = Binary});
options([binary | Options], S) -> options(Options, S#state{binary = true});
options([list | Options], S) -> options(Options, S#state{binary = false});
options([{encoding, Encoding} | Options], S) when Encoding =:= unicode; Encoding =:= utf8 -> options(Options, S);
options([], S) -> {ok, S};
options(_, S) -> {{error, enotsup}, S}.

%% Read until Step is satisfied: it gets characters or eof, and answers {more, Continuation} or
%% {done, Result, characters too many or eof}.
input(Prompt, Step, Cont, S) ->
    case emit(unicode, io_lib:format_prompt(Prompt, unicode), S) of
        ok -> steps(Step, Cont, S);
        Error -> {Error, S}
    end.

steps(Step, Cont0, #state{rest = Rest, ended = Ended} = S) ->
    Chars = if Rest =:= [], Ended -> eof; true -> Rest end,
    try Step(Chars, Cont0) of
        {done, Result, Left} when is_list(Left) -> {reply(Result, S), S#state{rest = Left}};
        {done, Result, _} -> {reply(Result, S), S#state{rest = []}};
        {more, Cont} when Chars =/= eof -> steps(Step, Cont, more(S#state{rest = []}));
        _ -> {{error, get_until}, S}
    catch
        _:_ -> {{error, get_until}, S#state{rest = []}}
    end.

reply(Result, #state{binary = true}) when is_list(Result) -> unicode:characters_to_binary(Result);
reply(Result, _) -> Result.

line(eof, []) -> {done, eof, []};
line(eof, Line) -> {done, lists:reverse(Line), []};
line([$\n | Rest], Line) -> {done, lists:reverse(Line, "\n"), Rest};
line([C | Rest], Line) -> line(Rest, [C | Line]);
line([], Line) -> {more, Line}.

chars(Rest, {0, Chars}) -> {done, lists:reverse(Chars), Rest};
chars(eof, {_, []}) -> {done, eof, []};
chars(eof, {_, Chars}) -> {done, lists:reverse(Chars), []};
chars([C | Rest], {N, Chars}) -> chars(Rest, {N - 1, [C | Chars]});
chars([], State) -> {more, State}.

%% The next characters. When there are none yet, the machine tells when to ask again.
more(#state{ended = true} = S) -> S;
more(#state{bytes = Bytes} = S) ->
    case avm_console:read() of
        wait ->
            receive
                input -> more(S)
            end;
        eof -> S#state{rest = binary_to_list(Bytes), bytes = <<>>, ended = true};
        Read ->
            All = <<Bytes/binary, Read/binary>>,
            case unicode:characters_to_list(All) of
                Chars when is_list(Chars) -> S#state{rest = Chars, bytes = <<>>};
                {incomplete, Chars, Cut} -> S#state{rest = Chars, bytes = Cut};
                % Not UTF-8 after all.
                {error, _, _} -> S#state{rest = binary_to_list(All), bytes = <<>>}
            end
    end.
