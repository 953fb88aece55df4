// SPDX-License-Identifier: Apache-2.0
// run_queue.h: processes that wait for their turn.
//
// Those of priority max run before all others, then those of priority high. Normal and low ones
// share a queue; one of low priority gives its place away some times before it runs. So it is slow
// while others are busy, but never starves. Every scheduler has a queue; others steal from it.

#ifndef VM_RUN_QUEUE_H
#define VM_RUN_QUEUE_H

#include <stdbool.h>

#include "vm/process.h"

struct run_queue {
    struct run_line {
        struct process *first, **end;
    } lines[3];
    uint32_t length; // shared
#if AVM_SMP
    struct platform_mutex *lock; // NULL: for one thread only
#endif
};

void run_queue_init(struct run_queue *queue);
// At the end of the line of its priority. Returns how many there are.
uint32_t run_queue_add(struct run_queue *queue, struct process *p);
// The next one, taken off; NULL: none.
struct process *run_queue_take(struct run_queue *queue);

#endif
