%% SPDX-License-Identifier: Apache-2.0
%% binary: search, cut and convert binaries.
%%
%% All functions are natives (vm/bif_binary_module.c, vm/bif_binary_search.c); calls never get here.
-module(binary).

-export([at/2, bin_to_list/1, bin_to_list/2, bin_to_list/3, compile_pattern/1, copy/1, copy/2]).
-export([decode_hex/1, decode_unsigned/1, decode_unsigned/2, encode_hex/1, encode_hex/2]).
-export([encode_unsigned/1, encode_unsigned/2, first/1, join/2, last/1, list_to_bin/1]).
-export([longest_common_prefix/1, longest_common_suffix/1, match/2, match/3, matches/2, matches/3]).
-export([part/2, part/3, referenced_byte_size/1, replace/3, replace/4, split/2, split/3]).

-export_type([cp/0]).

-opaque cp() :: {bm | ac, reference()}.
-type pattern() :: binary() | [binary()] | cp().
-type part() :: {Start :: non_neg_integer(), Length :: integer()}.
-type option() :: {scope, part()} | global | trim | trim_all | {insert_replaced, term()}.

-define(NATIVE, erlang:nif_error(undefined)).

-spec at(binary(), non_neg_integer()) -> byte().
at(_Subject, _Pos) -> ?NATIVE.

-spec bin_to_list(binary()) -> [byte()].
bin_to_list(_Subject) -> ?NATIVE.

-spec bin_to_list(binary(), part()) -> [byte()].
bin_to_list(_Subject, _PosLen) -> ?NATIVE.

-spec bin_to_list(binary(), non_neg_integer(), integer()) -> [byte()].
bin_to_list(_Subject, _Pos, _Len) -> ?NATIVE.

-spec compile_pattern(binary() | [binary()]) -> cp().
compile_pattern(_Pattern) -> ?NATIVE.

-spec copy(binary()) -> binary().
copy(_Subject) -> ?NATIVE.

-spec copy(binary(), non_neg_integer()) -> binary().
copy(_Subject, _N) -> ?NATIVE.

-spec decode_hex(binary()) -> binary().
decode_hex(_Hex) -> ?NATIVE.

-spec decode_unsigned(binary()) -> non_neg_integer().
decode_unsigned(_Subject) -> ?NATIVE.

-spec decode_unsigned(binary(), big | little) -> non_neg_integer().
decode_unsigned(_Subject, _Endianness) -> ?NATIVE.

-spec encode_hex(binary()) -> binary().
encode_hex(_Subject) -> ?NATIVE.

-spec encode_hex(binary(), uppercase | lowercase) -> binary().
encode_hex(_Subject, _Case) -> ?NATIVE.

-spec encode_unsigned(non_neg_integer()) -> binary().
encode_unsigned(_Unsigned) -> ?NATIVE.

-spec encode_unsigned(non_neg_integer(), big | little) -> binary().
encode_unsigned(_Unsigned, _Endianness) -> ?NATIVE.

-spec first(binary()) -> byte().
first(_Subject) -> ?NATIVE.

-spec join([binary()], binary()) -> binary().
join(_Binaries, _Separator) -> ?NATIVE.

-spec last(binary()) -> byte().
last(_Subject) -> ?NATIVE.

-spec list_to_bin(iodata()) -> binary().
list_to_bin(_Bytes) -> ?NATIVE.

-spec longest_common_prefix([binary()]) -> non_neg_integer().
longest_common_prefix(_Binaries) -> ?NATIVE.

-spec longest_common_suffix([binary()]) -> non_neg_integer().
longest_common_suffix(_Binaries) -> ?NATIVE.

-spec match(binary(), pattern()) -> part() | nomatch.
match(_Subject, _Pattern) -> ?NATIVE.

-spec match(binary(), pattern(), [option()]) -> part() | nomatch.
match(_Subject, _Pattern, _Options) -> ?NATIVE.

-spec matches(binary(), pattern()) -> [part()].
matches(_Subject, _Pattern) -> ?NATIVE.

-spec matches(binary(), pattern(), [option()]) -> [part()].
matches(_Subject, _Pattern, _Options) -> ?NATIVE.

-spec part(binary(), part()) -> binary().
part(_Subject, _PosLen) -> ?NATIVE.

-spec part(binary(), non_neg_integer(), integer()) -> binary().
part(_Subject, _Pos, _Len) -> ?NATIVE.

-spec referenced_byte_size(binary()) -> non_neg_integer().
referenced_byte_size(_Subject) -> ?NATIVE.

-spec replace(binary(), pattern(), binary() | fun((binary()) -> binary())) -> binary().
replace(Subject, Pattern, Replacement) -> replace(Subject, Pattern, Replacement, []).

-spec replace(binary(), pattern(), binary() | fun((binary()) -> binary()), [option()]) -> binary().
replace(Subject, Pattern, Fun, Options) when is_function(Fun, 1), is_list(Options) ->
    Scope = [O || O <- Options, O =/= global],
    Found =
        case length(Scope) < length(Options) of
            true -> binary:matches(Subject, Pattern, Scope);
            false -> [M || M <- [binary:match(Subject, Pattern, Scope)], M =/= nomatch]
        end,
    iolist_to_binary(replaced(Subject, 0, Found, Fun));
replace(Subject, Pattern, Replacement, Options) ->
    try
        avm_binary:replace(Subject, Pattern, Replacement, Options)
    catch
        error:badarg -> error(badarg, [Subject, Pattern, Replacement, Options])
    end.

replaced(Subject, From, [{Start, Length} | Found], Fun) ->
    <<_:From/binary, Before:(Start - From)/binary, Match:Length/binary, _/binary>> = Subject,
    [Before, Fun(Match) | replaced(Subject, Start + Length, Found, Fun)];
replaced(Subject, From, [], _Fun) ->
    [binary:part(Subject, From, byte_size(Subject) - From)].

-spec split(binary(), pattern()) -> [binary()].
split(_Subject, _Pattern) -> ?NATIVE.

-spec split(binary(), pattern(), [option()]) -> [binary()].
split(_Subject, _Pattern, _Options) -> ?NATIVE.
