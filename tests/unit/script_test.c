// SPDX-License-Identifier: Apache-2.0
// script_test.c - monitor/script.c

#include "monitor/script.h"

#include "tests/unit/test.h"

static enum status parse(const char *text, struct script *script, struct failure *failure)
{
    return script_parse(text, strlen(text), script, failure);
}

static void script_has_the_steps_in_their_order(void)
{
    struct script script;
    CHECK_NUMBER(
        parse("# words\r\n\n  send a\\x42\\n\r\nraw\nexpect ^x$\ntimeout 2.5\nwait 0\nreset\n"
              "fail y",
              &script, NULL),
        STATUS_OK);
    CHECK_NUMBER(script.count, 7);
    CHECK_NUMBER(script.steps[0].kind, SCRIPT_send);
    CHECK_TEXT((const char *) script.steps[0].bytes, "aB\n");
    CHECK_NUMBER(script.steps[0].line, 3);
    CHECK_NUMBER(script.steps[1].size, 0);
    CHECK(pattern_find(script.steps[2].pattern, "x", false, NULL));
    CHECK_NUMBER(script.steps[3].time_ms, 2500);
    CHECK_NUMBER(script.steps[4].time_ms, 0);
    CHECK_NUMBER(script.steps[6].line, 9);
    script_clear(&script);
}

static void mistakes_name_their_line(void)
{
    static const struct {
        const char *text;
        const char *what;
    } rows[] = {
        {"send a\nfoo", "line 2: unknown command 'foo'"},
        {"expect", "line 1: a regular expression is missing"},
        {"\n\nwait", "line 3: seconds are missing"},
        {"wait x", "line 1: 'x' is no time in seconds, up to a day"},
        {"wait 86402", "line 1: '86402' is no time in seconds, up to a day"},
        {"reset now", "line 1: nothing may follow this command"},
        {"send \\", "line 1: '\\' is no escape"},
        {"send \\x4", "line 1: '\\x' is no escape"},
        {"send \\q", "line 1: '\\q' is no escape"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct script script;
        struct failure failure = {0};
        CHECK_NUMBER(parse(rows[i].text, &script, &failure), STATUS_INPUT);
        CHECK_TEXT(failure.what, rows[i].what);
        script_clear(&script);
    }
}

static void seconds_are_read_exactly(void)
{
    uint32_t time_ms = 7;
    CHECK_NUMBER(script_seconds("86400", &time_ms, NULL), STATUS_OK);
    CHECK_NUMBER(time_ms, 86400000);
    CHECK_NUMBER(script_seconds("0.0019", &time_ms, NULL), STATUS_OK);
    CHECK_NUMBER(time_ms, 1);
    CHECK_NUMBER(script_seconds(".5", &time_ms, NULL), STATUS_USAGE);
    CHECK_NUMBER(script_seconds("-1", &time_ms, NULL), STATUS_USAGE);
    CHECK_NUMBER(script_seconds("99999999999999999999", &time_ms, NULL), STATUS_USAGE);
}

int main(void)
{
    TEST(script_has_the_steps_in_their_order);
    TEST(mistakes_name_their_line);
    TEST(seconds_are_read_exactly);
    return test_done();
}
