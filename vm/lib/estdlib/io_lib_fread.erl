%% SPDX-License-Identifier: Apache-2.0
%% io_lib_fread: terms out of text, the opposite of a format.
%%
%% White space in a format stands for any amount of it, a directive ~[*][width][t]C for a field, any other
%% character for itself. With * a field is read and forgotten. A field with a width has so many
%% characters and may have white space around what is read; for ~u the width is the base.
-module(io_lib_fread).

-export([fread/2, fread/3]).

-export_type([continuation/0, fread_2_ret/0, fread_3_ret/0]).

-type continuation() :: {string(), string(), non_neg_integer(), [term()]}.
-type item() :: string() | atom() | integer() | float().
-type fread_error() :: atom | based | character | float | format | input | integer | string | unsigned.
-type fread_2_ret() ::
    {ok, [item()], string()} | {more, string(), non_neg_integer(), [item()]} | {error, {fread, fread_error()}}.
-type fread_3_ret() ::
    {more, continuation()} | {done, {ok, [item()]} | eof | {error, {fread, fread_error()}}, string() | eof}.

-define(WHITE(C), C =:= $\s; C =:= $\t; C =:= $\n; C =:= $\r).

%% Line by line: a continuation is {Format, characters of the line backwards, number read, items backwards}.
-spec fread([] | continuation(), string() | eof, string()) -> fread_3_ret().
fread([], Chars, Format) -> lines(Chars, Format, [], 0, []);
fread({Format, Line, Count, Items}, Chars, _) -> lines(Chars, Format, Line, Count, Items).

lines([$\n | Chars], Format, Line, Count, Items) -> line(Format, Line, Count, Items, Chars, $\n);
lines([C | Chars], Format, Line, Count, Items) -> lines(Chars, Format, [C | Line], Count, Items);
lines(eof, Format, [], Count, Items) -> done(scan(Format, eof, Count, Items), [], Count, eof, eof);
lines(eof, Format, Line, Count, Items) -> line(Format, Line, Count, Items, eof, eof);
lines(_, Format, Line, Count, Items) -> {more, {Format, Line, Count, Items}}.

line(Format, Line, Count, Items, Chars, End) ->
    done(scan(Format, lists:reverse(Line), Count, Items), Line, Count, Chars, End).

done({ok, Items, eof}, _, _, _, _) -> {done, {ok, Items}, eof};
done({ok, Items, Rest}, _, _, eof, _) -> {done, {ok, Items}, Rest};
done({ok, Items, []}, _, _, Chars, _) -> {done, {ok, Items}, Chars};
done({ok, Items, Rest}, _, _, Chars, End) -> {done, {ok, Items}, Rest ++ [End | Chars]};
done({more, _, _, _}, _, _, _, eof) -> {done, {error, {fread, input}}, eof};
done({more, Format, Count, Items}, _, _, Chars, _) -> lines(Chars, Format, [], Count + 1, Items);
done(eof, _, _, Chars, _) -> {done, eof, Chars};
done(Error, _, _, Chars, _) -> {done, Error, Chars}.

-spec fread(string(), string() | eof) -> fread_2_ret() | eof.
fread(Format, Text) -> scan(Format, Text, 0, []).

%% Count: how many characters of the text were read.
scan([$~ | Format] = All, Text, Count, Items) ->
    {Keep, Format1} = flag(Format, $*),
    {Width, Format2} = width(Format1, none),
    {Unicode, Format3} = flag(Format2, $t),
    case Format3 of
        [$l | Rest] -> item(Keep, Count, Text, 0, Rest, Count, Items);
        _ when Text =:= [] -> {more, All, Count, Items};
        _ when Text =:= eof, Items =:= [], Count =:= 0 -> eof;
        _ when Text =:= eof -> {error, {fread, input}};
        [C | Rest] ->
            case field(C, Width, Unicode, Text) of
                {ok, Item, Left, Size} -> item(Keep, Item, Left, Size, Rest, Count, Items);
                {none, Left, Size} -> scan(Rest, Left, Count + Size, Items);
                Reason -> {error, {fread, Reason}}
            end;
        [] -> {error, {fread, format}}
    end;
scan([C | Format], Text, Count, Items) when ?WHITE(C) ->
    {Left, Size} = skip_white(Text),
    scan(Format, Left, Count + Size, Items);
scan([C | Format], [C | Text], Count, Items) -> scan(Format, Text, Count + 1, Items);
scan([_ | _] = Format, [], Count, Items) -> {more, Format, Count, Items};
scan([_ | _], eof, 0, []) -> eof;
scan([_ | _], _Text, _Count, _Items) -> {error, {fread, input}};
scan([], Text, _Count, Items) -> {ok, lists:reverse(Items), Text}.

flag([C | Format], C) -> {true, Format};
flag(Format, _) -> {false, Format}.

width([C | Format], none) when C >= $0, C =< $9 -> width(Format, C - $0);
width([C | Format], N) when C >= $0, C =< $9 -> width(Format, N * 10 + C - $0);
width(Format, N) -> {N, Format}.

item(true, _Item, Text, Size, Format, Count, Items) -> scan(Format, Text, Count + Size, Items);
item(false, Item, Text, Size, Format, Count, Items) -> scan(Format, Text, Count + Size, [Item | Items]).

%% One directive: {ok, Item, text behind it, its size}, or what is wrong.
field($~, _, _, [$~ | Text]) -> {none, Text, 1};
field($-, _, _, [$- | Text]) -> {ok, -1, Text, 1};
field($-, _, _, [$+ | Text]) -> {ok, 1, Text, 1};
field($-, _, _, Text) -> {ok, 1, Text, 0};
field($u, none, _, Text) -> field($u, 10, false, Text);
field($u, Base, _, Text) when Base >= 2, Base =< 36 -> unsigned(Text, Base);
field($d, Width, _, Text) -> field(fun integer/1, Width, integer, Text);
field($#, Width, _, Text) -> field(fun based/1, Width, based, Text);
field($f, Width, _, Text) -> field(fun float/1, Width, float, Text);
field($s, Width, Unicode, Text) -> field(word(Unicode, fun(W) -> W end), Width, string, Text);
field($a, Width, Unicode, Text) -> field(word(Unicode, fun list_to_atom/1), Width, atom, Text);
field($c, none, Unicode, Text) -> field($c, 1, Unicode, Text);
field($c, Width, Unicode, Text) ->
    case taken(Width, Text) of
        {Chars, Rest} ->
            case is_text(Chars, Unicode) of
                true -> {ok, Chars, Rest, Width};
                false -> character
            end;
        none -> character
    end;
field(Read, none, Reason, Text) when is_function(Read, 1) ->
    {Left, Skipped} = skip_white(Text),
    case Read(Left) of
        {ok, Item, Rest, Size} -> {ok, Item, Rest, Size + Skipped};
        none -> Reason
    end;
field(Read, Width, Reason, Text) when is_function(Read, 1) ->
    case taken(Width, Text) of
        {Chars, Rest} ->
            case Read(trimmed(lists:dropwhile(fun(C) -> C =:= $\s end, Chars), Reason)) of
                {ok, Item, [], _} -> {ok, Item, Rest, Width};
                _ -> Reason
            end;
        none -> Reason
    end;
field(_, _, _, _) -> format.

skip_white(Text) -> skip_white(Text, 0).

skip_white([C | Text], N) when ?WHITE(C) -> skip_white(Text, N + 1);
skip_white(Text, N) -> {Text, N}.

%% A field does not go beyond the end of a line.
taken(Width, Text) ->
    try lists:split(Width, Text) of
        {Chars, Rest} ->
            case lists:member($\n, Chars) of
                true -> none;
                false -> {Chars, Rest}
            end
    catch
        error:_ -> none
    end.

%% Words of a given width may have white space inside, which is kept by marking it as such.
trimmed(Chars, Reason) ->
    Trimmed = lists:reverse(element(1, skip_white(lists:reverse(Chars)))),
    case Reason of
        _ when Reason =:= string; Reason =:= atom -> {whole, Trimmed};
        % Here the comma of other countries is a point.
        float -> [if C =:= $, -> $.; true -> C end || C <- Trimmed];
        _ -> Trimmed
    end.

unsigned(Text, Base) ->
    case digits(Text, Base) of
        {[], _} -> unsigned;
        {Digits, Rest} -> {ok, list_to_integer(Digits, Base), Rest, length(Digits)}
    end.

digits([_ | _] = Text, Base) -> lists:splitwith(fun(C) -> digit(C) < Base end, Text);
digits(Text, _Base) -> {[], Text}.

digit(C) when C >= $0, C =< $9 -> C - $0;
digit(C) when C >= $a, C =< $z -> C - $a + 10;
digit(C) when C >= $A, C =< $Z -> C - $A + 10;
digit(_) -> 99.

sign([C | Text]) when C =:= $+; C =:= $- -> {[C], Text};
sign(Text) -> {[], Text}.

integer(Text) when is_list(Text) ->
    {Sign, Rest} = sign(Text),
    case digits(Rest, 10) of
        {[], _} -> none;
        {Digits, Left} -> {ok, list_to_integer(Sign ++ Digits), Left, length(Sign) + length(Digits)}
    end;
integer(_) -> none.

based(Text) ->
    {Sign, Rest} = sign(Text),
    case digits(Rest, 10) of
        {[_ | _] = Base, [$# | Left]} ->
            case list_to_integer(Base) of
                B when B >= 2, B =< 36 ->
                    case digits(Left, B) of
                        {[], _} -> none;
                        {Digits, End} -> {ok, list_to_integer(Sign ++ Digits, B), End, length(Sign ++ Base ++ Digits) + 1}
                    end;
                _ -> none
            end;
        _ -> none
    end.

float(Text) ->
    {Sign, Unsigned} = sign(Text),
    {Whole, Rest} = digits(Unsigned, 10),
    case Rest of
        [$. | Fraction] when Whole =/= [] ->
            case digits(Fraction, 10) of
                {[], _} -> none;
                {Digits, Left} -> power(Sign ++ Whole ++ [$. | Digits], Left)
            end;
        _ -> none
    end.

power(Text, [E | Rest]) when E =:= $e; E =:= $E ->
    {Sign, Unsigned} = sign(Rest),
    case digits(Unsigned, 10) of
        {[], _} -> none;
        {Digits, Left} -> finish(Text ++ [$e | Sign ++ Digits], Left)
    end;
power(Text, Left) -> finish(Text, Left).

finish(Text, Left) ->
    try
        {ok, list_to_float(Text), Left, length(Text)}
    catch
        error:badarg -> none
    end.

word(Unicode, Make) ->
    fun
        ({whole, Text}) ->
            case is_text(Text, Unicode) of
                true -> {ok, Make(Text), [], length(Text)};
                false -> none
            end;
        (Text) ->
            case lists:splitwith(fun(C) -> not is_white(C) andalso is_text([C], Unicode) end, Text) of
                {[], [C | _]} when C > 255 -> none;
                {Word, Rest} -> {ok, Make(Word), Rest, length(Word)}
            end
    end.

is_white(C) when ?WHITE(C) -> true;
is_white(_) -> false.

is_text(Chars, Unicode) -> Unicode orelse lists:all(fun(C) -> C < 256 end, Chars).
