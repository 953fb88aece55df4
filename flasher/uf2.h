// SPDX-License-Identifier: Apache-2.0
// uf2.h - the UF2 format: files that a board takes by being copied onto its drive.
// Spec: microsoft/uf2, "USB Flashing Format"; RP2040 Datasheet, "UF2 Format Details".
//
// Blocks of 512 bytes, little-endian:
//
//   byte  size
//      0     4  0A324655          16   4  payload size, at most 476
//      4     4  9E5D5157          20   4  block number, from 0
//      8     4  flags             24   4  number of blocks
//     12     4  address           28   4  family, with the flag for it
//     32   476  payload, then 0; with the flag for MD5 address, size and MD5 behind it
//    508     4  0AB16F30

#ifndef FLASHER_UF2_H
#define FLASHER_UF2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/image.h"

#define UF2_BLOCK 512

#define UF2_FAMILY_NONE   0U // blocks without one
#define UF2_FAMILY_RP2040 0xE48BFF56U
#define UF2_FAMILY_RP2350 0xE48BFF59U // ARM, secure

enum uf2_way {
    UF2_WAY_PAGES,  // 256 bytes at multiples of 256: the loader erases by block number
    UF2_WAY_SUMS,   // as many bytes as fit and their MD5; each piece is a transfer of its own
    UF2_WAY_PIECES, // 256 bytes from the beginning of each piece on
};

struct uf2_family {
    const char *name;  // "rp2040"
    const char *title; // "RP2040"
    uint32_t id;
    enum uf2_way way;
};

// Ended by a row without name.
extern const struct uf2_family uf2_families[];

// By name or number ("0xE48BFF56"), or by id. NULL: not in the table.
const struct uf2_family *uf2_find_family(const char *name);
const struct uf2_family *uf2_find_family_id(uint32_t id);

bool uf2_is(const uint8_t *data, size_t size);

// What a file says besides its bytes.
struct uf2_info {
    uint32_t family;
    uint32_t blocks;  // for flash
    uint32_t skipped; // not for flash, or not data
    bool has_md5;
};

// Add all blocks of one family to an image, which is not settled. family 0: that of the first
// block. STATUS_INPUT: damaged, of another family, with a wrong sum, or a block is missing.
enum status uf2_read(const uint8_t *data, size_t size, uint32_t family, struct image *image,
                     struct uf2_info *info, struct failure *failure);

struct uf2_options {
    uint32_t family;
    // Bytes in a block; 0: what the family's own tools write.
    uint32_t payload;
    bool without_md5;
};

// Append a settled image. For chips whose loader erases by block number (RP2040 and those after it)
// blocks have 256 bytes at multiples of 256, filled with 0, and in an image with gaps every sector
// that is touched is written whole. For the others each piece is a transfer of its own.
enum status uf2_write(const struct image *image, const struct uf2_options *options,
                      struct buffer *out, struct failure *failure);

#endif
