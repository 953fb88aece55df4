// SPDX-License-Identifier: Apache-2.0
// disasm.c: BEAM instructions and the word code they became, side by side (avm list --disasm).
//
// The module is loaded into a machine of its own; the loader shows it between translation and
// installation, when word code still has plain indices.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/decode.h"
#include "vm/load.h"
#include "vm/loader.h"
#include "vm/machine.h"
#include "vm/print.h"
#include "vm/vm.h"
#include "vm/wordcode.h"
#include "vm/wordcode_chunk.h"

#define COLUMN     58
#define LINE_BYTES 400
#define LIST_ITEMS 4096

struct listing {
    const char *function; // "name/arity" or NULL: all
    vm_print print;
    void *context;
    const struct loader *loader;
    struct operand *items; // of the instruction being read
    bool shown;            // the function being read is wanted
    bool any;
    char line[LINE_BYTES];
    size_t length;
};

static void add(struct listing *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(out->line + out->length, LINE_BYTES - out->length, format, arguments);
    va_end(arguments);
    if (written > 0) {
        out->length += (size_t) written;
        out->length = out->length < LINE_BYTES - 1 ? out->length : LINE_BYTES - 1;
    }
}

static void add_bytes(void *context, const char *text, size_t size)
{
    struct listing *out = context;
    for (size_t i = 0; i < size && out->length < LINE_BYTES - 2; i++) {
        out->line[out->length++] = text[i];
    }
    out->line[out->length] = '\0';
}

static void end_line(struct listing *out)
{
    out->print(out->context, out->line, out->length);
    out->print(out->context, "\n", 1);
    out->length = 0;
    out->line[0] = '\0';
}

static void add_term(struct listing *out, term t)
{
    term_print(out->loader->vm, t, PRINT_PRETTY, 40, add_bytes, out);
}

static void add_operand(struct listing *out, const struct operand *o)
{
    const struct loader *l = out->loader;
    switch (o->kind) {
    case OPERAND_ATOM:
        add_term(out, (uint32_t) o->value <= l->atom_count ? l->atoms[o->value] : NIL);
        break;
    case OPERAND_NIL:
        add(out, "[]");
        break;
    case OPERAND_X:
        add(out, "x%" PRId64, o->value);
        break;
    case OPERAND_Y:
        add(out, "y%" PRId64, o->value);
        break;
    case OPERAND_FLOAT_REGISTER:
        add(out, "fr%" PRId64, o->value);
        break;
    case OPERAND_LABEL:
        add(out, "f%" PRId64, o->value);
        break;
    case OPERAND_LITERAL:
        add_term(out, (uint32_t) o->value < l->literal_count ? l->literals[o->value] : NIL);
        break;
    case OPERAND_BIG:
        add(out, "big(%" PRId64 " bytes)", o->value);
        break;
    case OPERAND_ALLOC:
        add(out, "{words %" PRId64 ", floats %" PRIu32 ", funs %" PRIu32 "}", o->value, o->extra,
            o->extra2);
        break;
    case OPERAND_LIST:
        add(out, "[");
        for (int64_t i = 0; i < o->value; i++) {
            add(out, i > 0 ? " " : "");
            add_operand(out, &o->items[i]);
        }
        add(out, "]");
        break;
    default:
        add(out, "%" PRId64, o->value);
        break;
    }
}

static void add_import(struct listing *out, const struct operand *o)
{
    const struct loader *l = out->loader;
    if (o->value < 0 || o->value >= l->import_count) {
        add(out, "%" PRId64, o->value);
        return;
    }
    const struct import *import = &l->imports[o->value];
    add_term(out, import->module);
    add(out, ":");
    add_term(out, import->function);
    add(out, "/%" PRIu32, import->arity);
}

static void add_instruction(struct listing *out, const struct instruction *i)
{
    int import = import_operand(i->opcode);
    add(out, "%6" PRIx32 "  %s", i->offset, opcode_name(i->opcode));
    for (unsigned k = 0; k < i->operand_count; k++) {
        add(out, " ");
        if ((int) k == import) {
            add_import(out, &i->operands[k]);
        } else {
            add_operand(out, &i->operands[k]);
        }
    }
}

static void add_constant(struct listing *out, uint32_t index)
{
    const struct loader *l = out->loader;
    struct constant k = l->stored.code != NULL ? stored_constant(&l->stored, index)
                                               : l->translation.constants[index];
    struct operand o = {.kind = OPERAND_NIL, .value = k.value};
    switch (k.kind) {
    case CONSTANT_ATOM:
        o.kind = k.value == 0 ? OPERAND_NIL : OPERAND_ATOM;
        add_operand(out, &o);
        break;
    case CONSTANT_LITERAL:
        o.kind = OPERAND_LITERAL;
        add_operand(out, &o);
        break;
    case CONSTANT_INTEGER:
        add(out, "%" PRId64, k.value);
        break;
    case CONSTANT_IMPORT:
        add_import(out, &o);
        break;
    case CONSTANT_FUN:
        add(out, "fun %" PRId64, k.value);
        break;
    case CONSTANT_STRING:
        add(out, "string %" PRId64, k.value);
        break;
    case CONSTANT_EMPTY_TUPLE:
        add(out, "{}");
        break;
    default:
        add(out, "big");
        break;
    }
}

// Word code from `from` to `to`, the first line beside what is in the line already.
static void add_words(struct listing *out, uint32_t from, uint32_t to)
{
    const struct loader *l = out->loader;
    const uint32_t *code = l->stored.code != NULL ? l->stored.code : l->translation.code;
    bool first = true;
    while (from < to) {
        char text[200];
        uint32_t length = wordcode_print(code, from, text, sizeof text);
        if (!first || out->length >= COLUMN) {
            end_line(out);
        }
        add(out, "%*s%5" PRIu32 "  ", (int) (COLUMN - out->length), "", from);
        for (const char *at = text; *at != '\0'; at++) {
            if (*at != '#') {
                add_bytes(out, at, 1);
                continue;
            }
            char *end;
            add_constant(out, (uint32_t) strtoul(at + 1, &end, 10));
            at = end - 1;
        }
        first = false;
        from += length;
    }
    end_line(out);
}

static struct operand *list_items(void *context, size_t count)
{
    struct listing *out = context;
    return count <= LIST_ITEMS ? out->items : NULL;
}

// Is it the function asked for?
static void choose(struct listing *out, term function, uint32_t arity)
{
    char name[LINE_BYTES];
    size_t before = out->length;
    add_term(out, function);
    snprintf(name, sizeof name, "%s/%" PRIu32, out->line + before, arity);
    out->length = before;
    out->line[before] = '\0';
    out->shown = out->function == NULL || strcmp(out->function, name) == 0;
    out->any |= out->shown;
    if (out->shown) {
        add(out, "%s", name);
        end_line(out);
    }
}

// A module that has word code only.
static void list_words(struct listing *out)
{
    const struct loader *l = out->loader;
    const struct stored_code *s = &l->stored;
    for (uint32_t i = 0; i < s->function_count; i++) {
        const uint32_t *row = s->functions + (size_t) i * CHUNK_FUNCTION_WORDS;
        choose(out, l->atoms[row[2]], row[1]);
        if (out->shown) {
            add_words(out, row[0],
                      i + 1 < s->function_count ? row[CHUNK_FUNCTION_WORDS] : s->code_words);
        }
    }
}

static void list_module(void *context, const struct loader *loader)
{
    struct listing *out = context;
    const struct translation *t = &loader->translation;
    struct decoder decoder = {.bytes = loader->beam.code,
                              .size = loader->beam.code_size,
                              .new_items = list_items,
                              .context = out};
    struct instruction i;
    uint32_t at = 0;
    out->loader = loader;
    if (loader->stored.code != NULL) {
        list_words(out);
        return;
    }
    while (decode_next(&decoder, &i)) {
        if (i.opcode == BEAM_func_info) {
            choose(out, loader->atoms[i.operands[1].value], (uint32_t) i.operands[2].value);
        }
        uint32_t word = t->code_words;
        bool known = at < t->place_count && t->places[at].beam == i.offset;
        if (known) {
            word = t->places[at].word;
            at++;
        }
        if (!out->shown || i.opcode == BEAM_int_code_end) {
            continue;
        }
        uint32_t next = at < t->place_count ? t->places[at].word : t->code_words;
        add_instruction(out, &i);
        add_words(out, known ? word : next, known ? next : 0);
    }
}

enum status vm_disassemble(const char *name, const void *beam, size_t size, const char *function,
                           vm_print print, void *context, struct failure *failure)
{
    struct listing *out = NULL;
    struct module *module = NULL;
    enum status status = STATUS_LIMIT;
    struct vm *vm = vm_new(NULL);
    if (vm != NULL) {
        out = memory_calloc(vm, sizeof *out);
    }
    if (out != NULL) {
        *out = (struct listing){.function = function, .print = print, .context = context};
        out->items = memory_alloc(vm, LIST_ITEMS * sizeof *out->items);
    }
    if (out == NULL || out->items == NULL) {
        status = fail_memory(failure, LIST_ITEMS * sizeof(struct operand));
        goto done;
    }
    vm->inspect = list_module;
    vm->inspect_context = out;
    status = load_beam(vm, name, beam, size, false, &module, failure);
    if (status == STATUS_OK && !out->any) {
        status = fail(failure, STATUS_FAILED, "no function '%s' in the module", function);
    }
done:
    if (out != NULL) {
        memory_free(vm, out->items, LIST_ITEMS * sizeof *out->items);
        memory_free(vm, out, sizeof *out);
    }
    vm_free(vm);
    return status;
}
