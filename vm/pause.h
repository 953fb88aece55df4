// SPDX-License-Identifier: Apache-2.0
// pause.h: natives, and instructions, that take long let other processes run meanwhile.
//
// Code that takes long calls pause_step now and then. When the process has done more in this turn
// than it should, it is left in the middle, with all its C variables: the scheduler goes on with
// other processes on another stack (platforms/fibers.h), and comes back when it is the turn of this
// one. p->stack and p->heap_top are right then (others may look). Meanwhile nothing collects its
// heap, and no other scheduler runs it; what other processes change may have changed. Under a lock
// of the machine, or alone, pause_step does nothing.
//
// Where there are no fibers, some natives pause by keeping a state:
//
//     struct walk walk = {...};
//     size_t budget = pause_budget(p);
//     if (!pause_resumes(p, &walk, sizeof walk)) { check arguments, heap_ensure all that is needed
//     } while (more) {
//         if (budget-- == 0 && pause_native(p, &walk, sizeof walk, NULL)) {
//             return NONE;
//         }
//         a step
//     }
//
// A native that pauses is called again with the same arguments (or what it put there), at the next
// turn of its process. Between, nothing collects its heap, so its state may hold terms and point
// into the heap; and it must have taken all heap it needs before it pauses with a state. A native
// that may be called in a guard must not pause.

#ifndef VM_PAUSE_H
#define VM_PAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "vm/process.h"

// Gives back what a state owns; for a process that ends before the native does.
typedef void (*pause_clear_function)(struct vm *vm, void *state);

// A step is to look at a cell of a list that is not in the cache, at worst; a few nanoseconds.
// So many make a piece: time enough that changing the stack does not count.
#define PAUSE_STEPS 32000
// Loops count until they are so many.
#define PAUSE_OFTEN 256
// Processes of a scheduler that can be left in the middle at a time.
#define PAUSE_FIBERS 32

struct scheduler;

#if AVM_PAUSES

// The process that runs has done so many steps. Let others run when it has done enough for a turn.
void pause_step(const struct vm *vm, size_t steps);

// In a loop: *pace, 0 at its beginning, counts until it is worth it.
static inline void pause_often(const struct vm *vm, size_t *pace, size_t steps)
{
    *pace += steps;
    if (__builtin_expect(*pace >= PAUSE_OFTEN, 0)) {
        pause_step(vm, *pace);
        *pace = 0;
    }
}

// memcpy, in pieces.
void pause_copy(const struct vm *vm, void *to, const void *from, size_t size);

// For schedule.c. Around a turn of a process:
void pause_begin_turn(struct scheduler *scheduler);
void pause_end_turn(struct scheduler *scheduler);
// Around what must not be left in the middle; returns what to give back.
bool pause_forbid(const struct vm *vm);
void pause_allow(const struct vm *vm, bool before);
// Go on with a process that was left in the middle.
void pause_continue(struct scheduler *scheduler, const struct process *p);
// The one scheduler that can.
struct scheduler *pause_scheduler(const struct process *p);
// The machine stops: what was left in the middle comes to its end, and the stacks are freed.
void pause_finish(struct scheduler *scheduler);

// How many steps a native may do before it lets others run.
size_t pause_budget(const struct process *p);
// Does the native go on? Then its state is put back.
bool pause_resumes(struct process *p, void *state, size_t size);
// Keep the state (none: size 0); the native returns NONE. False: no memory, it must go on now.
bool pause_native(struct process *p, const void *state, size_t size, pause_clear_function clear);
// The process ends.
void pause_clear(struct process *p);

#else

static inline void pause_step(const struct vm *vm, size_t steps)
{
}
static inline void pause_often(const struct vm *vm, size_t *pace, size_t steps)
{
}
static inline void pause_copy(const struct vm *vm, void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
}
static inline void pause_begin_turn(struct scheduler *scheduler)
{
}
static inline void pause_end_turn(struct scheduler *scheduler)
{
}
static inline void pause_finish(struct scheduler *scheduler)
{
}
static inline bool pause_forbid(const struct vm *vm)
{
    return false;
}
static inline void pause_allow(const struct vm *vm, bool before)
{
}
static inline size_t pause_budget(const struct process *p)
{
    return SIZE_MAX;
}
static inline bool pause_resumes(struct process *p, void *state, size_t size)
{
    return false;
}
static inline bool pause_native(struct process *p, const void *state, size_t size,
                                pause_clear_function clear)
{
    return false;
}
static inline void pause_clear(struct process *p)
{
}

#endif

// No collection now.
static inline bool pause_holds_heap(const struct process *p)
{
    return AVM_PAUSES && (p->paused || p->extra->pause != NULL);
}

#endif
