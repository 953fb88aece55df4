// SPDX-License-Identifier: Apache-2.0
// bigint.h: arithmetic on magnitudes: arrays of digits, least significant first. No memory, no
// terms, no signs. What may take long lets other processes run meanwhile (pause.h): hence the
// machine.
//
// A digit is a machine word. Sizes count digits. Inputs may have leading zeros unless a function
// says otherwise. Where a result may overlap an operand, that is said too.

#ifndef VM_BIGINT_H
#define VM_BIGINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

typedef uintptr_t digit;

#define DIGIT_BYTES sizeof(digit)
#define DIGIT_BITS  ((unsigned) (sizeof(digit) * 8))
#define DIGIT_MAX   (~(digit) 0)

// Digits of 64 bits.
#define DIGITS_64 (8 / sizeof(digit))

// Size without leading zeros: 0 for zero.
static inline size_t big_trim(const digit *a, size_t size)
{
    while (size > 0 && a[size - 1] == 0) {
        size--;
    }
    return size;
}

// Bits of one digit: 0 for zero.
unsigned digit_bits(digit d);
// Bits of a magnitude; no leading zeros.
size_t big_bits(const digit *a, size_t size);

// Digits of a 64-bit value; the size without leading zeros.
size_t big_from_uint64(uint64_t value, digit to[DIGITS_64]);

// a * b + c: the low digit; *high the other. Never overflows.
digit digit_multiply(digit a, digit b, digit c, digit *high);

// Negative, 0, positive. No leading zeros.
int big_compare(const digit *a, size_t a_size, const digit *b, size_t b_size);

// r = a + b, a_size digits, a_size >= b_size; returns the carry. r may be a or b.
digit big_add(digit *r, const digit *a, size_t a_size, const digit *b, size_t b_size);
// r = a - b, a_size digits, a_size >= b_size; returns the borrow (0 when a >= b). r may be a or b.
digit big_subtract(digit *r, const digit *a, size_t a_size, const digit *b, size_t b_size);
// r += d in place; returns the carry.
digit big_increment(digit *r, size_t size, digit d);
// r = r * m + c in place; returns the carry.
digit big_scale(digit *r, size_t size, digit m, digit c);

// r = a * b, a_size + b_size digits, all written; r overlaps neither. scratch: big_multiply_scratch
// digits.
void big_multiply(const struct vm *vm, digit *r, const digit *a, size_t a_size, const digit *b,
                  size_t b_size, digit *scratch);
// 0 for sizes that need none (then scratch may be NULL).
size_t big_multiply_scratch(size_t a_size, size_t b_size);

// q = a / d, size digits; returns the remainder. d is not 0. q may be a.
digit big_divide_digit(digit *q, const digit *a, size_t size, digit d);

// q = a / b (a_size - b_size + 1 digits, or q is NULL), r = a mod b (b_size digits). a_size >=
// b_size >= 1 and b has no leading zero. q and r overlap no operand. scratch: big_divide_scratch
// digits.
void big_divide(const struct vm *vm, digit *q, digit *r, const digit *a, size_t a_size,
                const digit *b, size_t b_size, digit *scratch);
size_t big_divide_scratch(size_t a_size, size_t b_size);

// r = a << count, a_size + count / DIGIT_BITS + 1 digits, all written. r may overlap a when r >= a.
void big_shift_left(digit *r, const digit *a, size_t a_size, size_t count);
// r = a >> count, a_size - count / DIGIT_BITS digits (count less than the bits of a_size digits).
// True when a bit that was not 0 went out. r may overlap a when r <= a.
bool big_shift_right(digit *r, const digit *a, size_t a_size, size_t count);

// Bitwise operation on two integers in two's complement. size >= both sizes + 1. r gets the
// magnitude of the result, size digits; returns true when it is negative. r may be a or b.
enum big_logic { BIG_AND, BIG_OR, BIG_XOR };
bool big_logic(enum big_logic operation, digit *r, size_t size, const digit *a, size_t a_size,
               bool a_negative, const digit *b, size_t b_size, bool b_negative);

#endif
