// SPDX-License-Identifier: Apache-2.0
// bif.c: the table of native functions and its binary search.

#include "vm/bif.h"

#include <string.h>

#include "vm/pause.h"
#include "vm/threads.h"

// Modules with natives. Those that a build leaves out would cost a name.
#if AVM_LOADING
#define LOADING_MODULES MODULE(avm_code)
#else
#define LOADING_MODULES
#endif
#if AVM_FILES
#define FILE_MODULES MODULE(avm_file)
#else
#define FILE_MODULES
#endif
#if AVM_ATOMICS
#define ATOMICS_MODULES MODULE(atomics)
#else
#define ATOMICS_MODULES
#endif
#if AVM_REGEX
#define REGEX_MODULES MODULE(avm_re)
#else
#define REGEX_MODULES
#endif
#if AVM_TABLES
#define TABLES_MODULES MODULE(avm_ets) MODULE(ets)
#else
#define TABLES_MODULES
#endif
// clang-format off
#define MODULES \
    ATOMICS_MODULES MODULE(atomvm) MODULE(avm_binary) LOADING_MODULES MODULE(avm_console) FILE_MODULES REGEX_MODULES \
    MODULE(avm_test) TABLES_MODULES MODULE(avm_unicode) MODULE(base64) MODULE(binary) MODULE(code) MODULE(crypto) \
    MODULE(erlang) MODULE(erts_debug) MODULE(erts_internal) MODULE(init) \
    MODULE(io) MODULE(lists) MODULE(maps) MODULE(math) MODULE(os) MODULE(persistent_term) \
    MODULE(records) MODULE(string) MODULE(unicode) MODULE(zlib)
// clang-format on

#define MODULE(name) MODULE_##name,
enum { MODULES };
#undef MODULE

#define MODULE(name) #name,
static const char *const modules[] = {MODULES};
#undef MODULE

#if AVM_SMP || AVM_PAUSES
// A native that needs a lock, and so cannot be left in the middle.
static term call_guarded(struct process *p, term *args, unsigned flags, bif_function function,
                         const char *module, const char *name, unsigned arity)
{
    struct vm *vm = p->vm;
    bool before = pause_forbid(vm);
#if AVM_SMP
    term result = threads_call_native(p, args, flags, function, module, name, arity);
#else
    term result = function(p, args);
#endif
    pause_allow(vm, before);
    return result;
}

// What stands in the table for it: named after the line in bifs.def.
#define GUARDED(line)  GUARDED_(line)
#define GUARDED_(line) guarded_##line
#define BIF(module, name, arity, c_name, flags)                                                    \
    static inline term GUARDED(__LINE__)(struct process * p, term * args)                          \
    {                                                                                              \
        return call_guarded(p, args, flags, bif_##c_name, #module, name, arity);                   \
    }
#include "vm/bifs.def"
#undef BIF
#define ENTRY(c_name, flags)                                                                       \
    (((flags) & (BIF_LOCK | BIF_ALONE)) != 0 ? GUARDED(__LINE__) : bif_##c_name)
#else
#define ENTRY(c_name, flags) bif_##c_name
#endif

const struct bif bif_table[] = {
#define BIF(module, name, arity, c_name, flags)                                                    \
    {name, ENTRY(c_name, flags), MODULE_##module, arity, flags},
#include "vm/bifs.def"
#undef BIF
    {0}, // an empty table is no C
};

const size_t bif_count = sizeof bif_table / sizeof bif_table[0] - 1;

#if AVM_OBSERVER
const char *bif_module_name(const struct bif *bif)
{
    return modules[bif->module];
}
#endif

// Order of a text of some size and a NUL-terminated one.
static int compare_text(const char *a, size_t size, const char *b)
{
    size_t b_size = strlen(b);
    int order = memcmp(a, b, size < b_size ? size : b_size);
    return order != 0 ? order : (size > b_size) - (size < b_size);
}

const struct bif *bif_find(const char *module, size_t module_size, const char *name,
                           size_t name_size, unsigned arity)
{
    size_t low = 0, high = bif_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct bif *bif = &bif_table[middle];
        int order = compare_text(module, module_size, modules[bif->module]);
        if (order == 0) {
            order = compare_text(name, name_size, bif->name);
        }
        if (order == 0) {
            order = (arity > bif->arity) - (arity < bif->arity);
        }
        if (order == 0) {
            return bif;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
