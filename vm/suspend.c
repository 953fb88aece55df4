// SPDX-License-Identifier: Apache-2.0
// suspend.c: who has suspended whom.

#include "vm/suspend.h"

#include "vm/machine.h"
#include "vm/schedule.h"

static struct suspend *suspend_of_by(struct ring *place)
{
    return (struct suspend *) (void *) ((char *) place - offsetof(struct suspend, by));
}

static struct suspend *suspend_of_from(struct ring *place)
{
    return (struct suspend *) (void *) ((char *) place - offsetof(struct suspend, from));
}

bool suspend_is(const struct process *p, const struct process *other)
{
    return ring_find(p->extra->suspending, other) != NULL;
}

bool suspend_add(struct process *p, struct process *other)
{
    struct ring *place = ring_find(p->extra->suspending, other);
    if (place != NULL) {
        suspend_of_by(place)->count++;
        return true;
    }
    struct suspend *suspend =
        process_own(p) && process_own(other) ? memory_calloc(p->vm, sizeof *suspend) : NULL;
    if (suspend == NULL) {
        return false;
    }
    suspend->by.process = other;
    suspend->from.process = p;
    suspend->count = 1;
    ring_add(&p->extra->suspending, &suspend->by);
    ring_add(&other->extra->suspended_by, &suspend->from);
    SHARED_SET_ORDERED(&other->suspended, true);
    return true;
}

static void suspend_free(struct suspend *suspend)
{
    struct process *p = suspend->from.process;
    struct process *other = suspend->by.process;
    ring_remove(&p->extra->suspending, &suspend->by);
    ring_remove(&other->extra->suspended_by, &suspend->from);
    memory_free(p->vm, suspend, sizeof *suspend);
    if (other->extra->suspended_by == NULL) {
        SHARED_SET_ORDERED(&other->suspended, false);
        schedule_resume(other);
    }
}

bool suspend_remove(struct process *p, struct process *other)
{
    struct ring *place = ring_find(p->extra->suspending, other);
    if (place == NULL) {
        return false;
    }
    struct suspend *suspend = suspend_of_by(place);
    suspend->count--;
    if (suspend->count == 0) {
        suspend_free(suspend);
    }
    return true;
}

size_t suspend_count(const struct ring *place)
{
    return ((const struct suspend *) (const void *) ((const char *) place -
                                                     offsetof(struct suspend, by)))
        ->count;
}

void suspend_end(struct process *p)
{
    while (p->extra->suspending != NULL) {
        suspend_free(suspend_of_by(p->extra->suspending));
    }
    while (p->extra->suspended_by != NULL) {
        suspend_free(suspend_of_from(p->extra->suspended_by));
    }
}
