// SPDX-License-Identifier: Apache-2.0
// wordcode.h: numbers and shapes of the word-code instructions (wordcode.def).

#ifndef VM_WORDCODE_H
#define VM_WORDCODE_H

#include <stdbool.h>
#include <stdint.h>

enum word_opcode {
#define WORD(name, fields, words) WORD_##name,
#include "vm/wordcode.def"
#undef WORD
    WORD_COUNT
};

#define WORD_OPCODE_BITS 10
#define WORD_OPCODE_MASK 0x3ffu
#define WORD_FIELD_MASK  0x7fu
#define WORD_A_SHIFT     10
#define WORD_B_SHIFT     17
#define WORD_C_SHIFT     24

// r fields
#define WORD_X_DIRECT 60u // x0 .. x59
#define WORD_SCRATCH  60u
#define WORD_Y_BASE   64u
#define WORD_Y_DIRECT 64u // y0 .. y63

// X register number in memory: the scratch registers stand between x59 and x60.
#define WORD_X_SLOT(x) ((x) < WORD_X_DIRECT ? (x) : (x) + 4u)

// o words
#define OPERAND_WORD_X        0u
#define OPERAND_WORD_Y        1u
#define OPERAND_WORD_SMALL    2u
#define OPERAND_WORD_CONSTANT 3u

// F words
#define WORD_LIVE_MASK  0x3ffu
#define WORD_FAIL_SHIFT 10

// Operators of compare
enum comparison {
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_EQ_EXACT,
    COMPARE_NE_EXACT,
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE,
};

// Segment types of create_bin
enum segment_type {
    SEGMENT_APPEND,
    SEGMENT_PRIVATE_APPEND,
    SEGMENT_BINARY,
    SEGMENT_FLOAT,
    SEGMENT_INTEGER,
    SEGMENT_STRING,
    SEGMENT_UTF8,
    SEGMENT_UTF16,
    SEGMENT_UTF32,
};

struct word_shape {
    char fields[3]; // filled up with zeros
    bool has_x;     // the next one is the same for X registers
    const char *words;
};

// The row of an opcode, which is less than WORD_COUNT.
struct word_shape word_shape(uint32_t opcode);
// The words of the instruction at code[0], as its row has them.
const char *word_words(const uint32_t *code);

// Words of the instruction at code[0].
uint32_t word_length(const uint32_t *code);

// Calls visit for every word behind the first of the instruction at code[0], with its letter in
// wordcode.def; returns the words of the instruction.
typedef void wordcode_visitor(void *context, char kind, uint32_t *word);
uint32_t wordcode_each(uint32_t *code, wordcode_visitor *visit, void *context);

#endif
