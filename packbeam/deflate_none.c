// SPDX-License-Identifier: Apache-2.0
// deflate_none.c - the same interface where there is no zlib: on boards.

#include "packbeam/deflate.h"

bool deflate_into(const uint8_t *data, size_t size, int level, uint8_t *deflated, size_t capacity,
                  size_t *deflated_size)
{
    (void) data;
    (void) size;
    (void) level;
    (void) deflated;
    (void) capacity;
    *deflated_size = 0;
    return false;
}
