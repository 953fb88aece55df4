// SPDX-License-Identifier: Apache-2.0
// mailbox.h: messages of a process. Others put them into the outer mailbox without a lock; the
// process moves them to its inbox, which is its own, when that has no more. While the machine has
// one thread they go into the inbox at once.

#ifndef VM_MAILBOX_H
#define VM_MAILBOX_H

#include <stdbool.h>

#include "vm/process.h"
#include "vm/term.h"

struct vm;

void mailbox_init(struct process *p);

// Deliver a message, which the receiver owns from now on. The receiver was found under the lock of
// the machine, is visited, or is the process that runs. It may be gone when this returns.
void mailbox_put(struct process *to, struct message *message);
// Deliver a copy of value. False: no memory.
bool mailbox_send(struct process *to, term value);

// The rest is for the process itself, or for who may look into it.

// Take over what others sent.
#if AVM_SMP
void mailbox_fetch_slow(struct process *p);
static inline void mailbox_fetch(struct process *p)
{
    if (__atomic_load_n(&p->outer, __ATOMIC_RELAXED) != NULL) {
        mailbox_fetch_slow(p);
    }
}
#else
static inline void mailbox_fetch(struct process *p)
{
}
#endif

// Did others send something that was not fetched? In order with schedule_wake.
bool mailbox_has_more(const struct process *p);
// Take the message at inbox_next out; its terms are the process's from now on.
void mailbox_take(struct process *p);
// Throw away everything; what is sent from now on is thrown away, too.
void mailbox_close(struct process *p);

#endif
