// SPDX-License-Identifier: Apache-2.0
// tap.h - the few lines that unit tests share. One program for each source file; each function's
// name states a fact:
//
//     static void pack_find_rejects_short_header(void)
//     {
//         CHECK(pack_open(bytes, 10, &pack, NULL) == STATUS_INPUT);
//     }
//
//     TAP_MAIN(TEST(pack_find_rejects_short_header))
//
// A failed check is printed and the test goes on; output is TAP (https://testanything.org).

#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct tap_test {
    const char *name;
    void (*run)(void);
};

static bool tap_failed;

static inline void tap_check(bool good, const char *file, int line, const char *text)
{
    if (!good) {
        printf("# %s:%d: not so: %s\n", file, line, text);
        tap_failed = true;
    }
}

static inline void tap_check_number(long long got, long long expected, const char *file, int line,
                                    const char *text)
{
    if (got != expected) {
        printf("# %s:%d: %s is %lld, not %lld\n", file, line, text, got, expected);
        tap_failed = true;
    }
}

static inline void tap_check_text(const char *got, const char *expected, const char *file, int line,
                                  const char *text)
{
    if (got == NULL || strcmp(got, expected) != 0) {
        printf("# %s:%d: %s is '%s', not '%s'\n", file, line, text, got == NULL ? "(null)" : got,
               expected);
        tap_failed = true;
    }
}

#define CHECK(condition) tap_check(condition, __FILE__, __LINE__, #condition)
#define CHECK_NUMBER(got, expected)                                                                \
    tap_check_number((long long) (got), (long long) (expected), __FILE__, __LINE__, #got)
#define CHECK_TEXT(got, expected) tap_check_text(got, expected, __FILE__, __LINE__, #got)

static inline int tap_run(const struct tap_test *tests, size_t count)
{
    int failed = 0;
    printf("1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        tap_failed = false;
        tests[i].run();
        printf("%s %zu - %s\n", tap_failed ? "not ok" : "ok", i + 1, tests[i].name);
        fflush(stdout);
        failed += tap_failed ? 1 : 0;
    }
    return failed > 0 ? 1 : 0;
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function                                                                        \
    }
#define TAP_MAIN(...)                                                                              \
    int main(void)                                                                                 \
    {                                                                                              \
        static const struct tap_test tests[] = {__VA_ARGS__};                                      \
        return tap_run(tests, sizeof(tests) / sizeof(tests[0]));                                   \
    }

#endif
