// SPDX-License-Identifier: Apache-2.0
// verify.h: what is known about every register before every BEAM instruction of a function, and
// that code keeps the rules.
//
// The compiler leaves out tests it has proved unnecessary, by means that are not in the file (types
// of results of local functions). So the verifier follows what can be seen, and for the rest tells
// the translator which instructions must check their operand at run time. What it refuses: reading
// a register that is not set on every way there, a frame used without or beyond allocate, labels
// into other functions, code that runs off the end of a function, a collection with live registers
// or frame slots not set, catch slots overwritten while in use, heap use beyond the last
// test_heap/allocate (put_list, put_tuple2, floats, funs).

#ifndef VM_VERIFY_H
#define VM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "vm/decode.h"
#include "vm/translate.h"

// What the translator must make the instruction check at run time, or add. Bits.
#define VERIFY_CHECK       1u // operand's type or size not proved: use the checking form
#define VERIFY_UNREACHABLE 2u // never executed: leave out
#define VERIFY_CLEAR_FRAME                                                                         \
    4u // allocate: some slot may be looked at by a collection before it is set: clear all
#define VERIFY_CHECK_HEAP 8u // heap need not proved to be ensured: ensure it here
#define VERIFY_NO_RETURN                                                                           \
    16u // known to the compiler to raise or never to return: raise behind it if it does
// VERIFY_CHECK on others than those that look into a value:
//
//   bif0 .. bif3: the native is none of those known never to collect; `live` registers are kept,
//   others lost
//
//   call_ext_last, call_ext_only: the native only raises, and the frame is not as the instruction
//   says: leave it alone

struct verified {
    uint8_t flags;
    uint16_t frame_size; // y registers before the instruction; UINT16_MAX: no frame
    uint16_t live; // x registers surely holding terms before the instruction are those below; for
                   // CHECK_HEAP
};

// What literal_type of struct beam_module tells.
enum value_type {
    VALUE_ANY, // anything else
    VALUE_NIL,
    VALUE_CONS,
    VALUE_TUPLE, // *arity: its size
    VALUE_MAP,
    VALUE_FLOAT,
};

#define NOT_AN_ENTRY UINT32_MAX

// Where functions begin: every instruction of the module is added in order. entry_arity has
// beam->label_count + 1 items; after entries_end, by label: arity of the function whose code begins
// there (the label behind its func_info; a line may be between), or NOT_AN_ENTRY. Refuses labels
// that are out of range or defined twice and func_infos with strange operands.
struct entries {
    const struct beam_module *beam;
    uint32_t *entry_arity;
    uint32_t arity; // of the func_info before
    bool behind_func_info;
};
void entries_begin(struct entries *entries, const struct beam_module *beam, uint32_t *entry_arity);
enum status entries_add(struct entries *entries, const struct instruction *i,
                        struct failure *failure);
void entries_end(struct entries *entries);

// instructions[0 .. count): one function, from its func_info (or the label and line before it) to
// the next function's (or to int_code_end); function_atom and arity as its func_info says.
// entry_arity: from entries_add, so that calls pass what is asked for. out: one per instruction.
// Memory for the work comes from beam->resize. Offsets in failures are those of the instructions in
// the code; subject is "FUNCTION/ARITY".
enum status verify_function(const struct beam_module *beam, const struct instruction *instructions,
                            size_t count, uint32_t function_atom, uint32_t arity,
                            const uint32_t *entry_arity, struct verified *out,
                            struct failure *failure);

#endif
