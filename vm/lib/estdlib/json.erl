%% SPDX-License-Identifier: Apache-2.0
%% json: reading and writing JSON (RFC 8259), with the interface of Erlang/OTP 27.
%%
%% The decoder is a machine with an explicit stack. A phase is a function of what is left of the input;
%% where the input ends within a token, the state keeps the phase and the bytes from the token's
%% beginning, and the token is read again when there is more.
-module(json).

-export([decode/1, decode/3, decode_start/3, decode_continue/2]).
-export([encode/1, encode/2, encode_value/2, encode_atom/2, encode_integer/1, encode_float/1, encode_list/2]).
-export([encode_map/2, encode_map_checked/2, encode_key_value_list/2, encode_key_value_list_checked/2]).
-export([encode_binary/1, encode_binary_escape_all/1]).
-export([format/1, format/2, format/3, format_value/3]).
-export([format_key_value_list/3, format_key_value_list_checked/3]).

-export_type([encoder/0, decoders/0, encode_value/0, decode_value/0, continuation_state/0, formatter/0]).

-type encode_value() :: integer() | float() | boolean() | null | binary() | atom() | [encode_value()] | map().
-type decode_value() :: integer() | float() | boolean() | null | binary() | [decode_value()] | #{binary() => decode_value()}.
-type encoder() :: fun((term(), encoder()) -> iodata()).
-type formatter() :: fun((term(), formatter(), map()) -> iodata()).
-type decoders() :: #{atom() => term()}.
-opaque continuation_state() :: tuple().

%% What a byte of text can be without an escape.
-define(PLAIN(C), C >= $\s, C < 128, C =/= $", C =/= $\\).
-define(SPACE(C), C =:= $\s; C =:= $\n; C =:= $\r; C =:= $\t).

-record(decoders, {
    array_start = fun(_) -> [] end,
    array_push = fun(Value, Acc) -> [Value | Acc] end,
    array_finish = fun(Acc, Old) -> {lists:reverse(Acc), Old} end,
    object_start = fun(_) -> [] end,
    object_push = fun(Key, Value, Acc) -> [{Key, Value} | Acc] end,
    object_finish = fun(Acc, Old) -> {maps:from_list(Acc), Old} end,
    float = none,
    integer = fun binary_to_integer/1,
    string = none,
    null = null,
    %% What is read now, for the position of a mistake; no more will come.
    input = <<>>,
    final = true
}).

%% Decoding --------------------------------------------------------------------------------------

-spec decode(binary()) -> decode_value().
decode(Bin) when is_binary(Bin) ->
    case value(Bin, #decoders{input = Bin}, ok, []) of
        {Value, ok, <<>>} -> Value;
        {_, ok, <<Byte, _/binary>>} -> bad({invalid_byte, Byte}, 0)
    end.

-spec decode(binary(), Acc, decoders()) -> {term(), Acc, binary()}.
decode(Bin, Acc, Decoders) when is_binary(Bin) ->
    D = chosen(Decoders),
    value(Bin, D#decoders{input = Bin}, Acc, []).

-spec decode_start(binary(), Acc, decoders()) -> {continue, continuation_state()} | {term(), Acc, binary()}.
decode_start(Bin, Acc, Decoders) when is_binary(Bin) ->
    D = chosen(Decoders),
    value(Bin, D#decoders{input = Bin, final = false}, Acc, []).

-spec decode_continue(binary() | end_of_input, continuation_state()) ->
    {continue, continuation_state()} | {term(), term(), binary()}.
decode_continue(end_of_input, {Phase, Left, D, Acc, Stack}) ->
    Phase(Left, D#decoders{input = Left, final = true}, Acc, Stack);
decode_continue(More, {Phase, Left, D, Acc, Stack}) when is_binary(More) ->
    Bin = <<Left/binary, More/binary>>,
    Phase(Bin, D#decoders{input = Bin}, Acc, Stack).

chosen(Decoders) -> maps:fold(fun choose/3, #decoders{}, Decoders).

choose(array_start, F, D) when is_function(F, 1) -> D#decoders{array_start = F};
choose(array_push, F, D) when is_function(F, 2) -> D#decoders{array_push = F};
choose(array_finish, F, D) when is_function(F, 2) -> D#decoders{array_finish = F};
choose(object_start, F, D) when is_function(F, 1) -> D#decoders{object_start = F};
choose(object_push, F, D) when is_function(F, 3) -> D#decoders{object_push = F};
choose(object_finish, F, D) when is_function(F, 2) -> D#decoders{object_finish = F};
choose(float, F, D) when is_function(F, 1) -> D#decoders{float = F};
choose(integer, F, D) when is_function(F, 1) -> D#decoders{integer = F};
choose(string, F, D) when is_function(F, 1) -> D#decoders{string = F};
choose(null, Value, D) -> D#decoders{null = Value}.

-spec bad(term(), non_neg_integer()) -> no_return().
bad(Reason, Position) ->
    Info = #{cause => #{position => Position}, module => erl_stdlib_errors},
    erlang:error(Reason, none, [{error_info, Info}]).

%% The first byte of what is left is wrong there.
invalid(<<Byte, _/binary>> = Rest, #decoders{input = Input}) ->
    bad({invalid_byte, Byte}, byte_size(Input) - byte_size(Rest)).

more(_Phase, _Left, #decoders{final = true}, _Acc, _Stack) -> error(unexpected_end);
more(Phase, Left, D, Acc, Stack) -> {continue, {Phase, Left, D, Acc, Stack}}.

value(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> value(Rest, D, Acc, Stack);
value(<<$", _/binary>> = Bin, D, Acc, Stack) ->
    case string(Bin, D) of
        {String, Rest} -> after_value(made(String, D), Rest, D, Acc, Stack);
        more -> more(fun value/4, Bin, D, Acc, Stack)
    end;
value(<<C, _/binary>> = Bin, D, Acc, Stack) when C >= $0, C =< $9; C =:= $- ->
    case number(Bin, D) of
        {Number, Rest} -> after_value(Number, Rest, D, Acc, Stack);
        more -> more(fun value/4, Bin, D, Acc, Stack)
    end;
value(<<${, Rest/binary>>, D, Acc, Stack) ->
    first_key(Rest, D, (D#decoders.object_start)(Acc), [Acc | Stack]);
value(<<$[, Rest/binary>>, D, Acc, Stack) ->
    first_element(Rest, D, (D#decoders.array_start)(Acc), [Acc | Stack]);
value(<<"true", Rest/binary>>, D, Acc, Stack) -> after_value(true, Rest, D, Acc, Stack);
value(<<"false", Rest/binary>>, D, Acc, Stack) -> after_value(false, Rest, D, Acc, Stack);
value(<<"null", Rest/binary>>, D, Acc, Stack) -> after_value(D#decoders.null, Rest, D, Acc, Stack);
value(<<C, Rest/binary>> = Bin, D, Acc, Stack) when C =:= $t; C =:= $f; C =:= $n ->
    case byte_size(Rest) < if C =:= $f -> 5; true -> 4 end of
        true -> more(fun value/4, Bin, D, Acc, Stack);
        false -> invalid(Rest, D)
    end;
value(<<>>, D, Acc, Stack) -> more(fun value/4, <<>>, D, Acc, Stack);
value(Bin, D, _Acc, _Stack) -> invalid(Bin, D).

%% On the stack: the accumulator outside of an array; of an object, above that, {key, Key}.
after_value(Value, Rest, _D, Acc, []) ->
    {Value, Acc, trailing(Rest, Rest)};
after_value(Value, Rest, D, Acc, [{key, Key} | Stack]) ->
    next_key(Rest, D, (D#decoders.object_push)(Key, Value, Acc), Stack);
after_value(Value, Rest, D, Acc, Stack) ->
    next_element(Rest, D, (D#decoders.array_push)(Value, Acc), Stack).

%% White space at the end is no rest.
trailing(<<C, Rest/binary>>, All) when ?SPACE(C) -> trailing(Rest, All);
trailing(<<>>, _All) -> <<>>;
trailing(_, All) -> All.

first_element(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> first_element(Rest, D, Acc, Stack);
first_element(<<$], Rest/binary>>, D, Acc, Stack) -> array_end(Rest, D, Acc, Stack);
first_element(<<>>, D, Acc, Stack) -> more(fun first_element/4, <<>>, D, Acc, Stack);
first_element(Bin, D, Acc, Stack) -> value(Bin, D, Acc, [array | Stack]).

next_element(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> next_element(Rest, D, Acc, Stack);
next_element(<<$,, Rest/binary>>, D, Acc, Stack) -> value(Rest, D, Acc, Stack);
next_element(<<$], Rest/binary>>, D, Acc, [array | Stack]) -> array_end(Rest, D, Acc, Stack);
next_element(<<>>, D, Acc, Stack) -> more(fun next_element/4, <<>>, D, Acc, Stack);
next_element(Bin, D, _Acc, _Stack) -> invalid(Bin, D).

array_end(Rest, D, Acc, [Old | Stack]) ->
    {Array, New} = (D#decoders.array_finish)(Acc, Old),
    after_value(Array, Rest, D, New, Stack).

first_key(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> first_key(Rest, D, Acc, Stack);
first_key(<<$}, Rest/binary>>, D, Acc, Stack) -> object_end(Rest, D, Acc, Stack);
first_key(<<>>, D, Acc, Stack) -> more(fun first_key/4, <<>>, D, Acc, Stack);
first_key(Bin, D, Acc, Stack) -> key(Bin, D, Acc, Stack).

key(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> key(Rest, D, Acc, Stack);
key(<<$", _/binary>> = Bin, D, Acc, Stack) ->
    case string(Bin, D) of
        {String, Rest} -> colon(Rest, D, Acc, [{key, made(String, D)} | Stack]);
        more -> more(fun key/4, Bin, D, Acc, Stack)
    end;
key(<<>>, D, Acc, Stack) -> more(fun key/4, <<>>, D, Acc, Stack);
key(Bin, D, _Acc, _Stack) -> invalid(Bin, D).

colon(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> colon(Rest, D, Acc, Stack);
colon(<<$:, Rest/binary>>, D, Acc, Stack) -> value(Rest, D, Acc, Stack);
colon(<<>>, D, Acc, Stack) -> more(fun colon/4, <<>>, D, Acc, Stack);
colon(Bin, D, _Acc, _Stack) -> invalid(Bin, D).

next_key(<<C, Rest/binary>>, D, Acc, Stack) when ?SPACE(C) -> next_key(Rest, D, Acc, Stack);
next_key(<<$,, Rest/binary>>, D, Acc, Stack) -> key(Rest, D, Acc, Stack);
next_key(<<$}, Rest/binary>>, D, Acc, Stack) -> object_end(Rest, D, Acc, Stack);
next_key(<<>>, D, Acc, Stack) -> more(fun next_key/4, <<>>, D, Acc, Stack);
next_key(Bin, D, _Acc, _Stack) -> invalid(Bin, D).

object_end(Rest, D, Acc, [Old | Stack]) ->
    {Object, New} = (D#decoders.object_finish)(Acc, Old),
    after_value(Object, Rest, D, New, Stack).

%% Numbers: {Number, Rest} or more.
number(Bin, D) ->
    {Sign, Rest} =
        case Bin of
            <<$-, Unsigned/binary>> -> {1, Unsigned};
            _ -> {0, Bin}
        end,
    case Rest of
        <<$0, After/binary>> -> fraction(After, Sign + 1, Bin, D);
        _ ->
            case digits(Rest, 0) of
                {0, <<>>} -> more;
                {0, _} -> invalid(Rest, D);
                {N, After} -> fraction(After, Sign + N, Bin, D)
            end
    end.

digits(<<C, Rest/binary>>, N) when C >= $0, C =< $9 -> digits(Rest, N + 1);
digits(Rest, N) -> {N, Rest}.

fraction(<<$., Rest/binary>>, N, Bin, D) ->
    case digits(Rest, 0) of
        {0, <<>>} -> more;
        {0, _} -> invalid(Rest, D);
        {More, After} -> exponent(After, N + 1 + More, none, Bin, D)
    end;
fraction(Rest, N, Bin, D) -> exponent(Rest, N, N, Bin, D).

%% Whole: the digits in front of an exponent, if there is no fraction.
exponent(<<E, Rest/binary>>, N, Whole, Bin, D) when E =:= $e; E =:= $E ->
    {Sign, Unsigned} =
        case Rest of
            <<C, After/binary>> when C =:= $+; C =:= $- -> {1, After};
            _ -> {0, Rest}
        end,
    case digits(Unsigned, 0) of
        {0, <<>>} -> more;
        {0, _} -> invalid(Unsigned, D);
        {_, <<>>} when not D#decoders.final -> more;
        {More, End} ->
            Size = 1 + Sign + More,
            case Whole of
                none -> {float(binary_part(Bin, 0, N + Size), Bin, D), End};
                _ ->
                    Power = binary_part(Bin, N + 1, Size - 1),
                    {float(<<(binary_part(Bin, 0, N))/binary, ".0e", Power/binary>>, Bin, D), End}
            end
    end;
exponent(<<>>, _N, _Whole, _Bin, #decoders{final = false}) -> more;
exponent(Rest, N, none, Bin, D) -> {float(binary_part(Bin, 0, N), Bin, D), Rest};
exponent(Rest, 2, _Whole, <<"-0", _/binary>>, D) -> {(D#decoders.integer)(<<"0">>), Rest};
exponent(Rest, N, _Whole, Bin, D) -> {(D#decoders.integer)(binary_part(Bin, 0, N)), Rest}.

float(Text, Bin, #decoders{float = none, input = Input}) ->
    try
        binary_to_float(Text)
    catch
        error:badarg -> bad({unexpected_sequence, Text}, byte_size(Input) - byte_size(Bin))
    end;
float(Text, _Bin, D) -> (D#decoders.float)(Text).

%% Strings: {String, Rest} or more.
made(String, #decoders{string = none}) -> String;
made(String, D) -> (D#decoders.string)(String).

string(<<$", Text/binary>>, D) -> string(Text, [], D).

string(Text, Parts, D) ->
    {N, After} = plain(Text, 0),
    Part = binary_part(Text, 0, N),
    case After of
        <<$", Rest/binary>> when Parts =:= [] -> {Part, Rest};
        <<$", Rest/binary>> -> {iolist_to_binary(lists:reverse(Parts, [Part])), Rest};
        <<$\\, Escape/binary>> -> escape(Escape, After, [Part | Parts], D);
        <<>> -> more;
        <<C, _/binary>> when C < $\s -> invalid(After, D);
        _ ->
            case broken(After) of
                cut -> more;
                At -> invalid(binary_part(After, At, byte_size(After) - At), D)
            end
    end.

%% How many bytes need no escape; the others.
plain(<<C, Rest/binary>>, N) when ?PLAIN(C) -> plain(Rest, N + 1);
plain(<<C/utf8, Rest/binary>>, N) when C >= 16#10000 -> plain(Rest, N + 4);
plain(<<C/utf8, Rest/binary>>, N) when C >= 16#800 -> plain(Rest, N + 3);
plain(<<C/utf8, Rest/binary>>, N) when C >= 16#80 -> plain(Rest, N + 2);
plain(Rest, N) -> {N, Rest}.

%% Which byte makes that no UTF-8, or is it only cut short?
broken(<<C, Rest/binary>>) ->
    case C of
        16#E0 -> continued(Rest, 16#A0, 16#BF, 2, 1);
        16#ED -> continued(Rest, 16#80, 16#9F, 2, 1);
        16#F0 -> continued(Rest, 16#90, 16#BF, 3, 1);
        16#F4 -> continued(Rest, 16#80, 16#8F, 3, 1);
        _ when C >= 16#C2, C =< 16#DF -> continued(Rest, 16#80, 16#BF, 1, 1);
        _ when C > 16#E0, C =< 16#EF -> continued(Rest, 16#80, 16#BF, 2, 1);
        _ when C > 16#F0, C < 16#F4 -> continued(Rest, 16#80, 16#BF, 3, 1);
        _ -> 0
    end.

continued(<<C, Rest/binary>>, Low, High, N, At) when C >= Low, C =< High, N > 0 ->
    continued(Rest, 16#80, 16#BF, N - 1, At + 1);
continued(<<>>, _Low, _High, _N, _At) -> cut;
continued(_, _Low, _High, _N, At) -> At.

%% Behind a backslash; Bin begins with it.
escape(<<$u, Hex:4/binary, Rest/binary>>, Bin, Parts, D) ->
    case hex(Hex) of
        High when High >= 16#D800, High =< 16#DBFF ->
            case Rest of
                <<"\\u", Second:4/binary, After/binary>> ->
                    case hex(Second) of
                        Low when Low >= 16#DC00, Low =< 16#DFFF ->
                            C = 16#10000 + ((High - 16#D800) bsl 10) + (Low - 16#DC00),
                            string(After, [<<C/utf8>> | Parts], D);
                        _ -> unexpected(Bin, 12, D)
                    end;
                _ when byte_size(Rest) < 6 -> more;
                _ -> invalid(Rest, D)
            end;
        C when C =:= bad; C >= 16#DC00, C =< 16#DFFF -> unexpected(Bin, 6, D);
        C -> string(Rest, [<<C/utf8>> | Parts], D)
    end;
escape(<<$u, _/binary>>, _Bin, _Parts, _D) -> more;
escape(<<C, Rest/binary>> = All, _Bin, Parts, D) ->
    case C of
        $b -> string(Rest, [$\b | Parts], D);
        $f -> string(Rest, [$\f | Parts], D);
        $n -> string(Rest, [$\n | Parts], D);
        $r -> string(Rest, [$\r | Parts], D);
        $t -> string(Rest, [$\t | Parts], D);
        _ when C =:= $"; C =:= $\\; C =:= $/ -> string(Rest, [C | Parts], D);
        _ -> invalid(All, D)
    end;
escape(<<>>, _Bin, _Parts, _D) -> more.

hex(Digits) ->
    case [C || <<C>> <= Digits, C >= $0 andalso C =< $9 orelse C >= $A andalso C =< $F orelse C >= $a andalso C =< $f] of
        [_, _, _, _] = Hex -> list_to_integer(Hex, 16);
        _ -> bad
    end.

unexpected(Bin, Size, #decoders{input = Input}) ->
    bad({unexpected_sequence, binary_part(Bin, 0, Size)}, byte_size(Input) - byte_size(Bin)).

%% Encoding --------------------------------------------------------------------------------------

-spec encode(encode_value()) -> iodata().
encode(Term) -> encode_value(Term, fun encode_value/2).

-spec encode(term(), encoder()) -> iodata().
encode(Term, Encoder) when is_function(Encoder, 2) -> Encoder(Term, Encoder).

-spec encode_value(encode_value(), encoder()) -> iodata().
encode_value(Value, Encoder) when is_atom(Value) -> encode_atom(Value, Encoder);
encode_value(Value, _) when is_binary(Value) -> encode_binary(Value);
encode_value(Value, _) when is_integer(Value) -> encode_integer(Value);
encode_value(Value, _) when is_float(Value) -> encode_float(Value);
encode_value(Value, Encoder) when is_list(Value) -> encode_list(Value, Encoder);
encode_value(Value, Encoder) when is_map(Value) -> encode_map(Value, Encoder);
encode_value(Value, _) -> error({unsupported_type, Value}).

-spec encode_atom(atom(), encoder()) -> iodata().
encode_atom(null, _) -> <<"null">>;
encode_atom(true, _) -> <<"true">>;
encode_atom(false, _) -> <<"false">>;
encode_atom(Atom, Encoder) -> Encoder(atom_to_binary(Atom), Encoder).

-spec encode_integer(integer()) -> iodata().
encode_integer(Integer) -> integer_to_binary(Integer).

-spec encode_float(float()) -> iodata().
encode_float(Float) -> float_to_binary(Float, [short]).

-spec encode_list([term()], encoder()) -> iodata().
encode_list([], _) -> <<"[]">>;
encode_list([First | Rest], Encoder) when is_function(Encoder, 2) ->
    [$[, Encoder(First, Encoder) | elements(Rest, Encoder)].

elements([], _) -> "]";
elements([Element | Rest], Encoder) -> [$,, Encoder(Element, Encoder) | elements(Rest, Encoder)].

-spec encode_map(map(), encoder()) -> iodata().
encode_map(Map, Encoder) when is_map(Map) -> encode_key_value_list(maps:to_list(Map), Encoder).

-spec encode_map_checked(map(), encoder()) -> iodata().
encode_map_checked(Map, Encoder) -> encode_key_value_list_checked(maps:to_list(Map), Encoder).

-spec encode_key_value_list([{term(), term()}], encoder()) -> iodata().
encode_key_value_list(List, Encoder) when is_function(Encoder, 2) ->
    object([[$,, encode_key(Key, Encoder), $: | Encoder(Value, Encoder)] || {Key, Value} <- List]).

-spec encode_key_value_list_checked([{term(), term()}], encoder()) -> iodata().
encode_key_value_list_checked(List, Encoder) ->
    unique(List, #{}),
    encode_key_value_list(List, Encoder).

object([]) -> <<"{}">>;
object([[_Comma | First] | Rest]) -> [${, First, Rest, $}].

unique([{Key, _} | List], Seen) ->
    Name = name(Key),
    is_map_key(Name, Seen) andalso error({duplicate_key, Key}),
    unique(List, Seen#{Name => []});
unique([], _) -> ok.

encode_key(Key, Encoder) -> Encoder(name(Key), Encoder).

name(Key) when is_binary(Key) -> Key;
name(Key) when is_atom(Key) -> atom_to_binary(Key, utf8);
name(Key) when is_integer(Key) -> integer_to_binary(Key);
name(Key) when is_float(Key) -> float_to_binary(Key, [short]).

-spec encode_binary(binary()) -> iodata().
encode_binary(Bin) when is_binary(Bin) -> [$", quoted(Bin, Bin, fun plain/2), $"].

%% Only ASCII comes out.
-spec encode_binary_escape_all(binary()) -> iodata().
encode_binary_escape_all(Bin) when is_binary(Bin) -> [$", quoted(Bin, Bin, fun plain_ascii/2), $"].

plain_ascii(<<C, Rest/binary>>, N) when ?PLAIN(C) -> plain_ascii(Rest, N + 1);
plain_ascii(Rest, N) -> {N, Rest}.

quoted(Bin, All, Plain) ->
    case Plain(Bin, 0) of
        {_, <<>>} -> Bin;
        {N, <<C/utf8, Rest/binary>>} -> [binary_part(Bin, 0, N), quote(C) | quoted(Rest, All, Plain)];
        {_, Rest} ->
            case broken(Rest) of
                cut -> error(unexpected_end);
                At ->
                    <<_:At/binary, Byte, _/binary>> = Rest,
                    bad({invalid_byte, Byte}, byte_size(All) - byte_size(Rest) + At)
            end
    end.

quote($") -> "\\\"";
quote($\\) -> "\\\\";
quote($\b) -> "\\b";
quote($\f) -> "\\f";
quote($\n) -> "\\n";
quote($\r) -> "\\r";
quote($\t) -> "\\t";
quote(C) when C >= 16#10000 -> [quote(16#D800 + ((C - 16#10000) bsr 10)) | quote(16#DC00 + (C band 16#3FF))];
quote(C) -> ["\\u" | tl(integer_to_list(16#10000 + C, 16))].

%% Formatting ------------------------------------------------------------------------------------
%%
%% State: the level, the columns of indentation for a level, where a list may be broken, the column.

-spec format(encode_value()) -> iodata().
format(Term) -> format(Term, fun format_value/3, #{}).

-spec format(term(), formatter() | map()) -> iodata().
format(Term, Options) when is_map(Options) -> format(Term, fun format_value/3, Options);
format(Term, Formatter) -> format(Term, Formatter, #{}).

-spec format(term(), formatter(), map()) -> iodata().
format(Term, Formatter, Options) when is_function(Formatter, 3), is_map(Options) ->
    State = maps:merge(#{level => 0, col => 0, indent => 2, max => 100}, Options),
    [Formatter(Term, Formatter, State), $\n].

-spec format_value(term(), formatter(), map()) -> iodata().
format_value([], _, _) -> <<"[]">>;
format_value([First | _] = List, Encoder, #{level := Level, col := Column, max := Max} = State) when
    is_list(First); is_map(First); is_binary(First); Column >= Max
->
    Inside = State#{level := Level + 1},
    Deep = indent(Inside),
    Elements = [[Deep, Encoder(E, Encoder, Inside#{col := iolist_size(Deep) - 1})] || E <- List],
    [$[, lists:join($,, Elements), indent(State), $]];
format_value([First | Rest], Encoder, #{level := Level} = State) ->
    Inside = State#{level := Level + 1},
    Text = Encoder(First, Encoder, Inside),
    #{col := Column} = State,
    [$[, Text, flow(Rest, Encoder, Inside, Column + 1 + iolist_size(Text)), $]];
format_value(Map, Encoder, State) when is_map(Map) -> format_key_value_list(maps:to_list(Map), Encoder, State);
format_value(Value, Formatter, State) -> encode_value(Value, fun(V, _) -> Formatter(V, Formatter, State) end).

%% The further elements of a list on as few lines as fit.
flow([], _, _, _) -> [];
flow([Element | Rest], Encoder, #{max := Max} = State, Column) when Column < Max ->
    Text = Encoder(Element, Encoder, State#{col := Column}),
    [$,, Text | flow(Rest, Encoder, State, Column + 1 + iolist_size(Text))];
flow([Element | Rest], Encoder, State, _Column) ->
    Deep = indent(State),
    Column = iolist_size(Deep) - 1,
    Text = Encoder(Element, Encoder, State#{col := Column}),
    [$,, Deep, Text | flow(Rest, Encoder, State, Column + iolist_size(Text))].

indent(#{level := Level, indent := Indent}) -> [$\n | lists:duplicate(Level * Indent, $\s)].

-spec format_key_value_list([{term(), term()}], formatter(), map()) -> iodata().
format_key_value_list([], _, _) -> <<"{}">>;
format_key_value_list([{Key, Value}], Encoder, State) when not is_list(Value), not is_map(Value) ->
    [_, Text] = format_pair(Key, Value, Encoder, State),
    ["{ ", Text, " }"];
format_key_value_list(List, Encoder, State) ->
    [${, lists:join($,, [format_pair(Key, Value, Encoder, State) || {Key, Value} <- List]), indent(State), $}].

-spec format_key_value_list_checked([{term(), term()}], formatter(), map()) -> iodata().
format_key_value_list_checked(List, Encoder, State) ->
    unique(List, #{}),
    format_key_value_list(List, Encoder, State).

format_pair(Key, Value, Encoder, #{level := Level, indent := Indent} = State) ->
    Inside = State#{level := Level + 1},
    Name = Encoder(name(Key), Encoder, Inside),
    [indent(Inside), [Name, ": ", Encoder(Value, Encoder, Inside#{col := (Level + 1) * Indent + iolist_size(Name) + 2})]].
