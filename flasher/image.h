// SPDX-License-Identifier: Apache-2.0
// image.h - what a flash shall hold: pieces of bytes at addresses, with gaps between them.
//
// All forms of firmware files (raw, UF2, Intel HEX, sparse) are read into and written from it.
//
// Life cycle: zeroed, image_add() in any order, image_settle(), then pieces are in the order of
// their addresses and do not overlap; image_clear().

#ifndef FLASHER_IMAGE_H
#define FLASHER_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "flasher/buffer.h"
#include "packbeam/status.h"

// The most that image_flatten() makes: no flash of these chips is larger, and a file that names two
// places far apart shall not make anybody allocate what lies between.
#define IMAGE_FLAT_MAX 0x10000000U

struct image_piece {
    uint32_t address;
    uint32_t size;
    size_t at;    // of its bytes in image->bytes
    size_t order; // as added
};

struct image {
    struct image_piece *pieces;
    size_t count;
    size_t capacity;
    struct buffer bytes;
};

void image_clear(struct image *image);

// Add a copy of data. A piece that begins where the last one ended is joined to it when join is
// set. STATUS_INPUT: it reaches beyond 32 bits.
enum status image_add(struct image *image, uint32_t address, const void *data, size_t size,
                      bool join, struct failure *failure);

// Sort. STATUS_INPUT: two pieces overlap.
enum status image_settle(struct image *image, struct failure *failure);

// Make one piece of those that touch, after image_settle().
enum status image_join(struct image *image, struct failure *failure);

static inline const uint8_t *image_data(const struct image *image, const struct image_piece *piece)
{
    return image->bytes.data + piece->at;
}

static inline uint64_t image_piece_end(const struct image_piece *piece)
{
    return (uint64_t) piece->address + piece->size;
}

// Of a settled image; 0 when it is empty.
uint32_t image_start(const struct image *image);
uint64_t image_end(const struct image *image);

// Append the bytes from start to the end of a settled image, with fill in the gaps.
// STATUS_INPUT: something lies before start, or the result would be larger than IMAGE_FLAT_MAX.
enum status image_flatten(const struct image *image, uint32_t start, uint8_t fill,
                          struct buffer *out, struct failure *failure);

#endif
