// SPDX-License-Identifier: Apache-2.0
// memory.c: allocation with accounting, the space of literals, shared bytes.
//
// vm->memory_used is the sum of the sizes given here. With AVM_SMP several threads allocate: the
// counters are then changed atomically, without any order towards other memory.

#include "vm/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/platform.h"
#include "vm/machine.h"

// Less address space for literals than this is not worth having.
#define LITERAL_SPACE_MIN ((size_t) 16 * 1024)

static size_t counter_add(const struct vm *vm, size_t *counter, size_t amount)
{
    return THREADS_ON(vm) ? SHARED_ADD(counter, amount) : (*counter += amount);
}

static void counter_subtract(const struct vm *vm, size_t *counter, size_t amount)
{
    counter_add(vm, counter, (size_t) 0 - amount);
}

// Is this an allocation that is to fail?
static bool injected(struct vm *vm)
{
#if AVM_ALLOC_INJECT
    vm->allocations++;
    return vm->options.fail_allocation != 0 && vm->allocations >= vm->options.fail_allocation &&
           vm->allocations - vm->options.fail_allocation <= vm->options.fail_count;
#else
    return false;
#endif
}

// Count `size` more bytes. False: beyond the limit of the machine.
static bool account(struct vm *vm, size_t size)
{
    if (size > PTRDIFF_MAX) {
        return false;
    }
    size_t used = counter_add(vm, &vm->memory_used, size);
    if (used < size || (vm->options.max_memory != 0 && used > vm->options.max_memory)) {
        counter_subtract(vm, &vm->memory_used, size);
        return false;
    }
    // Threads may overtake each other here: the peak is then a little low, which statistics can
    // bear.
    if (used > SHARED_LOOK(&vm->memory_peak)) {
        SHARED_SET(&vm->memory_peak, used);
    }
    return true;
}

void *memory_alloc(struct vm *vm, size_t size)
{
    if (injected(vm) || !account(vm, size)) {
        return NULL;
    }
    void *block = malloc(size != 0 ? size : 1);
    if (block == NULL) {
        counter_subtract(vm, &vm->memory_used, size);
    }
    return block;
}

void *memory_calloc(struct vm *vm, size_t size)
{
    if (injected(vm) || !account(vm, size)) {
        return NULL;
    }
    void *block = calloc(size != 0 ? size : 1, 1);
    if (block == NULL) {
        counter_subtract(vm, &vm->memory_used, size);
    }
    return block;
}

void *memory_resize(struct vm *vm, void *old, size_t old_size, size_t size)
{
    // What shrinks is not let fail: callers give memory back without a way to fail.
    bool grows = old == NULL || size > old_size;
    if (grows && (injected(vm) || !account(vm, size - old_size))) {
        return NULL;
    }
    void *block = realloc(old, size != 0 ? size : 1);
    if (block == NULL) {
        if (!grows) {
            return old;
        }
        counter_subtract(vm, &vm->memory_used, size - old_size);
        return NULL;
    }
    if (!grows) {
        counter_subtract(vm, &vm->memory_used, old_size - size);
    }
    return block;
}

void memory_free(struct vm *vm, void *block, size_t size)
{
    if (block != NULL) {
        counter_subtract(vm, &vm->memory_used, size);
        free(block);
    }
}

// Literals: one contiguous range, so that a term is recognised as constant by its address.

static bool literals_reserve(struct vm *vm)
{
    for (size_t size = AVM_LITERAL_SPACE; size >= LITERAL_SPACE_MIN; size /= 2) {
        void *space = platform_reserve(size);
        if (space != NULL) {
            vm->literals = space;
            vm->literals_top = vm->literals;
            vm->literals_end = vm->literals + size / sizeof(term);
            return true;
        }
    }
    return false;
}

term *literal_alloc(struct vm *vm, size_t words)
{
    if (injected(vm) || (vm->literals == NULL && !literals_reserve(vm)) ||
        words > (size_t) (vm->literals_end - vm->literals_top) ||
        !account(vm, words * sizeof(term))) {
        return NULL;
    }
    term *at = vm->literals_top;
    vm->literals_top += words;
    return at;
}

void literal_release(struct vm *vm, const term *mark)
{
    size_t kept = mark != NULL ? (size_t) (mark - vm->literals) : 0;
    if (vm->literals != NULL && vm->literals + kept < vm->literals_top) {
        counter_subtract(vm, &vm->memory_used,
                         ((size_t) (vm->literals_top - vm->literals) - kept) * sizeof(term));
        vm->literals_top = vm->literals + kept;
    }
}

void literals_clear(struct vm *vm)
{
    if (vm->literals == NULL) {
        return;
    }
    counter_subtract(vm, &vm->memory_used,
                     (size_t) (vm->literals_top - vm->literals) * sizeof(term));
    platform_release(vm->literals, (size_t) (vm->literals_end - vm->literals) * sizeof(term));
    vm->literals = NULL;
    vm->literals_top = NULL;
    vm->literals_end = NULL;
}

// Shared bytes

struct refc *refc_new(struct vm *vm, size_t size, size_t capacity)
{
    if (capacity < size || capacity > SIZE_MAX / 8 - sizeof(struct refc)) {
        return NULL;
    }
    struct refc *refc = memory_alloc(vm, sizeof(struct refc) + capacity);
    if (refc == NULL) {
        return NULL;
    }
    refc->references = 1;
    refc->capacity = capacity;
    refc->used = size * 8;
    counter_add(vm, &vm->refc_bytes, capacity);
    return refc;
}

void refc_retain(struct refc *refc)
{
#if AVM_SMP
    __atomic_add_fetch(&refc->references, 1, __ATOMIC_RELAXED);
#else
    refc->references++;
#endif
}

void refc_release(struct vm *vm, struct refc *refc)
{
#if AVM_SMP
    // The last one must see all that others wrote into the bytes before it frees them.
    uint32_t left = __atomic_sub_fetch(&refc->references, 1, __ATOMIC_ACQ_REL);
#else
    uint32_t left = --refc->references;
#endif
    if (left == 0) {
        counter_subtract(vm, &vm->refc_bytes, refc->capacity);
        memory_free(vm, refc, sizeof(struct refc) + refc->capacity);
    }
}

int refc_extend(struct refc *refc, size_t from, size_t to)
{
    if (to < from || to > refc->capacity * 8) {
        return 0;
    }
#if AVM_SMP
    return __atomic_compare_exchange_n(&refc->used, &from, to, false, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED);
#else
    if (refc->used != from) {
        return 0;
    }
    refc->used = to;
    return 1;
#endif
}
