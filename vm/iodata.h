// SPDX-License-Identifier: Apache-2.0
// iodata.h: walking nested lists of bytes and binaries. No C recursion; the terms must not move
// while walking.
//
//     struct iodata_walk walk;
//     iodata_init(&walk, vm, t);
//     for (;;) {
//         switch (iodata_next(&walk)) {
//         case IODATA_BYTES: while (iodata_take(&walk, &byte)) { ... } break;
//         case IODATA_BITS: ... walk.item ... break;
//         case IODATA_END: ...
//
// Most callers want iodata_measure and iodata_write, or iodata_each.

#ifndef VM_IODATA_H
#define VM_IODATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/binary.h"
#include "vm/process.h"
#include "vm/term.h"

enum iodata_status {
    IODATA_END,
    IODATA_BYTES,  // `rest` is a list that starts with a byte
    IODATA_BITS,   // `item` is a bitstring
    IODATA_WRONG,  // something else: badarg
    IODATA_LARGE,  // more than fits a binary: system_limit
    IODATA_MEMORY, // no memory for the stack
};

struct iodata_walk {
    struct vm *vm;
    term rest;
    term item;
    term *stack; // tails to go on with
    size_t depth, capacity;
    size_t pace; // pause.h
    term first[24];
};

void iodata_init(struct iodata_walk *walk, struct vm *vm, term t);
void iodata_clear(struct iodata_walk *walk);
enum iodata_status iodata_next(struct iodata_walk *walk);

// After IODATA_BYTES: the next byte. False: the run is over, go on with iodata_next.
static inline bool iodata_take(struct iodata_walk *walk, uint8_t *byte)
{
    if (!is_cons(walk->rest)) {
        return false;
    }
    const term *cell = cons_cell(walk->rest);
    // Of the words that are small integers, those of a byte are below that of 256.
    if (!is_small(cell[0]) || cell[0] >= make_small(256)) {
        return false;
    }
    *byte = (uint8_t) small_value(cell[0]);
    walk->rest = cell[1];
    return true;
}

// Bits of everything. whole: every part must be whole bytes. IODATA_END when all is well.
enum iodata_status iodata_measure(struct vm *vm, term t, bool whole, size_t *size_bits);
// Write what was measured. IODATA_END or IODATA_MEMORY.
enum iodata_status iodata_write(struct vm *vm, term t, struct bits_writer *w);
// Give all bytes, piece by piece, to a function. Parts must be whole bytes.
typedef void (*iodata_sink)(void *context, const uint8_t *bytes, size_t size);
enum iodata_status iodata_each(struct vm *vm, term t, iodata_sink sink, void *context);

// Raise what a status means; returns NONE.
term iodata_raise(struct process *p, enum iodata_status status);
// Everything as one binary (whole) or bitstring. args[0] is the iodata. NONE: raised.
term iodata_flatten(struct process *p, term *args, bool whole);

#endif
