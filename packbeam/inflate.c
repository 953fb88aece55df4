// SPDX-License-Identifier: Apache-2.0
// inflate.c - decompression with zlib.

#include "packbeam/inflate.h"

#include <limits.h>
#include <string.h>
// Makes zlib take its input as const.
#define ZLIB_CONST
#include <zlib.h>

enum status inflate_into(enum inflate_format format, const uint8_t *data, size_t size,
                         uint8_t *inflated, size_t inflated_size, struct failure *failure)
{
    size_t consumed;
    return inflate_prefix(format, data, size, inflated, inflated_size, &consumed, failure);
}

enum status inflate_prefix(enum inflate_format format, const uint8_t *data, size_t size,
                           uint8_t *inflated, size_t inflated_size, size_t *consumed,
                           struct failure *failure)
{
    if (size > UINT_MAX || inflated_size >= UINT_MAX) {
        return fail(failure, STATUS_LIMIT, "compressed data of more than 4 GB");
    }
    z_stream stream;
    memset(&stream, 0, sizeof(stream));
    // 15 is the largest window; 16 more makes zlib expect the gzip wrapper, a minus sign none.
    static const int windows[] = {
        [INFLATE_ZLIB] = 15, [INFLATE_GZIP] = 15 + 16, [INFLATE_RAW] = -15};
    if (inflateInit2(&stream, windows[format]) != Z_OK) {
        return fail(failure, STATUS_LIMIT, "out of memory: cannot start the decompressor");
    }
    // zlib wants an output pointer even for no output at all.
    uint8_t nothing;
    stream.next_in = data;
    stream.avail_in = (uInt) size;
    stream.next_out = inflated_size > 0 ? inflated : &nothing;
    stream.avail_out = (uInt) inflated_size;
    int result = inflate(&stream, Z_FINISH);
    size_t got = stream.total_out;
    *consumed = stream.total_in;
    inflateEnd(&stream);

    if (result == Z_MEM_ERROR) {
        return fail(failure, STATUS_LIMIT, "out of memory: cannot run the decompressor");
    }
    if (result == Z_STREAM_END && got == inflated_size) {
        return STATUS_OK;
    }
    if (result == Z_STREAM_END || (result == Z_BUF_ERROR && got == inflated_size)) {
        return fail(failure, STATUS_INPUT, "compressed data gives %s than the %lu bytes it should",
                    result == Z_STREAM_END ? "less" : "more", (unsigned long) inflated_size);
    }
    return fail(failure, STATUS_INPUT, "compressed data is damaged");
}

uint32_t inflate_crc32(const uint8_t *data, size_t size)
{
    uLong sum = crc32(0, NULL, 0);
    while (size > 0) {
        uInt part = size < UINT_MAX ? (uInt) size : UINT_MAX;
        sum = crc32(sum, data, part);
        data += part;
        size -= part;
    }
    return (uint32_t) sum;
}

const char *inflate_library(void)
{
    return ZLIB_VERSION;
}
