// SPDX-License-Identifier: Apache-2.0
// load.c: from the bytes of a BEAM file to an installed module.
//
// Two halves. The first reads, translates and allocates, and may fail at any step: then everything
// made so far is given back. The second (install) cannot fail: from then on calls go to the new
// module.

#include "vm/load.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/inflate.h"
#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/loader.h"
#include "vm/memory.h"
#include "vm/verify.h"
#include "vm/wordcode_chunk.h"

#define MAX_ARITY       255
#define NAME_ROW_SIZE   12 // of ImpT, ExpT, LocT
#define FUN_ROW_SIZE    24
#define CODE_HEADER_MIN 16

// Tables

enum status table_find(const struct loader *l, const char *tag, uint32_t row_size,
                       struct table *table)
{
    struct beam_chunk chunk;
    *table = (struct table){0};
    if (!beam_file_find(&l->file, tag, &chunk)) {
        return STATUS_OK;
    }
    if (chunk.size < 4 || bytes_get_be32(chunk.data) > (chunk.size - 4) / row_size) {
        return fail_at(l->failure, STATUS_INPUT, chunk.offset,
                       "chunk '%s' is shorter than its rows", tag);
    }
    *table = (struct table){chunk.data + 4, bytes_get_be32(chunk.data), chunk.offset + 4};
    return STATUS_OK;
}

static bool is_atom_index(const struct loader *l, uint32_t index)
{
    return index >= 1 && index <= l->atom_count;
}

static enum status bad_row(struct loader *l, const char *tag, uint32_t row, uint32_t offset)
{
    return fail_at(l->failure, STATUS_INPUT, offset,
                   "row %lu of chunk '%s' names an atom, a label or an arity that cannot be",
                   (unsigned long) row, tag);
}

static enum status load_imports(struct loader *l)
{
    struct table table;
    enum status status = table_find(l, "ImpT", NAME_ROW_SIZE, &table);
    if (status != STATUS_OK || table.count == 0) {
        return status;
    }
    l->imports = memory_calloc(l->vm, table.count * sizeof *l->imports);
    if (l->imports == NULL) {
        return fail_memory(l->failure, table.count * sizeof *l->imports);
    }
    l->import_count = table.count;
    for (uint32_t i = 0; i < table.count; i++) {
        const uint8_t *row = table.rows + (size_t) i * NAME_ROW_SIZE;
        uint32_t module = bytes_get_be32(row);
        uint32_t function = bytes_get_be32(row + 4);
        uint32_t arity = bytes_get_be32(row + 8);
        if (!is_atom_index(l, module) || !is_atom_index(l, function) || arity > MAX_ARITY) {
            return bad_row(l, "ImpT", i, table.offset + i * NAME_ROW_SIZE);
        }
        l->imports[i] = (struct import){l->atoms[module], l->atoms[function], arity};
    }
    return STATUS_OK;
}

static enum status load_strings(struct loader *l)
{
    struct beam_chunk chunk;
    static const uint8_t none[1];
    l->module->strings = none;
    if (beam_file_find(&l->file, "StrT", &chunk)) {
        l->module->strings = chunk.data;
        l->module->string_size = chunk.size;
    }
    return STATUS_OK;
}

// Size of what follows up to the first instruction, instruction set, highest opcode, labels,
// functions.
static enum status load_code_header(struct loader *l)
{
    struct beam_chunk *chunk = &l->code_chunk;
    if (!beam_file_find(&l->file, "Code", chunk)) {
        l->beam.label_count = UINT32_MAX; // word code has no labels
        return STATUS_OK;
    }
    uint32_t header = chunk->size >= 4 ? bytes_get_be32(chunk->data) : 0;
    if (chunk->size < 4 + CODE_HEADER_MIN || header < CODE_HEADER_MIN || header > chunk->size - 4) {
        return fail_at(l->failure, STATUS_INPUT, chunk->offset,
                       "the header of the code is damaged");
    }
    uint32_t set = bytes_get_be32(chunk->data + 4);
    uint32_t last_opcode = bytes_get_be32(chunk->data + 8);
    if (set != 0 || last_opcode > LAST_OPCODE) {
        return fail_at(l->failure, STATUS_INPUT, chunk->offset + 8,
                       "instructions up to number %lu of set %lu are used, known are those up to "
                       "%d of set 0\nuse a newer avm, or compile the module with Erlang/OTP 29 or "
                       "earlier",
                       (unsigned long) last_opcode, (unsigned long) set, LAST_OPCODE);
    }
    struct beam_module *beam = &l->beam;
    beam->code = chunk->data + 4 + header;
    beam->code_size = chunk->size - 4 - header;
    beam->label_count = bytes_get_be32(chunk->data + 12);
    beam->function_count = bytes_get_be32(chunk->data + 16);
    l->code_offset = chunk->offset + 4 + header;
    // An instruction takes a byte at least; numbers of labels may have gaps, but not many.
    if (beam->label_count > beam->code_size + 1024 || beam->function_count > beam->code_size) {
        return fail_at(l->failure, STATUS_INPUT, chunk->offset + 12,
                       "%lu labels and %lu functions are more than the code can have",
                       (unsigned long) beam->label_count, (unsigned long) beam->function_count);
    }
    return STATUS_OK;
}

// FunT: function, arity of the code, label, index, captured values, old unique number.

static uint32_t fun_field(const struct table *table, uint32_t fun, unsigned field)
{
    return bytes_get_be32(table->rows + (size_t) fun * FUN_ROW_SIZE + 4 * (size_t) field);
}

static enum status load_funs(struct loader *l)
{
    struct table table;
    enum status status = table_find(l, "FunT", FUN_ROW_SIZE, &table);
    if (status != STATUS_OK || table.count == 0) {
        return status;
    }
    struct module *m = l->module;
    m->funs = memory_calloc(l->vm, table.count * sizeof *m->funs);
    if (m->funs == NULL) {
        return fail_memory(l->failure, table.count * sizeof *m->funs);
    }
    m->fun_count = table.count;
    for (uint32_t i = 0; i < table.count; i++) {
        uint32_t function = fun_field(&table, i, 0);
        struct fun_entry *fun = &m->funs[i];
        fun->arity = fun_field(&table, i, 1);
        fun->free_count = fun_field(&table, i, 4);
        fun->index = fun_field(&table, i, 3);
        fun->old_uniq = fun_field(&table, i, 5);
        fun->module = m;
        if (!is_atom_index(l, function) || fun->arity > MAX_ARITY || fun->free_count > fun->arity ||
            fun_field(&table, i, 2) >= l->beam.label_count) {
            return bad_row(l, "FunT", i, table.offset + i * FUN_ROW_SIZE);
        }
        fun->function = l->atoms[function];
    }
    return STATUS_OK;
}

// What the translator asks

static void *resize(void *context, void *old, size_t old_size, size_t size)
{
    struct loader *l = context;
    if (size == 0) {
        memory_free(l->vm, old, old_size);
        return NULL;
    }
    return memory_resize(l->vm, old, old_size, size);
}

static uint32_t import_arity(void *context, uint32_t import)
{
    const struct loader *l = context;
    return l->imports[import].arity;
}

static bool import_is_erlang(void *context, uint32_t import, char *name, size_t size)
{
    const struct loader *l = context;
    if (l->imports[import].module != ATOM_erlang) {
        return false;
    }
    size_t length;
    const char *text = atom_text(l->vm, l->imports[import].function, &length);
    snprintf(name, size, "%.*s", (int) length, text);
    return true;
}

static unsigned literal_type(void *context, uint32_t literal, uint32_t *arity)
{
    const struct loader *l = context;
    term t = l->literals[literal];
    *arity = 0;
    if (is_cons(t)) {
        return VALUE_CONS;
    }
    if (is_nil(t)) {
        return VALUE_NIL;
    }
    if (is_tuple(t)) {
        *arity = (uint32_t) tuple_arity(t);
        return VALUE_TUPLE;
    }
    return is_map(t) ? VALUE_MAP : is_float(t) ? VALUE_FLOAT : VALUE_ANY;
}

static unsigned literal_bit_flags(void *context, uint32_t literal)
{
    const struct loader *l = context;
    term t = l->literals[literal];
    unsigned flags = 0;
    for (; is_cons(t); t = cons_tail(t)) {
        switch (cons_head(t)) {
        case ATOM_little:
            flags |= BITS_LITTLE;
            break;
        case ATOM_signed:
            flags |= BITS_SIGNED;
            break;
        case ATOM_native:
            flags |= BITS_NATIVE;
            break;
        case ATOM_big:
        case ATOM_unsigned:
            break;
        default:
            return UINT_MAX;
        }
    }
    return is_nil(t) ? flags : UINT_MAX;
}

static uint32_t fun_label(void *context, uint32_t fun, uint32_t *arity, uint32_t *free_count)
{
    struct loader *l = context;
    struct table table;
    table_find(l, "FunT", FUN_ROW_SIZE, &table);
    *arity = l->module->funs[fun].arity;
    *free_count = l->module->funs[fun].free_count;
    return fun_field(&table, fun, 2);
}

static const char *text_of_atom(void *context, uint32_t atom, size_t *size)
{
    const struct loader *l = context;
    return atom_text(l->vm, l->atoms[atom], size);
}

#if AVM_OBSERVER
// vm_options.trace: "MOD" or "MOD:FUN".
static bool is_traced(void *context, uint32_t function)
{
    const struct loader *l = context;
    const char *trace = l->vm->options.trace;
    const char *colon = strchr(trace, ':');
    size_t size;
    const char *text = atom_text(l->vm, l->atoms[function], &size);
    return colon == NULL || (strlen(colon + 1) == size && memcmp(colon + 1, text, size) == 0);
}

static bool is_traced_module(const struct loader *l)
{
    const char *trace = l->vm->options.trace;
    size_t size = trace != NULL ? strcspn(trace, ":") : 0;
    return trace != NULL && size == strlen(l->name) && memcmp(trace, l->name, size) == 0;
}
#else
static bool is_traced_module(const struct loader *l)
{
    return false;
}
#endif

static enum status translate(struct loader *l)
{
    struct module *m = l->module;
    l->beam.name = l->name;
    l->beam.atom_count = l->atom_count;
    l->beam.literal_count = l->literal_count;
    l->beam.import_count = l->import_count;
    l->beam.fun_count = m->fun_count;
    l->beam.line_count = m->line_count;
    l->beam.strings = m->strings;
    l->beam.string_size = m->string_size;
    l->beam.context = l;
    l->beam.resize = resize;
    l->beam.import_arity = import_arity;
    l->beam.import_is_erlang = import_is_erlang;
    l->beam.literal_type = literal_type;
    l->beam.literal_bit_flags = literal_bit_flags;
    l->beam.fun_label = fun_label;
    l->beam.atom_text = text_of_atom;
#if AVM_OBSERVER
    l->beam.is_traced = is_traced_module(l) ? is_traced : NULL;
#endif
    l->beam.want_places = l->vm->inspect != NULL;
    struct failure failure = {0};
    enum status status = translate_module(&l->beam, &l->translation, &failure);
    if (status == STATUS_OK) {
        if (l->vm->inspect != NULL) {
            l->vm->inspect(l->vm->inspect_context, l);
        }
        return STATUS_OK;
    }
    if (failure.status == STATUS_OK) {
        return fail(l->failure, STATUS_LIMIT, "out of memory while translating the code");
    }
    if (failure.offset != FAILURE_NO_OFFSET) {
        failure.offset += l->code_offset;
    }
    if (l->failure != NULL && l->failure->status == STATUS_OK) {
        *l->failure = failure;
    }
    return status;
}

// Word code of the module, or the translation when that cannot run here.
static enum status find_code(struct loader *l)
{
    struct failure why = {0};
    bool only = l->code_chunk.data == NULL;
    bool needs_translation = l->vm->inspect != NULL || is_traced_module(l);
    enum status status = only || !needs_translation ? load_wordcode(l, &why) : STATUS_FAILED;
    if (status == STATUS_LIMIT || (status != STATUS_OK && only)) {
        failure_add_hint(&why, "pack it again with this avm, not with --wordcode=only");
        *l->failure = l->failure->status == STATUS_OK ? why : *l->failure;
        return status;
    }
    if (status != STATUS_OK) {
        return translate(l);
    }
    if (l->vm->inspect != NULL) {
        l->vm->inspect(l->vm->inspect_context, l);
    }
    return STATUS_OK;
}

// Making the module of the translation

// Where a function of a row of ExpT or FunT begins; offsets: of the rows, in stored word code.
static const uint32_t *code_of_row(const struct loader *l, const uint32_t *offsets, uint32_t row,
                                   uint32_t label, uint32_t arity)
{
    const struct translation *t = &l->translation;
    if (l->stored.code != NULL) {
        return l->stored.code + offsets[row];
    }
    if (label >= t->label_count || t->entry_arity[label] != arity ||
        t->labels[label] >= t->code_words) {
        return NULL;
    }
    return l->module->code + t->labels[label];
}

static enum status place_funs(struct loader *l)
{
    struct table table;
    enum status status = table_find(l, "FunT", FUN_ROW_SIZE, &table);
    for (uint32_t i = 0; i < l->module->fun_count && status == STATUS_OK; i++) {
        struct fun_entry *fun = &l->module->funs[i];
        fun->code = code_of_row(l, l->stored.funs, i, fun_field(&table, i, 2), fun->arity);
        if (fun->code == NULL) {
            status = bad_row(l, "FunT", i, table.offset + i * FUN_ROW_SIZE);
        }
    }
    return status;
}

static term integer_constant(const struct loader *l, const struct constant *constant)
{
    if (constant->kind == CONSTANT_BIG) {
        return literal_integer(l->vm, constant->bytes, (size_t) constant->value);
    }
    if (constant->value >= SMALL_MIN && constant->value <= SMALL_MAX) {
        return make_small((sterm) constant->value);
    }
    uint8_t bytes[8];
    bytes_put_be64(bytes, (uint64_t) constant->value);
    return literal_integer(l->vm, bytes, sizeof bytes);
}

// NONE: no memory. Indices have been checked by the translator.
static term resolve(const struct loader *l, const struct constant *constant)
{
    const struct import *import;
    term *object;
    switch ((enum constant_kind) constant->kind) {
    case CONSTANT_ATOM:
        return l->atoms[constant->value];
    case CONSTANT_LITERAL:
        return l->literals[constant->value];
    case CONSTANT_INTEGER:
    case CONSTANT_BIG:
        return integer_constant(l, constant);
    case CONSTANT_IMPORT:
        import = &l->imports[constant->value];
        return (term) export_get(l->vm, import->module, import->function, import->arity);
    case CONSTANT_FUN:
        return (term) &l->module->funs[constant->value];
    case CONSTANT_STRING:
        return (term) (l->module->strings + constant->value);
    case CONSTANT_EMPTY_TUPLE:
        object = literal_alloc(l->vm, 1);
        if (object == NULL) {
            return NONE;
        }
        object[0] = make_header(0, TAG_TUPLE);
        return make_boxed(object);
    }
    return NONE;
}

// Constants stand in front of the code, the first nearest to it.
static enum status make_constants(struct loader *l, uint32_t count, uint32_t code_words)
{
    struct module *m = l->module;
    const struct stored_code *stored = &l->stored;
    m->code_block_size = count * sizeof(term) + code_words * sizeof(uint32_t);
    m->code_block = memory_alloc(l->vm, m->code_block_size);
    if (m->code_block == NULL) {
        return fail_memory(l->failure, m->code_block_size);
    }
    m->constants = m->code_block;
    m->constant_count = count;
    for (uint32_t i = 0; i < count; i++) {
        struct constant constant =
            stored->code != NULL ? stored_constant(stored, i) : l->translation.constants[i];
        term value = resolve(l, &constant);
        if (value == NONE) {
            return fail(l->failure, STATUS_LIMIT, "no room for the constants of the code");
        }
        m->constants[count - 1 - i] = value;
    }
    return STATUS_OK;
}

static enum status make_code(struct loader *l)
{
    struct module *m = l->module;
    const struct translation *t = &l->translation;
    enum status status = make_constants(l, t->constant_count, t->code_words);
    if (status != STATUS_OK) {
        return status;
    }
    uint32_t *code = (uint32_t *) (m->constants + t->constant_count);
    if (t->code_words > 0) {
        memcpy(code, t->code, t->code_words * sizeof(uint32_t));
    }
    code_link(code, t->code_words, m->constants, m->constant_count);
    m->code = code;
    m->code_words = t->code_words;
    if (t->on_load != UINT32_MAX) {
        m->on_load = code + t->on_load;
    }
    return STATUS_OK;
}

static enum status make_line_positions(struct loader *l)
{
    struct module *m = l->module;
    const struct translation *t = &l->translation;
    struct line_position *lines = memory_alloc(l->vm, t->line_count * sizeof *lines);
    if (lines == NULL) {
        return fail_memory(l->failure, t->line_count * sizeof *lines);
    }
    for (uint32_t i = 0; i < t->line_count; i++) {
        lines[i] = t->lines[i];
    }
    m->line_positions = lines;
    m->line_position_count = t->line_count;
    return STATUS_OK;
}

static enum status make_function_table(struct loader *l)
{
    struct module *m = l->module;
    const struct stored_code *stored = &l->stored;
    uint32_t count = m->in_place ? stored->function_count : l->translation.function_count;
    m->functions = memory_alloc(l->vm, count * sizeof *m->functions);
    if (m->functions == NULL) {
        return fail_memory(l->failure, count * sizeof *m->functions);
    }
    m->function_count = count;
    for (uint32_t i = 0; i < count; i++) {
        if (m->in_place) {
            const uint32_t *row = stored->functions + (size_t) i * CHUNK_FUNCTION_WORDS;
            m->functions[i] = (struct function_info){row[0], row[1], row[2]};
        } else {
            m->functions[i] = l->translation.functions[i];
        }
        m->functions[i].name = l->atoms[m->functions[i].name];
    }
    return STATUS_OK;
}

// Code that stays where it is.
_Static_assert(sizeof(struct line_position) == CHUNK_LINE_WORDS * sizeof(uint32_t),
               "lines are used in place");

static enum status make_in_place(struct loader *l)
{
    struct module *m = l->module;
    const struct stored_code *stored = &l->stored;
    m->in_place = true;
    m->code = stored->code;
    m->code_words = stored->code_words;
    m->line_positions = (const struct line_position *) (const void *) stored->lines;
    m->line_position_count = stored->line_count;
    m->on_load = stored->on_load != UINT32_MAX ? m->code + stored->on_load : NULL;
    return make_constants(l, stored->constant_count, 0);
}

static enum status make_module(struct loader *l)
{
    if (l->stored.code != NULL) {
        return make_in_place(l);
    }
    enum status status = make_code(l);
    return status == STATUS_OK ? make_line_positions(l) : status;
}

// Entries of the export chunk: made now, pointed to the code at the end.

struct exported {
    struct export *entry;
    const uint32_t *code;
};

static int compare_exported(const void *a, const void *b)
{
    const struct export *x = ((const struct exported *) a)->entry;
    const struct export *y = ((const struct exported *) b)->entry;
    if (x->function != y->function) {
        return x->function < y->function ? -1 : 1;
    }
    return (x->arity > y->arity) - (x->arity < y->arity);
}

static enum status read_exports(struct loader *l, const struct table *table,
                                struct exported *exported)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const uint8_t *row = table->rows + (size_t) i * NAME_ROW_SIZE;
        uint32_t function = bytes_get_be32(row);
        uint32_t arity = bytes_get_be32(row + 4);
        const uint32_t *code = code_of_row(l, l->stored.exports, i, bytes_get_be32(row + 8), arity);
        if (!is_atom_index(l, function) || code == NULL) {
            return bad_row(l, "ExpT", i, table->offset + i * NAME_ROW_SIZE);
        }
        exported[i].entry = export_get(l->vm, l->module->name, l->atoms[function], arity);
        exported[i].code = code;
        if (exported[i].entry == NULL) {
            return fail_memory(l->failure, sizeof(struct export));
        }
    }
    qsort(exported, table->count, sizeof *exported, compare_exported);
    for (uint32_t i = 1; i < table->count; i++) {
        if (exported[i].entry == exported[i - 1].entry) {
            return fail_at(l->failure, STATUS_INPUT, table->offset, "a function is exported twice");
        }
    }
    return STATUS_OK;
}

// The half that cannot fail. Functions that the module of before has and this one has not are gone.
static void install(struct loader *l, const struct exported *exported)
{
    struct vm *vm = l->vm;
    struct module *m = l->module;
    struct module *old = module_find(vm, m->name);
    if (old != NULL) {
        module_delete(old);
    }
    for (uint32_t i = 0; i < m->export_count; i++) {
        m->exports[i] = exported[i].entry;
        export_set_code(vm, exported[i].entry, m, exported[i].code);
    }
    m->next = vm->modules;
    code_range_add(vm, m);
    SHARED_SET(&vm->modules, m);
}

static enum status export_and_install(struct loader *l)
{
    struct table table;
    struct module *m = l->module;
    enum status status = table_find(l, "ExpT", NAME_ROW_SIZE, &table);
    if (status != STATUS_OK) {
        return status;
    }
    size_t size = table.count * sizeof(struct exported);
    struct exported *exported = memory_alloc(l->vm, size);
    m->exports = memory_alloc(l->vm, table.count * sizeof *m->exports);
    m->export_count = table.count;
    if (exported == NULL || m->exports == NULL || !code_range_reserve(l->vm)) {
        status = fail_memory(l->failure, size);
    } else {
        status = read_exports(l, &table, exported);
    }
    if (status == STATUS_OK) {
        install(l, exported);
    }
    memory_free(l->vm, exported, size);
    return status;
}

// The whole

static enum status check_name(struct loader *l, term expected)
{
    if (expected == NONE || expected == l->module->name) {
        return STATUS_OK;
    }
    size_t size;
    const char *text = atom_text(l->vm, expected, &size);
    return fail(l->failure, STATUS_INPUT,
                "module '%.*s' is expected in this file\n"
                "give the file the name of the module in it",
                (int) size, text);
}

static enum status load_all(struct loader *l, term expected)
{
    static enum status (*const first[])(struct loader *) = {
        load_atoms, load_code_header, load_imports, load_strings,
        load_funs,  load_literals,    load_lines,   load_records,
    };
    static enum status (*const second[])(struct loader *) = {
        find_code, make_module, make_function_table, place_funs, export_and_install,
    };
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        enum status status = first[i](l);
        if (status == STATUS_OK && first[i] == load_atoms) {
            status = check_name(l, expected);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < sizeof second / sizeof second[0]; i++) {
        enum status status = second[i](l);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status open_beam(struct loader *l, const uint8_t *beam, size_t size)
{
    struct module *m = l->module;
    m->beam = beam;
    m->beam_size = size;
    if (inflate_is_gzip(beam, size)) {
        size_t inflated_size;
        enum status status = inflate_gzip_size(beam, size, &inflated_size, l->failure);
        if (status != STATUS_OK) {
            return status;
        }
        uint8_t *inflated = memory_alloc(l->vm, inflated_size);
        if (inflated == NULL) {
            return fail_memory(l->failure, inflated_size);
        }
        m->beam = inflated;
        m->beam_size = inflated_size;
        m->owns_beam = true;
        status = inflate_into(INFLATE_GZIP, beam, size, inflated, inflated_size, l->failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return beam_file_open(m->beam, m->beam_size, &l->file, l->failure);
}

#if AVM_LOADING
// The module gets a path and bytes of its own.
static enum status copy_source(struct loader *l, const char *path, const uint8_t *beam, size_t size)
{
    struct module *m = l->module;
    size_t path_size = path != NULL ? strlen(path) + 1 : 0;
    uint8_t *copy = memory_alloc(l->vm, size);
    m->own_path = path != NULL && copy != NULL ? memory_alloc(l->vm, path_size) : NULL;
    if (copy == NULL || (path != NULL && m->own_path == NULL)) {
        memory_free(l->vm, copy, size);
        return fail_memory(l->failure, size + path_size);
    }
    memcpy(copy, beam, size);
    if (path != NULL) {
        memcpy(m->own_path, path, path_size);
        m->own_path_size = path_size;
        m->path = m->own_path;
    }
    // What is compressed has been read when it was inflated.
    enum status status = open_beam(l, copy, size);
    if (m->beam != copy) {
        memory_free(l->vm, copy, size);
    }
    m->owns_beam = true;
    return status;
}
#endif

// What a person can do who cannot change the file.
static void add_hint(const struct loader *l)
{
    char made_by[64], hint[160];
    if (l->failure == NULL || l->failure->status != STATUS_INPUT || l->file.data == NULL) {
        return;
    }
    if (beam_made_by(&l->file, made_by, sizeof made_by)) {
        snprintf(hint, sizeof hint,
                 "the module was made by %s; compile it again with Erlang/OTP 25 to 29", made_by);
    } else {
        snprintf(hint, sizeof hint,
                 "the module does not say which Erlang/OTP made it; compile it again with "
                 "Erlang/OTP 25 to 29");
    }
    failure_add_hint(l->failure, hint);
}

static void loader_clear(struct loader *l)
{
    memory_free(l->vm, l->atoms, ((size_t) l->atom_count + 1) * sizeof(term));
    memory_free(l->vm, l->imports, l->import_count * sizeof *l->imports);
    memory_free(l->vm, l->literals, l->literal_count * sizeof(term));
    if (l->beam.resize != NULL) {
        translation_clear(&l->beam, &l->translation);
    }
}

static enum status load(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                        bool from_library, bool copies, term expected, struct module **out,
                        struct failure *failure)
{
    struct failure own = {0};
    struct loader l = {.vm = vm, .failure = failure != NULL ? failure : &own};
    l.literal_mark = vm->literals_top;
    l.module = memory_calloc(vm, sizeof *l.module);
    if (l.module == NULL) {
        return fail_memory(l.failure, sizeof *l.module);
    }
    l.module->vm = vm;
    l.module->path = path;
    l.module->from_library = from_library;
#if AVM_LOADING
    enum status status = copies ? copy_source(&l, path, beam, size) : open_beam(&l, beam, size);
#else
    enum status status = open_beam(&l, beam, size);
#endif
    if (status == STATUS_OK) {
        status = load_all(&l, expected);
    }
    loader_clear(&l);
    if (status == STATUS_OK) {
        *out = l.module;
        return STATUS_OK;
    }
    add_hint(&l);
    if (l.name[0] != '\0') {
        failure_add_subject(l.failure, l.name);
    }
    if (path != NULL) {
        failure_add_subject(l.failure, path);
    }
    module_free(vm, l.module);
    literal_release(vm, l.literal_mark);
    return status;
}

enum status load_beam_named(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                            bool from_library, term expected, struct module **out,
                            struct failure *failure)
{
    return load(vm, path, beam, size, from_library, false, expected, out, failure);
}

#if AVM_LOADING
enum status load_beam_copied(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                             term expected, struct module **out, struct failure *failure)
{
    return load(vm, path, beam, size, false, true, expected, out, failure);
}
#endif

enum status load_beam(struct vm *vm, const char *path, const uint8_t *beam, size_t size,
                      bool from_library, struct module **out, struct failure *failure)
{
    return load_beam_named(vm, path, beam, size, from_library, NONE, out, failure);
}

void module_free(struct vm *vm, struct module *m)
{
    memory_free(vm, m->code_block, m->code_block_size);
    memory_free(vm, m->functions, m->function_count * sizeof *m->functions);
    if (!m->in_place) {
        // allocated by make_function_table
        memory_free(vm, (void *) (uintptr_t) m->line_positions,
                    m->line_position_count * sizeof *m->line_positions);
    }
    memory_free(vm, m->lines, m->line_count * sizeof *m->lines);
    memory_free(vm, m->files, m->file_count * sizeof *m->files);
    memory_free(vm, m->exports, m->export_count * sizeof *m->exports);
    memory_free(vm, m->funs, m->fun_count * sizeof *m->funs);
    memory_free(vm, m->literal_bytes, m->literal_bytes_size);
    for (uint32_t i = 0; i < m->record_count; i++) {
        memory_free(vm, m->records[i].defaults, (m->records[i].field_count + 1) * sizeof(term));
    }
    memory_free(vm, m->records, (m->record_count + 1) * sizeof *m->records);
    if (m->owns_beam) {
        memory_free(vm, (void *) m->beam, m->beam_size);
    }
#if AVM_LOADING
    memory_free(vm, m->own_path, m->own_path_size);
#endif
    memory_free(vm, m, sizeof *m);
}
