// SPDX-License-Identifier: Apache-2.0
// pause.c: processes that are left in the middle of a native or instruction, and natives that keep
// a state.
//
// All fibers of a scheduler run the same loop, schedule_turns. The one that has met a process which
// is left in the middle stays where it is; another one takes over the loop: an idle one, which is
// in pause_continue, or a new one. So there is always one that runs, and the others are idle, or
// are those of the processes in scheduler->paused.

#include "vm/pause.h"

#include <string.h>

#include "platforms/fibers.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/schedule.h"

#if AVM_PAUSES

// Pieces that a process does at once while no other is ready; fewer than take a millisecond.
#define UNNEEDED_PIECES 4

// On the stack that was left.
struct paused {
    struct process *process;
    struct scheduler *scheduler;
    struct platform_fiber *fiber;
    struct paused *next, **place; // in scheduler->paused
    term *saved_x;                // of the scheduler
    term x[sizeof((struct scheduler *) 0)->x / sizeof(term)];
    double f[AVM_FLOAT_REGISTERS];
};

static struct paused *paused_of(const struct process *p)
{
    return (struct paused *) (void *) ((char *) p->x - offsetof(struct paused, x));
}

struct scheduler *pause_scheduler(const struct process *p)
{
    return paused_of(p)->scheduler;
}

void pause_begin_turn(struct scheduler *scheduler)
{
    scheduler->may_pause = true;
    scheduler->steps = PAUSE_STEPS;
}

void pause_end_turn(struct scheduler *scheduler)
{
    scheduler->may_pause = false;
}

bool pause_forbid(const struct vm *vm)
{
    struct scheduler *scheduler = threads_scheduler(vm);
    bool before = scheduler->may_pause;
    scheduler->may_pause = false;
    return before;
}

void pause_allow(const struct vm *vm, bool before)
{
    threads_scheduler(vm)->may_pause = before;
}

// Fibers

// Leave this fiber as an idle one.
static void go(struct scheduler *scheduler, struct platform_fiber *to)
{
    struct platform_fiber *self = scheduler->fiber;
    if (self == scheduler->own_fiber) {
        scheduler->own_is_idle = true;
    } else {
        scheduler->idle_fibers[scheduler->idle_fiber_count++] = self;
    }
    scheduler->fiber = to;
    platform_fiber_switch(self, to);
}

// What the fibers run that are not the thread's own, which has the last word.
static void run_fiber(void *argument)
{
    struct scheduler *scheduler = argument;
    for (;;) {
        schedule_turns(scheduler);
        scheduler->own_is_idle = false;
        go(scheduler, scheduler->own_fiber);
    }
}

// One that can take over the loop; NULL: none.
static struct platform_fiber *take_idle(struct scheduler *scheduler)
{
    if (scheduler->fiber == NULL) {
        scheduler->own_fiber = platform_fiber_new(NULL, NULL);
        scheduler->fiber = scheduler->own_fiber;
        if (scheduler->fiber == NULL) {
            return NULL;
        }
    }
    if (scheduler->own_is_idle) {
        scheduler->own_is_idle = false;
        return scheduler->own_fiber;
    }
    if (scheduler->idle_fiber_count > 0) {
        return scheduler->idle_fibers[--scheduler->idle_fiber_count];
    }
    struct platform_fiber *fiber =
        scheduler->fiber_count < PAUSE_FIBERS ? platform_fiber_new(run_fiber, scheduler) : NULL;
    scheduler->fiber_count += fiber != NULL;
    return fiber;
}

void pause_finish(struct scheduler *scheduler)
{
    while (scheduler->paused != NULL) {
        go(scheduler, scheduler->paused->fiber);
    }
    while (scheduler->idle_fiber_count > 0) {
        platform_fiber_free(scheduler->idle_fibers[--scheduler->idle_fiber_count]);
    }
    platform_fiber_free(scheduler->own_fiber);
    scheduler->fiber = scheduler->own_fiber = NULL;
    scheduler->fiber_count = 0;
    scheduler->own_is_idle = false;
}

// Processes

static bool holds_lock(const struct scheduler *scheduler)
{
    if (scheduler->locks_held > 0) {
        return true;
    }
#if AVM_SMP
    for (int i = 0; i < LOCK_COUNT; i++) {
        if (scheduler->lock_depth[i] > 0) {
            return true;
        }
    }
    return scheduler->alone;
#else
    return false;
#endif
}

// Does anybody wait for his turn? What comes from outside is looked for every now and then.
static bool is_awaited(struct scheduler *scheduler)
{
    bool awaited = THREADS_ON(scheduler->vm) || SHARED_LOOK(&scheduler->ready.length) > 0 ||
                   SHARED_LOOK(&scheduler->paused_ready.length) > 0;
    scheduler->unneeded = awaited ? 0 : scheduler->unneeded + 1;
    return awaited || scheduler->unneeded % UNNEEDED_PIECES == 0;
}

// A piece counts like half a turn. So the turn ends soon after the second one.
static void charge(struct process *p)
{
    int32_t calls = AVM_REDUCTIONS / 2;
    if (p->reductions > 0) {
        p->reductions -= calls;
    } else {
        p->reductions_done += (uint64_t) calls;
        SHARED_ADD(&p->vm->reductions, (uint64_t) calls);
    }
}

static void pause_now(struct scheduler *scheduler, struct process *p)
{
    struct platform_fiber *next = take_idle(scheduler);
    if (next == NULL) {
        return;
    }
    struct paused here;
    here.process = p;
    here.scheduler = scheduler;
    here.fiber = scheduler->fiber;
    here.next = scheduler->paused;
    here.place = &scheduler->paused;
    if (here.next != NULL) {
        here.next->place = &here.next;
    }
    scheduler->paused = &here;
    here.saved_x = scheduler->saved_x;
    memcpy(here.x, scheduler->x, sizeof here.x);
    memcpy(here.f, scheduler->f, sizeof here.f);

    p->x = here.x;
    p->paused = true;
    charge(p);
    scheduler->current = NULL;
    scheduler->fiber = next;
    schedule_start(p);
    platform_fiber_switch(here.fiber, next);

    *here.place = here.next;
    if (here.next != NULL) {
        here.next->place = here.place;
    }
    memcpy(scheduler->x, here.x, sizeof here.x);
    memcpy(scheduler->f, here.f, sizeof here.f);
    scheduler->saved_x = here.saved_x;
    scheduler->current = p;
    scheduler->context_switches++;
    p->x = scheduler->x;
    p->paused = false;
    SHARED_SET(&p->state, PROCESS_RUNNING);
    pause_begin_turn(scheduler);
}

void pause_continue(struct scheduler *scheduler, const struct process *p)
{
    go(scheduler, paused_of(p)->fiber);
}

void pause_step(const struct vm *vm, size_t steps)
{
    struct scheduler *scheduler = threads_scheduler(vm);
    if (scheduler == NULL || !scheduler->may_pause) {
        return;
    }
    if (steps < scheduler->steps) {
        scheduler->steps -= steps;
        return;
    }
    scheduler->steps = PAUSE_STEPS;
    struct process *p = scheduler->current;
    if (p != NULL && !holds_lock(scheduler) && !SHARED_GET(&scheduler->vm->stopped) &&
        is_awaited(scheduler)) {
        pause_now(scheduler, p);
    }
}

// Bytes copied at once, and how many of them take as long as a step.
#define COPY_BYTES    ((size_t) 32 * 1024)
#define COPY_PER_STEP 32

void pause_copy(const struct vm *vm, void *to, const void *from, size_t size)
{
    uint8_t *at = to;
    for (size_t done = 0; done < size; done += COPY_BYTES) {
        size_t more = size - done < COPY_BYTES ? size - done : COPY_BYTES;
        memcpy(at + done, (const uint8_t *) from + done, more);
        if (more == COPY_BYTES) {
            pause_step(vm, COPY_BYTES / COPY_PER_STEP);
        }
    }
}

// Natives that keep a state

// A call takes longer than some steps.
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
