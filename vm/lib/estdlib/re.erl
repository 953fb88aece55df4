%% SPDX-License-Identifier: Apache-2.0
%% re: regular expressions. The machine compiles a pattern and finds places (avm_re); options, names,
%% replacement and splitting are done here.
%%
%% What compile/2 gives has the source inside (vm/regex_cache.h), in compiled form the machine keeps it
%% for a while. So it may be stored, sent and be a literal.
-module(re).

-export([compile/1, compile/2, import/1, inspect/2, replace/3, replace/4, run/2, run/3, split/2, split/3, version/0]).

-export_type([mp/0, compile_option/0, compile_options/0, nl_spec/0]).

-type mp() :: {re_pattern, non_neg_integer(), 0 | 1, 0 | 1, binary()}.
-type exported() :: {re_exported_pattern, binary(), binary(), [compile_option()], binary()}.
-type nl_spec() :: cr | crlf | lf | nul | anycrlf | any.
-type compile_option() ::
    unicode | anchored | caseless | dollar_endonly | dotall | extended | firstline | multiline | no_auto_capture |
    dupnames | ungreedy | {newline, nl_spec()} | bsr_anycrlf | bsr_unicode | no_start_optimize | ucp | never_utf |
    export.
-type compile_options() :: [compile_option()].
-type subject() :: iodata() | unicode:charlist().
-type capture() :: all | all_but_first | all_names | first | none | [integer() | string() | atom() | binary()].
-type match_option() ::
    compile_option() | notbol | noteol | notempty | notempty_atstart | {offset, non_neg_integer()} |
    {match_limit, non_neg_integer()} | {match_limit_recursion, non_neg_integer()}.
-type option() ::
    match_option() | global | report_errors | {capture, capture()} | {capture, capture(), index | list | binary}.
-type replace_option() :: match_option() | global | {return, iodata | list | binary}.
-type split_option() ::
    match_option() | {return, iodata | list | binary} | {parts, non_neg_integer() | infinity} | group | trim.
-type replacement() :: subject() | fun((binary(), [binary()]) -> subject()).
-type problem() :: {string(), non_neg_integer()}.

%% platforms/regex.h
-define(UNICODE, 16#1).
-define(ANCHORED, 16#2).
-define(GLOBAL, 16#1000000).
-define(FIRST, 16#2000000).
-define(TEST, 16#4000000).

%% compile: options of the pattern; match: of the search; given: those of the first kind that only an
%% expression takes which is not compiled yet.
-record(o, {
    compile = 0, newline = 0, given = false, export = false, match = 0, offset = 0, steps = none, depth = none,
    report = false, capture = all, type = index, return = iodata, parts = infinity, group = false
}).

-spec version() -> binary().
version() -> avm_re:version().

%% Compiling -------------------------------------------------------------------------------------

-spec compile(subject()) -> {ok, mp()} | {error, problem()}.
compile(Pattern) -> compile(Pattern, []).

-spec compile(subject(), [compile_option()]) -> {ok, mp() | exported()} | {error, problem()}.
compile(Pattern, Options) ->
    try
        O = options(Options, compile, #o{}),
        Text = to_binary(Pattern, O#o.compile band ?UNICODE),
        case compiled(Text, O) of
            {re_pattern, _, _, _, Source} when O#o.export ->
                {ok, {re_exported_pattern, <<"re-PCRE2avmr">>, Text, Options, Source}};
            {re_pattern, _, _, _, _} = Compiled -> {ok, Compiled};
            {error, _} = Error -> Error
        end
    catch
        throw:badarg -> error(badarg, [Pattern, Options])
    end.

compiled(Text, #o{compile = Options, newline = Newline}) ->
    Source = <<"avmr", 1, Options:32, Newline, Text/binary>>,
    case avm_re:compile(Source) of
        {error, Message, At} -> {error, {binary_to_list(Message), At}};
        {Groups, _, CrLf} -> {re_pattern, Groups, Options band ?UNICODE, CrLf, Source}
    end.

%% From here or from another machine, whose form of it is not understood: then it is compiled again.
-spec import(exported()) -> mp().
import({re_exported_pattern, <<"re-PCRE2", From/binary>>, Text, Options, Encoded} = Exported) when From =/= <<>> ->
    try imported(From, Encoded, Text, Options) of
        {re_pattern, _, _, _, _} = Pattern -> Pattern;
        {error, _} -> error(badarg, [Exported])
    catch
        throw:badarg -> error(badarg, [Exported])
    end;
import(Exported) -> error(badarg, [Exported]).

imported(<<"avmr">>, <<"avmr", 1, Compile:32, Newline, Own/binary>>, _, _) ->
    compiled(Own, #o{compile = Compile, newline = Newline});
imported(From, _, Text, Options) when From =/= <<"avmr">>, is_binary(Text) ->
    compiled(Text, options(Options, compile, #o{}));
imported(_, _, _, _) -> throw(badarg).

-spec inspect(mp(), namelist) -> {namelist, [binary()]}.
inspect({re_pattern, _, _, _, Source} = Pattern, namelist) ->
    try
        {namelist, names(avm_re:names(Source))}
    catch
        error:badarg -> error(badarg, [Pattern, namelist])
    end;
inspect(Pattern, Item) -> error(badarg, [Pattern, Item]).

names([{Name, _}, {Name, _} = Same | Names]) -> names([Same | Names]);
names([{Name, _} | Names]) -> [Name | names(Names)];
names([]) -> [].

%% Options ---------------------------------------------------------------------------------------

%% For: compile, run, replace or split.
options([Option | Options], For, O) -> options(Options, For, option(Option, For, O));
options([], _, O) -> O;
options(_, _, _) -> throw(badarg).

option(Option, For, O) ->
    case compile_bit(Option) of
        0 when For =:= compile -> compile_option(Option, O);
        0 -> match_option(Option, For, O);
        ?ANCHORED -> O#o{compile = O#o.compile bor ?ANCHORED, match = O#o.match bor ?ANCHORED};
        16#8000 -> O#o{compile = O#o.compile band bnot 16#4000 bor 16#8000};
        16#4000 -> O#o{compile = O#o.compile band bnot 16#8000 bor 16#4000, given = true};
        Bit -> O#o{compile = O#o.compile bor Bit, given = true}
    end.

compile_bit(unicode) -> ?UNICODE;
compile_bit(anchored) -> ?ANCHORED;
compile_bit(caseless) -> 16#4;
compile_bit(dollar_endonly) -> 16#8;
compile_bit(dotall) -> 16#10;
compile_bit(extended) -> 16#20;
compile_bit(firstline) -> 16#40;
compile_bit(multiline) -> 16#80;
compile_bit(no_auto_capture) -> 16#100;
compile_bit(dupnames) -> 16#200;
compile_bit(ungreedy) -> 16#400;
compile_bit(ucp) -> 16#800;
compile_bit(never_utf) -> 16#1000;
compile_bit(no_start_optimize) -> 16#2000;
compile_bit(bsr_anycrlf) -> 16#4000;
compile_bit(bsr_unicode) -> 16#8000;
compile_bit(_) -> 0.

compile_option(export, O) -> O#o{export = true};
compile_option({newline, Newline}, O) -> O#o{newline = newline(Newline), given = true};
compile_option(_, _) -> throw(badarg).

newline(cr) -> 1;
newline(lf) -> 2;
newline(crlf) -> 3;
newline(anycrlf) -> 4;
newline(any) -> 5;
newline(nul) -> 6;
newline(_) -> throw(badarg).

match_option(notbol, _, O) -> O#o{match = O#o.match bor 16#10000};
match_option(noteol, _, O) -> O#o{match = O#o.match bor 16#20000};
match_option(notempty, _, O) -> O#o{match = O#o.match bor 16#40000};
match_option(notempty_atstart, _, O) -> O#o{match = O#o.match bor 16#80000};
match_option({offset, N}, _, O) -> O#o{offset = number(N)};
match_option({match_limit, N}, _, O) -> O#o{steps = number(N)};
match_option({match_limit_recursion, N}, _, O) -> O#o{depth = number(N)};
match_option({newline, _} = Option, _, O) -> compile_option(Option, O);
match_option(global, For, O) when For =/= split -> O#o{match = O#o.match bor ?GLOBAL};
match_option(report_errors, run, O) -> O#o{report = true};
match_option({capture, What}, run, O) -> O#o{capture = capture(What), type = index};
match_option({capture, What, Type}, run, O) when Type =:= index; Type =:= list; Type =:= binary ->
    O#o{capture = capture(What), type = Type};
match_option({return, Type}, For, O) when For =/= run, (Type =:= iodata orelse Type =:= list orelse Type =:= binary) ->
    O#o{return = Type};
match_option({parts, infinity}, split, O) -> O#o{parts = infinity};
match_option({parts, 0}, split, O) -> O#o{parts = trim};
match_option({parts, N}, split, O) -> O#o{parts = number(N)};
match_option(trim, split, O) -> O#o{parts = trim};
match_option(group, split, O) -> O#o{group = true};
match_option(_, _, _) -> throw(badarg).

number(N) when is_integer(N), N >= 0, N < 16#100000000 -> N;
number(_) -> throw(badarg).

capture(What) when What =:= all; What =:= all_but_first; What =:= all_names; What =:= first; What =:= none -> What;
capture(What) when is_list(What) -> groups(What);
capture(_) -> throw(badarg).

groups([N | Groups]) when is_integer(N) -> [number(N) | groups(Groups)];
groups([Name | Groups]) when is_atom(Name) -> [atom_to_binary(Name) | groups(Groups)];
groups([Name | Groups]) ->
    case bytes(Name) of
        <<>> when Name =:= []; Name =:= <<>> -> throw(badarg);
        Bytes -> [Bytes | groups(Groups)]
    end;
groups([]) -> [];
groups(_) -> throw(badarg).

%% Matching --------------------------------------------------------------------------------------

%% The UTF-8 of a binary is looked at when it is used.
to_binary(Text, _) when is_binary(Text) -> Text;
to_binary(Text, 1) ->
    try unicode:characters_to_binary(Text) of
        Bytes when is_binary(Bytes) -> Bytes;
        _ -> throw(badarg)
    catch
        error:_ -> throw(badarg)
    end;
to_binary(Text, 0) -> bytes(Text).

bytes(Text) when is_binary(Text) -> Text;
bytes(Text) ->
    try
        iolist_to_binary(Text)
    catch
        error:_ -> throw(badarg)
    end.

%% A pattern in any form as one that is compiled, or {error, Problem}
pattern({re_pattern, Groups, Unicode, CrLf, <<"avmr", _/binary>>} = Compiled, #o{given = false})
    when is_integer(Groups), (Unicode =:= 0 orelse Unicode =:= 1), is_integer(CrLf) ->
    Compiled;
pattern(Pattern, _) when is_tuple(Pattern) -> throw(badarg);
pattern(Pattern, #o{compile = Options} = O) -> compiled(to_binary(Pattern, Options band ?UNICODE), O).

subject(Subject, {re_pattern, _, Unicode, _, _}) -> to_binary(Subject, Unicode).

%% nomatch, true, places of each match, or {error, Limit} with those before it: 0 steps, 1 depth.
search(Subject, _, #o{offset = Offset, match = Match}) when Offset > byte_size(Subject), Match band ?GLOBAL =/= 0 ->
    nomatch;
search(Subject, {re_pattern, _, _, _, Source}, #o{offset = Offset, match = Match, steps = Steps, depth = Depth}) ->
    try
        avm_re:run(Subject, Source, Offset, Match, {limit(Steps), limit(Depth)})
    catch
        error:badarg -> throw(badarg)
    end.

limit(none) -> 0;
limit(0) -> 1;
limit(N) -> N.

-spec run(subject(), mp() | subject()) -> {match, [{integer(), integer()}]} | nomatch.
run(Subject, Pattern) -> run(Subject, Pattern, []).

-spec run(subject(), mp() | subject(), [option()]) ->
    {match, [term()]} | match | nomatch | {error, match_limit | match_limit_recursion | {compile, problem()}}.
run(Subject, Pattern, Options) ->
    try
        O = options(Options, run, #o{}),
        case pattern(Pattern, O) of
            {error, Problem} when O#o.report -> {error, {compile, Problem}};
            {error, _} -> throw(badarg);
            Compiled ->
                Text = subject(Subject, Compiled),
                captured(search(Text, Compiled, wanted(O)), Text, Compiled, O)
        end
    catch
        throw:badarg -> error(badarg, [Subject, Pattern, Options])
    end.

%% Do not look for what is not asked for.
wanted(#o{capture = What, match = Match, report = Report} = O) when What =:= none; What =:= [] ->
    case Report of
        true -> O;
        false -> O#o{match = Match bor ?TEST}
    end;
wanted(#o{capture = first, match = Match} = O) -> O#o{match = Match bor ?FIRST};
wanted(O) -> O.

captured(true, _, _, _) -> match;
captured(nomatch, _, _, _) -> nomatch;
captured({error, 0, _}, _, _, #o{report = true}) -> {error, match_limit};
captured({error, 1, _}, _, _, #o{report = true}) -> {error, match_limit_recursion};
captured({error, _, []}, _, _, _) -> nomatch;
captured({error, _, Found}, Text, Compiled, O) -> captured(Found, Text, Compiled, O);
captured(_, _, _, #o{capture = What}) when What =:= none; What =:= [] -> match;
captured(Found, Text, {re_pattern, _, Unicode, _, Source}, #o{capture = What, type = Type, match = Match}) ->
    case chosen(What, Source) of
        [] -> match;
        Groups ->
            Matches = [[value(P, Text, Type, Unicode) || P <- places(Groups, Places)] || Places <- Found],
            case Match band ?GLOBAL of
                0 -> {match, hd(Matches)};
                _ -> {match, Matches}
            end
    end.

%% Groups by number: all, all_but_first, or a list of numbers and of lists of them, where one name
%% stands for several and the first of them that is set counts.
chosen(all, _) -> all;
chosen(first, _) -> all;
chosen(all_but_first, _) -> all_but_first;
chosen(all_names, Source) ->
    Names = avm_re:names(Source),
    [numbers(Name, Names) || Name <- names(Names)];
chosen(Wanted, Source) ->
    Names = case lists:all(fun is_integer/1, Wanted) of
        true -> [];
        false -> avm_re:names(Source)
    end,
    [if is_integer(W) -> W; true -> numbers(W, Names) end || W <- Wanted].

numbers(Name, Names) -> lists:sort([N || {Same, N} <- Names, Same =:= Name]).

places(all, Places) -> Places;
places(all_but_first, [_ | Places]) -> Places;
places(Groups, Places) ->
    Tuple = list_to_tuple(Places),
    [place(Group, Tuple) || Group <- Groups].

place(N, Tuple) when is_integer(N), N < tuple_size(Tuple) -> element(N + 1, Tuple);
place([N | Numbers], Tuple) ->
    case place(N, Tuple) of
        {-1, 0} -> place(Numbers, Tuple);
        Place -> Place
    end;
place(_, _) -> {-1, 0}.

value(Place, _, index, _) -> Place;
value({-1, 0}, _, list, _) -> [];
value({-1, 0}, _, binary, _) -> <<>>;
value({Start, Length}, Text, Type, Unicode) -> returned(binary:part(Text, Start, Length), Type, Unicode).

%% A part of the text as the caller wants it.
returned(Part, list, 0) -> binary_to_list(Part);
returned(Part, list, 1) -> unicode:characters_to_list(Part);
returned(Part, _, _) -> Part.

%% The matches of a search that is not asked what it met.
matches(nomatch) -> [];
matches({error, _, Found}) -> Found;
matches(Found) -> Found.

%% Replacing -------------------------------------------------------------------------------------

-spec replace(subject(), mp() | subject(), replacement()) -> iodata() | unicode:charlist().
replace(Subject, Pattern, Replacement) -> replace(Subject, Pattern, Replacement, []).

-spec replace(subject(), mp() | subject(), replacement(), [replace_option()]) -> iodata() | unicode:charlist().
replace(Subject, Pattern, Replacement, Options) ->
    try
        O = options(Options, replace, #o{}),
        {Text, Compiled} = prepared(Subject, Pattern, O),
        Unicode = element(3, Compiled),
        Make = replacer(Replacement, Unicode),
        case matches(search(Text, Compiled, O)) of
            [] when O#o.return =:= iodata -> Subject;
            [] -> returned(Text, O#o.return, Unicode);
            Found -> replaced(Found, Text, Make, Unicode, O)
        end
    catch
        throw:badarg -> error(badarg, [Subject, Pattern, Replacement, Options])
    end.

prepared(Subject, Pattern, O) ->
    case pattern(Pattern, O) of
        {error, _} -> throw(badarg);
        Compiled -> {subject(Subject, Compiled), Compiled}
    end.

replaced(Found, Text, Make, Unicode, #o{return = Return}) ->
    Parts = with_replacements(Found, 0, Text, Make),
    case Return of
        iodata -> Parts;
        _ -> returned(to_binary(Parts, Unicode), Return, Unicode)
    end.

with_replacements([[{Start, Length} | Groups] | Found], At, Text, Make) ->
    New = Make(Text, {Start, Length}, Groups),
    Rest = with_replacements(Found, Start + Length, Text, Make),
    case Start > At of
        true -> [binary:part(Text, At, Start - At), New | Rest];
        false -> [New | Rest]
    end;
with_replacements([], At, Text, _) when At < byte_size(Text) -> binary:part(Text, At, byte_size(Text) - At);
with_replacements([], _, _, _) -> [].

%% A fun of the text, the place of the match and those of its groups.
replacer(Fun, _) when is_function(Fun, 2) ->
    fun(Text, Whole, Groups) -> Fun(part(Text, Whole), [part(Text, G) || G <- Groups]) end;
replacer(Fun, _) when is_function(Fun) -> throw(badarg);
replacer(Replacement, Unicode) ->
    case template(to_binary(Replacement, Unicode), <<>>, []) of
        [] -> fun(_, _, _) -> [] end;
        [Literal] when is_binary(Literal) -> fun(_, _, _) -> Literal end;
        Template -> fun(Text, Whole, Groups) -> filled(Template, Text, list_to_tuple([Whole | Groups])) end
    end.

part(_, {-1, 0}) -> <<>>;
part(Text, {Start, Length}) -> binary:part(Text, Start, Length).

filled([N | Template], Text, Groups) when is_integer(N) ->
    case N < tuple_size(Groups) of
        true -> [part(Text, element(N + 1, Groups)) | filled(Template, Text, Groups)];
        false -> [<<>> | filled(Template, Text, Groups)]
    end;
filled([Literal | Template], Text, Groups) -> [Literal | filled(Template, Text, Groups)];
filled([], _, _) -> [].

%% Texts and numbers of groups, of & \N \gN \g{N}.
template(<<>>, Literal, Acc) -> lists:reverse(literal(Literal, Acc));
template(<<"\\g{", D, Rest/binary>>, Literal, Acc) when D >= $0, D =< $9 ->
    case group_number(Rest, D - $0) of
        {N, <<"}", Behind/binary>>} -> template(Behind, <<>>, [N | literal(Literal, Acc)]);
        _ -> throw(badarg)
    end;
template(<<"\\g", D, Rest/binary>>, Literal, Acc) when D >= $0, D =< $9 ->
    {N, Behind} = group_number(Rest, D - $0),
    template(Behind, <<>>, [N | literal(Literal, Acc)]);
template(<<"\\g", _, _/binary>>, _, _) -> throw(badarg);
template(<<"\\", D, Rest/binary>>, Literal, Acc) when D >= $1, D =< $9 ->
    {N, Behind} = group_number(Rest, D - $0),
    template(Behind, <<>>, [N | literal(Literal, Acc)]);
template(<<"\\", C, Rest/binary>>, Literal, Acc) -> template(Rest, <<Literal/binary, C>>, Acc);
template(<<"&", Rest/binary>>, Literal, Acc) -> template(Rest, <<>>, [0 | literal(Literal, Acc)]);
template(<<C, Rest/binary>>, Literal, Acc) -> template(Rest, <<Literal/binary, C>>, Acc).

literal(<<>>, Acc) -> Acc;
literal(Literal, Acc) -> [Literal | Acc].

group_number(<<D, Rest/binary>>, N) when D >= $0, D =< $9 -> group_number(Rest, N * 10 + D - $0);
group_number(Rest, N) -> {N, Rest}.

%% Splitting -------------------------------------------------------------------------------------

-spec split(subject(), mp() | subject()) -> [term()].
split(Subject, Pattern) -> split(Subject, Pattern, []).

-spec split(subject(), mp() | subject(), [split_option()]) -> [term()].
split(Subject, Pattern, Options) ->
    try
        O = options(Options, split, #o{}),
        {Text, {re_pattern, Count, Unicode, _, _} = Compiled} = prepared(Subject, Pattern, O),
        Found = matches(search(Text, Compiled, O#o{match = O#o.match bor ?GLOBAL})),
        Parts = [[returned(P, O#o.return, Unicode) || P <- Ps]
                 || Text =/= <<>>, Ps <- pieces(separators(Found, 0, O#o.parts), 0, Text, Count)],
        trimmed(case O#o.group of
            true -> Parts;
            false -> lists:append(Parts)
        end, O)
    catch
        throw:badarg -> error(badarg, [Subject, Pattern, Options])
    end.

%% The first matches that separate, Parts parts at most: an empty one behind another, or at the beginning,
%% does not.
separators(_, _, 1) -> [];
separators([[{At, 0} | _] | Found], At, Parts) -> separators(Found, At, Parts);
separators([[{Start, Length} | _] = Places | Found], _, Parts) ->
    Left = if is_integer(Parts) -> Parts - 1; true -> Parts end,
    [Places | separators(Found, Start + Length, Left)];
separators([], _, _) -> [].

%% Each part of the text with the groups of the match that ends it.
pieces([[{Start, Length} | Groups] | Found], At, Text, Count) ->
    Values = [part(Text, G) || G <- Groups],
    Missing = lists:duplicate(Count - length(Values), <<>>),
    [[binary:part(Text, At, Start - At) | Values ++ Missing] | pieces(Found, Start + Length, Text, Count)];
pieces([], At, Text, _) -> [[binary:part(Text, At, byte_size(Text) - At)]].

trimmed(Parts, #o{parts = trim}) -> lists:reverse(lists:dropwhile(fun is_empty/1, lists:reverse(Parts)));
trimmed(Parts, _) -> Parts.

is_empty([]) -> true;
is_empty(<<>>) -> true;
is_empty(Parts) when is_list(Parts) -> lists:all(fun is_empty/1, Parts);
is_empty(_) -> false.
