// SPDX-License-Identifier: Apache-2.0
// threads.h: several scheduler threads in one machine: their locks, how one of them gets the
// machine for itself, how they sleep. Everything here does nothing while the machine has one
// thread, and nothing is left of it without AVM_SMP.
//
// What belongs to one process is touched by the thread that runs it, and by nobody else while it
// runs. Beside that there are
//
// - the lock of the machine: relations between processes (links, monitors, aliases, timers,
//   registered names, suspensions), the table of processes, counters with a memory;
// - the lock of the code: loading modules, exported functions, literals. Who only looks needs no
//   lock: what is published stays;
// - the lock of the atoms, for new ones;
// - the lock of the regular expressions that were compiled;
// - a lock for each run queue;
// - being alone: no other thread runs anything. For what looks into or changes another process, or
//   what others read without a lock. A thread becomes alone between two turns of processes, where
//   all others are between theirs, too.
//
// Order: machine, code, atoms, regular expressions, run queue. Nobody becomes alone while he holds
// a lock. A thread may take the first four again that it has.
//
// In bifs.def BIF_LOCK marks natives that run under the lock of the machine, BIF_ALONE those that
// run alone (BIF_OTHER: unless their first argument is the process itself).

#ifndef VM_THREADS_H
#define VM_THREADS_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/bif.h"
#include "vm/config.h"

struct vm;
struct process;
struct scheduler;

enum machine_lock { LOCK_MACHINE, LOCK_CODE, LOCK_ATOMS, LOCK_REGEX, LOCK_COUNT };

// One thread has nothing to lock; but no process is left in the middle meanwhile (pause.h).
#if AVM_PAUSES
#define LOCK_ALONE(vm)   ((void) (vm)->scheduler->locks_held++)
#define UNLOCK_ALONE(vm) ((void) (vm)->scheduler->locks_held--)
#else
#define LOCK_ALONE(vm)   ((void) 0)
#define UNLOCK_ALONE(vm) ((void) 0)
#endif

#if AVM_SMP

struct threads;

// Several threads run, or are about to.
#define THREADS_ON(vm) ((vm)->threads != NULL)

void threads_lock_slow(const struct vm *vm, enum machine_lock lock);
void threads_unlock_slow(const struct vm *vm, enum machine_lock lock);

#define threads_lock(vm, lock) (THREADS_ON(vm) ? threads_lock_slow((vm), (lock)) : LOCK_ALONE(vm))
#define threads_unlock(vm, lock)                                                                   \
    (THREADS_ON(vm) ? threads_unlock_slow((vm), (lock)) : UNLOCK_ALONE(vm))

// The scheduler of this thread.
struct scheduler *threads_scheduler(const struct vm *vm);

// Threads for the schedulers after the first, each runs `run`. False: no memory or no threads: the
// machine goes on with one.
bool threads_start(struct vm *vm, void (*run)(void *scheduler));
// All are to stop after their turn, soon.
void threads_stop(struct vm *vm);
// Wait for their end.
void threads_join(struct vm *vm);

// Between two turns: let one who wants to be alone be it.
void threads_pause(struct scheduler *scheduler);
// Become alone, between two turns. It ends with threads_end_alone.
void threads_be_alone(struct scheduler *scheduler);
// Become alone at once if nobody else runs, also in the middle of a turn.
bool threads_try_alone(struct scheduler *scheduler);
void threads_end_alone(struct scheduler *scheduler);

// There is nothing to run for this thread: sleep until there may be. is_needed is asked once more
// before; next_ns: when the next alarm is due.
void threads_sleep(struct scheduler *scheduler, bool (*is_needed)(struct scheduler *scheduler),
                   uint64_t next_ns);
// There is something to run that this thread does not come to now: wake one that sleeps.
void threads_wake_one(struct vm *vm);
// The same for one scheduler.
void threads_wake(struct scheduler *scheduler);

// Run a native as its flags want it.
term threads_call_native(struct process *p, term *args, unsigned flags, bif_function function,
                         const char *module, const char *name, unsigned arity);

#else

#define THREADS_ON(vm)           false
#define threads_lock(vm, lock)   LOCK_ALONE(vm)
#define threads_unlock(vm, lock) UNLOCK_ALONE(vm)
#define threads_scheduler(vm)    ((vm)->scheduler)
#define threads_wake(scheduler)  ((void) (scheduler))

#endif

#endif
