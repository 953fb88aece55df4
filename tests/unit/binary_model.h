// SPDX-License-Identifier: Apache-2.0
// binary_model.h: bits one at a time, random ones, and a process to build terms in. For tests of
// binaries.

#ifndef TESTS_UNIT_BINARY_MODEL_H
#define TESTS_UNIT_BINARY_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vm/heap.h"
#include "vm/machine.h"

// 0 .. below - 1; the same sequence in every run.
static inline size_t model_random(size_t below)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t) ((state >> 16) % below);
}

// How often to try: less when every allocation collects.
#define MODEL_ROUNDS(count) (AVM_GC_STRESS ? (count) / 100 : (count))

// count random bytes, exactly; for free.
static inline uint8_t *model_bytes(size_t count)
{
    uint8_t *bytes = malloc(count == 0 ? 1 : count);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t) model_random(256);
    }
    return bytes;
}

static inline uint8_t *model_copy(const uint8_t *from, size_t count)
{
    uint8_t *bytes = malloc(count == 0 ? 1 : count);
    return memcpy(bytes, from, count);
}

static inline bool model_get(const uint8_t *bytes, size_t bit)
{
    return (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

static inline void model_set(uint8_t *bytes, size_t bit, bool value)
{
    unsigned mask = 0x80u >> bit % 8;
    bytes[bit / 8] = (uint8_t) (value ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
}

// Bit `bit` (0: least significant) of the number a segment of `size` bits holds is bit number ...
// of the segment.
static inline size_t model_segment_bit(size_t bit, size_t size, bool little)
{
    if (!little) {
        return size - 1 - bit;
    }
    size_t byte = bit / 8;
    size_t width =
        size - 8 * byte < 8 ? size - 8 * byte : 8; // of that byte: the last one may be partial
    return 8 * byte + width - 1 - bit % 8;
}

struct model_process {
    struct vm vm;
    struct scheduler scheduler;
    struct process process;
    term x[16];
};

static inline struct process *model_process_init(struct model_process *model)
{
    memset(model, 0, sizeof *model);
    struct process *p = &model->process;
    model->vm.scheduler = &model->scheduler;
    p->vm = &model->vm;
    p->x = model->x;
    p->live = 16;
    for (size_t i = 0; i < 16; i++) {
        model->x[i] = NIL;
    }
    p->exception_trace = NIL;
    p->exception = NONE;
    p->group_leader = NIL;
    p->registered_name = NIL;
    return heap_init(p, 4096) ? p : NULL;
}

static inline void model_process_clear(struct model_process *model)
{
    heap_clear(&model->process);
}

#endif
