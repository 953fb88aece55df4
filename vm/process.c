// SPDX-License-Identifier: Apache-2.0
// process.c: the part of a process that most have no use for.

#include "vm/process.h"

#include "vm/memory.h"

const struct process_extra process_plain = {
    .old_offheap = NIL,
    .offheap_limit = AVM_OFFHEAP_BYTES,
    .old_offheap_limit = AVM_OFFHEAP_BYTES,
    .min_heap_words = AVM_MIN_HEAP_WORDS,
};

void process_init(struct process *p)
{
    if (p->extra == NULL) {
        p->extra = (struct process_extra *) &process_plain; // only read
    }
}

bool process_own(struct process *p)
{
    if (p->extra != &process_plain) {
        return true;
    }
    struct process_extra *extra = memory_alloc(p->vm, sizeof *extra);
    if (extra == NULL) {
        return false;
    }
    *extra = process_plain;
    extra->process = p;
    p->extra = extra;
    return true;
}

void process_disown(struct process *p)
{
    if (p->extra != &process_plain && p->extra != NULL) {
        memory_free(p->vm, p->extra, sizeof *p->extra);
    }
    p->extra = (struct process_extra *) &process_plain;
}

size_t process_size(const struct process *p)
{
    return sizeof *p + (p->extra != &process_plain ? sizeof *p->extra : 0);
}
