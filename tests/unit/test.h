// SPDX-License-Identifier: Apache-2.0
// test.h: what every unit test is made of. Output is TAP; a failed check says where and goes on.
//
//     static void pack_find_rejects_short_header(void) { CHECK(...); }
//     int main(void) { TEST(pack_find_rejects_short_header); return test_done(); }

#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int test_number, tests_failed, checks_failed;

#define CHECK(condition)                                                                           \
    ((condition) ? (void) 0                                                                        \
                 : (void) (checks_failed++,                                                        \
                           printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

static inline void test_number_is(long long got, long long expected, const char *file, int line,
                                  const char *text)
{
    if (got != expected) {
        checks_failed++;
        printf("# %s:%d: %s is %lld, not %lld\n", file, line, text, got, expected);
    }
}

static inline void test_text_is(const char *got, const char *expected, const char *file, int line,
                                const char *text)
{
    if (got == NULL || strcmp(got, expected) != 0) {
        checks_failed++;
        printf("# %s:%d: %s is '%s', not '%s'\n", file, line, text, got == NULL ? "(null)" : got,
               expected);
    }
}

// These tell what was there instead.
#define CHECK_NUMBER(got, expected)                                                                \
    test_number_is((long long) (got), (long long) (expected), __FILE__, __LINE__, #got)
#define CHECK_TEXT(got, expected) test_text_is(got, expected, __FILE__, __LINE__, #got)

#define TEST(function)                                                                             \
    do {                                                                                           \
        checks_failed = 0;                                                                         \
        function();                                                                                \
        tests_failed += checks_failed > 0;                                                         \
        printf("%sok %d - %s\n", checks_failed > 0 ? "not " : "", ++test_number, #function);       \
    } while (0)

static inline int test_done(void)
{
    printf("1..%d\n", test_number);
    return tests_failed > 0;
}

#endif
