// SPDX-License-Identifier: Apache-2.0
// process.c: the part of a process that most have no use for.

#include "vm/process.h"

#include "vm/memory.h"
#include "vm/open_files.h"
#include "vm/pause.h"

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
        pause_clear(p);
        open_files_clear(p);
        memory_free(p->vm, p->extra, sizeof *p->extra);
    }
    p->extra = (struct process_extra *) &process_plain;
}

#define STEPS_PER_CALL 8

void process_charge(struct process *p, size_t steps)
{
    size_t calls = steps / STEPS_PER_CALL;
    if (p->reductions > 0) {
        p->reductions = calls < (size_t) p->reductions ? p->reductions - (int32_t) calls : 0;
    }
}

size_t process_size(const struct process *p)
{
    return sizeof *p + (p->extra != &process_plain ? sizeof *p->extra : 0);
}
