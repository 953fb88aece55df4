%% SPDX-License-Identifier: Apache-2.0
%% io_lib_pretty: terms laid out on lines, for ~p and ~P.
%%
%% A term becomes a tree of {Kind, Length, Parts} first, where Length is what it takes on one line;
%% then it is laid out: what fits on the rest of the line stays there, terms without parts are
%% packed, any other part begins a line of its own.
-module(io_lib_pretty).

-export([print/5]).
-ifndef(AVM_BOARD).
-export([print/1, print/2, print/3, print/4]).

-spec print(term()) -> io_lib:chars().
print(Term) -> print(Term, 1, 80, -1, no_fun).

%% The second argument is a list of options, or what is a record.
-spec print(term(), [tuple()] | fun() | no_fun) -> io_lib:chars().
print(Term, Options) when is_list(Options) ->
    [Column, LineLength, Depth, Encoding, Strings, Records, Limit, Order] =
        [
            proplists:get_value(Key, Options, Default)
         || {Key, Default} <- [
                {column, 1}, {line_length, 80}, {depth, -1}, {encoding, unicode}, {strings, true},
                {record_print_fun, no_fun}, {chars_limit, -1}, {maps_order, undefined}
            ]
        ],
    Spec = #{
        encoding => if Encoding =:= utf8 -> unicode; true -> Encoding end,
        strings => Strings, records => Records, chars_limit => Limit
    },
    print(Term, Column, LineLength, Depth, if Order =:= undefined -> Spec; true -> Spec#{maps_order => Order} end);
print(Term, Records) -> print(Term, -1, Records).

-spec print(term(), integer(), fun() | no_fun) -> io_lib:chars().
print(Term, Depth, Records) -> print(Term, 1, 80, Depth, Records).

-spec print(term(), integer(), non_neg_integer(), integer()) -> io_lib:chars().
print(Term, Column, LineLength, Depth) -> print(Term, Column, LineLength, Depth, no_fun).
-endif.

%% Print at a column (the first is 1) of lines that end before LineLength; 0: on one line. How is a map as
%% io_lib makes of a format, or the fun that tells which tuples are records: from the tag and the number of
%% fields it makes their names, or 'no'.
-spec print(term(), integer(), non_neg_integer(), integer(), map() | fun() | no_fun) -> io_lib:chars().
print(Term, Column, LineLength, Depth, Records) when not is_map(Records) ->
    print(Term, Column, LineLength, Depth, #{encoding => unicode, strings => true, records => Records});
print(_Term, _Column, _LineLength, 0, _Spec) ->
    "...";
print(Term, Column, LineLength, Depth, Spec) when Column < 1 ->
    print(Term, 1, LineLength, Depth, Spec);
print(Term, Column, LineLength, Depth, Spec) ->
    {_, Length, _} = Node = tree(Term, Depth, Spec),
    if
        LineLength =:= 0; Length < LineLength - Column -> flat(Node);
        true -> layout(Node, Column, LineLength, tag_indent(Node, Column, LineLength), 0)
    end.

%% The tree --------------------------------------------------------------------------------------

tree(Term, Depth, #{chars_limit := Limit} = Spec) when Limit >= 0 ->
    io_lib:within(fun(D) -> node_of(Term, D, Spec) end, Depth, Limit);
tree(Term, Depth, Spec) -> node_of(Term, Depth, Spec).

node_of(_Term, 0, _Spec) ->
    leaf("...");
node_of([], _Depth, _Spec) ->
    leaf("[]");
node_of({}, _Depth, _Spec) ->
    leaf("{}");
node_of(Term, 1, _Spec) when is_list(Term) ->
    leaf("[...]");
node_of(Term, 1, _Spec) when is_tuple(Term) ->
    leaf("{...}");
node_of(Term, Depth, Spec) when is_list(Term) ->
    case maps:get(strings, Spec, true) andalso io_lib:printable_latin1_list(Term) of
        true -> string(Term, Spec);
        false -> inner(list, list_parts(Term, Depth, Spec), 1)
    end;
node_of(Term, Depth, #{records := Names} = Spec) when is_function(Names, 2), is_atom(element(1, Term)) ->
    [Tag | Values] = tuple_to_list(Term),
    case Names(Tag, length(Values)) of
        no -> tuple(Term, Depth, Spec);
        Fields ->
            #{encoding := Encoding} = Spec,
            Texts = [io_lib:write_leaf(F, Encoding) || F <- Fields],
            record([$# | io_lib:write_leaf(Tag, Encoding)], lists:zip(Texts, Values), Depth - 1, Spec)
    end;
node_of(Term, Depth, Spec) when is_tuple(Term) -> tuple(Term, Depth, Spec);
node_of(Term, _Depth, _Spec) when map_size(Term) =:= 0 ->
    leaf("#{}");
node_of(Term, 1, _Spec) when is_map(Term) ->
    leaf("#{...}");
node_of(Term, Depth, Spec) when is_map(Term) ->
    Pairs =
        case Spec of
            #{maps_order := Order} -> maps:to_list(maps:iterator(Term, Order));
            #{} -> maps:to_list(Term)
        end,
    inner(map, pair_parts(Pairs, Depth, Spec), 2);
node_of(Term, Depth, Spec) when is_bitstring(Term) ->
    bits(Term, Depth, Spec);
node_of(Term, Depth, #{encoding := Encoding} = Spec) ->
    case io_lib:record_fields(Term, Encoding) of
        false -> leaf(io_lib:write_leaf(Term, Encoding));
        {Name, Fields} -> record(Name, Fields, Depth, Spec)
    end.

tuple(Term, Depth, Spec) ->
    Kind = if is_atom(element(1, Term)), tuple_size(Term) > 1 -> tagged; true -> tuple end,
    inner(Kind, tuple_parts(tuple_to_list(Term), Depth, Spec), 1).

record(Name, [], _Depth, _Spec) -> leaf(Name ++ "{}");
record(Name, _Fields, 1, _Spec) -> leaf(Name ++ "{...}");
record(Name, Fields, Depth, Spec) -> inner(record, [leaf(Name) | field_parts(Fields, Depth, Spec)], 0).

leaf(Text) -> {leaf, length(Text), Text}.

%% No longer than the limit alone allows.
string(Text, #{chars_limit := Limit}) when Limit >= 0, length(Text) + 2 > Limit ->
    leaf(io_lib:write_string(lists:sublist(Text, max(0, Limit - 2))) ++ "...");
string(Text, _Spec) -> leaf(io_lib:write_string(Text)).

%% Parts are separated by one character, and there are brackets around.
inner(Kind, Parts, Opening) ->
    {Kind, lists:foldl(fun({_, Length, _}, Sum) -> Sum + Length + 1 end, Opening, Parts), Parts}.

list_parts([], _Depth, _Spec) -> [];
list_parts(_, 1, _Spec) -> [{rest, 3, "..."}];
list_parts([H | T], Depth, Spec) -> [node_of(H, Depth - 1, Spec) | list_parts(T, Depth - 1, Spec)];
list_parts(Tail, Depth, Spec) ->
    {_, Length, _} = Node = node_of(Tail, Depth - 1, Spec),
    [{tail, Length, Node}].

tuple_parts([], _Depth, _Spec) -> [];
tuple_parts(_, 1, _Spec) -> [leaf("...")];
tuple_parts([H | T], Depth, Spec) -> [node_of(H, Depth - 1, Spec) | tuple_parts(T, Depth - 1, Spec)].

pair_parts([], _Depth, _Spec) ->
    [];
pair_parts(_, 1, _Spec) ->
    [leaf("...")];
pair_parts([{K, V} | Pairs], Depth, Spec) ->
    {_, KeyLength, _} = Key = node_of(K, Depth - 1, Spec),
    {_, ValueLength, _} = Value = node_of(V, Depth - 1, Spec),
    [{pair, KeyLength + ValueLength + 4, {Key, Value}} | pair_parts(Pairs, Depth - 1, Spec)].

field_parts([], _Depth, _Spec) ->
    [];
field_parts(_, 1, _Spec) ->
    [leaf("...")];
field_parts([{Name, V} | Fields], Depth, Spec) ->
    {_, Length, _} = Value = node_of(V, Depth - 1, Spec),
    [{field, length(Name) + 3 + Length, {leaf(Name), Value}} | field_parts(Fields, Depth - 1, Spec)].

%% Binaries of printable characters are shown as strings.
bits(<<>>, _Depth, _Spec) ->
    leaf("<<>>");
bits(_Bits, 1, _Spec) ->
    leaf("<<...>>");
bits(Bits, Depth, #{encoding := Encoding} = Spec) ->
    case is_binary(Bits) andalso maps:get(strings, Spec, true) andalso text(Bits, Encoding) of
        {Text, Suffix} ->
            Most = if Depth < 0 -> length(Text); true -> 4 * (Depth - 1) end,
            Limit = case Spec of #{chars_limit := Chars} when Chars >= 0 -> min(Most, max(0, Chars - 6)); _ -> Most end,
            {Shown, Dots} =
                if
                    Limit < length(Text) -> {lists:sublist(Text, Limit), "..."};
                    true -> {Text, ""}
                end,
            leaf("<<" ++ io_lib:write_string(Shown) ++ Suffix ++ Dots ++ ">>");
        false ->
            Parts = byte_parts(Bits, Depth),
            {bits, lists:sum([Length + 1 || {_, Length, _} <- Parts]) + 3, Parts}
    end.

text(Bin, latin1) ->
    Text = binary_to_list(Bin),
    io_lib:printable_latin1_list(Text) andalso {Text, ""};
text(Bin, unicode) ->
    case unicode:characters_to_list(Bin) of
        Text when is_list(Text), length(Text) < byte_size(Bin) ->
            io_lib:printable_latin1_list(Text) andalso {Text, "/utf8"};
        _ ->
            text(Bin, latin1)
    end.

byte_parts(<<>>, _Depth) -> [];
byte_parts(_Bits, 1) -> [leaf("...")];
byte_parts(<<B, Rest/bits>>, Depth) -> [leaf(integer_to_list(B)) | byte_parts(Rest, Depth - 1)];
byte_parts(Bits, _Depth) ->
    Size = bit_size(Bits),
    <<B:Size>> = Bits,
    [leaf(integer_to_list(B) ++ ":" ++ integer_to_list(Size))].

%% On one line -----------------------------------------------------------------------------------

flat({leaf, _, Text}) -> Text;
flat({rest, _, Text}) -> Text;
flat({tail, _, Node}) -> flat(Node);
flat({pair, _, {Key, Value}}) -> [flat(Key), " => ", flat(Value)];
flat({field, _, {Name, Value}}) -> [flat(Name), " = ", flat(Value)];
flat({record, _, [Name | Fields]}) -> [flat(Name) | flat({tuple, 0, Fields})];
flat({Kind, _, [First | Parts]}) ->
    {Open, Close} = brackets(Kind),
    [Open, flat(First), [[separator(Part), flat(Part)] || Part <- Parts], Close].

brackets(list) -> {"[", "]"};
brackets(map) -> {"#{", "}"};
brackets(bits) -> {"<<", ">>"};
brackets(_) -> {"{", "}"}.

separator({tail, _, _}) -> $|;
separator({rest, _, _}) -> $|;
separator(_) -> $,.

%% On several lines ------------------------------------------------------------------------------

%% How far parts of tagged tuples are indented: behind the tag (0), or by 4, or by 1 where there is
%% not enough room for that.
tag_indent(Node, Column, LineLength) ->
    case has_room(Node, Column, LineLength, 0, 0) of
        true -> 0;
        false ->
            case has_room(Node, Column, LineLength, 4, 0) of
                true -> 4;
                false -> 1
            end
    end.

%% Do all tuples that must be broken begin their parts in the left half of the line?
has_room({_, Length, _}, Column, LineLength, _Indent, Closing) when Length < LineLength - Column - Closing ->
    true;
has_room({tagged, _, [{_, TagLength, _} | Parts]}, Column, LineLength, Indent, Closing) ->
    Start = Column + indent_of(TagLength, Indent),
    Start =< LineLength div 2 andalso
        parts_have_room(Parts, Start, LineLength, Indent, Closing);
has_room({record, _, [{_, NameLength, _} | Fields]}, Column, LineLength, Indent, Closing) ->
    Start = Column + indent_of(NameLength - 1, Indent),
    Start =< LineLength div 2 andalso
        parts_have_room(Fields, Start, LineLength, Indent, Closing);
has_room({field, _, {{_, NameLength, _}, Value}}, Column, LineLength, Indent, Closing) ->
    has_room(Value, Column + indent_of(NameLength + 1, Indent), LineLength, Indent, Closing);
has_room({map, _, Parts}, Column, LineLength, Indent, Closing) ->
    parts_have_room(Parts, Column + 2, LineLength, Indent, Closing);
has_room({pair, _, {Key, Value}}, Column, LineLength, Indent, Closing) ->
    has_room(Key, Column, LineLength, Indent, 0) andalso
        has_room(Value, Column + 4, LineLength, Indent, Closing);
has_room({tail, _, Node}, Column, LineLength, Indent, Closing) ->
    has_room(Node, Column, LineLength, Indent, Closing);
has_room({Kind, _, Parts}, Column, LineLength, Indent, Closing) when Kind =:= list; Kind =:= tuple ->
    parts_have_room(Parts, Column + 1, LineLength, Indent, Closing);
has_room(_Leaf, _Column, _LineLength, _Indent, _Closing) ->
    true.

parts_have_room([Last], Column, LineLength, Indent, Closing) ->
    has_room(Last, Column, LineLength, Indent, Closing + 1);
parts_have_room([Part | Parts], Column, LineLength, Indent, Closing) ->
    has_room(Part, Column, LineLength, Indent, 0) andalso
        parts_have_room(Parts, Column, LineLength, Indent, Closing);
parts_have_room([], _Column, _LineLength, _Indent, _Closing) ->
    true.

indent_of(TagLength, Indent) when Indent > 0, TagLength + 2 > Indent -> Indent;
indent_of(TagLength, _Indent) -> TagLength + 2.

%% Closing is the number of brackets that follow on the same line.
layout({_, Length, _} = Node, Column, LineLength, _Indent, Closing) when Length < LineLength - Column - Closing ->
    flat(Node);
layout({tagged, _, [Tag, First | Parts] = All}, Column, LineLength, Indent, Closing) ->
    {_, TagLength, _} = Tag,
    Start = Column + indent_of(TagLength, Indent),
    Behind = Column + TagLength + 3,
    Rest =
        if
            Start =:= Column + TagLength + 2 -> [$, | parts([First | Parts], Start, LineLength, Indent, Closing)];
            true -> more(tl(All), Start, Behind, LineLength, Indent, Closing)
        end,
    [${, flat(Tag), Rest, $}];
layout({record, _, [{_, NameLength, Name} | Fields]}, Column, LineLength, Indent, Closing) ->
    Start = Column + indent_of(NameLength - 1, Indent),
    Break = if Start > Column + NameLength -> []; true -> [$\n, spaces(Start - 1)] end,
    [Name, ${, Break, parts(Fields, Start, LineLength, Indent, Closing), $}];
layout({field, _, {{_, NameLength, Name}, Value}}, Column, LineLength, Indent, Closing) ->
    Start = Column + indent_of(NameLength + 1, Indent),
    Break = if Start > Column + NameLength -> $\s; true -> [$\n, spaces(Start - 1)] end,
    [Name, " =", Break, layout(Value, Start, LineLength, Indent, Closing)];
layout({bits, _, [First | Parts]}, Column, LineLength, _Indent, Closing) ->
    {_, Length, _} = First,
    Start = Column + 2,
    ["<<", flat(First), more(Parts, Start, Start + Length, LineLength, 0, Closing + 1), ">>"];
layout({Kind, _, Parts}, Column, LineLength, Indent, Closing) when
    Kind =:= list; Kind =:= tuple; Kind =:= tagged; Kind =:= map
->
    {Open, Close} = brackets(Kind),
    [Open, parts(Parts, Column + length(Open), LineLength, Indent, Closing), Close];
layout({pair, _, {Key, Value}}, Column, LineLength, Indent, Closing) ->
    In = if Indent =:= 1 -> 1; true -> 4 end,
    [
        layout(Key, Column, LineLength, Indent, 0),
        " =>\n", spaces(Column + In - 1),
        layout(Value, Column + In, LineLength, Indent, Closing)
    ];
layout({tail, _, Node}, Column, LineLength, Indent, Closing) ->
    layout(Node, Column, LineLength, Indent, Closing);
layout(Leaf, _Column, _LineLength, _Indent, _Closing) ->
    flat(Leaf).

%% Parts that begin here, at the column where those on lines of their own begin too.
parts([Part | Parts], Start, LineLength, Indent, Closing) ->
    Text = layout(Part, Start, LineLength, Indent, closing(Parts, Closing)),
    [Text | more(Parts, Start, after_part(Part, Start, LineLength), LineLength, Indent, Closing)].

more([], _Start, _Column, _LineLength, _Indent, _Closing) ->
    [];
more([{_, Length, _} = Part | Parts], Start, Column, LineLength, Indent, Closing) ->
    Last = closing(Parts, Closing),
    case is_simple(Part) andalso Length + 1 < LineLength - Column - Last of
        true ->
            [separator(Part), flat(Part) | more(Parts, Start, Column + Length + 1, LineLength, Indent, Closing)];
        false ->
            Text = layout(Part, Start, LineLength, Indent, Last),
            Rest = more(Parts, Start, after_part(Part, Start, LineLength), LineLength, Indent, Closing),
            [separator(Part), $\n, spaces(Start - 1), Text | Rest]
    end.

closing([], Closing) -> Closing + 1;
closing(_, _Closing) -> 0.

%% Nothing follows a part with parts of its own on the same line.
after_part({_, Length, _} = Part, Start, LineLength) ->
    case is_simple(Part) of
        true -> Start + Length + 1;
        false -> LineLength
    end.

is_simple({leaf, _, _}) -> true;
is_simple({rest, _, _}) -> true;
is_simple({tail, _, Node}) -> is_simple(Node);
is_simple({field, _, {_, Value}}) -> is_simple(Value);
is_simple({pair, _, {Key, Value}}) -> is_simple(Key) andalso is_simple(Value);
is_simple(_) -> false.

spaces(N) -> lists:duplicate(N, $\s).
