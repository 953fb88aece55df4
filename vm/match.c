// SPDX-License-Identifier: Apache-2.0
// match.c: taking segments from match contexts. binary.h
//
// The frequent shapes are in match_inline.h; here is everything, at any alignment and size.

#include <math.h>
#include <string.h>

#include "vm/binary.h"
#include "vm/bits.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/match_inline.h"
#include "vm/number.h"
#include "vm/utf.h"

term match_start(struct process *p, term *args)
{
    if (!is_boxed(args[0])) {
        return NONE;
    }
    term tag = header_tag(*boxed_object(args[0]));
    if (tag == TAG_MATCH) {
        return args[0];
    }
    if (!is_bitstring(args[0]) || !heap_ensure(p, MATCH_WORDS)) {
        return NONE;
    }
    struct bits bits;
    bits_of(args[0], &bits);
    term *context = heap_take(p, MATCH_WORDS);
    context[0] = make_header(MATCH_WORDS - 1, TAG_MATCH);
    context[MATCH_BINARY] = binary_base(args[0]);
    context[MATCH_BYTES] = (term) bits.bytes;
    context[MATCH_POSITION] = (term) bits.offset;
    context[MATCH_END] = (term) (bits.offset + bits.size);
    return make_boxed(context);
}

// Where the rest of a context is.
static void rest_of(const term *context, struct bits *bits)
{
    bits->bytes = (const uint8_t *) context[MATCH_BYTES];
    bits->offset = (size_t) context[MATCH_POSITION];
    bits->size = match_left(context);
}

// 57 to 64 bits.
static uint64_t load_wide(const struct bits *bits, unsigned size)
{
    uint8_t window[8] = {0};
    bits_copy(window, 0, bits->bytes, bits->offset, size);
    return bits_load64(window) >> (64 - size);
}

static term match_word(struct process *p, term *args, unsigned size, unsigned flags)
{
    // The context may move: load from what it is after the collection.
    if (!heap_ensure(p, INT64_WORDS)) {
        return NONE;
    }
    term *context = boxed_object(args[0]);
    struct bits bits;
    rest_of(context, &bits);
    uint64_t value = size <= 56 ? bits_load(bits.bytes, bits.offset, size, bits.offset + bits.size)
                                : load_wide(&bits, size);
    context[MATCH_POSITION] += size;
    if (size < 64) {
        return build_int64(p, bits_segment_value(value, size, flags));
    }
    if (bits_is_little(flags)) {
        value = bits_reverse_bytes(value, size);
    }
    return (flags & BITS_SIGNED) != 0 ? build_int64(p, (int64_t) value) : build_uint64(p, value);
}

// The bits of a segment as whole bytes of the same value: padded with zeros, or the sign, at its
// most significant end.
static void segment_to_bytes(const struct bits *bits, size_t size, unsigned flags, uint8_t *to)
{
    size_t count = (size + 7) >> 3;
    unsigned rest = (unsigned) (size & 7);
    bool is_signed = (flags & BITS_SIGNED) != 0;
    to[count - 1] = 0;
    bits_copy(to, 0, bits->bytes, bits->offset, size);
    if (rest == 0) {
        return;
    }
    uint8_t *top = to;
    if (bits_is_little(flags)) {
        top = to + count - 1;
        *top = (uint8_t) (*top >> (8 - rest));
    } else {
        bits_shift_right(to, count, 8 - rest);
    }
    if (is_signed && (*top >> (rest - 1) & 1) != 0) {
        *top = (uint8_t) (*top | 0xffu << rest);
    }
}

static bool is_on_heap(const term *context)
{
    return header_tag(*boxed_object(context[MATCH_BINARY])) == TAG_BIN_HEAP;
}

// More than 64 bits. Bytes that stand still are read where they are.
static term match_big(struct process *p, term *args, size_t size, unsigned flags)
{
    const term *context = boxed_object(args[0]);
    bool big = !bits_is_little(flags);
    bool is_signed = (flags & BITS_SIGNED) != 0;
    struct bits bits;
    rest_of(context, &bits);
    size_t count = (size + 7) >> 3;
    uint8_t small[2 * AVM_REFC_BYTES];
    uint8_t *copy = NULL;
    const uint8_t *bytes = bits.bytes + (bits.offset >> 3);
    if (((bits.offset | size) & 7) != 0 || is_on_heap(context)) {
        copy = count <= sizeof small ? small : memory_alloc(process_vm(p), count);
        if (copy == NULL) {
            return raise_out_of_memory(p);
        }
        segment_to_bytes(&bits, size, flags, copy);
        bytes = copy;
    }
    term value = integer_from_bytes(p, bytes, count, big, is_signed);
    if (copy != NULL && copy != small) {
        memory_free(process_vm(p), copy, count);
    }
    if (value != NONE) {
        boxed_object(args[0])[MATCH_POSITION] += size;
    }
    return value;
}

term match_integer(struct process *p, term *args, size_t size_bits, unsigned flags)
{
    term *context = boxed_object(args[0]);
    if (!match_has(context, size_bits)) {
        return NONE;
    }
    if (size_bits == 0) {
        return make_small(0);
    }
    if (size_bits <= MATCH_SMALL_BITS) {
        return match_small(context, (unsigned) size_bits, flags);
    }
    if (size_bits <= 64) {
        return match_word(p, args, (unsigned) size_bits, flags);
    }
    return match_big(p, args, size_bits, flags);
}

// IEEE 754 half precision. False: infinity or not a number.
static bool half_to_double(unsigned half, double *value)
{
    unsigned exponent = half >> 10 & 0x1f;
    unsigned fraction = half & 0x3ff;
    if (exponent == 0x1f) {
        return false;
    }
    double magnitude = exponent == 0 ? ldexp((double) fraction, -24)
                                     : ldexp((double) (fraction | 0x400), (int) exponent - 25);
    *value = (half & 0x8000) != 0 ? -magnitude : magnitude;
    return true;
}

static bool float_of_bits(uint64_t raw, unsigned size, double *value)
{
    if (size == 16) {
        return half_to_double((unsigned) raw, value);
    }
    if (size == 32) {
        uint32_t word = (uint32_t) raw;
        float single;
        memcpy(&single, &word, sizeof single);
        *value = (double) single;
    } else {
        memcpy(value, &raw, sizeof *value);
    }
    return isfinite(*value);
}

term match_float(struct process *p, term *args, size_t size_bits, unsigned flags)
{
    if ((size_bits != 0 && size_bits != 16 && size_bits != 32 && size_bits != 64) ||
        !match_has(boxed_object(args[0]), size_bits) || !heap_ensure(p, FLOAT_WORDS)) {
        return NONE;
    }
    if (size_bits == 0) {
        return build_float(p, 0); // as OTP
    }
    unsigned size = (unsigned) size_bits;
    term *context = boxed_object(args[0]);
    struct bits bits;
    rest_of(context, &bits);
    uint64_t raw = load_wide(&bits, size);
    if (bits_is_little(flags)) {
        raw = bits_reverse_bytes(raw, size);
    }
    double value;
    if (!float_of_bits(raw, size, &value)) {
        return NONE;
    }
    context[MATCH_POSITION] += size;
    return build_float(p, value);
}

term match_bitstring(struct process *p, term *args, size_t size_bits)
{
    if (!match_has(boxed_object(args[0]), size_bits) || !heap_ensure(p, BIN_SUB_WORDS)) {
        return NONE;
    }
    term *context = boxed_object(args[0]);
    size_t position = (size_t) context[MATCH_POSITION];
    context[MATCH_POSITION] += size_bits;
    return build_part(p, context[MATCH_BINARY], (const uint8_t *) context[MATCH_BYTES], position,
                      size_bits);
}

term match_tail(struct process *p, term *args)
{
    if (!heap_ensure(p, BIN_SUB_WORDS)) {
        return NONE;
    }
    const term *context = boxed_object(args[0]);
    return build_part(p, context[MATCH_BINARY], (const uint8_t *) context[MATCH_BYTES],
                      (size_t) context[MATCH_POSITION], match_left(context));
}

term match_utf8(struct process *p, term *args)
{
    term *context = boxed_object(args[0]);
    struct bits bits;
    rest_of(context, &bits);
    uint8_t window[4];
    const uint8_t *at = bits.bytes + (bits.offset >> 3);
    size_t count = bits.size >> 3;
    if ((bits.offset & 7) != 0) {
        count = count < sizeof window ? count : sizeof window;
        bits_copy(window, 0, bits.bytes, bits.offset, count * 8);
        at = window;
    }
    uint32_t character;
    size_t used = utf8_decode(at, count, &character);
    if (used == 0) {
        return NONE;
    }
    context[MATCH_POSITION] += used * 8;
    return make_small((sterm) character);
}

static unsigned take_unit(const struct bits *bits, size_t skip, unsigned flags)
{
    unsigned unit =
        (unsigned) bits_load(bits->bytes, bits->offset + skip, 16, bits->offset + bits->size);
    return bits_is_little(flags) ? (unit >> 8 | unit << 8) & 0xffff : unit;
}

term match_utf16(struct process *p, term *args, unsigned flags)
{
    term *context = boxed_object(args[0]);
    struct bits bits;
    rest_of(context, &bits);
    if (bits.size < 16) {
        return NONE;
    }
    unsigned first = take_unit(&bits, 0, flags);
    if (first < 0xd800 || first > 0xdfff) {
        context[MATCH_POSITION] += 16;
        return make_small((sterm) first);
    }
    if (first > 0xdbff || bits.size < 32) {
        return NONE;
    }
    unsigned second = take_unit(&bits, 16, flags);
    if (second < 0xdc00 || second > 0xdfff) {
        return NONE;
    }
    context[MATCH_POSITION] += 32;
    return make_small((sterm) (0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff))));
}

term match_utf32(struct process *p, term *args, unsigned flags)
{
    term *context = boxed_object(args[0]);
    struct bits bits;
    rest_of(context, &bits);
    if (bits.size < 32) {
        return NONE;
    }
    uint64_t value = bits_load(bits.bytes, bits.offset, 32, bits.offset + bits.size);
    if (bits_is_little(flags)) {
        value = bits_reverse_bytes(value, 32);
    }
    if (!utf_is_valid(value)) {
        return NONE;
    }
    context[MATCH_POSITION] += 32;
    return make_small((sterm) value);
}

bool match_string(term context_term, const uint8_t *bytes, size_t size_bits)
{
    term *context = boxed_object(context_term);
    if (!match_has(context, size_bits) ||
        !bits_equal(bytes, (const uint8_t *) context[MATCH_BYTES], (size_t) context[MATCH_POSITION],
                    size_bits)) {
        return false;
    }
    context[MATCH_POSITION] += size_bits;
    return true;
}
