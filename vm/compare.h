// SPDX-License-Identifier: Apache-2.0
// compare.h: order and equality of terms, hashes. No C recursion at any depth.

#ifndef VM_COMPARE_H
#define VM_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/term.h"

struct vm;

// =:= beyond word identity.
bool term_equal_exact_slow(const struct vm *vm, term a, term b);
// ==
bool term_equal_slow(const struct vm *vm, term a, term b);
// Erlang's total order. exact: all integers before all floats, -0.0 before 0.0, so that only =:=
// terms give 0 (map keys).
int term_compare(const struct vm *vm, term a, term b);
int term_compare_exact(const struct vm *vm, term a, term b);

static inline bool term_equal_exact(const struct vm *vm, term a, term b)
{
    return a == b || (!is_immediate(a) && !is_immediate(b) && term_equal_exact_slow(vm, a, b));
}

static inline bool term_equal(const struct vm *vm, term a, term b)
{
    return a == b || (!both_immediate(a, b) && term_equal_slow(vm, a, b));
}

// Hash for hash maps and tables: equal (=:=) terms hash the same, at any depth.
uint32_t term_hash(const struct vm *vm, term t);

// The hashes of erlang:phash2 and erlang:phash, all 32 bits: the same values as OTP (phash.c).
// False: no memory.
bool term_phash2(struct vm *vm, term t, uint32_t *hash);
bool term_phash(struct vm *vm, term t, uint32_t *hash);

#endif
