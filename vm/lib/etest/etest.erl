%% SPDX-License-Identifier: Apache-2.0
%% etest: the smallest test tool. A test module has test/0, which returns ok; the assertions of
%% etest.hrl end it with a throw.
-module(etest).

-export([test/1, assert_match/2, assert_equals/2, assert_true/1]).
-export([assert_exception/1, assert_exception/2, assert_exception/3]).
-export([assert_failure/1, assert_failure/2, flush_msg_queue/0]).

%% Run test/0 of each module in a process of its own, and tell how it went.
-spec test([module()]) -> ok | fail.
test(Modules) when is_list(Modules) ->
    Results = [{Module, run(Module)} || Module <- Modules],
    [io:format("~tp:~ts~n", [Module, text(Result)]) || {Module, Result} <- Results],
    case [Module || {Module, Result} <- Results, Result =/= ok] of
        [] ->
            io:format("Success!~n"),
            ok;
        Failed ->
            io:format("FAIL: ~tp~n", [Failed]),
            fail
    end;
test(Module) when is_atom(Module) ->
    test([Module]).

run(Module) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({?MODULE, eunit:try_test(fun Module:test/0)}) end),
    receive
        {'DOWN', Ref, process, Pid, {?MODULE, {value, ok}}} -> ok;
        {'DOWN', Ref, process, Pid, {?MODULE, {value, Value}}} -> {returned, Value};
        {'DOWN', Ref, process, Pid, {?MODULE, {Class, Reason, _}}} -> {Class, Reason};
        {'DOWN', Ref, process, Pid, Reason} -> {died, Reason}
    end.

text(ok) -> "ok";
text(Failure) -> io_lib:format("failed: ~tp", [Failure]).

-spec assert_match(term(), term()) -> ok | fail.
assert_match(A, A) -> ok;
assert_match(_, _) -> fail.

-spec assert_equals(term(), term()) -> ok | fail.
assert_equals(A, B) when A == B -> ok;
assert_equals(_, _) -> fail.

-spec assert_true(term()) -> ok | fail.
assert_true(true) -> ok;
assert_true(_) -> fail.

%% That a fun raises something, something of a class, or exactly that.
assert_exception(Fun) when is_function(Fun, 0) ->
    case eunit:try_test(Fun) of
        {value, _} -> fail;
        {_, _, _} -> ok
    end.

assert_exception(Fun, Class) when is_function(Fun, 0) ->
    case eunit:try_test(Fun) of
        {Class, _, _} -> ok;
        _ -> fail
    end.

assert_exception(Fun, Class, Reason) when is_function(Fun, 0) ->
    case eunit:try_test(Fun) of
        {Class, Reason, _} -> ok;
        _ -> fail
    end.

%% The older names.
assert_failure(Fun) -> assert_exception(Fun).
assert_failure(Fun, Reason) -> assert_exception(Fun, error, Reason).

flush_msg_queue() ->
    receive
        _ -> flush_msg_queue()
    after 0 -> ok
    end.
