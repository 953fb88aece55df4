// SPDX-License-Identifier: Apache-2.0
// suspend.h: processes that others have suspended. A suspended process gets messages, but no turns,
// until everyone that suspended it has resumed it as often, or has ended. An exit signal ends it.

#ifndef VM_SUSPEND_H
#define VM_SUSPEND_H

#include <stdbool.h>
#include <stddef.h>

#include "vm/process.h"
#include "vm/signal.h"

// One process has suspended another.
struct suspend {
    struct ring by;   // on the list of the one that did it; process: the other
    struct ring from; // on the list of the other; process: the one that did it
    size_t count;     // times
};

// Does p suspend the other already?
bool suspend_is(const struct process *p, const struct process *other);
// Once more. False: no memory.
bool suspend_add(struct process *p, struct process *other);
// Once less. False: p does not suspend it.
bool suspend_remove(struct process *p, struct process *other);
// How many times, of a place on a list p->suspending.
size_t suspend_count(const struct ring *place);
// p has ended: it suspends nobody and nobody it.
void suspend_end(struct process *p);

#endif
