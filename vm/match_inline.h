// SPDX-License-Identifier: Apache-2.0
// match_inline.h: the frequent cases of matching, for the interpreter to inline.
//
// They work on the object of a match context (term.h, MATCH_*), never allocate and never read a
// byte that is not part of the binary. What they do not handle they say, and the functions of
// binary.h do it.
//
//     term *context = boxed_object(reg);
//     if (match_has(context, 16)) {
//         value = match_small(context, 16, flags); // a small integer; advanced
//     }

#ifndef VM_MATCH_INLINE_H
#define VM_MATCH_INLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vm/binary.h"
#include "vm/bits.h"
#include "vm/term.h"

// Integers of at most so many bits can be taken with match_small.
#define MATCH_SMALL_BITS (SMALL_BITS - 1 < 56 ? SMALL_BITS - 1 : 56)

static inline size_t match_left(const term *context)
{
    return (size_t) (context[MATCH_END] - context[MATCH_POSITION]);
}

static inline bool match_has(const term *context, size_t size_bits)
{
    return match_left(context) >= size_bits;
}

// Eight bytes, the first in the most significant place.
static inline uint64_t bits_load64(const uint8_t *at)
{
#if defined(__GNUC__) && defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return __builtin_bswap64(value);
#else
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) {
        value = value << 8 | at[i];
    }
    return value;
#endif
}

// The bits [position, position + size) as a number, 1 <= size <= 56; end: of the readable bits.
static inline uint64_t bits_load(const uint8_t *bytes, size_t position, unsigned size, size_t end)
{
    const uint8_t *at = bytes + (position >> 3);
    unsigned shift = (unsigned) (position & 7);
    if (((position >> 3) + 8) <= (end >> 3)) {
        return bits_load64(at) << shift >> (64 - size);
    }
    unsigned count = (shift + size + 7) >> 3; // at most 8
    uint64_t value = 0;
    for (unsigned i = 0; i < count; i++) {
        value = value << 8 | at[i];
    }
    return value << (64 - 8 * count) << shift >> (64 - size);
}

// Turn the bits of a little-endian segment around, as loaded: full bytes from the least
// significant, then what is left.
static inline uint64_t bits_reverse_bytes(uint64_t value, unsigned size)
{
    uint64_t result = 0;
    unsigned done = 0;
    while (size - done >= 8) {
        result |= (value >> (size - done - 8) & 0xff) << done;
        done += 8;
    }
    unsigned rest = size - done;
    return rest == 0 ? result : result | (value & (((uint64_t) 1 << rest) - 1)) << done;
}

static inline bool bits_is_little(unsigned flags)
{
    return (flags & BITS_LITTLE) != 0 || ((flags & BITS_NATIVE) != 0 && bits_native_little());
}

// Value of a segment of 1 to 56 bits as loaded.
static inline int64_t bits_segment_value(uint64_t value, unsigned size, unsigned flags)
{
    if (bits_is_little(flags) && size > 8) {
        value = bits_reverse_bytes(value, size);
    }
    if ((flags & BITS_SIGNED) != 0) {
        uint64_t sign = (uint64_t) 1 << (size - 1);
        return (int64_t) ((value ^ sign) - sign);
    }
    return (int64_t) value;
}

// Take an integer of 1 to MATCH_SMALL_BITS bits; the context has them. Always a small integer.
static inline term match_small(term *context, unsigned size, unsigned flags)
{
    const uint8_t *bytes = (const uint8_t *) context[MATCH_BYTES];
    size_t position = (size_t) context[MATCH_POSITION];
    uint64_t value = bits_load(bytes, position, size, (size_t) context[MATCH_END]);
    context[MATCH_POSITION] = position + size;
    return make_small((sterm) bits_segment_value(value, size, flags));
}

// Take a byte; the context has 8 bits.
static inline term match_byte(term *context)
{
    const uint8_t *bytes = (const uint8_t *) context[MATCH_BYTES];
    size_t position = (size_t) context[MATCH_POSITION];
    const uint8_t *at = bytes + (position >> 3);
    unsigned shift = (unsigned) (position & 7);
    context[MATCH_POSITION] = position + 8;
    if (shift == 0) {
        return make_small(at[0]);
    }
    return make_small((sterm) (((unsigned) at[0] << 8 | at[1]) >> (8 - shift) & 0xff));
}

// Take an ASCII character of UTF-8, the frequent case; NONE: use match_utf8.
static inline term match_utf8_ascii(term *context)
{
    const uint8_t *bytes = (const uint8_t *) context[MATCH_BYTES];
    size_t position = (size_t) context[MATCH_POSITION];
    if ((position & 7) != 0 || !match_has(context, 8) || bytes[position >> 3] >= 0x80) {
        return NONE;
    }
    context[MATCH_POSITION] = position + 8;
    return make_small(bytes[position >> 3]);
}

// Is the rest a whole number of units?
static inline bool match_test_unit(const term *context, unsigned unit)
{
    return unit == 8 ? (match_left(context) & 7) == 0 : match_left(context) % unit == 0;
}

static inline bool match_skip(term *context, size_t size_bits)
{
    if (!match_has(context, size_bits)) {
        return false;
    }
    context[MATCH_POSITION] += size_bits;
    return true;
}

#endif
