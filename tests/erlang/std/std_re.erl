%% SPDX-License-Identifier: Apache-2.0
%% re: random patterns of a small language on random subjects, with random options: what matches, what is
%% replaced, where is split. Fixed cases: empty matches, newlines, names, limits, long subjects.
-module(std_re).
%% library: own
%% otp: 29
%% needs: regular_expressions
-export([start/0]).
-include("t.hrl").

sum(Term) -> erlang:phash2(Term).

start() ->
    fixed(),
    long(),
    others(),
    put(seed, 12345),
    [p(integer_to_list(N), sum([one() || _ <- lists:seq(1, 25)])) || N <- lists:seq(1, 16)],
    ok.

fixed() ->
    [p(io_lib:format("~0p ~0p ~0p", [S, P, O]), t(fun() -> {re:run(S, P, O), re:replace(S, P, "[&]", O -- [report_errors]), re:split(S, P, O -- [global, report_errors])} end))
     || {S, P, O} <- [
         {"cat", "(|at)", [global]}, {"ab", ".*?", [global]}, {"bab", "b*", [global]}, {"acab", "c*", [global, notempty_atstart, {offset, 1}]},
         {"a\r\nb", "", [global, {newline, crlf}]}, {"a\r\nb", "", [global]}, {[1000, 1001], "", [global, unicode]}, {"a c b", "(?=a)|b", [global, anchored]},
         {"foobarfoobar", "foo\\Kbar", [global]}, {"aaab aaab", "\\Ga|b", [global]}, {"a\na", "^a", [global, multiline]}, {"abab", "(?<=a)b", [global]},
         {[16#e9], "\\w", [unicode, ucp]}, {[16#e9], [16#c9], [caseless, unicode]}, {"a\r\nb\x{85}c\x0b", "\\R", [global, bsr_anycrlf]},
         {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaz", "(a+)*zz", []}, {"a z aaaaaaaaaaaaaaaaaaaaaaaz", "a z|(a+)*zz", [global, {match_limit, 300}]},
         {"b", "a", [global, {offset, 2}]}, {[0, $a], [0], []}, {"", "", []}, {"(ab(cd)e)((", "\\((?>[^()]+|(?R))*\\)", [global]}]].

%% Longer than what is searched in one go.
long() ->
    Text = iolist_to_binary([[integer_to_list(N), $,, lists:duplicate(N rem 50, $x), case N rem 7 of 0 -> "\r\n"; _ -> $\s end] || N <- lists:seq(1, 3000)]),
    p(size, byte_size(Text)),
    [p(P, t(fun() -> {match, Found} = re:run(Text, P, [global | O]), {length(Found), sum(Found)} end))
     || {P, O} <- [{"x+", []}, {"\\d+,(x*)", [{capture, all, binary}]}, {"\\r?\\n", [{newline, crlf}]}, {"(?<=7),", [unicode]}, {"9{3},x*", []}]],
    p(nothing, re:run(Text, "y|x{60}", [])),
    p(last, re:run(Text, "3000", [])),
    p(back, re:run(Text, ".*?x(?=x{48}\\s3000)", [dotall, {capture, none}])),
    Wide = unicode:characters_to_binary(lists:duplicate(3000, [16#e9, $\r, $\n, 16#1f600])),
    p(wide, [sum(re:run(Wide, P, [global, unicode, {newline, N}])) || P <- ["\\R", ".", "\\x{1f600}$", "(?m)^.", ""], N <- [lf, crlf, anycrlf]]),
    p(not_utf8, t(fun() -> re:run(<<Wide/binary, 255>>, "a", [unicode]) end)),
    p(parts, sum(re:split(Text, ",x*\\s+", [{return, list}]))),
    <<_:4, Odd:999/binary, _/bits>> = Text,
    p(unaligned, sum(re:run(Odd, "[^0]+", [global]))).

%% Other processes work meanwhile, and use the same expressions.
others() ->
    Me = self(),
    {ok, Pattern} = re:compile("(\\w)(\\d*)(?<last>.)", []),
    Pids = [spawn_link(fun() -> Me ! {self(), sum([re:run(["q", integer_to_list(N)], Pattern, [{capture, [last, 1], list}]) || N <- lists:seq(1, 200)])} end) || _ <- lists:seq(1, 5)],
    p(same, length(lists:usort([receive {Pid, Sum} -> Sum end || Pid <- Pids]))),
    p(many, length(lists:usort([re:run("aaa" ++ integer_to_list(N), "a(" ++ integer_to_list(N) ++ ")", [{capture, [1], list}]) || N <- lists:seq(1, 150)]))),
    p(sent, re:run("xq1z", binary_to_term(term_to_binary(Pattern)), [{capture, all_but_first, list}])).

rnd(N) ->
    S = (get(seed) * 1103515245 + 12345) band 16#7fffffff,
    put(seed, S),
    (S bsr 8) rem N.

pick(L) -> lists:nth(rnd(length(L)) + 1, L).

one() ->
    Pattern = pattern(rnd(4) + 1),
    Subject = lists:append([pick(["a", "b", "ab", "\n", "\r\n", "c", " ", "1", "aab", "x\x{e9}", ""]) || _ <- lists:seq(1, rnd(8))]),
    Compile = [O || O <- [caseless, multiline, dotall, extended, ungreedy, unicode, dollar_endonly, anchored, no_auto_capture, {newline, pick([cr, crlf, lf, any, anycrlf])}, ucp, bsr_anycrlf], rnd(8) =:= 0],
    Run = [O || O <- [global, global, notempty, notempty_atstart, notbol, noteol, anchored, {offset, rnd(3)}], rnd(4) =:= 0],
    Capture = pick([[], [{capture, all, list}], [{capture, all_but_first, binary}], [{capture, first, index}], [{capture, [0, 1, 2, n], list}], [{capture, none}], [{capture, all_names, list}]]),
    case re:compile(Pattern, Compile) of
        {ok, M} ->
            [t(fun() -> re:run(Subject, M, Run ++ Capture) end),
             t(fun() -> re:replace(Subject, M, pick(["[&]", "\\1x", "-"]), Run) end),
             t(fun() -> re:split(Subject, M, (Run -- [global, global]) ++ [O || O <- [trim, group, {parts, 2}, {return, list}], rnd(3) =:= 0]) end)];
        {error, {Text, _}} -> Text
    end.

pattern(0) -> "";
pattern(N) -> lists:append([piece(N - 1) ++ pick(["", "", "", "*", "+", "?", "{1,2}", "*?"]) || _ <- lists:seq(1, rnd(3) + 1)]).

piece(N) ->
    case rnd(12) of
        0 -> "a";
        1 -> "b";
        2 -> ".";
        3 -> "[ab]";
        4 -> "(" ++ pattern(N) ++ ")";
        5 -> "(?:" ++ pattern(N) ++ "|" ++ pattern(N) ++ ")";
        6 -> "\\w";
        7 -> pick(["^", "$", "\\b", "\\A", "\\z"]);
        8 -> "\\R";
        9 -> "(?=" ++ pattern(N) ++ ")";
        10 -> "(?<n>" ++ pattern(N) ++ ")";
        11 -> pick(["\x{e9}", "[^a]", "c", "(?i)A", "x", "\\s", "\\d"])
    end.
