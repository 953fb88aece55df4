// SPDX-License-Identifier: Apache-2.0
// fixture.h: a machine with one process that runs nothing, for tests of natives and of what builds
// terms.

#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "vm/dictionary.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/number.h"
#include "vm/text.h"

#define FIXTURE_REGISTERS 8

struct fixture {
    struct vm *vm;
    struct process p;
    term x[FIXTURE_REGISTERS]; // roots
};

static inline void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->vm = vm_new(NULL);
    f->p.vm = f->vm;
    f->p.pid = make_pid(1);
    f->p.x = f->x;
    f->p.live = FIXTURE_REGISTERS;
    f->p.reductions = INT32_MAX / 64; // natives need not pause
    f->p.exception_trace = NIL;
    f->p.offheap = NIL;
    f->p.group_leader = f->p.registered_name = NIL;
    for (int i = 0; i < FIXTURE_REGISTERS; i++) {
        f->x[i] = NIL;
    }
    if (f->vm == NULL || !heap_init(&f->p, 0)) {
        abort();
    }
    f->p.offheap = NIL;
}

static inline void fixture_clear(struct fixture *f)
{
    dictionary_free(f->vm, f->p.dictionary);
    heap_clear(&f->p);
    vm_free(f->vm);
}

// The exception of the last call, taken.
static inline term fixture_exception(struct fixture *f)
{
    term reason = f->p.exception;
    f->p.exception = NONE;
    f->p.out_of_memory = false;
    return reason;
}

#endif
