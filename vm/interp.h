// SPDX-License-Identifier: Apache-2.0
// interp.h: running word code: the loop (interp.c) and the instructions that live outside it
// (interp_*.c).

#ifndef VM_INTERP_H
#define VM_INTERP_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/wordcode.h"

// Why the loop gave the process back.
enum run_outcome {
    RUN_YIELDED, // its reductions are used up; it is ready
    RUN_WAITING, // for a message or until p->alarm
    RUN_EXITED,  // its first function returned: x[0]
    RUN_FAILED,  // an exception nobody caught: p->exception and its class
    RUN_HALTED,  // the machine was halted
};

// Run p until one of these. Registers, stack and heap are saved in p.
enum run_outcome interp_run(struct scheduler *scheduler, struct process *p);

// Word code that every first function returns to.
extern const uint32_t interp_exit_code[];

// Code of a fun of that arity, with its captured values put behind the arguments in p->x; NULL:
// raised badfun or badarity.
const uint32_t *interp_fun_code(struct process *p, term fun, uint32_t arity);

// Operands, as wordcode.def describes them.

// Constants. Code that was linked into memory has their distances, which are negative, since they
// stand in front of it; code that runs where it lies (load_wordcode.c) has their numbers. x: the
// registers of the scheduler that runs it.

// Constant number index of the module whose code the word is in. module.c
term constant_in_place(const term *x, const uint32_t *word, uint32_t index);

static inline term constant_at(const uint32_t *word, const term *x)
{
    int32_t distance = (int32_t) *word;
    if (distance < 0) {
        return *(const term *) (const void *) ((const char *) word + distance);
    }
    return constant_in_place(x, word, (uint32_t) distance);
}

// The same for the constant of an o word.
static inline term constant_operand_at(const uint32_t *word, const term *x)
{
    int32_t distance = (int32_t) (*word & ~(uint32_t) 3);
    if (distance < 0) {
        return *(const term *) (const void *) ((const char *) word + distance);
    }
    return constant_in_place(x, word, (uint32_t) distance >> 2);
}

static inline term operand_at(const uint32_t *word, const term *x, const term *y)
{
    uint32_t w = *word;
    switch (w & 3) {
    case OPERAND_WORD_X:
        return x[w >> 2];
    case OPERAND_WORD_Y:
        return y[w >> 2];
    case OPERAND_WORD_SMALL:
        return make_small((int32_t) w >> 2);
    default:
        return constant_operand_at(word, x);
    }
}

static inline term *destination_at(const uint32_t *word, term *x, term *y)
{
    return (*word & 1) != 0 ? &y[*word >> 2] : &x[*word >> 2];
}

static inline term *register_field(uint32_t field, term *x, term *y)
{
    return ((field & WORD_Y_BASE) != 0 ? y : x) + (field & (WORD_Y_BASE - 1));
}

#define FIELD_A(w) ((w) >> WORD_A_SHIFT & WORD_FIELD_MASK)
#define FIELD_B(w) ((w) >> WORD_B_SHIFT & WORD_FIELD_MASK)
#define FIELD_C(w) ((w) >> WORD_C_SHIFT & WORD_FIELD_MASK)

// Make room for words while X registers below live count; for instructions (the scratch registers
// are cleared when they lie below live).
bool interp_ensure(struct process *p, size_t words, uint32_t live);

// Instructions outside the loop. pc: the instruction; p is swapped out: p->x, p->stack are its
// registers. False: the instruction failed: go to its label, or raise when it has none
// (p->exception is set, or a plain mismatch when not).
bool interp_create_bin(struct process *p, const uint32_t *pc);
bool interp_bin_init(struct process *p, const uint32_t *pc);
bool interp_bin_append(struct process *p, const uint32_t *pc);
bool interp_bin_put(struct process *p, const uint32_t *pc);
bool interp_bin_size(struct process *p, const uint32_t *pc);
bool interp_match(struct process *p, const uint32_t *pc);
bool interp_put_map(struct process *p, const uint32_t *pc);
bool interp_update_record(struct process *p, const uint32_t *pc);
// Elements of a record's definition (term.h, TAG_RECORD).
enum { RECORD_MODULE, RECORD_NAME, RECORD_EXPORTED, RECORD_FIELDS };
// Index of a field's value in a record object, or 0: no such field.
size_t record_field_index(term definition, term name);
bool interp_put_record(struct process *p, const uint32_t *pc);
bool interp_get_record_field(struct process *p, const uint32_t *pc);
// Tests and matches of native records: they never raise.
bool interp_record_test(struct process *p, const uint32_t *pc);

#endif
