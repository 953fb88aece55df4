// SPDX-License-Identifier: Apache-2.0
// civil_time_test.c: dates against counting days, zones against days that are known.

#include "vm/civil_time.h"

#include "tests/unit/test.h"

static void dates_follow_each_other(void)
{
    struct civil_time time = {.year = -1, .month = 1, .day = 1};
    int64_t seconds = civil_to_seconds(&time);
    int64_t last = 0;
    bool good = true;
    for (int i = 0; i < 366 * 2800 && good; i++) {
        struct civil_time now;
        civil_from_seconds(seconds, &now);
        good = civil_time_valid(&now) && civil_to_seconds(&now) == seconds && now.hour == 0;
        int64_t number = (now.year * 100 + now.month) * 100 + now.day;
        good = good && (i == 0 || number > last);
        last = number;
        seconds += SECONDS_PER_DAY;
    }
    CHECK(good);
}

static void known_dates_have_their_seconds(void)
{
    const struct civil_time epoch = {.year = 1970, .month = 1, .day = 1};
    const struct civil_time leap = {2000, 2, 29, 23, 59, 59};
    const struct civil_time far = {36812, 2, 20, 0, 36, 16};
    CHECK(civil_to_seconds(&epoch) == 0);
    CHECK(civil_to_seconds(&leap) == 951868799);
    CHECK(civil_to_seconds(&far) == INT64_C(1099511627776));
}

static void days_that_do_not_exist_are_refused(void)
{
    const struct civil_time bad[] = {{2023, 2, 29, 0, 0, 0}, {1900, 2, 29, 0, 0, 0},
                                     {2023, 13, 1, 0, 0, 0}, {2023, 0, 1, 0, 0, 0},
                                     {2023, 4, 31, 0, 0, 0}, {2023, 4, 0, 0, 0, 0},
                                     {2023, 4, 1, 24, 0, 0}, {2023, 4, 1, 0, 60, 0},
                                     {2023, 4, 1, 0, 0, 60}, {2023, 4, 1, -1, 0, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!civil_time_valid(&bad[i]));
    }
}

static int32_t offset_at(const char *zone, int year, int month, int day, int hour)
{
    const struct civil_time time = {.year = year, .month = month, .day = day, .hour = hour};
    int32_t offset;
    return posix_zone_offset(zone, civil_to_seconds(&time), &offset) ? offset : -1;
}

static void zones_change_when_their_rules_say(void)
{
    static const char paris[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    CHECK(offset_at(paris, 2024, 3, 31, 0) == 3600);
    CHECK(offset_at(paris, 2024, 3, 31, 1) == 7200);
    CHECK(offset_at(paris, 2024, 10, 27, 0) == 7200);
    CHECK(offset_at(paris, 2024, 10, 27, 1) == 3600);
    static const char sydney[] = "AEST-10AEDT,M10.1.0,M4.1.0/3";
    CHECK(offset_at(sydney, 2024, 1, 1, 0) == 39600);
    CHECK(offset_at(sydney, 2024, 7, 1, 0) == 36000);
    CHECK(offset_at("EST5EDT", 2024, 7, 1, 0) == -14400);
    CHECK(offset_at("<+0545>-5:45", 2024, 7, 1, 0) == 20700);
    CHECK(offset_at("UTC0", 2024, 7, 1, 0) == 0);
    CHECK(offset_at("XXX3YYY,J60,300", 2024, 2, 29, 12) == -10800);
    CHECK(offset_at("XXX3YYY,J60,300", 2024, 3, 1, 12) == -7200);
}

static void other_texts_are_no_zones(void)
{
    static const char *const bad[] = {"",
                                      "U",
                                      "UTC",
                                      "Europe/Paris",
                                      "CET-1CEST,",
                                      "CET-1CEST,M13.1.0,M1.1.0",
                                      "CET-1CEST,M3.5.0",
                                      "<+1",
                                      "CET-x",
                                      "UTC0 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(offset_at(bad[i], 2024, 1, 1, 0) == -1);
    }
}

int main(void)
{
    TEST(dates_follow_each_other);
    TEST(known_dates_have_their_seconds);
    TEST(days_that_do_not_exist_are_refused);
    TEST(zones_change_when_their_rules_say);
    TEST(other_texts_are_no_zones);
    return test_done();
}
