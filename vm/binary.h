// SPDX-License-Identifier: Apache-2.0
// binary.h: binaries and bitstrings: reading, building, matching. binary.c, bits.c, match.c,
// construct.c

#ifndef VM_BINARY_H
#define VM_BINARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/memory.h"
#include "vm/process.h"
#include "vm/term.h"

// Where the bits of a bitstring (or the rest of a match context) are. The pointer is good until the
// next collection.
struct bits {
    const uint8_t *bytes;
    size_t offset; // in bits, may exceed 7
    size_t size;   // in bits
};

// t is a bitstring (is_bitstring).
void bits_of(term t, struct bits *bits);
// A whole number of bytes?
bool is_binary(term t);
// Bits in t.
size_t bitstring_size(term t);
// Bytes of a binary that start at a byte boundary, or NULL (not a binary, or unaligned: use
// binary_copy_bytes).
const uint8_t *binary_bytes(term t, size_t *size);

// Copy `size` bits between any positions (ranges do not overlap).
void bits_copy(uint8_t *to, size_t to_offset, const uint8_t *from, size_t from_offset, size_t size);
int bits_compare(const struct bits *a, const struct bits *b); // as Erlang orders bitstrings

// Largest binary in bytes: positions in it are small integers, its size in bits fits size_t with
// room to add to it.
#define BINARY_MAX_BYTES (SIZE_MAX / 32)

// The object a bitstring's bytes are in: itself, or what it is a part of.
term binary_base(term t);

// Words the following need at most, ensured by the caller or by themselves as said.
#define BIN_SUB_WORDS   4
#define BIN_REFC_WORDS  4
#define BIN_CONST_WORDS 3
#define MATCH_WORDS     5

static inline size_t heap_binary_words(size_t size)
{
    return 2 + (size + TERM_BYTES - 1) / TERM_BYTES;
}

// A binary of size bytes with undefined contents; *bytes is where to write them, good until the
// next collection. Heap or shared by size. May collect. NONE: out of memory (raised).
term binary_new(struct process *p, size_t size, uint8_t **bytes);
// With the contents; bytes must not be on the heap of p.
term binary_from_bytes(struct process *p, const void *bytes, size_t size);
// A bitstring of `size` bits, trailing bits of the last byte cleared by the caller. May collect.
term bitstring_new(struct process *p, size_t size, uint8_t **bytes);
// Part of bitstring args[0] (a root): offset and size in bits, inside. Shares the bytes; small
// parts may be copied. May collect.
term bitstring_part(struct process *p, term *args, size_t offset, size_t size);
// The same, of an object `base` (HEAP, REFC or CONST) with these bytes; BIN_SUB_WORDS ensured.
term build_part(struct process *p, term base, const uint8_t *bytes, size_t offset, size_t size);
// Copy out the bytes of a binary (aligned or not).
void binary_copy_bytes(term t, uint8_t *to);

// Flags of segments, as the BEAM instructions carry them.
#define BITS_LITTLE 2u
#define BITS_SIGNED 4u
#define BITS_EXACT  8u // never set by us
#define BITS_NATIVE 16u

// Matching. A context is TAG_MATCH (term.h); fields by index:
#define MATCH_BINARY   1
#define MATCH_BYTES    2
#define MATCH_POSITION 3
#define MATCH_END      4

// New context over args[0], a bitstring or a context (returned as it is). NONE without exception:
// not a bitstring; with: out of memory.
term match_start(struct process *p, term *args);
// Take from the context in args[0]. They advance and return the value, or return NONE without an
// exception when it does not match (position unchanged), or NONE with p->exception set (out of
// memory). All may collect.
term match_integer(struct process *p, term *args, size_t size_bits, unsigned flags);
term match_float(struct process *p, term *args, size_t size_bits, unsigned flags);
term match_bitstring(struct process *p, term *args, size_t size_bits); // sub-binary
term match_tail(struct process *p, term *args); // the rest; position unchanged
term match_utf8(struct process *p, term *args);
term match_utf16(struct process *p, term *args, unsigned flags);
term match_utf32(struct process *p, term *args, unsigned flags);
// Are the next size bits these (bytes from the string table, from bit 0)? Advances when so. Never
// allocates.
bool match_string(term context, const uint8_t *bytes, size_t size_bits);

// Construction. The pieces of a binary are written one after the other into bytes that were zeroed
// (or not) before.
struct bits_writer {
    uint8_t *bytes;
    size_t position; // bits written
};

// Write a segment value; false: the value does not fit the type (badarg). No allocation from the
// heap.
bool write_integer(struct process *p, struct bits_writer *w, term value, size_t size_bits,
                   unsigned flags);
bool write_float(struct bits_writer *w, term value, size_t size_bits, unsigned flags);
bool write_bitstring(struct bits_writer *w, term value,
                     size_t size_bits); // the first size_bits of value
void write_bits(struct bits_writer *w, const struct bits *from);
void write_bytes(struct bits_writer *w, const uint8_t *bytes, size_t size_bits);
// UTF: sizes in bits, or 0: not a character (badarg).
size_t utf8_size(term value);
size_t utf16_size(term value);
size_t utf32_size(term value);
void write_utf8(struct bits_writer *w, term value);
void write_utf16(struct bits_writer *w, term value, unsigned flags);
void write_utf32(struct bits_writer *w, term value, unsigned flags);

// Append. args[0] is the bitstring to append to. Returns a new bitstring with size_bits more bits
// at the end, not yet written; *w writes them. Extends in place when args[0] is the last part of
// its refc object and there is capacity, else copies with room to grow. May collect. unit:
// args[0]'s size must be a multiple of it (badarg). NONE: raised.
term bitstring_append(struct process *p, term *args, size_t size_bits, unsigned unit,
                      struct bits_writer *w);
// bs_init_writable: an empty shared binary with capacity for size bytes.
term binary_writable(struct process *p, size_t size);

#endif
