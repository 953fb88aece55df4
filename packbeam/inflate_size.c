// SPDX-License-Identifier: Apache-2.0
// inflate_size.c - what can be known about compressed bytes without decompressing them.

#include "packbeam/bytes.h"
#include "packbeam/inflate.h"

#define MAXIMUM_RATIO     1032
#define GZIP_HEADER_SIZE  10
#define GZIP_TRAILER_SIZE 8

bool inflate_is_gzip(const uint8_t *data, size_t size)
{
    return size >= 3 && data[0] == 0x1f && data[1] == 0x8b && data[2] == 8;
}

bool inflate_size_is_possible(size_t size, size_t inflated_size)
{
    return inflated_size / MAXIMUM_RATIO <= size;
}

enum status inflate_gzip_size(const uint8_t *data, size_t size, size_t *inflated_size,
                              struct failure *failure)
{
    if (!inflate_is_gzip(data, size) || size < GZIP_HEADER_SIZE + GZIP_TRAILER_SIZE) {
        return fail_at(failure, STATUS_INPUT, 0, "not a gzip file, or one that is cut short");
    }
    uint32_t stated = bytes_get_le32(data + size - 4);
    if (!inflate_size_is_possible(size, stated)) {
        return fail_at(failure, STATUS_INPUT, (uint32_t) (size - 4),
                       "%lu compressed bytes cannot inflate to %lu bytes\n"
                       "the file is cut short or damaged",
                       (unsigned long) size, (unsigned long) stated);
    }
    *inflated_size = stated;
    return STATUS_OK;
}
