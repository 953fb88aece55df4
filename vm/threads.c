// SPDX-License-Identifier: Apache-2.0
// threads.c: locks of the machine, being alone in it, sleeping.
//
// `world` guards who runs, who wants to be alone and who sleeps. A thread that runs turns counts in
// `active`; one that sleeps, pauses or waits to be alone does not. One of those that sleep is the
// keeper: it waits in the platform's poll call, so that alarms and events wake it; the others wait
// for a condition of their own.

#include "vm/threads.h"

#if AVM_SMP

#include <string.h>

#include "platforms/platform.h"
#include "platforms/threads.h"
#include "vm/atom.h"
#include "vm/exception.h"
#include "vm/machine.h"
#include "vm/memory.h"
#include "vm/module.h"
#include "vm/sync.h"

struct threads {
    struct platform_mutex *locks[LOCK_COUNT];
    struct platform_mutex *world;
    struct platform_condition *changed; // somebody paused, or is no longer alone
    unsigned active;
    unsigned wanting;    // to be alone
    uint64_t alone_done; // how many were
    bool alone;
    bool stopping;
    unsigned sleeping;        // also read without the lock
    struct scheduler *keeper; // the one that waits in the platform
    uint64_t kept_until;
};

// The scheduler that this thread is.
static _Thread_local struct scheduler *current;

struct scheduler *threads_scheduler(const struct vm *vm)
{
    return THREADS_ON(vm) ? current : vm->scheduler;
}

void threads_lock_slow(const struct vm *vm, enum machine_lock lock)
{
    if (current->lock_depth[lock]++ == 0) {
        platform_mutex_lock(vm->threads->locks[lock]);
    }
}

void threads_unlock_slow(const struct vm *vm, enum machine_lock lock)
{
    if (--current->lock_depth[lock] == 0) {
        platform_mutex_unlock(vm->threads->locks[lock]);
    }
}

// Starting and stopping

static void threads_free(struct vm *vm, struct threads *threads)
{
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        platform_mutex_free(vm->scheduler[i].ready.lock);
        platform_condition_free(vm->scheduler[i].woken);
        vm->scheduler[i].ready.lock = NULL;
#if AVM_PAUSES
        platform_mutex_free(vm->scheduler[i].paused_ready.lock);
        vm->scheduler[i].paused_ready.lock = NULL;
#endif
        vm->scheduler[i].woken = NULL;
    }
    for (int i = 0; i < LOCK_COUNT; i++) {
        platform_mutex_free(threads->locks[i]);
    }
    platform_mutex_free(threads->world);
    platform_condition_free(threads->changed);
    memory_free(vm, threads, sizeof *threads);
}

static struct threads *threads_new(struct vm *vm)
{
    struct threads *threads = memory_calloc(vm, sizeof *threads);
    if (threads == NULL) {
        return NULL;
    }
    bool good = true;
    for (int i = 0; i < LOCK_COUNT; i++) {
        threads->locks[i] = platform_mutex_new();
        good = good && threads->locks[i] != NULL;
    }
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        vm->scheduler[i].ready.lock = platform_mutex_new();
        vm->scheduler[i].woken = platform_condition_new();
        good = good && vm->scheduler[i].ready.lock != NULL && vm->scheduler[i].woken != NULL;
#if AVM_PAUSES
        vm->scheduler[i].paused_ready.lock = platform_mutex_new();
        good = good && vm->scheduler[i].paused_ready.lock != NULL;
#endif
    }
    threads->world = platform_mutex_new();
    threads->changed = platform_condition_new();
    if (!good || threads->world == NULL || threads->changed == NULL) {
        threads_free(vm, threads);
        return NULL;
    }
    threads->kept_until = UINT64_MAX;
    return threads;
}

// This thread runs no more: nobody is to wait for it.
static void retire(struct threads *threads)
{
    platform_mutex_lock(threads->world);
    threads->active--;
    platform_condition_wake(threads->changed);
    platform_mutex_unlock(threads->world);
}

static void run_thread(void *argument)
{
    struct scheduler *scheduler = argument;
    current = scheduler;
    scheduler->run(scheduler);
    retire(scheduler->vm->threads);
    current = NULL;
}

bool threads_start(struct vm *vm, void (*run)(void *scheduler))
{
    struct threads *threads = threads_new(vm);
    if (threads == NULL) {
        return false;
    }
    threads->active = vm->scheduler_count;
    current = &vm->scheduler[0];
    vm->threads = threads;
    for (unsigned i = 1; i < vm->scheduler_count; i++) {
        vm->scheduler[i].run = run;
        vm->scheduler[i].thread = platform_thread_start(run_thread, &vm->scheduler[i]);
        if (vm->scheduler[i].thread == NULL) {
            retire(threads);
        }
    }
    return true;
}

static void wake(struct threads *threads, struct scheduler *scheduler)
{
    scheduler->is_woken = true;
    if (scheduler == threads->keeper) {
        platform_poll_wake(scheduler->vm->poll);
    } else {
        platform_condition_wake(scheduler->woken);
    }
}

void threads_stop(struct vm *vm)
{
    struct threads *threads = vm->threads;
    if (threads == NULL) {
        return;
    }
    platform_mutex_lock(threads->world);
    threads->stopping = true;
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        if (vm->scheduler[i].sleeps) {
            wake(threads, &vm->scheduler[i]);
        }
    }
    platform_mutex_unlock(threads->world);
}

void threads_join(struct vm *vm)
{
    struct threads *threads = vm->threads;
    if (threads == NULL) {
        return;
    }
    retire(threads);
    for (unsigned i = 1; i < vm->scheduler_count; i++) {
        if (vm->scheduler[i].thread != NULL) {
            platform_thread_join(vm->scheduler[i].thread);
            vm->scheduler[i].thread = NULL;
        }
    }
    vm->threads = NULL;
    current = NULL;
    threads_free(vm, threads);
}

// Being alone

static void leave(struct threads *threads)
{
    threads->active--;
    if (threads->wanting > 0) {
        platform_condition_wake(threads->changed);
    }
}

// Go on running, after at most one of those who want to be alone.
static void enter(struct threads *threads)
{
    uint64_t done = threads->alone_done;
    while (threads->alone || (threads->wanting > 0 && threads->alone_done == done)) {
        platform_condition_wait(threads->changed, threads->world);
    }
    threads->active++;
}

void threads_pause(struct scheduler *scheduler)
{
    struct threads *threads = scheduler->vm->threads;
    if (threads == NULL || SHARED_LOOK(&threads->wanting) == 0) {
        return;
    }
    platform_mutex_lock(threads->world);
    leave(threads);
    enter(threads);
    platform_mutex_unlock(threads->world);
}

void threads_be_alone(struct scheduler *scheduler)
{
    struct threads *threads = scheduler->vm->threads;
    platform_mutex_lock(threads->world);
    SHARED_ADD(&threads->wanting, 1);
    leave(threads);
    while (threads->alone || threads->active > 0) {
        platform_condition_wait(threads->changed, threads->world);
    }
    SHARED_ADD(&threads->wanting, -1u);
    threads->active++;
    threads->alone = true;
    platform_mutex_unlock(threads->world);
    scheduler->alone = true;
}

bool threads_try_alone(struct scheduler *scheduler)
{
    struct threads *threads = scheduler->vm->threads;
    platform_mutex_lock(threads->world);
    bool is_possible = threads->active == 1 && threads->wanting == 0;
    if (is_possible) {
        threads->alone = true;
        scheduler->alone = true;
    }
    platform_mutex_unlock(threads->world);
    return is_possible;
}

void threads_end_alone(struct scheduler *scheduler)
{
    struct threads *threads = scheduler->vm->threads;
    scheduler->alone = false;
    platform_mutex_lock(threads->world);
    threads->alone = false;
    threads->alone_done++;
    platform_condition_wake(threads->changed);
    platform_mutex_unlock(threads->world);
}

// Sleeping

// As the keeper: alarms and events of the platform end it.
static void keep(struct threads *threads, struct scheduler *scheduler, uint64_t next_ns)
{
    threads->keeper = scheduler;
    threads->kept_until = next_ns;
    platform_mutex_unlock(threads->world);
    scheduler->event_count =
        platform_poll_wait(scheduler->vm->poll, next_ns, scheduler->events, SCHEDULER_EVENTS);
    platform_mutex_lock(threads->world);
    threads->keeper = NULL;
    threads->kept_until = UINT64_MAX;
}

// Another one is the keeper. It looks again when this one knows of an earlier alarm.
static void doze(struct threads *threads, struct scheduler *scheduler, uint64_t next_ns)
{
    if (next_ns < threads->kept_until) {
        wake(threads, threads->keeper);
    }
    while (!scheduler->is_woken && !threads->stopping && threads->keeper != NULL) {
        platform_condition_wait(scheduler->woken, threads->world);
    }
}

// When the keeper has something to run, one that dozes takes its place.
static void pass_on(struct vm *vm, const struct scheduler *scheduler)
{
    for (unsigned i = 0; i < vm->scheduler_count && vm->threads->keeper == NULL; i++) {
        struct scheduler *other = &vm->scheduler[i];
        if (other != scheduler && other->sleeps && !other->is_woken) {
            wake(vm->threads, other);
            return;
        }
    }
}

void threads_sleep(struct scheduler *scheduler, bool (*is_needed)(struct scheduler *scheduler),
                   uint64_t next_ns)
{
    struct vm *vm = scheduler->vm;
    struct threads *threads = vm->threads;
    platform_mutex_lock(threads->world);
    scheduler->is_woken = false;
    scheduler->sleeps = true;
    SHARED_SET_ORDERED(&threads->sleeping, threads->sleeping + 1);
    leave(threads);
    if (!threads->stopping && !is_needed(scheduler)) {
        if (threads->keeper == NULL) {
            keep(threads, scheduler, next_ns);
            pass_on(vm, scheduler);
        } else {
            doze(threads, scheduler, next_ns);
        }
    }
    scheduler->sleeps = false;
    SHARED_SET_ORDERED(&threads->sleeping, threads->sleeping - 1);
    enter(threads);
    platform_mutex_unlock(threads->world);
}

void threads_wake(struct scheduler *scheduler)
{
    struct threads *threads = scheduler->vm->threads;
    if (threads == NULL || scheduler == current) {
        return;
    }
    platform_mutex_lock(threads->world);
    if (scheduler->sleeps) {
        wake(threads, scheduler);
    }
    platform_mutex_unlock(threads->world);
}

void threads_wake_one(struct vm *vm)
{
    struct threads *threads = vm->threads;
    if (threads == NULL || SHARED_GET_ORDERED(&threads->sleeping) == 0) {
        return;
    }
    platform_mutex_lock(threads->world);
    struct scheduler *found = NULL;
    for (unsigned i = 0; i < vm->scheduler_count; i++) {
        struct scheduler *scheduler = &vm->scheduler[i];
        if (scheduler->sleeps && !scheduler->is_woken &&
            (found == NULL || found == threads->keeper)) {
            found = scheduler;
        }
    }
    if (found != NULL) {
        wake(threads, found);
    }
    platform_mutex_unlock(threads->world);
}

// Natives

// The native is called again when the process has its next turn, in which it is alone.
static term call_again(struct process *p, const char *module, const char *name, unsigned arity)
{
    term module_name = atom_find(p->vm, module, strlen(module));
    term function = atom_find(p->vm, name, strlen(name));
    struct export *entry = module_name == NONE || function == NONE
                               ? NULL
                               : export_get(p->vm, module_name, function, arity);
    if (entry == NULL) {
        return raise_out_of_memory(p);
    }
    p->wants_alone = true;
    p->reductions = 0;
    p->trap = entry->stub;
    return NONE;
}

term threads_call_native(struct process *p, term *args, unsigned flags, bif_function function,
                         const char *module, const char *name, unsigned arity)
{
    struct vm *vm = p->vm;
    if (!THREADS_ON(vm)) {
        return function(p, args);
    }
    struct scheduler *scheduler = current;
    if ((flags & BIF_ALONE) == 0 || ((flags & BIF_OTHER) != 0 && args[0] == p->pid)) {
        threads_lock_slow(vm, LOCK_MACHINE);
        term result = function(p, args);
        threads_unlock_slow(vm, LOCK_MACHINE);
        return result;
    }
    if (!scheduler->alone && !threads_try_alone(scheduler)) {
        return call_again(p, module, name, arity);
    }
    term result = function(p, args);
    // A native that lets others run first starts again: nobody is alone meanwhile.
    threads_end_alone(scheduler);
    return result;
}

#else

typedef int threads_are_left_out;

#endif
