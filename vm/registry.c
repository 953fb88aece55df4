// SPDX-License-Identifier: Apache-2.0
// registry.c: registered names, a list: programs register few.

#include "vm/registry.h"

#include "vm/machine.h"

struct registered {
    struct registered *next;
    term name, pid;
};

term registry_find(const struct vm *vm, term name)
{
    for (const struct registered *r = vm->registry; r != NULL; r = r->next) {
        if (r->name == name) {
            return r->pid;
        }
    }
    return NONE;
}

bool registry_add(struct vm *vm, term name, term pid)
{
    for (const struct registered *r = vm->registry; r != NULL; r = r->next) {
        if (r->name == name || r->pid == pid) {
            return false;
        }
    }
    struct registered *r = memory_alloc(vm, sizeof *r);
    if (r == NULL) {
        return false;
    }
    *r = (struct registered){vm->registry, name, pid};
    vm->registry = r;
    return true;
}

static void unlink_registered(struct vm *vm, struct registered **at)
{
    struct registered *r = *at;
    *at = r->next;
    memory_free(vm, r, sizeof *r);
}

bool registry_remove_name(struct vm *vm, term name)
{
    for (struct registered **at = &vm->registry; *at != NULL; at = &(*at)->next) {
        if ((*at)->name == name) {
            unlink_registered(vm, at);
            return true;
        }
    }
    return false;
}

void registry_remove(struct vm *vm, term pid)
{
    for (struct registered **at = &vm->registry; *at != NULL; at = &(*at)->next) {
        if ((*at)->pid == pid) {
            unlink_registered(vm, at);
            return;
        }
    }
}

term registry_name(const struct vm *vm, size_t i)
{
    const struct registered *r = vm->registry;
    for (; r != NULL && i > 0; r = r->next) {
        i--;
    }
    return r != NULL ? r->name : NONE;
}

void registry_clear(struct vm *vm)
{
    while (vm->registry != NULL) {
        unlink_registered(vm, &vm->registry);
    }
}
