%% SPDX-License-Identifier: Apache-2.0
%% Every function of re, with right and wrong arguments (calls.hrl).
-module(re_calls).
%% library: own
%% otp: 29
%% needs: regular_expressions
-include("calls.hrl").

calls() -> [{re, compiling() ++ running() ++ replacing() ++ splitting()}].

compiled(Pattern, Options) ->
    {ok, MP} = re:compile(Pattern, Options),
    MP.

%% Compiled expressions differ from machine to machine.
opaque() ->
    {show, fun
        ({ok, MP}) -> {ok, setelement(tuple_size(MP), MP, opaque)};
        ({re_pattern, _, _, _, _} = MP) -> setelement(5, MP, opaque);
        (Other) -> Other
    end}.

compiling() ->
    [{version, 0, [[]], [{show, fun is_binary/1}]},
     {compile, 1, [["a(b)c"], ["(a"], [<<"(?<n>a)|(?<m>b)">>], [[$a, <<"b">>, [$c]]], ["(?<n>a)(?<n>b)"], ["\\p{Foo}"], [[1000]]], [opaque()]},
     {compile, 2, [["a(b)", [caseless]], ["a", [unicode, ucp, {newline, anycrlf}]], [[1000], [unicode]], ["a", [{newline, nul}, bsr_unicode]],
                   ["(?<n>a)(?<n>b)", [dupnames, no_auto_capture]], ["a", [global]], ["a", [never_utf, unicode]], ["a", [{newline, foo}]],
                   ["a", [anchored, dollar_endonly, dotall, extended, firstline, multiline, ungreedy, no_start_optimize, bsr_anycrlf]],
                   ["a", [caseless | dotall]]], [opaque()]},
     {inspect, 2, [fun() -> [compiled("(?<b>x)(?<a>y)", []), namelist] end, fun() -> [compiled("x", []), namelist] end,
                   fun() -> [compiled("(?<b>x)|(?<b>y)", [dupnames]), namelist] end, fun() -> [compiled("x", []), names] end]},
     {import, 1, [fun() -> [compiled("a(b)", [export, caseless])] end, fun() -> [compiled("a(b)", [])] end], [opaque()]}].

running() ->
    [{run, 2, [["abcb", "b"], ["abc", "x"], [<<"abc">>, <<"(a)(x)?(b)">>], ["abc", "(b"], fun() -> ["aXc", compiled("x", [caseless])] end,
               [[1000], "a"], fun() -> [[1000, $a], compiled("a", [unicode])] end, fun() -> [<<255>>, compiled("a", [unicode])] end]},
     {run, 3, [["abcb", "b", [global]], ["cat", "(|at)", [global]], ["abcb", "(b)(x)?", [{capture, all, list}]], ["abc", "b", [{capture, none}]],
               ["abcb", "(?<n>b)", [global, {capture, [n, "n", <<"n">>, 0, 7, nosuch], binary}]], ["abc", "(b", [report_errors]],
               ["aaaaaaaaaaaaaz", "(a+)*zz", [{match_limit, 3}, report_errors]], ["aaaaaaaaaaaaaz", "(a+)*zz", [{match_limit_recursion, 3}, report_errors]],
               ["abcb", "b", [{offset, 2}]], ["abcb", "b", [{offset, 5}]], ["abcb", "b", [{capture, all_names, list}]],
               fun() -> ["abcb", compiled("b", []), [anchored]] end, fun() -> ["abcb", compiled("b", []), [caseless]] end,
               ["ab", "x*", [notempty]], ["ab", "^b|a$", [notbol, noteol]], ["ab", "b", [bad]]]}].

replacing() ->
    [{replace, 3, [["abcbd", "b", "[&]"], ["abc", "x", "y"], ["abcbd", "(b)(x)?", "\\1\\g1\\g{1}\\2\\&\\\\"],
                   ["abc", "(b)", fun(Whole, Groups) -> [Whole, Groups] end], ["abc", "b", fun(_) -> x end], ["abc", "b", "\\gx"]]},
     {replace, 4, [["abcbd", "b", "[&]", [global]], ["abcbd", "b", "x", [global, {return, list}]], ["abcbd", "b", <<"x">>, [{return, binary}]],
                   [[1000, $b], "b", [1001], [unicode, {return, list}]], ["abc", "", "-", [global, {return, list}]], ["abc", "b", "x", [{capture, none}]],
                   ["abcb", "b", "x", [{offset, 2}]], ["abcb", "(b)", fun(Whole, Groups) -> [Whole, Groups, $!] end, [global, {return, list}]]]}].

splitting() ->
    [{split, 2, [["abcbd", "b"], ["abcbd", "(b)(x)?"], ["abc", ""], ["", "a"], ["abc", "x"], ["abc", "(b"]]},
     {split, 3, [["abcbd", "b", [{return, list}]], ["abcbdb", "b", [trim]], ["abcbd", "(b)(x)?", [group, {return, list}]], ["abcbd", "b", [{parts, 2}]],
                 ["abb", "b", [{parts, 0}]], [[1000, $b, 1001], "b", [unicode, {return, list}]], ["abc", "b", [global]], ["abc", "b", [{parts, x}]]]}].

loose() -> [].
