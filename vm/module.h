// SPDX-License-Identifier: Apache-2.0
// module.h: a loaded module, exported functions, funs, and finding out where a code address
// belongs.

#ifndef VM_MODULE_H
#define VM_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/bif.h"
#include "vm/sync.h"
#include "vm/term.h"

struct vm;
struct module;

// One per name M:F/A that anything refers to; lives as long as the machine. code is what a call
// jumps to: the function, or word code that loads the module first, or that runs the native.
struct export
{
    const uint32_t *code;  // shared
    const struct bif *bif; // NULL: not native
    struct module *module; // where code is from; NULL: not loaded
    term module_name;
    term function;
    uint32_t arity;
    uint32_t stub[2]; // word code that code points to while the function is not loaded or native
};

// One per FunT row. Closures point here.
struct fun_entry {
    const uint32_t *code;
    struct module *module;
    term function;
    uint32_t arity; // of the code: with captured values
    uint32_t free_count;
    uint32_t index;
    uint32_t old_uniq;
};

struct function_info {
    uint32_t offset; // of its first word, ascending
    uint32_t arity;
    term name;
};

// Word offset of the instruction after a call (a return address) or of one that may raise -> index
// into lines.
struct line_position {
    uint32_t offset; // ascending: everything from here to the next has this line
    uint32_t line;   // index into Line items; 0: unknown
};

// A native record as its module defines it.
struct record_definition {
    term definition; // constant tuple {Module, Name, Exported, Field...}
    term *defaults;  // one for each field; NONE: has none
    uint32_t field_count;
};

#define MODULE_MD5_SIZE 16 // bytes

// Code that was replaced or deleted can still be run by who is in it, and stays in memory.
enum module_age { MODULE_CURRENT, MODULE_OLD, MODULE_PURGED };

struct module {
    struct module *next;
    struct vm *vm;
    term name;
    const char *path;    // where it came from, or NULL
    const uint8_t *beam; // the file (plain), borrowed or owned
    size_t beam_size;
    bool owns_beam;
    bool from_library; // of our own embedded library
#if AVM_LOADING
    uint8_t age;          // enum module_age; shared
    char *own_path;       // what path points to when the module has it, or NULL
    size_t own_path_size; // bytes
#endif
    uint8_t md5[MODULE_MD5_SIZE]; // module_md5
    bool has_md5;
    // In front of the code when it was linked; constant k is constants[constant_count - 1 - k].
    term *constants;
    uint32_t constant_count;
    const uint32_t *code;
    uint32_t code_words;
    bool in_place;    // code and line_positions lie in the file
    void *code_block; // what constants are in, and code that is not in place
    size_t code_block_size;
    struct function_info *functions;
    uint32_t function_count;
    const struct line_position *line_positions;
    uint32_t line_position_count;
    uint32_t *lines; // Line items: file index << 24 | line number; [0] unused
    uint32_t line_count;
    term *files; // names as strings (literals); [0] is the module's own
    uint32_t file_count;
    struct export **exports; // sorted by function atom, arity
    uint32_t export_count;
    struct fun_entry *funs;
    uint32_t fun_count;
    const uint8_t *strings; // StrT
    uint32_t string_size;
    const uint32_t *on_load; // or NULL
    uint8_t *literal_bytes;  // inflated literals that large binaries point into, or NULL
    size_t literal_bytes_size;
    struct record_definition *records; // native records (OTP 29) this module defines
    uint32_t record_count;
};

static inline const uint32_t *export_code(const struct export *entry)
{
    return SHARED_GET(&entry->code);
}

// The entry for M:F/A, made when it is new. NULL: no memory. Names known to be native get their
// bif.
struct export *export_get(struct vm *vm, term module, term function, uint32_t arity);
// NULL: nothing refers to it.
struct export *export_find(const struct vm *vm, term module, term function, uint32_t arity);

// A loaded module, or NULL.
struct module *module_find(const struct vm *vm, term name);
// What was there before, until it is purged; or NULL.
struct module *module_find_old(const struct vm *vm, term name);
// Loaded, loading it when it can be found. NULL: no such module, or it cannot be loaded (p's
// machine remembers the failure: vm->load_failure).
struct module *module_ensure(struct vm *vm, term name);
// True when function is exported by a loaded module or native.
bool export_is_callable(const struct export *entry);

// The definition of a native record of a loaded module, or NULL.
const struct record_definition *module_record_find(const struct vm *vm, term module, term name);

// For load.c: point an entry to the linked code of its function, unless a native wins; take a
// function away again.
void export_set_code(struct vm *vm, struct export *entry, struct module *module,
                     const uint32_t *code);
void export_set_undefined(struct export *entry);
// Take a current module away: from now on it is old. Under the lock of the code.
static inline void module_delete(struct module *module)
{
    for (uint32_t i = 0; i < module->export_count; i++) {
        if (module->exports[i]->module == module) {
            export_set_undefined(module->exports[i]);
        }
    }
#if AVM_LOADING
    SHARED_SET(&module->age, MODULE_OLD);
#endif
}
// Room for one more range, then adding it, which cannot fail.
bool code_range_reserve(struct vm *vm);
void code_range_add(struct vm *vm, struct module *module);
// For vm_free: every module and every entry.
void modules_clear(struct vm *vm);

// What module_info(md5) gives: 16 bytes. load_md5.c
const uint8_t *module_md5(struct module *module);

// What an address belongs to: NULL when it is no code of a module.
struct module *module_at(const struct vm *vm, const uint32_t *code);
const struct function_info *module_function_at(const struct module *module, const uint32_t *code);
// Line number (0 unknown); *file is a string term.
uint32_t module_line_at(const struct module *module, const uint32_t *code, term *file);

#endif
