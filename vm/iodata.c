// SPDX-License-Identifier: Apache-2.0
// iodata.c: walking nested lists of bytes and binaries. iodata.h

#include "vm/iodata.h"

#include <string.h>

#include "vm/exception.h"
#include "vm/machine.h"
#include "vm/pause.h"

void iodata_init(struct iodata_walk *walk, struct vm *vm, term t)
{
    walk->vm = vm;
    walk->rest = t;
    walk->item = NIL;
    walk->stack = walk->first;
    walk->depth = 0;
    walk->pace = 0;
    walk->capacity = sizeof walk->first / sizeof walk->first[0];
}

void iodata_clear(struct iodata_walk *walk)
{
    if (walk->stack != walk->first) {
        memory_free(walk->vm, walk->stack, walk->capacity * sizeof(term));
    }
}

static bool grow(struct iodata_walk *walk)
{
    size_t capacity = walk->capacity * 4;
    term *stack = memory_alloc(walk->vm, capacity * sizeof(term));
    if (stack == NULL) {
        return false;
    }
    memcpy(stack, walk->stack, walk->depth * sizeof(term));
    iodata_clear(walk);
    walk->stack = stack;
    walk->capacity = capacity;
    return true;
}

enum iodata_status iodata_next(struct iodata_walk *walk)
{
    for (;;) {
        pause_often(walk->vm, &walk->pace, 1);
        term t = walk->rest;
        if (is_cons(t)) {
            term head = cons_head(t);
            if (is_small(head)) {
                return head < make_small(256) ? IODATA_BYTES : IODATA_WRONG;
            }
            walk->rest = cons_tail(t);
            if (is_cons(head)) {
                if (walk->depth == walk->capacity && !grow(walk)) {
                    return IODATA_MEMORY;
                }
                // An empty tail need not be remembered: lists nested in the last place take no
                // room.
                if (walk->rest != NIL) {
                    walk->stack[walk->depth++] = walk->rest;
                }
                walk->rest = head;
            } else if (is_bitstring(head)) {
                walk->item = head;
                return IODATA_BITS;
            } else if (head != NIL) {
                return IODATA_WRONG;
            }
        } else if (t == NIL) {
            if (walk->depth == 0) {
                return IODATA_END;
            }
            walk->rest = walk->stack[--walk->depth];
        } else if (is_bitstring(t)) {
            walk->item = t;
            walk->rest = NIL;
            return IODATA_BITS;
        } else {
            return IODATA_WRONG;
        }
    }
}

// Bytes of a list looked at before others may run (pause.h).
#define RUN_BYTES (AVM_PAUSES ? 1024 : SIZE_MAX / 8)

enum iodata_status iodata_measure(struct vm *vm, term t, bool whole, size_t *size_bits)
{
    struct iodata_walk walk;
    iodata_init(&walk, vm, t);
    size_t total = 0;
    enum iodata_status status;
    while ((status = iodata_next(&walk)) == IODATA_BYTES || status == IODATA_BITS) {
        size_t size = 0;
        if (status == IODATA_BITS) {
            size = bitstring_size(walk.item);
            if (whole && (size & 7) != 0) {
                status = IODATA_WRONG;
                break;
            }
        } else {
            uint8_t byte;
            // a run goes on when it is longer
            for (; (!AVM_PAUSES || size < 8 * RUN_BYTES) && iodata_take(&walk, &byte); size += 8) {
            }
            pause_often(vm, &walk.pace, size / 8);
        }
        if (size > BINARY_MAX_BYTES * 8 - total) {
            status = IODATA_LARGE;
            break;
        }
        total += size;
    }
    iodata_clear(&walk);
    *size_bits = total;
    return status;
}

// A run of bytes of a list.
static void write_run(struct iodata_walk *walk, struct bits_writer *w)
{
    uint8_t byte;
    if ((w->position & 7) != 0) {
        while (iodata_take(walk, &byte)) {
            write_bytes(w, &byte, 8);
            pause_often(walk->vm, &walk->pace, 1);
        }
        return;
    }
    uint8_t *at = w->bytes + (w->position >> 3);
    const uint8_t *start = at;
    while ((!AVM_PAUSES || (size_t) (at - start) < RUN_BYTES) && iodata_take(walk, &byte)) {
        *at++ = byte;
    }
    pause_often(walk->vm, &walk->pace, (size_t) (at - start));
    w->position += (size_t) (at - start) * 8;
}

enum iodata_status iodata_write(struct vm *vm, term t, struct bits_writer *w)
{
    struct iodata_walk walk;
    iodata_init(&walk, vm, t);
    enum iodata_status status;
    while ((status = iodata_next(&walk)) == IODATA_BYTES || status == IODATA_BITS) {
        if (status == IODATA_BYTES) {
            write_run(&walk, w);
        } else {
            struct bits bits;
            bits_of(walk.item, &bits);
            write_bits(w, &bits);
        }
    }
    iodata_clear(&walk);
    return status;
}

// Bytes of a binary that a sink is given at once, and how many take as long as a step of pause.h.
#define GIVE_BYTES    4096
#define GIVE_PER_STEP 2

// The bytes of a binary, aligned or not.
static void give_binary(const struct vm *vm, term binary, iodata_sink sink, void *context)
{
    struct bits bits;
    bits_of(binary, &bits);
    if ((bits.offset & 7) == 0) {
        const uint8_t *bytes = bits.bytes + (bits.offset >> 3);
        for (size_t left = bits.size >> 3; left > 0;) {
            size_t count = AVM_PAUSES && left > GIVE_BYTES ? GIVE_BYTES : left;
            sink(context, bytes, count);
            bytes += count;
            left -= count;
            pause_step(vm, count / GIVE_PER_STEP);
        }
        return;
    }
    uint8_t buffer[256];
    while (bits.size > 0) {
        size_t size = bits.size < 8 * sizeof buffer ? bits.size : 8 * sizeof buffer;
        bits_copy(buffer, 0, bits.bytes, bits.offset, size);
        sink(context, buffer, size >> 3);
        pause_step(vm, size >> 3);
        bits.offset += size;
        bits.size -= size;
    }
}

static void give_run(struct iodata_walk *walk, iodata_sink sink, void *context)
{
    uint8_t buffer[256];
    size_t count;
    do {
        count = 0;
        while (count < sizeof buffer && iodata_take(walk, &buffer[count])) {
            count++;
        }
        sink(context, buffer, count);
        pause_step(walk->vm, 2 * count);
    } while (count == sizeof buffer);
}

enum iodata_status iodata_each(struct vm *vm, term t, iodata_sink sink, void *context)
{
    struct iodata_walk walk;
    iodata_init(&walk, vm, t);
    enum iodata_status status;
    while ((status = iodata_next(&walk)) == IODATA_BYTES || status == IODATA_BITS) {
        if (status == IODATA_BYTES) {
            give_run(&walk, sink, context);
        } else if ((bitstring_size(walk.item) & 7) == 0) {
            give_binary(vm, walk.item, sink, context);
        } else {
            status = IODATA_WRONG;
            break;
        }
    }
    iodata_clear(&walk);
    return status;
}

term iodata_raise(struct process *p, enum iodata_status status)
{
    switch (status) {
    case IODATA_MEMORY:
        return raise_out_of_memory(p);
    case IODATA_LARGE:
        return raise_system_limit(p);
    default:
        return raise_badarg(p);
    }
}

term iodata_flatten(struct process *p, term *args, bool whole)
{
    size_t size;
    enum iodata_status status = iodata_measure(process_vm(p), args[0], whole, &size);
    if (status != IODATA_END) {
        return iodata_raise(p, status);
    }
    struct bits_writer w = {NULL, 0};
    term binary = bitstring_new(p, size, &w.bytes);
    if (binary == NONE) {
        return NONE;
    }
    status = iodata_write(process_vm(p), args[0], &w);
    return status == IODATA_END ? binary : iodata_raise(p, status);
}
