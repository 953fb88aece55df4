// SPDX-License-Identifier: Apache-2.0
// load_records.c: native records that a module defines (chunk "Recs", OTP 29).
//
//   version (0), number of records, number of all their fields: 32 bits each
//   for each record operands as code has them: a label (0), the name, true or false (exported), and
//   a list of field, default value, ...; a default that is an unsigned 0 is none

#include <string.h>

#include "packbeam/bytes.h"
#include "vm/loader.h"

// One list is in use at a time.
struct records_reader {
    struct loader *l;
    struct decoder decoder;
    uint32_t offset; // of the operands in the file
    struct operand *items;
    size_t capacity;
};

static struct operand *record_items(void *context, size_t count)
{
    struct records_reader *r = context;
    if (count > r->capacity) {
        struct operand *items =
            memory_resize(r->l->vm, r->items, r->capacity * sizeof *items, count * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        r->items = items;
        r->capacity = count;
    }
    return r->items;
}

static enum status bad_records(const struct records_reader *r)
{
    return fail_at(r->l->failure, STATUS_INPUT, r->offset + (uint32_t) r->decoder.position,
                   "the table of native records ('Recs') is damaged");
}

static bool is_loaded_atom(const struct loader *l, const struct operand *operand)
{
    return operand->kind == OPERAND_ATOM && operand->value <= l->atom_count;
}

// False: not a value. NONE in *value: no default, or no memory when *failed.
static bool default_value(const struct loader *l, const struct operand *operand, term *value,
                          bool *failed)
{
    uint8_t bytes[8];
    switch (operand->kind) {
    case OPERAND_UNSIGNED:
        *value = NONE;
        return operand->value == 0;
    case OPERAND_NIL:
        *value = NIL;
        return true;
    case OPERAND_ATOM:
        *value = l->atoms[is_loaded_atom(l, operand) ? operand->value : 0];
        return is_loaded_atom(l, operand);
    case OPERAND_LITERAL:
        if (operand->value >= l->literal_count) {
            return false;
        }
        *value = l->literals[operand->value];
        return true;
    case OPERAND_INTEGER:
        bytes_put_be64(bytes, (uint64_t) operand->value);
        *value = literal_integer(l->vm, bytes, sizeof bytes);
        break;
    case OPERAND_BIG:
        *value = literal_integer(l->vm, operand->bytes, (size_t) operand->value);
        break;
    default:
        return false;
    }
    *failed = *value == NONE;
    return true;
}

static enum status read_fields(struct records_reader *r, const struct operand *list, term *elements,
                               struct record_definition *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct operand *field = &list->items[2 * i];
        bool failed = false;
        if (!is_loaded_atom(r->l, field) ||
            !default_value(r->l, field + 1, &record->defaults[i], &failed)) {
            return bad_records(r);
        }
        if (failed) {
            return fail(r->l->failure, STATUS_LIMIT, "no room for the fields of a native record");
        }
        elements[i] = r->l->atoms[field->value];
    }
    return STATUS_OK;
}

static enum status read_record(struct records_reader *r, struct record_definition *record)
{
    struct loader *l = r->l;
    struct operand first, name, exported, list;
    if (!decode_operand(&r->decoder, &first) || !decode_operand(&r->decoder, &name) ||
        !decode_operand(&r->decoder, &exported) || !decode_operand(&r->decoder, &list) ||
        !is_loaded_atom(l, &name) || !is_loaded_atom(l, &exported) || list.kind != OPERAND_LIST ||
        list.value % 2 != 0) {
        return bad_records(r);
    }
    uint32_t count = (uint32_t) list.value / 2;
    size_t words = 4 + (size_t) count;
    term *object = literal_alloc(l->vm, words);
    record->defaults = memory_calloc(l->vm, (count + 1) * sizeof(term));
    record->field_count = count;
    if (object == NULL || record->defaults == NULL) {
        return fail_memory(l->failure, words * sizeof(term));
    }
    object[0] = make_header(words - 1, TAG_TUPLE);
    object[1] = l->module->name;
    object[2] = l->atoms[name.value];
    object[3] = l->atoms[exported.value];
    record->definition = make_boxed(object);
    return read_fields(r, &list, object + 4, record);
}

enum status load_records(struct loader *l)
{
    struct beam_chunk chunk;
    if (!beam_file_find(&l->file, "Recs", &chunk)) {
        return STATUS_OK;
    }
    struct records_reader r = {.l = l, .offset = chunk.offset + 12};
    if (chunk.size < 12 || bytes_get_be32(chunk.data) != 0) {
        return bad_records(&r);
    }
    uint32_t count = bytes_get_be32(chunk.data + 4);
    r.decoder = (struct decoder){.bytes = chunk.data + 12,
                                 .size = chunk.size - 12,
                                 .new_items = record_items,
                                 .context = &r};
    if (count > r.decoder.size) {
        return bad_records(&r);
    }
    struct module *m = l->module;
    m->records = memory_calloc(l->vm, (count + 1) * sizeof *m->records);
    if (m->records == NULL) {
        return fail_memory(l->failure, count * sizeof *m->records);
    }
    m->record_count = count;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
        status = read_record(&r, &m->records[i]);
    }
    memory_free(l->vm, r.items, r.capacity * sizeof *r.items);
    return status;
}

const struct record_definition *module_record_find(const struct vm *vm, term module, term name)
{
    const struct module *m = module_find(vm, module);
    for (uint32_t i = 0; m != NULL && i < m->record_count; i++) {
        if (tuple_elements(m->records[i].definition)[1] == name) {
            return &m->records[i];
        }
    }
    return NULL;
}
