// SPDX-License-Identifier: Apache-2.0
// translate_emit.h: what the parts of the translator share: its state, emitting words, operands,
// constants, labels. For translate*.c only.

#ifndef VM_TRANSLATE_EMIT_H
#define VM_TRANSLATE_EMIT_H

#include <inttypes.h>
#include <string.h>

#include "vm/translate.h"
#include "vm/verify.h"
#include "vm/wordcode.h"

// Instead of a number of live registers: natives that must not collect.
#define NO_COLLECT (-1)
#define NO_LABEL   UINT32_MAX

// Where a label distance must be filled in.
struct fixup {
    uint32_t at;    // word
    uint32_t base;  // instruction it counts from
    uint32_t label; // BEAM label
    bool in_fail;   // the high bits of an F word
};

enum pad_kind { PAD_BACK, PAD_HANDLER };

// A pad to emit behind the function.
struct pad {
    uint32_t at, base; // the word that points at it
    uint32_t label;
    uint32_t live;
    uint8_t kind;
    bool in_fail;
};

struct translator {
    const struct beam_module *beam;
    struct translation *out;
    struct failure *failure;
    bool no_memory;
    bool too_big;
    struct instruction *instructions; // of the function
    uint32_t instruction_count, instruction_capacity;
    struct verified *verified;
    uint32_t verified_capacity;
    uint32_t *line_of; // Line index by instruction, 0: none given
    uint32_t line_of_capacity;
    bool in_function;
    struct operand **arena; // blocks of list items
    uint32_t arena_count, arena_capacity;
    size_t arena_used; // in the last block
    struct fixup *fixups;
    uint32_t fixup_count, fixup_capacity;
    struct pad *pads;
    uint32_t pad_count, pad_capacity;
    uint32_t *atom_constants, *literal_constants, *import_constants, *fun_constants; // index + 1
    uint32_t first_word; // of the function
    uint32_t start;      // of the instruction being emitted
    uint32_t function;   // atom index
    uint32_t arity;
    bool check;    // VERIFY_CHECK of the instruction
    uint16_t live; // verified, before the instruction
};

// Room for one more item; statement-like, false when there is no memory.
#define GROW(t, array, count, capacity)                                                            \
    translator_grow_array(t, (void **) &(array), &(capacity), (count) + 1, sizeof *(array))

// Immediate small integers are those that are small on every machine.
#define SMALL_EVERYWHERE 28
// Heap words of a float on the machine that needs most of them: the code is the same for all.
#define FLOAT_WORDS_EVERYWHERE 3

bool translator_grow_array(struct translator *t, void **array, uint32_t *capacity, uint32_t needed,
                           size_t item);
void translator_release(const struct beam_module *beam, void *array, size_t size);
struct operand *translator_arena_items(void *context, size_t count);
void translator_arena_clear(struct translator *t);
enum status translator_refuse(struct translator *t, const struct instruction *instruction,
                              const char *what);
uint32_t translator_add_constant(struct translator *t, uint32_t *known, struct constant constant);
uint32_t translator_import_constant(struct translator *t, int64_t import);
// Constant of an operand that is one; integers too.
uint32_t translator_operand_constant(struct translator *t, const struct operand *o);
// i: a small integer of SMALL_EVERYWHERE bits as a term.
void translator_emit_small(struct translator *t, int64_t value);
void translator_emit_word(struct translator *t, uint32_t word);
void translator_emit(struct translator *t, enum word_opcode opcode, uint32_t a, uint32_t b,
                     uint32_t c);
void translator_emit_packed(struct translator *t, uint32_t a, uint32_t b, uint32_t c);
void translator_add_pad(struct translator *t, struct pad pad);
bool translator_is_backward(const struct translator *t, uint32_t label);
// j: label 0 stays 0
void translator_emit_label(struct translator *t, const struct operand *label);
// j of a call: the target is an entry, no matter where
void translator_emit_entry(struct translator *t, const struct operand *label);
uint32_t translator_live_slots(int64_t live);
// F
void translator_emit_fail(struct translator *t, const struct operand *label, int64_t live);
bool translator_small_operand(const struct operand *o, int64_t bits);
bool translator_is_register(const struct operand *o);
bool translator_same_register(const struct operand *a, const struct operand *b);
bool translator_is_near(const struct operand *o);
uint32_t translator_near_field(const struct operand *o);
// o
uint32_t translator_operand_word(struct translator *t, const struct operand *o);
void translator_emit_operand(struct translator *t, const struct operand *o);
// r field for reading: anything else is brought to scratch register s0 + scratch first.
uint32_t translator_use(struct translator *t, const struct operand *o, uint32_t scratch);
// r field for writing; call finish after the instruction.
uint32_t translator_define(const struct operand *o);
void translator_finish(struct translator *t, const struct operand *o);
void translator_finish_from(struct translator *t, const struct operand *o, uint32_t scratch);

// translate_bits.c
enum status translator_emit_bits_match(struct translator *t, const struct instruction *i);
enum status translator_emit_bits_build(struct translator *t, const struct instruction *i);
int64_t translator_heap_need(const struct operand *o);

#endif
