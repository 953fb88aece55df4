%% SPDX-License-Identifier: Apache-2.0
%% avm_test: what `avm test` runs. The plain arguments are names of modules; those with tests are run
%% as eunit modules (functions whose names end in _test or _test_) or etest modules (test/0). One TAP
%% line is printed for each test, and a JUnit report is handed to the program around the machine.
%% start/0 returns passed, failed, or none when there are no tests.
-module(avm_test).

-export([start/0, report/1]).

%% An etest module is one test, which may take longer than one of eunit.
-define(ETEST_SECONDS, 60).

start() ->
    Modules = [list_to_atom(Name) || Name <- init:get_plain_arguments()],
    put(number, 0),
    put(failed, 0),
    Suites = [{Module, run(Module)} || Module <- Modules, has_tests(Module)],
    io:format("1..~w~n", [get(number)]),
    ?MODULE:report(junit(Suites)),
    case {get(number), get(failed)} of
        {0, _} -> none;
        {_, 0} -> passed;
        _ -> failed
    end.

%% Give text to the program around the machine. A native.
report(_Text) ->
    erlang:nif_error(undefined).

has_tests(Module) ->
    eunit:tests(Module) =/= [] orelse erlang:function_exported(Module, test, 0).

%% [{Title, Microseconds, ok | {failed, Text}}] of a module.
run(Module) ->
    put(results, []),
    Tests =
        case eunit:tests(Module) of
            [] -> {timeout, ?ETEST_SECONDS, fun Module:test/0};
            Own -> [test(Module, Test) || Test <- Own]
        end,
    Etest = eunit:tests(Module) =:= [],
    eunit:run({module_of, Module, Tests}, fun(Event) -> event(Event, Etest) end),
    lists:reverse(erase(results)).

test(Module, {test, F}) -> {test, Module, F};
test(Module, {generator, F}) -> {generator, Module, F}.

event({test, Id, {ok, Time, Value}}, true) when Value =/= ok ->
    failed(Id, Time, io_lib:format("test/0 returned ~tp, not ok", [Value]));
event({test, Id, {ok, Time, _}}, _) ->
    line("ok", Id, ""),
    result(Id, Time, ok);
event({test, Id, timeout}, _) ->
    failed(Id, 0, "timed out");
event({_, Id, Why}, _) ->
    failed(Id, 0, eunit:explain(Why)).

failed(Id, Time, Text) ->
    Trimmed = string:trim(unicode:characters_to_list(Text)),
    put(failed, get(failed) + 1),
    line("not ok", Id, [["# ", Line, $\n] || Line <- string:split(Trimmed, "\n", all)]),
    result(Id, Time, {failed, Trimmed}).

line(Begin, Id, Details) ->
    put(number, get(number) + 1),
    io:format("~s ~w - ~ts~n~ts", [Begin, get(number), eunit:describe(Id), Details]).

result(Id, Time, Result) ->
    put(results, [{eunit:describe(Id), Time, Result} | get(results)]).

%% JUnit -----------------------------------------------------------------------------------------

junit(Suites) ->
    [
        <<"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n">>,
        [suite(Module, Results) || {Module, Results} <- Suites],
        <<"</testsuites>\n">>
    ].

suite(Module, Results) ->
    Failed = length([failed || {_, _, {failed, _}} <- Results]),
    Time = lists:sum([T || {_, T, _} <- Results]),
    [
        io_lib:format(
            "<testsuite name=\"~s\" tests=\"~w\" failures=\"~w\" errors=\"0\" time=\"~s\">\n",
            [quoted(atom_to_list(Module)), length(Results), Failed, seconds(Time)]
        ),
        [testcase(Module, Result) || Result <- Results],
        "</testsuite>\n"
    ].

testcase(Module, {Title, Time, Result}) ->
    Begin = io_lib:format("  <testcase classname=\"~s\" name=\"~s\" time=\"~s\"", [
        quoted(atom_to_list(Module)), quoted(Title), seconds(Time)
    ]),
    case Result of
        ok ->
            [Begin, "/>\n"];
        {failed, Text} ->
            First = hd(string:split(lists:last(string:split(Text, "**")), "\n")),
            [
                Begin,
                io_lib:format(">\n    <failure message=\"~s\">~s</failure>\n  </testcase>\n", [
                    quoted(First), quoted(Text)
                ])
            ]
    end.

seconds(Microseconds) ->
    io_lib:format("~w.~6..0w", [Microseconds div 1000000, Microseconds rem 1000000]).

%% Text within an XML attribute or element, as UTF-8 bytes.
quoted(Text) ->
    binary_to_list(unicode:characters_to_binary([escaped(C) || C <- unicode:characters_to_list(Text)])).

escaped($<) -> "&lt;";
escaped($>) -> "&gt;";
escaped($&) -> "&amp;";
escaped($") -> "&quot;";
escaped(C) when C < 32, C =/= $\n, C =/= $\t -> "?";
escaped(C) -> C.
