// SPDX-License-Identifier: Apache-2.0
// pause.c: the state of natives that let others run.

#include "vm/pause.h"

#include <string.h>

#include "vm/memory.h"

#if AVM_PAUSES

// A step is to look at a cell of a list that is not in the cache, at worst; a call takes longer
// than some.
#define STEPS_PER_CALL 4
// A native gets on even at the end of a turn.
#define CALLS_LEAST 200

struct pause {
    pause_clear_function clear;
    size_t size;
    max_align_t state[];
};

size_t pause_budget(const struct process *p)
{
    return (size_t) (p->reductions > CALLS_LEAST ? p->reductions : CALLS_LEAST) * STEPS_PER_CALL;
}

static void free_pause(struct process *p)
{
    struct pause *pause = p->extra->pause;
    p->extra->pause = NULL;
    memory_free(p->vm, pause, sizeof *pause + pause->size);
}

bool pause_resumes(struct process *p, void *state, size_t size)
{
    if (p->extra->pause == NULL) {
        return false;
    }
    memcpy(state, p->extra->pause->state, size);
    free_pause(p);
    return true;
}

bool pause_native(struct process *p, const void *state, size_t size, pause_clear_function clear)
{
    if (size > 0) {
        struct pause *pause = process_own(p) ? memory_alloc(p->vm, sizeof *pause + size) : NULL;
        if (pause == NULL) {
            return false;
        }
        pause->clear = clear;
        pause->size = size;
        memcpy(pause->state, state, size);
        p->extra->pause = pause;
    }
    p->pauses = true;
    p->reductions = 0;
    return true;
}

void pause_clear(struct process *p)
{
    struct pause *pause = p->extra->pause;
    if (pause != NULL) {
        if (pause->clear != NULL) {
            pause->clear(p->vm, pause->state);
        }
        free_pause(p);
    }
}

#endif
