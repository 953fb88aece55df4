// SPDX-License-Identifier: Apache-2.0
// radix.h: magnitudes as text in base 2 to 36, both ways. Large ones are split in halves, so that
// the cost is that of a few products of their size.

#ifndef VM_RADIX_H
#define VM_RADIX_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/bigint.h"

struct vm;

// Characters that a magnitude needs at most (no leading zeros in a).
size_t radix_text_size(const digit *a, size_t size, unsigned base);
// Write a, upper case, without leading zeros ("0" for zero), to text, radix_text_size bytes.
// *length is what was written. False: no memory for intermediate results.
bool radix_to_text(struct vm *vm, const digit *a, size_t size, unsigned base, char *text,
                   size_t *length);

// Value of a digit, at least 36 when it is none.
unsigned radix_digit(unsigned character);
// Digits that `length` characters need at most.
size_t radix_digits(size_t length, unsigned base);
// Read `length` characters, all digits of base, into to, radix_digits digits; *size is without
// leading zeros. False: no memory for intermediate results.
bool radix_from_text(struct vm *vm, const char *text, size_t length, unsigned base, digit *to,
                     size_t *size);

#endif
