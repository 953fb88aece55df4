%% SPDX-License-Identifier: Apache-2.0
%% unicode: conversions between encodings.
%%
%% Functions whose body is ?NATIVE are natives (vm/bif_unicode.c).
-module(unicode).

-export([bin_is_7bit/1, characters_to_binary/1, characters_to_binary/2, characters_to_binary/3]).
-export([characters_to_list/1, characters_to_list/2, bom_to_encoding/1, encoding_to_bom/1]).

-export([characters_to_nfc_list/1, characters_to_nfc_binary/1, characters_to_nfd_list/1, characters_to_nfd_binary/1]).
-export([characters_to_nfkc_list/1, characters_to_nfkc_binary/1, characters_to_nfkd_list/1, characters_to_nfkd_binary/1]).
-export([category/1, is_id_start/1, is_id_continue/1, is_whitespace/1]).

-ifndef(AVM_BOARD).
-export([characters_to_binary_int/2, characters_to_list_int/2]).
-endif.

-export_type([chardata/0, charlist/0, encoding/0, endian/0]).

-type chardata() :: charlist() | binary().
-type charlist() :: maybe_improper_list(char() | binary() | charlist(), binary() | []).
-type endian() :: big | little.
-type encoding() :: latin1 | unicode | utf8 | utf16 | {utf16, endian()} | utf32 | {utf32, endian()}.
-type failure() :: {error | incomplete, string() | binary(), term()}.

-define(NATIVE, erlang:nif_error(undefined)).

-spec bin_is_7bit(binary()) -> boolean().
bin_is_7bit(_Bin) -> ?NATIVE.

-spec characters_to_binary(chardata()) -> binary() | failure().
characters_to_binary(_Data) -> ?NATIVE.

-spec characters_to_binary(chardata(), encoding()) -> binary() | failure().
characters_to_binary(_Data, _In) -> ?NATIVE.

-spec characters_to_binary(chardata(), encoding(), encoding()) -> binary() | failure().
characters_to_binary(_Data, _In, _Out) -> ?NATIVE.

-spec characters_to_list(chardata()) -> string() | failure().
characters_to_list(_Data) -> ?NATIVE.

-spec characters_to_list(chardata(), encoding()) -> string() | failure().
characters_to_list(_Data, _In) -> ?NATIVE.

%% The encoding that a byte order mark stands for, and the length of the mark.
-spec bom_to_encoding(binary()) -> {encoding(), 0..4}.
bom_to_encoding(<<16#EF, 16#BB, 16#BF, _/binary>>) -> {utf8, 3};
bom_to_encoding(<<0, 0, 16#FE, 16#FF, _/binary>>) -> {{utf32, big}, 4};
bom_to_encoding(<<16#FF, 16#FE, 0, 0, _/binary>>) -> {{utf32, little}, 4};
bom_to_encoding(<<16#FE, 16#FF, _/binary>>) -> {{utf16, big}, 2};
bom_to_encoding(<<16#FF, 16#FE, _/binary>>) -> {{utf16, little}, 2};
bom_to_encoding(Bin) when is_binary(Bin) -> {latin1, 0}.

-spec encoding_to_bom(encoding()) -> binary().
encoding_to_bom(unicode) -> <<16#EF, 16#BB, 16#BF>>;
encoding_to_bom(utf8) -> <<16#EF, 16#BB, 16#BF>>;
encoding_to_bom(utf16) -> <<16#FE, 16#FF>>;
encoding_to_bom({utf16, big}) -> <<16#FE, 16#FF>>;
encoding_to_bom({utf16, little}) -> <<16#FF, 16#FE>>;
encoding_to_bom(utf32) -> <<0, 0, 16#FE, 16#FF>>;
encoding_to_bom({utf32, big}) -> <<0, 0, 16#FE, 16#FF>>;
encoding_to_bom({utf32, little}) -> <<16#FF, 16#FE, 0, 0>>;
encoding_to_bom(latin1) -> <<>>.

%% Normal forms ----------------------------------------------------------------------------------

-spec characters_to_nfc_list(chardata()) -> string() | failure().
characters_to_nfc_list(Data) -> formed(Data, nfc).

-spec characters_to_nfc_binary(chardata()) -> binary() | failure().
characters_to_nfc_binary(Data) -> packed(formed(Data, nfc)).

-spec characters_to_nfd_list(chardata()) -> string() | failure().
characters_to_nfd_list(Data) -> formed(Data, nfd).

-spec characters_to_nfd_binary(chardata()) -> binary() | failure().
characters_to_nfd_binary(Data) -> packed(formed(Data, nfd)).

-spec characters_to_nfkc_list(chardata()) -> string() | failure().
characters_to_nfkc_list(Data) -> formed(Data, nfkc).

-spec characters_to_nfkc_binary(chardata()) -> binary() | failure().
characters_to_nfkc_binary(Data) -> packed(formed(Data, nfkc)).

-spec characters_to_nfkd_list(chardata()) -> string() | failure().
characters_to_nfkd_list(Data) -> formed(Data, nfkd).

-spec characters_to_nfkd_binary(chardata()) -> binary() | failure().
characters_to_nfkd_binary(Data) -> packed(formed(Data, nfkd)).

formed(Data, Form) ->
    case ?MODULE:characters_to_list(Data) of
        {_, Good, Rest} -> {error, unicode_util:form(Good, Form), Rest};
        Points -> unicode_util:form(Points, Form)
    end.

packed({error, Good, Rest}) -> {error, ?MODULE:characters_to_binary(Good), Rest};
packed(Points) -> ?MODULE:characters_to_binary(Points).

%% Kinds of characters ---------------------------------------------------------------------------

%% General_Category, in words.
-spec category(char()) -> {atom(), atom()}.
category(C) when is_integer(C), C >= 0 -> unicode_util:category(C);
category(_) -> error(badarg).

-spec is_id_start(char()) -> boolean().
is_id_start(C) -> unicode_util:is_id_start(C).

-spec is_id_continue(char()) -> boolean().
is_id_continue(C) -> unicode_util:is_id_continue(C).

%% White_Space
-spec is_whitespace(char()) -> boolean().
is_whitespace(C) ->
    {_, Kind} = category(C),
    C >= 9 andalso C =< 13 orelse C =:= 133 orelse Kind =:= space orelse Kind =:= line orelse Kind =:= paragraph.

-ifndef(AVM_BOARD).
%% For Erlang/OTP itself, which has texts of few encodings in them.
characters_to_binary_int(Data, In) -> ?MODULE:characters_to_binary(Data, In).

characters_to_list_int(Data, In) -> ?MODULE:characters_to_list(Data, In).
-endif.
