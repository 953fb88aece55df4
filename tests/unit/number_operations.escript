#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% Writes what Erlang/OTP answers to random operations on numbers, as rows for number_test.c:
%%   number_operations.escript SEED COUNT > number_operations.def
%% A value is i<hexadecimal integer>, f<bits of a double>, s<text>, e<error reason>, o<true or false>, or options of
%% float_to_list: d<decimals>, c<decimals, compact>, x<scientific>, h (short).

-mode(compile).

main([Seed, Count]) ->
    rand:seed(exsss, list_to_integer(Seed)),
    io:format("// SPDX-License-Identifier: Apache-2.0~n// clang-format off~n// Written by number_operations.escript ~s ~s.~n", [Seed, Count]),
    [row() || _ <- lists:seq(1, list_to_integer(Count))],
    io:format("// clang-format on~n").

row() ->
    {Name, Args} = operation(rand:uniform(37)),
    Result = try apply_operation(Name, Args) catch error:Reason -> {error, Reason} end,
    io:format("ROW(\"~s\", \"~s\", \"~s\")~n",
              [Name, lists:join(" ", [value(A) || A <- Args]), value(Result)]).

operation(N) when N =< 14 ->
    Names = ["+", "-", "*", "div", "rem", "band", "bor", "bxor", "+", "-", "*", "/", "compare", "div"],
    Name = lists:nth(N, Names),
    {Name, related(Name)};
operation(15) -> {"bsl", [integer(), shift()]};
operation(16) -> {"bsr", [integer(), shift()]};
operation(17) -> {"negate", [number()]};
operation(18) -> {"bnot", [number()]};
%% Not of -0.0, which OTP 25 leaves as it is and later releases do not.
operation(19) -> {"abs", [case number() of Zero when Zero == 0 -> 0.0; Number -> Number end]};
operation(20) -> {"trunc", [number()]};
operation(21) -> {"round", [number()]};
operation(22) -> {"ceil", [number()]};
operation(23) -> {"floor", [number()]};
operation(24) -> {"float", [number()]};
operation(25) -> {"integer_to_list/1", [number()]};
operation(26) -> {"integer_to_list/2", [integer(), rand:uniform(36)]};
operation(27) -> {"list_to_integer/1", [spoil(integer_to_list(integer()))]};
operation(28) ->
    Base = 1 + rand:uniform(35),
    Text = integer_to_list(integer(), Base),
    {"list_to_integer/2", [spoil(case rand:uniform(2) of 1 -> Text; 2 -> string:lowercase(Text) end), Base]};
operation(29) -> {"short", [float_()]};
operation(30) -> {"format", [float_(), {decimals, rand:uniform(25) - 1}]};
%% Not 0: OTP 25 then takes zeros off the end of a large integer.
operation(31) -> {"format", [float_(), {compact, rand:uniform(24)}]};
operation(32) -> {"format", [float_(), {scientific, rand:uniform(25) - 1}]};
operation(33) -> {"format", [float_(), {decimals, rand:uniform(260) - 1}]};
operation(34) -> {"list_to_float", [spoil(float_text())]};
operation(35) -> {"string:list_to_float", [spoil(float_text())]};
operation(36) -> {"string:list_to_integer", [spoil(integer_to_list(integer()))]};
operation(37) -> {"is_integer/3", related("compare") ++ [number()]}.

apply_operation("compare", [A, B]) -> if A < B -> -1; A == B -> 0; true -> 1 end;
apply_operation("negate", [A]) -> -A;
apply_operation("short", [F]) -> list(float_to_list(F, [short]));
apply_operation("format", [F, {compact, N}]) -> list(float_to_list(F, [{decimals, N}, compact]));
apply_operation("format", [F, Option]) -> list(float_to_list(F, [Option]));
apply_operation("integer_to_list/" ++ _, Args) -> list(apply(erlang, integer_to_list, Args));
apply_operation("list_to_integer/" ++ _, [{list, Text} | Base]) -> apply(erlang, list_to_integer, [Text | Base]);
apply_operation("list_to_float", [{list, Text}]) -> list_to_float(Text);
apply_operation("string:list_to_float", [{list, Text}]) -> first(string:list_to_float(Text));
apply_operation("string:list_to_integer", [{list, Text}]) -> first(string:list_to_integer(Text));
apply_operation("is_integer/3", [A, B, C]) ->
    case is_integer(B) andalso is_integer(C) of
        true -> is_integer(A) andalso B =< A andalso A =< C;
        false -> error(badarg)
    end;
apply_operation(Name, Args) -> apply(erlang, list_to_atom(Name), Args).

%% {Number, Rest} as rest, or the reason.
first({error, Reason}) -> {error, Reason};
first({Number, Rest}) -> {Number, length(Rest)}.

list(Text) -> {list, Text}.

value(I) when is_integer(I) -> "i" ++ integer_to_list(I, 16);
value(F) when is_float(F) -> <<Bits:64>> = <<F/float>>, io_lib:format("f~.16b", [Bits]);
value(B) when is_boolean(B) -> ["o", atom_to_list(B)];
value({list, Text}) -> ["s", Text];
value({error, Reason}) -> ["e", atom_to_list(Reason)];
value({decimals, N}) -> ["d", integer_to_list(N)];
value({compact, N}) -> ["c", integer_to_list(N)];
value({scientific, N}) -> ["x", integer_to_list(N)];
value({Number, Rest}) -> [value(Number), "+", integer_to_list(Rest)].

%% Operands: sizes and shapes near every boundary.

related(Name) ->
    A = number(),
    B = case rand:uniform(8) of
            1 -> A;
            2 when is_integer(A) -> A + rand:uniform(3) - 2;
            3 when is_integer(A) -> -A;
            4 when is_integer(A), A < 1 bsl 1000, A > -(1 bsl 1000) -> float(A);
            5 when is_float(A) -> trunc(A) + rand:uniform(3) - 2;
            6 when is_integer(A), A =/= 0 -> max(1, abs(A) bsr rand:uniform(200));
            _ -> number()
        end,
    %% Mostly operands that the operation takes.
    case lists:member(Name, ["div", "rem", "band", "bor", "bxor"]) andalso rand:uniform(20) > 1 of
        true -> [whole(A), whole(B)];
        false -> case rand:uniform(2) of 1 -> [A, B]; 2 -> [B, A] end
    end.

whole(F) when is_float(F) -> trunc(F);
whole(I) -> I.

number() -> case rand:uniform(4) of 1 -> float_(); _ -> integer() end.

integer() ->
    Sign = case rand:uniform(2) of 1 -> 1; 2 -> -1 end,
    Sign * magnitude(rand:uniform(7)).

magnitude(1) -> rand:uniform(20) - 1;
magnitude(2) -> (1 bsl lists:nth(rand:uniform(17), [26, 27, 28, 31, 32, 52, 53, 54, 58, 59, 60, 63, 64, 65, 127, 128, 192]))
                    + rand:uniform(5) - 3;
magnitude(3) -> rand:uniform(1 bsl (10 * rand:uniform(9))) - 1;
magnitude(4) -> binary:decode_unsigned(rand:bytes(rand:uniform(80)));
magnitude(5) -> binary:decode_unsigned(list_to_binary([lists:nth(rand:uniform(4), [0, 255, 0, 128])
                                                        || _ <- lists:seq(1, rand:uniform(40))]));
magnitude(6) -> rand:uniform(1 bsl (32 * rand:uniform(4)));
magnitude(7) -> max(0, (1 bsl rand:uniform(300)) - (1 bsl (rand:uniform(300)))).

shift() ->
    case rand:uniform(5) of
        1 -> rand:uniform(70);
        2 -> -rand:uniform(300);
        3 -> lists:nth(rand:uniform(8), [0, 31, 32, 63, 64, 65, 128, -64]);
        4 -> rand:uniform(200);
        %% Nothing in between: results of megabytes.
        5 -> -(1 bsl lists:nth(rand:uniform(4), [2, 8, 27, 80]))
    end.

float_() ->
    case rand:uniform(8) of
        1 -> bits();
        2 -> rand:uniform(100000) / lists:nth(rand:uniform(5), [1, 10, 100, 1000, 8]);
        3 -> -rand:uniform() * 100;
        4 -> float(rand:uniform(1 bsl 60));
        5 -> math:pow(2, rand:uniform(2000) - 1000);
        6 -> lists:nth(rand:uniform(12), [0.0, -math:pow(0.0, 1.0), 0.5, 1.5, 2.5, -0.5, 1.0e22, 1.0e23, 9007199254740992.0,
                                          9223372036854775808.0, 5.0e-324, 1.7976931348623157e308]);
        7 -> (rand:uniform(2000) - 1000) / 2;
        8 -> math:pow(10, rand:uniform(30) - 10) * rand:uniform()
    end.

bits() ->
    case rand:bytes(8) of
        <<F/float>> -> F;
        _ -> bits()
    end.

float_text() ->
    F = float_(),
    case rand:uniform(3) of
        1 -> float_to_list(F, [short]);
        2 -> float_to_list(F);
        3 -> integer_to_list(rand:uniform(1 bsl rand:uniform(200))) ++ "." ++
                 integer_to_list(rand:uniform(1 bsl rand:uniform(100))) ++
                 lists:nth(rand:uniform(3), ["", "e", "E"]) ++ integer_to_list(rand:uniform(700) - 350)
    end.

%% One in six texts has something wrong or strange about it.
spoil(Text) ->
    At = rand:uniform(length(Text) + 1) - 1,
    {Before, After} = lists:split(At, Text),
    {list, case rand:uniform(6) of
               1 -> Before ++ [lists:nth(rand:uniform(9), "+-.eE0xz_")] ++ After;
               _ -> Text
           end}.
