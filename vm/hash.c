// SPDX-License-Identifier: Apache-2.0
// hash.c: a hash of any term, for hash maps and tables.
//
// Equal (=:=) terms hash the same: numbers by type and value, bitstrings by their bits, closures by
// module, index and captured values, maps by their contents in the order of their nodes (equal maps
// have equal nodes).
//
// Constant space: a run of words still to be hashed takes one frame, and a term nested deeper than
// there are frames adds only its kind. Such keys hash alike when they differ only down there; that
// costs time in a map, not correctness. Lists and the last elements of tuples take no frame, so
// only nesting to the left counts.

#include <string.h>

#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/module.h"
#include "vm/pause.h"

#define HASH_FRAMES 32

// Two rounds of multiply and shift; full avalanche is what the trie needs of the last step.
static uint32_t finish(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    h *= 0x846ca68bu;
    return h ^ h >> 16;
}

static uint32_t mix(uint32_t h, uint32_t value)
{
    h = (h ^ value) * 0x9e3779b1u;
    return h ^ h >> 15;
}

static uint32_t mix_word(uint32_t h, term word)
{
    h = mix(h, (uint32_t) word);
    return sizeof word > 4 ? mix(h, (uint32_t) ((uint64_t) word >> 32)) : h;
}

static uint32_t mix_words(uint32_t h, const term *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        h = mix_word(h, words[i]);
    }
    return h;
}

// Byte at a bit offset; past the end the bits are 0.
static uint32_t bits_byte(const struct bits *bits, size_t position)
{
    size_t left = bits->size - position, at = bits->offset + position;
    const uint8_t *byte = bits->bytes + at / 8;
    unsigned shift = at % 8;
    uint32_t value = (uint32_t) *byte << shift;
    if (shift != 0 && left > 8 - shift) {
        value |= (uint32_t) byte[1] >> (8 - shift);
    }
    value &= 0xff;
    return left < 8 ? value & (0xff00u >> left) : value;
}

static uint32_t mix_bitstring(uint32_t h, term t)
{
    struct bits bits;
    bits_of(t, &bits);
    h = mix(h, (uint32_t) bits.size);
    size_t position = 0;
    if (bits.offset % 8 == 0) {
        const uint8_t *bytes = bits.bytes + bits.offset / 8;
        for (; bits.size - position >= 32; position += 32) {
            uint32_t value;
            memcpy(&value, bytes + position / 8, 4);
            h = mix(h, value);
        }
    }
    while (bits.size - position >= 32) {
        // Into the order memcpy gave the aligned bytes.
        uint8_t four[4];
        for (int i = 0; i < 4; i++, position += 8) {
            four[i] = (uint8_t) bits_byte(&bits, position);
        }
        uint32_t value;
        memcpy(&value, four, 4);
        h = mix(h, value);
    }
    for (; position < bits.size; position += 8) {
        h = mix(h, bits_byte(&bits, position));
    }
    return h;
}

struct run {
    const term *next;
    size_t count;
};

// Hash the part of t that has no terms inside; *run is what remains of it (count 0: nothing).
static uint32_t mix_boxed(uint32_t h, term t, struct run *run)
{
    const term *object = boxed_object(t);
    size_t arity = header_arity(object[0]);
    run->count = 0;
    switch (header_tag(object[0])) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        run->next = object + 1;
        run->count = arity;
        return mix(h, (uint32_t) object[0]);
    case TAG_FUN: {
        const struct fun_entry *entry = (const struct fun_entry *) object[1]; // raw pointer
        run->next = object + 2;
        run->count = arity - 1;
        return mix_word(mix(h, entry->index), entry->module->name);
    }
    case TAG_REF:
        return mix_words(h, object + 1, REF_ID_WORDS);
    case TAG_BIG_POS:
    case TAG_BIG_NEG:
    case TAG_EXPORT:
    case TAG_EXTERNAL:
        return mix_words(mix(h, (uint32_t) object[0]), object + 1, arity);
    case TAG_FLOAT: // the double, without the padding of other word sizes
        return mix_words(mix(h, (uint32_t) object[0]), object + 1, FLOAT_ARITY);
    default:
        return mix_bitstring(h, t);
    }
}

uint32_t term_hash(const struct vm *vm, term t)
{
    if (is_immediate(t)) {
        return finish(mix_word(0, t));
    }
    struct run runs[HASH_FRAMES];
    size_t depth = 0;
    runs[0].next = &t;
    runs[0].count = 1;
    uint32_t h = 0;
    size_t pace = 0;
    for (;;) {
        pause_often(vm, &pace, 1);
        struct run *run = &runs[depth];
        if (run->count == 0) {
            if (depth == 0) {
                return finish(h);
            }
            depth--;
            continue;
        }
        term value = *run->next++;
        run->count--;
        if (is_immediate(value)) {
            h = mix_word(h, value);
            continue;
        }
        // The last of a run needs it no more.
        bool room = run->count == 0 || depth + 1 < HASH_FRAMES;
        struct run inner;
        if (is_cons(value)) {
            inner.next = cons_cell(value);
            inner.count = 2;
            h = mix(h, 0x4c495354);
        } else {
            h = mix_boxed(h, value, &inner);
        }
        if (room) {
            depth += run->count != 0;
            runs[depth] = inner;
        }
    }
}
