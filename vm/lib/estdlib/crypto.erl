%% SPDX-License-Identifier: Apache-2.0
%% crypto: hashes, HMAC and random bytes. SHA-1 and SHA-2 as FIPS 180-4 describes them; their constants
%% are computed when they are first needed.
-module(crypto).

-export([exor/2, hash/2, hash_equals/2, hash_final/1, hash_info/1, hash_init/1, hash_update/2]).
-export([mac/4, macN/5, strong_rand_bytes/1]).

-export_type([hash_state/0]).

-type type() :: md5 | sha | sha224 | sha256 | sha384 | sha512.
-opaque hash_state() :: {'$hash', type(), iodata()}.

-define(BAD(What), error({badarg, {"crypto.erl", ?LINE}, What})).

-spec strong_rand_bytes(non_neg_integer()) -> binary().
strong_rand_bytes(_Size) -> erlang:nif_error(undefined).

-spec hash(type(), iodata()) -> binary().
hash(Type, Data) ->
    _ = sizes(Type),
    digest(Type, iolist_to_binary(Data)).

-spec hash_init(type()) -> hash_state().
hash_init(Type) ->
    _ = sizes(Type),
    {'$hash', Type, []}.

-spec hash_update(hash_state(), iodata()) -> hash_state().
hash_update({'$hash', Type, Data}, More) -> {'$hash', Type, [Data | iolist_to_binary(More)]};
hash_update(_, _) -> ?BAD("Bad state").

-spec hash_final(hash_state()) -> binary().
hash_final({'$hash', Type, Data}) -> hash(Type, Data);
hash_final(_) -> ?BAD("Bad state").

-spec hash_info(type()) -> #{size := pos_integer(), block_size := pos_integer(), type := integer()}.
hash_info(Type) ->
    {Size, Block, Id} = sizes(Type),
    #{size => Size, block_size => Block, type => Id}.

%% Bytes of the digest and of a block, and the number of the kind elsewhere.
sizes(md5) -> {16, 64, 4};
sizes(sha) -> {20, 64, 64};
sizes(sha224) -> {28, 64, 675};
sizes(sha256) -> {32, 64, 672};
sizes(sha384) -> {48, 128, 673};
sizes(sha512) -> {64, 128, 674};
sizes(_) -> ?BAD("Bad digest type").

%% Takes as long wherever the difference is.
-spec hash_equals(binary(), binary()) -> boolean().
hash_equals(A, B) when is_binary(A), byte_size(A) =:= byte_size(B) ->
    lists:foldl(fun erlang:'bor'/2, 0, binary:bin_to_list(exor(A, B))) =:= 0;
hash_equals(_, _) -> error(badarg).

-spec exor(iodata(), iodata()) -> binary().
exor(A0, B0) ->
    {A, B} = {iolist_to_binary(A0), iolist_to_binary(B0)},
    Size = bit_size(A),
    case {A, B} of
        {<<M:Size>>, <<N:Size>>} -> <<(M bxor N):Size>>;
        _ -> error(badarg)
    end.

-spec mac(hmac, type(), iodata(), iodata()) -> binary().
mac(hmac, Type, Key0, Data) ->
    {_, Block, _} = sizes(Type),
    Key =
        case iolist_to_binary(Key0) of
            Long when byte_size(Long) > Block -> hash(Type, Long);
            Short -> Short
        end,
    Pad = fun(Byte) -> exor(<<Key/binary, 0:(8 * (Block - byte_size(Key)))>>, binary:copy(<<Byte>>, Block)) end,
    hash(Type, [Pad(16#5C), hash(Type, [Pad(16#36), iolist_to_binary(Data)])]);
mac(_, _, _, _) -> ?BAD("Unknown mac algorithm").

-spec macN(hmac, type(), iodata(), iodata(), pos_integer()) -> binary().
macN(Kind, Type, Key, Data, Size) ->
    case mac(Kind, Type, Key, Data) of
        <<First:Size/binary, _/binary>> -> First;
        _ -> ?BAD("Bad mac length")
    end.

%% Hashing ---------------------------------------------------------------------------------------

digest(md5, Data) -> erlang:md5(Data);
digest(sha, Data) ->
    Start = {16#67452301, 16#EFCDAB89, 16#98BADCFE, 16#10325476, 16#C3D2E1F0},
    State = blocks(padded(Data, 32), 32, Start, fun(Words, {A, B, C, D, E}) -> sha1(0, Words, A, B, C, D, E) end),
    << <<W:32>> || W <- tuple_to_list(State) >>;
digest(Type, Data) ->
    {Size, Block, _} = sizes(Type),
    Width = Block div 2,
    {Roots, Constants} = constants(Width),
    {First, Second} = lists:split(8, Roots),
    Start = [word(Type, Root) || Root <- if Type =:= sha224; Type =:= sha384 -> Second; true -> First end],
    State = blocks(padded(Data, Width), Width, list_to_tuple(Start), fun(Words, S) -> sha2(Constants, Words, Width, S) end),
    <<Digest:Size/binary, _/binary>> = << <<W:Width>> || W <- tuple_to_list(State) >>,
    Digest.

%% SHA-224 begins with the lower halves of what SHA-384 begins with, SHA-256 with the upper of SHA-512's.
word(sha224, Root) -> Root band 16#FFFFFFFF;
word(sha256, Root) -> Root bsr 32;
word(_, Root) -> Root.

%% A bit, zeros, and the length: whole blocks of 16 words.
padded(Data, Width) ->
    Block = Width * 16,
    Zeros = Block - 1 - (bit_size(Data) + 2 * Width) rem Block,
    <<Data/binary, 1:1, 0:Zeros, (bit_size(Data)):(2 * Width)>>.

blocks(<<>>, _Width, State, _Round) -> State;
blocks(Data, Width, State, Round) ->
    Size = 2 * Width,
    <<Block:Size/binary, Rest/binary>> = Data,
    Mask = (1 bsl Width) - 1,
    After = Round([W || <<W:Width>> <= Block], State),
    blocks(Rest, Width, list_to_tuple([(X + Y) band Mask || {X, Y} <- lists:zip(tuple_to_list(State), tuple_to_list(After))]), Round).

sha1(80, _, A, B, C, D, E) -> {A, B, C, D, E};
sha1(N, [W0 | [_, W2, _, _, _, _, _, W8, _, _, _, _, W13 | _] = Ws], A, B, C, D, E) ->
    {F, K} =
        if
            N < 20 -> {(B band C) bor ((bnot B) band D), 16#5A827999};
            N < 40 -> {B bxor C bxor D, 16#6ED9EBA1};
            N < 60 -> {(B band C) bor (B band D) bor (C band D), 16#8F1BBCDC};
            true -> {B bxor C bxor D, 16#CA62C1D6}
        end,
    T = (right(A, 27, 32) + F + E + K + W0) band 16#FFFFFFFF,
    sha1(N + 1, Ws ++ [right(W13 bxor W8 bxor W2 bxor W0, 31, 32)], T, A, right(B, 2, 32), C, D).

sha2([K | Ks], [W0 | [W1, _, _, _, _, _, _, _, W9, _, _, _, _, W14, _] = Ws], Width, {A, B, C, D, E, F, G, H}) ->
    Mask = (1 bsl Width) - 1,
    {{A1, A2, A3}, {E1, E2, E3}, {P1, P2, P3}, {Q1, Q2, Q3}} = turns(Width),
    S1 = right(E, E1, Width) bxor right(E, E2, Width) bxor right(E, E3, Width),
    T1 = H + S1 + ((E band F) bxor ((bnot E) band G)) + K + W0,
    S0 = right(A, A1, Width) bxor right(A, A2, Width) bxor right(A, A3, Width),
    T2 = S0 + ((A band B) bxor (A band C) bxor (B band C)),
    W = W0 + W9 + (right(W1, P1, Width) bxor right(W1, P2, Width) bxor (W1 bsr P3)) +
        (right(W14, Q1, Width) bxor right(W14, Q2, Width) bxor (W14 bsr Q3)),
    sha2(Ks, Ws ++ [W band Mask], Width, {(T1 + T2) band Mask, A, B, C, (D + T1) band Mask, E, F, G});
sha2([], _, _, State) -> State.

turns(32) -> {{2, 13, 22}, {6, 11, 25}, {7, 18, 3}, {17, 19, 10}};
turns(64) -> {{28, 34, 39}, {14, 18, 41}, {1, 8, 7}, {19, 61, 6}}.

right(X, N, Width) -> ((X bsr N) bor (X bsl (Width - N))) band ((1 bsl Width) - 1).

%% The first 64 bits behind the point of the square roots of the first 16 primes, and as many bits as a
%% word has of the cube roots of the first 64 or 80.
constants(Width) ->
    case persistent_term:get(?MODULE, none) of
        none ->
            Primes = primes(80, 2, []),
            Mask = (1 bsl 64) - 1,
            Cubes = [root(3, P bsl 192) band Mask || P <- Primes],
            Roots = [root(2, P bsl 128) band Mask || P <- lists:sublist(Primes, 16)],
            persistent_term:put(?MODULE, {Roots, [C bsr 32 || C <- lists:sublist(Cubes, 64)], Cubes}),
            constants(Width);
        {Roots, Short, _} when Width =:= 32 -> {Roots, Short};
        {Roots, _, Long} -> {Roots, Long}
    end.

primes(0, _, Found) -> lists:reverse(Found);
primes(N, P, Found) ->
    case lists:any(fun(Q) -> P rem Q =:= 0 end, Found) of
        true -> primes(N, P + 1, Found);
        false -> primes(N - 1, P + 1, [P | Found])
    end.

%% The largest number whose power is not above X, by bits.
root(Power, X) -> root(Power, X, 0, 1 bsl 80).

root(_Power, _X, Root, 0) -> Root;
root(Power, X, Root, Bit) ->
    Next = Root bor Bit,
    case if Power =:= 2 -> Next * Next; true -> Next * Next * Next end =< X of
        true -> root(Power, X, Next, Bit bsr 1);
        false -> root(Power, X, Root, Bit bsr 1)
    end.
