// SPDX-License-Identifier: Apache-2.0
// pause.h: natives that take long let other processes run meanwhile.
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

#include "vm/process.h"

// Gives back what a state owns; for a process that ends before the native does.
typedef void (*pause_clear_function)(struct vm *vm, void *state);

#if AVM_PAUSES

// How many steps a native may do before it lets others run.
size_t pause_budget(const struct process *p);
// Does the native go on? Then its state is put back.
bool pause_resumes(struct process *p, void *state, size_t size);
// Keep the state (none: size 0); the native returns NONE. False: no memory, it must go on now.
bool pause_native(struct process *p, const void *state, size_t size, pause_clear_function clear);
// The process ends.
void pause_clear(struct process *p);

#else

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
    return AVM_PAUSES && p->extra->pause != NULL;
}

#endif
