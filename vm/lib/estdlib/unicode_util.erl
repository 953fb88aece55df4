%% SPDX-License-Identifier: Apache-2.0
%% unicode_util: text one character at a time: code points, grapheme clusters, normal forms, case.
%%
%% Each function takes chardata and returns the first character and the rest, [] at the end, or
%% {error, Rest} where it is not UTF-8. A character of several code points is a list. What is known about
%% code points comes from natives (vm/bif_unicode_data.c); the rules are those of UAX #15 and #29.
-module(unicode_util).

-export([cp/1, gc/1, nfc/1, nfd/1, nfkc/1, nfkd/1]).
-export([uppercase/1, lowercase/1, titlecase/1, casefold/1]).
-export([whitespace/0, pattern_whitespace/0, is_whitespace/1, spec_version/0, category/1]).
% For string and unicode.
-export([clusters/1, map_case/2, form/2, is_id_start/1, is_id_continue/1]).

-ifndef(AVM_BOARD).
-export([get_case/1, is_other_id_start/1, is_other_id_continue/1, is_letter_not_pattern_syntax/1]).
-endif.

-export_type([gc/0]).

-type gc() :: char() | [char()].
-type chardata() :: unicode:chardata().
-type step() :: maybe_improper_list(gc(), chardata()) | {error, chardata()}.

%% Numbers of natives: mapping/2 and property/2.
-define(UPPER, 0).
-define(LOWER, 1).
-define(TITLE, 2).
-define(FOLD, 3).
-define(CANONICAL, 4).
-define(COMPATIBLE, 5).
-define(CATEGORY, 0).
-define(COMBINING, 1).
-define(BREAK, 2).

%% Grapheme_Cluster_Break, in the order of the tables.
-define(CR, 1).
-define(LF, 2).
-define(CONTROL, 3).
-define(EXTEND, 4).
-define(ZWJ, 5).
-define(FLAG, 6).
-define(PREPEND, 7).
-define(SPACING, 8).
-define(L, 9).
-define(V, 10).
-define(T, 11).
-define(LV, 12).
-define(LVT, 13).
-define(PICTURE, 14).

-spec spec_version() -> {integer(), integer()}.
spec_version() -> {14, 0}.

%% Code points and clusters -----------------------------------------------------------------------

-spec cp(chardata()) -> step().
cp([C | _] = Text) when is_integer(C) -> Text;
cp([[] | Rest]) -> cp(Rest);
cp([Part | Rest]) ->
    case cp(Part) of
        [] -> cp(Rest);
        [C] -> [C | Rest];
        [C | More] -> [C, More | Rest];
        {error, Bad} -> {error, [Bad | Rest]}
    end;
cp([]) -> [];
cp(<<C/utf8, Rest/binary>>) -> [C | Rest];
cp(<<>>) -> [];
cp(Bin) when is_binary(Bin) -> {error, Bin}.

-spec gc(chardata()) -> step().
gc([A, B | _] = Text) when is_integer(A), A < 256, A =/= $\r, is_integer(B), B < 256, A >= 0, B >= 0 -> Text;
gc(Text) ->
    case cp(Text) of
        [C | Rest] -> first(C, Rest);
        Other -> Other
    end.

first(C, []) -> [C];
first(C, Rest) ->
    case cp(Rest) of
        [D | _] when C < 256, D < 256, C =/= $\r -> [C | Rest];
        [D | After] -> joined(avm_unicode:property(?BREAK, C), [C], D, After, Rest);
        _ -> [C | Rest]
    end.

%% Does D go on the cluster that is Done, backwards? It depends on the class of the code point before, where
%% the second regional indicator of a pair counts as a mark, and what extends a picture as the picture.
joined(Last, Done, D, After, Rest) ->
    Class = avm_unicode:property(?BREAK, D),
    case joins(Last, Class) of
        false -> [done(Done) | Rest];
        true ->
            New =
                case {Last, Class} of
                    {?FLAG, ?FLAG} -> ?SPACING;
                    {?PICTURE, ?EXTEND} -> ?PICTURE;
                    {?PICTURE, ?ZWJ} -> picture_zwj;
                    _ -> Class
                end,
            case cp(After) of
                [E | Further] -> joined(New, [D | Done], E, Further, After);
                [] -> [done([D | Done])];
                _ -> [done([D | Done]) | After]
            end
    end.

done([C]) -> C;
done(Done) -> lists:reverse(Done).

joins(?CR, Class) -> Class =:= ?LF;
joins(Last, _) when Last =:= ?LF; Last =:= ?CONTROL -> false;
joins(_, Class) when Class =:= ?EXTEND; Class =:= ?ZWJ; Class =:= ?SPACING -> true;
joins(_, Class) when Class =:= ?CR; Class =:= ?LF; Class =:= ?CONTROL -> false;
joins(?PREPEND, _) -> true;
joins(?FLAG, Class) -> Class =:= ?FLAG;
joins(picture_zwj, Class) -> Class =:= ?PICTURE;
joins(Last, Class) -> hangul(Last, Class).

%% A syllable: leading consonants, vowels, trailing consonants; LV and LVT are whole beginnings.
hangul(?L, Class) -> Class =:= ?L orelse Class =:= ?V orelse Class =:= ?LV orelse Class =:= ?LVT;
hangul(Last, Class) when Last =:= ?V; Last =:= ?LV -> Class =:= ?V orelse Class =:= ?T;
hangul(Last, Class) when Last =:= ?T; Last =:= ?LVT -> Class =:= ?T;
hangul(_, _) -> false.

%% All clusters of a list of code points.
clusters([A | [B | _] = Rest]) when A < 256, B < 256, A =/= $\r -> [A | clusters(Rest)];
clusters([]) -> [];
clusters(Points) ->
    [Cluster | Rest] = gc(Points),
    [Cluster | clusters(Rest)].

%% Normal forms ----------------------------------------------------------------------------------

-spec nfd(chardata()) -> step().
nfd(Text) -> normal(Text, nfd).

-spec nfc(chardata()) -> step().
nfc(Text) -> normal(Text, nfc).

-spec nfkd(chardata()) -> step().
nfkd(Text) -> normal(Text, nfkd).

-spec nfkc(chardata()) -> step().
nfkc(Text) -> normal(Text, nfkc).

normal(Text, Form) ->
    case gc(Text) of
        [C | Rest] when is_integer(C), C < 128 -> [C | Rest];
        [C | Rest] when is_integer(C) -> [single(form([C], Form)) | Rest];
        [Cluster | Rest] -> [single(form(Cluster, Form)) | Rest];
        Other -> Other
    end.

single([C]) -> C;
single(Points) -> Points.

%% A list of code points in a normal form.
form(Points, nfd) -> ordered(decomposed(Points, ?CANONICAL));
form(Points, nfkd) -> ordered(decomposed(Points, ?COMPATIBLE));
form(Points, nfc) -> composed(form(Points, nfd));
form(Points, nfkc) -> composed(form(Points, nfkd)).

decomposed([C | Rest], How) when C < 128 -> [C | decomposed(Rest, How)];
decomposed([C | Rest], How) ->
    case avm_unicode:mapping(How, C) of
        [_ | _] = Parts -> Parts ++ decomposed(Rest, How);
        D -> [D | decomposed(Rest, How)]
    end;
decomposed([], _) -> [].

%% Marks behind each other by their classes, those of one class as they came.
ordered([C | Rest]) when C < 16#300 -> [C | ordered(Rest)];
ordered([C | Rest] = Points) ->
    case class(C) of
        0 -> [C | ordered(Rest)];
        _ ->
            {Marks, Others} = lists:splitwith(fun(D) -> class(D) =/= 0 end, Points),
            [D || {_, D} <- lists:keysort(1, [{class(D), D} || D <- Marks])] ++ ordered(Others)
    end;
ordered([]) -> [].

class(C) when C < 16#300 -> 0;
class(C) -> avm_unicode:property(?COMBINING, C).

composed([C | Rest]) ->
    case class(C) of
        0 -> compose(C, Rest, [], 0);
        _ -> [C | composed(Rest)]
    end;
composed([]) -> [].

%% Starter: the last code point of class 0; Marks, backwards, could not be put onto it; Last: the class of
%% the last of them.
compose(Starter, [C | Rest], Marks, _Last) when C < 16#300 ->
    flushed(Starter, Marks, compose(C, Rest, [], 0));
compose(Starter, [C | Rest], Marks, Last) ->
    Class = class(C),
    case (Marks =:= [] orelse Last < Class) andalso avm_unicode:compose(Starter, C) of
        false when Class =:= 0 -> flushed(Starter, Marks, compose(C, Rest, [], 0));
        false -> compose(Starter, Rest, [C | Marks], Class);
        Whole -> compose(Whole, Rest, Marks, Last)
    end;
compose(Starter, [], Marks, _) -> flushed(Starter, Marks, []).

flushed(Starter, Marks, Rest) -> [Starter | lists:reverse(Marks, Rest)].

%% Case ------------------------------------------------------------------------------------------

-spec uppercase(chardata()) -> step().
uppercase(Text) -> in_case(Text, ?UPPER).

-spec lowercase(chardata()) -> step().
lowercase(Text) -> in_case(Text, ?LOWER).

-spec titlecase(chardata()) -> step().
titlecase(Text) -> in_case(Text, ?TITLE).

-spec casefold(chardata()) -> step().
casefold(Text) -> in_case(Text, ?FOLD).

in_case(Text, Which) ->
    case cp(Text) of
        [C | Rest] -> [avm_unicode:mapping(Which, C) | Rest];
        [] -> [];
        {error, Rest} -> error({badarg, Rest})
    end.

%% All code points of a list in another case.
map_case(Points, upper) -> mapped(Points, ?UPPER);
map_case(Points, lower) -> mapped(Points, ?LOWER);
map_case(Points, fold) -> mapped(Points, ?FOLD);
map_case([C | Rest], title) -> mapped([C], ?TITLE) ++ Rest;
map_case([], title) -> [].

mapped([C | Rest], Which) when C < 128 -> [ascii(C, Which) | mapped(Rest, Which)];
mapped([C | Rest], Which) ->
    case avm_unicode:mapping(Which, C) of
        [_ | _] = Several -> Several ++ mapped(Rest, Which);
        D -> [D | mapped(Rest, Which)]
    end;
mapped([], _) -> [].

ascii(C, Which) when C >= $a, C =< $z, Which =:= ?UPPER orelse Which =:= ?TITLE -> C - 32;
ascii(C, Which) when C >= $A, C =< $Z, Which =:= ?LOWER orelse Which =:= ?FOLD -> C + 32;
ascii(C, _) -> C.

%% Kinds -----------------------------------------------------------------------------------------

%% White space of patterns, which is what string:trim/1 takes away.
-spec whitespace() -> [gc()].
whitespace() -> pattern_whitespace().

-spec pattern_whitespace() -> [char()].
pattern_whitespace() -> [[$\r, $\n], 9, 10, 11, 12, 13, 32, 133, 8206, 8207, 8232, 8233].

-spec is_whitespace(gc()) -> boolean().
is_whitespace(C) -> lists:member(C, whitespace()).

-spec category(char()) -> {atom(), atom()}.
category(C) when is_integer(C), C >= 0 ->
    element(avm_unicode:property(?CATEGORY, C) + 1, {
        {other, not_assigned}, {letter, uppercase}, {letter, lowercase}, {letter, titlecase},
        {letter, modifier}, {letter, other}, {mark, non_spacing}, {mark, spacing_combining},
        {mark, enclosing}, {number, decimal}, {number, letter}, {number, other},
        {punctuation, connector}, {punctuation, dash}, {punctuation, open}, {punctuation, close},
        {punctuation, initial}, {punctuation, final}, {punctuation, other}, {symbol, math},
        {symbol, currency}, {symbol, modifier}, {symbol, other}, {separator, space},
        {separator, line}, {separator, paragraph}, {other, control}, {other, format},
        {other, surrogate}, {other, private}
    }).

is_id_start(C) ->
    Category = avm_unicode:property(?CATEGORY, C),
    (Category >= 1 andalso Category =< 5 orelse Category =:= 10) =/= (avm_unicode:property(3, C) =:= 1).

is_id_continue(C) ->
    Category = avm_unicode:property(?CATEGORY, C),
    Is = Category >= 1 andalso Category =< 7 orelse Category =:= 9 orelse Category =:= 10 orelse Category =:= 12,
    Is =/= (avm_unicode:property(4, C) =:= 1).

-ifndef(AVM_BOARD).
%% Other_ID_Start and Other_ID_Continue; the letter that is Pattern_Syntax.
is_other_id_start(C) -> lists:member(C, [16#1885, 16#1886, 16#2118, 16#212E, 16#309B, 16#309C]).

is_other_id_continue(C) ->
    C >= 16#1369 andalso C =< 16#1371 orelse lists:member(C, [16#B7, 16#387, 16#19DA, 16#200C, 16#200D, 16#30FB, 16#FF65]).

is_letter_not_pattern_syntax(C) -> C =/= 16#2E2F.

%% A code point in every case.
get_case(C) ->
    #{upper => avm_unicode:mapping(?UPPER, C), lower => avm_unicode:mapping(?LOWER, C),
      title => avm_unicode:mapping(?TITLE, C), fold => avm_unicode:mapping(?FOLD, C)}.
-endif.
