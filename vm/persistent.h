// SPDX-License-Identifier: Apache-2.0
// persistent.h: persistent_term: terms that all processes read without copying. They are literals:
// a value that is replaced or erased stays in memory, because processes may still hold it.

#ifndef VM_PERSISTENT_H
#define VM_PERSISTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/term.h"

struct vm;
struct dictionary;

// Value of key, or NONE.
term persistent_get(const struct vm *vm, term key);
// False: no memory.
bool persistent_put(struct vm *vm, term key, term value);
// False: there was none.
bool persistent_erase(struct vm *vm, term key);
// All pairs (may be NULL), and the bytes they were given in all.
const struct dictionary *persistent_pairs(const struct vm *vm, size_t *bytes);
void persistent_clear(struct vm *vm);

#endif
