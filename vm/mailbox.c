// SPDX-License-Identifier: Apache-2.0
// mailbox.c: the outer mailbox, a stack that everybody pushes to and only the receiver empties, and
// the inbox, a list in the order of arrival.

#include "vm/mailbox.h"

#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/receive_marker.h"
#include "vm/schedule.h"

void mailbox_init(struct process *p)
{
    p->inbox_end = &p->inbox;
    p->inbox_next = &p->inbox;
}

static void append(struct process *p, struct message *message)
{
    message->next = NULL;
    *p->inbox_end = message;
    p->inbox_end = &message->next;
    p->inbox_count++;
}

#if AVM_SMP

// In place of the newest message: nothing more is taken.
static struct message closed;

static void push(struct process *to, struct message *message)
{
    struct message *before = SHARED_GET(&to->outer);
    do {
        if (before == &closed) {
            message_free(to->vm, message);
            return;
        }
        message->next = before;
    } while (!SHARED_REPLACE(&to->outer, &before, message));
    schedule_wake(to);
}

static struct message *in_order(struct message *newest)
{
    struct message *oldest = NULL;
    while (newest != NULL) {
        struct message *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

void mailbox_fetch_slow(struct process *p)
{
    struct message *message = in_order(SHARED_EXCHANGE(&p->outer, NULL));
    while (message != NULL) {
        struct message *next = message->next;
        append(p, message);
        message = next;
    }
}

void mailbox_put(struct process *to, struct message *message)
{
    if (THREADS_ON(to->vm)) {
        push(to, message);
        return;
    }
    append(to, message);
    schedule_wake(to);
}

bool mailbox_has_more(const struct process *p)
{
    return SHARED_GET_ORDERED(&p->outer) != NULL;
}

#else

void mailbox_put(struct process *to, struct message *message)
{
    append(to, message);
    schedule_wake(to);
}

bool mailbox_has_more(const struct process *p)
{
    return false;
}

#endif

bool mailbox_send(struct process *to, term value)
{
    struct message *message = message_new(to->vm, value);
    if (message == NULL) {
        return false;
    }
    mailbox_put(to, message);
    return true;
}

void mailbox_take(struct process *p)
{
    struct message *message = *p->inbox_next;
    *p->inbox_next = message->next;
    if (message->next == NULL) {
        p->inbox_end = p->inbox_next;
    }
    receive_markers_move(p, message, p->inbox_next);
    if (message->words > 0) {
        heap_adopt(p, message);
    } else {
        message_free(p->vm, message);
    }
    p->inbox_count--;
    p->peeking = false;
}

static void free_all(struct vm *vm, struct message *message)
{
    while (message != NULL) {
        struct message *next = message->next;
        message_free(vm, message);
        message = next;
    }
}

void mailbox_close(struct process *p)
{
#if AVM_SMP
    struct message *outer = SHARED_EXCHANGE(&p->outer, &closed);
    if (outer != &closed) {
        free_all(p->vm, outer);
    }
#endif
    free_all(p->vm, p->inbox);
    p->inbox = NULL;
    p->inbox_end = &p->inbox;
}
