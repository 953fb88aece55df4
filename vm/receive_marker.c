// SPDX-License-Identifier: Apache-2.0
// receive_marker.c: marks in the inbox.

#include "vm/receive_marker.h"

#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/schedule.h"

#define MARKERS 4

// Numbers of marks are small integers everywhere.
#define NUMBER_MASK 0xffffffu

struct receive_marker {
    struct message **place; // NULL: not in use
    uint64_t id;            // of the reference; 0: not bound
    uint32_t number;        // grows: the lowest is the oldest
};

struct receive_markers {
    struct receive_marker marks[MARKERS];
    uint32_t newest;
};

term receive_marker_reserve(struct process *p)
{
    struct receive_markers *all = p->extra->markers;
    if (all == NULL) {
        all = process_own(p) ? memory_calloc(p->vm, sizeof *all) : NULL;
        if (all == NULL) {
            return NIL;
        }
        p->extra->markers = all;
    }
    mailbox_fetch(p);
    struct receive_marker *oldest = &all->marks[0];
    for (int i = 1; i < MARKERS; i++) {
        if (all->marks[i].place == NULL ||
            (oldest->place != NULL && all->marks[i].number < oldest->number)) {
            oldest = &all->marks[i];
        }
    }
    all->newest = (all->newest + 1) & NUMBER_MASK;
    *oldest = (struct receive_marker){p->inbox_end, 0, all->newest};
    return make_small((sterm) all->newest);
}

void receive_marker_bind(struct process *p, term marker, term reference)
{
    for (int i = 0; p->extra->markers != NULL && i < MARKERS; i++) {
        struct receive_marker *mark = &p->extra->markers->marks[i];
        if (mark->place != NULL && make_small((sterm) mark->number) == marker &&
            is_boxed_tag(reference, TAG_REF)) {
            mark->id = ref_id(reference);
        }
    }
}

static struct receive_marker *find(const struct process *p, term t)
{
    bool bound = is_boxed_tag(t, TAG_REF);
    for (int i = 0; p->extra->markers != NULL && i < MARKERS; i++) {
        struct receive_marker *mark = &p->extra->markers->marks[i];
        if (mark->place != NULL &&
            (bound ? mark->id == ref_id(t) : make_small((sterm) mark->number) == t)) {
            return mark;
        }
    }
    return NULL;
}

void receive_marker_clear(struct process *p, term reference)
{
    struct receive_marker *mark = find(p, reference);
    if (mark != NULL) {
        mark->place = NULL;
        mark->id = 0;
    }
}

void receive_marker_use(struct process *p, term reference)
{
    const struct receive_marker *mark = find(p, reference);
    if (mark != NULL) {
        schedule_seek(p, mark->place);
    }
}

void receive_markers_move(struct process *p, struct message *message, struct message **to)
{
    for (int i = 0; p->extra->markers != NULL && i < MARKERS; i++) {
        if (p->extra->markers->marks[i].place == &message->next) {
            p->extra->markers->marks[i].place = to;
        }
    }
}

void receive_markers_free(struct process *p)
{
    memory_free(p->vm, p->extra->markers, sizeof *p->extra->markers);
    if (p->extra->markers != NULL) {
        p->extra->markers = NULL;
    }
}
