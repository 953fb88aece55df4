// SPDX-License-Identifier: Apache-2.0
// phash.c: erlang:phash2 and erlang:phash, with the values that Erlang/OTP gives: programs store
// them.
//
// The algorithms are not documented. They were found by asking a running Erlang about terms that
// differ in one part; the mixing step of phash2 is Bob Jenkins' public "lookup2" (1996). h is the
// hash so far, 0 at first; everything is modulo 2^32.
//
// phash2, with G = 0x9e3779b9 and mix(n, x, y): a = nG + x, b = nG + y, c = h mixed, h becomes c:
//
//   integer of 28 bits   (negative: mix(1, -i, 0)), mix(1, i, 0)
//   other integers       mix(11, low, high) for every 64 bits of the magnitude; 10 in place of 11
//   when negative float                mix(12, high 32 bits, low 32 bits); -0.0 as 0.0 atom h = its
//   hash when h is 0, else mix(3, its hash, 0); hash: PJW of Latin-1 or else UTF-8 bytes
//   []                   mix(2, 2, 0)
//   list                 elements 0..255, up to four of a run make a number: mix(4, number, 0);
//   others by themselves; the tail tuple                mix(9, arity, 0), elements map mix(16,
//   size, 0), when not empty mix(19, x, 0), x: exclusive or of the
//                        hashes of all pairs (key, then value, from h = 0) bitstring
//   whole bytes by lookup2 from 13G + h (none: that value), odd bits: mix(15, count, bits) fun
//   M:F/A            mix(1, arity, hash of M), mix(14, hash of F, 0) closure              mix(1,
//   captured values, hash of its module), mix(1, index, unique), the values pid, port, reference
//   mix(5, first word, 0), mix(6 ...), mix(7 ...)
//
// phash is a polynomial: h times a prime of the kind of the term, plus what it holds (see the
// code).

#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/map.h"
#include "vm/memory.h"
#include "vm/module.h"
#include "vm/number.h"
#include "vm/pause.h"

#define GOLDEN 0x9e3779b9u
// What is done between two looks at the time takes so many steps of pause.h.
#define PHASH_STEPS 3

// Jenkins' mixing of three words.
static void mix_words(uint32_t *x, uint32_t *y, uint32_t *z)
{
    static const uint8_t shifts[9] = {13, 8, 13, 12, 16, 5, 3, 10, 15};
    uint32_t a = *x, b = *y, c = *z;
    for (int i = 0; i < 9; i += 3) {
        a = (a - b - c) ^ c >> shifts[i];
        b = (b - c - a) ^ a << shifts[i + 1];
        c = (c - a - b) ^ b >> shifts[i + 2];
    }
    *x = a;
    *y = b;
    *z = c;
}

static uint32_t mix(uint32_t h, uint32_t kind, uint32_t x, uint32_t y)
{
    uint32_t a = GOLDEN * kind + x, b = GOLDEN * kind + y;
    mix_words(&a, &b, &h);
    return h;
}

// Bytes at any bit offset, one after the other.
struct byte_source {
    const uint8_t *byte;
    unsigned shift;
};

static void byte_source_init(struct byte_source *source, const struct bits *bits)
{
    source->byte = bits->bytes + bits->offset / 8;
    source->shift = bits->offset % 8;
}

static uint32_t byte_source_next(struct byte_source *source)
{
    uint32_t value = *source->byte++;
    if (source->shift != 0) {
        value = (value << source->shift | (uint32_t) *source->byte >> (8 - source->shift)) & 0xff;
    }
    return value;
}

// Up to 4 bytes, least significant first.
static uint32_t take_word(struct byte_source *source, size_t *left)
{
    uint32_t word = 0;
    for (unsigned shift = 0; shift < 32 && *left > 0; shift += 8, --*left) {
        word |= byte_source_next(source) << shift;
    }
    return word;
}

// lookup2 of count bytes from c on.
static uint32_t hash_bytes(const struct vm *vm, struct byte_source *source, size_t count,
                           uint32_t c)
{
    uint32_t a = GOLDEN, b = GOLDEN;
    size_t pace = 0;
    size_t left = count;
    while (left >= 12) {
        a += take_word(source, &left);
        b += take_word(source, &left);
        c += take_word(source, &left);
        mix_words(&a, &b, &c);
        pause_often(vm, &pace, PHASH_STEPS);
    }
    c += (uint32_t) count;
    a += take_word(source, &left);
    b += take_word(source, &left);
    c += take_word(source, &left) << 8;
    mix_words(&a, &b, &c);
    return c;
}

// The odd bits at the end of a bitstring, as a number.
static uint32_t odd_bits(const struct bits *bits)
{
    uint32_t value = 0;
    for (size_t i = bits->size & ~(size_t) 7; i < bits->size; i++) {
        size_t at = bits->offset + i;
        value = value << 1 | (bits->bytes[at / 8] >> (7 - at % 8) & 1u);
    }
    return value;
}

static uint32_t hash_bitstring(const struct vm *vm, uint32_t h, term t)
{
    struct bits bits;
    struct byte_source source;
    bits_of(t, &bits);
    byte_source_init(&source, &bits);
    h += 13 * GOLDEN;
    if (bits.size == 0) {
        return h;
    }
    h = hash_bytes(vm, &source, bits.size / 8, h);
    return bits.size % 8 == 0 ? h : mix(h, 15, bits.size % 8, odd_bits(&bits));
}

static uint32_t pjw(uint32_t h, uint32_t byte)
{
    h = (h << 4) + byte;
    uint32_t top = h & 0xf0000000;
    return (h ^ top >> 24) ^ top;
}

// Characters of Latin-1 count as one byte, others as their UTF-8 bytes.
static uint32_t atom_hash(const struct vm *vm, term atom)
{
    size_t size;
    const uint8_t *text = (const uint8_t *) atom_text(vm, atom, &size); // characters as bytes
    uint32_t h = 0;
    for (size_t i = 0; i < size; i++) {
        uint32_t byte = text[i];
        if ((byte == 0xc2 || byte == 0xc3) && i + 1 < size) {
            byte = (byte & 3) << 6 | (text[++i] & 0x3fu);
        }
        h = pjw(h, byte);
    }
    return h;
}

// The magnitude of an integer in 32-bit words, least significant first.
static size_t integer_words(term t, bool *negative)
{
    if (is_small(t)) {
        *negative = small_value(t) < 0;
        uint64_t value = (uint64_t) (int64_t) small_value(t);
        return (*negative ? 0 - value : value) >> 32 != 0 ? 2 : 1;
    }
    const term *object = boxed_object(t);
    *negative = header_tag(object[0]) == TAG_BIG_NEG;
    size_t words = header_arity(object[0]) * (sizeof(term) / 4);
    bool short_top = sizeof(term) > 4 && (uint64_t) object[header_arity(object[0])] >> 32 == 0;
    return words - short_top;
}

static uint32_t integer_word(term t, size_t index)
{
    if (is_small(t)) {
        uint64_t value = (uint64_t) (int64_t) small_value(t);
        value = small_value(t) < 0 ? 0 - value : value;
        return (uint32_t) (value >> 32 * index);
    }
    uint64_t digit = boxed_object(t)[1 + index * 4 / sizeof(term)];
    return (uint32_t) (sizeof(term) > 4 ? digit >> 32 * (index % 2) : digit);
}

static uint32_t hash_integer(uint32_t h, term t)
{
    if (is_small(t) && small_value(t) >= -(1 << 27) && small_value(t) < 1 << 27) {
        uint32_t value = (uint32_t) small_value(t);
        return mix(small_value(t) < 0 ? mix(h, 1, 0 - value, 0) : h, 1, value, 0);
    }
    bool negative;
    size_t words = integer_words(t, &negative);
    for (size_t i = 0; i < words; i += 2) {
        uint32_t high = i + 1 < words ? integer_word(t, i + 1) : 0;
        h = mix(h, negative ? 10 : 11, integer_word(t, i), high);
    }
    return h;
}

static void float_words(term t, uint32_t *high, uint32_t *low)
{
    double value = float_value(t) == 0 ? 0.0 : float_value(t);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    *high = (uint32_t) (bits >> 32);
    *low = (uint32_t) bits;
}

// First word of a pid, port or reference.
static uint32_t identity_word(term t)
{
    if (is_immediate(t)) {
        return pid_number(t); // a port number is in the same place
    }
    return is_boxed_tag(t, TAG_REF) ? (uint32_t) ref_id(t) : (uint32_t) boxed_object(t)[4];
}

enum kind {
    KIND_INTEGER,
    KIND_FLOAT,
    KIND_ATOM,
    KIND_NIL,
    KIND_LIST,
    KIND_TUPLE,
    KIND_MAP,
    KIND_BITSTRING,
    KIND_EXPORT,
    KIND_CLOSURE,
    KIND_PID,
    KIND_PORT,
    KIND_REFERENCE,
};

static enum kind kind_of(term t)
{
    if (is_cons(t)) {
        return KIND_LIST;
    }
    if (t == NIL || is_atom(t)) {
        return t == NIL ? KIND_NIL : KIND_ATOM;
    }
    if (is_integer(t) || is_float(t)) {
        return is_float(t) ? KIND_FLOAT : KIND_INTEGER;
    }
    if (is_pid(t) || is_port(t)) {
        return is_pid(t) ? KIND_PID : KIND_PORT;
    }
    switch (header_tag(*boxed_object(t))) {
    case TAG_TUPLE:
    case TAG_RECORD: // as the tuple of its definition and its values: OTP does not say
        return KIND_TUPLE;
    case TAG_MAP:
    case TAG_MAP_HASH:
        return KIND_MAP;
    case TAG_FUN:
        return KIND_CLOSURE;
    case TAG_EXPORT:
        return KIND_EXPORT;
    case TAG_REF:
    case TAG_EXTERNAL:
        return KIND_REFERENCE;
    default:
        return KIND_BITSTRING;
    }
}

// What is still to be hashed: a stack, in memory of the machine when it gets deep.

enum frame_kind {
    FRAME_TERMS,  // count terms from at
    FRAME_LIST,   // the rest of a list, in list
    FRAME_PAIRS,  // pairs of a map: count keys from at, values from values, stride words apart
    FRAME_NODES,  // count nodes of a map from at
    FRAME_MAP,    // the end of a map: h before it, and what its pairs gave so far
    FRAME_FINISH, // h = h * factor + term, for phash
};

struct frame {
    uint8_t kind;
    bool in_pair;    // FRAME_PAIRS: a pair was begun
    uint8_t stride;  // FRAME_PAIRS
    uint32_t before; // FRAME_MAP; factor of FRAME_FINISH
    uint32_t pairs;  // FRAME_MAP; what to add of FRAME_FINISH
    size_t map;      // FRAME_PAIRS, FRAME_NODES: index of the frame of the map
    size_t count;
    const term *at;
    const term *values;
    term list;
};

#define FIRST_FRAMES 16

struct hasher {
    struct vm *vm;
    uint32_t h;
    struct frame *frames;
    size_t count, capacity;
    struct frame first[FIRST_FRAMES];
};

static void hasher_init(struct hasher *hasher, struct vm *vm)
{
    hasher->vm = vm;
    hasher->h = 0;
    hasher->frames = hasher->first;
    hasher->count = 0;
    hasher->capacity = FIRST_FRAMES;
}

static void hasher_clear(struct hasher *hasher)
{
    if (hasher->frames != hasher->first) {
        memory_free(hasher->vm, hasher->frames, hasher->capacity * sizeof *hasher->frames);
    }
}

static bool hasher_reserve(struct hasher *hasher, size_t more)
{
    if (hasher->capacity - hasher->count >= more) {
        return true;
    }
    size_t size = hasher->capacity * sizeof *hasher->frames;
    struct frame *frames = memory_alloc(hasher->vm, 2 * size);
    if (frames == NULL) {
        return false;
    }
    memcpy(frames, hasher->frames, size);
    hasher_clear(hasher);
    hasher->frames = frames;
    hasher->capacity *= 2;
    return true;
}

// Room was reserved.
static struct frame *hasher_push(struct hasher *hasher, enum frame_kind kind)
{
    struct frame *frame = &hasher->frames[hasher->count++];
    memset(frame, 0, sizeof *frame);
    frame->kind = (uint8_t) kind;
    return frame;
}

static void push_terms(struct hasher *hasher, const term *at, size_t count)
{
    if (count > 0) {
        struct frame *frame = hasher_push(hasher, FRAME_TERMS);
        frame->at = at;
        frame->count = count;
    }
}

static void push_pairs(struct hasher *hasher, const term *keys, const term *values, size_t count,
                       unsigned stride, size_t map)
{
    struct frame *frame = hasher_push(hasher, FRAME_PAIRS);
    frame->at = keys;
    frame->values = values;
    frame->count = count;
    frame->stride = (uint8_t) stride;
    frame->map = map;
}

static void push_nodes(struct hasher *hasher, const term *nodes, size_t count, size_t map)
{
    struct frame *frame = hasher_push(hasher, FRAME_NODES);
    frame->at = nodes;
    frame->count = count;
    frame->map = map;
}

static void push_map(struct hasher *hasher, term t)
{
    const term *object = boxed_object(t);
    size_t map = hasher->count;
    uint32_t before = mix(hasher->h, 16, (uint32_t) map_size(t), 0);
    if (map_size(t) == 0) {
        hasher->h = before;
        return;
    }
    hasher_push(hasher, FRAME_MAP)->before = before;
    if (header_tag(object[0]) == TAG_MAP) {
        push_pairs(hasher, tuple_elements(object[1]), object + 2, map_size(t), 1, map);
    } else {
        push_nodes(hasher, object + 2, 1, map);
    }
}

static uint32_t export_hash2(const struct hasher *hasher, const term *object)
{
    const struct export *entry = (const struct export *) object[1]; // raw pointer
    uint32_t module = atom_hash(hasher->vm, entry->module_name);
    uint32_t h = mix(hasher->h, 1, entry->arity, module);
    return mix(h, 14, atom_hash(hasher->vm, entry->function), 0);
}

static void hash2_closure(struct hasher *hasher, const term *object)
{
    const struct fun_entry *entry = (const struct fun_entry *) object[1]; // raw pointer
    size_t captured = header_arity(object[0]) - 1;
    uint32_t module = atom_hash(hasher->vm, entry->module->name);
    hasher->h = mix(hasher->h, 1, (uint32_t) captured, module);
    hasher->h = mix(hasher->h, 1, entry->index, entry->old_uniq);
    push_terms(hasher, object + 2, captured);
}

// Hash one term; what is inside is pushed. 3 frames are reserved.
static void hash2_term(struct hasher *hasher, term t)
{
    uint32_t h = hasher->h, high, low;
    switch (kind_of(t)) {
    case KIND_INTEGER:
        hasher->h = hash_integer(h, t);
        return;
    case KIND_FLOAT:
        float_words(t, &high, &low);
        hasher->h = mix(h, 12, high, low);
        return;
    case KIND_ATOM:
        low = atom_hash(hasher->vm, t);
        hasher->h = h == 0 ? low : mix(h, 3, low, 0);
        return;
    case KIND_NIL:
        hasher->h = mix(h, 2, 2, 0);
        return;
    case KIND_LIST:
        hasher_push(hasher, FRAME_LIST)->list = t;
        return;
    case KIND_TUPLE:
        hasher->h = mix(h, 9, (uint32_t) tuple_arity(t), 0);
        push_terms(hasher, tuple_elements(t), tuple_arity(t));
        return;
    case KIND_MAP:
        push_map(hasher, t);
        return;
    case KIND_BITSTRING:
        hasher->h = hash_bitstring(hasher->vm, h, t);
        return;
    case KIND_EXPORT:
        hasher->h = export_hash2(hasher, boxed_object(t));
        return;
    case KIND_CLOSURE:
        hash2_closure(hasher, boxed_object(t));
        return;
    case KIND_PID:
        hasher->h = mix(h, 5, identity_word(t), 0);
        return;
    case KIND_PORT:
        hasher->h = mix(h, 6, identity_word(t), 0);
        return;
    case KIND_REFERENCE:
        hasher->h = mix(h, 7, identity_word(t), 0);
        return;
    }
}

static bool is_byte(term t)
{
    return is_small(t) && (term) small_value(t) < 256;
}

// Up to four bytes, or the one element or tail that is none.
static void hash2_list(struct hasher *hasher, struct frame *frame)
{
    uint32_t number = 0;
    unsigned count = 0;
    term list = frame->list;
    for (; count < 4 && is_cons(list) && is_byte(cons_head(list)); list = cons_tail(list)) {
        number = number << 8 | (uint32_t) small_value(cons_head(list));
        count++;
    }
    frame->list = list;
    if (count > 0) {
        hasher->h = mix(hasher->h, 4, number, 0);
    } else if (is_cons(list)) {
        frame->list = cons_tail(list);
        hash2_term(hasher, cons_head(list));
    } else {
        hasher->count--;
        hash2_term(hasher, list);
    }
}

static void hash2_pairs(struct hasher *hasher, struct frame *frame)
{
    struct frame *map = &hasher->frames[frame->map];
    if (frame->in_pair) {
        map->pairs ^= hasher->h;
    }
    if (frame->count == 0) {
        hasher->count--;
        return;
    }
    const term *key = frame->at, *value = frame->values;
    frame->at += frame->stride;
    frame->values += frame->stride;
    frame->count--;
    frame->in_pair = true;
    hasher->h = 0;
    push_terms(hasher, value, 1);
    hash2_term(hasher, *key);
}

static void hash2_nodes(struct hasher *hasher, struct frame *frame)
{
    if (frame->count == 0) {
        hasher->count--;
        return;
    }
    frame->count--;
    const term *node = boxed_object(*frame->at++);
    const term *pairs = node + 1 + MAP_NODE_HEAD;
    size_t count = map_node_pairs(node), map = frame->map;
    push_nodes(hasher, pairs + 2 * count, map_node_children(node), map);
    push_pairs(hasher, pairs, pairs + 1, count, 2, map);
}

// The next step of the frame on top.
static void hash2_step(struct hasher *hasher)
{
    struct frame *frame = &hasher->frames[hasher->count - 1];
    switch (frame->kind) {
    case FRAME_TERMS: {
        term t = *frame->at++;
        if (--frame->count == 0) {
            hasher->count--;
        }
        hash2_term(hasher, t);
        return;
    }
    case FRAME_LIST:
        hash2_list(hasher, frame);
        return;
    case FRAME_PAIRS:
        hash2_pairs(hasher, frame);
        return;
    case FRAME_NODES:
        hash2_nodes(hasher, frame);
        return;
    default: // FRAME_MAP
        hasher->h = mix(frame->before, 19, frame->pairs, 0);
        hasher->count--;
    }
}

bool term_phash2(struct vm *vm, term t, uint32_t *hash)
{
    struct hasher hasher;
    hasher_init(&hasher, vm);
    hash2_term(&hasher, t);
    size_t pace = 0;
    while (hasher.count > 0) {
        if (!hasher_reserve(&hasher, 3)) {
            hasher_clear(&hasher);
            return false;
        }
        hash2_step(&hasher);
        pause_often(vm, &pace, PHASH_STEPS);
    }
    hasher_clear(&hasher);
    *hash = hasher.h;
    return true;
}

// phash. Factors by kind; FACTOR_BYTE of the bytes of integers and of elements 0..255 of lists.

#define FACTOR_ATOM     268440163u
#define FACTOR_BYTE     268439161u
#define FACTOR_POSITIVE 268435459u
#define FACTOR_NEGATIVE 268436141u
#define FACTOR_BINARY   268436141u // of the size; bytes have the factor of atoms
#define FACTOR_BITS     268440581u
#define FACTOR_NIL      268435459u
#define FACTOR_FLOAT    268437017u
#define FACTOR_LIST     268437511u
#define FACTOR_TUPLE    268439627u
#define FACTOR_EXPORT   268440577u
#define FACTOR_CLOSURE  268440479u
#define FACTOR_PID_BYTE 268438633u
#define FACTOR_PID      268437017u
#define FACTOR_REF_BYTE 268439627u
#define FACTOR_REF      268440479u
#define FACTOR_MAP      268440593u
#define ADDED_MAP       268440611u

// The four bytes of a word, least significant first.
static uint32_t phash_word(uint32_t h, uint32_t word, uint32_t factor)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        h = h * factor + (word >> shift & 0xff);
    }
    return h;
}

static uint32_t phash_integer(uint32_t h, term t)
{
    bool negative;
    size_t words = integer_words(t, &negative);
    for (size_t i = 0; i < words; i++) {
        h = phash_word(h, integer_word(t, i), FACTOR_BYTE);
    }
    return h * (negative ? FACTOR_NEGATIVE : FACTOR_POSITIVE);
}

static uint32_t phash_bitstring(const struct vm *vm, uint32_t h, term t)
{
    struct bits bits;
    struct byte_source source;
    bits_of(t, &bits);
    byte_source_init(&source, &bits);
    size_t pace = 0;
    for (size_t i = 0; i < bits.size / 8; i++) {
        h = h * FACTOR_ATOM + byte_source_next(&source);
        pause_often(vm, &pace, 1);
    }
    if (bits.size % 8 != 0) {
        h = h * FACTOR_ATOM + odd_bits(&bits);
        h = h * FACTOR_BITS + bits.size % 8;
    }
    return h * FACTOR_BINARY + (uint32_t) (bits.size / 8);
}

static uint32_t phash_atom(const struct hasher *hasher, uint32_t h, term atom)
{
    return h * FACTOR_ATOM + atom_hash(hasher->vm, atom);
}

static void push_finish(struct hasher *hasher, uint32_t factor, size_t added)
{
    struct frame *frame = hasher_push(hasher, FRAME_FINISH);
    frame->before = factor;
    frame->pairs = (uint32_t) added;
}

static void phash_closure(struct hasher *hasher, const term *object)
{
    const struct fun_entry *entry = (const struct fun_entry *) object[1]; // raw pointer
    size_t captured = header_arity(object[0]) - 1;
    uint32_t h = hasher->h * FACTOR_CLOSURE + (uint32_t) captured;
    h = phash_atom(hasher, h, entry->module->name);
    h = h * FACTOR_BYTE + entry->index;
    hasher->h = h * FACTOR_BYTE + entry->old_uniq;
    push_terms(hasher, object + 2, captured);
}

static uint32_t phash_export(const struct hasher *hasher, const term *object)
{
    const struct export *entry = (const struct export *) object[1]; // raw pointer
    uint32_t h = hasher->h * FACTOR_EXPORT + entry->arity;
    return phash_atom(hasher, phash_atom(hasher, h, entry->module_name), entry->function);
}

// Hash one term; what is inside is pushed. False: no memory.
static bool phash_term(struct hasher *hasher, term t)
{
    uint32_t h = hasher->h, high, low;
    switch (kind_of(t)) {
    case KIND_INTEGER:
        hasher->h = phash_integer(h, t);
        return true;
    case KIND_FLOAT:
        float_words(t, &high, &low);
        hasher->h = h * FACTOR_FLOAT + (high ^ low);
        return true;
    case KIND_ATOM:
        hasher->h = phash_atom(hasher, h, t);
        return true;
    case KIND_NIL:
        hasher->h = h * FACTOR_NIL + 1;
        return true;
    case KIND_LIST:
        push_finish(hasher, FACTOR_LIST, 0);
        hasher_push(hasher, FRAME_LIST)->list = t;
        return true;
    case KIND_TUPLE:
        push_finish(hasher, FACTOR_TUPLE, tuple_arity(t));
        push_terms(hasher, tuple_elements(t), tuple_arity(t));
        return true;
    case KIND_MAP:
        if (!term_phash2(hasher->vm, t, &low)) {
            return false;
        }
        hasher->h = h * FACTOR_MAP + ADDED_MAP + low;
        return true;
    case KIND_BITSTRING:
        hasher->h = phash_bitstring(hasher->vm, h, t);
        return true;
    case KIND_EXPORT:
        hasher->h = phash_export(hasher, boxed_object(t));
        return true;
    case KIND_CLOSURE:
        phash_closure(hasher, boxed_object(t));
        return true;
    case KIND_PID:
        hasher->h = phash_word(h, identity_word(t), FACTOR_PID_BYTE) * FACTOR_PID;
        return true;
    case KIND_PORT:
    case KIND_REFERENCE:
        hasher->h = phash_word(h, identity_word(t), FACTOR_REF_BYTE) * FACTOR_REF;
        return true;
    }
    return true;
}

static bool phash_list(struct hasher *hasher, struct frame *frame)
{
    term list = frame->list;
    size_t pace = 0;
    for (; is_cons(list) && is_byte(cons_head(list)); list = cons_tail(list)) {
        pause_often(hasher->vm, &pace, 1);
        hasher->h = hasher->h * FACTOR_BYTE + (uint32_t) small_value(cons_head(list));
    }
    if (is_cons(list)) {
        frame->list = cons_tail(list);
        return phash_term(hasher, cons_head(list));
    }
    hasher->count--;
    return phash_term(hasher, list);
}

static bool phash_step(struct hasher *hasher)
{
    struct frame *frame = &hasher->frames[hasher->count - 1];
    if (frame->kind == FRAME_LIST) {
        return phash_list(hasher, frame);
    }
    if (frame->kind == FRAME_FINISH) {
        hasher->h = hasher->h * frame->before + frame->pairs;
        hasher->count--;
        return true;
    }
    term t = *frame->at++;
    if (--frame->count == 0) {
        hasher->count--;
    }
    return phash_term(hasher, t);
}

bool term_phash(struct vm *vm, term t, uint32_t *hash)
{
    struct hasher hasher;
    hasher_init(&hasher, vm);
    bool good = phash_term(&hasher, t);
    size_t pace = 0;
    while (good && hasher.count > 0) {
        good = hasher_reserve(&hasher, 3) && phash_step(&hasher);
        pause_often(vm, &pace, PHASH_STEPS);
    }
    hasher_clear(&hasher);
    *hash = hasher.h;
    return good;
}

// Natives

// A range of 1 to 2^32.
static bool hash_range(term t, uint64_t *range)
{
    return is_integer(t) && integer_to_uint64(t, range) && *range >= 1 &&
           *range <= UINT64_C(1) << 32;
}

static term small_or_big(struct process *p, uint64_t value)
{
    if (value <= (uint64_t) SMALL_MAX) {
        return make_small((sterm) value);
    }
    return heap_ensure(p, INT64_WORDS) ? build_uint64(p, value) : NONE;
}

term bif_erlang_phash2_1(struct process *p, term *args)
{
    uint32_t hash;
    if (!term_phash2(p->vm, args[0], &hash)) {
        return raise_out_of_memory(p);
    }
    return make_small((sterm) (hash & ((1u << 27) - 1)));
}

term bif_erlang_phash2_2(struct process *p, term *args)
{
    uint64_t range;
    uint32_t hash;
    if (!hash_range(args[1], &range)) {
        return raise_badarg(p);
    }
    if (!term_phash2(p->vm, args[0], &hash)) {
        return raise_out_of_memory(p);
    }
    return small_or_big(p, hash % range);
}

term bif_erlang_phash(struct process *p, term *args)
{
    uint64_t range;
    uint32_t hash;
    if (!hash_range(args[1], &range)) {
        return raise_badarg(p);
    }
    if (!term_phash(p->vm, args[0], &hash)) {
        return raise_out_of_memory(p);
    }
    return small_or_big(p, hash % range + 1);
}
