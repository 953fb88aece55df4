%% SPDX-License-Identifier: Apache-2.0
%% string: text as lists of code points or UTF-8 binaries, and the older functions of flat lists.
%%
%% A character is a grapheme cluster (unicode_util), a code point or a list of several.
-module(string).

-export([list_to_float/1, list_to_integer/1]).
-export([find/2, find/3, is_empty/1, jaro_similarity/2, length/1, lexemes/2, lowercase/1, next_codepoint/1]).
-export([next_grapheme/1, prefix/2, reverse/1, slice/2, slice/3, split/2, split/3, to_graphemes/1]).
-export([trim/1, trim/2, trim/3, uppercase/1, replace/3, replace/4, pad/2, pad/3, pad/4, equal/2]).
-export([chars/2, chr/2, concat/2, copies/2, join/2, len/1, rchr/2, rstr/2, str/2, substr/2, substr/3]).
-export([casefold/1, centre/2, centre/3, chars/3, chomp/1, cspan/2, equal/3, equal/4, left/2, left/3]).
-export([nth_lexeme/3, right/2, right/3, span/2, sub_string/2, sub_string/3, sub_word/2, sub_word/3, take/2]).
-export([take/3, take/4, titlecase/1, words/1, words/2]).
-export([strip/1, strip/2, strip/3, to_integer/1, to_float/1, to_lower/1, to_upper/1, tokens/2]).

-define(NATIVE, erlang:nif_error(undefined)).

-spec list_to_float(string()) -> {float(), string()} | {error, no_float | not_a_list}.
list_to_float(_Text) -> ?NATIVE.

-spec list_to_integer(string()) -> {integer(), string()} | {error, no_integer | not_a_list}.
list_to_integer(_Text) -> ?NATIVE.

%% Text ------------------------------------------------------------------------------------------

%% The code points of a text. What is no UTF-8 is {badarg, Rest}, what is no text function_clause.
points(Text) when is_list(Text); is_binary(Text) ->
    try unicode:characters_to_list(Text) of
        Points when is_list(Points) -> Points;
        {_, _, Rest} -> error({badarg, bad_part(Rest)})
    catch
        error:badarg -> error(function_clause)
    end.

bad_part([Rest]) -> Rest;
bad_part(Rest) -> Rest.

%% What is searched for.
pattern(Pattern) ->
    try
        points(Pattern)
    catch
        error:_ -> error(badarg)
    end.

%% What is searched through. A binary is as it is: UTF-8 is found byte by byte, and other bytes do no harm.
subject(Text) when is_list(Text) -> points(Text);
subject(Text) when is_binary(Text) -> Text;
subject(Text) -> error({badmatch, Text}).

%% Characters to be looked at from both ends, and how a text is made of some. A binary that is no UTF-8 is
%% taken by bytes.
characters(Text) when is_binary(Text) ->
    case unicode:characters_to_list(Text) of
        Points when is_list(Points) -> {unicode_util:clusters(Points), fun unicode:characters_to_binary/1};
        _ -> {binary_to_list(Text), fun erlang:list_to_binary/1}
    end;
characters(Text) -> {to_graphemes(Text), fun lists:flatten/1}.

%% What is cut out of a binary is a binary.
as(_Text, Part) when is_binary(Part) -> Part;
as(Text, Points) when is_binary(Text) -> unicode:characters_to_binary(Points);
as(_Text, Points) -> Points.

-spec to_graphemes(unicode:chardata()) -> [char() | [char()]].
to_graphemes(Text) -> unicode_util:clusters(points(Text)).

-spec length(unicode:chardata()) -> non_neg_integer().
length(Text) -> erlang:length(to_graphemes(Text)).

-spec is_empty(unicode:chardata()) -> boolean().
is_empty([]) -> true;
is_empty(<<>>) -> true;
is_empty([First | Rest]) -> is_empty(First) andalso is_empty(Rest);
is_empty(_) -> false.

-spec equal(unicode:chardata(), unicode:chardata()) -> boolean().
equal(A, B) when is_binary(A), is_binary(B) -> A =:= B;
equal(A, B) -> points(A) =:= points(B).

-spec equal(unicode:chardata(), unicode:chardata(), boolean()) -> boolean().
equal(A, B, true) -> folded(A) =:= folded(B);
equal(A, B, false) -> equal(A, B).

-spec equal(unicode:chardata(), unicode:chardata(), boolean(), none | nfc | nfd | nfkc | nfkd) -> boolean().
equal(A, B, IgnoreCase, none) -> equal(A, B, IgnoreCase);
equal(A, B, true, Form) -> formed(folded(A), Form) =:= formed(folded(B), Form);
equal(A, B, false, Form) -> formed(points(A), Form) =:= formed(points(B), Form).

folded(Text) -> unicode_util:map_case(points(Text), fold).

%% All characters in a normal form. A form that is none is undef, as in Erlang/OTP.
formed(Text, Form) ->
    case unicode_util:Form(Text) of
        [C | Rest] -> [C | formed(Rest, Form)];
        [] -> []
    end.

-spec next_codepoint(unicode:chardata()) -> maybe_improper_list(char(), unicode:chardata()) | [].
next_codepoint(Text) -> unicode_util:cp(Text).

-spec next_grapheme(unicode:chardata()) -> maybe_improper_list(char() | [char()], unicode:chardata()) | [].
next_grapheme(Text) -> unicode_util:gc(Text).

-spec reverse(unicode:chardata()) -> [char() | [char()]].
reverse(Text) -> lists:reverse(to_graphemes(Text)).

-spec slice(unicode:chardata(), non_neg_integer()) -> unicode:chardata().
slice(Text, Start) -> slice(Text, Start, infinity).

-spec slice(unicode:chardata(), non_neg_integer(), infinity | non_neg_integer()) -> unicode:chardata().
slice(Text, Start, infinity) when is_binary(Text), is_integer(Start), Start >= 0 -> behind(Start, Text);
slice(Text, Start, Length) when is_binary(Text), is_integer(Start), Start >= 0, is_integer(Length), Length >= 0 ->
    Rest = behind(Start, Text),
    binary:part(Rest, 0, byte_size(Rest) - byte_size(behind(Length, Rest)));
slice(Text, Start, Length) when is_integer(Start), Start >= 0, Length =:= infinity orelse is_integer(Length) andalso Length >= 0 ->
    Rest = drop(Start, to_graphemes(Text)),
    as(Text, lists:flatten(if Length =:= infinity -> Rest; true -> lists:sublist(Rest, Length) end)).

%% A binary behind N characters: no more of it is looked at.
behind(0, Text) -> Text;
behind(N, Text) ->
    case unicode_util:gc(Text) of
        [_] -> <<>>;
        [_ | Rest] -> behind(N - 1, Rest);
        [] -> <<>>;
        {error, Rest} -> error({badarg, Rest})
    end.

%% A binary behind the characters that are in a set.
behind_all(In, Text) ->
    case unicode_util:gc(Text) of
        [C | Rest] ->
            case In(C) of
                true when Rest =:= [] -> <<>>;
                true -> behind_all(In, Rest);
                false -> Text
            end;
        [] -> <<>>;
        {error, Rest} -> error({badarg, Rest})
    end.

drop(N, [_ | T]) when N > 0 -> drop(N - 1, T);
drop(_, Rest) -> Rest.

-spec lowercase(unicode:chardata()) -> unicode:chardata().
lowercase(Text) -> in_case(Text, lower).

-spec uppercase(unicode:chardata()) -> unicode:chardata().
uppercase(Text) -> in_case(Text, upper).

%% For comparing: two texts that differ in case only become the same.
-spec casefold(unicode:chardata()) -> unicode:chardata().
casefold(Text) -> in_case(Text, fold).

-spec titlecase(unicode:chardata()) -> unicode:chardata().
titlecase(<<C/utf8, Rest/binary>>) -> <<(unicode:characters_to_binary(unicode_util:map_case([C], title)))/binary, Rest/binary>>;
titlecase(Text) -> as(Text, unicode_util:map_case(points(Text), title)).

in_case(Text, Case) when is_list(Text); is_binary(Text) ->
    as(Text, unicode_util:map_case(points(Text), Case));
in_case(Text, _Case) -> error({badarg, Text}).

-define(WHITE, [$\s, $\t, $\n, $\v, $\f, $\r, [$\r, $\n], 16#85, 16#200E, 16#200F, 16#2028, 16#2029]).

-spec trim(unicode:chardata()) -> unicode:chardata().
trim(Text) -> trim(Text, both, ?WHITE).

-spec trim(unicode:chardata(), leading | trailing | both) -> unicode:chardata().
trim(Text, Where) -> trim(Text, Where, ?WHITE).

-spec trim(unicode:chardata(), leading | trailing | both, [char() | [char()]]) -> unicode:chardata().
trim(Text, Where, Set) when is_list(Set), Where =:= leading orelse Where =:= trailing orelse Where =:= both ->
    In = fun(C) -> lists:member(C, Set) end,
    {All, Pack} = characters(if is_binary(Text), Where =/= trailing -> behind_all(In, Text); true -> Text end),
    Left = if Where =:= trailing -> All; true -> lists:dropwhile(In, All) end,
    Both = if Where =:= leading -> Left; true -> lists:reverse(lists:dropwhile(In, lists:reverse(Left))) end,
    Pack(Both).

%% Without the line end, if there are several, without all of them.
-spec chomp(unicode:chardata()) -> unicode:chardata().
chomp(Text) -> trim(Text, trailing, [[$\r, $\n], $\n]).

-spec take(unicode:chardata(), [char() | [char()]]) -> {unicode:chardata(), unicode:chardata()}.
take(Text, Set) ->
    _ = erlang:length(Set), % badarg if it is no list
    take(Text, Set, false, leading).

-spec take(unicode:chardata(), [char() | [char()]], boolean()) -> {unicode:chardata(), unicode:chardata()}.
take(Text, Set, Complement) -> take(Text, Set, Complement, leading).

%% The characters at one end that are in the set (or are not, if Complement), and the others.
-spec take(unicode:chardata(), [char() | [char()]], boolean(), leading | trailing) ->
    {unicode:chardata(), unicode:chardata()}.
take(Text, Set, Complement, Where) when
    is_boolean(Complement), erlang:length(Set) >= 0, Where =:= leading orelse Where =:= trailing
->
    In = fun(C) -> lists:member(C, Set) =/= Complement end,
    if
        is_binary(Text), Where =:= leading ->
            Rest = behind_all(In, Text),
            {binary:part(Text, 0, byte_size(Text) - byte_size(Rest)), Rest};
        true ->
            {Characters, Pack} = characters(Text),
            {First, Second} = divide(In, Characters, Where),
            {Pack(First), Pack(Second)}
    end.

divide(In, Characters, leading) -> lists:splitwith(In, Characters);
divide(In, Characters, trailing) ->
    {Last, Others} = lists:splitwith(In, lists:reverse(Characters)),
    {lists:reverse(Others), lists:reverse(Last)}.

-spec nth_lexeme(unicode:chardata(), pos_integer(), [char() | [char()]]) -> unicode:chardata().
nth_lexeme(Text, N, Set) when is_integer(N), N > 0 ->
    case drop(N - 1, lexemes(Text, Set)) of
        [Lexeme | _] -> Lexeme;
        [] -> as(Text, [])
    end.

-spec lexemes(unicode:chardata(), [char() | [char()]]) -> [unicode:chardata()].
lexemes(Text, Set) when erlang:length(Set) >= 0 ->
    {Characters, Pack} = characters(Text),
    [Pack(W) || W <- words_of(Characters, Set, [])].

words_of([C | Cs], Set, Word) ->
    case lists:member(C, Set) of
        false -> words_of(Cs, Set, [C | Word]);
        true when Word =:= [] -> words_of(Cs, Set, []);
        true -> [lists:reverse(Word) | words_of(Cs, Set, [])]
    end;
words_of([], _Set, []) -> [];
words_of([], _Set, Word) -> [lists:reverse(Word)].

-spec prefix(unicode:chardata(), unicode:chardata()) -> nomatch | unicode:chardata().
prefix(Text, Prefix) ->
    case after_prefix(if is_binary(Text) -> Text; true -> points(Text) end, pattern(Prefix)) of
        nomatch -> nomatch;
        Rest -> as(Text, Rest)
    end.

after_prefix(Text, Prefix) when is_binary(Text) ->
    Bin = unicode:characters_to_binary(Prefix),
    Size = byte_size(Bin),
    case Text of
        <<Bin:Size/binary, Rest/binary>> -> Rest;
        _ -> nomatch
    end;
after_prefix([C | T], [C | P]) -> after_prefix(T, P);
after_prefix(T, []) -> T;
after_prefix(_, _) -> nomatch.

%% Where the first or last occurrence is: {Before, After} or nomatch.
cut(Text, Pattern, leading) when is_binary(Text) ->
    case binary:split(Text, unicode:characters_to_binary(Pattern)) of
        [Before, After] -> {Before, After};
        [_] -> nomatch
    end;
cut(Text, Pattern, trailing) when is_binary(Text) ->
    Bin = unicode:characters_to_binary(Pattern),
    cut_last(Text, Bin, byte_size(Text) - byte_size(Bin));
cut(Text, Pattern, leading) -> cut_first(Text, Pattern, []);
cut(Text, Pattern, trailing) ->
    case cut_first(lists:reverse(Text), lists:reverse(Pattern), []) of
        {After, Before} -> {lists:reverse(Before), lists:reverse(After)};
        nomatch -> nomatch
    end.

cut_last(_Text, _Bin, At) when At < 0 -> nomatch;
cut_last(Text, Bin, At) ->
    Size = byte_size(Bin),
    case Text of
        <<Before:At/binary, Bin:Size/binary, After/binary>> -> {Before, After};
        _ -> cut_last(Text, Bin, At - 1)
    end.

cut_first(Text, Pattern, Before) ->
    case after_prefix(Text, Pattern) of
        nomatch when Text =:= [] -> nomatch;
        nomatch -> cut_first(tl(Text), Pattern, [hd(Text) | Before]);
        After -> {lists:reverse(Before), After}
    end.

-spec find(unicode:chardata(), unicode:chardata()) -> nomatch | unicode:chardata().
find(Text, Pattern) -> find(Text, Pattern, leading).

-spec find(unicode:chardata(), unicode:chardata(), leading | trailing) -> nomatch | unicode:chardata().
find(Text, Pattern0, Where) when Where =:= leading; Where =:= trailing ->
    case pattern(Pattern0) of
        [] -> Text;
        Pattern ->
            case cut(subject(Text), Pattern, Where) of
                {_, After} when is_binary(After) -> <<(unicode:characters_to_binary(Pattern))/binary, After/binary>>;
                {_, After} -> Pattern ++ After;
                nomatch -> nomatch
            end
    end.

-spec split(unicode:chardata(), unicode:chardata()) -> [unicode:chardata()].
split(Text, Pattern) -> split(Text, Pattern, leading).

-spec split(unicode:chardata(), unicode:chardata(), leading | trailing | all) -> [unicode:chardata()].
split(Text, Pattern0, Where) ->
    case pattern(Pattern0) of
        [] -> [Text];
        Pattern -> [as(Text, Part) || Part <- parts(subject(Text), Pattern, Where)]
    end.

parts(Text, Pattern, all) ->
    case cut(Text, Pattern, leading) of
        {Before, After} -> [Before | parts(After, Pattern, all)];
        nomatch -> [Text]
    end;
parts(Text, Pattern, Where) ->
    case cut(Text, Pattern, if Where =:= trailing -> trailing; true -> leading end) of
        {_, After} when Where =/= leading, Where =/= trailing -> error({case_clause, After});
        {Before, After} -> [Before, After];
        nomatch -> [Text]
    end.

-spec replace(unicode:chardata(), unicode:chardata(), unicode:chardata()) -> [unicode:chardata()].
replace(Text, Pattern, New) -> replace(Text, Pattern, New, leading).

-spec replace(unicode:chardata(), unicode:chardata(), unicode:chardata(), leading | trailing | all) ->
    [unicode:chardata()].
replace(Text, Pattern, New, Where) -> lists:join(New, split(Text, Pattern, Where)).

-spec pad(unicode:chardata(), integer()) -> unicode:charlist().
pad(Text, Length) -> pad(Text, Length, trailing, $\s).

-spec pad(unicode:chardata(), integer(), leading | trailing | both) -> unicode:charlist().
pad(Text, Length, Where) -> pad(Text, Length, Where, $\s).

-spec pad(unicode:chardata(), integer(), leading | trailing | both, char() | [char()]) -> unicode:charlist().
pad(Text, Length, leading, Char) -> [padding(Text, Length, Char), Text];
pad(Text, Length, trailing, Char) -> [Text | padding(Text, Length, Char)];
pad(Text, Length, both, Char) ->
    Padding = padding(Text, Length, Char),
    Half = lists:duplicate(erlang:length(Padding) div 2, Char),
    [Half, Text, Half | [Char || erlang:length(Padding) rem 2 =:= 1]].

padding(Text, Length, Char) when is_integer(Length) -> lists:duplicate(max(0, Length - ?MODULE:length(Text)), Char).

%% How alike two texts are, from 0.0 to 1.0 (Jaro).
-spec jaro_similarity(unicode:chardata(), unicode:chardata()) -> float().
jaro_similarity(A0, B0) ->
    case {to_graphemes(A0), to_graphemes(B0)} of
        {[], []} -> 1.0;
        {[], _} -> 0.0;
        {_, []} -> 0.0;
        {A, B} -> jaro(A, erlang:length(A), B, erlang:length(B))
    end.

jaro(A, LengthA, B, LengthB) ->
    Window = max(0, max(LengthA, LengthB) div 2 - 1),
    Numbered = lists:enumerate(B),
    {MatchedA, Used} = matched(lists:enumerate(A), Numbered, Window, #{}),
    MatchedB = [C || {N, C} <- Numbered, is_map_key(N, Used)],
    case erlang:length(MatchedA) of
        0 -> 0.0;
        M ->
            Moved = erlang:length([x || {X, Y} <- lists:zip(MatchedA, MatchedB), X =/= Y]),
            (M / LengthA + M / LengthB + (M - Moved / 2) / M) / 3
    end.

matched([{N, C} | As], Bs, Window, Used) ->
    case [K || {K, D} <- Bs, D =:= C, abs(K - N) =< Window, not is_map_key(K, Used)] of
        [K | _] ->
            {Cs, All} = matched(As, Bs, Window, Used#{K => []}),
            {[C | Cs], All};
        [] -> matched(As, Bs, Window, Used)
    end;
matched([], _Bs, _Window, Used) -> {[], Used}.

%% Flat lists ------------------------------------------------------------------------------------

-spec to_integer(unicode:chardata()) -> {integer(), unicode:chardata()} | {error, atom()}.
to_integer(Text) -> number(Text, fun string:list_to_integer/1).

-spec to_float(unicode:chardata()) -> {float(), unicode:chardata()} | {error, atom()}.
to_float(Text) -> number(Text, fun string:list_to_float/1).

number(Text, Read) ->
    try Read(points(Text)) of
        {error, Reason} -> {error, Reason};
        {Number, Rest} -> {Number, as(Text, Rest)}
    catch
        _:_ -> {error, badarg}
    end.

-spec len(string()) -> non_neg_integer().
len(Text) -> erlang:length(Text).

-spec concat(string(), string()) -> string().
concat(A, B) -> A ++ B.

-spec chars(char(), non_neg_integer()) -> string().
chars(C, N) when is_integer(C), is_integer(N), N >= 0 -> lists:duplicate(N, C).

-spec copies(string(), non_neg_integer()) -> string().
copies(Text, N) when is_list(Text), is_integer(N), N >= 0 -> lists:append(lists:duplicate(N, Text ++ [])).

-spec join([string()], string()) -> string().
join([], Separator) when is_list(Separator) -> [];
join([Text | Texts], Separator) -> lists:append([Text | [Separator ++ T || T <- Texts]]).

%% The position of the first occurrence of a character, 0 if there is none.
-spec chr(string(), char()) -> non_neg_integer().
chr(Text, C) when is_integer(C) -> chr(Text, C, 1).

chr([C | _], C, N) -> N;
chr([_ | T], C, N) -> chr(T, C, N + 1);
chr([], _C, _N) -> 0.

-spec rchr(string(), char()) -> non_neg_integer().
rchr(Text, C) when is_integer(C) -> from_end(chr(lists:reverse(Text), C), Text, 1).

-spec str(string(), string()) -> non_neg_integer().
str(Text, [_ | _] = Part) when is_list(Text) ->
    case cut_first(Text, Part, []) of
        {Before, _} -> erlang:length(Before) + 1;
        nomatch -> 0
    end;
str(Text, []) when is_list(Text) -> 0.

-spec rstr(string(), string()) -> non_neg_integer().
rstr(Text, Part) when is_list(Part) ->
    from_end(str(lists:reverse(Text), lists:reverse(Part)), Text, erlang:length(Part)).

from_end(0, _Text, _Length) -> 0;
from_end(N, Text, Length) -> erlang:length(Text) - N - Length + 2.

-spec substr(string(), pos_integer()) -> string().
substr(Text, 1) when is_list(Text) -> Text;
substr(Text, Start) when is_integer(Start), Start > 1 -> substr(lists:nthtail(Start - 1, Text), 1).

-spec substr(string(), pos_integer(), non_neg_integer()) -> string().
substr(Text, Start, Length) when is_integer(Length), Length >= 0 -> lists:sublist(substr(Text, Start), Length).

-spec strip(string()) -> string().
strip(Text) -> strip(Text, both, $\s).

-spec strip(string(), left | right | both) -> string().
strip(Text, Where) -> strip(Text, Where, $\s).

-spec strip(string(), left | right | both, char()) -> string().
strip(Text, left, C) when is_integer(C) -> lists:dropwhile(fun(X) -> X =:= C end, Text);
strip(Text, right, C) -> lists:reverse(strip(lists:reverse(Text), left, C));
strip(Text, both, C) -> strip(strip(Text, left, C), right, C).

-spec tokens(string(), string()) -> [string()].
tokens(Text, Set) when is_list(Set) -> words_of(Text, Set, []);
tokens(_Text, Set) -> error({case_clause, Set}).

-spec to_lower(string() | char()) -> string() | char().
to_lower(C) when is_integer(C) -> latin1_lower(C);
to_lower(Text) when is_list(Text) -> [latin1_lower(C) || C <- Text].

-spec to_upper(string() | char()) -> string() | char().
to_upper(C) when is_integer(C) -> latin1_upper(C);
to_upper(Text) when is_list(Text) -> [latin1_upper(C) || C <- Text].

latin1_lower(C) when C >= $A, C =< $Z; C >= $À, C =< $Þ, C =/= $× -> C + 32;
latin1_lower(C) -> C.

latin1_upper(C) when C >= $a, C =< $z; C >= $à, C =< $þ, C =/= $÷ -> C - 32;
latin1_upper(C) -> C.

-spec chars(char(), non_neg_integer(), string()) -> string().
chars(C, N, Tail) -> chars(C, N) ++ Tail.

%% How many characters at the beginning are in the set, or are not.
-spec span(string(), string()) -> non_neg_integer().
span(Text, Set) when is_list(Set) -> erlang:length(lists:takewhile(fun(C) -> lists:member(C, Set) end, Text)).

-spec cspan(string(), string()) -> non_neg_integer().
cspan(Text, Set) when is_list(Set) -> erlang:length(lists:takewhile(fun(C) -> not lists:member(C, Set) end, Text)).

-spec sub_string(string(), pos_integer()) -> string().
sub_string(Text, Start) -> substr(Text, Start).

-spec sub_string(string(), pos_integer(), pos_integer()) -> string().
sub_string(Text, Start, Stop) -> substr(Text, Start, Stop - Start + 1).

-spec words(string()) -> pos_integer().
words(Text) -> words(Text, $\s).

%% There is one word at least, as in Erlang/OTP.
-spec words(string(), char()) -> pos_integer().
words(Text, Separator) when is_integer(Separator) -> max(1, erlang:length(tokens(Text, [Separator]))).

-spec sub_word(string(), integer()) -> string().
sub_word(Text, N) -> sub_word(Text, N, $\s).

-spec sub_word(string(), integer(), char()) -> string().
sub_word(Text, N, Separator) when is_integer(N), N > 0, is_integer(Separator) ->
    case drop(N - 1, tokens(Text, [Separator])) of
        [Word | _] -> Word;
        [] -> []
    end.

-spec left(string(), non_neg_integer()) -> string().
left(Text, Width) -> left(Text, Width, $\s).

-spec left(string(), non_neg_integer(), char()) -> string().
left(Text, Width, C) when is_integer(Width), is_integer(C) ->
    case Width - erlang:length(Text) of
        Missing when Missing >= 0 -> Text ++ chars(C, Missing);
        _ -> lists:sublist(Text, Width)
    end.

-spec right(string(), non_neg_integer()) -> string().
right(Text, Width) -> right(Text, Width, $\s).

-spec right(string(), non_neg_integer(), char()) -> string().
right(Text, Width, C) when is_integer(Width), is_integer(C) ->
    case Width - erlang:length(Text) of
        Missing when Missing >= 0 -> chars(C, Missing) ++ Text;
        TooMany -> lists:nthtail(-TooMany, Text)
    end.

-spec centre(string(), non_neg_integer()) -> string().
centre(Text, Width) -> centre(Text, Width, $\s).

-spec centre(string(), non_neg_integer(), char()) -> string().
centre(_Text, 0, C) when is_integer(C) -> [];
centre(Text, Width, C) when is_integer(Width), is_integer(C) ->
    case Width - erlang:length(Text) of
        Missing when Missing >= 0 -> chars(C, Missing div 2) ++ Text ++ chars(C, Missing - Missing div 2);
        TooMany -> lists:sublist(Text, -TooMany div 2 + 1, Width)
    end.
