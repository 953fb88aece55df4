// SPDX-License-Identifier: Apache-2.0
// bif_binary.c: the natives of the module erlang that take binaries apart and put them together.

#include "vm/bif_binary.h"

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/iodata.h"
#include "vm/machine.h"
#include "vm/match_inline.h"
#include "vm/pause.h"

term integer_of_size(struct process *p, size_t size)
{
    if (size <= (size_t) SMALL_MAX) {
        return make_small((sterm) size);
    }
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, size) : NONE;
}

bool range_of(term position, term length, size_t size, size_t *start, size_t *count)
{
    if (!is_small(position) || !is_small(length) || small_value(position) < 0 ||
        (size_t) small_value(position) > size) {
        return false;
    }
    size_t at = (size_t) small_value(position);
    sterm extent = small_value(length);
    if (extent < 0) {
        *count = (size_t) -extent;
        *start = at - *count;
        return *count <= at;
    }
    *start = at;
    *count = (size_t) extent;
    return *count <= size - at;
}

bool range_of_tuple(term tuple, size_t size, size_t *start, size_t *count)
{
    return is_tuple(tuple) && tuple_arity(tuple) == 2 &&
           range_of(tuple_elements(tuple)[0], tuple_elements(tuple)[1], size, start, count);
}

term bytes_to_list(struct process *p, term *args, size_t start, size_t count)
{
    if (count > SIZE_MAX / (4 * TERM_BYTES)) {
        return raise_out_of_memory(p);
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    size_t end = bits.offset + bits.size;
    size_t at = bits.offset + 8 * (start + count);
    term list = args[1];
    size_t pace = 0;
    if ((bits.offset & 7) == 0) {
        const uint8_t *byte = bits.bytes + (at >> 3);
        for (size_t i = 0; i < count; i++) {
            list = build_cons(p, make_small(*--byte), list);
            pause_often(p->vm, &pace, 1);
        }
        return list;
    }
    for (size_t i = 0; i < count; i++) {
        at -= 8;
        list = build_cons(p, make_small((sterm) bits_load(bits.bytes, at, 8, end)), list);
        pause_often(p->vm, &pace, 2);
    }
    return list;
}

// Bits of a bitstring, or what is left of a match context: compilers from OTP 26 on ask for the
// size of a tail without making it.
static bool bits_in(term t, size_t *size)
{
    if (is_bitstring(t)) {
        *size = bitstring_size(t);
        return true;
    }
    if (is_match_context(t)) {
        *size = match_left(boxed_object(t));
        return true;
    }
    return false;
}

term bif_erlang_byte_size(struct process *p, term *args)
{
    size_t size;
    if (!bits_in(args[0], &size)) {
        return raise_badarg(p);
    }
    return make_small((sterm) ((size + 7) >> 3)); // BINARY_MAX_BYTES is small
}

term bif_erlang_bit_size(struct process *p, term *args)
{
    size_t size;
    return bits_in(args[0], &size) ? integer_of_size(p, size) : raise_badarg(p);
}

// As OTP 25, the whole bytes of a bitstring can be parted too.
static term part(struct process *p, term *args, bool valid, size_t start, size_t count)
{
    return valid ? bitstring_part(p, args, 8 * start, 8 * count) : raise_badarg(p);
}

term bif_erlang_binary_part_2(struct process *p, term *args)
{
    size_t start = 0;
    size_t count = 0;
    bool valid = is_bitstring(args[0]) &&
                 range_of_tuple(args[1], bitstring_size(args[0]) >> 3, &start, &count);
    return part(p, args, valid, start, count);
}

term bif_erlang_binary_part_3(struct process *p, term *args)
{
    size_t start = 0;
    size_t count = 0;
    bool valid = is_bitstring(args[0]) &&
                 range_of(args[1], args[2], bitstring_size(args[0]) >> 3, &start, &count);
    return part(p, args, valid, start, count);
}

term bif_erlang_split_binary(struct process *p, term *args)
{
    if (!is_bitstring(args[0]) || !is_small(args[1]) || small_value(args[1]) < 0 ||
        (size_t) small_value(args[1]) > bitstring_size(args[0]) >> 3) {
        return raise_badarg(p);
    }
    size_t count = (size_t) small_value(args[1]);
    if (!heap_ensure(p, 2 * BIN_SUB_WORDS + 3)) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    term base = binary_base(args[0]);
    term first = build_part(p, base, bits.bytes, bits.offset, 8 * count);
    term second = build_part(p, base, bits.bytes, bits.offset + 8 * count, bits.size - 8 * count);
    return build_tuple2(p, first, second);
}

term bif_erlang_binary_to_list_1(struct process *p, term *args)
{
    if (!is_binary(args[0])) {
        return raise_badarg(p);
    }
    size_t count = bitstring_size(args[0]) >> 3;
    term roots[2] = {args[0], NIL};
    struct gc_roots chain;
    roots_push(p, &chain, roots, 2);
    term list = bytes_to_list(p, roots, 0, count);
    roots_pop(p, &chain);
    return list;
}

// Positions count from 1; both ends belong to it.
term bif_erlang_binary_to_list_3(struct process *p, term *args)
{
    if (!is_bitstring(args[0]) || !is_small(args[1]) || !is_small(args[2])) {
        return raise_badarg(p);
    }
    sterm first = small_value(args[1]);
    sterm last = small_value(args[2]);
    if (first < 1 || last < first || (size_t) last > bitstring_size(args[0]) >> 3) {
        return raise_badarg(p);
    }
    args[1] = NIL;
    return bytes_to_list(p, args, (size_t) first - 1, (size_t) (last - first) + 1);
}

// What is beyond the last whole byte becomes the last element.
static term odd_bits_list(struct process *p, term *args)
{
    size_t size = bitstring_size(args[0]);
    if ((size & 7) == 0) {
        return NIL;
    }
    if (!heap_ensure(p, BIN_SUB_WORDS + 2)) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    size_t whole = size & ~(size_t) 7;
    term odd = build_part(p, binary_base(args[0]), bits.bytes, bits.offset + whole, size - whole);
    return build_cons(p, odd, NIL);
}

term bif_erlang_bitstring_to_list(struct process *p, term *args)
{
    if (!is_bitstring(args[0])) {
        return raise_badarg(p);
    }
    term roots[2] = {NIL, odd_bits_list(p, args)};
    if (roots[1] == NONE) {
        return NONE;
    }
    roots[0] = args[0];
    struct gc_roots chain;
    roots_push(p, &chain, roots, 2);
    term list = bytes_to_list(p, roots, 0, bitstring_size(args[0]) >> 3);
    roots_pop(p, &chain);
    return list;
}

term bif_erlang_list_to_binary(struct process *p, term *args)
{
    return is_list(args[0]) ? iodata_flatten(p, args, true) : raise_badarg(p);
}

term bif_erlang_list_to_bitstring(struct process *p, term *args)
{
    return is_list(args[0]) ? iodata_flatten(p, args, false) : raise_badarg(p);
}

term bif_erlang_iolist_to_binary(struct process *p, term *args)
{
    return is_binary(args[0]) ? args[0] : iodata_flatten(p, args, true);
}

term bif_erlang_iolist_size(struct process *p, term *args)
{
    size_t size;
    enum iodata_status status = iodata_measure(process_vm(p), args[0], true, &size);
    return status == IODATA_END ? integer_of_size(p, size >> 3) : iodata_raise(p, status);
}

// iolist_to_iovec: large binaries stay what they are; what is between them becomes parts of one new
// binary.

#define IOVEC_LARGE ((size_t) 256 * 8)

struct iovec_sizes {
    size_t pieces;     // of the result
    size_t small_bits; // of the new binary
};

static enum iodata_status iovec_measure(struct vm *vm, term t, struct iovec_sizes *sizes)
{
    struct iodata_walk walk;
    iodata_init(&walk, vm, t);
    bool joining = false;
    enum iodata_status status;
    while ((status = iodata_next(&walk)) == IODATA_BYTES || status == IODATA_BITS) {
        size_t size = 0;
        uint8_t byte;
        if (status == IODATA_BITS) {
            size = bitstring_size(walk.item);
        } else {
            while (iodata_take(&walk, &byte)) {
                size += 8;
                pause_often(vm, &walk.pace, 1);
            }
        }
        bool large = status == IODATA_BITS && size >= IOVEC_LARGE;
        if (size > 0) {
            sizes->pieces += large || !joining;
            sizes->small_bits += large ? 0 : size;
            joining = !large;
        }
    }
    iodata_clear(&walk);
    return status;
}

struct iovec_list {
    struct process *p;
    term first;
    term *last; // where the next cell goes
};

static void iovec_add(struct iovec_list *list, term element)
{
    *list->last = build_cons(list->p, element, NIL);
    list->last = cons_cell(*list->last) + 1;
}

// What was written since `start` becomes an element.
static void iovec_flush(struct iovec_list *list, term joined, const struct bits_writer *w,
                        size_t *start)
{
    if (w->position > *start) {
        iovec_add(list, build_part(list->p, joined, w->bytes, *start, w->position - *start));
        *start = w->position;
    }
}

// Everything ensured. IODATA_END or IODATA_MEMORY.
static enum iodata_status iovec_fill(struct iovec_list *list, term t, term joined,
                                     struct bits_writer *w)
{
    struct iodata_walk walk;
    iodata_init(&walk, process_vm(list->p), t);
    size_t start = 0;
    enum iodata_status status;
    while ((status = iodata_next(&walk)) == IODATA_BYTES || status == IODATA_BITS) {
        uint8_t byte;
        if (status == IODATA_BYTES) {
            while (iodata_take(&walk, &byte)) {
                write_bytes(w, &byte, 8);
                pause_often(walk.vm, &walk.pace, 1);
            }
        } else if (bitstring_size(walk.item) >= IOVEC_LARGE) {
            iovec_flush(list, joined, w, &start);
            iovec_add(list, walk.item);
        } else {
            struct bits bits;
            bits_of(walk.item, &bits);
            write_bits(w, &bits);
        }
    }
    iodata_clear(&walk);
    iovec_flush(list, joined, w, &start);
    return status;
}

term bif_erlang_iolist_to_iovec(struct process *p, term *args)
{
    size_t size;
    enum iodata_status status = iodata_measure(process_vm(p), args[0], true, &size);
    struct iovec_sizes sizes = {0, 0};
    if (status == IODATA_END) {
        status = iovec_measure(process_vm(p), args[0], &sizes);
    }
    if (status != IODATA_END) {
        return iodata_raise(p, status);
    }
    uint8_t *bytes;
    term joined = binary_new(p, sizes.small_bits >> 3, &bytes);
    if (joined == NONE) {
        return NONE;
    }
    struct gc_roots chain;
    roots_push(p, &chain, &joined, 1);
    bool ensured = heap_ensure(p, sizes.pieces * (2 + BIN_SUB_WORDS));
    roots_pop(p, &chain);
    if (!ensured) {
        return NONE;
    }
    struct bits bits;
    bits_of(joined, &bits);
    // The new binary is ours to write to until it is returned.
    struct bits_writer w = {(uint8_t *) (uintptr_t) bits.bytes, 0};
    struct iovec_list list = {.p = p, .first = NIL, .last = &list.first};
    status = iovec_fill(&list, args[0], joined, &w);
    return status == IODATA_END ? list.first : iodata_raise(p, status);
}
