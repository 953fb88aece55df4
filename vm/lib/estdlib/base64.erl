%% SPDX-License-Identifier: Apache-2.0
%% base64: binaries as text (RFC 4648 sections 4 and 5).
%%
%% Functions whose body is ?NATIVE are natives (vm/bif_base64.c).
-module(base64).

-export([decode/1, decode/2, decode_to_string/1, decode_to_string/2]).
-export([encode/1, encode/2, encode_to_string/1, encode_to_string/2]).
-export([mime_decode/1, mime_decode/2, mime_decode_to_string/1, mime_decode_to_string/2]).
-export([format_error/2]).

-type text() :: binary() | string().
-type options() :: #{mode => standard | urlsafe, padding => boolean()}.

-define(NATIVE, erlang:nif_error(undefined)).

-spec decode(text()) -> binary().
decode(_Base64) -> ?NATIVE.

-spec decode(text(), options()) -> binary().
decode(_Base64, _Options) -> ?NATIVE.

-spec decode_to_string(text()) -> string().
decode_to_string(_Base64) -> ?NATIVE.

-spec decode_to_string(text(), options()) -> string().
decode_to_string(_Base64, _Options) -> ?NATIVE.

-spec encode(text()) -> binary().
encode(_Data) -> ?NATIVE.

-spec encode(text(), options()) -> binary().
encode(_Data, _Options) -> ?NATIVE.

-spec encode_to_string(text()) -> string().
encode_to_string(_Data) -> ?NATIVE.

-spec encode_to_string(text(), options()) -> string().
encode_to_string(_Data, _Options) -> ?NATIVE.

-spec mime_decode(text()) -> binary().
mime_decode(_Base64) -> ?NATIVE.

-spec mime_decode_to_string(text()) -> string().
mime_decode_to_string(_Base64) -> ?NATIVE.

%% Decode, leaving out whatever is not of the alphabet.
-spec mime_decode(text(), options()) -> binary().
mime_decode(Base64, Options) when is_list(Base64) ->
    mime_decode(list_to_binary(Base64), Options);
mime_decode(Base64, Options) when is_binary(Base64), is_map(Options) ->
    Kept =
        case maps:get(mode, Options, standard) of
            standard -> <<<<C>> || <<C>> <= Base64, is_common(C) orelse C =:= $+ orelse C =:= $/>>;
            urlsafe -> <<<<(plain(C))>> || <<C>> <= Base64, is_common(C) orelse C =:= $- orelse C =:= $_>>
        end,
    case maps:get(padding, Options, true) of
        true -> base64:mime_decode(Kept);
        false -> base64:decode(hd(binary:split(Kept, <<"=">>)), #{padding => false})
    end.

-spec mime_decode_to_string(text(), options()) -> string().
mime_decode_to_string(Base64, Options) ->
    binary_to_list(mime_decode(Base64, Options)).

is_common(C) when C >= $a, C =< $z; C >= $A, C =< $Z; C >= $0, C =< $9; C =:= $= -> true;
is_common(_C) -> false.

plain($-) -> $+;
plain($_) -> $/;
plain(C) -> C.

%% What is wrong with the arguments, by position, for reports of crashes.
-spec format_error(term(), [term()]) -> #{pos_integer() => unicode:chardata()}.
format_error({badarg, [_ | _]}, _Stack) ->
    #{};
format_error(_Reason, [{_M, _F, _As, Info} | _]) ->
    case maps:get(cause, proplists:get_value(error_info, Info, #{}), #{}) of
        missing_padding -> #{1 => <<"missing padding">>};
        _ -> #{}
    end.
