// SPDX-License-Identifier: Apache-2.0
// number.h: arithmetic on all numbers, their text forms. bigint.c, number.c, float.c
//
// The slow half of the arithmetic instructions: they accept any terms, raise badarith (or
// system_limit) and return NONE. Operands are in args[0], args[1], which are roots (see bif.h);
// results are built in the heap of p, after a heap_ensure that may collect. Integers are canonical:
// small when they fit.

#ifndef VM_NUMBER_H
#define VM_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

// Largest integer, in bits of magnitude; beyond: system_limit, as OTP since 26 (25 allows eight
// times as many).
#define BIG_MAX_BITS ((size_t) 4194304 - 64)

term number_add(struct process *p, term *args);
term number_subtract(struct process *p, term *args);
term number_multiply(struct process *p, term *args);
term number_divide(struct process *p, term *args); // '/'
term number_div(struct process *p, term *args);
term number_rem(struct process *p, term *args);
term number_negate(struct process *p, term *args); // one argument
term number_band(struct process *p, term *args);
term number_bor(struct process *p, term *args);
term number_bxor(struct process *p, term *args);
term number_bnot(struct process *p, term *args); // one argument
term number_bsl(struct process *p, term *args);
term number_bsr(struct process *p, term *args);

// Order of two numbers (integer or float, exact mathematical comparison as OTP does): negative, 0,
// positive. No allocation.
int number_compare(term a, term b);
// Same value and both integers (bignums included).
bool integer_equal(term a, term b);

// Double of any number; false: integer too large (the caller raises badarg or badarith).
bool number_to_double(term t, double *value);
// Fits into the C type? (t must be an integer)
bool integer_to_int64(term t, int64_t *value);
bool integer_to_uint64(term t, uint64_t *value);
// Low 64 bits of the two's complement of any integer.
uint64_t integer_low_bits(term t);

// Integer from `size` bytes, most significant first when big, two's complement when is_signed; may
// collect (bytes must not be on the heap of p, or be copied by the caller first). NONE after
// out_of_memory.
term integer_from_bytes(struct process *p, const uint8_t *bytes, size_t size, bool big,
                        bool is_signed);
// Two's complement of an integer into `size` bytes (truncated modulo 2^(8 size)).
void integer_to_bytes(term t, uint8_t *bytes, size_t size, bool big);

// Heap words of the double's integer part (for trunc, round...), and making it.
term integer_from_double(struct process *p,
                         double value); // value is integral and finite; may collect

// Text. Decimal digits of an integer in base 2..36, upper case, into memory of the machine: *text
// is to be freed with memory_free(vm, *text, *capacity). False: no memory.
bool integer_to_text(struct vm *vm, term t, unsigned base, char **text, size_t *length,
                     size_t *capacity);
// Integer of text (optional sign, digits of base); NONE without an exception set: not a number;
// NONE with one: raised system_limit or out of memory. text must not move: not on the heap of p.
term integer_from_text(struct process *p, const char *text, size_t length, unsigned base);
// Shortest text that reads back the same, in OTP's form ("1.0", "1.0e23", "1.0e-5"). Buffer of 32
// bytes; length.
size_t double_to_shortest(double value, char *buffer);
// Parse OTP's float syntax. False: not a float, or out of range.
bool double_from_text(const char *text, size_t length, double *value);

#endif
