// SPDX-License-Identifier: Apache-2.0
// civil_time.h: dates of the proleptic Gregorian calendar, and time zones as POSIX writes them.

#ifndef VM_CIVIL_TIME_H
#define VM_CIVIL_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define SECONDS_PER_DAY INT64_C(86400)

struct civil_time {
    int64_t year;
    int month, day; // from 1
    int hour, minute, second;
};

// Does the day exist, and is the time one of it (no leap seconds)?
bool civil_time_valid(const struct civil_time *time);
// Seconds since 1970 of a valid time, and back.
int64_t civil_to_seconds(const struct civil_time *time);
void civil_from_seconds(int64_t seconds, struct civil_time *time);

// Offset from UTC in seconds, at a time in seconds since 1970, of a zone such as
// "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX, "Other Environment Variables", TZ). False: text is something
// else.
bool posix_zone_offset(const char *text, int64_t seconds, int32_t *offset);

#endif
