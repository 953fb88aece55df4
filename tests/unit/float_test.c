// SPDX-License-Identifier: Apache-2.0
// float_test.c: floats from and to text, against the C library's own (glibc's printf and strtod are
// exact).

#include "vm/float.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/unit/test.h"
#include "vm/number.h"

#define ROUNDS 20000

static uint64_t random_state = 88172645463325252u;

static uint64_t random64(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state * 2685821657736338717u;
}

static int random_below(int end)
{
    return (int) (random64() % (uint64_t) end);
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Every exponent, few digits, powers of two (where the neighbours are unequally far), the smallest,
// integers, fractions.
static double random_double(void)
{
    for (;;) {
        uint64_t bits = random64();
        double value = 0;
        switch (random_below(6)) {
        case 0:
            value = from_bits(bits);
            break;
        case 1:
            value = (double) (bits % 1000000) / 1000;
            break;
        case 2:
            value = ldexp(bits & 4096 ? -1.0 : 1.0, random_below(2098) - 1074);
            break;
        case 3:
            value = from_bits((bits & 0x800fffffffffffffu) >> random_below(52));
            break;
        case 4:
            value = (double) (int64_t) (bits >> random_below(64));
            break;
        default:
            value = (double) bits / 18446744073709551616.0;
        }
        if (isfinite(value)) {
            return value;
        }
    }
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

// The digits of a text, without zeros at both ends.
static size_t significant(const char *text, char *digits)
{
    size_t count = 0, end = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (count > 0 || *text != '0')) {
            digits[count++] = *text;
            end = *text != '0' ? count : end;
        }
    }
    digits[end] = '\0';
    return end;
}

static void check_shortest(double value)
{
    char text[64], other[64], digits[64], other_digits[64];
    size_t length = double_to_shortest(value, text);
    CHECK(length <= 32);
    text[length] = '\0';
    double back = NAN;
    CHECK(double_from_text(text, length, &back) && same(back, value));
    CHECK(same(strtod(text, NULL), value));
    size_t count = significant(text, digits);
    if (count > 1) { // one digit less is not enough
        snprintf(other, sizeof other, "%.*e", (int) count - 2, value);
        CHECK(strtod(other, NULL) != value);
    }
    if (count > 0) { // and of those with as many, it is the nearest
        snprintf(other, sizeof other, "%.*e", (int) count - 1, value);
        significant(other, other_digits);
        CHECK(strtod(other, NULL) != value || strcmp(digits, other_digits) == 0);
    }
}

static void shortest_reads_back_and_nothing_shorter_does(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        check_shortest(random_double());
    }
}

static void check_shortest_text(double value, const char *expected)
{
    char text[64];
    text[double_to_shortest(value, text)] = '\0';
    CHECK_TEXT(text, expected);
}

static void shortest_looks_as_in_erlang(void)
{
    check_shortest_text(0.0, "0.0");
    check_shortest_text(-0.0, "-0.0");
    check_shortest_text(1.0, "1.0");
    check_shortest_text(0.1, "0.1");
    check_shortest_text(100.0, "100.0");
    check_shortest_text(1000.0, "1.0e3");
    check_shortest_text(1200.0, "1.2e3");
    check_shortest_text(0.0001, "0.0001");
    check_shortest_text(0.00012, "1.2e-4");
    check_shortest_text(-123456789.125, "-123456789.125");
    check_shortest_text(9007199254740991.0, "9007199254740991.0");
    check_shortest_text(9007199254740992.0, "9.007199254740992e15");
    check_shortest_text(1.0e23, "1.0e23");
    check_shortest_text(5.0e-324, "5.0e-324");
    check_shortest_text(1.7976931348623157e308, "1.7976931348623157e308");
    check_shortest_text(5.684341886080802e-14, "5.684341886080802e-14");
}

static void decimals_are_those_of_printf(void)
{
    static char expected[2000];
    char text[FLOAT_TEXT_MAX + 1];
    for (int i = 0; i < ROUNDS; i++) {
        double value = random_double();
        int decimals = random_below(i % 8 == 0 ? 260 : 30);
        size_t length = float_scientific(value, (unsigned) decimals, text);
        int size = snprintf(expected, sizeof expected, "%.*e", decimals, value);
        CHECK(size > FLOAT_TEXT_MAX
                  ? length == 0
                  : length == (size_t) size && memcmp(text, expected, length) == 0);
        decimals += 19; // with fewer, OTP rounds differently: see number_operations.def
        length = float_fixed(value, (unsigned) decimals, false, text);
        size = snprintf(expected, sizeof expected, "%.*f", decimals, value);
        CHECK(size > FLOAT_TEXT_MAX
                  ? length == 0
                  : length == (size_t) size && memcmp(text, expected, length) == 0);
    }
}

static void check_reading(const char *text)
{
    double expected = strtod(text, NULL), value = NAN;
    bool good = double_from_text(text, strlen(text), &value);
    if (good != (bool) isfinite(expected) || (good && !same(value, expected))) {
        CHECK(false);
        printf("# %s\n", text);
    }
}

static void any_text_is_read_as_strtod_does(void)
{
    char text[128];
    for (int i = 0; i < ROUNDS; i++) {
        size_t at = 0;
        int whole = 1 + random_below(1 + random_below(20));
        int fraction = 1 + random_below(1 + random_below(40));
        if (i % 3 == 0) {
            text[at++] = '-';
        }
        for (int j = 0; j < whole + 1 + fraction; j++) {
            text[at++] = (char) (j == whole ? '.' : '0' + random_below(10));
        }
        text[at] = '\0';
        if (i % 2 == 0) {
            snprintf(text + at, 8, "e%d", random_below(700) - 350);
        }
        check_reading(text);
    }
}

// All digits of the middle of a double and the next, which must go to the even one, and the same
// with the last digit changed.
static void the_middle_of_two_floats_goes_to_the_even_one(void)
{
    static char text[1300];
    for (int i = 0; i < 2000; i++) {
        // 54 bits, the lowest set: between two doubles. long double holds it where it is larger.
        uint64_t odd = random64() >> 11 | (uint64_t) 1 << 53 | 1;
        long double middle = ldexpl((long double) odd, random_below(1900) - 1003);
        size_t length = (size_t) snprintf(text, sizeof text, "%.1100Le", middle);
        size_t end = strcspn(text, "e");
        CHECK(length < sizeof text);
        check_reading(text);
        text[end - 1] = '1';
        check_reading(text);
        text[end - 1] = '0';
        size_t last = end - 1;
        while (text[last] == '0') {
            last--;
        }
        if (text[last] != '.') {
            text[last]--;
            check_reading(text);
        }
    }
}

static void only_floats_are_floats(void)
{
    static const char *const bad[] = {
        "",     "1",     "1.",    ".5",      "-.5",      "+",      "1.e5",
        "1.0e", "1.0e+", "1.0x",  " 1.0",    "1.0 ",     "1.0e5.", "0x1.0",
        "inf",  "nan",   "--1.0", "1.0e400", "-1.0e400", "1_0.0",  "1.0e99999999999999999999",
    };
    double value;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!double_from_text(bad[i], strlen(bad[i]), &value));
    }
    CHECK(double_from_text("1,5", 3, &value) && value == 1.5); // as OTP
    CHECK(double_from_text("+0001.5E+0001", 13, &value) && value == 15.0);
    CHECK(double_from_text("1.0e-99999999999999999999", 25, &value) && value == 0.0);
    CHECK(double_from_text("0.0e99999999999999999999", 24, &value) && value == 0.0);
    CHECK(float_prefix("1.0e+x", 6) == 3);
    CHECK(float_prefix("-1.5e-7.5", 9) == 7);
    CHECK(float_prefix("1..5", 4) == 0);
}

int main(void)
{
    TEST(shortest_reads_back_and_nothing_shorter_does);
    TEST(shortest_looks_as_in_erlang);
    TEST(decimals_are_those_of_printf);
    TEST(any_text_is_read_as_strtod_does);
    TEST(the_middle_of_two_floats_goes_to_the_even_one);
    TEST(only_floats_are_floats);
    return test_done();
}
