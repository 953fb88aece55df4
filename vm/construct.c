// SPDX-License-Identifier: Apache-2.0
// construct.c: writing the segments of a bitstring, one after the other. binary.h
//
// Invariant: in the byte that holds the writer's position, everything after the position is zero
// once a segment is written; before the first segment it is whatever it was, and is cleared. So the
// bytes need no clearing beforehand.

#include <math.h>
#include <string.h>

#include "vm/binary.h"
#include "vm/bits.h"
#include "vm/construct_inline.h"
#include "vm/match_inline.h"
#include "vm/number.h"
#include "vm/utf.h"

void write_bytes(struct bits_writer *w, const uint8_t *bytes, size_t size_bits)
{
    struct bits from = {bytes, 0, size_bits};
    write_bits(w, &from);
}

void write_bits(struct bits_writer *w, const struct bits *from)
{
    size_t end = w->position + from->size;
    // The last byte is cleared first, unless it is also the one that holds the position: that one
    // has zeros there.
    if (from->size > 0) {
        uint8_t *first = w->bytes + (w->position >> 3);
        *first = (uint8_t) (*first & ~(0xffu >> (w->position & 7)));
        if ((end & 7) != 0 && end >> 3 != w->position >> 3) {
            w->bytes[end >> 3] = 0;
        }
        bits_copy(w->bytes, w->position, from->bytes, from->offset, from->size);
    }
    w->position = end;
}

bool write_bitstring(struct bits_writer *w, term value, size_t size_bits)
{
    if (!is_bitstring(value)) {
        return false;
    }
    struct bits from;
    bits_of(value, &from);
    if (from.size < size_bits) {
        return false;
    }
    from.size = size_bits;
    write_bits(w, &from);
    return true;
}

void write_word(struct bits_writer *w, uint64_t value, unsigned size)
{
    unsigned shift = (unsigned) (w->position & 7);
    uint8_t *at = w->bytes + (w->position >> 3);
    w->position += size;
    value <<= 64 - size;
    if (shift != 0) {
        unsigned room = 8 - shift;
        *at = (uint8_t) ((*at & ~(0xffu >> shift)) | (unsigned) (value >> 56 >> shift));
        at++;
        if (size <= room) {
            return;
        }
        value <<= room;
        size -= room;
    }
    for (unsigned left = size; left > 0; left -= left < 8 ? left : 8) {
        *at++ = (uint8_t) (value >> 56);
        value <<= 8;
    }
}

// Little-endian bytes of value, the last one partial, as a big-endian number of `size` bits.
static uint64_t to_little(uint64_t value, unsigned size)
{
    uint64_t result = 0;
    unsigned done = 0;
    for (; size - done >= 8; done += 8) {
        result = result << 8 | (value >> done & 0xff);
    }
    unsigned rest = size - done;
    return rest == 0 ? result : result << rest | (value >> done & ((1u << rest) - 1));
}

// More than 64 bits. The number is written byte-aligned where it will be and then moved into place.
static void write_big(struct bits_writer *w, term value, size_t size, bool little)
{
    unsigned lead = (unsigned) (w->position & 7);
    uint8_t *at = w->bytes + (w->position >> 3);
    uint8_t before = lead == 0 ? 0 : *at;
    size_t count = (size + 7) >> 3;       // bytes of the number
    size_t room = (lead + size + 7) >> 3; // bytes it touches: count or one more
    unsigned rest = (unsigned) (size & 7);
    at[room - 1] = 0;
    if (little) {
        integer_to_bytes(value, at, count, false);
        if (rest != 0) {
            at[count - 1] = (uint8_t) (at[count - 1] << (8 - rest));
        }
        bits_shift_right(at, room, lead);
    } else {
        at[0] = 0;
        integer_to_bytes(value, at + (room - count), count, true);
        bits_shift_left(at, room, (unsigned) (8 * room - lead - size));
    }
    unsigned mask = 0xffu >> lead;
    at[0] = (uint8_t) ((before & ~mask) | (at[0] & mask));
    w->position += size;
}

bool write_integer(struct process *p, struct bits_writer *w, term value, size_t size_bits,
                   unsigned flags)
{
    if (!is_integer(value)) {
        return false;
    }
    if (size_bits == 0) {
        return true;
    }
    if (write_small(w, value, size_bits, flags)) {
        return true;
    }
    bool little = bits_is_little(flags);
    if (size_bits > 64) {
        write_big(w, value, size_bits, little);
        return true;
    }
    unsigned size = (unsigned) size_bits;
    // Sign extension of a small integer to 64 bits gives the two's complement.
    uint64_t low =
        is_small(value) ? (uint64_t) (int64_t) small_value(value) : integer_low_bits(value);
    if (little && size > 8) {
        low = to_little(low, size);
    }
    write_word(w, low, size);
    return true;
}

// IEEE 754 half precision, to the nearest, ties to even; too large: infinity.
static unsigned half_of_double(double value)
{
    unsigned sign = signbit(value) ? 0x8000 : 0;
    double magnitude = fabs(value);
    if (magnitude >= 65520.0) {
        return sign | 0x7c00;
    }
    int exponent;
    frexp(magnitude, &exponent); // magnitude = fraction * 2^exponent, 0.5 <= fraction < 1
    if (magnitude == 0.0 || exponent < -13) {
        exponent = -13; // denormal: multiples of 2^-24
    }
    double scaled = ldexp(magnitude, 11 - exponent); // 0 to 2048
    unsigned whole = (unsigned) scaled;
    double part = scaled - whole;
    if (part > 0.5 || (part == 0.5 && (whole & 1) != 0)) {
        whole++;
    }
    // A carry into the exponent is what rounding up to the next power of two needs.
    return sign | ((unsigned) (exponent + 13) * 1024 + whole);
}

bool write_float(struct bits_writer *w, term value, size_t size_bits, unsigned flags)
{
    double number;
    if (is_float(value)) {
        number = float_value(value);
    } else if (!is_integer(value) || !number_to_double(value, &number)) {
        return false;
    }
    uint64_t raw;
    if (size_bits == 64) {
        memcpy(&raw, &number, sizeof raw);
    } else if (size_bits == 32) {
        // Out of range gives an infinity, as it does with OTP. Annex F of C11 defines the
        // conversion.
        float single = (float) number;
        uint32_t word;
        memcpy(&word, &single, sizeof word);
        raw = word;
    } else if (size_bits == 16) {
        raw = half_of_double(number);
    } else {
        return false;
    }
    unsigned size = (unsigned) size_bits;
    write_word(w, bits_is_little(flags) ? to_little(raw, size) : raw, size);
    return true;
}

static bool is_character(term value)
{
    return is_small(value) && small_value(value) >= 0 &&
           utf_is_valid((uint64_t) small_value(value));
}

size_t utf8_size(term value)
{
    return is_character(value) ? 8 * utf8_bytes((uint32_t) small_value(value)) : 0;
}

size_t utf16_size(term value)
{
    return !is_character(value) ? 0 : small_value(value) < 0x10000 ? 16 : 32;
}

size_t utf32_size(term value)
{
    return is_character(value) ? 32 : 0;
}

void write_utf8(struct bits_writer *w, term value)
{
    uint8_t bytes[4];
    size_t size = utf8_encode((uint32_t) small_value(value), bytes);
    write_bytes(w, bytes, size * 8);
}

static void write_unit(struct bits_writer *w, unsigned unit, unsigned size, unsigned flags)
{
    write_word(w, bits_is_little(flags) ? to_little(unit, size) : unit, size);
}

void write_utf16(struct bits_writer *w, term value, unsigned flags)
{
    unsigned character = (unsigned) small_value(value);
    if (character >= 0x10000) {
        write_unit(w, 0xd800 | (character - 0x10000) >> 10, 16, flags);
        character = 0xdc00 | (character & 0x3ff);
    }
    write_unit(w, character, 16, flags);
}

void write_utf32(struct bits_writer *w, term value, unsigned flags)
{
    write_unit(w, (unsigned) small_value(value), 32, flags);
}
