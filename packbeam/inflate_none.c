// SPDX-License-Identifier: Apache-2.0
// inflate_none.c - the same interface where there is no zlib: on boards.

#include "packbeam/inflate.h"

enum status inflate_into(enum inflate_format format, const uint8_t *data, size_t size,
                         uint8_t *inflated, size_t inflated_size, struct failure *failure)
{
    (void) format;
    (void) data;
    (void) size;
    (void) inflated;
    (void) inflated_size;
    return fail(failure, STATUS_FAILED,
                "compressed data, which this build cannot read\n"
                "put the module into a pack with 'avm pack'");
}

enum status inflate_prefix(enum inflate_format format, const uint8_t *data, size_t size,
                           uint8_t *inflated, size_t inflated_size, size_t *consumed,
                           struct failure *failure)
{
    *consumed = 0;
    return inflate_into(format, data, size, inflated, inflated_size, failure);
}

const char *inflate_library(void)
{
    return "";
}
