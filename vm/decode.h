// SPDX-License-Identifier: Apache-2.0
// decode.h: BEAM instructions from the compact encoding of a code chunk. Knows opcodes.def, nothing
// of meaning.

#ifndef VM_DECODE_H
#define VM_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum beam_opcode {
#define OPCODE(number, name, arity) BEAM_##name = (number),
#include "vm/opcodes.def"
#undef OPCODE
};

enum operand_kind {
    OPERAND_NONE,     // nothing (absent)
    OPERAND_UNSIGNED, // u: plain number, in value, never negative
    OPERAND_INTEGER,  // i that fits int64, in value
    OPERAND_BIG,      // i or u that does not: bytes, two's complement big-endian, value = size
    OPERAND_ATOM,     // index into the atom chunk, from 1, in value
    OPERAND_NIL,      // []
    OPERAND_X, // X, Y: extra = 1 + index into the Type chunk, a claim to be trusted by nobody; 0
               // none
    OPERAND_Y,
    OPERAND_FLOAT_REGISTER,
    OPERAND_LABEL,   // number; 0: none (p in f0)
    OPERAND_LITERAL, // index into the literal chunk
    OPERAND_LIST,    // extended list: value = count, items; never lists again
    OPERAND_ALLOC,   // allocation list: words in value, floats in extra, funs in extra2
};

struct operand {
    uint8_t kind;
    uint32_t extra;
    int64_t value;
    union {
        const uint8_t *bytes;  // OPERAND_BIG
        struct operand *items; // OPERAND_LIST
        uint32_t extra2;       // OPERAND_ALLOC
    };
};

#define MAX_OPERANDS 8

struct instruction {
    uint16_t opcode;
    uint16_t operand_count;
    uint32_t offset; // in the code chunk, of the opcode byte
    struct operand *operands;
};

// Name and operand count of an opcode; NULL and -1: unknown, or no longer in use.
const char *opcode_name(unsigned opcode);
int opcode_arity(unsigned opcode);
// The operand of an instruction that is an index of the import table; -1: there is none.
int import_operand(uint16_t opcode);

// Registers, labels, atoms, literals and indices are in 0 .. INT32_MAX; nothing is checked against
// a table. Reads one instruction after the other. List items come from an arena the caller owns.
struct decoder {
    const uint8_t *bytes; // of the code, behind the chunk's header
    size_t size;
    size_t position;
    struct operand *(*new_items)(void *context, size_t count); // NULL result: no memory
    void *context;
    const char *error; // what was wrong, when decode_next is false and not at the end
    size_t error_offset;
    struct operand operands[MAX_OPERANDS]; // of the instruction read last
};

// A number of the compact encoding by itself, for tables that use it. bytes NULL: value; else one
// that does not fit 64 bits, value being its size. False: error.
enum compact_tag {
    COMPACT_UNSIGNED,
    COMPACT_INTEGER,
    COMPACT_ATOM,
    COMPACT_X,
    COMPACT_Y,
    COMPACT_LABEL,
    COMPACT_CHARACTER,
    COMPACT_EXTENDED,
};
struct compact_number {
    unsigned tag;
    int64_t value;
    const uint8_t *bytes;
};
bool decode_number(struct decoder *decoder, struct compact_number *number);
// An operand by itself; lists in it come from new_items.
bool decode_operand(struct decoder *decoder, struct operand *operand);

// Its operands stay until the next one is read. False: at the end (error NULL), or error.
bool decode_next(struct decoder *decoder, struct instruction *instruction);

#endif
