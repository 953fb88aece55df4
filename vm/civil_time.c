// SPDX-License-Identifier: Apache-2.0
// civil_time.c: dates and POSIX time zones.
//
// Days are counted in eras of 400 years that start on 1 March, so that the leap day is the last of
// its year.

#include "vm/civil_time.h"

#include <stddef.h>

#define DAYS_PER_ERA     INT64_C(146097)
#define DAYS_TO_1970     INT64_C(719468) // from 1 March 0
#define SECONDS_PER_HOUR 3600

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_leap_year(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

bool civil_time_valid(const struct civil_time *time)
{
    return time->month >= 1 && time->month <= 12 && time->day >= 1 &&
           time->day <= days_in_month(time->year, time->month) && time->hour >= 0 &&
           time->hour < 24 && time->minute >= 0 && time->minute < 60 && time->second >= 0 &&
           time->second < 60;
}

// Days since 1970.
static int64_t days_of(int64_t year, int month, int day)
{
    int64_t from_march = (month + 9) % 12; // months since March
    int64_t march_year = year - (month <= 2);
    int64_t era = floor_div(march_year, 400);
    int64_t of_era = march_year - era * 400;
    int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
    return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970;
}

int64_t civil_to_seconds(const struct civil_time *time)
{
    return days_of(time->year, time->month, time->day) * SECONDS_PER_DAY +
           time->hour * SECONDS_PER_HOUR + time->minute * 60 + time->second;
}

void civil_from_seconds(int64_t seconds, struct civil_time *time)
{
    int64_t days = floor_div(seconds, SECONDS_PER_DAY);
    int rest = (int) (seconds - days * SECONDS_PER_DAY);
    time->hour = rest / SECONDS_PER_HOUR;
    time->minute = rest / 60 % 60;
    time->second = rest % 60;

    days += DAYS_TO_1970;
    int64_t era = floor_div(days, DAYS_PER_ERA);
    int64_t of_era = days - era * DAYS_PER_ERA;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    time->day = (int) (of_year - (153 * from_march + 2) / 5 + 1);
    time->month = (int) (from_march < 10 ? from_march + 3 : from_march - 9);
    time->year = era * 400 + year + (time->month <= 2);
}

// Zones

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// At least three letters, or anything in <>.
static bool skip_name(const char **at)
{
    const char *c = *at;
    if (*c == '<') {
        do {
            c++;
        } while (is_letter(*c) || is_digit(*c) || *c == '+' || *c == '-');
        *at = c + 1;
        return *c == '>';
    }
    while (is_letter(*c)) {
        c++;
    }
    bool good = c - *at >= 3;
    *at = c;
    return good;
}

// A number of up to four digits.
static bool take_number(const char **at, int *number)
{
    const char *c = *at;
    *number = 0;
    while (is_digit(*c) && c - *at < 4) {
        *number = *number * 10 + (*c++ - '0');
    }
    bool good = c > *at;
    *at = c;
    return good;
}

// [+-]hh[:mm[:ss]] in seconds.
static bool take_time(const char **at, int *seconds)
{
    int sign = **at == '-' ? -1 : 1;
    if (**at == '-' || **at == '+') {
        (*at)++;
    }
    int part;
    if (!take_number(at, &part)) {
        return false;
    }
    int total = part * SECONDS_PER_HOUR;
    for (int unit = 60; unit > 0 && **at == ':'; unit /= 60) {
        (*at)++;
        if (!take_number(at, &part)) {
            return false;
        }
        total += part * unit;
    }
    *seconds = sign * total;
    return true;
}

// Day of the year a rule names, as days since 1970: Jn (1 to 365, 29 February never counted), n (0
// to 365), Mm.w.d
static bool take_day(const char **at, int64_t year, int64_t *day)
{
    int number, week, weekday;
    if (**at == 'M') {
        (*at)++;
        if (!take_number(at, &number) || *(*at)++ != '.' || !take_number(at, &week) ||
            *(*at)++ != '.' || !take_number(at, &weekday) || number < 1 || number > 12 ||
            week < 1 || week > 5 || weekday > 6) {
            return false;
        }
        int64_t first = days_of(year, number, 1);
        // 1 January 1970 was a Thursday.
        int64_t ahead = (weekday - (first + 4) % 7 + 7) % 7;
        int64_t of_month = (ahead + 7) % 7 + 7 * (week - 1);
        while (of_month >= days_in_month(year, number)) {
            of_month -= 7;
        }
        *day = first + of_month;
        return true;
    }
    bool julian = **at == 'J';
    *at += julian;
    if (!take_number(at, &number) || number > 365 || (julian && number == 0)) {
        return false;
    }
    *day = days_of(year, 1, 1) + number - julian;
    if (julian && number > 59 && is_leap_year(year)) {
        (*day)++;
    }
    return true;
}

// ,day[/time]: seconds of local time since 1970.
static bool take_rule(const char **at, int64_t year, int64_t *seconds)
{
    int time = 2 * SECONDS_PER_HOUR;
    int64_t day;
    if (*(*at)++ != ',' || !take_day(at, year, &day)) {
        return false;
    }
    if (**at == '/') {
        (*at)++;
        if (!take_time(at, &time)) {
            return false;
        }
    }
    *seconds = day * SECONDS_PER_DAY + time;
    return true;
}

bool posix_zone_offset(const char *text, int64_t seconds, int32_t *offset)
{
    const char *at = text;
    int west, summer_west;
    if (!skip_name(&at) || !take_time(&at, &west)) {
        return false;
    }
    *offset = -west; // POSIX counts west of Greenwich
    if (*at == 0) {
        return true;
    }
    if (!skip_name(&at)) {
        return false;
    }
    summer_west = west - SECONDS_PER_HOUR;
    if (*at != 0 && *at != ',' && !take_time(&at, &summer_west)) {
        return false;
    }
    if (*at == 0) {
        at = ",M3.2.0,M11.1.0"; // what systems assume without a rule
    }
    struct civil_time now;
    civil_from_seconds(seconds - west, &now);
    int64_t start, end;
    if (!take_rule(&at, now.year, &start) || !take_rule(&at, now.year, &end) || *at != 0) {
        return false;
    }
    start += west;
    end += summer_west;
    bool summer =
        start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    if (summer) {
        *offset = -summer_west;
    }
    return true;
}
