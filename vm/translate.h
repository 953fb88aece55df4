// SPDX-License-Identifier: Apache-2.0
// translate.h: from BEAM instructions to word code (wordcode.def, docs/wordcode.md). No system, no
// process.
//
// Word code is 32-bit words, position independent: labels are word distances, everything else is an
// index into the module's constants. A constant is a term (atom, literal, big integer) or a machine
// pointer (export, fun entry, native); the loader makes it. code_link turns constant indices into
// distances for code in memory.

#ifndef VM_TRANSLATE_H
#define VM_TRANSLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"
#include "vm/decode.h"
#include "vm/module.h"

#define WORDCODE_VERSION 3u

enum constant_kind {
    CONSTANT_ATOM,        // value: index into the atom chunk, from 1; 0: []
    CONSTANT_LITERAL,     // literal index
    CONSTANT_INTEGER,     // 64-bit value
    CONSTANT_BIG,         // bytes
    CONSTANT_IMPORT,      // import index: struct export *
    CONSTANT_FUN,         // FunT index: struct fun_entry *
    CONSTANT_STRING,      // value: offset in the string chunk: address of that byte
    CONSTANT_EMPTY_TUPLE, // {}
};

struct constant {
    uint8_t kind;
    int64_t value;
    const uint8_t *bytes; // CONSTANT_BIG: two's complement, big-endian, value = size
};

// What the translator asks of the module it translates (filled by load.c).
struct beam_module {
    // Are calls of the function (atom index) to be printed? NULL: none.
    bool (*is_traced)(void *context, uint32_t function);
    bool want_places;    // fill translation.places
    const char *name;    // for messages
    const uint8_t *code; // instructions
    size_t code_size;
    uint32_t label_count;
    uint32_t function_count;
    uint32_t atom_count, literal_count, import_count, fun_count, line_count;
    const uint8_t *strings;
    uint32_t string_size;
    void *context; // the loader
    // Memory for the work and the result: as memory_resize; size 0 frees. NULL: none.
    void *(*resize)(void *context, void *old, size_t old_size, size_t size);
    // Arity, and is it a native and which (its flags), of an import; for natives in call
    // instructions.
    uint32_t (*import_arity)(void *context, uint32_t import);
    // Is the import erlang:Name/_? Then its name goes into name (NUL-terminated, cut to size).
    bool (*import_is_erlang)(void *context, uint32_t import, char *name, size_t size);
    // Is the literal a tuple (then its arity, else -1)? Is it an immediate, a cons, a map ... see
    // enum value_type
    unsigned (*literal_type)(void *context, uint32_t literal, uint32_t *arity);
    // A literal list of little, big, signed, unsigned, native as BITS_ flags (binary.h); UINT_MAX:
    // none.
    unsigned (*literal_bit_flags)(void *context, uint32_t literal);
    uint32_t (*fun_label)(void *context, uint32_t fun, uint32_t *arity, uint32_t *free_count);
    // Text of an atom of the module, for messages and for bs_create_bin's segment types.
    const char *(*atom_text)(void *context, uint32_t atom, size_t *size);
};

// Which words a BEAM instruction became.
struct place {
    uint32_t beam; // offset in the code chunk's instructions
    uint32_t word;
};

struct translation {
    struct place *places; // when wanted, in the order of the file
    uint32_t place_count, place_capacity;
    uint32_t *code;
    uint32_t code_words, code_capacity;
    struct constant *constants;
    uint32_t constant_count, constant_capacity;
    struct function_info
        *functions; // name: atom index of the module until the loader makes it a term
    uint32_t function_count, function_capacity;
    struct line_position *lines; // line: index into the Line chunk
    uint32_t line_count, line_capacity;
    uint32_t *labels;      // word offset by label, UINT32_MAX none
    uint32_t *entry_arity; // by label, of entries_add: the loader checks exports and funs with it
    uint32_t label_count;
    uint32_t on_load; // word offset or UINT32_MAX
};

// Translate everything. STATUS_INPUT: refused; failure names module, function, offset and reason.
// STATUS_LIMIT: no memory.
enum status translate_module(const struct beam_module *beam, struct translation *out,
                             struct failure *failure);
void translation_clear(const struct beam_module *beam, struct translation *translation);

// Change constant indices in code to distances: constant k is constants[constant_count - 1 - k],
// and code[0] stands directly behind them. Select tables are sorted for search.
void code_link(uint32_t *code, uint32_t words, const term *constants, uint32_t constant_count);

// Text of one word-code instruction at code[offset]; returns its length in words.
uint32_t wordcode_print(const uint32_t *code, uint32_t offset, char *text, size_t size);

#endif
