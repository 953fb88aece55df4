%% SPDX-License-Identifier: Apache-2.0
%% io_lib: terms and formats as characters.
%%
%% A format is scanned into characters and maps, one map for each control sequence (the type
%% format_spec/0), which are then turned into text one after the other. ~p is io_lib_pretty's.
-module(io_lib).

-export([format/2, format/3, fwrite/2, fwrite/3, scan_format/2, unscan_format/1, build_text/1]).
-export([write/1, write/2, write/3, print/1, print/4, nl/0]).
-export([write_atom/1, write_atom_as_latin1/1, write_char/1, write_char_as_latin1/1]).
-export([write_latin1_char/1, write_latin1_string/1, write_latin1_string/2, write_string/1]).
-export([write_string/2, write_string_as_latin1/1, write_string_as_latin1/2, write_unicode_char/1]).
-export([write_unicode_string/1, write_binary/3, quote_atom/2]).
-export([char_list/1, deep_char_list/1, deep_latin1_char_list/1, deep_unicode_char_list/1]).
-export([latin1_char_list/1, printable_latin1_list/1, printable_list/1, printable_unicode_list/1]).
-export([chars_length/1, indentation/2]).
-export([format_prompt/1, format_prompt/2, build_text/2, write/5]).
-export([bformat/2, bformat/3, bfwrite/2, bfwrite/3, bwrite/2, bwrite_string/3]).
-export([collect_chars/3, collect_chars/4, collect_line/3, collect_line/4, get_until/3, get_until/4]).
-ifndef(AVM_BOARD).
-export([fread/2, fread/3]).
-export([collect_chars/1, collect_chars_eager/4, collect_line/1, collect_line_no_eol/4, get_until/1, limit_term/2]).
-export([write_string_bin/3]).
-endif.
% For io_lib_pretty.
-export([record_fields/2, within/3, write_leaf/2]).

-export_type([chars/0, format_spec/0, latin1_string/0]).

-type chars() :: [char() | chars()].
-type latin1_string() :: [0..255].
-type encoding() :: latin1 | unicode.
-type format_spec() :: #{
    control_char := char(),
    args := [term()],
    width := none | integer(),
    adjust := left | right,
    precision := none | integer(),
    pad_char := char(),
    encoding := encoding(),
    strings := boolean(),
    maps_order => maps:iterator_order()
}.

%% Formats ---------------------------------------------------------------------------------------

%% The characters of a format with its arguments filled in.
-spec format(io:format(), [term()]) -> chars().
format(Format, Args) ->
    try
        built(scan(Format, Args))
    catch
        _:_ -> erlang:error(badarg, [Format, Args])
    end.

%% As format/2; a limit on the number of characters makes terms less deep and texts shorter. Characters of
%% the format and numbers are always there.
-spec format(io:format(), [term()], [{chars_limit, integer()}]) -> chars().
format(Format, Args, Options) ->
    try
        built(scan(Format, Args), Options)
    catch
        _:_ -> erlang:error(badarg, [Format, Args, Options])
    end.

-spec fwrite(io:format(), [term()]) -> chars().
fwrite(Format, Args) -> format(Format, Args).

-spec fwrite(io:format(), [term()], [{chars_limit, integer()}]) -> chars().
fwrite(Format, Args, Options) -> format(Format, Args, Options).

%% The same as a binary of UTF-8.
-spec bformat(io:format(), [term()]) -> unicode:unicode_binary().
bformat(Format, Args) -> unicode:characters_to_binary(format(Format, Args)).

-spec bformat(io:format(), [term()], [{chars_limit, integer()}]) -> unicode:unicode_binary().
bformat(Format, Args, Options) -> unicode:characters_to_binary(format(Format, Args, Options)).

-spec bfwrite(io:format(), [term()]) -> unicode:unicode_binary().
bfwrite(Format, Args) -> bformat(Format, Args).

-spec bfwrite(io:format(), [term()], [{chars_limit, integer()}]) -> unicode:unicode_binary().
bfwrite(Format, Args, Options) -> bformat(Format, Args, Options).

%% A format as characters and maps.
-spec scan_format(io:format(), [term()]) -> [char() | format_spec()].
scan_format(Format, Args) ->
    try
        scan(Format, Args)
    catch
        _:_ -> erlang:error(badarg, [Format, Args])
    end.

scan(Format, Args) when is_atom(Format) -> scan(atom_to_list(Format), Args);
scan(Format, Args) when is_binary(Format) -> scan(text_of_binary(Format), Args);
scan([$~ | Format], Args) -> control(Format, Args);
scan([C | Format], Args) -> [C | scan(Format, Args)];
scan([], []) -> [].

text_of_binary(Bin) ->
    case unicode:characters_to_list(Bin) of
        List when is_list(List) -> List;
        _ -> binary_to_list(Bin)
    end.

-define(PLAIN, #{
    width => none, adjust => right, precision => none, pad_char => $\s, encoding => latin1, strings => true,
    control_char => $n, args => []
}).

%% Most have neither numbers nor modifiers.
control([C | Format], [Arg | Args]) when C =:= $p; C =:= $w; C =:= $s; C =:= $b; C =:= $B; C =:= $c ->
    [?PLAIN#{control_char := C, args := [Arg]} | scan(Format, Args)];
control([$n | Format], Args) ->
    [?PLAIN | scan(Format, Args)];
control(Format0, Args0) ->
    {Width0, Adjust0, Format1, Args1} = width(Format0, Args0),
    {Width, Adjust} =
        case Width0 of
            W when is_integer(W), W < 0 -> {-W, left};
            W -> {W, Adjust0}
        end,
    {Precision, Format2, Args2} = precision(Format1, Args1),
    {Pad, Format3, Args3} = pad(Format2, Args2),
    Spec0 = #{
        width => Width, adjust => Adjust, precision => Precision, pad_char => Pad,
        encoding => latin1, strings => true
    },
    {Spec, [Char | Format], Args4} = modifiers(Format3, Args3, Spec0),
    {Mine, Args} = lists:split(arguments(Char), Args4),
    [Spec#{control_char => Char, args => Mine} | scan(Format, Args)].

width([$- | Format0], Args0) ->
    {Width, Format, Args} = number(Format0, Args0),
    {Width, left, Format, Args};
width(Format0, Args0) ->
    {Width, Format, Args} = number(Format0, Args0),
    {Width, right, Format, Args}.

precision([$. | Format], Args) -> number(Format, Args);
precision(Format, Args) -> {none, Format, Args}.

number([$* | Format], [N | Args]) when is_integer(N) -> {N, Format, Args};
number([C | _] = Format, Args) when C >= $0, C =< $9 -> digits(Format, 0, Args);
number(Format, Args) -> {none, Format, Args}.

digits([C | Format], N, Args) when C >= $0, C =< $9 -> digits(Format, 10 * N + C - $0, Args);
digits(Format, N, Args) -> {N, Format, Args}.

pad([$., $* | Format], [C | Args]) when is_integer(C) -> {C, Format, Args};
pad([$., C | Format], Args) when C =/= $* -> {C, Format, Args};
pad(Format, Args) -> {$\s, Format, Args}.

modifiers([$t | Format], Args, Spec) -> modifiers(Format, Args, Spec#{encoding := unicode});
modifiers([$l | Format], Args, Spec) -> modifiers(Format, Args, Spec#{strings := false});
modifiers([$k | Format], Args, Spec) -> modifiers(Format, Args, Spec#{maps_order => ordered});
modifiers([$K | Format], [Order | Args], Spec) -> modifiers(Format, Args, Spec#{maps_order => Order});
modifiers(Format, Args, Spec) -> {Spec, Format, Args}.

arguments(C) when C =:= $~; C =:= $n -> 0;
arguments(C) when C =:= $W; C =:= $P; C =:= $x; C =:= $X -> 2;
arguments(C) when
    C =:= $w; C =:= $p; C =:= $s; C =:= $c; C =:= $b; C =:= $B; C =:= $#; C =:= $+;
    C =:= $e; C =:= $f; C =:= $g; C =:= $i
->
    1.

%% A format and its arguments again, without the use of '*'.
-spec unscan_format([char() | format_spec()]) -> {string(), [term()]}.
unscan_format(Specs) -> unscan(Specs, [], []).

unscan([#{args := Args, control_char := C, width := W, precision := P, pad_char := Pad} = Spec | Specs], Text, All) ->
    #{adjust := Adjust, encoding := Encoding, strings := Strings} = Spec,
    Sign = [$- || Adjust =:= left],
    Parts = case {P, Pad} of
        {none, $\s} -> "";
        {none, _} -> [$., $., Pad];
        {_, $\s} -> [$. | integer_to_list(P)];
        _ -> [$. | integer_to_list(P)] ++ [$., Pad]
    end,
    Mods = [$t || Encoding =:= unicode] ++ [$l || not Strings],
    Width = if W =:= none -> ""; true -> integer_to_list(W) end,
    unscan(Specs, [Text, $~, Sign, Width, Parts, Mods, C], All ++ Args);
unscan([C | Specs], Text, All) ->
    unscan(Specs, [Text, C], All);
unscan([], Text, All) ->
    {lists:flatten(Text), All}.

%% The text of a scanned format.
-spec build_text([char() | format_spec()]) -> chars().
build_text(Specs) ->
    try
        built(Specs)
    catch
        _:_ -> erlang:error(badarg, [Specs])
    end.

built(Specs) -> build(Specs, 0, pretty_count(Specs)).

-spec build_text([char() | format_spec()], [{chars_limit, integer()}]) -> chars().
build_text(Specs, Options) ->
    try
        built(Specs, Options)
    catch
        _:_ -> erlang:error(badarg, [Specs, Options])
    end.

built(Specs, Options) ->
    case proplists:get_value(chars_limit, Options, -1) of
        Limit when is_integer(Limit), Limit >= 0 ->
            {Shared, Others} = lists:partition(fun is_limited/1, Specs),
            Left = max(0, Limit - chars_length(built(Others))),
            limited(Specs, 0, Left, length(Shared));
        Limit when is_integer(Limit) ->
            built(Specs)
    end.

%% Terms and texts share what the other characters leave of the limit: each gets as much as each of those
%% after it would, and what it does not need is theirs.
limited([Spec | Specs], Column, Left, Count) ->
    case is_limited(Spec) of
        true ->
            Text = build([Spec#{chars_limit => Left div Count}], Column, 1),
            [Text | limited(Specs, indentation(Text, Column), max(0, Left - chars_length(Text)), Count - 1)];
        false ->
            Text = build([Spec], Column, 1),
            [Text | limited(Specs, indentation(Text, Column), Left, Count)]
    end;
limited([], _Column, _Left, _Count) -> [].

is_limited(#{control_char := C}) when C =:= $w; C =:= $W; C =:= $p; C =:= $P -> true;
is_limited(#{control_char := $s, args := [Text]}) -> not is_atom(Text);
is_limited(_) -> false.

%% Something whose length grows with a depth, in about Limit characters: the least depth that fills them,
%% or all of it where it fits. Make gives {_, Length, _}.
within(_Make, _Depth, 0) ->
    {leaf, 3, "..."};
within(Make, Depth, Limit) ->
    Most = if Depth < 0; Depth > Limit + 2 -> Limit + 2; true -> Depth end,
    case Make(Most) of
        {_, Length, _} when Length > Limit -> Make(least_depth(Make, 1, Most, Limit));
        All -> All
    end.

least_depth(_Make, Low, High, _Limit) when Low >= High -> High;
least_depth(Make, Low, High, Limit) ->
    Middle = (Low + High) div 2,
    case Make(Middle) of
        {_, Length, _} when Length < Limit -> least_depth(Make, Middle + 1, High, Limit);
        _ -> least_depth(Make, Low, Middle, Limit)
    end.

pretty_count(Specs) -> length([C || #{control_char := C} <- Specs, C =:= $p orelse C =:= $P]).

%% Column is only kept up while there are terms to print that need it.
build([#{control_char := C} = Spec | Specs], Column, Pretty0) ->
    Text = directive(C, Spec, Column),
    Pretty = if C =:= $p; C =:= $P -> Pretty0 - 1; true -> Pretty0 end,
    [Text | build(Specs, if Pretty > 0 -> indentation(Text, Column); true -> 0 end, Pretty)];
build([$\n | Specs], _Column, Pretty) -> [$\n | build(Specs, 0, Pretty)];
build([$\t | Specs], Column, Pretty) -> [$\t | build(Specs, (Column div 8 + 1) * 8, Pretty)];
build([C | Specs], Column, Pretty) -> [C | build(Specs, Column + 1, Pretty)];
build([], _Column, _Pretty) -> [].

%% The column after Chars, when they begin at Column.
-spec indentation(unicode:chardata(), non_neg_integer()) -> non_neg_integer().
indentation([$\n | Chars], _) -> indentation(Chars, 0);
indentation([$\t | Chars], Column) -> indentation(Chars, (Column div 8 + 1) * 8);
indentation([C | Chars], Column) when is_integer(C) -> indentation(Chars, Column + 1);
indentation([C | Chars], Column) -> indentation(Chars, indentation(C, Column));
indentation(Bin, Column) when is_binary(Bin) -> indentation(text_of_binary(Bin), Column);
indentation([], Column) -> Column.

directive($w, #{args := [Term]} = Spec, _) ->
    term(write_within(Term, -1, Spec), Spec);
directive($W, #{args := [Term, Depth]} = Spec, _) when is_integer(Depth) ->
    term(write_within(Term, Depth, Spec), Spec);
directive($p, #{args := [Term]} = Spec, Column) ->
    pretty(Term, -1, Spec, Column);
directive($P, #{args := [Term, Depth]} = Spec, Column) when is_integer(Depth) ->
    pretty(Term, Depth, Spec, Column);
directive($s, #{args := [Text], encoding := Encoding, width := F, chars_limit := Limit} = Spec, _) ->
    Chars = text(Text, Encoding),
    Most = max(3, Limit),
    Shown =
        case text_length(Chars) > Most of
            true -> text_prefix(Chars, Most - 3) ++ "...";
            false -> Chars
        end,
    string_field(Shown, Spec#{width := if is_integer(F) -> min(F, Most); true -> none end});
directive($s, #{args := [Text], encoding := Encoding} = Spec, _) ->
    string_field(text(Text, Encoding), Spec);
directive($c, #{args := [C], encoding := Encoding, width := F, precision := P} = Spec, _) when is_integer(C) ->
    Char = if Encoding =:= unicode -> C; true -> C band 255 end,
    if
        F =:= none, P =:= none -> [Char];
        P =:= none -> chars(Char, F);
        F =:= none -> chars(Char, P);
        F >= P -> adjust(chars(Char, P), F - P, Spec)
    end;
directive($b, Spec, _) ->
    number(Spec, "", fun(Text) -> string_lower(Text) end);
directive($B, Spec, _) ->
    number(Spec, "", fun(Text) -> Text end);
directive($#, Spec, _) ->
    number(Spec, integer_to_list(base(Spec)) ++ "#", fun(Text) -> Text end);
directive($+, Spec, _) ->
    number(Spec, integer_to_list(base(Spec)) ++ "#", fun(Text) -> string_lower(Text) end);
directive($x, #{args := [_, Prefix]} = Spec, _) ->
    number(Spec, prefix(Prefix), fun(Text) -> string_lower(Text) end);
directive($X, #{args := [_, Prefix]} = Spec, _) ->
    number(Spec, prefix(Prefix), fun(Text) -> Text end);
directive($e, #{args := [Float]} = Spec, _) when is_float(Float) ->
    float_field(float_e(Float, default(Spec, 6)), Spec);
directive($f, #{args := [Float]} = Spec, _) when is_float(Float) ->
    float_field(float_f(Float, default(Spec, 6)), Spec);
directive($g, #{args := [Float]} = Spec, _) when is_float(Float) ->
    float_field(float_g(Float, default(Spec, 6)), Spec);
directive($~, #{width := none}, _) ->
    "~";
directive($~, #{width := F}, _) ->
    chars($~, F);
directive($n, #{width := none}, _) ->
    "\n";
directive($n, #{width := F}, _) ->
    chars($\n, F);
directive($i, _Spec, _) ->
    [].

default(#{precision := none}, Default) -> Default;
default(#{precision := P}, _Default) -> P.

chars(C, N) when N >= 0 -> lists:duplicate(N, C).

string_lower(Text) -> [if C >= $A, C =< $Z -> C + 32; true -> C end || C <- Text].

prefix(Prefix) when is_atom(Prefix) -> atom_to_list(Prefix);
prefix(Prefix) ->
    true = deep_char_list(Prefix),
    Prefix.

base(#{precision := none}) -> 10;
base(#{precision := Base}) when Base >= 2, Base =< 36 -> Base.

number(#{args := [N | _]} = Spec, Prefix, Case) when is_integer(N) ->
    Digits = Case(integer_to_list(abs(N), base(Spec))),
    Sign = if N < 0 -> "-"; true -> "" end,
    Text = lists:flatten([Sign, Prefix, Digits]),
    term(Text, Spec#{precision := none}).

%% What does not fit into its field is replaced by stars.
term(Text, #{width := none, precision := none}) ->
    Text;
term(Text, #{width := none, precision := P} = Spec) ->
    term(Text, Spec#{width := P});
term(Text, #{width := F, precision := P0} = Spec) ->
    Length = chars_length(Text),
    P = if P0 =:= none -> min(Length, F); true -> min(P0, F) end,
    if
        Length > P -> adjust(chars($*, P), F - P, Spec);
        true -> adjust(Text, F - Length, Spec)
    end.

adjust(Text, 0, _Spec) -> Text;
adjust(Text, N, #{adjust := left, pad_char := Pad}) -> [Text | chars(Pad, N)];
adjust(Text, N, #{adjust := right, pad_char := Pad}) -> [chars(Pad, N) | Text].

float_field(Text, #{width := none}) -> Text;
float_field(Text, #{width := F} = Spec) -> term(Text, Spec#{precision := F}).

string_field(Text, #{width := none, precision := none}) ->
    Text;
string_field(Text, #{width := F, precision := none} = Spec) ->
    cut(Text, F, Spec);
string_field(Text, #{width := none, precision := P} = Spec) ->
    cut(Text, P, Spec#{adjust := left});
string_field(Text, #{width := F, precision := P} = Spec) when F >= P ->
    adjust(cut(Text, P, Spec#{adjust := if F > P -> left; true -> map_get(adjust, Spec) end}), F - P, Spec).

%% Exactly N characters of a text.
cut(Text, N, Spec) ->
    case text_length(Text) of
        Length when Length > N -> text_prefix(Text, N);
        Length -> adjust(Text, N - Length, Spec)
    end.

%% What a reader takes for one character may be several code points.
text_length(Text) ->
    case is_simple(Text) of
        true -> length(Text);
        false -> string:length(Text)
    end.

text_prefix(Text, N) ->
    case is_simple(Text) of
        true -> lists:sublist(Text, N);
        false -> string:slice(Text, 0, N)
    end.

is_simple([C | Cs]) -> C < 16#300 andalso C =/= $\r andalso is_simple(Cs);
is_simple([]) -> true.

text(Text, _) when is_atom(Text) -> atom_to_list(Text);
text(Text, latin1) -> latin1_text(Text, []);
text(Text, unicode) when is_binary(Text) -> text_of_binary(Text);
text(Text, unicode) when is_list(Text) -> unicode_text(Text, []).

latin1_text([C | Cs], Tail) when is_integer(C), C >= 0, C =< 255 -> [C | latin1_text(Cs, Tail)];
latin1_text([C | Cs], Tail) when is_list(C); is_binary(C) -> latin1_text(C, latin1_text(Cs, Tail));
latin1_text([], Tail) -> Tail;
latin1_text(Bin, Tail) when is_binary(Bin) -> binary_to_list(Bin) ++ Tail.

unicode_text([C | Cs], Tail) when is_integer(C), C >= 0 -> [C | unicode_text(Cs, Tail)];
unicode_text([C | Cs], Tail) when is_list(C); is_binary(C) -> unicode_text(C, unicode_text(Cs, Tail));
unicode_text([], Tail) -> Tail;
unicode_text(Bin, Tail) when is_binary(Bin) -> text_of_binary(Bin) ++ Tail.

pretty(Term, Depth, #{width := F, adjust := right, precision := P} = Spec, Column) ->
    LineLength = if F =:= none -> 80; true -> F end,
    Start = if P =:= none -> Column + 1; true -> P end,
    io_lib_pretty:print(Term, Start, LineLength, Depth, Spec).

%% Floats. The 21 digits of a float are rounded half up, as Erlang/OTP does.
%%
%% {Sign, Digits, Exponent}: the point is behind the first digit.
decimal(Float) ->
    {Sign, Text} =
        case float_to_list(Float, [{scientific, 20}]) of
            [$- | T] -> {"-", T};
            T -> {"", T}
        end,
    {[First, $. | Rest], [$e | Exponent]} = lists:splitwith(fun(C) -> C =/= $e end, Text),
    {Sign, [First | Rest], list_to_integer(Exponent)}.

%% Round to N digits: {Digits, 1 if there is one more in front now, else 0}.
round_digits(Digits, N) when N >= length(Digits) ->
    {Digits ++ chars($0, N - length(Digits)), 0};
round_digits(Digits, N) ->
    {Keep, [Next | _]} = lists:split(N, Digits),
    if
        Next < $5 ->
            {Keep, 0};
        true ->
            More = list_to_integer([$0 | Keep]) + 1,
            Text = integer_to_list(More),
            case length(Text) - N of
                1 -> {Text, 1};
                Less -> {chars($0, -Less) ++ Text, 0}
            end
    end.

float_e(Float, P) when P >= 2 ->
    {Sign, Digits, Exponent} = decimal(Float),
    {[First | Rest], Carry} = round_digits(Digits, P),
    E = Exponent + Carry,
    ESign = if E < 0 -> "-"; true -> "+" end,
    lists:flatten([Sign, First, $., lists:sublist(Rest, P - 1), $e, ESign, integer_to_list(abs(E))]).

float_f(Float, P) when P >= 1 ->
    {Sign, Digits0, Exponent0} = decimal(Float),
    {Digits, Exponent} =
        if
            Exponent0 < 0 -> {chars($0, -Exponent0) ++ Digits0, 0};
            true -> {Digits0, Exponent0}
        end,
    {Rounded, Carry} = round_digits(Digits, Exponent + 1 + P),
    {Whole, Fraction} = lists:split(Exponent + 1 + Carry, Rounded),
    Sign ++ Whole ++ "." ++ Fraction.

float_g(Float, P) ->
    A = abs(Float),
    Whole =
        if
            A < 0.1 -> none;
            A < 1.0 -> 0;
            A < 10.0 -> 1;
            A < 100.0 -> 2;
            A < 1000.0 -> 3;
            A < 10000.0 -> 4;
            true -> none
        end,
    if
        Whole =:= none; P =< Whole -> float_e(Float, max(P, 2));
        true -> float_f(Float, P - Whole)
    end.

%% Terms -----------------------------------------------------------------------------------------

%% A term the way ~w prints it.
-spec write(term()) -> chars().
write(Term) -> write(Term, -1, #{encoding => latin1}).

-spec write(term(), integer() | [tuple()]) -> chars().
write(Term, Depth) when is_integer(Depth) ->
    write(Term, Depth, #{encoding => latin1});
write(Term, Options) when is_list(Options) ->
    [Depth, Encoding, Limit, Order] = [
        proplists:get_value(Key, Options, Default)
     || {Key, Default} <- [{depth, -1}, {encoding, latin1}, {chars_limit, -1}, {maps_order, undefined}]
    ],
    write(Term, Depth, Encoding, Order, Limit).

-spec write(term(), integer(), encoding(), maps:iterator_order() | undefined, integer()) -> chars().
write(Term, Depth, Encoding, Order, Limit) ->
    Spec0 = #{encoding => Encoding},
    Spec1 = if Order =:= undefined -> Spec0; true -> Spec0#{maps_order => Order} end,
    write_within(Term, Depth, if Limit < 0 -> Spec1; true -> Spec1#{chars_limit => Limit} end).

write_within(Term, Depth, #{chars_limit := Limit} = Spec) ->
    Make = fun(D) ->
        Text = write(Term, D, Spec),
        {leaf, chars_length(Text), Text}
    end,
    element(3, within(Make, Depth, Limit));
write_within(Term, Depth, Spec) -> write(Term, Depth, Spec).

%% As write/2, as a binary.
-spec bwrite(term(), [tuple()]) -> unicode:unicode_binary().
bwrite(Term, Options) -> unicode:characters_to_binary(write(Term, Options)).

-spec write(term(), integer(), map() | boolean()) -> chars().
write(_Term, 0, _Spec) -> "...";
write(Term, Depth, Spec) when is_tuple(Term) ->
    case Term of
        {} -> "{}";
        _ when Depth =:= 1 -> "{...}";
        _ -> [${, elements(tuple_to_list(Term), Depth, Spec), $}]
    end;
write([], _Depth, _Spec) ->
    "[]";
write(Term, 1, _Spec) when is_list(Term) ->
    "[...]";
write([H | T], Depth, Spec) ->
    [$[, write(H, Depth - 1, Spec), tail(T, Depth - 1, Spec), $]];
write(Term, 1, Spec) when is_map(Term) ->
    case Spec of
        #{chars_limit := _} when map_size(Term) > 0 -> "#{...}";
        _ -> "#{}"
    end;
write(Term, Depth, Spec) when is_map(Term) ->
    ["#{", pairs(ordered(Term, Spec), Depth, Depth - 1, Spec), $}];
write(Term, Depth, _Spec) when is_bitstring(Term) ->
    write_bits(Term, Depth);
write(Term, Depth, Spec) ->
    Encoding = maps:get(encoding, Spec, latin1),
    case record_fields(Term, Encoding) of
        false -> write_leaf(Term, Encoding);
        {Name, []} -> [Name, "{}"];
        {Name, _} when Depth =:= 1 -> [Name, "{...}"];
        {Name, Fields} -> [Name, ${, fields(Fields, Depth, Spec), $}]
    end.

%% The fields of a native record, and "#MODULE:NAME".
-spec record_fields(term(), encoding()) -> {string(), [{string(), term()}]} | false.
record_fields(Term, Encoding) ->
    erlang:is_record(Term) andalso
        {
            lists:flatten([$#, write_leaf(records:get_module(Term), Encoding), $:, write_leaf(records:get_name(Term), Encoding)]),
            [{write_leaf(F, Encoding), records:get(F, Term)} || F <- records:get_field_names(Term)]
        }.

fields([{Name, V} | Fields], Depth, Spec) ->
    Rest =
        case Fields of
            [] -> [];
            _ when Depth =:= 2 -> ",...";
            _ -> [$,, fields(Fields, Depth - 1, Spec)]
        end,
    [Name, " = ", write(V, Depth - 1, Spec) | Rest].

elements([H | T], Depth, Spec) -> [write(H, Depth - 1, Spec), more(T, Depth - 1, Spec)].

more([], _Depth, _Spec) -> [];
more(_, 1, _Spec) -> ",...";
more([H | T], Depth, Spec) -> [$,, write(H, Depth - 1, Spec), more(T, Depth - 1, Spec)].

tail([], _Depth, _Spec) -> [];
tail(_, 1, _Spec) -> "|...";
tail([H | T], Depth, Spec) -> [$,, write(H, Depth - 1, Spec), tail(T, Depth - 1, Spec)];
tail(Other, Depth, Spec) -> [$|, write(Other, Depth - 1, Spec)].

ordered(Map, #{maps_order := Order}) -> maps:to_list(maps:iterator(Map, Order));
ordered(Map, _Spec) -> maps:to_list(Map).

%% So many pairs as Left says, one less; what is in them is as deep in each.
pairs([], _Left, _Depth, _Spec) ->
    [];
pairs([{K, V} | Pairs], Left, Depth, Spec) ->
    Rest =
        case Pairs of
            [] when Left =/= 2; is_map_key(chars_limit, Spec) -> [];
            _ when Left =:= 2 -> ",...";
            _ -> [$,, pairs(Pairs, Left - 1, Depth, Spec)]
        end,
    [write(K, Depth, Spec), " => ", write(V, Depth, Spec), Rest].

write_bits(<<>>, _Depth) -> "<<>>";
write_bits(_Bits, 1) -> "<<...>>";
write_bits(Bits, Depth) -> ["<<", bytes(Bits, Depth), ">>"].

bytes(_Bits, 1) -> "...";
bytes(<<B>>, _Depth) -> integer_to_list(B);
bytes(<<B, Rest/bits>>, Depth) -> [integer_to_list(B), $, | bytes(Rest, Depth - 1)];
bytes(Bits, _Depth) ->
    Size = bit_size(Bits),
    <<B:Size>> = Bits,
    [integer_to_list(B), $:, integer_to_list(Size)].

-spec write_binary(binary(), integer(), integer()) -> chars().
write_binary(Bin, Depth, _Limit) when is_integer(Depth) -> write_bits(Bin, Depth).

%% A term without parts.
-spec write_leaf(term(), encoding()) -> chars().
write_leaf(Term, _) when is_integer(Term) -> integer_to_list(Term);
write_leaf(Term, _) when is_float(Term) -> float_to_list(Term, [short]);
write_leaf(Term, unicode) when is_atom(Term) -> write_atom(Term);
write_leaf(Term, _) when is_atom(Term) -> write_atom_as_latin1(Term);
write_leaf(Term, _) when is_pid(Term) -> pid_to_list(Term);
write_leaf(Term, _) when is_reference(Term) -> ref_to_list(Term);
write_leaf(Term, _) when is_port(Term) -> port_to_list(Term);
write_leaf(Term, _) when is_function(Term) -> erlang:fun_to_list(Term).

%% A term the way ~p prints it.
-spec print(term()) -> chars().
print(Term) -> print(Term, 1, 80, -1).

-spec print(term(), non_neg_integer(), non_neg_integer(), integer()) -> chars().
print(Term, Column, LineLength, Depth) ->
    Spec = #{encoding => latin1, strings => true},
    io_lib_pretty:print(Term, Column, LineLength, Depth, Spec).

-spec nl() -> string().
nl() -> "\n".

%% Atoms, characters and strings -----------------------------------------------------------------

-spec write_atom(atom()) -> chars().
write_atom(Atom) -> atom(Atom, unicode).

-spec write_atom_as_latin1(atom()) -> latin1_string().
write_atom_as_latin1(Atom) -> atom(Atom, latin1).

atom(Atom, Encoding) ->
    Text = atom_to_list(Atom),
    case quote_atom(Atom, Text) of
        true -> quoted(Text, $', Encoding);
        false -> Text
    end.

%% Must the atom with this text be quoted?
-spec quote_atom(atom(), chars()) -> boolean().
quote_atom(Atom, [C | Cs]) -> is_reserved(Atom) orelse not (is_lower(C) andalso is_name(Cs));
quote_atom(_Atom, []) -> true.

is_lower(C) -> C >= $a andalso C =< $z orelse C >= $ß andalso C =< $ÿ andalso C =/= $÷.

is_name([C | Cs]) -> is_name_char(C) andalso is_name(Cs);
is_name([]) -> true.

is_name_char(C) when C >= $A, C =< $Z; C >= $0, C =< $9; C =:= $_; C =:= $@ -> true;
is_name_char(C) when C >= $À, C =< $Þ -> C =/= $×;
is_name_char(C) -> is_lower(C).

is_reserved(Atom) ->
    lists:member(Atom, [
        'after', 'and', 'andalso', 'band', 'begin', 'bnot', 'bor', 'bsl', 'bsr', 'bxor', 'case',
        'catch', 'cond', 'div', 'end', 'fun', 'if', 'let', 'not', 'of', 'or', 'orelse',
        'receive', 'rem', 'try', 'when', 'xor'
    ]).

quoted(Text, Quote, Encoding) -> [Quote | escape(Text, Quote, Encoding)].

escape([C | Cs], C, Encoding) -> [$\\, C | escape(Cs, C, Encoding)];
escape([C | Cs], Quote, Encoding) -> escape_char(C, Encoding, escape(Cs, Quote, Encoding));
escape([], Quote, _Encoding) -> [Quote].

escape_char($\\, _, Rest) -> [$\\, $\\ | Rest];
escape_char($\n, _, Rest) -> [$\\, $n | Rest];
escape_char($\r, _, Rest) -> [$\\, $r | Rest];
escape_char($\t, _, Rest) -> [$\\, $t | Rest];
escape_char($\v, _, Rest) -> [$\\, $v | Rest];
escape_char($\b, _, Rest) -> [$\\, $b | Rest];
escape_char($\f, _, Rest) -> [$\\, $f | Rest];
escape_char($\e, _, Rest) -> [$\\, $e | Rest];
escape_char($\d, _, Rest) -> [$\\, $d | Rest];
escape_char(C, _, Rest) when C < $\s; C > 126, C < 160 ->
    [$\\, $0 + C div 64, $0 + C div 8 rem 8, $0 + C rem 8 | Rest];
escape_char(C, latin1, Rest) when C > 255 ->
    "\\x{" ++ integer_to_list(C, 16) ++ [$} | Rest];
escape_char(C, _, Rest) ->
    [C | Rest].

-spec write_string(string()) -> chars().
write_string(Text) -> quoted(Text, $", unicode).

-spec write_string(string(), char()) -> chars().
write_string(Text, Quote) -> quoted(Text, Quote, unicode).

-spec write_unicode_string(string()) -> chars().
write_unicode_string(Text) -> write_string(Text).

-spec write_latin1_string(latin1_string()) -> latin1_string().
write_latin1_string(Text) -> write_string(Text).

-spec write_latin1_string(latin1_string(), char()) -> latin1_string().
write_latin1_string(Text, Quote) -> write_string(Text, Quote).

-spec write_string_as_latin1(string()) -> latin1_string().
write_string_as_latin1(Text) -> quoted(Text, $", latin1).

-spec write_string_as_latin1(string(), char()) -> latin1_string().
write_string_as_latin1(Text, Quote) -> quoted(Text, Quote, latin1).

-spec write_char(char()) -> chars().
write_char($\s) -> "$\\s";
write_char(C) when is_integer(C), C >= 0 -> [$$ | escape_char(C, unicode, [])].

-spec write_unicode_char(char()) -> chars().
write_unicode_char(C) -> write_char(C).

-spec write_latin1_char(0..255) -> latin1_string().
write_latin1_char(C) -> write_char(C).

-spec write_char_as_latin1(char()) -> latin1_string().
write_char_as_latin1($\s) -> "$\\s";
write_char_as_latin1(C) when is_integer(C), C >= 0 -> [$$ | escape_char(C, latin1, [])].

%% What kind of list is it? ----------------------------------------------------------------------

-define(IS_LATIN1(C), (is_integer(C) andalso C >= 0 andalso C =< 255)).
-define(IS_UNICODE(C),
    (is_integer(C) andalso
        (C >= 0 andalso C < 16#D800 orelse C > 16#DFFF andalso C < 16#FFFE orelse
            C > 16#FFFF andalso C =< 16#10FFFF))
).

-spec char_list(term()) -> boolean().
char_list([C | Cs]) when ?IS_UNICODE(C) -> char_list(Cs);
char_list([]) -> true;
char_list(_) -> false.

-spec latin1_char_list(term()) -> boolean().
latin1_char_list([C | Cs]) when ?IS_LATIN1(C) -> latin1_char_list(Cs);
latin1_char_list([]) -> true;
latin1_char_list(_) -> false.

-spec deep_char_list(term()) -> boolean().
deep_char_list(Term) -> deep(Term, fun(C) -> ?IS_UNICODE(C) end).

-spec deep_unicode_char_list(term()) -> boolean().
deep_unicode_char_list(Term) -> deep_char_list(Term).

-spec deep_latin1_char_list(term()) -> boolean().
deep_latin1_char_list(Term) -> deep(Term, fun(C) -> ?IS_LATIN1(C) end).

deep([C | Cs], Is) when is_list(C) -> deep(C, Is) andalso deep(Cs, Is);
deep([C | Cs], Is) -> Is(C) andalso deep(Cs, Is);
deep([], _Is) -> true;
deep(_, _Is) -> false.

-spec printable_latin1_list(term()) -> boolean().
printable_latin1_list([C | Cs]) when is_integer(C), C >= $\s, C =< 126; is_integer(C), C >= 160, C =< 255 ->
    printable_latin1_list(Cs);
printable_latin1_list([C | Cs]) when is_integer(C), C >= $\b, C =< $\r; C =:= $\e ->
    printable_latin1_list(Cs);
printable_latin1_list([]) -> true;
printable_latin1_list(_) -> false.

-spec printable_unicode_list(term()) -> boolean().
printable_unicode_list([C | Cs]) when C > 255, ?IS_UNICODE(C) -> printable_unicode_list(Cs);
printable_unicode_list([C | Cs]) -> printable_latin1_list([C]) andalso printable_unicode_list(Cs);
printable_unicode_list([]) -> true;
printable_unicode_list(_) -> false.

-spec printable_list(term()) -> boolean().
printable_list(Term) -> printable_latin1_list(Term).

%% The number of characters of a deep list.
-spec chars_length(chars()) -> non_neg_integer().
chars_length(Chars) ->
    try
        iolist_size(Chars)
    catch
        _:_ -> string:length(Chars)
    end.

%% The quotation marks are left out without one.
-spec bwrite_string(unicode:chardata(), char() | [], encoding()) -> unicode:unicode_binary().
bwrite_string(Text, Quote, Encoding) ->
    Chars = unicode:characters_to_list(Text, Encoding),
    unicode:characters_to_binary(
        case Quote of
            [] -> lists:droplast(escape(Chars, none, unicode));
            _ -> quoted(Chars, Quote, unicode)
        end
    ).

%% For servers of the I/O protocol ----------------------------------------------------------------
%%
%% Each takes a continuation (start at first), what was read or eof, and returns a continuation or
%% {stop, Result, Rest}.

-spec fread(string(), string()) -> io_lib_fread:fread_2_ret().
fread(Format, Text) -> io_lib_fread:fread(Format, Text).

-spec fread([] | tuple(), string() | eof, string()) -> io_lib_fread:fread_3_ret().
fread(Cont, Chars, Format) -> io_lib_fread:fread(Cont, Chars, Format).

-spec format_prompt(term()) -> chars().
format_prompt(Prompt) -> format_prompt(Prompt, latin1).

-spec format_prompt(term(), encoding()) -> chars().
format_prompt({format, Format, Args}, _) -> prompt(Format, Args);
format_prompt(Prompt, _) when is_atom(Prompt) -> atom_to_list(Prompt);
format_prompt(Prompt, unicode) when is_list(Prompt); is_binary(Prompt) -> prompt("~ts", [Prompt]);
format_prompt(Prompt, _) when is_list(Prompt); is_binary(Prompt) -> prompt("~s", [Prompt]);
format_prompt(Prompt, _) -> prompt("~p", [Prompt]).

prompt(Format, Args) ->
    try
        format(Format, Args)
    catch
        _:_ -> "???"
    end.

collect_chars(Cont, Data, N) -> collect_chars(Cont, Data, latin1, N).

collect_chars(start, eof, _, _) -> {stop, eof, eof};
collect_chars(start, Data, Encoding, N) -> collect_chars({kind(Data), [], N}, Data, Encoding, N);
collect_chars({Kind, Read, _}, eof, Encoding, _) -> {stop, collected(Kind, Read, Encoding), eof};
collect_chars({Kind, Read, N}, Data, Encoding, _) -> chars(Kind, Read, N, listed(Data, Encoding), Encoding).

chars(Kind, Read, 0, Rest, Encoding) -> {stop, collected(Kind, Read, Encoding), rest(Kind, Rest, Encoding)};
chars(Kind, Read, N, [C | Rest], Encoding) -> chars(Kind, [C | Read], N - 1, Rest, Encoding);
chars(Kind, Read, N, [], _) -> {Kind, Read, N}.

collect_line(Cont, Data, Options) -> collect_line(Cont, Data, latin1, Options).

collect_line(start, eof, _, _) -> {stop, eof, eof};
collect_line(start, Data, Encoding, Options) -> collect_line({kind(Data), []}, Data, Encoding, Options);
collect_line({Kind, Read}, eof, Encoding, _) -> {stop, collected(Kind, Read, Encoding), eof};
collect_line({Kind, Read}, Data, Encoding, _) -> line(Kind, Read, listed(Data, Encoding), Encoding).

line(Kind, [$\r | Read], [$\n | Rest], Encoding) -> line(Kind, Read, [$\n | Rest], Encoding);
line(Kind, Read, [$\n | Rest], Encoding) ->
    {stop, collected(Kind, [$\n | Read], Encoding), rest(Kind, Rest, Encoding)};
line(Kind, Read, [C | Rest], Encoding) -> line(Kind, [C | Read], Rest, Encoding);
line(Kind, Read, [], _) -> {Kind, Read}.

kind(Data) when is_binary(Data) -> binary;
kind(_) -> list.

listed(Data, Encoding) when is_binary(Data) -> unicode:characters_to_list(Data, Encoding);
listed(Data, _) -> Data.

collected(Kind, Read, Encoding) -> rest(Kind, lists:reverse(Read), Encoding).

rest(binary, Chars, Encoding) -> unicode:characters_to_binary(Chars, Encoding, Encoding);
rest(list, Chars, _) -> Chars.

get_until(Cont, Data, Call) -> get_until(Cont, Data, latin1, Call).

get_until(start, Data, Encoding, Call) -> get_until([], Data, Encoding, Call);
get_until(Cont, Data, Encoding, {M, F, Args}) ->
    case apply(M, F, [Cont, listed(Data, Encoding) | Args]) of
        {done, Result, Rest} -> {stop, Result, Rest};
        {more, More} -> More
    end.

%% Of use to servers of the I/O protocol and to Erlang/OTP itself ---------------------------------
-ifndef(AVM_BOARD).

%% How many characters more are wanted, if that is known.
collect_chars({_, _, N}) -> N.

collect_line(_) -> 0.

get_until(_) -> 0.

%% What there is, up to N characters.
collect_chars_eager(Cont, Data, Encoding, N) ->
    case collect_chars(Cont, Data, Encoding, N) of
        {Kind, Read, _} when Kind =/= stop -> {stop, collected(Kind, Read, Encoding), rest(Kind, [], Encoding)};
        Stop -> Stop
    end.

%% A line without its end. What was read is kept, backwards.
collect_line_no_eol(start, Data, Encoding, Any) -> collect_line_no_eol([], Data, Encoding, Any);
collect_line_no_eol([], eof, _, _) -> {stop, eof, eof};
collect_line_no_eol(Read, eof, _, _) -> {stop, lists:reverse(Read), eof};
collect_line_no_eol(Read, Data, Encoding, _) ->
    case line(kind(Data), Read, listed(Data, Encoding), Encoding) of
        {stop, Line, Rest} when is_list(Line) -> {stop, lists:droplast(Line), Rest};
        {stop, Line, Rest} -> {stop, binary:part(Line, 0, byte_size(Line) - 1), Rest};
        {_, More} -> More
    end.

%% A term whose deeper parts are '...'.
-spec limit_term(term(), integer()) -> term().
limit_term(Term, Depth) when is_integer(Depth), Depth < 0 -> Term;
limit_term(Term, Depth) when is_integer(Depth) -> limited(Term, Depth).

limited(_, 0) -> '...';
limited([_ | _], 1) -> ['...'];
limited([H | T] = List, Depth) ->
    case printable_list(List) of
        true -> List;
        false -> [limited(H, Depth - 1) | limited_tail(T, Depth - 1)]
    end;
limited({}, _) -> {};
limited(Tuple, 1) when is_tuple(Tuple) -> {'...'};
limited(Tuple, Depth) when is_tuple(Tuple) ->
    [H | T] = tuple_to_list(Tuple),
    list_to_tuple([limited(H, Depth - 1) | limited_tail(T, Depth - 1)]);
limited(Map, Depth) when is_map(Map) ->
    maps:from_list([{K, limited(V, Depth - 1)} || {K, V} <- lists:sublist(maps:to_list(Map), Depth + 1)]);
limited(Term, _) -> Term.

limited_tail([], _) -> [];
limited_tail(_, 1) -> ['...'];
limited_tail([H | T], Depth) -> [limited(H, Depth - 1) | limited_tail(T, Depth - 1)];
limited_tail(Other, Depth) -> limited(Other, Depth - 1).

-spec write_string_bin(unicode:chardata(), char() | [], encoding()) -> {unicode:unicode_binary(), non_neg_integer()}.
write_string_bin(Text, Quote, Encoding) ->
    Bin = bwrite_string(Text, Quote, Encoding),
    {Bin, string:length(Bin)}.

-endif.
