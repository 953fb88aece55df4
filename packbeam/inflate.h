// SPDX-License-Identifier: Apache-2.0
// inflate.h - the one place that decompresses: literals of a module (zlib) and modules written by
// `erlc +compressed` (gzip).
//
// The caller says how large the result is and provides the memory. inflate.c uses zlib; a build
// for a board takes inflate_none.c, which refuses, because packs hold nothing compressed.

#ifndef PACKBEAM_INFLATE_H
#define PACKBEAM_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

enum inflate_format {
    INFLATE_ZLIB, // RFC 1950
    INFLATE_GZIP, // RFC 1952
    INFLATE_RAW,  // RFC 1951, nothing around it
};

// Whether the bytes begin as a gzip file does.
bool inflate_is_gzip(const uint8_t *data, size_t size);

// Whether size bytes of deflate data can ever become inflated_size bytes. No stream expands by
// more than 1032:1, so a damaged size does not make anybody allocate without bounds.
bool inflate_size_is_possible(size_t size, size_t inflated_size);

// The size that a gzip file says it inflates to, checked for being possible. STATUS_INPUT when
// the file is too short or the size is not.
enum status inflate_gzip_size(const uint8_t *data, size_t size, size_t *inflated_size,
                              struct failure *failure);

// Inflate into memory of the caller; the result must be exactly inflated_size bytes.
//
// STATUS_INPUT: the stream is damaged or gives another size. STATUS_LIMIT: no memory for the
// decompressor itself (about 40 KB). STATUS_FAILED: this build cannot decompress.
enum status inflate_into(enum inflate_format format, const uint8_t *data, size_t size,
                         uint8_t *inflated, size_t inflated_size, struct failure *failure);

// The same for a stream with other bytes behind it: *consumed is how many bytes it took.
enum status inflate_prefix(enum inflate_format format, const uint8_t *data, size_t size,
                           uint8_t *inflated, size_t inflated_size, size_t *consumed,
                           struct failure *failure);

// The version of zlib, or "" in a build that cannot decompress. Static text.
const char *inflate_library(void);

// The checksum of RFC 1952, which zip archives use as well.
uint32_t inflate_crc32(const uint8_t *data, size_t size);

#endif
