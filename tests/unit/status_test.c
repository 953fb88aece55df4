// SPDX-License-Identifier: Apache-2.0
// status_test.c - packbeam/status.c

#include "packbeam/status.h"

#include "tests/unit/test.h"

static void exit_codes_keep_their_meaning(void)
{
    CHECK_NUMBER(STATUS_OK, 0);
    CHECK_NUMBER(STATUS_FAILED, 1);
    CHECK_NUMBER(STATUS_USAGE, 2);
    CHECK_NUMBER(STATUS_INPUT, 3);
    CHECK_NUMBER(STATUS_IO, 4);
    CHECK_NUMBER(STATUS_BOARD, 5);
    CHECK_NUMBER(STATUS_VERIFY, 6);
    CHECK_NUMBER(STATUS_LIMIT, 7);
    CHECK_TEXT(status_meaning(STATUS_INPUT), "malformed input");
}

static void fail_splits_what_from_hint(void)
{
    struct failure failure = {0};
    CHECK(fail_at(&failure, STATUS_INPUT, 8, "%d bytes\nsend %s", 3, "more") == STATUS_INPUT);
    CHECK_TEXT(failure.what, "3 bytes");
    CHECK_TEXT(failure.hint, "send more");
    CHECK_NUMBER(failure.offset, 8);
}

static void fail_without_offset_has_none(void)
{
    struct failure failure = {0};
    fail(&failure, STATUS_IO, "gone");
    CHECK(failure.offset == FAILURE_NO_OFFSET);
    CHECK_TEXT(failure.hint, "");
}

static void fail_keeps_the_first(void)
{
    struct failure failure = {0};
    fail(&failure, STATUS_IO, "first");
    CHECK(fail(&failure, STATUS_LIMIT, "second") == STATUS_LIMIT);
    CHECK_TEXT(failure.what, "first");
    CHECK(failure.status == STATUS_IO);
}

static void fail_takes_no_failure_at_all(void)
{
    CHECK(fail(NULL, STATUS_IO, "nobody listens") == STATUS_IO);
    failure_add_subject(NULL, "file");
    failure_add_hint(NULL, "hint");
    failure_clear(NULL);
}

static void fail_cuts_long_texts(void)
{
    char text[1000];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    struct failure failure = {0};
    fail(&failure, STATUS_IO, "%s", text);
    CHECK_NUMBER(strlen(failure.what), sizeof(failure.what) - 1);
}

static void subjects_are_joined_from_the_inside(void)
{
    struct failure failure = {0};
    failure_add_subject(&failure, "not yet");
    CHECK_TEXT(failure.subject, "");
    fail(&failure, STATUS_INPUT, "bad");
    failure_add_subject(&failure, "main.beam");
    failure_add_subject(&failure, "app.avm");
    CHECK_TEXT(failure.subject, "app.avm: main.beam");
}

static void the_innermost_subject_survives(void)
{
    char text[300];
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    struct failure failure = {0};
    fail(&failure, STATUS_INPUT, "bad");
    failure_add_subject(&failure, "main.beam");
    failure_add_subject(&failure, text);
    CHECK_TEXT(failure.subject, "main.beam");
}

static void a_hint_is_added_once(void)
{
    struct failure failure = {0};
    fail(&failure, STATUS_INPUT, "bad");
    failure_add_hint(&failure, "one");
    failure_add_hint(&failure, "two");
    CHECK_TEXT(failure.hint, "one");
}

int main(void)
{
    TEST(exit_codes_keep_their_meaning);
    TEST(fail_splits_what_from_hint);
    TEST(fail_without_offset_has_none);
    TEST(fail_keeps_the_first);
    TEST(fail_takes_no_failure_at_all);
    TEST(fail_cuts_long_texts);
    TEST(subjects_are_joined_from_the_inside);
    TEST(the_innermost_subject_survives);
    TEST(a_hint_is_added_once);
    return test_done();
}
