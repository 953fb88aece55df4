%% SPDX-License-Identifier: Apache-2.0
%% rand: pseudo-random numbers, the same as Erlang/OTP's for the same seed.
%%
%% A state is {Handler, Words}. The generators are those of Sebastiano Vigna (xorshift*, xorshift+,
%% xoroshiro+ and their ** scramblers), shortened to 58-bit words so that they stay small integers on
%% a 64-bit machine, and MWC59 (multiply with carry). A handler has bits, the number of random bits of a
%% value, and weak_low_bits, how many of the lowest are not good; the three oldest have max instead and
%% keep their old, slightly biased scaling.
%%
%% Boards have the generators exsss, exrop, exsp and MWC59, without jumps.
-module(rand).

-export([seed/1, seed/2, seed_s/1, seed_s/2, export_seed/0, export_seed_s/1]).
-export([uniform/0, uniform/1, uniform_s/1, uniform_s/2, uniform_real/0, uniform_real_s/1]).
-export([normal/0, normal/2, normal_s/1, normal_s/3, bytes/1, bytes_s/2, shuffle/1, shuffle_s/2]).
-export([exsp_next/1, splitmix64_next/1]).
-export([mwc59/1, mwc59_value/1, mwc59_value32/1, mwc59_float/1, mwc59_seed/0, mwc59_seed/1]).
-ifdef(AVM_BOARD).
-define(ALL, false).
-else.
-define(ALL, true).
-export([jump/0, jump/1, exsp_jump/1]).
-export([exro928_seed/1, exro928_next/1, exro928_next_state/1, exro928_jump_2pow512/1, exro928_jump_2pow20/1]).
-endif.

-export_type([alg/0, builtin_alg/0, state/0, export_state/0, seed/0]).

-type builtin_alg() :: exsss | exro928ss | exrop | exs1024s | exsp | exs64 | exsplus | exs1024 | dummy.
-type alg() :: builtin_alg() | atom().
-opaque state() :: {map(), term()}.
-type export_state() :: {alg(), term()}.
-type seed() :: [integer()] | integer() | {integer(), integer(), integer()}.

-define(KEY, rand_seed).
-define(M58, 16#3FFFFFFFFFFFFFF).
-define(M64, 16#FFFFFFFFFFFFFFFF).
-define(UNIT, 1.1102230246251565e-16). % 2^-53
-define(ROTATE58(X, K), (((X) bsl (K)) band ?M58 bor ((X) bsr (58 - (K))))).

%% Handlers --------------------------------------------------------------------------------------

-ifdef(AVM_BOARD).
handler(exsss) -> #{type => exsss, bits => 58, next => fun exsss_next/1};
handler(exrop) -> #{type => exrop, bits => 58, weak_low_bits => 1, next => fun exrop_next/1};
handler(exsp) -> #{type => exsp, bits => 58, weak_low_bits => 1, next => fun exsp_next/1};
handler(default) -> handler(exsss).
-else.
handler(exsss) -> #{type => exsss, bits => 58, next => fun exsss_next/1, jump => fun exsp_jump/1};
handler(exrop) -> #{type => exrop, bits => 58, weak_low_bits => 1, next => fun exrop_next/1, jump => fun exrop_leap/1};
handler(exsp) -> #{type => exsp, bits => 58, weak_low_bits => 1, next => fun exsp_next/1, jump => fun exsp_jump/1};
handler(exro928ss) -> #{type => exro928ss, bits => 58, next => fun exro928ss_next/1, jump => fun exro928_jump_2pow512/1};
handler(exs1024s) -> #{type => exs1024s, bits => 64, weak_low_bits => 3, next => fun exs1024_next/1, jump => fun exs1024_leap/1};
handler(exs64) -> #{type => exs64, max => ?M64, next => fun exs64_next/1};
handler(exsplus) -> #{type => exsplus, max => ?M58, next => fun exsp_next/1, jump => fun exsp_jump/1};
handler(exs1024) -> #{type => exs1024, max => ?M64, next => fun exs1024_next/1, jump => fun exs1024_leap/1};
handler(dummy) -> #{type => dummy, bits => 58, next => fun dummy_next/1};
handler(default) -> handler(exsss).
-endif.

%% Seeding ---------------------------------------------------------------------------------------

-spec seed(alg() | default | state() | export_state()) -> state().
seed(AlgOrState) -> keep(seed_s(AlgOrState)).

-spec seed(alg() | default, seed()) -> state().
seed(Alg, Seed) -> keep(seed_s(Alg, Seed)).

-spec seed_s(alg() | default | state() | export_state()) -> state().
seed_s({#{type := _}, _} = State) -> State;
seed_s({Alg, Words}) when is_atom(Alg) -> {handler(Alg), Words};
seed_s(Alg) -> seed_s(Alg, somehow()).

-spec seed_s(alg() | default, seed()) -> state().
seed_s(Alg, Seed) ->
    #{type := Type} = Handler = handler(Alg),
    {Handler, words(Type, Seed)}.

%% A seed that nobody has had.
somehow() -> {erlang:phash2([{node(), self()}]), erlang:system_time(), erlang:unique_integer()}.

keep(State) ->
    put(?KEY, State),
    State.

current() ->
    case get(?KEY) of
        undefined -> seed_s(default);
        State -> State
    end.

%% Use the state of the process.
with(Use) ->
    {Value, State} = Use(current()),
    put(?KEY, State),
    Value.

-spec export_seed() -> undefined | export_state().
export_seed() ->
    case get(?KEY) of
        {#{type := Alg}, Words} -> {Alg, Words};
        _ -> undefined
    end.

-spec export_seed_s(state()) -> export_state().
export_seed_s({#{type := Alg}, Words}) -> {Alg, Words}.

%% The words of a state from a seed: {Words of 58 or 64 bits} or three integers in the older way.
words(dummy, [_ | Rest]) when ?ALL, Rest =/= [] -> error(too_many_seed_integers);
words(Alg, Seed) when is_list(Seed) ->
    {Count, Mask} = shape(Alg),
    Words = listed(Count, Mask, Seed),
    Alg =:= dummy orelse lists:any(fun(W) -> W =/= 0 end, Words) orelse error(zero_seed),
    packed(Alg, Words);
words(Alg, Seed) when is_integer(Seed) ->
    {Count, Mask} = shape(Alg),
    packed(Alg, element(1, mixed(Count, Mask, Seed band ?M64)));
words(exs64, {A1, A2, A3}) when ?ALL ->
    {V1, _} = exs64_next((A1 band 16#FFFFFFFF) * 4294967197 + 1),
    {V2, _} = exs64_next((A2 band 16#FFFFFFFF) * 4294967231 + 1),
    {V3, _} = exs64_next((A3 band 16#FFFFFFFF) * 4294967279 + 1),
    (V1 * V2 * V3) rem (?M64 - 1) + 1;
words(Alg, {A1, A2, A3}) when ?ALL, Alg =:= exs1024s orelse Alg =:= exs1024 ->
    B1 = ((A1 band 16#1FFFFF + 1) * 2097131) band 16#1FFFFF,
    B2 = ((A2 band 16#1FFFFF + 1) * 2097133) band 16#1FFFFF,
    B3 = ((A3 band 16#1FFFFF + 1) * 2097143) band 16#1FFFFF,
    {filled(16, [], B1 bsl 43 bor (B2 bsl 22) bor (B3 bsl 1) bor 1), []};
words(exrop, {A1, A2, A3}) -> stirred(fun exrop_next/1, A1, A2, A3);
words(Alg, {A1, A2, A3}) when Alg =:= exsp; Alg =:= exsplus -> stirred(fun exsp_next/1, A1, A2, A3);
words(Alg, {A1, A2, A3}) ->
    {Count, Mask} = shape(Alg),
    {[W1], X1} = mixed(1, Mask, A1 band ?M64),
    {[W2], X2} = mixed(1, Mask, A2 band ?M64 bxor X1),
    {Ws, _} = mixed(max(1, Count - 2), Mask, A3 band ?M64 bxor X2),
    packed(Alg, lists:nthtail(max(0, 3 - Count), [W1, W2 | Ws])).

shape(Alg) when Alg =:= exsss; Alg =:= exrop; Alg =:= exsp; Alg =:= exsplus -> {2, ?M58};
shape(exro928ss) when ?ALL -> {16, ?M58};
shape(Alg) when ?ALL, Alg =:= exs1024s orelse Alg =:= exs1024 -> {16, ?M64};
shape(exs64) when ?ALL -> {1, ?M64};
shape(dummy) -> {1, ?M58}.

packed(_Alg, [S0, S1]) -> [S0 | S1];
packed(_Alg, [S]) -> S;
packed(_Alg, Words) -> {Words, []}.

listed(0, _Mask, []) -> [];
listed(0, _Mask, [_ | _]) -> error(too_many_seed_integers);
listed(_Count, _Mask, [W | _]) when not is_integer(W) -> error(non_integer_seed);
listed(Count, Mask, [W | Ws]) -> [W band Mask | listed(Count - 1, Mask, Ws)];
listed(Count, Mask, []) -> [0 | listed(Count - 1, Mask, [])].

%% Words from SplitMix64, none of them 0.
mixed(0, _Mask, X) -> {[], X};
mixed(Count, Mask, X0) ->
    {Z, X1} = splitmix64_next(X0),
    case Z band Mask of
        0 -> mixed(Count, Mask, X1);
        W ->
            {Ws, X2} = mixed(Count - 1, Mask, X1),
            {[W | Ws], X2}
    end.

filled(0, Words, _S) -> Words;
filled(Count, Words, S0) ->
    {V, S1} = exs64_next(S0),
    filled(Count - 1, [V | Words], S1).

stirred(Next, A1, A2, A3) ->
    {_, [_ | S1]} = Next([(A1 * 4294967197 + 1) band ?M58 | (A2 * 4294967231 + 1) band ?M58]),
    {_, S} = Next([(A3 * 4294967279 + 1) band ?M58 | S1]),
    S.

-spec splitmix64_next(integer()) -> {non_neg_integer(), non_neg_integer()}.
splitmix64_next(X0) ->
    X = (X0 + 16#9E3779B97F4A7C15) band ?M64,
    {split_mix(X), X}.

split_mix(X) ->
    Z1 = ((X bxor (X bsr 30)) * 16#BF58476D1CE4E5B9) band ?M64,
    Z2 = ((Z1 bxor (Z1 bsr 27)) * 16#94D049BB133111EB) band ?M64,
    Z2 bxor (Z2 bsr 31).

%% Generators ------------------------------------------------------------------------------------

%% Multiplied by 5, rotated by 7, multiplied by 9: keeps to 59 bits, as a small integer must.
star_star(S) ->
    V = (S + (S bsl 2)) band ?M58,
    R = ?ROTATE58(V, 7),
    (R + ((R band (?M58 bsr 3)) bsl 3)) band ?M58.

exsp_engine([S1 | S0]) ->
    S2 = (S1 bxor ((S1 band 16#3FFFFFFFF) bsl 24)) band ?M58,
    [S0 | S2 bxor S0 bxor (S2 bsr 11) bxor (S0 bsr 41)].

-spec exsp_next(nonempty_improper_list(integer(), integer())) -> {integer(), nonempty_improper_list(integer(), integer())}.
exsp_next([S1 | S0]) ->
    [_ | New] = exsp_engine([S1 | S0]),
    {(S0 + New) band ?M58, [S0 | New]}.

exsss_next([_ | S0] = S) -> {star_star(S0), exsp_engine(S)}.

exrop_next([S0 | S1]) ->
    X = S0 bxor S1,
    {(S0 + S1) band ?M58, [?ROTATE58(S0, 24) bxor X bxor ((X bsl 2) band ?M58) | ?ROTATE58(X, 35)]}.

-spec exro928_seed([integer(), ...]) -> {[integer()], [integer()]}.
exro928_seed(L) when is_list(L) -> {[X band ?M58 || X <- L], []}.

%% The two words that a value is made of.
-spec exro928_next({[integer()], [integer()]}) -> {{integer(), integer()}, {[integer()], [integer()]}}.
exro928_next({[S15, S0 | Ss], Rs}) -> {{S15, S0}, exro928_engine(S15, S0, Ss, Rs)};
exro928_next({[S15], Rs}) -> exro928_next({[S15 | lists:reverse(Rs)], []}).

exro928ss_next(State0) ->
    {{_, S0}, State} = exro928_next(State0),
    {star_star(S0), State}.

-spec exro928_next_state({[integer()], [integer()]}) -> {[integer()], [integer()]}.
exro928_next_state(State) -> element(2, exro928_next(State)).

exro928_engine(S15, S0, Ss, Rs) ->
    X = S0 bxor S15,
    {[?ROTATE58(X, 45) | Ss], [?ROTATE58(S0, 44) bxor X bxor ((X bsl 9) band ?M58) | Rs]}.

exs1024_next({[S0, S1 | Ss], Rs}) ->
    X = S1 bxor ((S1 band 16#1FFFFFFFF) bsl 31),
    New = X bxor S0 bxor (X bsr 11) bxor (S0 bsr 30),
    {(New * 1181783497276652981) band ?M64, {[New | Ss], [S0 | Rs]}};
exs1024_next({[S], Rs}) -> exs1024_next({[S | lists:reverse(Rs)], []}).

exs64_next(S0) ->
    S1 = S0 bxor (S0 bsr 12),
    S2 = S1 bxor ((S1 band 16#7FFFFFFFFF) bsl 25),
    S3 = S2 bxor (S2 bsr 27),
    {(S3 * 2685821657736338717) band ?M64, S3}.

dummy_next(R) -> {R, R bxor ?M58}.

-spec mwc59_seed() -> pos_integer().
mwc59_seed() -> words(dummy, somehow()) + 1.

-spec mwc59_seed(0..?M58) -> pos_integer().
mwc59_seed(S) when is_integer(S), S >= 0, S =< ?M58 -> hash58(S) + 1.

hash58(X0) ->
    X1 = ((X0 bxor (X0 bsr 29)) * 16#351AFD7ED558CCD) band ?M58,
    X2 = ((X1 bxor (X1 bsr 29)) * 16#CEB9FE1A85EC53) band ?M58,
    X2 bxor (X2 bsr 29).

-spec mwc59(non_neg_integer()) -> non_neg_integer().
mwc59(State) ->
    16#7FA6502 * (State band 16#FFFFFFFF) + (State bsr 32).

-spec mwc59_value32(non_neg_integer()) -> 0..16#FFFFFFFF.
mwc59_value32(State) ->
    X = State band 16#FFFFFFFF,
    X bxor ((X bsl 8) band 16#FFFFFFFF).

-spec mwc59_value(non_neg_integer()) -> non_neg_integer().
mwc59_value(State) ->
    X = State bxor ((State bsl 4) band 16#7FFFFFFFFFFFFFF),
    X bxor ((X bsl 27) band 16#7FFFFFFFFFFFFFF).

-spec mwc59_float(non_neg_integer()) -> float().
mwc59_float(State) ->
    X = State band 16#1FFFFFFFFFFFFF,
    Y = X bxor ((X bsl 4) band 16#1FFFFFFFFFFFFF),
    (Y bxor ((Y bsl 27) band 16#1FFFFFFFFFFFFF)) * ?UNIT.

%% Uniform ---------------------------------------------------------------------------------------

-spec uniform() -> float().
uniform() -> with(fun uniform_s/1).

-spec uniform(pos_integer()) -> pos_integer().
uniform(N) -> with(fun(State) -> uniform_s(N, State) end).

-spec uniform_s(state()) -> {float(), state()}.
uniform_s({#{type := dummy, next := Next} = Handler, S0}) when ?ALL ->
    {_, S1} = Next(S0),
    {0.5, {Handler, S1}};
uniform_s({#{bits := Bits, next := Next} = Handler, S0}) ->
    {V, S1} = Next(S0),
    {(V bsr (Bits - 53)) * ?UNIT, {Handler, S1}};
uniform_s({#{max := Max, next := Next} = Handler, S0}) when ?ALL ->
    {V, S1} = Next(S0),
    {V / (Max + 1), {Handler, S1}}.

-spec uniform_s(pos_integer(), state()) -> {pos_integer(), state()}.
uniform_s(N, {#{type := dummy, next := Next} = Handler, S0}) when ?ALL, is_integer(N), N >= 1 ->
    {_, S1} = Next(S0),
    {1, {Handler, S1}};
uniform_s(N, {#{bits := Bits, next := Next} = Handler, S0}) when is_integer(N), N >= 1 ->
    {V, S1} = Next(S0),
    case 1 bsl Bits - N of
        Spare when Spare >= 0 ->
            case V rem N of
                I when V - I =< Spare -> {I + 1, {Handler, S1}};
                _ -> uniform_s(N, {Handler, S1})
            end;
        _ -> wide(N, Handler, S1, V)
    end;
uniform_s(N, {#{max := Max, next := Next} = Handler, S0}) when ?ALL, is_integer(N), N >= 1, N =< Max ->
    {V, S1} = Next(S0),
    {V rem N + 1, {Handler, S1}};
uniform_s(N, {#{max := Max, next := Next} = Handler, S0}) when ?ALL, is_integer(N), N >= 1 ->
    {V, S1} = Next(S0),
    {trunc(V / (Max + 1) * N) + 1, {Handler, S1}}.

%% More than one value is needed for the range.
wide(N, #{bits := Bits, next := Next} = Handler, S0, V0) ->
    Weak = maps:get(weak_low_bits, Handler, 0),
    case N band (N - 1) of
        0 ->
            {V, S1, _} = joined(N bsr Bits, Next, S0, V0, Weak, Bits - Weak, Bits),
            {V band (N - 1) + 1, {Handler, S1}};
        _ ->
            {V, S1, B} = joined(N bsr (Bits - 2), Next, S0, V0, Weak, Bits - Weak, Bits),
            case V rem N of
                I when V - I =< 1 bsl B - N -> {I + 1, {Handler, S1}};
                _ ->
                    {V1, S2} = Next(S1),
                    wide(N, Handler, S2, V1)
            end
    end.

joined(Range, _Next, S, V, _Weak, _Shift, B) when Range =< 1 -> {V, S, B};
joined(Range, Next, S0, V0, Weak, Shift, B) ->
    {V1, S1} = Next(S0),
    joined(Range bsr Shift, Next, S1, (((V0 bsr Weak) bsl Weak) bsl Shift) bor V1, Weak, Shift, B + Shift).

-spec uniform_real() -> float().
uniform_real() -> with(fun uniform_real_s/1).

%% All 53 bits of a float also where it is small; never 0.0.
-spec uniform_real_s(state()) -> {float(), state()}.
uniform_real_s({#{next := Next} = Handler, S0}) ->
    {M, S1} = take56(Handler, Next, S0),
    if
        M >= 1 bsl 52 ->
            Extra = size_of(M) - 53,
            {(M bsr Extra) * math:pow(2.0, Extra - 56), {Handler, S1}};
        true -> real(Handler, Next, M, -56, S1)
    end.

real(Handler, Next, M, Exponent, S0) ->
    {V, S1} =
        case Handler of
            #{bits := _} -> take56(Handler, Next, S0);
            _ -> Next(S0)
        end,
    if
        M =:= 0, Exponent > -1000 -> real(Handler, Next, V, Exponent - 56, S1);
        M =:= 0 -> uniform_real_s({Handler, S1});
        true ->
            More = 53 - size_of(M),
            {((M bsl More) bor (V bsr (56 - More))) * math:pow(2.0, Exponent - More), {Handler, S1}}
    end.

take56(#{bits := Bits}, Next, S0) ->
    {V, S1} = Next(S0),
    {V bsr (Bits - 56), S1};
take56(_, Next, S0) ->
    {V, S1} = Next(S0),
    {V band 16#FFFFFFFFFFFFFF, S1}.

size_of(0) -> 0;
size_of(N) -> 1 + size_of(N bsr 1).

-spec bytes(non_neg_integer()) -> binary().
bytes(N) -> with(fun(State) -> bytes_s(N, State) end).

-spec bytes_s(non_neg_integer(), state()) -> {binary(), state()}.
bytes_s(N, {#{next := Next} = Handler, S0}) when is_integer(N), N >= 0 ->
    {Bits, Weak} =
        case Handler of
            #{bits := All} -> {All, maps:get(weak_low_bits, Handler, 0)};
            _ -> {58, 0}
        end,
    Size = (Bits - Weak) div 8,
    bytes(N, Handler, Next, Bits - Size * 8, Size, S0, []).

bytes(N, Handler, Next, Shift, Size, S0, Parts) when N > Size ->
    {V, S1} = Next(S0),
    bytes(N - Size, Handler, Next, Shift, Size, S1, [<<(V bsr Shift):Size/unit:8>> | Parts]);
bytes(N, Handler, Next, _Shift, Size, S0, Parts) ->
    {V, S1} = Next(S0),
    {iolist_to_binary(lists:reverse(Parts, [<<(V bsr ((Size - N) * 8)):N/unit:8>>])), {Handler, S1}}.

%% In random order.
-spec shuffle([T]) -> [T].
shuffle(List) -> with(fun(State) -> shuffle_s(List, State) end).

-spec shuffle_s([T], state()) -> {[T], state()}.
shuffle_s(List, {#{next := _}, _} = State) when is_list(List) ->
    {Tagged, State1} = lists:mapfoldl(
        fun(X, S0) ->
            {K, S1} = uniform_s(1 bsl 60, S0),
            {[K | X], S1}
        end, State, List),
    {[X || [_ | X] <- lists:sort(Tagged)], State1}.

%% Normal distribution ---------------------------------------------------------------------------

-spec normal() -> float().
normal() -> with(fun normal_s/1).

-spec normal(number(), number()) -> float().
normal(Mean, Variance) -> Mean + math:sqrt(Variance) * normal().

-spec normal_s(number(), number(), state()) -> {float(), state()}.
normal_s(Mean, Variance, State0) when Variance > 0 ->
    {X, State} = normal_s(State0),
    {Mean + math:sqrt(Variance) * X, State}.

%% The ziggurat of 256 layers of equal area; WIDTHS has the width of each in units of 51 random bits.
-define(TAIL, 3.6541528853610087963519472518).
-define(WIDTHS, <<
    16#3CDF493B7815D9823C9B8D0BE3FDF7483CA250AF3C2C5BDC3CA57CB938443B823CA801FCE82FA7283CAA230C2E4CD0D63CAC004D2F3862113CADAC2F5A74728A:512,
    16#3CAF32482D4CD5D93CB04D32278EBBB83CB0F5053B025D4D3CB192A6974136803CB227A28F7A1AFD3CB2B52E3863D8883CB33C3FC05791FD3CB3BD9EC1A2B137:512,
    16#3CB439EF8DFF9B5D3CB4B1BB363DFEB03CB52575621AD37C3CB59580A707CE9E3CB60231CFD97EF33CB66BD261A37C463CB6D2A2920005793CB736DAD346F8B0:512,
    16#3CB798AD10B32A803CB7F845AD46F54B3CB855CC53430A7F3CB8B1649E7B76A13CB90B2EA94ECFA03CB96347822C1EF23CB9B9C98E38C54E3CBA0ECCDCA4A733:512,
    16#3CBA62676D77CD613CBAB4AD6E1016383CBB05B16D136CA33CBB558487427A303CBBA4368E529F423CBBF1D62ABF823A3CBC3E70F9594EF93CBC8A13A5323B67:512,
    16#3CBCD4C9FE7226913CBD1E9F0E80B74D3CBD679D29E41F153CBDAFCE0023B8C93CBDF73AA9F176583CBE3DEBB5D2EE043CBE83E9337A6F053CBEC93ABDF982D3:512,
    16#3CBF0DE784F0622B3CBF51F654D8F68D3CBF956D9E87D7B43CBFD8537DFA2EB23CC00D56E04234EF3CC02E40F5398F9E3CC04EEA9E16A6003CC06F565B72A014:512,
    16#3CC08F869071F40F3CC0AF7D84BC61173CC0CF3D664BCC833CC0EEC84B16086F3CC10E20329515F13CC12D4707310FC23CC14C3E9F8E91443CC16B08BFC42021:512,
    16#3CC189A71A78DA373CC1A81B51EE6D8B3CC1C666F8F82ACF3CC1E48B93E0D4313CC2028A9940A0A33CC2206572C4C6EC3CC23E1D7DE9C3223CC25BB40CA96BFF:512,
    16#3CC2792A661DD3823CC29681C719D71D3CC2B3BB62B82EDC3CC2D0D862E1B8563CC2EDD9E8CBA9913CC30AC10D6E48DA3CC3278EE1F4B9343CC3444470265EA4:512,
    16#3CC360E2BACA52D83CC37D6ABE05586D3CC399DD6FB2B2673CC3B63BBFB83D063CC3D28698561DE33CC3EEBEDE725A863CC40AE571E09E763CC426FB2DA6745F:512,
    16#3CC44300E83C30A63CC45EF773CAC75F3CC47ADF9E66C3383CC496BA32488F303CC4B287F602415E3CC4CE49ACB311DD3CC4EA001638A6063CC505ABEF5E5563:512,
    16#3CC5214DF20A8B5C3CC53CE6D56A66513CC558774E1BB2C93CC574000E555F7A3CC58F81C60E85163CC5AAFD23241B5B3CC5C672D17D733F3CC5E1E37B2F8CD5:512,
    16#3CC5FD4FC89F5E393CC618B860A31FC53CC6341DE8A2B0A43CC64F8104B7260D3CC66AE257C996743CC6864283B131393CC6A1A22950B2B43CC6BD01E8B343BE:512,
    16#3CC6D8626128D3553CC6F3C43161F8563CC70F27F78B68ED3CC72A8E516914C83CC745F7DC70EEDD3CC7616535E573203CC77CD6FAEFF44B3CC7984DC8BABD95:512,
    16#3CC7B3CA3C8B140B3CC7CF4CF3DB22FD3CC7EAD68C73DEE83CC80667A486EA203CC82200DAC886773CC83DA2CE899F163CC8594E1FD1F5BE3CC875036F7A7EC7:512,
    16#3CC890C35F47F72F3CC8AC8E9205C0453CC8C865ABA10C9D3CC8E44951446A283CC9003A2973B5913CC91C38DC2883493CC9384612EF0AFE3CC954627903A28C:512,
    16#3CC9708EBB70D5F03CC98CCB892E2A333CC9A919933F99C13CC9C5798CD5D92E3CC9E1EC2B6F74143CC9FE7226FAD24E3CCA1B0C39F936963CCA37BB21A2C85F:512,
    16#3CCA547F9E0BBB8B3CCA715A724AA9A73CCA8E4C64A031403CCAAB563E9FF10B3CCAC878CD5AF5D03CCAE5B4E18BB3383CCB030B4FC3A11C3CCB207CF09A985C:512,
    16#3CCB3E0AA0E00C013CCB5BB541CE3D043CCB797DB93F89283CCB9764F1E5F73D3CCBB56BDB85256E3CCBD3936B2EC0A23CCBF1DC9B81AE833CCC10486CEC16A0:512,
    16#3CCC2ED7E5F07A2D3CCC4D8C136E0D1D3CCC6C6608EC87063CCC8B66E0EBA6173CCCAA8FBD36A2AC3CCCC9E1C73BD6903CCCE95E3068E0383CCD0906328B8F6F:512,
    16#3CCD28DB1037EF213CCD48DE1533C6473CCD691096E7F1233CCD8973F4D7FBA53CCDAA0999206E6F3CCDCAD2F8FC490C3CCDEBD195522E343CCE0D06FB49D219:512,
    16#3CCE2E74C4EA46F33CCE501C99C1D1863CCE72002F97FE233CCE94214B2ABF093CCEB681C0F76F083CCED9237610A73A3CCEFC086101ECA93CCF1F328AC25321:512,
    16#3CCF42A40FB74D6D3CCF665F20C901683CCF8A66048997823CCFAEBB187122BF3CCFD360D22FE7863CCFF859C118F60B3CD00ED447D3A0753CD021A8028FC947:512,
    16#3CD034A983A902AB3CD047DA4E3EF5C73CD05B3BF6ADB37E3CD06ED023A726693CD082988F632E183CD0969708E8A2553CD0AACD7571C0C53CD0BF3DD1EED449:512,
    16#3CD0D3EA34AA3D323CD0E8D4CF1165943CD0FDFFEFA69FB83CD1136E042070433CD129219BBB5D373CD13F1D69C4096F3CD1556448602E3D3CD16BF93B9DEEF5:512,
    16#3CD182DF74D212623CD19A1A564EEBAD3CD1B1AD777F2F8F3CD1C99CA971A6953CD1E1EBFBE4AE3A3CD1FA9FC2E2D9013CD213BC9D04CC823CD22D477A6FD3EF:512,
    16#3CD24745A4AC9C253CD261BCC77658E03CD27CB2FAA8592E3CD2982ECD770E783CD2B437532A0A533CD2D0D43196DB983CD2EE0DB1A978F53CD30BECD256AEEE:512,
    16#3CD32A7B5E68A4A33CD349C405AE12A33CD369D27A33A8403CD38AB39256410A3CD3AC7570AE88FB3CD3CF27B31704A63CD3F2DBAA60F4753CD417A49CB9E5DB:512,
    16#3CD43D9815545E943CD464CE44A73A163CD48D62759C43BD3CD4B7739D6B5A283CD4E3250DCD89033CD5109F53E9AC423CD54011523A7E433CD571B1A94AE41C:512,
    16#3CD5A5C08B718DDA3CD5DC8A243AD0FE3CD61669CF861E4B3CD653CE7B006AEA3CD69540BE9FE5C23CD6DB6B8D09E2313CD72728F05F7A333CD7799556090672:512,
    16#3CD7D42DF4D6CE8B3CD839030529F2333CD8AB0FBFAA7C143CD92EE0946F44963CD9CBEE014057AB3CDA8FDC789477593CDB981F3878FDB03CDD3BB48209AD33:512
>>).

-spec normal_s(state()) -> {float(), state()}.
normal_s({#{next := Next} = Handler, S0}) ->
    {V, S} = Next(S0),
    Low =
        case Handler of
            #{bits := Bits} -> V bsr (Bits - 52);
            _ -> ((V band (1 bsl 51 - 1)) bsl 1) bor ((V bsr 51) band 1)
        end,
    R = Low bsr 1,
    Layer = R band 16#FF,
    Width = width(Layer),
    X = if Low band 1 =:= 0 -> R * Width; true -> -R * Width end,
    Sure =
        case Layer of
            0 -> ?TAIL / Width;
            1 -> 0.0;
            _ -> width(Layer - 1) / Width * 2251799813685248.0
        end,
    if
        R < trunc(Sure) -> {X, {Handler, S}};
        Layer =:= 0 -> tail(Low band 1, {Handler, S});
        true -> edge(Layer, X, {Handler, S})
    end.

width(Layer) ->
    <<_:Layer/binary-unit:64, Width/float, _/binary>> = ?WIDTHS,
    Width.

height(0) -> 1.0;
height(Layer) ->
    X = width(Layer) * 2251799813685248.0,
    math:exp(-0.5 * X * X).

tail(Sign, State0) ->
    {U0, State1} = uniform_s(State0),
    X = -1 / ?TAIL * math:log(U0),
    {U1, State} = uniform_s(State1),
    Y = -math:log(U1),
    if
        Y + Y =< X * X -> tail(Sign, State);
        Sign =:= 0 -> {?TAIL + X, State};
        true -> {-?TAIL - X, State}
    end.

edge(Layer, X, State0) ->
    Lower = height(Layer),
    {U, State} = uniform_s(State0),
    case (height(Layer - 1) - Lower) * U + Lower < math:exp(-0.5 * X * X) of
        true -> {X, State};
        false -> normal_s(State)
    end.

%% Jumps: as many steps at once as nobody takes ---------------------------------------------------
%%
%% A generator is a linear map over GF(2); so many steps are a polynomial in it, x to their number
%% modulo its characteristic polynomial. The bits of the number are its coefficients.

-spec jump() -> state().
jump() -> keep(jump(current())).

-spec jump(state()) -> state().
jump({#{jump := Jump} = Handler, S}) -> {Handler, Jump(S)};
jump({#{}, _}) -> error(not_implemented).

%% 2^64 steps
-spec exsp_jump(nonempty_improper_list(integer(), integer())) -> nonempty_improper_list(integer(), integer()).
exsp_jump([_ | _] = S) -> leap(fun exsp_engine/1, S, 16#D174A83E17DE2302F8EA6BC32C797, [0 | 0]).

exrop_leap([_ | _] = S) -> leap(fun(S0) -> element(2, exrop_next(S0)) end, S, 16#9863200F83FCD4A11293241FCB12A, [0 | 0]).

exs1024_leap({Ss, Rs}) ->
    {Words, []} = leap(fun(S0) -> element(2, exs1024_next(S0)) end, {Ss ++ lists:reverse(Rs), []},
        16#284600E3F30E38C3B99181F2D8F685CA047F7684E9FC949D0B5FC64563B3E2A87910C41D10A1E6A5691548C86C1BD5405EE975283D71C93BC4CB815590989B13AAC17D8EFA43CAB83659132BB12FEA70DC2D9891FE68C0222FFEEB0A48316F404489AFFCE4F31A1E5B34A39F070B5837A3C65B8776F9685584242F96ECA9C41D,
        {lists:duplicate(16, 0), []}),
    {Front, Back} = lists:split(length(Ss), Words),
    {Front, lists:reverse(Back)}.

-spec exro928_jump_2pow512({[integer()], [integer()]}) -> {[integer()], [integer()]}.
exro928_jump_2pow512(S) ->
    exro928_leap(S, 16#B10773CBE19F5FC1A1504ACD83F240C6007E76CEBCB3B7C4CC049C536E62A33CC2323831B45A3A8A3CEF3CC0F02F778573CF0F0A0657E19F00D4B3584DDD98EE4BE41E015AC26D5D20F9B49FA81B0090567FD9F0B83FE51A1EB3BE1910A1DE1D7D6813D2BA05381FDFD1490244085302F77130CA).

-spec exro928_jump_2pow20({[integer()], [integer()]}) -> {[integer()], [integer()]}.
exro928_jump_2pow20(S) ->
    exro928_leap(S, 16#CB3D181CA30BEBC15FEFCC78FF45EF33C82F3D48A480C5878C3549BD5BDEB1A5A90F2E6B06DF2EB1FEAF0FB690627C014098F4B6DC4D3AF15F8A4DFDC081A7BF148531FB8EBC73C700B8B091AF699C306D8E75664A426866BFAD3C77DA90F4A806C17E9E644807A56270CF78BDB966A3DAF905E6).

exro928_leap({Ss, Rs}, Polynomial) ->
    _ = length(Ss) + length(Rs), % badarg if they are no lists
    leap(fun exro928_next_state/1, {Ss ++ lists:reverse(Rs), []}, Polynomial, {lists:duplicate(16, 0), []}).

leap(_Next, _S, 0, Sum) -> Sum;
leap(Next, S, Polynomial, Sum) ->
    leap(Next, Next(S), Polynomial bsr 1, if Polynomial band 1 =:= 1 -> added(S, Sum); true -> Sum end).

added([A | B], [C | D]) when is_integer(B) -> [A bxor C | B bxor D];
added({Ss, Rs}, {Sum, []}) -> {lists:zipwith(fun(A, B) -> A bxor B end, Ss ++ lists:reverse(Rs), Sum), []}.
