%% SPDX-License-Identifier: Apache-2.0
%% eunit: runs tests as the module of that name of Erlang/OTP describes them ("EUnit test
%% representation" in its manual): funs, functions, generators, fixtures and everything in lists.
%%
%% A fixture and its tests run in one process, in order; a test outside of fixtures has a process of
%% its own. Whoever started such a process gets its events, stops it when a test takes too long and
%% passes on what it got, so that events arrive in order with the one who called run/2:
%%     {test, Id, Result}   Id is #{module, function, line, title}; see result()
%%     {cancel, Id, Why}    tests that did not run: what prevented them
-module(eunit).

-export([start/0, stop/0, test/1, test/2]).
-export([run/2, try_test/1, tests/1, describe/1, explain/1]).

-type result() :: {ok, Microseconds :: integer(), Value :: term()} | {failed, Class :: atom(), term(), list()} | timeout.
-export_type([result/0]).

-define(TIMEOUT, 5000).
-define(GROUP_TIMEOUT, 60000).

-record(ctx, {report, module, title = [], timeout, local = false}).

start() -> ok.
stop() -> ok.

%% On the console --------------------------------------------------------------------------------

%% Run tests and print those that fail, or all of them with the option verbose.
test(Tests) ->
    test(Tests, []).

test(Tests, Options) ->
    Verbose = lists:member(verbose, Options),
    [io:format("======================== EUnit ========================~n") || Verbose],
    put('$eunit', {0, 0, 0}),
    run(Tests, fun(Event) -> put('$eunit', shown(Event, Verbose, get('$eunit'))) end),
    summary(erase('$eunit')).

shown({test, Id, {ok, _, _}}, Verbose, {Passed, Failed, Cancelled}) ->
    [io:format("~ts...ok~n", [describe(Id)]) || Verbose],
    {Passed + 1, Failed, Cancelled};
shown({test, Id, Result}, _, {Passed, Failed, Cancelled}) ->
    What =
        case Result of
            timeout -> "timed out";
            _ -> "failed"
        end,
    io:format("~ts...*~s*~n~ts~n", [describe(Id), What, explain(Result)]),
    {Passed, Failed + 1, Cancelled};
shown({cancel, Id, Why}, _, {Passed, Failed, Cancelled}) ->
    io:format("~ts~ts~n", [describe(Id), explain(Why)]),
    {Passed, Failed, Cancelled + 1}.

summary({0, 0, 0}) ->
    io:format("  There were no tests to run.~n");
summary({1, 0, 0}) ->
    io:format("  Test passed.~n");
summary({2, 0, 0}) ->
    io:format("  2 tests passed.~n");
summary({Passed, 0, 0}) ->
    io:format("  All ~w tests passed.~n", [Passed]);
summary({Passed, Failed, Cancelled}) ->
    io:format("=======================================================~n"),
    io:format("  Failed: ~w.  Skipped: 0.  Passed: ~w.~n", [Failed, Passed]),
    [io:format("One or more tests were cancelled.~n") || Cancelled > 0],
    error.

%% Module, function and titles of a test, as text.
describe(#{module := Module, function := Function, line := Line, title := Titles}) ->
    Place =
        case Line of
            0 -> io_lib:format("~tw: ", [Module]);
            _ -> io_lib:format("~tw:~w: ", [Module, Line])
        end,
    Title = [[" (", T, ")"] || T <- [lists:join(" ", lists:reverse(Titles))], Titles =/= []],
    [Place, atom_to_list(Function), Title].

%% What went wrong, as text of several lines.
explain({failed, Class, Reason, Stack}) ->
    [frames(Stack), io_lib:format("**~tw:~tp~n", [Class, Reason])];
explain(timeout) ->
    "";
explain({What, Exception}) ->
    [io_lib:format("*** ~ts ***~n", [What]), explain(Exception)];
explain(What) ->
    io_lib:format("*** ~ts ***~n", [What]).

%% The frames of a test, without those of this module, which called it.
frames(Stack) ->
    case lists:takewhile(fun(Frame) -> element(1, Frame) =/= ?MODULE end, Stack) of
        [] ->
            [];
        [First | Rest] ->
            [
                ["in function ", frame(First), $\n],
                [["in call from ", frame(Frame), $\n] || Frame <- Rest]
            ]
    end.

frame({Module, Function, Args, Where}) ->
    Arity =
        case is_list(Args) of
            true -> length(Args);
            false -> Args
        end,
    Line =
        case {proplists:get_value(file, Where), proplists:get_value(line, Where)} of
            {undefined, _} -> "";
            {File, undefined} -> io_lib:format(" (~ts)", [File]);
            {File, L} -> io_lib:format(" (~ts, line ~w)", [File, L])
        end,
    [io_lib:format("~tw:~tw/~w", [Module, Function, Arity]), Line].

%% Running ---------------------------------------------------------------------------------------

%% Run tests; report is called with every event, in this process.
-spec run(term(), fun((tuple()) -> term())) -> ok.
run(Tests, Report) ->
    walk(Tests, #ctx{report = Report}),
    ok.

%% What a fun does: {value, V} or {Class, Reason, Stack}.
try_test(Fun) ->
    try Fun() of
        Value -> {value, Value}
    catch
        Class:Reason:Stack -> {Class, Reason, Stack}
    end.

%% The test functions of a module: {test, F} and {generator, F}.
tests(Module) ->
    try Module:module_info(exports) of
        Exports -> lists:append([kind(atom_to_list(F), F) || {F, 0} <- Exports])
    catch
        error:undef -> []
    end.

kind(Name, F) ->
    case {lists:suffix("_test", Name), lists:suffix("_test_", Name)} of
        {true, _} -> [{test, F}];
        {_, true} -> [{generator, F}];
        _ -> []
    end.

walk([], _) ->
    ok;
walk(List, Ctx) when is_list(List) ->
    walk_list(List, Ctx);
walk(Fun, Ctx) when is_function(Fun, 0) ->
    simple(0, Fun, Ctx);
walk({Line, Fun}, Ctx) when is_integer(Line), Line >= 0, is_function(Fun, 0) ->
    simple(Line, Fun, Ctx);
walk({Line, Tests}, Ctx) when is_integer(Line), Line >= 0 ->
    walk(Tests, Ctx);
walk({test, M, F}, Ctx) when is_atom(M), is_atom(F) ->
    simple(0, fun M:F/0, Ctx);
walk({M, F}, Ctx) when is_atom(M), is_atom(F), M =/= module, M =/= application ->
    simple(0, fun M:F/0, Ctx);
walk(Module, Ctx) when is_atom(Module) ->
    walk({module, Module}, Ctx);
walk({module, Module}, Ctx) when is_atom(Module) ->
    module(Module, Ctx);
walk({module_of, Module, Tests}, Ctx) ->
    walk(Tests, Ctx#ctx{module = Module});
walk({application, Name}, Ctx) when is_atom(Name) ->
    _ = application:load(Name),
    case application:get_key(Name, modules) of
        {ok, Modules} -> walk_list(Modules, Ctx);
        undefined -> cancel("application not found", Ctx)
    end;
walk({application, Name, _Info}, Ctx) ->
    walk({application, Name}, Ctx);
walk({generator, Fun}, Ctx) when is_function(Fun, 0) ->
    generate(Fun, Ctx);
walk({generator, M, F}, Ctx) when is_atom(M), is_atom(F) ->
    generate(fun M:F/0, Ctx);
walk({with, X, Funs}, Ctx) when is_list(Funs) ->
    [simple(0, Fun, fun() -> Fun(X) end, Ctx) || Fun <- Funs],
    ok;
walk({spawn, Tests}, Ctx) ->
    in_process(fun(Inner) -> walk(Tests, Inner) end, Ctx);
walk({spawn, _Node, Tests}, Ctx) ->
    walk({spawn, Tests}, Ctx);
walk({timeout, Seconds, Tests}, Ctx) when is_number(Seconds), Seconds >= 0 ->
    walk(Tests, Ctx#ctx{timeout = round(Seconds * 1000)});
walk({timeout, infinity, Tests}, Ctx) ->
    walk(Tests, Ctx#ctx{timeout = infinity});
walk({inorder, Tests}, Ctx) ->
    walk(Tests, Ctx);
walk({inparallel, Tests}, Ctx) ->
    walk(Tests, Ctx);
walk({inparallel, _, Tests}, Ctx) ->
    walk(Tests, Ctx);
walk({setup, Setup, Tests}, Ctx) when is_function(Setup, 0) ->
    fixture(spawn, Setup, fun(_) -> ok end, Tests, Ctx);
walk({setup, Where, Setup, Tests}, Ctx) when is_function(Setup, 0), not is_function(Where, 0) ->
    fixture(Where, Setup, fun(_) -> ok end, Tests, Ctx);
walk({setup, Setup, Cleanup, Tests}, Ctx) when is_function(Setup, 0) ->
    fixture(spawn, Setup, Cleanup, Tests, Ctx);
walk({setup, Where, Setup, Cleanup, Tests}, Ctx) ->
    fixture(Where, Setup, Cleanup, Tests, Ctx);
walk({foreach, Setup, All}, Ctx) when is_function(Setup, 0) ->
    walk_list([{setup, Setup, Tests} || Tests <- All], Ctx);
walk({foreach, Setup, Cleanup, All}, Ctx) when is_function(Setup, 0) ->
    walk_list([{setup, Setup, Cleanup, Tests} || Tests <- All], Ctx);
walk({foreach, Where, Setup, All}, Ctx) when is_function(Setup, 0) ->
    walk_list([{setup, Where, Setup, Tests} || Tests <- All], Ctx);
walk({foreach, Where, Setup, Cleanup, All}, Ctx) ->
    walk_list([{setup, Where, Setup, Cleanup, Tests} || Tests <- All], Ctx);
walk({foreachx, Setup, Pairs}, Ctx) when is_function(Setup, 1) ->
    walk({foreachx, spawn, Setup, fun(_, _) -> ok end, Pairs}, Ctx);
walk({foreachx, Setup, Cleanup, Pairs}, Ctx) when is_function(Setup, 1) ->
    walk({foreachx, spawn, Setup, Cleanup, Pairs}, Ctx);
walk({foreachx, Where, Setup, Pairs}, Ctx) when is_function(Setup, 1) ->
    walk({foreachx, Where, Setup, fun(_, _) -> ok end, Pairs}, Ctx);
walk({foreachx, Where, Setup, Cleanup, Pairs}, Ctx) ->
    Each = fun({X, Instance}) ->
        {setup, Where, fun() -> Setup(X) end, fun(R) -> Cleanup(X, R) end, fun(R) ->
            Instance(X, R)
        end}
    end,
    walk_list([Each(Pair) || Pair <- Pairs], Ctx);
walk({Title, Tests}, Ctx) when is_binary(Title) ->
    titled(unicode:characters_to_list(Title), Tests, Ctx);
walk({[Char | _] = Title, Tests}, Ctx) when is_integer(Char) ->
    titled(Title, Tests, Ctx);
walk({"", Tests}, Ctx) ->
    walk(Tests, Ctx);
walk(Other, Ctx) ->
    cancel(io_lib:format("bad test descriptor: ~tp", [Other]), Ctx).

walk_list([Test | Tests], Ctx) ->
    walk(Test, Ctx),
    walk_list(Tests, Ctx);
walk_list([], _) ->
    ok;
walk_list(Tail, Ctx) ->
    walk(Tail, Ctx).

titled(Title, Tests, #ctx{title = Titles} = Ctx) ->
    walk(Tests, Ctx#ctx{title = [Title | Titles]}).

%% All of a module, and of the module of its tests.
module(Module, Ctx) ->
    Own = Ctx#ctx{module = Module},
    case code:ensure_loaded(Module) of
        {module, _} ->
            [function(Module, Test, Own) || Test <- tests(Module)],
            Tests = list_to_atom(atom_to_list(Module) ++ "_tests"),
            case lists:suffix("_tests", atom_to_list(Module)) orelse code:ensure_loaded(Tests) of
                {module, _} -> module(Tests, Ctx);
                _ -> ok
            end;
        _ ->
            cancel("module not found", Own)
    end.

function(Module, {test, F}, Ctx) -> simple(0, fun Module:F/0, Ctx);
function(Module, {generator, F}, Ctx) -> generate(fun Module:F/0, Ctx).

generate(Fun, Ctx) ->
    case try_test(Fun) of
        {value, Tests} -> walk(Tests, Ctx);
        Exception -> cancel({"test generator failed", failed(Exception)}, Ctx)
    end.

fixture({spawn, _Node}, Setup, Cleanup, Tests, Ctx) ->
    fixture(spawn, Setup, Cleanup, Tests, Ctx);
fixture(spawn, Setup, Cleanup, Tests, Ctx) ->
    in_process(fun(Inner) -> fixture(local, Setup, Cleanup, Tests, Inner) end, Ctx);
fixture(local, Setup, Cleanup, Tests, Ctx) ->
    case try_test(Setup) of
        {value, Context} ->
            Given =
                case Tests of
                    {with, Funs} -> {with, Context, Funs};
                    Fun when is_function(Fun, 1) -> {generator, fun() -> Fun(Context) end};
                    _ -> Tests
                end,
            walk(Given, Ctx),
            case try_test(fun() -> Cleanup(Context) end) of
                {value, _} -> ok;
                Exception -> cancel({"context cleanup failed", failed(Exception)}, Ctx)
            end;
        Exception ->
            cancel({"context setup failed", failed(Exception)}, Ctx)
    end;
fixture(Where, _, _, _, Ctx) ->
    cancel(io_lib:format("bad fixture: ~tp", [Where]), Ctx).

failed({Class, Reason, Stack}) -> {failed, Class, Reason, Stack}.

cancel(Why, #ctx{report = Report, module = Module, title = Title}) ->
    Report({cancel, #{module => Module, function => '', line => 0, title => Title}, Why}),
    ok.

simple(Line, Fun, Ctx) ->
    simple(Line, Fun, Fun, Ctx).

simple(Line, Named, Fun, #ctx{local = false} = Ctx) ->
    _ = run_process(fun(Inner) -> simple(Line, Named, Fun, Inner) end, Ctx),
    ok;
simple(Line, Named, Fun, #ctx{report = Report, title = Title, timeout = Own}) ->
    {name, Name} = erlang:fun_info(Named, name),
    Id = #{module => module_of(Named), function => Name, line => Line, title => Title},
    Timeout =
        case Own of
            undefined -> ?TIMEOUT;
            _ -> Own
        end,
    Report({begins, Id, Timeout}),
    Start = erlang:monotonic_time(microsecond),
    Result =
        case try_test(Fun) of
            {value, Value} -> {ok, erlang:monotonic_time(microsecond) - Start, Value};
            Exception -> failed(Exception)
        end,
    Report({test, Id, Result}),
    ok.

module_of(Fun) ->
    {module, Module} = erlang:fun_info(Fun, module),
    Module.

%% Processes -------------------------------------------------------------------------------------

%% Let a process run a group of tests. When one of them stopped it, the others do not run.
in_process(Run, Ctx) ->
    case run_process(Run, Ctx) of
        done -> ok;
        stopped -> cancel("the rest of the group was not run", Ctx)
    end.

%% Let a process run tests, one after the other, and pass on its events.
run_process(Run, #ctx{report = Report} = Ctx) ->
    Parent = self(),
    Inner = Ctx#ctx{report = fun(Event) -> Parent ! {self(), Event} end, local = true},
    {Pid, Ref} = spawn_monitor(fun() ->
        Run(Inner),
        exit({?MODULE, done})
    end),
    follow(Pid, Ref, none, infinity, Report, Ctx).

follow(Pid, Ref, Current, Deadline, Report, Ctx) ->
    receive
        {Pid, {begins, Id, infinity}} ->
            follow(Pid, Ref, Id, infinity, Report, Ctx);
        {Pid, {begins, Id, Timeout}} ->
            follow(Pid, Ref, Id, now_ms() + Timeout, Report, Ctx);
        {Pid, Event} ->
            Report(Event),
            follow(Pid, Ref, none, infinity, Report, Ctx);
        {'DOWN', Ref, process, Pid, {?MODULE, done}} ->
            done;
        {'DOWN', Ref, process, Pid, Reason} when Current =:= none ->
            cancel({"test process ended", {failed, exit, Reason, []}}, Ctx),
            done;
        {'DOWN', Ref, process, Pid, Reason} ->
            Report({test, Current, {failed, exit, Reason, []}}),
            stopped
    after left(Deadline) ->
        exit(Pid, kill),
        receive
            {'DOWN', Ref, process, Pid, _} -> ok
        end,
        Report({test, Current, timeout}),
        stopped
    end.

left(infinity) -> infinity;
left(Deadline) -> max(0, Deadline - now_ms()).

now_ms() -> erlang:monotonic_time(millisecond).
