// SPDX-License-Identifier: Apache-2.0
// heap.c: the blocks of a process's heap: making, sizing, freeing. gc.c moves what is in them.

#include "vm/heap.h"

#include <string.h>

#include "vm/exception.h"
#include "vm/machine.h"

// The series of HEAP_FIBONACCI grows by a fifth from here on, in words.
#define FIBONACCI_END ((size_t) 1 << 20)

// Smaller blocks are not worth keeping: the allocator has them at hand.
#define SPARE_MIN_WORDS ((size_t) 4096)

// At the start of a block kept for later.
struct spare_block {
    size_t words;
};

static struct spare_block *spare_exchange(struct spare_block **slot, struct spare_block *spare)
{
#if AVM_SMP
    return __atomic_exchange_n(slot, spare, __ATOMIC_ACQ_REL);
#else
    struct spare_block *before = *slot;
    *slot = spare;
    return before;
#endif
}

static void spare_free(struct vm *vm, struct spare_block *spare)
{
    if (spare != NULL) {
        memory_free(vm, spare, spare->words * sizeof(term));
    }
}

// Keep a block; what had its place is freed once both places are taken.
static void spare_put(struct vm *vm, struct spare_block *spare)
{
    for (size_t i = 0; i < SPARE_BLOCKS && spare != NULL; i++) {
        spare = spare_exchange(&vm->spares[i], spare);
    }
    spare_free(vm, spare);
}

// A spare block that is large enough and not much too large.
static term *spare_take(struct vm *vm, size_t *words)
{
    if (*words < SPARE_MIN_WORDS || *words > AVM_SPARE_WORDS) {
        return NULL;
    }
    for (size_t i = 0; i < SPARE_BLOCKS; i++) {
        struct spare_block *spare = spare_exchange(&vm->spares[i], NULL);
        if (spare != NULL && spare->words >= *words && spare->words / 4 <= *words) {
            *words = spare->words;
            return (term *) spare;
        }
        // Another thread may have filled the place meanwhile.
        spare_free(vm, spare_exchange(&vm->spares[i], spare));
    }
    return NULL;
}

void block_release_spares(struct vm *vm)
{
    for (size_t i = 0; i < SPARE_BLOCKS; i++) {
        spare_free(vm, spare_exchange(&vm->spares[i], NULL));
    }
}

static term *block_allocate(struct vm *vm, size_t words)
{
    term *block = memory_alloc(vm, words * sizeof(term));
    if (block == NULL && AVM_SPARE_WORDS > 0) {
        block_release_spares(vm);
        block = memory_alloc(vm, words * sizeof(term));
    }
    return block;
}

term *block_new(struct vm *vm, size_t *words)
{
    if (*words > SIZE_MAX / sizeof(term)) {
        return NULL;
    }
    term *block = spare_take(vm, words);
    if (block == NULL) {
        block = block_allocate(vm, *words);
    }
    if (block == NULL) {
        return NULL;
    }
    size_t size = *words * sizeof(term);
    size_t used = SHARED_ADD(&vm->heap_used, size);
    if (used > SHARED_LOOK(&vm->heap_peak)) {
        SHARED_SET(&vm->heap_peak, used);
    }
    return block;
}

void block_free(struct vm *vm, term *block, size_t words)
{
    if (block == NULL) {
        return;
    }
    SHARED_ADD(&vm->heap_used, (size_t) 0 - words * sizeof(term));
#if AVM_GC_STRESS
    // A term that was kept across the collection points at nothing that could be taken for a value.
    memset(block, 0xda, words * sizeof(term));
#endif
    if (words >= SPARE_MIN_WORDS && words <= AVM_SPARE_WORDS) {
        struct spare_block *spare = (struct spare_block *) block;
        spare->words = words;
        spare_put(vm, spare);
        return;
    }
    memory_free(vm, block, words * sizeof(term));
}

static size_t fibonacci_size(size_t words)
{
    size_t smaller = 12;
    size_t size = 38;
    if (words <= smaller) {
        return smaller;
    }
    while (size < words) {
        size_t next = size < FIBONACCI_END ? smaller + size + 1 : size + size / 5;
        if (next <= size) {
            return words;
        }
        smaller = size;
        size = next;
    }
    return size;
}

size_t heap_size_for(const struct process *p, size_t used, size_t need)
{
    // Even the frugal strategies leave a part free: else a heap that grows word by word is copied
    // for each.
    size_t divisor = p->heap_growth == HEAP_MINIMUM     ? 16
                     : p->heap_growth == HEAP_FIBONACCI ? 4
                                                        : AVM_HEAP_FREE_DIVISOR;
    size_t free = used / divisor < need ? need : used / divisor;
    size_t size = used + free;
    if (size < used) {
        return SIZE_MAX; // more than any block can have
    }
    if (p->heap_growth == HEAP_FIBONACCI) {
        size = fibonacci_size(size);
    }
    return size < p->extra->min_heap_words ? p->extra->min_heap_words : size;
}

bool heap_init(struct process *p, size_t words)
{
    if (words == 0) {
        words = AVM_MIN_HEAP_WORDS;
    }
    process_init(p);
    // what every process has as its least size is for those that build something
    if (words < p->extra->min_heap_words && p->extra->min_heap_words > AVM_MIN_HEAP_WORDS) {
        words = p->extra->min_heap_words;
    }
    words += HEAP_SLACK;
    p->heap = block_new(p->vm, &words);
    if (p->heap == NULL) {
        return false;
    }
    p->heap_top = p->heap;
    p->high_water = p->heap;
    p->stack_base = p->heap + words;
    p->stack = p->stack_base;
    p->fragments = NULL;
    p->fragment_words = 0;
    p->offheap = NIL;
    p->offheap_bytes = 0;
    p->roots = NULL;
    return true;
}

// Drop the references of a list of TAG_BIN_REFC objects.
static void release_list(struct vm *vm, term list)
{
    while (list != NIL) {
        const term *object = boxed_object(list);
        list = object[BIN_REFC_LINK];
        refc_release(vm, (struct refc *) object[BIN_REFC_DATA]);
    }
}

void message_free(struct vm *vm, struct message *message)
{
    if (message != NULL) {
        release_list(vm, message->offheap);
        memory_free(vm, message, sizeof(struct message) + message->words * sizeof(term));
    }
}

void heap_clear(struct process *p)
{
    if (p->heap == NULL) {
        return;
    }
    release_list(p->vm, p->offheap);
    release_list(p->vm, p->extra->old_offheap);
    while (p->fragments != NULL) {
        struct message *fragment = p->fragments;
        p->fragments = fragment->next;
        message_free(p->vm, fragment);
    }
    block_free(p->vm, p->heap, heap_block_words(p));
    block_free(p->vm, p->extra->old_heap, (size_t) (p->extra->old_block_end - p->extra->old_heap));
    p->heap = NULL;
    p->heap_top = NULL;
    p->stack = NULL;
    p->stack_base = NULL;
    p->high_water = NULL;
    p->fragment_words = 0;
    p->offheap = NIL;
    process_disown(p);
}

size_t heap_total_words(const struct process *p)
{
    return heap_block_words(p) + (size_t) (p->extra->old_block_end - p->extra->old_heap) +
           p->fragment_words;
}

void heap_adopt(struct process *p, struct message *fragment)
{
    fragment->next = p->fragments;
    p->fragments = fragment;
    p->fragment_words += fragment->words;
    for (term list = fragment->offheap; list != NIL; list = boxed_object(list)[BIN_REFC_LINK]) {
        p->offheap_bytes += boxed_object(list)[BIN_SIZE];
    }
}

term heap_copy(struct process *p, term t)
{
    term before = p->offheap;
    term copy = term_copy(p->vm, t, &p->heap_top, &p->offheap);
    for (term list = p->offheap; list != before; list = boxed_object(list)[BIN_REFC_LINK]) {
        p->offheap_bytes += boxed_object(list)[BIN_SIZE];
    }
    return copy;
}

#if AVM_GC_STRESS
// Collecting a large heap or a deep stack each time would make the time of a program grow with its
// square: those are collected as often as costs this many words a time.
#define STRESS_WORDS ((size_t) 4096)

static bool stress_passes(struct process *p, size_t words)
{
    size_t cost = heap_block_words(p);
    p->stress_credit += STRESS_WORDS;
    if (cost > p->stress_credit && (size_t) (p->stack - p->heap_top) >= words + HEAP_SLACK) {
        return true;
    }
    p->stress_credit = 0;
    return false;
}
#endif

bool heap_ensure_slow(struct process *p, size_t words)
{
#if AVM_GC_STRESS
    if (words < SIZE_MAX / 2 && stress_passes(p, words)) {
        return true;
    }
#endif
    if (p->no_collect) {
        if ((size_t) (p->stack - p->heap_top) >= words + HEAP_SLACK) {
            return true;
        }
        raise_badarg(p);
        return false;
    }
    process_charge(p, words);
    return gc_collect(p, words, false);
}

bool heap_ensure_shared_slow(struct process *p, size_t words, size_t bytes)
{
    // A binary larger than the limit is no reason to collect when nothing else was added.
    if (p->offheap_bytes > p->extra->offheap_limit / 2 || bytes < p->extra->offheap_limit / 2) {
        return gc_collect(p, words, false);
    }
    return heap_ensure(p, words);
}
