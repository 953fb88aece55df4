// SPDX-License-Identifier: Apache-2.0
// persistent.c: the store of persistent_term.

#include "vm/persistent.h"

#include "vm/compare.h"
#include "vm/dictionary.h"
#include "vm/heap.h"
#include "vm/machine.h"

struct persistent {
    struct dictionary *pairs;
    term offheap; // shared binaries inside, linked, NIL ends
    size_t bytes;
};

static struct persistent *store_of(struct vm *vm)
{
    if (vm->persistent == NULL) {
        vm->persistent = memory_calloc(vm, sizeof *vm->persistent);
        if (vm->persistent != NULL) {
            vm->persistent->offheap = NIL;
        }
    }
    return vm->persistent;
}

// A copy that lives as long as the machine. False: no memory.
static bool make_literal(struct vm *vm, struct persistent *store, term t, term *literal)
{
    size_t words;
    if (!term_size(vm, t, &words)) {
        return false;
    }
    if (words == 0) {
        *literal = t;
        return true;
    }
    term *at = literal_alloc(vm, words);
    if (at == NULL) {
        return false;
    }
    store->bytes += words * sizeof(term);
    *literal = term_copy(vm, t, &at, &store->offheap);
    return true;
}

term persistent_get(const struct vm *vm, term key)
{
    return vm->persistent == NULL ? NONE : dictionary_get(vm, vm->persistent->pairs, key);
}

bool persistent_put(struct vm *vm, term key, term value)
{
    term old = persistent_get(vm, key);
    if (old != NONE && term_equal_exact(vm, old, value)) {
        return true;
    }
    struct persistent *store = store_of(vm);
    return store != NULL && make_literal(vm, store, key, &key) &&
           make_literal(vm, store, value, &value) &&
           dictionary_put(vm, &store->pairs, key, value, &old);
}

bool persistent_erase(struct vm *vm, term key)
{
    return vm->persistent != NULL && dictionary_erase(vm, vm->persistent->pairs, key) != NONE;
}

const struct dictionary *persistent_pairs(const struct vm *vm, size_t *bytes)
{
    *bytes = vm->persistent == NULL ? 0 : vm->persistent->bytes;
    return vm->persistent == NULL ? NULL : vm->persistent->pairs;
}

void persistent_clear(struct vm *vm)
{
    struct persistent *store = vm->persistent;
    if (store == NULL) {
        return;
    }
    for (term t = store->offheap; t != NIL; t = boxed_object(t)[BIN_REFC_LINK]) {
        refc_release(vm, (struct refc *) boxed_object(t)[BIN_REFC_DATA]);
    }
    dictionary_free(vm, store->pairs);
    memory_free(vm, store, sizeof *store);
    vm->persistent = NULL;
}
