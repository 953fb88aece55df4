// SPDX-License-Identifier: Apache-2.0
// verify_state.h: what is known at one place of a function, and how two ways to a place are joined.
// For verify*.c only.
//
// A state has a type for every register the function uses. Types are ordered: what is known can
// only become less on the way to the final answer, so that the analysis ends. Registers that hold
// the same value (after a move) carry the same alias number; a test of one then tells about all.
//
// x[i] is register i, y[i] is register x_count + i.

#ifndef VM_VERIFY_STATE_H
#define VM_VERIFY_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/config.h"
#include "vm/verify.h"

// A type: kind, and above it the least arity of a tuple, or the label of a handler.
enum kind {
    KIND_UNSET, // never written on some way here, or lost in a collection
    KIND_ANY,
    KIND_NIL,
    KIND_CONS,
    KIND_LIST, // nil or cons
    KIND_TUPLE,
    KIND_MAP,
    KIND_FLOAT,
    KIND_CONTEXT, // of a match
    KIND_CATCH,   // no term from here on: address of a handler
    KIND_TRY,
    KIND_CONFLICT, // a handler on some ways here
};
#define TYPE_KIND_BITS 4

static inline enum kind type_kind(uint32_t type)
{
    return (enum kind)(type & ((1u << TYPE_KIND_BITS) - 1));
}

static inline uint32_t type_data(uint32_t type)
{
    return type >> TYPE_KIND_BITS;
}

static inline uint32_t type_make(enum kind kind, uint32_t data)
{
    return data << TYPE_KIND_BITS | (uint32_t) kind;
}

static inline bool type_is_term(uint32_t type)
{
    return type_kind(type) != KIND_UNSET && type_kind(type) < KIND_CATCH;
}

#define FRAME_NONE (-1)

struct state {
    int32_t frame;  // slots, or FRAME_NONE
    bool undecided; // the frame may be larger: different on different ways here. Only good for
                    // ending in an error
    uint32_t words; // ensured on the heap and not used yet
    uint32_t floats, funs;    // the same, by the kinds of an allocation list
    bool building;            // a binary begun by bs_init2 or bs_append may be written to
    uint64_t float_registers; // that are set
    struct reg {
        uint32_t type;
        uint32_t alias; // 0: none
    } registers[];
};

_Static_assert(AVM_FLOAT_REGISTERS <= 64, "float registers are one word of bits");

struct label {
    uint32_t number;
    uint32_t position; // of its instruction
    bool reached;
    bool dirty; // its state changed since it was last followed
};

struct verifier {
    const struct beam_module *beam;
    const struct instruction *instructions;
    size_t count;
    uint32_t arity;
    const uint32_t *entry_arity;
    struct verified *out;
    struct failure *failure;

    size_t current; // instruction
    struct state *now;
    struct state *states; // by label, `stride` bytes each
    size_t stride;
    struct label *labels; // by position
    uint32_t label_count;
    uint32_t cursor; // no dirty label before this one
    uint32_t x_count, y_count;
    uint64_t work; // registers looked at in joins
    bool clear_frames;
    char name[64]; // of the function, for messages
};

static inline struct state *label_state(const struct verifier *v, uint32_t label)
{
    return (struct state *) ((char *) v->states + (size_t) label * v->stride);
}

// The failure of the current instruction: STATUS_INPUT.
enum status verify_refuse(struct verifier *v, const char *what);

// Index of a label of this function; UINT32_MAX: not here.
uint32_t verify_find_label(const struct verifier *v, int64_t number);

// The first instruction at a label of this function, behind other labels; NULL: none.
const struct instruction *verify_begin(const struct verifier *v, int64_t label);

// The state now reaches a label. handler: as an exception does, with x0 to x2 and nothing else.
enum status verify_reach(struct verifier *v, int64_t label, bool handler);

// Is the frame surely of this size (FRAME_NONE: is there none)?
static inline bool verify_frame_is(const struct verifier *v, int64_t slots)
{
    return v->now->frame == slots && !v->now->undecided;
}

// Registers of the state now. An operand that is a register; its number, or UINT32_MAX: beyond
// those of the frame.
uint32_t verify_register(const struct verifier *v, const struct operand *o);
// May it be read as a term?
enum status verify_read(struct verifier *v, const struct operand *o);
uint32_t verify_type(const struct verifier *v, const struct operand *o);
enum status verify_write(struct verifier *v, const struct operand *o, uint32_t type);
enum status verify_move(struct verifier *v, const struct operand *from, const struct operand *to);
// More became known of a register and all that hold the same.
void verify_refine(struct verifier *v, const struct operand *o, uint32_t type);

// X registers up to live are kept, the others are lost; the heap that was ensured is used up.
enum status verify_collect(struct verifier *v, int64_t live);
// An exception may leave here: its handler is reached.
enum status verify_raise(struct verifier *v);
// Number of X registers without a gap that hold terms.
uint16_t verify_live(const struct verifier *v);

// Follow the current instruction. *falls: the next one may be reached. verify_rules.c
enum status verify_instruction(struct verifier *v, bool *falls);
// Operands that are right whatever the state: kinds, indices. verify_operands.c
enum status verify_operands(struct verifier *v);
// A value or where to read one.
bool verify_is_source(const struct operand *o);
// Kinds of an opcode's operands, one letter each; NULL: an opcode that functions cannot have.
const char *verify_signature(unsigned opcode);

#endif
