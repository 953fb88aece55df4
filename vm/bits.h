// SPDX-License-Identifier: Apache-2.0
// bits.h: what match.c and construct.c share beyond binary.h. For files of vm/ only.

#ifndef VM_BITS_H
#define VM_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Are these the same `size` bits? a starts at a byte boundary.
bool bits_equal(const uint8_t *a, const uint8_t *b, size_t b_offset, size_t size);

// Move all bits of `count` bytes by 0 to 7 positions; zeros follow.
void bits_shift_left(uint8_t *bytes, size_t count, unsigned shift);
void bits_shift_right(uint8_t *bytes, size_t count, unsigned shift);

// Is the machine little-endian? A constant to every compiler.
static inline bool bits_native_little(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *) &one == 1;
}

#endif
