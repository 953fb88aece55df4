// SPDX-License-Identifier: Apache-2.0
// module.c: the table of everything that is called by name, and which module a code address belongs
// to.
//
// Entries of the table are made on first mention and stay until the machine ends, so that word code
// can hold pointers to them. An entry's code always points to something that can be run: the
// function, or one of two stubs inside the entry. Ranges of code are sorted by address; a replaced
// module keeps its range, since processes and funs may still be in it.

#include "vm/module.h"

#include <stddef.h>
#include <string.h>

#include "vm/atom.h"
#include "vm/interp.h"
#include "vm/load.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/source.h"
#include "vm/wordcode.h"

#define FIRST_HASH_SIZE 512u

static uint32_t hash_name(term module, term function, uint32_t arity)
{
    uint32_t hash = atom_index(module) * 0x9e3779b1u + atom_index(function) * 0x85ebca6bu + arity;
    return hash ^ hash >> 15;
}

static bool is_named(const struct export *entry, term module, term function, uint32_t arity)
{
    return entry->function == function && entry->module_name == module && entry->arity == arity;
}

// Open addressing, at most three quarters full. Entries are added under the lock of the code, and
// found without it; tables that became too small stay while there are several threads.
struct export_table {
    struct export_table *before;
    uint32_t size; // a power of two
    struct export *slots[];
};

static size_t table_bytes(uint32_t size)
{
    return sizeof(struct export_table) + size * sizeof(struct export *);
}

// The slot of an entry, or the free one where it belongs.
static struct export **find_slot(struct export_table *table, term module, term function,
                                 uint32_t arity)
{
    uint32_t mask = table->size - 1;
    for (uint32_t i = hash_name(module, function, arity) & mask;; i = (i + 1) & mask) {
        const struct export *entry = SHARED_GET(&table->slots[i]);
        if (entry == NULL || is_named(entry, module, function, arity)) {
            return &table->slots[i];
        }
    }
}

struct export *export_find(const struct vm *vm, term module, term function, uint32_t arity)
{
    struct export_table *table = SHARED_GET(&vm->exports);
    return table == NULL ? NULL : SHARED_GET(find_slot(table, module, function, arity));
}

// Twice the slots.
static bool grow_table(struct vm *vm)
{
    struct export_table *old = vm->exports;
    uint32_t size = old == NULL ? FIRST_HASH_SIZE : old->size * 2;
    struct export_table *table = memory_calloc(vm, table_bytes(size));
    if (table == NULL) {
        return false;
    }
    table->size = size;
    for (uint32_t i = 0; old != NULL && i < old->size; i++) {
        struct export *entry = old->slots[i];
        if (entry != NULL) {
            *find_slot(table, entry->module_name, entry->function, entry->arity) = entry;
        }
    }
    table->before = THREADS_ON(vm) ? old : NULL;
    SHARED_SET(&vm->exports, table);
    if (old != NULL && table->before == NULL) {
        memory_free(vm, old, table_bytes(old->size));
    }
    return true;
}

void export_set_undefined(struct export *entry)
{
    SHARED_SET(&entry->bif, NULL);
    SHARED_SET(&entry->module, NULL);
    SHARED_SET(&entry->stub[0], WORD_call_undefined);
    SHARED_SET(&entry->code, entry->stub);
}

static void set_native(struct export *entry, const struct bif *bif)
{
    if (entry->bif == bif) {
        return;
    }
    SHARED_SET(&entry->bif, bif);
    SHARED_SET(&entry->module, NULL);
    SHARED_SET(&entry->stub[0], WORD_native_stub);
    SHARED_SET(&entry->code, entry->stub);
}

// Some natives stand in for functions that are Erlang code in OTP: a module of the user's wins over
// them.
static bool yields(struct vm *vm, const struct bif *bif, term module)
{
    if ((bif->flags & BIF_OURS) == 0) {
        return false;
    }
    const struct module *loaded = module_find(vm, module);
    return loaded != NULL ? !loaded->from_library : source_has_outside(vm, module);
}

static const struct bif *native_named(struct vm *vm, term module, term function, uint32_t arity)
{
    size_t module_size, function_size;
    const char *module_text = atom_text(vm, module, &module_size);
    const char *function_text = atom_text(vm, function, &function_size);
    return bif_find(module_text, module_size, function_text, function_size, arity);
}

static struct export *export_new(struct vm *vm, term module, term function, uint32_t arity)
{
    if ((vm->exports == NULL || vm->export_count >= vm->exports->size / 4 * 3) && !grow_table(vm)) {
        return NULL;
    }
    struct export *entry = memory_calloc(vm, sizeof *entry);
    if (entry == NULL) {
        return NULL;
    }
    entry->module_name = module;
    entry->function = function;
    entry->arity = arity;
    export_set_undefined(entry);
    const struct bif *bif = native_named(vm, module, function, arity);
    if (bif != NULL && !yields(vm, bif, module)) {
        set_native(entry, bif);
    }
    SHARED_SET(find_slot(vm->exports, module, function, arity), entry);
    vm->export_count++;
    return entry;
}

struct export *export_get(struct vm *vm, term module, term function, uint32_t arity)
{
    struct export *entry = export_find(vm, module, function, arity);
    if (entry == NULL) {
        threads_lock(vm, LOCK_CODE);
        entry = export_find(vm, module, function, arity);
        if (entry == NULL) {
            entry = export_new(vm, module, function, arity);
        }
        threads_unlock(vm, LOCK_CODE);
    }
    return entry;
}

// Its body is erlang:nif_error and nothing else: the place of a native, wherever the module comes
// from. Our library has such functions, also when it is in the user's pack.
static bool awaits_native(const struct module *module, const uint32_t *code)
{
    uint32_t opcode = code[0] & WORD_OPCODE_MASK;
    if (opcode == WORD_move_k || opcode == WORD_move_k_x) {
        code += 2;
    }
    if ((code[0] & WORD_OPCODE_MASK) !=
        (module->in_place ? WORD_call_ext_only : WORD_call_native_only)) {
        return false;
    }
    const term *constant =
        module->in_place
            ? &module->constants[module->constant_count - 1 - code[1]]
            : (const term *) (const void *) ((const char *) &code[1] + (int32_t) code[1]);
    const struct bif *bif = ((const struct export *) *constant)->bif;
    return bif != NULL &&
           (bif->function == bif_erlang_nif_error_1 || bif->function == bif_erlang_nif_error_2);
}

void export_set_code(struct vm *vm, struct export *entry, struct module *module,
                     const uint32_t *code)
{
    const struct bif *bif = entry->bif;
    bool awaits = awaits_native(module, code);
    if (bif == NULL && awaits) {
        bif = native_named(vm, entry->module_name, entry->function, entry->arity);
    }
    if (bif != NULL && ((bif->flags & BIF_OURS) == 0 || module->from_library || awaits)) {
        set_native(entry, bif);
        return;
    }
    SHARED_SET(&entry->bif, NULL);
    SHARED_SET(&entry->module, module);
    SHARED_SET(&entry->code, code);
}

bool export_is_callable(const struct export *entry)
{
    return SHARED_GET(&entry->bif) != NULL || SHARED_GET(&entry->module) != NULL;
}

#if AVM_LOADING
static struct module *find_of_age(const struct vm *vm, term name, enum module_age age)
{
    struct module *module = SHARED_GET(&vm->modules);
    while (module != NULL && (module->name != name || SHARED_GET(&module->age) != age)) {
        module = module->next;
    }
    return module;
}

struct module *module_find(const struct vm *vm, term name)
{
    return find_of_age(vm, name, MODULE_CURRENT);
}

struct module *module_find_old(const struct vm *vm, term name)
{
    return find_of_age(vm, name, MODULE_OLD);
}
#else
struct module *module_find(const struct vm *vm, term name)
{
    // A replaced module is behind the one that replaced it.
    struct module *module = SHARED_GET(&vm->modules);
    while (module != NULL && module->name != name) {
        module = module->next;
    }
    return module;
}
#endif

static struct module *load_named(struct vm *vm, term name)
{
    struct module *module = module_find(vm, name);
    if (module != NULL) {
        return module;
    }
    failure_clear(&vm->load_failure);
    struct found_beam found;
    if (!source_find(vm, name, &found, &vm->load_failure)) {
        size_t size;
        const char *text = atom_text(vm, name, &size);
        fail(&vm->load_failure, STATUS_FAILED, "there is no module '%.*s'", (int) size, text);
        return NULL;
    }
    if (load_beam_named(vm, found.path, found.beam, found.size, found.from_library, name, &module,
                        &vm->load_failure) != STATUS_OK) {
        return NULL;
    }
    return module;
}

struct module *module_ensure(struct vm *vm, term name)
{
    struct module *module = module_find(vm, name);
    if (module == NULL) {
        threads_lock(vm, LOCK_CODE);
        module = load_named(vm, name);
        threads_unlock(vm, LOCK_CODE);
    }
    return module;
}

// Index of the first range that ends behind the address.
static uint32_t range_index(const struct vm *vm, const uint32_t *code)
{
    uint32_t low = 0, high = vm->code_range_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if ((uintptr_t) vm->code_ranges[middle].end <= (uintptr_t) code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct module *module_at(const struct vm *vm, const uint32_t *code)
{
    struct module *module = NULL;
    threads_lock(vm, LOCK_CODE);
    uint32_t index = range_index(vm, code);
    if (index < vm->code_range_count &&
        (uintptr_t) vm->code_ranges[index].start <= (uintptr_t) code) {
        module = vm->code_ranges[index].module;
    }
    threads_unlock(vm, LOCK_CODE);
    return module;
}

// Code calls its own module most of the time, so the answer before is kept.
term constant_in_place(const term *x, const uint32_t *word, uint32_t index)
{
    // x is the first of the registers of a scheduler, which is not const
    struct scheduler *scheduler =
        (struct scheduler *) (uintptr_t) ((const char *) x - offsetof(struct scheduler, x));
    struct code_range *range = &scheduler->in_place;
    if ((uintptr_t) word - (uintptr_t) range->start >=
        (uintptr_t) range->end - (uintptr_t) range->start) {
        struct module *module = module_at(scheduler->vm, word);
        *range = (struct code_range){module->code, module->code + module->code_words, module};
    }
    return range->module->constants[range->module->constant_count - 1 - index];
}

bool code_range_reserve(struct vm *vm)
{
    if (vm->code_range_count < vm->code_range_capacity) {
        return true;
    }
    uint32_t capacity = vm->code_range_capacity == 0 ? 16 : vm->code_range_capacity * 2;
    struct code_range *ranges = memory_resize(
        vm, vm->code_ranges, vm->code_range_capacity * sizeof *ranges, capacity * sizeof *ranges);
    if (ranges == NULL) {
        return false;
    }
    vm->code_ranges = ranges;
    vm->code_range_capacity = capacity;
    return true;
}

void code_range_add(struct vm *vm, struct module *module)
{
    uint32_t index = range_index(vm, module->code);
    struct code_range *at = &vm->code_ranges[index];
    memmove(at + 1, at, (vm->code_range_count - index) * sizeof *at);
    *at = (struct code_range){module->code, module->code + module->code_words, module};
    vm->code_range_count++;
}

const struct function_info *module_function_at(const struct module *module, const uint32_t *code)
{
    size_t offset = (size_t) (code - module->code);
    uint32_t low = 0, high = module->function_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (module->functions[middle].offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &module->functions[low - 1] : NULL;
}

uint32_t module_line_at(const struct module *module, const uint32_t *code, term *file)
{
    size_t offset = (size_t) (code - module->code);
    uint32_t low = 0, high = module->line_position_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (module->line_positions[middle].offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    uint32_t index = low > 0 ? module->line_positions[low - 1].line : 0;
    if (index == 0 || index >= module->line_count) {
        return 0;
    }
    uint32_t item = module->lines[index];
    *file = module->files[item >> 24];
    return item & 0xffffff;
}

void modules_clear(struct vm *vm)
{
    while (vm->modules != NULL) {
        struct module *module = vm->modules;
        vm->modules = module->next;
        module_free(vm, module);
    }
    memory_free(vm, vm->code_ranges, vm->code_range_capacity * sizeof *vm->code_ranges);
    for (uint32_t i = 0; vm->exports != NULL && i < vm->exports->size; i++) {
        memory_free(vm, vm->exports->slots[i], sizeof *vm->exports->slots[i]);
    }
    while (vm->exports != NULL) {
        struct export_table *table = vm->exports;
        vm->exports = table->before;
        memory_free(vm, table, table_bytes(table->size));
    }
    vm->code_ranges = NULL;
    vm->code_range_count = vm->code_range_capacity = 0;
    vm->export_count = 0;
}
