// SPDX-License-Identifier: Apache-2.0
// process_table.h: processes and ports by pid. A pid is a slot of the table plus a serial that
// grows each time the slot is used again, so that an old pid names nobody. Ports are numbered
// alike.
//
// The table changes under the lock of the machine (threads.h). A process found under it stays
// until the lock is given up.

#ifndef VM_PROCESS_TABLE_H
#define VM_PROCESS_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

struct vm;

// Give a new process a pid and a place. False: no memory or too many processes.
bool process_table_add(struct vm *vm, struct process *p, bool is_port);
// Take it out. When this returns, nobody uses it any more.
void process_table_remove(struct vm *vm, struct process *p);
void process_table_clear(struct vm *vm);

// The process in a slot, or NULL, also when there are not so many slots.
struct process *process_table_at(const struct vm *vm, uint32_t slot);
uint32_t process_table_slots(const struct vm *vm);

// The process a local pid or port names, or NULL. The first does not find one that is about to end.
struct process *process_find(const struct vm *vm, term pid);
struct process *process_find_any(const struct vm *vm, term pid);

#if AVM_SMP
// The same for a thread without the lock: the process stays until process_leave.
struct process *process_visit(struct scheduler *scheduler, term pid);
void process_leave(struct scheduler *scheduler);
#endif

#endif
