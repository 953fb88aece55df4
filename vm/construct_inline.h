// SPDX-License-Identifier: Apache-2.0
// construct_inline.h: the frequent cases of construction, for the interpreter to inline.

#ifndef VM_CONSTRUCT_INLINE_H
#define VM_CONSTRUCT_INLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/binary.h"
#include "vm/match_inline.h"
#include "vm/term.h"

// Write the low `size` bits of value, 1 to 64, most significant first, at any position.
void write_word(struct bits_writer *w, uint64_t value, unsigned size);

// The same, fast for whole bytes at a byte boundary.
static inline void write_word_fast(struct bits_writer *w, uint64_t value, unsigned size)
{
    if (((w->position | size) & 7) != 0) {
        write_word(w, value, size);
        return;
    }
    uint8_t *at = w->bytes + (w->position >> 3) + (size >> 3);
    w->position += size;
    for (unsigned left = size; left > 0; left -= 8) {
        *--at = (uint8_t) value;
        value >>= 8;
    }
}

// Write a small integer. False: use write_integer.
static inline bool write_small(struct bits_writer *w, term value, size_t size_bits, unsigned flags)
{
    if (!is_small(value) || size_bits == 0 || size_bits > 64 ||
        (size_bits > 8 && bits_is_little(flags))) {
        return false;
    }
    // Sign extension of a small integer to 64 bits gives the two's complement.
    write_word_fast(w, (uint64_t) (int64_t) small_value(value), (unsigned) size_bits);
    return true;
}

#endif
