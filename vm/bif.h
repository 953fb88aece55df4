// SPDX-License-Identifier: Apache-2.0
// bif.h: native functions: what they look like, the table of them, lookup.
//
// A native gets its arguments in X registers: args[0 .. arity). They are roots while it runs
// (p->live covers them): after anything that may collect, read args[i] again. It may use args[i] as
// storage. It returns the result, or raises and returns NONE. It must not recurse on the depth of a
// term (use iteration or memory from memory_alloc).
//
// To add one: a row in bifs.def and the function bif_<c name>; a module that has none yet is named
// in bif.c.

#ifndef VM_BIF_H
#define VM_BIF_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

typedef term (*bif_function)(struct process *p, term *args);

// Flags of a row
#define BIF_GUARD                                                                                  \
    1u // allowed in guards, has no effects: the compiler puts it into bif and gc_bif instructions
#define BIF_OURS                                                                                   \
    2u // not native in OTP: yields to a module of that name that is not from our own library

// With several scheduler threads (threads.h)
#define BIF_LOCK  4u  // runs under the lock of the machine
#define BIF_ALONE 8u  // runs while no other thread runs anything
#define BIF_OTHER 16u // that is only needed when its first argument is another process: else locked

// Small: there are hundreds, also on a microcontroller.
struct bif {
    const char *name;
    bif_function function;
    uint8_t module; // bif.c
    uint8_t arity;
    uint8_t flags;
};

#define BIF(module, name, arity, c_name, flags) term bif_##c_name(struct process *p, term *args);
#include "vm/bifs.def"
#undef BIF

extern const struct bif bif_table[];
extern const size_t bif_count;

const char *bif_module_name(const struct bif *bif); // only where there is AVM_OBSERVER

// NULL: no native of that name. Texts are NUL-terminated.
const struct bif *bif_find(const char *module, size_t module_size, const char *name,
                           size_t name_size, unsigned arity);

#endif
