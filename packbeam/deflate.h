// SPDX-License-Identifier: Apache-2.0
// deflate.h - the one place that compresses: external terms (term_to_binary with `compressed`).
//
// deflate.c uses zlib; a build for a board takes deflate_none.c, which never finds anything worth
// compressing.

#ifndef PACKBEAM_DEFLATE_H
#define PACKBEAM_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEFLATE_LEVEL_DEFAULT (-1)

// Compress into the form of RFC 1950. level: 0 to 9, or DEFLATE_LEVEL_DEFAULT. The output has room
// for `capacity` bytes; *deflated_size is how many it takes. False: it does not fit, or cannot be
// done.
bool deflate_into(const uint8_t *data, size_t size, int level, uint8_t *deflated, size_t capacity,
                  size_t *deflated_size);

#endif
