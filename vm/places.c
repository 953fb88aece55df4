// SPDX-License-Identifier: Apache-2.0
// places.c: where the functions of a BEAM file are written, for tools that explain what a machine
// elsewhere printed. Firmware leaves it out.

#include <string.h>

#include "vm/atom.h"
#include "vm/decode.h"
#include "vm/load.h"
#include "vm/loader.h"
#include "vm/memory.h"
#include "vm/vm.h"

#define LIST_ITEMS 65536

struct walk {
    vm_place_visit visit;
    void *context;
    struct operand *items;
    char function[256 * 4];
    char file[1024];
    struct vm_place place;
};

static struct operand *list_items(void *context, size_t count)
{
    struct walk *walk = context;
    return count <= LIST_ITEMS ? walk->items : NULL;
}

static void copy_atom(const struct loader *loader, const struct operand *o, char *to, size_t size)
{
    size_t length = 0;
    const char *text = "";
    if (o->kind == OPERAND_ATOM && o->value <= loader->atom_count) {
        text = atom_text(loader->vm, loader->atoms[o->value], &length);
    }
    length = length < size ? length : size - 1;
    memcpy(to, text, length);
    to[length] = '\0';
}

static void set_line(struct walk *walk, const struct module *module, const struct operand *o)
{
    walk->place.line = 0;
    walk->file[0] = '\0';
    if (o->kind != OPERAND_UNSIGNED || o->value >= module->line_count) {
        return;
    }
    uint32_t item = module->lines[o->value];
    uint32_t file = item >> 24;
    size_t length = 0;
    term name = file < module->file_count ? module->files[file] : NIL;
    for (; is_cons(name) && length + 1 < sizeof walk->file; name = cons_tail(name)) {
        walk->file[length++] = (char) small_value(cons_head(name));
    }
    walk->file[length] = '\0';
    walk->place.line = item & 0xffffff;
}

// The compiler writes: label, line, func_info, label, code. The first label of a function stands
// in front of what names it, so it is reported together with func_info.
static void walk_module(void *context, const struct loader *loader)
{
    struct walk *walk = context;
    struct decoder decoder = {.bytes = loader->beam.code,
                              .size = loader->beam.code_size,
                              .new_items = list_items,
                              .context = walk};
    struct instruction i;
    bool has_function = false;
    if (loader->stored.code != NULL) {
        return; // word code has no labels
    }
    while (decode_next(&decoder, &i)) {
        if (i.opcode == BEAM_line) {
            set_line(walk, loader->module, &i.operands[0]);
        } else if (i.opcode == BEAM_func_info) {
            copy_atom(loader, &i.operands[1], walk->function, sizeof walk->function);
            walk->place.arity = (uint32_t) i.operands[2].value;
            has_function = true;
        } else if (i.opcode == BEAM_label && has_function) {
            walk->place.label = (uint32_t) i.operands[0].value;
            walk->place.function = walk->function;
            walk->place.file = walk->file;
            walk->visit(walk->context, &walk->place);
        }
    }
}

enum status vm_visit_places(const char *name, const void *beam, size_t size, vm_place_visit visit,
                            void *context, struct failure *failure)
{
    struct walk *walk = NULL;
    struct module *module = NULL;
    enum status status = STATUS_LIMIT;
    struct vm *vm = vm_new(NULL);
    if (vm != NULL) {
        walk = memory_calloc(vm, sizeof *walk);
    }
    if (walk != NULL) {
        walk->visit = visit;
        walk->context = context;
        walk->items = memory_alloc(vm, LIST_ITEMS * sizeof *walk->items);
    }
    if (walk == NULL || walk->items == NULL) {
        status = fail_memory(failure, LIST_ITEMS * sizeof(struct operand));
        goto done;
    }
    vm->inspect = walk_module;
    vm->inspect_context = walk;
    status = load_beam(vm, name, beam, size, false, &module, failure);
done:
    if (walk != NULL) {
        memory_free(vm, walk->items, LIST_ITEMS * sizeof *walk->items);
        memory_free(vm, walk, sizeof *walk);
    }
    vm_free(vm);
    return status;
}
