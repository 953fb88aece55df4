// SPDX-License-Identifier: Apache-2.0
// loader.h: a module on its way from chunks to memory. For the load_*.c files only.
//
// Everything here is temporary but the module; what the module keeps is moved into it at the end. A
// failure at any step leaves nothing of it: load.c frees both and takes back the literals.

#ifndef VM_LOADER_H
#define VM_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/beam_file.h"
#include "packbeam/status.h"
#include "vm/machine.h"
#include "vm/module.h"
#include "vm/translate.h"

#define LAST_OPCODE 191 // of OTP 29

struct import {
    term module, function;
    uint32_t arity;
};

// The parts of a module's chunk of word code (wordcode_chunk.h), where they lie.
struct stored_code {
    const uint32_t *code; // NULL: it is not used, the module is translated
    const uint32_t *constants, *functions, *lines, *exports, *funs;
    uint32_t code_words, constant_count, function_count, line_count, export_count, fun_count;
    uint32_t on_load;
    const uint8_t *integers;
    uint32_t integers_size;
};

struct loader {
    struct vm *vm;
    struct failure *failure;
    struct beam_file file;
    struct module *module;
    char name[255 * 4 + 1]; // of the module, for messages

    term *atoms; // by index of the file, from 1; [0] is NIL
    uint32_t atom_count;
    struct import *imports;
    uint32_t import_count;
    term *literals;
    uint32_t literal_count;
    const term *literal_mark; // of the machine's literals, to go back to; NULL: to none at all

    struct beam_chunk code_chunk;
    uint32_t code_offset; // of the first instruction in the file
    struct beam_module beam;
    struct translation translation;
    struct stored_code stored; // instead of the translation
};

// A table in a chunk: a count, then rows of three or six 32-bit words. Absent: no rows.
struct table {
    const uint8_t *rows;
    uint32_t count;
    uint32_t offset; // of the first row in the file
};
enum status table_find(const struct loader *l, const char *tag, uint32_t row_size,
                       struct table *table);

// Each reads what its name says. load_atoms.c, load_literals.c, load_lines.c, load_records.c
enum status load_atoms(struct loader *l);
enum status load_literals(struct loader *l);
enum status load_lines(struct loader *l);
enum status load_records(struct loader *l);

// Fill l->stored from the chunk of word code, when that can run here. Atoms, imports, strings, funs
// and literals have been read. STATUS_INPUT: there is none, it is for another machine, or it is
// damaged. load_wordcode.c
enum status load_wordcode(struct loader *l, struct failure *failure);
// Whether l->stored is word code in form: see wordcode_check.c for what that means.
// STATUS_INPUT: it is not; STATUS_LIMIT: no memory to find out.
enum status wordcode_check(const struct loader *l);
// Constant number index of l->stored, whose form has been checked.
struct constant stored_constant(const struct stored_code *stored, uint32_t index);

// An integer of two's complement bytes, big-endian, as a constant; NONE: no memory.
term literal_integer(struct vm *vm, const uint8_t *bytes, size_t size);
// A list of the bytes' characters (UTF-8, or Latin-1 when that is not valid); NONE: no memory.
term literal_string(struct vm *vm, const uint8_t *text, size_t size);

#endif
