// SPDX-License-Identifier: Apache-2.0
// load_literals.c: constants of a module, built once in memory that no collection touches.
//
//   table (behind what beam_file_literals() takes away): count, then for each its size and a term
//   in the external format, version byte 131 first

#include <string.h>

#include "packbeam/beam_file.h"
#include "packbeam/bytes.h"
#include "packbeam/inflate.h"
#include "vm/etf.h"
#include "vm/loader.h"

#define ETF_VERSION 131

term literal_integer(struct vm *vm, const uint8_t *bytes, size_t size)
{
    bool negative = size > 0 && bytes[0] >= 0x80;
    // Digits of the magnitude, least significant first; one more for the carry of a negation.
    size_t count = size / TERM_BYTES + 1;
    term *object = literal_alloc(vm, count + 1);
    if (object == NULL) {
        return NONE;
    }
    term *digits = object + 1;
    memset(digits, negative ? 0xff : 0, count * sizeof(term));
    for (size_t i = 0; i < size; i++) {
        unsigned shift = (unsigned) (i % TERM_BYTES) * 8;
        term *digit = &digits[i / TERM_BYTES];
        *digit = (*digit & ~((term) 0xff << shift)) | (term) bytes[size - 1 - i] << shift;
    }
    term carry = 1;
    for (size_t i = 0; negative && i < count; i++) {
        digits[i] = ~digits[i] + carry;
        carry = carry != 0 && digits[i] == 0;
    }
    while (count > 0 && digits[count - 1] == 0) {
        count--;
    }
    if (count <= 1) {
        term magnitude = count == 0 ? 0 : digits[0];
        if (magnitude <= (term) SMALL_MAX + negative) {
            return make_small(negative ? (sterm) (0 - magnitude) : (sterm) magnitude);
        }
    }
    object[0] = make_header(count, negative ? TAG_BIG_NEG : TAG_BIG_POS);
    return make_boxed(object);
}

// Next code point of UTF-8 already found valid.
static uint32_t next_code_point(const uint8_t **text)
{
    const uint8_t *at = *text;
    unsigned more = at[0] < 0x80 ? 0 : at[0] < 0xe0 ? 1 : at[0] < 0xf0 ? 2 : 3;
    uint32_t value = more == 0 ? at[0] : at[0] & (0x3fu >> more);
    for (unsigned i = 1; i <= more; i++) {
        value = value << 6 | (at[i] & 0x3f);
    }
    *text = at + more + 1;
    return value;
}

term literal_string(struct vm *vm, const uint8_t *text, size_t size)
{
    bool utf8 = atom_text_valid((const char *) text, size);
    const uint8_t *end = text + size;
    term *cells = size > 0 ? literal_alloc(vm, size * 2) : NULL;
    if (cells == NULL) {
        return size > 0 ? NONE : NIL;
    }
    term *cell = cells;
    while (text < end) {
        cell[0] = make_small(utf8 ? (sterm) next_code_point(&text) : (sterm) *text++);
        cell[1] = text < end ? make_cons(cell + 2) : NIL;
        cell += 2;
    }
    return make_cons(cells);
}

static enum status bad_literal(struct loader *l, uint32_t offset, uint32_t index)
{
    return fail_at(l->failure, STATUS_INPUT, offset,
                   "literal %lu is damaged, or there is no memory for it", (unsigned long) index);
}

static enum status read_literal(struct loader *l, const uint8_t *data, size_t size, uint32_t offset,
                                uint32_t index)
{
    size_t words, used;
    if (size == 0 || data[0] != ETF_VERSION ||
        !etf_measure(l->vm, data + 1, size - 1, &words, &used)) {
        return bad_literal(l, offset, index);
    }
    term *at = NULL;
    if (words > 0) {
        at = literal_alloc(l->vm, words);
        if (at == NULL) {
            return fail_memory(l->failure, words * sizeof(term));
        }
    }
    term offheap = NIL;
    term literal = etf_decode(l->vm, data + 1, size - 1, &at, &offheap, true, false);
    if (literal == NONE) {
        return bad_literal(l, offset, index);
    }
    l->literals[index] = literal;
    if (words > 0) {
        literal_release(l->vm, at);
    }
    return STATUS_OK;
}

// data: the table. offset: of data in the file; with step 0 all literals have it (a compressed
// table).
static enum status read_table(struct loader *l, const uint8_t *data, size_t size, uint32_t offset,
                              uint32_t step)
{
    struct bytes bytes;
    uint32_t count;
    bytes_init(&bytes, data, size);
    if (!bytes_read_be32(&bytes, &count) || count > bytes_left(&bytes) / 4) {
        return fail_at(l->failure, STATUS_INPUT, offset, "the table of literals is damaged");
    }
    if (count == 0) {
        return STATUS_OK;
    }
    l->literals = memory_calloc(l->vm, count * sizeof(term));
    if (l->literals == NULL) {
        return fail_memory(l->failure, count * sizeof(term));
    }
    l->literal_count = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t literal_size;
        const uint8_t *literal;
        uint32_t at = offset + (uint32_t) bytes_offset(&bytes) * step;
        if (!bytes_read_be32(&bytes, &literal_size) ||
            !bytes_read_data(&bytes, literal_size, &literal)) {
            return bad_literal(l, at, i);
        }
        enum status status = read_literal(l, literal, literal_size, at, i);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// Does a word of the literals made since the mark look like an address of these bytes? Large
// binaries do.
static bool is_referenced(const struct loader *l, const uint8_t *bytes, size_t size)
{
    const term *start = l->literal_mark != NULL ? l->literal_mark : l->vm->literals;
    for (const term *word = start; word < l->vm->literals_top; word++) {
        if (*word - (term) bytes < size) {
            return true;
        }
    }
    return false;
}

static enum status read_compressed(struct loader *l, const struct beam_literals *literals)
{
    size_t size = literals->inflated_size;
    uint8_t *inflated = memory_alloc(l->vm, size);
    if (inflated == NULL) {
        return fail_memory(l->failure, size);
    }
    // From here on the module owns it, also when what follows fails.
    l->module->literal_bytes = inflated;
    l->module->literal_bytes_size = size;
    enum status status =
        inflate_into(INFLATE_ZLIB, literals->data, literals->size, inflated, size, l->failure);
    if (status == STATUS_OK) {
        status = read_table(l, inflated, size, literals->offset, 0);
    } else if (l->failure != NULL && l->failure->offset == FAILURE_NO_OFFSET) {
        l->failure->offset = literals->offset;
    }
    if (status == STATUS_OK && !is_referenced(l, inflated, size)) {
        memory_free(l->vm, inflated, size);
        l->module->literal_bytes = NULL;
        l->module->literal_bytes_size = 0;
    }
    return status;
}

enum status load_literals(struct loader *l)
{
    struct beam_literals literals;
    enum status status = beam_file_literals(&l->file, &literals, l->failure);
    if (status != STATUS_OK) {
        return status == STATUS_FAILED ? STATUS_OK : status;
    }
    if (literals.inflated_size == 0) {
        return read_table(l, literals.data, literals.size, literals.offset, 1);
    }
    return read_compressed(l, &literals);
}
