// SPDX-License-Identifier: Apache-2.0
// binary_table.h: binary_segments.def as arrays.

#ifndef TESTS_UNIT_BINARY_TABLE_H
#define TESTS_UNIT_BINARY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { table_big, table_little };

struct table_segment {
    const char *value;
    size_t size, lead;
    bool little;
    const char *bytes;
};

struct table_float {
    uint64_t value;
    size_t size;
    bool little;
    const char *bytes;
};

struct table_character {
    uint32_t code;
    const char *bytes[5];
};

#define FLOAT(...)
#define CHARACTER(...)
#define SEGMENT(value, size, lead, order, bytes) {value, size, lead, table_##order, bytes},
static const struct table_segment table_segments[] = {
#include "tests/unit/binary_segments.def"
};
#undef SEGMENT
#undef FLOAT

#define SEGMENT(...)
#define FLOAT(value, size, order, bytes) {value, size, table_##order, bytes},
static const struct table_float table_floats[] = {
#include "tests/unit/binary_segments.def"
};
#undef FLOAT
#undef CHARACTER

#define FLOAT(...)
#define CHARACTER(code, ...) {code, {__VA_ARGS__}},
static const struct table_character table_characters[] = {
#include "tests/unit/binary_segments.def"
};
#undef SEGMENT
#undef FLOAT
#undef CHARACTER

static inline unsigned table_digit(char digit)
{
    return (unsigned) (digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

// The bytes of a hexadecimal text; how many.
static inline size_t table_bytes(const char *hex, uint8_t *bytes)
{
    size_t count = 0;
    (void) table_segments;
    while (hex[2 * count] != '\0') {
        bytes[count] =
            (uint8_t) (table_digit(hex[2 * count]) << 4 | table_digit(hex[2 * count + 1]));
        count++;
    }
    return count;
}

#endif
