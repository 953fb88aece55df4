// SPDX-License-Identifier: Apache-2.0
// deflate.c - compression with zlib.

#include "packbeam/deflate.h"

#include <limits.h>
#include <string.h>
// Makes zlib take its input as const.
#define ZLIB_CONST
#include <zlib.h>

bool deflate_into(const uint8_t *data, size_t size, int level, uint8_t *deflated, size_t capacity,
                  size_t *deflated_size)
{
    if (size > UINT_MAX || capacity > UINT_MAX) {
        return false;
    }
    z_stream stream;
    memset(&stream, 0, sizeof(stream));
    if (deflateInit(&stream, level) != Z_OK) {
        return false;
    }
    stream.next_in = data;
    stream.avail_in = (uInt) size;
    stream.next_out = deflated;
    stream.avail_out = (uInt) capacity;
    int result = deflate(&stream, Z_FINISH);
    *deflated_size = stream.total_out;
    deflateEnd(&stream);
    return result == Z_STREAM_END;
}
