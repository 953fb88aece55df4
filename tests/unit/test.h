// SPDX-License-Identifier: Apache-2.0
// test.h: what every unit test is made of. Output is TAP; a failed check says where and goes on.
//
//     static void pack_find_rejects_short_header(void) { CHECK(...); }
//     int main(void) { TEST(pack_find_rejects_short_header); return test_done(); }

#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <stdbool.h>
#include <stdio.h>

static int test_number, tests_failed, checks_failed;

#define CHECK(condition)                                                                           \
    ((condition) ? (void) 0                                                                        \
                 : (void) (checks_failed++,                                                        \
                           printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, #condition)))

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
