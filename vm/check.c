// SPDX-License-Identifier: Apache-2.0
// check.c: what modules call, gathered while they are loaded, and looked up as a call would.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/atom.h"
#include "vm/decode.h"
#include "vm/loader.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/module.h"
#include "vm/print.h"
#include "vm/utf.h"
#include "vm/vm.h"
#include "vm/wordcode.h"
#include "vm/wordcode_chunk.h"

// The first call of an imported function in a module.
struct call {
    struct export *target;
    term module, function; // where the call is
    uint32_t arity;
    uint32_t line;
    term file;    // NONE: unknown
    size_t order; // of the modules as they were asked about
    const struct vm *vm;
};

struct vm_check {
    struct vm *vm;
    struct call *calls;
    size_t count, capacity;
    struct operand *items; // of the instruction being read
    size_t item_capacity;
    vm_check_lacks lacks; // NULL: this machine is asked about
    void *lacks_context;
    bool no_memory;
};

struct vm_check *vm_check_new(struct vm *vm)
{
    struct vm_check *check = memory_calloc(vm, sizeof *check);
    if (check != NULL) {
        check->vm = vm;
    }
    return check;
}

void vm_check_free(struct vm_check *check)
{
    if (check != NULL) {
        memory_free(check->vm, check->calls, check->capacity * sizeof *check->calls);
        memory_free(check->vm, check->items, check->item_capacity * sizeof *check->items);
        memory_free(check->vm, check, sizeof *check);
    }
}

static struct operand *items_for(void *context, size_t count)
{
    struct vm_check *check = context;
    if (count > check->item_capacity) {
        struct operand *items = memory_resize(
            check->vm, check->items, check->item_capacity * sizeof *items, count * sizeof *items);
        if (items == NULL) {
            check->no_memory = true;
            return NULL;
        }
        check->items = items;
        check->item_capacity = count;
    }
    return check->items;
}

static bool reserve(struct vm_check *check, size_t more)
{
    if (more <= check->capacity - check->count) {
        return true;
    }
    size_t capacity = check->capacity + check->capacity / 2 + more;
    struct call *calls = memory_resize(check->vm, check->calls, check->capacity * sizeof *calls,
                                       capacity * sizeof *calls);
    if (calls == NULL) {
        check->no_memory = true;
        return false;
    }
    check->calls = calls;
    check->capacity = capacity;
    return true;
}

// One entry for each import, in their order; target NULL: no call of it has been met.
static void add_call(struct call *call, const struct loader *l, const struct import *import,
                     const struct call *at)
{
    if (call->target == NULL) {
        *call = *at;
        // NULL: no memory, and the loader will soon find the same.
        call->target = export_get(l->vm, import->module, import->function, import->arity);
    }
}

static void set_line(struct call *at, const struct module *m, int64_t item)
{
    uint32_t line = item > 0 && item < m->line_count ? m->lines[item] : 0;
    at->line = line & 0xffffff;
    at->file = at->line != 0 && line >> 24 < m->file_count ? m->files[line >> 24] : NONE;
}

// Instructions have been verified: operands are what they must be.
static void gather_of_code(struct vm_check *check, const struct loader *l, struct call *calls)
{
    struct decoder decoder = {
        .bytes = l->beam.code, .size = l->beam.code_size, .new_items = items_for, .context = check};
    struct call at = {.module = l->module->name, .function = NIL, .file = NONE};
    struct instruction i;
    while (decode_next(&decoder, &i) && i.opcode != BEAM_int_code_end) {
        int import = import_operand(i.opcode);
        if (i.opcode == BEAM_func_info) {
            at.function = l->atoms[i.operands[1].value];
            at.arity = (uint32_t) i.operands[2].value;
        } else if (i.opcode == BEAM_line) {
            set_line(&at, l->module, i.operands[0].value);
        } else if (import >= 0) {
            int64_t index = i.operands[import].value;
            add_call(&calls[index], l, &l->imports[index], &at);
        }
    }
}

// The same for a module that has word code only.
struct word_walk {
    const struct loader *loader;
    struct call *calls;
    struct call at;
};

static void visit_word(void *context, char kind, uint32_t *word)
{
    struct word_walk *walk = context;
    const struct loader *l = walk->loader;
    if (kind == 'k') {
        struct constant constant = stored_constant(&l->stored, *word);
        if (constant.kind == CONSTANT_IMPORT) {
            add_call(&walk->calls[constant.value], l, &l->imports[constant.value], &walk->at);
        }
    }
}

static void gather_of_words(const struct loader *l, struct call *calls)
{
    const struct stored_code *s = &l->stored;
    const uint32_t *function = s->functions, *line = s->lines;
    struct word_walk walk = {.loader = l, .calls = calls, .at.module = l->module->name};
    uint32_t length;
    for (uint32_t at = 0; at < s->code_words; at += length) {
        while (function < s->functions + (size_t) s->function_count * CHUNK_FUNCTION_WORDS &&
               function[0] <= at) {
            walk.at.function = l->atoms[function[2]];
            walk.at.arity = function[1];
            function += CHUNK_FUNCTION_WORDS;
        }
        while (line < s->lines + (size_t) s->line_count * CHUNK_LINE_WORDS && line[0] <= at) {
            set_line(&walk.at, l->module, line[1]);
            line += CHUNK_LINE_WORDS;
        }
        // visit_word does not change what it is given
        length = wordcode_each((uint32_t *) (uintptr_t) (s->code + at), visit_word, &walk);
    }
}

static void gather(void *context, const struct loader *l)
{
    struct vm_check *check = context;
    if (!reserve(check, l->import_count)) {
        return;
    }
    struct call *calls = check->calls + check->count;
    for (uint32_t k = 0; k < l->import_count; k++) {
        calls[k].target = NULL;
    }
    if (l->stored.code != NULL) {
        gather_of_words(l, calls);
    } else {
        gather_of_code(check, l, calls);
    }
    size_t kept = 0;
    for (uint32_t k = 0; k < l->import_count; k++) {
        if (calls[k].target != NULL) {
            calls[kept++] = calls[k];
        }
    }
    check->count += kept;
}

enum status vm_check_module(struct vm_check *check, const char *module, struct failure *failure)
{
    struct vm *vm = check->vm;
    size_t size = strlen(module);
    term name = atom_text_valid(module, size) ? atom_intern(vm, module, size, false) : NONE;
    if (name == NONE) {
        return fail(failure, STATUS_INPUT, "no module can have this name");
    }
    size_t before = check->count;
    vm->inspect = gather;
    vm->inspect_context = check;
    const struct module *loaded = module_ensure(vm, name);
    vm->inspect = NULL;
    if (loaded == NULL) {
        check->count = before;
        if (failure != NULL && failure->status == STATUS_OK) {
            *failure = vm->load_failure;
        }
        return vm->load_failure.status;
    }
    return check->no_memory ? fail_memory(failure, 0) : STATUS_OK;
}

// Names

static int compare_calls(const void *a, const void *b)
{
    const struct call *x = a;
    const struct call *y = b;
    int order = atom_compare(x->vm, x->target->module_name, y->target->module_name);
    if (order == 0) {
        order = atom_compare(x->vm, x->target->function, y->target->function);
    }
    if (order == 0) {
        order = (x->target->arity > y->target->arity) - (x->target->arity < y->target->arity);
    }
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

struct line {
    char text[3000]; // two atoms of 255 characters of 4 bytes, in quotes
    size_t size;
};

static void add_text(void *context, const char *text, size_t size)
{
    struct line *line = context;
    size_t room = sizeof line->text - 1 - line->size;
    size = size < room ? size : room;
    memcpy(line->text + line->size, text, size);
    line->size += size;
    line->text[line->size] = '\0';
}

static void print_function(struct vm *vm, term module, term function, uint32_t arity,
                           struct line *line)
{
    char number[16];
    line->size = 0;
    term_print(vm, module, PRINT_PRETTY, 0, add_text, line);
    add_text(line, ":", 1);
    term_print(vm, function, PRINT_PRETTY, 0, add_text, line);
    int length = snprintf(number, sizeof number, "/%" PRIu32, arity);
    add_text(line, number, (size_t) length);
}

static void print_string(term list, struct line *line)
{
    line->size = 0;
    line->text[0] = '\0';
    for (; is_cons(list); list = cons_tail(list)) {
        uint8_t utf8[4];
        size_t size = utf8_encode((uint32_t) small_value(cons_head(list)), utf8);
        add_text(line, (const char *) utf8, size);
    }
}

static void report(struct vm *vm, const struct call *call, uint32_t others, struct line lines[3],
                   vm_missing_visit visit, void *context)
{
    struct vm_missing missing = {.line = call->line, .others = others};
    const struct export *target = call->target;
    print_function(vm, target->module_name, target->function, target->arity, &lines[0]);
    print_function(vm, call->module, call->function, call->arity, &lines[1]);
    missing.function = lines[0].text;
    missing.caller = lines[1].text;
    if (call->file != NONE) {
        print_string(call->file, &lines[2]);
        missing.file = lines[2].text;
    }
    visit(context, &missing);
}

void vm_check_set_target(struct vm_check *check, vm_check_lacks lacks, void *context)
{
    check->lacks = lacks;
    check->lacks_context = context;
}

// A native that the machine of the target has not.
static bool is_lacking(const struct vm_check *check, const struct export *target)
{
    char module[64], function[64];
    size_t module_size, function_size;
    const char *module_text = atom_text(check->vm, target->module_name, &module_size);
    const char *function_text = atom_text(check->vm, target->function, &function_size);
    if (check->lacks == NULL || target->bif == NULL || module_size >= sizeof module ||
        function_size >= sizeof function) {
        return false;
    }
    snprintf(module, sizeof module, "%.*s", (int) module_size, module_text);
    snprintf(function, sizeof function, "%.*s", (int) function_size, function_text);
    return check->lacks(check->lacks_context, module, function, (unsigned) target->arity);
}

// Leave only calls of what is not there.
static void drop_present(struct vm_check *check)
{
    size_t kept = 0;
    for (size_t i = 0; i < check->count; i++) {
        struct call *call = &check->calls[i];
        if (call->target->bif == NULL && call->target->module == NULL) {
            (void) module_ensure(check->vm, call->target->module_name);
        }
        if (!export_is_callable(call->target) || is_lacking(check, call->target)) {
            call->order = kept;
            call->vm = check->vm;
            check->calls[kept++] = *call;
        }
    }
    check->count = kept;
}

enum status vm_check_missing(struct vm_check *check, vm_missing_visit visit, void *context,
                             struct failure *failure)
{
    struct line *lines = memory_calloc(check->vm, 3 * sizeof *lines);
    if (lines == NULL) {
        return fail_memory(failure, 3 * sizeof *lines);
    }
    drop_present(check);
    if (check->count > 0) {
        qsort(check->calls, check->count, sizeof *check->calls, compare_calls);
    }
    for (size_t i = 0, next; i < check->count; i = next) {
        next = i + 1;
        while (next < check->count && check->calls[next].target == check->calls[i].target) {
            next++;
        }
        report(check->vm, &check->calls[i], (uint32_t) (next - i - 1), lines, visit, context);
    }
    memory_free(check->vm, lines, 3 * sizeof *lines);
    return STATUS_OK;
}
