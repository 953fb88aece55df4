// SPDX-License-Identifier: Apache-2.0
// hex.h - Intel HEX, revision A (1988): firmware as lines of text.
//
//     :LLAAAATT data CC      count, address, type, data, two's complement of the sum of all before
//
// Types: 00 data, 01 end, 02 segment (16 times the number), 03 and 05 start address, 04 upper half
// of the addresses that follow.

#ifndef FLASHER_HEX_H
#define FLASHER_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/image.h"

// Whether the bytes begin as such a file does.
bool hex_is(const uint8_t *data, size_t size);

// Add all data to an image, which is not settled. *start, which may be NULL, is the start address
// of the program, or 0. STATUS_INPUT: failure says in which line.
enum status hex_read(const uint8_t *data, size_t size, struct image *image, uint32_t *start,
                     struct failure *failure);

// Append a settled image: lines of 16 bytes.
enum status hex_write(const struct image *image, struct buffer *out, struct failure *failure);

#endif
