%% SPDX-License-Identifier: Apache-2.0
%% etest.hrl: assertions. One that fails throws {failed_assert_WHAT, {Module, Function, Arity, Line},
%% ...} with what it was given.

-ifndef(ETEST_HRL).
-define(ETEST_HRL, true).

-define(ETEST_HERE, {?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY, ?LINE}).

-define(ETEST_CHECK(Call, Failure),
    case Call of
        ok -> ok;
        fail -> throw(Failure)
    end
).

%% Both are evaluated once, but named again in the failure: bind them first.
-define(ASSERT_MATCH(A, B),
    (fun(EtestA, EtestB) ->
        ?ETEST_CHECK(
            etest:assert_match(EtestA, EtestB),
            {failed_assert_match, ?ETEST_HERE, EtestA, EtestB}
        )
    end)(A, B)
).

-define(ASSERT_EQUALS(A, B),
    (fun(EtestA, EtestB) ->
        ?ETEST_CHECK(
            etest:assert_equals(EtestA, EtestB),
            {failed_assert_equals, ?ETEST_HERE, EtestA, EtestB}
        )
    end)(A, B)
).

-define(ASSERT_TRUE(C),
    ?ETEST_CHECK(etest:assert_true(C), {failed_assert_true, ?ETEST_HERE})
).

-define(ASSERT_EXCEPTION(A),
    ?ETEST_CHECK(
        etest:assert_exception(fun() -> A end), {failed_assert_exception, ?ETEST_HERE}
    )
).

-define(ASSERT_EXCEPTION(A, Class),
    ?ETEST_CHECK(
        etest:assert_exception(fun() -> A end, Class),
        {failed_assert_exception, ?ETEST_HERE, Class}
    )
).

-define(ASSERT_EXCEPTION(A, Class, Reason),
    ?ETEST_CHECK(
        etest:assert_exception(fun() -> A end, Class, Reason),
        {failed_assert_exception, ?ETEST_HERE, Class, Reason}
    )
).

-define(ASSERT_EXIT(A), ?ASSERT_EXCEPTION(A, exit)).
-define(ASSERT_EXIT(A, Reason), ?ASSERT_EXCEPTION(A, exit, Reason)).
-define(ASSERT_ERROR(A), ?ASSERT_EXCEPTION(A, error)).
-define(ASSERT_ERROR(A, Reason), ?ASSERT_EXCEPTION(A, error, Reason)).
-define(ASSERT_THROW(A), ?ASSERT_EXCEPTION(A, throw)).
-define(ASSERT_THROW(A, Reason), ?ASSERT_EXCEPTION(A, throw, Reason)).

-endif.
