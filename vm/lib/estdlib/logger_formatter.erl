%% SPDX-License-Identifier: Apache-2.0
%% logger_formatter: an event as text, by a template.
-module(logger_formatter).

-export([format/2, check_config/1]).

-type config() :: map().

-spec format(logger:log_event(), config()) -> unicode:chardata().
format(#{level := Level, msg := Message, meta := Meta}, Given) when is_map(Given) ->
    Config = maps:merge(
        #{
            chars_limit => unlimited,
            depth => unlimited,
            legacy_header => false,
            max_size => unlimited,
            single_line => true,
            time_offset => "",
            time_designator => $T
        },
        Given
    ),
    Event = #{level => Level, msg => Message, meta => Meta, config => Config},
    Text = [item(Item, Event) || Item <- template(Config)],
    cut(Text, maps:get(max_size, Config)).

template(#{template := Template}) -> Template;
template(#{legacy_header := true}) -> [[logger_formatter, header], "\n", msg, "\n"];
template(#{single_line := true}) -> [time, " ", level, ": ", msg, "\n"];
template(_) -> [time, " ", level, ":\n", msg, "\n"].

item(level, #{level := Level}) ->
    atom_to_list(Level);
item(msg, Event) ->
    message(Event);
item([logger_formatter, header], Event) ->
    header(Event);
item({Key, IfThere, IfNot}, #{meta := Meta} = Event) ->
    case Key =:= msg orelse Key =:= level orelse find(path(Key), Meta) =/= error of
        true -> [item(Item, Event) || Item <- IfThere];
        false -> [item(Item, Event) || Item <- IfNot]
    end;
item(Key, #{meta := Meta, config := Config}) when is_atom(Key) ->
    value([Key], Meta, Config);
item([Key | _] = Path, #{meta := Meta, config := Config}) when is_atom(Key) ->
    value(Path, Meta, Config);
item(Text, _) ->
    Text.

path(Key) when is_atom(Key) -> [Key];
path(Path) -> Path.

find([], Value) -> {ok, Value};
find([Key | Rest], #{} = Map) when is_map_key(Key, Map) -> find(Rest, maps:get(Key, Map));
find(_, _) -> error.

value(Path, Meta, Config) ->
    case find(Path, Meta) of
        {ok, Value} -> shown(lists:last(Path), Value, Config);
        error -> ""
    end.

shown(time, Time, Config) ->
    time(Time, Config);
shown(mfa, {M, F, A}, _) when is_atom(M), is_atom(F), is_integer(A) ->
    io_lib:format("~tw:~tw/~w", [M, F, A]);
shown(mfa, {M, F, A}, _) when is_atom(M), is_atom(F), is_list(A) ->
    io_lib:format("~tw:~tw/~w", [M, F, length(A)]);
shown(_, Value, _) ->
    text(Value).

text(Value) when is_integer(Value) -> integer_to_list(Value);
text(Value) when is_pid(Value) -> pid_to_list(Value);
text(Value) when is_reference(Value) -> ref_to_list(Value);
text(Value) when is_list(Value) ->
    case is_string(Value) of
        true -> Value;
        false -> io_lib:format("~0tp", [Value])
    end;
text(Value) when is_atom(Value) -> atom_to_list(Value);
text(Value) ->
    io_lib:format("~0tp", [Value]).

is_string(Value) ->
    try unicode:characters_to_list(Value) of
        List when is_list(List) -> io_lib:printable_unicode_list(List);
        _ -> false
    catch
        _:_ -> false
    end.

time(Time, #{time_offset := Offset, time_designator := Designator}) when is_integer(Time) ->
    calendar:system_time_to_rfc3339(Time, [
        {unit, microsecond}, {offset, Offset}, {time_designator, Designator}
    ]);
time(Time, _) ->
    text(Time).

%% =ERROR REPORT==== 21-Nov-2026::12:46:09.371972 ===
header(#{level := Level, meta := Meta, config := Config}) ->
    Title =
        case Meta of
            #{logger_formatter := #{title := Own}} -> Own;
            _ -> title(Level, Meta)
        end,
    Time = maps:get(time, Meta, 0),
    Micro = (Time rem 1000000 + 1000000) rem 1000000,
    {{Y, Mo, D}, {H, Mi, S}} = date_time(Time, maps:get(time_offset, Config)),
    Month = element(
        Mo,
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
    ),
    io_lib:format("=~ts==== ~w-~s-~4w::~2..0w:~2..0w:~2..0w.~6..0w ~s===", [
        Title, D, Month, Y, H, Mi, S, Micro, zone(maps:get(time_offset, Config))
    ]).

zone("Z") -> "UTC ";
zone("z") -> "UTC ";
zone(0) -> "UTC ";
zone(_) -> "".

title(_, #{error_logger := #{tag := Tag}}) when
    Tag =:= info_msg; Tag =:= info_report
->
    "INFO REPORT";
title(_, #{error_logger := #{tag := Tag}}) when
    Tag =:= warning_msg; Tag =:= warning_report
->
    "WARNING REPORT";
title(_, #{error_logger := #{tag := Tag}}) when
    Tag =:= error; Tag =:= error_report
->
    "ERROR REPORT";
title(Level, _) ->
    string:to_upper(atom_to_list(Level)) ++ " REPORT".

date_time(Time, Offset) when Offset =:= "Z"; Offset =:= "z"; Offset =:= 0 ->
    calendar:system_time_to_universal_time(Time, microsecond);
date_time(Time, _) ->
    calendar:system_time_to_local_time(Time, microsecond).

%% The message -----------------------------------------------------------------------------------

message(#{msg := Message, meta := Meta, config := Config}) ->
    Text =
        case Message of
            {string, String} -> string(String);
            {report, Report} -> report(Report, Meta, Config);
            {Format, Args} -> formatted(Format, Args, Config)
        end,
    case Config of
        #{single_line := true} -> one_line(Text);
        _ -> Text
    end.

string(String) ->
    try unicode:characters_to_list(String) of
        Chars when is_list(Chars) -> Chars;
        _ -> io_lib:format("~tp", [String])
    catch
        _:_ -> io_lib:format("~tp", [String])
    end.

report(Report, Meta, #{single_line := Single, depth := Depth, chars_limit := Limit} = Config) ->
    Callback =
        case {Config, Meta} of
            {#{report_cb := Fun}, _} -> Fun;
            {_, #{report_cb := Fun}} -> Fun;
            _ -> fun logger:format_otp_report/1
        end,
    try
        case is_function(Callback, 2) of
            true ->
                string(
                    Callback(Report, #{single_line => Single, depth => Depth, chars_limit => Limit})
                );
            false ->
                {Format, Args} = Callback(Report),
                formatted(Format, Args, Config)
        end
    catch
        Class:Reason ->
            formatted(
                "REPORT_CB CRASH: ~tp; Reason: ~tp", [Report, {Class, Reason}], Config
            )
    end.

formatted(Format, Args, Config) ->
    try
        print(Format, Args, Config)
    catch
        _:_ -> print("FORMAT ERROR: ~tp - ~tp", [Format, Args], Config)
    end.

print(Format, Args, #{chars_limit := Limit} = Config) ->
    Directives = [directive(D, Config) || D <- io_lib:scan_format(chars(Format), Args)],
    Text = io_lib:build_text(Directives),
    case Limit of
        unlimited -> Text;
        _ -> limited(Format, Args, Limit, Text)
    end.

limited(Format, Args, Limit, Text) ->
    case lists:flatlength(Text) =< Limit of
        true -> Text;
        false -> io_lib:format(Format, Args, [{chars_limit, Limit}])
    end.

chars(Format) when is_atom(Format) -> atom_to_list(Format);
chars(Format) when is_binary(Format) -> unicode:characters_to_list(Format);
chars(Format) -> Format.

%% ~p prints one line when one is wanted, and no deeper than allowed.
directive(#{control_char := $p} = D, #{depth := Depth} = Config) when is_integer(Depth) ->
    #{args := Args} = D,
    directive(D#{control_char := $P, args := Args ++ [Depth]}, Config#{depth := unlimited});
directive(#{control_char := $w} = D, #{depth := Depth} = Config) when is_integer(Depth) ->
    #{args := Args} = D,
    directive(D#{control_char := $W, args := Args ++ [Depth]}, Config#{depth := unlimited});
directive(#{control_char := C} = D, #{single_line := true}) when C =:= $p; C =:= $P ->
    D#{width := 0};
directive(D, _) ->
    D.

%% Line breaks, with the white space around them, become ", ".
one_line(Text) ->
    join_lines(trim(lists:flatten(Text))).

trim(Text) ->
    lists:reverse(blank(lists:reverse(blank(Text)))).

blank([C | Rest]) when C =:= $\s; C =:= $\t; C =:= $\n; C =:= $\r -> blank(Rest);
blank(Text) -> Text.

join_lines([$,, $\r, $\n | Rest]) -> ", " ++ join_lines(blank(Rest));
join_lines([$,, $\n | Rest]) -> ", " ++ join_lines(blank(Rest));
join_lines([$\r, $\n | Rest]) -> ", " ++ join_lines(blank(Rest));
join_lines([$\n | Rest]) -> ", " ++ join_lines(blank(Rest));
join_lines([C | Rest]) -> [C | join_lines(Rest)];
join_lines([]) -> [].

cut(Text, unlimited) ->
    Text;
cut(Text, Max) ->
    Chars = unicode:characters_to_list(Text),
    case length(Chars) > Max of
        false -> Chars;
        true when hd(Chars) =:= $\n -> lists:sublist(Chars, Max);
        true -> ends_line(Chars, lists:sublist(Chars, max(Max - 3, 0)) ++ "...")
    end.

ends_line(Chars, Cut) ->
    case lists:last(Chars) of
        $\n -> lists:sublist(Cut, length(Cut) - 4) ++ "...\n";
        _ -> Cut
    end.

%% The configuration -------------------------------------------------------------------------------

-spec check_config(config()) -> ok | {error, term()}.
check_config(Config) when is_map(Config) ->
    case [Pair || {Key, Value} = Pair <- maps:to_list(Config), not valid(Key, Value)] of
        [] -> ok;
        [{template, Template} | _] -> {error, {invalid_formatter_template, ?MODULE, Template}};
        [Pair | _] -> {error, {invalid_formatter_config, ?MODULE, Pair}}
    end;
check_config(Config) ->
    {error, {invalid_formatter_config, ?MODULE, Config}}.

valid(max_size, Max) -> Max =:= unlimited orelse is_integer(Max) andalso Max > 0;
valid(depth, Depth) -> Depth =:= unlimited orelse is_integer(Depth) andalso Depth > 0;
valid(chars_limit, Limit) -> Limit =:= unlimited orelse is_integer(Limit) andalso Limit > 0;
valid(legacy_header, Flag) -> is_boolean(Flag);
valid(single_line, Flag) -> is_boolean(Flag);
valid(report_cb, Fun) -> is_function(Fun, 1) orelse is_function(Fun, 2);
valid(time_designator, Char) -> is_integer(Char) andalso Char >= 0 andalso Char =< 255;
valid(time_offset, Offset) -> valid_offset(Offset);
valid(template, Template) -> valid_template(Template);
valid(_, _) -> false.

valid_offset(Offset) when is_integer(Offset) -> true;
valid_offset("") -> true;
valid_offset("Z") -> true;
valid_offset("z") -> true;
valid_offset([Sign, H1, H2, $:, M1, M2]) when Sign =:= $+; Sign =:= $- ->
    lists:all(fun(C) -> C >= $0 andalso C =< $9 end, [H1, H2, M1, M2]);
valid_offset(_) -> false.

valid_template(Template) when is_list(Template) ->
    lists:all(
        fun
            (Key) when is_atom(Key) -> true;
            ({Key, A, B}) ->
                (is_atom(Key) orelse is_list(Key)) andalso valid_template(A) andalso
                    valid_template(B);
            ([Key | _] = Keys) when is_atom(Key) -> lists:all(fun is_atom/1, Keys);
            (Text) -> is_string(Text)
        end,
        Template
    );
valid_template(_) ->
    false.
