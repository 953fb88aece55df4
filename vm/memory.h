// SPDX-License-Identifier: Apache-2.0
// memory.h: all memory of the machine comes from here. Not the process heaps' layout (heap.h).
//
// Functions return NULL when there is no memory; the caller turns that into out_of_memory of the
// process that asked, or a failure of loading. With AVM_ALLOC_INJECT the n-th allocation fails on
// purpose (vm->fail_allocation).

#ifndef VM_MEMORY_H
#define VM_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "vm/term.h"

struct vm;

void *memory_alloc(struct vm *vm, size_t size);
void *memory_calloc(struct vm *vm, size_t size);
void *memory_resize(struct vm *vm, void *old, size_t old_size, size_t size);
void memory_free(struct vm *vm, void *block, size_t size);

// Constant terms (literals): never collected, recognised by address. NULL when the space is used
// up. Aligned to a term. They live until the machine ends.
term *literal_alloc(struct vm *vm, size_t words);
// Give back everything from mark on, for a module that failed to load. NULL: everything.
void literal_release(struct vm *vm, const term *mark);
// Release the space of the literals: when the machine ends.
void literals_clear(struct vm *vm);

// Bytes that binaries of any process share, reference counted. bytes_used grows when a binary is
// appended to: only the owner of the last part may extend it, which it does by moving `used`
// forward (atomically with AVM_SMP).
struct refc {
    uint32_t references;
    size_t capacity; // bytes
    size_t used;     // bits
    uint8_t bytes[];
};

// A new object with one reference; used = size * 8.
struct refc *refc_new(struct vm *vm, size_t size, size_t capacity);
void refc_retain(struct refc *refc);
void refc_release(struct vm *vm, struct refc *refc);
// Claim the bits from `from` to `to`, when from is still the end and capacity suffices.
int refc_extend(struct refc *refc, size_t from, size_t to);

#endif
