// SPDX-License-Identifier: Apache-2.0
// prune_write.c: a module again, from the functions that stay: code, tables, literals, strings and
// lines have what these use, in the order that they had, under new numbers.
//
// Every instruction is read twice, both times through the same visit_numbers(), which knows where
// an instruction has a number that counts something of the module. The first time those are marked;
// then each table gets its new numbers; the second time they are replaced and written.

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/prune.h"

enum numbered {
    NUMBERED_ATOM,
    NUMBERED_LITERAL,
    NUMBERED_IMPORT,
    NUMBERED_FUN,
    NUMBERED_LABEL,
    NUMBERED_LINE,
    NUMBERED_FILE,
    NUMBERED_KINDS,
};

struct buffer {
    uint8_t *data;
    size_t size, capacity;
    bool failed;
};

struct line_item {
    uint32_t file, line;
};

struct rewriting {
    struct vm_prune *prune;
    const struct prune_module *m;
    uint32_t *numbers[NUMBERED_KINDS]; // old to new; PRUNE_NONE: not used
    uint32_t counts[NUMBERED_KINDS];   // of the old ones, 0 and all
    struct beam_chunk strings;
    struct buffer new_strings;
    bool keeps_strings, keeps_lines; // as they are
    struct line_item *lines;         // by number; 0 is no line
    const uint8_t **files;           // each with its size in front
    struct beam_chunk line_chunk;
    bool is_marking, damaged;
    struct buffer out;
};

static void put(struct buffer *to, const void *data, size_t size)
{
    if (size > to->capacity - to->size) {
        size_t capacity = to->capacity * 2 + size + 256;
        uint8_t *grown = realloc(to->data, capacity);
        if (grown == NULL) {
            to->failed = true;
            return;
        }
        to->data = grown;
        to->capacity = capacity;
    }
    if (size > 0) {
        memcpy(to->data + to->size, data, size);
        to->size += size;
    }
}

static void put_u8(struct buffer *to, unsigned value)
{
    uint8_t byte = (uint8_t) value;
    put(to, &byte, 1);
}

static void put_be32(struct buffer *to, uint32_t value)
{
    uint8_t bytes[4];
    bytes_put_be32(bytes, value);
    put(to, bytes, sizeof bytes);
}

// Operands (the form is described in decode.c) --------------------------------------------------

static void put_long(struct buffer *to, unsigned tag, const uint8_t *bytes, size_t size);

static void put_number(struct buffer *to, unsigned tag, int64_t value)
{
    uint8_t bytes[9];
    if (value >= 0 && value < 16) {
        put_u8(to, (unsigned) value << 4 | tag);
        return;
    }
    if (value >= 0 && value < 2048) {
        put_u8(to, (unsigned) (value >> 3 & 0xe0) | 8 | tag);
        put_u8(to, (unsigned) value & 0xff);
        return;
    }
    bytes_put_be64(bytes, (uint64_t) value);
    const uint8_t *first = bytes;
    size_t size = 8;
    while (size > 2 &&
           ((first[0] == 0 && first[1] < 0x80) || (first[0] == 0xff && first[1] >= 0x80))) {
        first++;
        size--;
    }
    put_long(to, tag, first, size);
}

static void put_long(struct buffer *to, unsigned tag, const uint8_t *bytes, size_t size)
{
    if (size <= 8) {
        put_u8(to, (unsigned) (size - 2) << 5 | 24 | tag);
    } else {
        put_u8(to, 7 << 5 | 24 | tag);
        put_number(to, COMPACT_UNSIGNED, (int64_t) size - 9);
    }
    put(to, bytes, size);
}

// What follows tag 7.
enum { LIST = 1, FLOAT, ALLOC, LITERAL, TYPED };

static void put_extended(struct buffer *to, int kind, int64_t value)
{
    put_number(to, COMPACT_EXTENDED, kind);
    put_number(to, COMPACT_UNSIGNED, value);
}

static void put_alloc(struct buffer *to, const struct operand *o)
{
    const uint32_t amounts[] = {(uint32_t) o->value, o->extra, o->extra2};
    // All three, as the compiler does it.
    put_extended(to, ALLOC, 3);
    for (unsigned i = 0; i < 3; i++) {
        put_number(to, COMPACT_UNSIGNED, i);
        put_number(to, COMPACT_UNSIGNED, amounts[i]);
    }
}

static void put_register(struct buffer *to, unsigned tag, const struct operand *o)
{
    if (o->extra != 0) {
        put_number(to, COMPACT_EXTENDED, TYPED);
    }
    put_number(to, tag, o->value);
    if (o->extra != 0) {
        put_number(to, COMPACT_UNSIGNED, (int64_t) o->extra - 1);
    }
}

static void put_operand(struct buffer *to, const struct operand *o)
{
    switch ((enum operand_kind) o->kind) {
    case OPERAND_UNSIGNED:
        put_number(to, COMPACT_UNSIGNED, o->value);
        break;
    case OPERAND_INTEGER:
        put_number(to, COMPACT_INTEGER, o->value);
        break;
    case OPERAND_BIG:
        // As a count none can be that large: the loader will refuse it either way.
        put_long(to, COMPACT_INTEGER, o->bytes, (size_t) o->value);
        break;
    case OPERAND_ATOM:
        put_number(to, COMPACT_ATOM, o->value);
        break;
    case OPERAND_NIL:
        put_number(to, COMPACT_ATOM, 0);
        break;
    case OPERAND_X:
        put_register(to, COMPACT_X, o);
        break;
    case OPERAND_Y:
        put_register(to, COMPACT_Y, o);
        break;
    case OPERAND_LABEL:
        put_number(to, COMPACT_LABEL, o->value);
        break;
    case OPERAND_FLOAT_REGISTER:
        put_extended(to, FLOAT, o->value);
        break;
    case OPERAND_LITERAL:
        put_extended(to, LITERAL, o->value);
        break;
    case OPERAND_ALLOC:
        put_alloc(to, o);
        break;
    case OPERAND_LIST:
        put_extended(to, LIST, o->value);
        for (int64_t i = 0; i < o->value; i++) {
            put_operand(to, &o->items[i]);
        }
        break;
    case OPERAND_NONE:
        break;
    }
}

// Numbers ---------------------------------------------------------------------------------------

// Mark the number, or replace it.
static void visit_number(struct rewriting *r, enum numbered kind, int64_t *number)
{
    if (*number < 0 || *number >= r->counts[kind]) {
        r->damaged = true;
    } else if (r->is_marking) {
        r->numbers[kind][*number] = 0;
    } else {
        *number = r->numbers[kind][*number];
    }
}

// A plain number that counts something.
static void visit_index(struct rewriting *r, enum numbered kind, struct operand *o)
{
    if (o->kind == OPERAND_UNSIGNED) {
        visit_number(r, kind, &o->value);
    } else {
        r->damaged = true;
    }
}

// A string of the table that is in the new one gets its place there, another is added. bits: in a
// unit of the length, per byte.
static void visit_string(struct rewriting *r, struct operand *place, const struct operand *length,
                         unsigned bits)
{
    int64_t *offset = &place->value;
    int64_t size = length->value / bits + (length->value % bits != 0);
    if (r->is_marking || r->keeps_strings) {
        return;
    }
    bool is_length = length->kind == OPERAND_UNSIGNED || length->kind == OPERAND_INTEGER;
    if (place->kind != OPERAND_UNSIGNED || !is_length || size < 0 || *offset > r->strings.size ||
        size > r->strings.size - *offset) {
        r->damaged = true;
        return;
    }
    const uint8_t *text = r->strings.data + *offset;
    struct buffer *to = &r->new_strings;
    for (size_t at = 0; at + (size_t) size <= to->size; at++) {
        if (size == 0 || memcmp(to->data + at, text, (size_t) size) == 0) {
            *offset = (int64_t) at;
            return;
        }
    }
    *offset = (int64_t) to->size;
    put(to, text, (size_t) size);
}

static void visit_operand(struct rewriting *r, struct operand *o)
{
    if (o->kind == OPERAND_ATOM) {
        visit_number(r, NUMBERED_ATOM, &o->value);
    } else if (o->kind == OPERAND_LITERAL) {
        visit_number(r, NUMBERED_LITERAL, &o->value);
    } else if (o->kind == OPERAND_LABEL && o->value != 0) {
        visit_number(r, NUMBERED_LABEL, &o->value);
    }
    for (int64_t i = 0; o->kind == OPERAND_LIST && i < o->value; i++) {
        visit_operand(r, &o->items[i]);
    }
}

static bool is_string_segment(const struct rewriting *r, const struct operand *segment)
{
    if (segment->kind != OPERAND_ATOM || segment->value > r->m->atom_count) {
        return false;
    }
    const struct prune_name *name = &r->prune->names[r->m->names[segment->value]];
    return name->size == 6 && memcmp(name->text, "string", 6) == 0;
}

// Plain numbers that count something.
static void visit_plain(struct rewriting *r, struct instruction *i)
{
    struct operand *o = i->operands;
    int import = import_operand(i->opcode);
    if (import >= 0) {
        visit_index(r, NUMBERED_IMPORT, &o[import]);
        return;
    }
    switch (i->opcode) {
    case BEAM_label:
        visit_index(r, NUMBERED_LABEL, &o[0]);
        break;
    case BEAM_line:
        visit_index(r, NUMBERED_LINE, &o[0]);
        break;
    case BEAM_make_fun2:
    case BEAM_make_fun3:
        visit_index(r, NUMBERED_FUN, &o[0]);
        break;
    case BEAM_call_fun2:
        if (o[0].kind == OPERAND_UNSIGNED) {
            visit_index(r, NUMBERED_FUN, &o[0]);
        }
        break;
    case BEAM_bs_put_string:
        visit_string(r, &o[1], &o[0], 1);
        break;
    case BEAM_bs_match_string:
        visit_string(r, &o[3], &o[2], 8);
        break;
    case BEAM_bs_create_bin:
        for (int64_t k = 0; o[5].kind == OPERAND_LIST && k + 5 < o[5].value; k += 6) {
            if (is_string_segment(r, &o[5].items[k])) {
                visit_string(r, &o[5].items[k + 4], &o[5].items[k + 5], 1);
            }
        }
        break;
    case BEAM_executable_line:
    case BEAM_debug_line:
        r->keeps_lines = true;
        break;
    default:
        break;
    }
}

static void visit_numbers(struct rewriting *r, struct instruction *i)
{
    visit_plain(r, i); // it looks at atoms that the other replaces
    for (int k = 0; k < i->operand_count; k++) {
        visit_operand(r, &i->operands[k]);
    }
}

static void visit_functions(struct rewriting *r)
{
    const struct prune_module *m = r->m;
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        const struct prune_function *f = &r->prune->functions[k];
        struct decoder decoder = prune_decoder(r->prune, m->code + f->start, f->end - f->start);
        struct instruction i;
        while (f->reached && prune_next(&decoder, &i)) {
            if (i.opcode == BEAM_line && r->line_chunk.data == NULL) {
                continue; // it would say nothing
            }
            visit_numbers(r, &i);
            if (!r->is_marking) {
                put_u8(&r->out, i.opcode);
            }
            for (int j = 0; !r->is_marking && j < i.operand_count; j++) {
                put_operand(&r->out, &i.operands[j]);
            }
        }
    }
}

// Rows of a table of functions: those of functions that stay.
static bool row_stays(const struct rewriting *r, uint32_t label)
{
    return r->prune->functions[r->m->label_functions[label]].reached;
}

static void mark_atom(struct rewriting *r, uint32_t atom)
{
    r->numbers[NUMBERED_ATOM][atom] = 0;
}

static void visit_records(struct rewriting *r, bool writes)
{
    struct beam_chunk chunk;
    struct operand o;
    if (!beam_file_find(&r->m->file, "Recs", &chunk) || chunk.size < 12) {
        return;
    }
    if (writes) {
        put(&r->out, chunk.data, 12);
    }
    struct decoder decoder = prune_decoder(r->prune, chunk.data + 12, chunk.size - 12);
    while (prune_next_operand(&decoder, &o)) {
        visit_operand(r, &o);
        if (writes) {
            put_operand(&r->out, &o);
        }
    }
    r->damaged |= decoder.error != NULL;
}

// What stands in tables alone: names of atoms that the imports have are found in the other
// direction.
static void mark_tables(struct rewriting *r)
{
    const struct prune_module *m = r->m;
    mark_atom(r, 1);
    for (uint32_t i = 0; i < m->export_count; i++) {
        if (row_stays(r, m->exports[i].label)) {
            mark_atom(r, m->exports[i].atom);
        }
    }
    for (uint32_t i = 0; i < m->local_count; i++) {
        if (row_stays(r, m->locals[i].label)) {
            mark_atom(r, m->locals[i].atom);
        }
    }
    for (uint32_t i = 0; i < m->fun_count; i++) {
        if (r->numbers[NUMBERED_FUN][i] != PRUNE_NONE) {
            mark_atom(r, m->funs[i].atom);
            r->numbers[NUMBERED_LABEL][m->funs[i].label] = 0;
        }
    }
    struct beam_chunk chunk;
    for (uint32_t i = 0; i < m->import_count && beam_file_find(&m->file, "ImpT", &chunk); i++) {
        if (r->numbers[NUMBERED_IMPORT][i] != PRUNE_NONE) {
            mark_atom(r, bytes_get_be32(chunk.data + 4 + 12 * (size_t) i));
            mark_atom(r, bytes_get_be32(chunk.data + 8 + 12 * (size_t) i));
        }
    }
    for (uint32_t i = 1; !r->keeps_lines && i < r->counts[NUMBERED_LINE]; i++) {
        if (r->numbers[NUMBERED_LINE][i] != PRUNE_NONE) {
            r->numbers[NUMBERED_FILE][r->lines[i].file] = 0;
        }
    }
}

static void number_all(struct rewriting *r)
{
    for (int kind = 0; kind < NUMBERED_KINDS; kind++) {
        uint32_t next = 0;
        for (uint32_t i = 0; i < r->counts[kind]; i++) {
            if (r->numbers[kind][i] != PRUNE_NONE) {
                r->numbers[kind][i] = next++;
            }
        }
    }
}

static uint32_t used(const struct rewriting *r, enum numbered kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->counts[kind]; i++) {
        count += r->numbers[kind][i] != PRUNE_NONE;
    }
    return count;
}

// Lines (the form is described in load_lines.c) --------------------------------------------------

static bool read_line_items(struct rewriting *r, struct bytes *in, uint32_t count, uint32_t files)
{
    struct decoder decoder = {.bytes = in->at, .size = bytes_left(in)};
    uint32_t file = 0;
    for (uint32_t i = 1; i <= count;) {
        struct compact_number number;
        if (!decode_number(&decoder, &number) || number.bytes != NULL || number.value < 0 ||
            number.value > INT32_MAX) {
            return false;
        }
        if (number.tag == COMPACT_ATOM && number.value <= files) {
            file = (uint32_t) number.value;
        } else if (number.tag == COMPACT_INTEGER) {
            r->lines[i++] = (struct line_item){file, (uint32_t) number.value};
        } else {
            return false;
        }
    }
    bytes_skip(in, decoder.position);
    return true;
}

// False: of another version or damaged; then it stays as it is.
static bool read_lines(struct rewriting *r)
{
    struct bytes in;
    uint32_t header[5]; // version, flags, instructions, items, files
    bytes_init(&in, r->line_chunk.data, r->line_chunk.size);
    for (int i = 0; i < 5; i++) {
        if (!bytes_read_be32(&in, &header[i])) {
            return false;
        }
    }
    if (header[0] != 0 || header[3] > bytes_left(&in) || header[4] > bytes_left(&in)) {
        return false;
    }
    r->lines = calloc((size_t) header[3] + 1, sizeof *r->lines);
    r->files = calloc((size_t) header[4] + 1, sizeof *r->files);
    if (r->lines == NULL || r->files == NULL) {
        r->prune->no_memory = true;
        return false;
    }
    if (!read_line_items(r, &in, header[3], header[4])) {
        return false;
    }
    for (uint32_t i = 1; i <= header[4]; i++) {
        uint16_t size;
        r->files[i] = in.at;
        if (!bytes_read_be16(&in, &size) || !bytes_skip(&in, size)) {
            return false;
        }
    }
    r->counts[NUMBERED_LINE] = header[3] + 1;
    r->counts[NUMBERED_FILE] = header[4] + 1;
    return true;
}

// Lines of instructions that stay: all of those that the header counts but the ones that go.
static uint32_t count_line_instructions(const struct rewriting *r)
{
    uint32_t count = bytes_get_be32(r->line_chunk.data + 8);
    const struct prune_module *m = r->m;
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        const struct prune_function *f = &r->prune->functions[k];
        count -= !f->reached && f->lines <= count ? f->lines : 0;
    }
    return count;
}

static void write_lines(struct rewriting *r)
{
    struct buffer *out = &r->out;
    uint32_t file = 0;
    put(out, r->line_chunk.data, 8);
    put_be32(out, count_line_instructions(r));
    put_be32(out, used(r, NUMBERED_LINE) - 1);
    put_be32(out, used(r, NUMBERED_FILE) - 1);
    for (uint32_t i = 1; i < r->counts[NUMBERED_LINE]; i++) {
        if (r->numbers[NUMBERED_LINE][i] == PRUNE_NONE) {
            continue;
        }
        if (r->lines[i].file != file) {
            file = r->lines[i].file;
            put_number(out, COMPACT_ATOM, r->numbers[NUMBERED_FILE][file]);
        }
        put_number(out, COMPACT_INTEGER, r->lines[i].line);
    }
    for (uint32_t i = 1; i < r->counts[NUMBERED_FILE]; i++) {
        if (r->numbers[NUMBERED_FILE][i] != PRUNE_NONE) {
            put(out, r->files[i], 2 + (size_t) bytes_get_be16(r->files[i]));
        }
    }
}

// Chunks ----------------------------------------------------------------------------------------

static void write_atoms(struct rewriting *r, const struct beam_chunk *chunk)
{
    const uint32_t *numbers = r->numbers[NUMBERED_ATOM];
    bool long_lengths = chunk->size >= 4 && bytes_get_be32(chunk->data) > INT32_MAX;
    uint32_t count = used(r, NUMBERED_ATOM) - 1;
    put_be32(&r->out, long_lengths ? -count : count);
    for (uint32_t i = 1; i <= r->m->atom_count; i++) {
        const struct prune_name *name = &r->prune->names[r->m->names[i]];
        if (numbers[i] == PRUNE_NONE) {
            continue;
        }
        if (long_lengths) {
            put_number(&r->out, COMPACT_UNSIGNED, name->size);
        } else {
            put_u8(&r->out, name->size);
        }
        put(&r->out, name->text, name->size);
    }
}

static void write_code(struct rewriting *r, const struct beam_chunk *chunk)
{
    size_t start = r->out.size;
    const struct prune_module *m = r->m;
    uint32_t functions = 0;
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        functions += r->prune->functions[k].reached;
    }
    put(&r->out, chunk->data, 4 + (size_t) m->code_header);
    visit_functions(r);
    put_u8(&r->out, BEAM_int_code_end);
    if (!r->out.failed) {
        bytes_put_be32(r->out.data + start + 12, used(r, NUMBERED_LABEL));
        bytes_put_be32(r->out.data + start + 16, functions);
    }
}

static void write_imports(struct rewriting *r, const struct beam_chunk *chunk)
{
    put_be32(&r->out, used(r, NUMBERED_IMPORT));
    for (uint32_t i = 0; i < r->m->import_count; i++) {
        const uint8_t *row = chunk->data + 4 + 12 * (size_t) i;
        if (r->numbers[NUMBERED_IMPORT][i] != PRUNE_NONE) {
            put_be32(&r->out, r->numbers[NUMBERED_ATOM][bytes_get_be32(row)]);
            put_be32(&r->out, r->numbers[NUMBERED_ATOM][bytes_get_be32(row + 4)]);
            put_be32(&r->out, bytes_get_be32(row + 8));
        }
    }
}

static void write_rows(struct rewriting *r, const struct prune_row *rows, uint32_t count)
{
    uint32_t staying = 0;
    for (uint32_t i = 0; i < count; i++) {
        staying += row_stays(r, rows[i].label);
    }
    put_be32(&r->out, staying);
    for (uint32_t i = 0; i < count; i++) {
        if (row_stays(r, rows[i].label)) {
            put_be32(&r->out, r->numbers[NUMBERED_ATOM][rows[i].atom]);
            put_be32(&r->out, rows[i].arity);
            put_be32(&r->out, r->numbers[NUMBERED_LABEL][rows[i].label]);
        }
    }
}

static void write_funs(struct rewriting *r)
{
    put_be32(&r->out, used(r, NUMBERED_FUN));
    for (uint32_t i = 0; i < r->m->fun_count; i++) {
        const struct prune_fun *fun = &r->m->funs[i];
        if (r->numbers[NUMBERED_FUN][i] != PRUNE_NONE) {
            put_be32(&r->out, r->numbers[NUMBERED_ATOM][fun->atom]);
            put_be32(&r->out, fun->arity);
            put_be32(&r->out, r->numbers[NUMBERED_LABEL][fun->label]);
            put_be32(&r->out, r->numbers[NUMBERED_FUN][i]);
            put_be32(&r->out, fun->free_count);
            put_be32(&r->out, fun->old_uniq);
        }
    }
}

// Not compressed, whatever it was: packs hold it so.
static void write_literals(struct rewriting *r)
{
    put_be32(&r->out, used(r, NUMBERED_LITERAL));
    for (uint32_t i = 0; i < r->m->literal_count; i++) {
        if (r->numbers[NUMBERED_LITERAL][i] != PRUNE_NONE) {
            put_be32(&r->out, r->m->literals[i].size);
            put(&r->out, r->m->literals[i].data, r->m->literals[i].size);
        }
    }
}

static bool is_tag(const struct beam_chunk *chunk, const char *tag)
{
    return memcmp(chunk->tag, tag, BEAM_TAG_SIZE) == 0;
}

// False: the chunk goes.
static bool write_data(struct rewriting *r, const struct beam_chunk *chunk)
{
    if (is_tag(chunk, "AtU8") || is_tag(chunk, "Atom")) {
        write_atoms(r, chunk);
    } else if (is_tag(chunk, "Code")) {
        write_code(r, chunk);
    } else if (is_tag(chunk, "StrT") && !r->keeps_strings) {
        put(&r->out, r->new_strings.data, r->new_strings.size);
    } else if (is_tag(chunk, "ImpT")) {
        write_imports(r, chunk);
    } else if (is_tag(chunk, "ExpT")) {
        write_rows(r, r->m->exports, r->m->export_count);
    } else if (is_tag(chunk, "LocT")) {
        write_rows(r, r->m->locals, r->m->local_count);
    } else if (is_tag(chunk, "FunT")) {
        write_funs(r);
        return used(r, NUMBERED_FUN) > 0;
    } else if (is_tag(chunk, "LitU") || is_tag(chunk, "LitT")) {
        write_literals(r);
        return used(r, NUMBERED_LITERAL) > 0;
    } else if (is_tag(chunk, "Line") && !r->keeps_lines) {
        write_lines(r);
    } else if (is_tag(chunk, "Recs")) {
        visit_records(r, true);
    } else if (is_tag(chunk, "avmN") || is_tag(chunk, "avmW")) {
        return false; // made from the code that was
    } else {
        put(&r->out, chunk->data, chunk->size);
    }
    return true;
}

static void write_chunk(struct rewriting *r, const struct beam_chunk *chunk)
{
    static const uint8_t zeros[4];
    struct buffer *out = &r->out;
    size_t start = out->size;
    put(out, is_tag(chunk, "LitT") ? "LitU" : chunk->tag, BEAM_TAG_SIZE);
    put_be32(out, 0);
    if (!write_data(r, chunk)) {
        out->size = start;
    } else if (!out->failed) {
        size_t size = out->size - start - 8;
        bytes_put_be32(out->data + start + 4, (uint32_t) size);
        put(out, zeros, -size & 3U);
    }
}

// Of several chunks with one tag the first counts; of two tables of literals the plain one.
static bool counts(const struct rewriting *r, const struct beam_chunk *chunk)
{
    struct beam_chunk first;
    return beam_file_find(&r->m->file, chunk->tag, &first) && first.data == chunk->data &&
           !(is_tag(chunk, "LitT") && beam_file_find(&r->m->file, "LitU", &first));
}

static bool start(struct rewriting *r)
{
    const struct prune_module *m = r->m;
    r->counts[NUMBERED_ATOM] = m->atom_count + 1;
    r->counts[NUMBERED_LITERAL] = m->literal_count;
    r->counts[NUMBERED_IMPORT] = m->import_count;
    r->counts[NUMBERED_FUN] = m->fun_count;
    r->counts[NUMBERED_LABEL] = m->label_count;
    (void) beam_file_find(&m->file, "StrT", &r->strings);
    if (!beam_file_find(&m->file, "Line", &r->line_chunk) || !read_lines(r)) {
        // Numbers of lines stay what they are, as far as a module can have any.
        r->keeps_lines = true;
        r->counts[NUMBERED_LINE] = m->code_size + 1;
    }
    for (int kind = 0; kind < NUMBERED_KINDS; kind++) {
        size_t size = ((size_t) r->counts[kind] + 1) * sizeof(uint32_t);
        r->numbers[kind] = malloc(size);
        if (r->numbers[kind] == NULL) {
            return false;
        }
        memset(r->numbers[kind], 0xff, size);
    }
    // Number 0 means none; atom 0 is [].
    r->numbers[NUMBERED_ATOM][0] = 0;
    r->numbers[NUMBERED_LABEL][0] = 0;
    r->numbers[NUMBERED_LINE][0] = 0;
    if (r->counts[NUMBERED_FILE] > 0) {
        r->numbers[NUMBERED_FILE][0] = 0;
    }
    return !r->prune->no_memory;
}

static bool is_whole(const struct rewriting *r)
{
    const struct prune_module *m = r->m;
    for (uint32_t k = m->first_function; k < m->first_function + m->function_count; k++) {
        if (!r->prune->functions[k].reached) {
            return false;
        }
    }
    return true;
}

static void rewrite(struct rewriting *r)
{
    struct beam_chunk chunk = {0};
    r->keeps_strings = is_whole(r);
    r->is_marking = true;
    visit_functions(r);
    visit_records(r, false);
    for (uint32_t i = 0; r->keeps_lines && i < r->counts[NUMBERED_LINE]; i++) {
        r->numbers[NUMBERED_LINE][i] = 0;
    }
    mark_tables(r);
    number_all(r);
    r->is_marking = false;
    // Strings find their new places while the code is written, and may stand in front of it.
    struct buffer whole = r->out;
    r->out = (struct buffer){.data = NULL};
    visit_functions(r);
    free(r->out.data);
    r->out = whole;
    put(&r->out, r->m->file.data, 12);
    while (beam_file_next(&r->m->file, &chunk)) {
        if (counts(r, &chunk)) {
            write_chunk(r, &chunk);
        }
    }
    if (!r->out.failed) {
        bytes_put_be32(r->out.data + 4, (uint32_t) r->out.size - 8);
    }
}

enum status prune_write(struct vm_prune *prune, const struct prune_module *m, uint8_t **out,
                        size_t *out_size, struct failure *failure)
{
    struct rewriting r = {.prune = prune, .m = m};
    enum status status = STATUS_OK;
    if (start(&r)) {
        rewrite(&r);
    }
    if (prune->no_memory || r.out.failed || r.new_strings.failed || r.numbers[0] == NULL) {
        status = fail_memory(failure, m->file.size);
    } else if (r.damaged) {
        status = fail(failure, STATUS_INPUT, "the code has a number that is in none of its tables");
    }
    for (int kind = 0; kind < NUMBERED_KINDS; kind++) {
        free(r.numbers[kind]);
    }
    free(r.lines);
    free(r.files);
    free(r.new_strings.data);
    if (status != STATUS_OK) {
        free(r.out.data);
        return status;
    }
    *out = r.out.data;
    *out_size = r.out.size;
    return STATUS_OK;
}
