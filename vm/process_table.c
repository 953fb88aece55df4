// SPDX-License-Identifier: Apache-2.0
// process_table.c: slots, pids, and visits without a lock.
//
// A thread that visits a process says so (scheduler->visits) before it makes sure that the process
// is still in the table; who takes a process out looks at the visits of all threads afterwards.
// Both in one order: one of the two sees the other. A table that became too small stays as long as
// the machine while there are several threads, since somebody may look into it.

#include "vm/process_table.h"

#include <string.h>

#include "vm/machine.h"

// Bits of a pid number that are the slot.
#define SLOT_BITS 20u
#define SLOT_MASK ((1u << SLOT_BITS) - 1)

#define FIRST_SLOTS 64u

struct process_table {
    struct process_table *before;
    uint32_t capacity; // a power of two
    struct process *slots[];
};

static size_t table_size(uint32_t capacity)
{
    return sizeof(struct process_table) + capacity * sizeof(struct process *);
}

uint32_t process_table_slots(const struct vm *vm)
{
    const struct process_table *table = SHARED_GET(&vm->processes);
    return table == NULL ? 0 : table->capacity;
}

struct process *process_table_at(const struct vm *vm, uint32_t slot)
{
    const struct process_table *table = SHARED_GET(&vm->processes);
    return table != NULL && slot < table->capacity ? SHARED_GET(&table->slots[slot]) : NULL;
}

struct process *process_find_any(const struct vm *vm, term pid)
{
    struct process *p =
        is_local_identity(pid) ? process_table_at(vm, pid_number(pid) & SLOT_MASK) : NULL;
    return p != NULL && p->pid == pid ? p : NULL;
}

struct process *process_find(const struct vm *vm, term pid)
{
    struct process *p = process_find_any(vm, pid);
    return p != NULL && !SHARED_GET(&p->exiting) ? p : NULL;
}

static bool grow(struct vm *vm)
{
    struct process_table *old = vm->processes;
    uint32_t capacity = old == NULL ? FIRST_SLOTS : old->capacity * 2;
    struct process_table *table =
        capacity > AVM_MAX_PROCESSES ? NULL : memory_calloc(vm, table_size(capacity));
    if (table == NULL) {
        return false;
    }
    table->capacity = capacity;
    if (old != NULL) {
        memcpy(table->slots, old->slots, old->capacity * sizeof(struct process *));
    }
    table->before = THREADS_ON(vm) ? old : NULL;
    SHARED_SET_ORDERED(&vm->processes, table);
    if (table->before == NULL && old != NULL) {
        memory_free(vm, old, table_size(old->capacity));
    }
    return true;
}

// A free slot, searched from the one used last on, so that numbers are not used again soon.
bool process_table_add(struct vm *vm, struct process *p, bool is_port)
{
    if (vm->process_count == process_table_slots(vm) && !grow(vm)) {
        return false;
    }
    struct process_table *table = vm->processes;
    uint32_t mask = table->capacity - 1;
    uint32_t at = vm->process_next;
    while (table->slots[at & mask] != NULL) {
        at++;
    }
    at &= mask;
    // a new serial for every round through the table
    vm->process_serial += at < vm->process_next ? 1 : 0;
    vm->process_next = at + 1;
    vm->process_count++;
    uint32_t serial = vm->process_serial & ((1u << (28 - SLOT_BITS)) - 1);
    uint32_t number = serial << SLOT_BITS | at;
    p->pid = is_port ? make_port(number) : make_pid(number);
    vm->port_count += is_port;
    SHARED_SET(&table->slots[at], p);
    return true;
}

void process_table_remove(struct vm *vm, struct process *p)
{
    SHARED_SET_ORDERED(&vm->processes->slots[pid_number(p->pid) & SLOT_MASK], NULL);
    vm->process_count--;
    vm->port_count -= is_local_port(p->pid);
#if AVM_SMP
    for (unsigned i = 0; THREADS_ON(vm) && i < vm->scheduler_count; i++) {
        while (SHARED_GET_ORDERED(&vm->scheduler[i].visits) == p) {
            // it takes a moment to put a message into the outer mailbox
        }
    }
#endif
}

void process_table_clear(struct vm *vm)
{
    while (vm->processes != NULL) {
        struct process_table *table = vm->processes;
        vm->processes = table->before;
        memory_free(vm, table, table_size(table->capacity));
    }
}

#if AVM_SMP

struct process *process_visit(struct scheduler *scheduler, term pid)
{
    struct vm *vm = scheduler->vm;
    uint32_t slot = pid_number(pid) & SLOT_MASK;
    for (;;) {
        struct process_table *table = SHARED_GET_ORDERED(&vm->processes);
        struct process *p = slot < table->capacity ? SHARED_GET(&table->slots[slot]) : NULL;
        SHARED_SET_ORDERED(&scheduler->visits, p);
        if (p == NULL) {
            return NULL;
        }
        if (SHARED_GET_ORDERED(&vm->processes) == table &&
            SHARED_GET_ORDERED(&table->slots[slot]) == p) {
            if (p->pid == pid && !SHARED_GET(&p->exiting)) {
                return p;
            }
            process_leave(scheduler);
            return NULL;
        }
    }
}

void process_leave(struct scheduler *scheduler)
{
    SHARED_SET(&scheduler->visits, NULL);
}

#endif
