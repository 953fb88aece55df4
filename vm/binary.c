// SPDX-License-Identifier: Apache-2.0
// binary.c: the representations of a bitstring, and making them. binary.h
//
// A BIN_SUB names its bytes by the object it is part of and a range of bits. Over a BIN_REFC this
// range may reach beyond the size of that BIN_REFC: appending in place makes a new BIN_SUB and
// claims bits of the shared bytes, but never changes an object that somebody may hold. What is
// valid is what struct refc says is used.

#include "vm/binary.h"

#include <string.h>

#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"

// The bytes of a HEAP, REFC or CONST object.
static const uint8_t *base_bytes(const term *object)
{
    switch (header_tag(object[0])) {
    case TAG_BIN_REFC:
        return ((const struct refc *) object[BIN_REFC_DATA])->bytes;
    case TAG_BIN_CONST:
        return (const uint8_t *) object[2];
    default:
        return (const uint8_t *) (object + 2);
    }
}

void bits_of(term t, struct bits *bits)
{
    const term *object = boxed_object(t);
    if (header_tag(object[0]) == TAG_BIN_SUB) {
        bits->bytes = base_bytes(boxed_object(object[1]));
        bits->offset = (size_t) object[2];
        bits->size = (size_t) object[3];
        return;
    }
    bits->bytes = base_bytes(object);
    bits->offset = 0;
    bits->size = (size_t) object[1] * 8;
}

size_t bitstring_size(term t)
{
    const term *object = boxed_object(t);
    if (header_tag(object[0]) == TAG_BIN_SUB) {
        return (size_t) object[3];
    }
    return (size_t) object[1] * 8;
}

bool is_binary(term t)
{
    return is_bitstring(t) && (bitstring_size(t) & 7) == 0;
}

const uint8_t *binary_bytes(term t, size_t *size)
{
    if (!is_bitstring(t)) {
        return NULL;
    }
    struct bits bits;
    bits_of(t, &bits);
    if (((bits.offset | bits.size) & 7) != 0) {
        return NULL;
    }
    *size = bits.size >> 3;
    return bits.bytes + (bits.offset >> 3);
}

void binary_copy_bytes(term t, uint8_t *to)
{
    struct bits bits;
    bits_of(t, &bits);
    bits_copy(to, 0, bits.bytes, bits.offset, bits.size);
}

term binary_base(term t)
{
    const term *object = boxed_object(t);
    return header_tag(object[0]) == TAG_BIN_SUB ? object[1] : t;
}

// An object of the process's own that keeps refc (one reference is handed over). BIN_REFC_WORDS
// ensured.
static term build_refc(struct process *p, struct refc *refc, size_t size)
{
    term *object = heap_take(p, BIN_REFC_WORDS);
    object[0] = make_header(BIN_REFC_WORDS - 1, TAG_BIN_REFC);
    object[1] = (term) size;
    object[BIN_REFC_DATA] = (term) refc;
    heap_link_shared(p, object, refc->capacity);
    return make_boxed(object);
}

// BIN_SUB_WORDS ensured.
static term build_sub(struct process *p, term base, size_t offset, size_t size)
{
    term *object = heap_take(p, BIN_SUB_WORDS);
    object[0] = make_header(BIN_SUB_WORDS - 1, TAG_BIN_SUB);
    object[1] = base;
    object[2] = (term) offset;
    object[3] = (term) size;
    return make_boxed(object);
}

// size bytes with undefined contents, and `extra` words left for the caller to take.
static term binary_new_extra(struct process *p, size_t size, size_t extra, uint8_t **bytes)
{
    if (size < AVM_REFC_BYTES) {
        size_t words = heap_binary_words(size);
        if (!heap_ensure(p, words + extra)) {
            return NONE;
        }
        term *object = heap_take(p, words);
        object[0] = make_header(words - 1, TAG_BIN_HEAP);
        object[1] = (term) size;
        *bytes = (uint8_t *) (object + 2);
        return make_boxed(object);
    }
    if (size > BINARY_MAX_BYTES) {
        return raise_system_limit(p);
    }
    if (!heap_ensure_shared(p, BIN_REFC_WORDS + extra, size)) {
        return NONE;
    }
    process_charge(p, size / sizeof(term));
    struct refc *refc = refc_new(process_vm(p), size, size);
    if (refc == NULL) {
        return raise_out_of_memory(p);
    }
    *bytes = refc->bytes;
    return build_refc(p, refc, size);
}

term binary_new(struct process *p, size_t size, uint8_t **bytes)
{
    return binary_new_extra(p, size, 0, bytes);
}

term binary_from_bytes(struct process *p, const void *bytes, size_t size)
{
    uint8_t *to;
    term binary = binary_new(p, size, &to);
    if (binary != NONE && size > 0) {
        memcpy(to, bytes, size);
    }
    return binary;
}

term bitstring_new(struct process *p, size_t size, uint8_t **bytes)
{
    if ((size & 7) == 0) {
        return binary_new_extra(p, size >> 3, 0, bytes);
    }
    term base = binary_new_extra(p, (size >> 3) + 1, BIN_SUB_WORDS, bytes);
    return base == NONE ? NONE : build_sub(p, base, 0, size);
}

// A part no larger than the object that would refer to it: copied, so that it does not keep the
// rest alive.
static bool part_is_copied(size_t size)
{
    return (size & 7) == 0 && heap_binary_words(size >> 3) <= BIN_SUB_WORDS;
}

term build_part(struct process *p, term base, const uint8_t *bytes, size_t offset, size_t size)
{
    if (!part_is_copied(size)) {
        return build_sub(p, base, offset, size);
    }
    term *object = heap_take(p, heap_binary_words(size >> 3));
    object[0] = make_header(heap_binary_words(size >> 3) - 1, TAG_BIN_HEAP);
    object[1] = (term) (size >> 3);
    bits_copy((uint8_t *) (object + 2), 0, bytes, offset, size);
    return make_boxed(object);
}

term bitstring_part(struct process *p, term *args, size_t offset, size_t size)
{
    if (!heap_ensure(p, BIN_SUB_WORDS)) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    if (offset == 0 && size == bits.size) {
        return args[0];
    }
    return build_part(p, binary_base(args[0]), bits.bytes, bits.offset + offset, size);
}

// Least capacity of a binary that is likely to grow, bytes.
#define APPEND_MIN 256

// Bytes to reserve for a result of `size` bytes that is likely to grow.
static size_t append_capacity(size_t size)
{
    if (size < APPEND_MIN / 2) {
        return APPEND_MIN;
    }
    return size > BINARY_MAX_BYTES / 2 ? size : size * 2;
}

// A new shared binary with capacity, the used bits of it being `size`, as a part of it. 8 words
// ensured.
static term build_growing(struct process *p, struct refc *refc, size_t size)
{
    term base = build_refc(p, refc, (size + 7) >> 3);
    return build_sub(p, base, 0, size);
}

term binary_writable(struct process *p, size_t size)
{
    if (size > BINARY_MAX_BYTES) {
        return raise_system_limit(p);
    }
    size = size < APPEND_MIN ? APPEND_MIN : size;
    if (!heap_ensure_shared(p, BIN_REFC_WORDS + BIN_SUB_WORDS, size)) {
        return NONE;
    }
    struct refc *refc = refc_new(process_vm(p), 0, size);
    if (refc == NULL) {
        return raise_out_of_memory(p);
    }
    return build_growing(p, refc, 0);
}

// In place, when t is the last part of its shared bytes and there is room. NONE without an
// exception: not possible. BIN_SUB_WORDS ensured.
static term append_here(struct process *p, term t, size_t size_bits, struct bits_writer *w)
{
    const term *object = boxed_object(t);
    term base = t;
    size_t offset = 0;
    size_t size;
    if (header_tag(object[0]) == TAG_BIN_SUB) {
        base = object[BIN_SUB_OF];
        offset = (size_t) object[BIN_SUB_OFFSET];
        size = (size_t) object[BIN_SUB_SIZE];
        object = boxed_object(base);
    } else {
        size = (size_t) object[BIN_SIZE] * 8;
    }
    if (header_tag(object[0]) != TAG_BIN_REFC) {
        return NONE;
    }
    struct refc *refc = (struct refc *) object[BIN_REFC_DATA];
    size_t end = offset + size;
    if (refc->used != end || !refc_extend(refc, end, end + size_bits)) {
        return NONE;
    }
    w->bytes = refc->bytes;
    w->position = end;
    return build_sub(p, base, offset, size + size_bits);
}

static term append_copy(struct process *p, term t, size_t new_size, struct bits_writer *w)
{
    struct refc *refc = refc_new(process_vm(p), 0, append_capacity((new_size + 7) >> 3));
    if (refc == NULL) {
        return raise_out_of_memory(p);
    }
    struct bits bits;
    bits_of(t, &bits);
    bits_copy(refc->bytes, 0, bits.bytes, bits.offset, bits.size);
    refc->used = new_size;
    w->bytes = refc->bytes;
    w->position = bits.size;
    return build_growing(p, refc, new_size);
}

term bitstring_append(struct process *p, term *args, size_t size_bits, unsigned unit,
                      struct bits_writer *w)
{
    if (!is_bitstring(args[0])) {
        return raise_badarg(p);
    }
    size_t old_size = bitstring_size(args[0]);
    if (unit > 1 && old_size % unit != 0) {
        return raise_badarg(p);
    }
    if (size_bits > BINARY_MAX_BYTES * 8 - old_size) {
        return raise_system_limit(p);
    }
    if (!heap_ensure(p, BIN_SUB_WORDS)) {
        return NONE;
    }
    term longer = append_here(p, args[0], size_bits, w);
    if (longer != NONE) {
        return longer;
    }
    size_t capacity = append_capacity((old_size + size_bits + 7) >> 3);
    if (!heap_ensure_shared(p, BIN_REFC_WORDS + BIN_SUB_WORDS, capacity)) {
        return NONE;
    }
    return append_copy(p, args[0], old_size + size_bits, w);
}
