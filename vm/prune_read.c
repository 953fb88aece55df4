// SPDX-License-Identifier: Apache-2.0
// prune_read.c: a module taken apart: its tables, and where each of its functions begins and ends.

#include <stdlib.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"
#include "vm/prune.h"

#define NAME_ROW_SIZE 12
#define FUN_ROW_SIZE  24

// Names

static uint32_t hash_text(const char *text, size_t size)
{
    uint32_t hash = 2166136261U; // FNV-1a
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (uint8_t) text[i]) * 16777619U;
    }
    return hash;
}

// The bucket where the name is, or would be.
static uint32_t *find_bucket(const struct vm_prune *prune, const char *text, size_t size)
{
    uint32_t at = hash_text(text, size) & (prune->bucket_count - 1);
    for (;; at = (at + 1) & (prune->bucket_count - 1)) {
        uint32_t *bucket = &prune->buckets[at];
        if (*bucket == PRUNE_NONE || (prune->names[*bucket].size == size &&
                                      memcmp(prune->names[*bucket].text, text, size) == 0)) {
            return bucket;
        }
    }
}

static bool grow_names(struct vm_prune *prune)
{
    uint32_t capacity = prune->name_capacity == 0 ? 1024 : prune->name_capacity * 2;
    struct prune_name *names = realloc(prune->names, capacity * sizeof *names);
    prune->names = names != NULL ? names : prune->names;
    uint32_t *buckets = names != NULL ? malloc(2 * capacity * sizeof *buckets) : NULL;
    if (buckets == NULL) {
        return false;
    }
    free(prune->buckets);
    prune->buckets = buckets;
    prune->bucket_count = 2 * capacity;
    prune->name_capacity = capacity;
    memset(buckets, 0xff, 2 * capacity * sizeof *buckets);
    for (uint32_t i = 0; i < prune->name_count; i++) {
        *find_bucket(prune, names[i].text, names[i].size) = i;
    }
    return true;
}

// PRUNE_NONE: no module has that atom.
uint32_t prune_find_name(const struct vm_prune *prune, const char *text, size_t size)
{
    return prune->bucket_count > 0 ? *find_bucket(prune, text, size) : PRUNE_NONE;
}

// PRUNE_NONE: no memory.
static uint32_t add_name(struct vm_prune *prune, const char *text, size_t size)
{
    if (prune->name_count == prune->name_capacity && !grow_names(prune)) {
        prune->no_memory = true;
        return PRUNE_NONE;
    }
    uint32_t *bucket = find_bucket(prune, text, size);
    if (*bucket != PRUNE_NONE) {
        return *bucket;
    }
    char *copy = malloc(size + 1);
    if (copy == NULL) {
        prune->no_memory = true;
        return PRUNE_NONE;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    prune->names[prune->name_count] = (struct prune_name){
        .text = copy, .size = (uint32_t) size, .functions = PRUNE_NONE, .module = PRUNE_NONE};
    return *bucket = prune->name_count++;
}

// Tables

struct reading {
    struct vm_prune *prune;
    struct prune_module *module;
    uint32_t capacity;
};

static void read_name(void *context, enum beam_reference kind, const char *text, size_t size)
{
    struct reading *reading = context;
    struct prune_module *m = reading->module;
    if (kind != BEAM_ATOM || reading->prune->no_memory) {
        return;
    }
    if (m->atom_count + 1 >= reading->capacity) {
        uint32_t capacity = reading->capacity * 2 + 64;
        uint32_t *names = realloc(m->names, capacity * sizeof *names);
        if (names == NULL) {
            reading->prune->no_memory = true;
            return;
        }
        m->names = names;
        reading->capacity = capacity;
    }
    m->names[0] = PRUNE_NONE;
    m->names[++m->atom_count] = add_name(reading->prune, text, size);
}

// Rows of `width` words each, behind their count. NULL in *rows: there are none.
static bool read_rows(const struct prune_module *m, const char *tag, uint32_t width,
                      uint32_t **rows, uint32_t *count)
{
    struct beam_chunk chunk;
    *rows = NULL;
    *count = 0;
    if (!beam_file_find(&m->file, tag, &chunk)) {
        return true;
    }
    if (chunk.size < 4 || bytes_get_be32(chunk.data) > (chunk.size - 4) / (4 * width)) {
        return false;
    }
    *count = bytes_get_be32(chunk.data);
    size_t words = (size_t) *count * width;
    *rows = malloc(words * sizeof(uint32_t) + 1);
    for (size_t i = 0; *rows != NULL && i < words; i++) {
        (*rows)[i] = bytes_get_be32(chunk.data + 4 + 4 * i);
    }
    return *rows != NULL;
}

_Static_assert(sizeof(struct prune_row) == NAME_ROW_SIZE, "rows are words");
_Static_assert(sizeof(struct prune_import) == NAME_ROW_SIZE, "rows are words");
_Static_assert(sizeof(struct prune_fun) == FUN_ROW_SIZE, "rows are words");

static bool read_tables(struct prune_module *m)
{
    if (!read_rows(m, "ImpT", 3, (uint32_t **) (void *) &m->imports, &m->import_count) ||
        !read_rows(m, "ExpT", 3, (uint32_t **) (void *) &m->exports, &m->export_count) ||
        !read_rows(m, "LocT", 3, (uint32_t **) (void *) &m->locals, &m->local_count) ||
        !read_rows(m, "FunT", 6, (uint32_t **) (void *) &m->funs, &m->fun_count)) {
        return false;
    }
    for (uint32_t i = 0; i < m->import_count; i++) {
        struct prune_import *import = &m->imports[i];
        if (import->module - 1 >= m->atom_count || import->function - 1 >= m->atom_count) {
            return false;
        }
        import->module = m->names[import->module];
        import->function = m->names[import->function];
    }
    for (uint32_t i = 0; i < m->export_count; i++) {
        if (m->exports[i].atom - 1 >= m->atom_count) {
            return false;
        }
    }
    for (uint32_t i = 0; i < m->local_count; i++) {
        if (m->locals[i].atom - 1 >= m->atom_count) {
            return false;
        }
    }
    for (uint32_t i = 0; i < m->fun_count; i++) {
        if (m->funs[i].atom - 1 >= m->atom_count) {
            return false;
        }
    }
    return true;
}

static bool read_literals(struct prune_module *m)
{
    struct beam_literals table;
    enum status status = beam_file_literals(&m->file, &table, NULL);
    if (status != STATUS_OK) {
        return status == STATUS_FAILED;
    }
    if (table.inflated_size != 0) {
        m->literal_bytes = malloc(table.inflated_size);
        if (m->literal_bytes == NULL ||
            inflate_into(INFLATE_ZLIB, table.data, table.size, m->literal_bytes,
                         table.inflated_size, NULL) != STATUS_OK) {
            return false;
        }
        table.data = m->literal_bytes;
        table.size = table.inflated_size;
    }
    struct bytes in;
    uint32_t count;
    bytes_init(&in, table.data, table.size);
    if (!bytes_read_be32(&in, &count) || count > bytes_left(&in) / 4) {
        return false;
    }
    m->literals = calloc((size_t) count + 1, sizeof *m->literals);
    m->literals_reached = calloc((size_t) count + 1, sizeof *m->literals_reached);
    if (m->literals == NULL || m->literals_reached == NULL) {
        return false;
    }
    for (; m->literal_count < count; m->literal_count++) {
        struct prune_literal *literal = &m->literals[m->literal_count];
        if (!bytes_read_be32(&in, &literal->size) ||
            !bytes_read_data(&in, literal->size, &literal->data)) {
            return false;
        }
    }
    return true;
}

static bool read_code_header(struct prune_module *m)
{
    struct beam_chunk chunk;
    if (!beam_file_find(&m->file, "Code", &chunk) || chunk.size < 20) {
        return false;
    }
    m->code_header = bytes_get_be32(chunk.data);
    if (m->code_header < 16 || m->code_header > chunk.size - 4) {
        return false;
    }
    m->code = chunk.data + 4 + m->code_header;
    m->code_size = chunk.size - 4 - m->code_header;
    m->label_count = bytes_get_be32(chunk.data + 12);
    // The second keeps sizes of tables below what 32 bits hold.
    if (m->label_count > m->code_size + 1024 || m->code_size > INT32_MAX / 16) {
        return false;
    }
    m->label_functions = malloc(((size_t) m->label_count + 1) * sizeof(uint32_t));
    for (uint32_t i = 0; m->label_functions != NULL && i <= m->label_count; i++) {
        m->label_functions[i] = PRUNE_NONE;
    }
    return m->label_functions != NULL;
}

// Functions

static struct operand *items_for(void *context, size_t count)
{
    struct vm_prune *prune = context;
    unsigned list = prune->lists;
    if (list >= MAX_OPERANDS) {
        return NULL;
    }
    if (count > prune->item_capacity[list]) {
        struct operand *items = realloc(prune->items[list], count * sizeof *items);
        if (items == NULL) {
            prune->no_memory = true;
            return NULL;
        }
        prune->items[list] = items;
        prune->item_capacity[list] = count;
    }
    prune->lists++;
    return prune->items[list];
}

struct decoder prune_decoder(struct vm_prune *prune, const uint8_t *bytes, size_t size)
{
    return (struct decoder){.bytes = bytes, .size = size, .new_items = items_for, .context = prune};
}

static void forget_items(const struct decoder *decoder)
{
    struct vm_prune *prune = decoder->context;
    prune->lists = 0;
}

bool prune_next(struct decoder *decoder, struct instruction *instruction)
{
    forget_items(decoder);
    return decode_next(decoder, instruction);
}

bool prune_next_operand(struct decoder *decoder, struct operand *operand)
{
    forget_items(decoder);
    return decoder->position < decoder->size && decode_operand(decoder, operand);
}

bool prune_is_value(const struct instruction *i, int operand, int64_t item)
{
    switch (i->opcode) {
    case BEAM_func_info:
    case BEAM_is_eq_exact:
    case BEAM_is_ne_exact:
    case BEAM_is_eq:
    case BEAM_is_ne:
    case BEAM_is_lt:
    case BEAM_is_ge:
    case BEAM_select_val:
    case BEAM_is_tagged_tuple:
    case BEAM_has_map_fields:
        return false;
    case BEAM_get_map_elements: // keys and where the values go
        return operand != 2;
    case BEAM_bs_match: // the names of its commands
        return operand != 2;
    case BEAM_bs_create_bin: // type, segment number, unit, flags, value, size
        return operand != 5 || item % 6 == 4;
    case BEAM_call_fun2:
    case BEAM_debug_line:
    case BEAM_update_record:
    case BEAM_bs_start_match4:
        return operand != 0;
    default:
        return true;
    }
}

static struct prune_function *add_function(struct vm_prune *prune, struct prune_module *m)
{
    if (prune->function_count == prune->function_capacity) {
        uint32_t capacity = prune->function_capacity * 2 + 256;
        struct prune_function *functions = realloc(prune->functions, capacity * sizeof *functions);
        if (functions == NULL) {
            prune->no_memory = true;
            return NULL;
        }
        prune->functions = functions;
        prune->function_capacity = capacity;
    }
    struct prune_function *function = &prune->functions[prune->function_count++];
    m->function_count++;
    *function = (struct prune_function){.module = (uint32_t) (m - prune->modules),
                                        .name = PRUNE_NONE,
                                        .label = PRUNE_NONE,
                                        .next_of_name = PRUNE_NONE,
                                        .next_waiting = PRUNE_NONE};
    return function;
}

// What has been seen of the instructions.
struct scan {
    struct prune_function *function; // the one that the instruction belongs to
    uint32_t pending;                // where the labels and lines begin that may start the next
    uint32_t pending_lines;
    bool wants_entry; // func_info was seen, its label not yet
};

static bool is_own_atom(const struct prune_module *m, const struct operand *o)
{
    return o->kind == OPERAND_ATOM && o->value <= m->atom_count;
}

// A function begins with the labels and lines in front of its func_info.
static bool begin_function(struct vm_prune *prune, struct prune_module *m, struct scan *scan,
                           const struct instruction *i)
{
    uint32_t start = scan->pending != PRUNE_NONE ? scan->pending : i->offset;
    if (!is_own_atom(m, &i->operands[1]) || i->operands[2].kind != OPERAND_UNSIGNED ||
        i->operands[2].value > 255 || (m->function_count == 0 && start != 0)) {
        return false;
    }
    if (scan->function != NULL) {
        scan->function->end = start;
        scan->function->lines -= scan->pending_lines;
    }
    scan->function = add_function(prune, m);
    if (scan->function == NULL) {
        return false;
    }
    scan->function->start = start;
    scan->function->lines = scan->pending_lines;
    scan->function->name = m->names[i->operands[1].value];
    scan->function->arity = (uint32_t) i->operands[2].value;
    scan->wants_entry = true;
    return true;
}

static bool scan_instruction(struct vm_prune *prune, struct prune_module *m, struct scan *scan,
                             const struct instruction *i)
{
    bool is_line = i->opcode == BEAM_line;
    if (i->opcode == BEAM_func_info) {
        if (!begin_function(prune, m, scan, i)) {
            return false;
        }
    } else if (i->opcode == BEAM_label || is_line) {
        if (scan->pending == PRUNE_NONE) {
            scan->pending = i->offset;
            scan->pending_lines = 0;
        }
        scan->pending_lines += is_line;
        if (scan->function != NULL) {
            scan->function->lines += is_line;
        }
        if (i->opcode == BEAM_label && scan->wants_entry) {
            scan->function->label = (uint32_t) i->operands[0].value;
            scan->wants_entry = false;
        }
        return true;
    } else if (scan->function == NULL || scan->wants_entry) {
        return false;
    } else if (i->opcode == BEAM_on_load) {
        scan->function->on_load = true;
    }
    scan->pending = PRUNE_NONE;
    scan->pending_lines = 0;
    return true;
}

static bool find_functions(struct vm_prune *prune, struct prune_module *m)
{
    struct decoder decoder = prune_decoder(prune, m->code, m->code_size);
    struct instruction i;
    struct scan scan = {.pending = PRUNE_NONE};
    m->first_function = prune->function_count;
    while (prune_next(&decoder, &i)) {
        if (i.opcode == BEAM_int_code_end) {
            break;
        }
        if (!scan_instruction(prune, m, &scan, &i)) {
            return false;
        }
    }
    if (decoder.error != NULL || scan.function == NULL || scan.wants_entry) {
        return false;
    }
    scan.function->end = (uint32_t) decoder.position - (i.opcode == BEAM_int_code_end);
    return true;
}

// Which function each label is in. A second walk: the first finds out where functions begin.
static bool place_labels(struct vm_prune *prune, struct prune_module *m)
{
    for (uint32_t k = 0; k < m->function_count; k++) {
        const struct prune_function *f = &prune->functions[m->first_function + k];
        struct decoder decoder = prune_decoder(prune, m->code + f->start, f->end - f->start);
        struct instruction i;
        while (prune_next(&decoder, &i)) {
            const struct operand *number = &i.operands[0];
            if (i.opcode != BEAM_label) {
                continue;
            }
            if (number->kind != OPERAND_UNSIGNED || number->value < 1 ||
                number->value >= m->label_count ||
                m->label_functions[number->value] != PRUNE_NONE) {
                return false;
            }
            m->label_functions[number->value] = m->first_function + k;
        }
    }
    return true;
}

static bool is_entry(const struct vm_prune *prune, const struct prune_module *m, uint32_t label)
{
    return label < m->label_count && m->label_functions[label] != PRUNE_NONE &&
           prune->functions[m->label_functions[label]].label == label;
}

static bool connect_tables(struct vm_prune *prune, struct prune_module *m)
{
    for (uint32_t i = 0; i < m->export_count; i++) {
        if (!is_entry(prune, m, m->exports[i].label)) {
            return false;
        }
        prune->functions[m->label_functions[m->exports[i].label]].exported = true;
    }
    for (uint32_t i = 0; i < m->local_count; i++) {
        if (!is_entry(prune, m, m->locals[i].label)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < m->fun_count; i++) {
        if (!is_entry(prune, m, m->funs[i].label)) {
            return false;
        }
    }
    return true;
}

static void link_names(struct vm_prune *prune, struct prune_module *m)
{
    for (uint32_t k = 0; k < m->function_count; k++) {
        struct prune_function *f = &prune->functions[m->first_function + k];
        struct prune_name *name = &prune->names[f->name];
        f->next_of_name = name->functions;
        name->functions = m->first_function + k;
        m->is_implementation |= name->size == 8 && memcmp(name->text, "__impl__", 8) == 0;
    }
}

enum status prune_read(struct vm_prune *prune, struct prune_module *m, struct failure *failure)
{
    struct reading reading = {prune, m, 0};
    enum status status = beam_file_open(m->file.data, m->file.size, &m->file, failure);
    if (status == STATUS_OK) {
        status = beam_references(m->file.data, m->file.size, read_name, &reading, failure);
    }
    if (status != STATUS_OK || prune->no_memory) {
        return status != STATUS_OK ? status : fail_memory(failure, 0);
    }
    if (m->atom_count == 0) {
        return fail(failure, STATUS_INPUT, "the module has no name: chunk 'AtU8' is damaged");
    }
    m->name = m->names[1];
    // What cannot be taken apart stays whole: instructions of another time, for instance.
    m->opaque = !read_tables(m) || !read_literals(m) || !read_code_header(m) ||
                !find_functions(prune, m) || !place_labels(prune, m) || !connect_tables(prune, m);
    if (prune->no_memory) {
        return fail_memory(failure, 0);
    }
    if (m->opaque) {
        prune->function_count -= m->function_count;
        m->function_count = 0;
        m->label_count = 0; // they would lead to functions of others
    }
    link_names(prune, m);
    return STATUS_OK;
}
