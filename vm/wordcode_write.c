// SPDX-License-Identifier: Apache-2.0
// wordcode_write.c: the chunk of word code for a module (wordcode_chunk.h), for tools that make
// packs. Firmware leaves this file out.
//
// The module is loaded into a machine of its own; the loader shows it between translation and
// installation, when word code still has plain indices.

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/load.h"
#include "vm/loader.h"
#include "vm/machine.h"
#include "vm/vm.h"
#include "vm/wordcode.h"
#include "vm/wordcode_chunk.h"

struct writing {
    uint8_t *chunk; // on the heap
    size_t size;
    size_t at;
    size_t integers; // where they begin
    size_t integer;  // where the next one goes, from there
};

static void put(struct writing *w, uint32_t word)
{
    uint8_t *to = w->chunk + w->at;
    for (unsigned i = 0; i < 4; i++) {
        to[i] = (uint8_t) (word >> 8 * i);
    }
    w->at += 4;
}

static uint32_t get(const uint8_t *from)
{
    return from[0] | (uint32_t) from[1] << 8 | (uint32_t) from[2] << 16 | (uint32_t) from[3] << 24;
}

static size_t integer_size(const struct constant *constant)
{
    switch (constant->kind) {
    case CONSTANT_INTEGER:
        return sizeof(int64_t);
    case CONSTANT_BIG:
        return (size_t) constant->value;
    default:
        return 0;
    }
}

static void put_constant(struct writing *w, const struct constant *constant)
{
    size_t size = integer_size(constant);
    uint8_t *to = w->chunk + w->integers + w->integer;
    if (size == 0) {
        put(w, constant->kind);
        put(w, (uint32_t) constant->value);
        return;
    }
    if (constant->kind == CONSTANT_INTEGER) {
        bytes_put_be64(to, (uint64_t) constant->value);
    } else {
        memcpy(to, constant->bytes, size);
    }
    put(w, CONSTANT_BIG | (uint32_t) size << CHUNK_SIZE_SHIFT);
    put(w, (uint32_t) w->integer);
    w->integer += size;
}

// Selections on small integers can be sorted now: their terms have the same low 32 bits everywhere.
// Those on atoms stay as they are, since only the machine knows its atoms.

struct select_pair {
    uint32_t value, label;
};

static int select_order(const void *a, const void *b)
{
    int32_t left = (int32_t) ((const struct select_pair *) a)->value;
    int32_t right = (int32_t) ((const struct select_pair *) b)->value;
    return left < right ? -1 : left > right;
}

static bool sort_select(uint32_t *code)
{
    uint32_t count = code[2];
    struct select_pair *pairs = malloc(count * sizeof *pairs);
    if (pairs == NULL) {
        return false;
    }
    bool sortable = true;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t operand = code[3 + 2 * (size_t) i];
        sortable = sortable && (operand & 3) == OPERAND_WORD_SMALL;
        pairs[i].value = (uint32_t) make_small((int32_t) operand >> 2);
        pairs[i].label = code[4 + 2 * (size_t) i];
    }
    if (sortable) {
        qsort(pairs, count, sizeof *pairs, select_order);
        memcpy(code + 3, pairs, count * sizeof *pairs);
        uint32_t is_x = (*code >> WORD_A_SHIFT & WORD_Y_BASE) == 0;
        *code = (*code & ~WORD_OPCODE_MASK) | (WORD_select_sorted + is_x);
    }
    free(pairs);
    return true;
}

// The loader makes no other use of the code: this machine is not to run anything.
static bool put_code(struct writing *w, const struct translation *t)
{
    for (uint32_t at = 0; at < t->code_words; at += word_length(t->code + at)) {
        if ((t->code[at] & WORD_OPCODE_MASK) == WORD_select_val && !sort_select(t->code + at)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < t->code_words; i++) {
        put(w, t->code[i]);
    }
    put(w, WORD_if_end); // so that nothing can run off the end
    return true;
}

static void put_tables(struct writing *w, const struct loader *l)
{
    const struct translation *t = &l->translation;
    for (uint32_t i = 0; i < t->constant_count; i++) {
        put_constant(w, &t->constants[i]);
    }
    for (uint32_t i = 0; i < t->function_count; i++) {
        put(w, t->functions[i].offset);
        put(w, t->functions[i].arity);
        put(w, (uint32_t) t->functions[i].name);
    }
    for (uint32_t i = 0; i < t->line_count; i++) {
        put(w, t->lines[i].offset);
        put(w, t->lines[i].line);
    }
}

// Offsets of the labels in rows of ExpT or FunT. A label that is none is found out by the loader.
static void put_entries(struct writing *w, const struct loader *l, const struct table *table,
                        uint32_t row_size)
{
    for (uint32_t i = 0; i < table->count; i++) {
        uint32_t label = bytes_get_be32(table->rows + (size_t) i * row_size + 8);
        put(w, label < l->translation.label_count ? l->translation.labels[label] : UINT32_MAX);
    }
}

static void write_module(void *context, const struct loader *l)
{
    struct writing *w = context;
    const struct translation *t = &l->translation;
    struct table exports, funs;
    if (table_find(l, "ExpT", 12, &exports) != STATUS_OK ||
        table_find(l, "FunT", 24, &funs) != STATUS_OK) {
        return; // the loader is about to say so
    }
    w->integers = 4 * (CHUNK_HEADER_WORDS + (size_t) t->code_words + 1 +
                       CHUNK_CONSTANT_WORDS * (size_t) t->constant_count +
                       CHUNK_FUNCTION_WORDS * (size_t) t->function_count +
                       CHUNK_LINE_WORDS * (size_t) t->line_count + exports.count + funs.count);
    w->size = w->integers;
    for (uint32_t i = 0; i < t->constant_count; i++) {
        w->size += integer_size(&t->constants[i]);
    }
    uint8_t *chunk = malloc(w->size);
    if (chunk == NULL) {
        return;
    }
    w->chunk = chunk;
    const uint32_t header[CHUNK_HEADER_WORDS] = {WORDCODE_VERSION,  0,
                                                 t->code_words + 1, t->constant_count,
                                                 t->function_count, t->line_count,
                                                 exports.count,     funs.count,
                                                 t->on_load};
    for (unsigned i = 0; i < CHUNK_HEADER_WORDS; i++) {
        put(w, header[i]);
    }
    if (!put_code(w, t)) {
        free(chunk);
        w->chunk = NULL;
        return;
    }
    put_tables(w, l);
    put_entries(w, l, &exports, 12);
    put_entries(w, l, &funs, 24);
    w->at = CHUNK_CRC * sizeof(uint32_t);
    put(w, wordcode_chunk_crc(&l->file, chunk, (uint32_t) w->size));
}

enum status vm_write_wordcode(const void *beam, size_t size, uint8_t **out, size_t *out_size,
                              struct failure *failure)
{
    struct writing writing = {0};
    struct module *module = NULL;
    struct vm *vm = vm_new(NULL);
    if (vm == NULL) {
        return fail_memory(failure, size);
    }
    vm->inspect = write_module;
    vm->inspect_context = &writing;
    enum status status = load_beam(vm, NULL, beam, size, false, &module, failure);
    if (status == STATUS_OK && writing.chunk == NULL) {
        status = fail_memory(failure, writing.size);
    }
    vm_free(vm);
    if (status != STATUS_OK) {
        free(writing.chunk);
        return status;
    }
    *out = writing.chunk;
    *out_size = writing.size;
    return STATUS_OK;
}

bool vm_wordcode_of(const void *beam, size_t size, struct vm_wordcode *wordcode)
{
    struct beam_file file;
    struct beam_chunk chunk;
    if (beam_file_open(beam, size, &file, NULL) != STATUS_OK ||
        !beam_file_find(&file, WORDCODE_CHUNK_TAG, &chunk)) {
        return false;
    }
    *wordcode = (struct vm_wordcode){0};
    if (chunk.size >= CHUNK_HEADER_WORDS * sizeof(uint32_t)) {
        wordcode->version = get(chunk.data + CHUNK_VERSION * sizeof(uint32_t));
        wordcode->is_current = wordcode->version == WORDCODE_VERSION;
        wordcode->is_whole = get(chunk.data + CHUNK_CRC * sizeof(uint32_t)) ==
                             wordcode_chunk_crc(&file, chunk.data, chunk.size);
    }
    return true;
}
