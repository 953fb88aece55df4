// SPDX-License-Identifier: Apache-2.0
// registry.h: registered names of processes.

#ifndef VM_REGISTRY_H
#define VM_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/term.h"

struct vm;

// The pid registered as name, or NONE.
term registry_find(const struct vm *vm, term name);
// False: the name or the pid has a registration already, or there is no memory.
bool registry_add(struct vm *vm, term name, term pid);
// Forget a name; false: not registered.
bool registry_remove_name(struct vm *vm, term name);
// Forget what the pid is registered as.
void registry_remove(struct vm *vm, term pid);
// The i-th name, or NONE behind the last.
term registry_name(const struct vm *vm, size_t i);
void registry_clear(struct vm *vm);

#endif
