// SPDX-License-Identifier: Apache-2.0
// bits.c: copying, comparing and shifting runs of bits at any position. binary.h
//
// Bits are numbered from the most significant bit of the first byte. Nothing here reads or writes a
// byte that does not hold one of the bits asked for.

#include "vm/bits.h"

#include <string.h>

#include "packbeam/bytes.h"
#include "vm/binary.h"

// Up to 8 bits from any position, in the low bits of the result.
static unsigned bits_get(const uint8_t *from, size_t offset, unsigned count)
{
    const uint8_t *at = from + (offset >> 3);
    unsigned shift = (unsigned) (offset & 7);
    unsigned window = (unsigned) at[0] << 8;
    if (shift + count > 8) {
        window |= at[1];
    }
    return (window >> (16 - shift - count)) & ((1u << count) - 1);
}

// Replace `count` bits of one byte, which start at bit `shift` of it.
static void byte_put(uint8_t *at, unsigned shift, unsigned count, unsigned value)
{
    unsigned down = 8 - shift - count;
    unsigned mask = ((1u << count) - 1) << down;
    *at = (uint8_t) ((*at & ~mask) | (value << down & mask));
}

// Whole bytes to a byte boundary, from a position that is `shift` (1 to 7) bits into from[0].
static void copy_shifted(uint8_t *to, const uint8_t *from, unsigned shift, size_t count)
{
    while (count >= 8) {
        uint64_t high = bytes_get_be64(from);
        bytes_put_be64(to, high << shift | (uint64_t) (from[8] >> (8 - shift)));
        to += 8;
        from += 8;
        count -= 8;
    }
    while (count > 0) {
        *to = (uint8_t) ((unsigned) from[0] << shift | (unsigned) from[1] >> (8 - shift));
        to++;
        from++;
        count--;
    }
}

void bits_copy(uint8_t *to, size_t to_offset, const uint8_t *from, size_t from_offset, size_t size)
{
    to += to_offset >> 3;
    unsigned lead = (unsigned) (to_offset & 7);
    if (lead != 0 && size > 0) {
        unsigned count = size < 8 - lead ? (unsigned) size : 8 - lead;
        byte_put(to, lead, count, bits_get(from, from_offset, count));
        to++;
        from_offset += count;
        size -= count;
    }
    if (size == 0) {
        return;
    }
    from += from_offset >> 3;
    unsigned shift = (unsigned) (from_offset & 7);
    size_t whole = size >> 3;
    if (shift == 0) {
        memcpy(to, from, whole);
    } else {
        copy_shifted(to, from, shift, whole);
    }
    unsigned rest = (unsigned) (size & 7);
    if (rest > 0) {
        byte_put(to + whole, 0, rest, bits_get(from + whole, shift, rest));
    }
}

// Are `size` bits the same? a starts at a byte boundary.
bool bits_equal(const uint8_t *a, const uint8_t *b, size_t b_offset, size_t size)
{
    b += b_offset >> 3;
    unsigned shift = (unsigned) (b_offset & 7);
    size_t whole = size >> 3;
    if (shift == 0) {
        if (whole > 0 && memcmp(a, b, whole) != 0) {
            return false;
        }
    } else {
        for (size_t i = 0; i < whole; i++) {
            uint8_t byte =
                (uint8_t) ((unsigned) b[i] << shift | (unsigned) b[i + 1] >> (8 - shift));
            if (byte != a[i]) {
                return false;
            }
        }
    }
    unsigned rest = (unsigned) (size & 7);
    return rest == 0 || bits_get(a + whole, 0, rest) == bits_get(b + whole, shift, rest);
}

static int compare_unaligned(const struct bits *a, const struct bits *b, size_t size)
{
    size_t at = 0;
    while (at < size) {
        unsigned count = size - at < 8 ? (unsigned) (size - at) : 8;
        unsigned x = bits_get(a->bytes, a->offset + at, count);
        unsigned y = bits_get(b->bytes, b->offset + at, count);
        if (x != y) {
            return x < y ? -1 : 1;
        }
        at += count;
    }
    return 0;
}

int bits_compare(const struct bits *a, const struct bits *b)
{
    size_t size = a->size < b->size ? a->size : b->size;
    size_t done = 0;
    if (((a->offset | b->offset) & 7) == 0) {
        done = size & ~(size_t) 7;
        int order =
            done == 0 ? 0
                      : memcmp(a->bytes + (a->offset >> 3), b->bytes + (b->offset >> 3), done >> 3);
        if (order != 0) {
            return order;
        }
    }
    struct bits rest_a = {a->bytes, a->offset + done, a->size - done};
    struct bits rest_b = {b->bytes, b->offset + done, b->size - done};
    int order = compare_unaligned(&rest_a, &rest_b, size - done);
    if (order != 0) {
        return order;
    }
    return a->size < b->size ? -1 : a->size > b->size;
}

void bits_shift_left(uint8_t *bytes, size_t count, unsigned shift)
{
    if (shift == 0 || count == 0) {
        return;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        bytes[i] =
            (uint8_t) ((unsigned) bytes[i] << shift | (unsigned) bytes[i + 1] >> (8 - shift));
    }
    bytes[count - 1] = (uint8_t) ((unsigned) bytes[count - 1] << shift);
}

void bits_shift_right(uint8_t *bytes, size_t count, unsigned shift)
{
    if (shift == 0 || count == 0) {
        return;
    }
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] =
            (uint8_t) ((unsigned) bytes[i] >> shift | (unsigned) bytes[i - 1] << (8 - shift));
    }
    bytes[0] = (uint8_t) ((unsigned) bytes[0] >> shift);
}
