// SPDX-License-Identifier: Apache-2.0
// etf.c: reading the external term format. Spec: Erlang documentation, "External Term Format".
//
// Two passes. etf_measure walks the bytes once with a counter of terms still to come, checks every
// size against what remains, and adds up words. etf_decode then reads without checks.
//
// Neither recurses nor needs memory for depth. The decoder threads the words it has yet to fill
// into a chain: a word that waits for its value holds the address of the next that waits. A
// container takes its words, puts them in front of the chain, and is finished as far as the decoder
// goes:
//
//   next -> [0] -> [1] -> [2] -> (what waited before)
//
// Maps need their keys sorted once the keys are complete. They are kept in a list of their own,
// newest first, and finished in that order: a map inside another is newer than the other.

#include "vm/etf.h"

#include <math.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/etf_tags.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/pause.h"

#define ATOM_MAX_BYTES 255 // of a Latin-1 atom
#define UNIQ_BYTES     16
#define PID_NUMBER_MAX ((uint32_t) 1 << 28)
#define REF_WORDS_MAX  5
#define ARITY_MAX      0xffffff

// References: the first word carries 18 bits, as other machines of the family have it.

#define REF_FIRST_BITS 18

void etf_ref_words(uint64_t id, uint32_t words[ETF_REF_WORDS])
{
    words[0] = (uint32_t) (id & (((uint32_t) 1 << REF_FIRST_BITS) - 1));
    words[1] = (uint32_t) (id >> REF_FIRST_BITS);
    words[2] = (uint32_t) (id >> (REF_FIRST_BITS + 32));
}

bool etf_ref_id(const uint32_t *words, size_t count, uint64_t *id)
{
    uint32_t w[ETF_REF_WORDS] = {0};
    if (count > ETF_REF_WORDS) {
        return false;
    }
    memcpy(w, words, count * sizeof *words);
    *id = w[0] | (uint64_t) w[1] << REF_FIRST_BITS | (uint64_t) w[2] << (REF_FIRST_BITS + 32);
    return w[0] >> REF_FIRST_BITS == 0 && w[2] >> (32 - REF_FIRST_BITS) == 0;
}

// Measuring

// A size field of width bytes.
static bool read_size(struct bytes *in, unsigned width, size_t *size)
{
    uint8_t byte;
    uint16_t half;
    uint32_t full;
    switch (width) {
    case 1:
        return bytes_read_u8(in, &byte) && (*size = byte, true);
    case 2:
        return bytes_read_be16(in, &half) && (*size = half, true);
    default:
        return bytes_read_be32(in, &full) && (*size = full, true);
    }
}

// What follows an atom's tag.
static bool measure_atom(struct bytes *in, uint8_t tag)
{
    size_t size;
    const uint8_t *text;
    bool utf8 = tag == ETF_ATOM_UTF8 || tag == ETF_SMALL_ATOM_UTF8;
    unsigned width = tag == ETF_ATOM_UTF8 || tag == ETF_ATOM ? 2 : 1;
    if (!read_size(in, width, &size) || !bytes_read_data(in, size, &text)) {
        return false;
    }
    return utf8 ? atom_text_valid((const char *) text, size) : size <= ATOM_MAX_BYTES;
}

static bool is_atom_tag(uint8_t tag)
{
    return tag == ETF_ATOM || tag == ETF_SMALL_ATOM || tag == ETF_ATOM_UTF8 ||
           tag == ETF_SMALL_ATOM_UTF8;
}

static bool measure_whole_atom(struct bytes *in)
{
    uint8_t tag;
    return bytes_read_u8(in, &tag) && is_atom_tag(tag) && measure_atom(in, tag);
}

// An integer that must be small: part of funs.
static bool measure_whole_integer(struct bytes *in)
{
    uint8_t tag;
    return bytes_read_u8(in, &tag) && (tag == ETF_INTEGER || tag == ETF_SMALL_INTEGER) &&
           bytes_skip(in, tag == ETF_INTEGER ? 4 : 1);
}

// Magnitude of an integer without leading (here last) zeros.
static size_t trim_magnitude(const uint8_t *bytes, size_t size)
{
    while (size > 0 && bytes[size - 1] == 0) {
        size--;
    }
    return size;
}

// Value of a magnitude of up to 8 bytes.
static uint64_t magnitude_value(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    while (size > 0) {
        value = value << 8 | bytes[--size];
    }
    return value;
}

static bool magnitude_is_small(const uint8_t *bytes, size_t size, bool negative)
{
    return size <= TERM_BYTES &&
           magnitude_value(bytes, size) <= (uint64_t) SMALL_MAX + (negative ? 1 : 0);
}

static bool measure_big(struct etf_extent *m, unsigned width)
{
    size_t size;
    uint8_t sign;
    const uint8_t *bytes;
    if (!read_size(&m->in, width, &size) || !bytes_read_u8(&m->in, &sign) ||
        !bytes_read_data(&m->in, size, &bytes)) {
        return false;
    }
    size = trim_magnitude(bytes, size);
    if (size > BIG_MAX_BITS / 8) {
        return false;
    }
    if (!magnitude_is_small(bytes, size, sign != 0)) {
        m->words += 1 + (size + TERM_BYTES - 1) / TERM_BYTES;
    }
    return true;
}

static size_t binary_words(size_t size)
{
    return size < AVM_REFC_BYTES ? heap_binary_words(size) : BIN_REFC_WORDS;
}

static bool measure_binary(struct etf_extent *m, bool bits)
{
    size_t size;
    uint8_t last = 8;
    if (!read_size(&m->in, 4, &size) || (bits && !bytes_read_u8(&m->in, &last)) ||
        !bytes_skip(&m->in, size)) {
        return false;
    }
    if (bits && (size == 0 ? last != 0 : last < 1 || last > 8)) {
        return false;
    }
    if (size > SIZE_MAX / 8) {
        return false;
    }
    m->words += binary_words(size) + (bits ? BIN_SUB_WORDS : 0);
    return true;
}

// Text of a float: 31 bytes, the rest after the digits NUL.
static bool read_float_text(struct bytes *in, double *value)
{
    const uint8_t *text;
    if (!bytes_read_data(in, ETF_FLOAT_BYTES, &text)) {
        return false;
    }
    const uint8_t *end = memchr(text, 0, ETF_FLOAT_BYTES);
    size_t size = end == NULL ? ETF_FLOAT_BYTES : (size_t) (end - text);
    return double_from_text((const char *) text, size, value);
}

static bool measure_float(struct etf_extent *m, uint8_t tag)
{
    uint64_t bits;
    double value;
    m->words += FLOAT_WORDS;
    if (tag == ETF_FLOAT) {
        return read_float_text(&m->in, &value);
    }
    if (!bytes_read_be64(&m->in, &bits)) {
        return false;
    }
    memcpy(&value, &bits, sizeof value);
    return isfinite(value);
}

// Containers: count terms follow, each of at least one byte.
static bool expect_terms(struct etf_extent *m, size_t count)
{
    if (count > bytes_left(&m->in) || m->pending > bytes_left(&m->in) - count) {
        return false;
    }
    m->pending += count;
    return true;
}

static bool measure_list(struct etf_extent *m)
{
    size_t count;
    if (!read_size(&m->in, 4, &count) || count >= SIZE_MAX / (2 * TERM_BYTES)) {
        return false;
    }
    m->words += 2 * count;
    return expect_terms(m, count) && expect_terms(m, 1);
}

static bool measure_map(struct etf_extent *m)
{
    size_t count;
    if (!read_size(&m->in, 4, &count) || count > bytes_left(&m->in) / 2 ||
        !expect_terms(m, 2 * count)) {
        return false;
    }
    // Large maps: a tuple of the pairs with two words more, and what is made of it.
    m->words += count <= MAP_FLAT_MAX ? 2 * count + 3 : 2 * count + 3 + map_words_for(count);
    return true;
}

// Node, then id bytes and a creation of width bytes.
static bool measure_identity(struct etf_extent *m, size_t id_bytes, size_t creation_bytes)
{
    // Kept as a pid of another node at most: header, kind, node, creation, id.
    m->words += 4 + (id_bytes + 3) / 4 + 1;
    return measure_whole_atom(&m->in) && bytes_skip(&m->in, id_bytes + creation_bytes);
}

static bool measure_reference(struct etf_extent *m, uint8_t tag)
{
    uint16_t count;
    if (!bytes_read_be16(&m->in, &count) || count > REF_WORDS_MAX) {
        return false;
    }
    return measure_identity(m, (size_t) count * 4, tag == ETF_NEWER_REFERENCE ? 4 : 1);
}

// Module, function and an arity that a function could have.
static bool measure_export(struct etf_extent *m)
{
    m->words += 2;
    if (!measure_whole_atom(&m->in) || !measure_whole_atom(&m->in)) {
        return false;
    }
    const uint8_t *arity = m->in.at;
    return measure_whole_integer(&m->in) &&
           (arity[0] == ETF_SMALL_INTEGER || bytes_get_be32(arity + 1) <= ARITY_MAX);
}

static bool measure_fun(struct etf_extent *m)
{
    uint32_t free_count;
    uint8_t pid_tag;
    // Size, arity, unique id, index.
    if (!bytes_skip(&m->in, 4 + 1 + UNIQ_BYTES + 4) || !bytes_read_be32(&m->in, &free_count) ||
        !measure_whole_atom(&m->in) || !measure_whole_integer(&m->in) ||
        !measure_whole_integer(&m->in) || !bytes_read_u8(&m->in, &pid_tag) ||
        (pid_tag != ETF_PID && pid_tag != ETF_NEW_PID) || !measure_whole_atom(&m->in) ||
        !bytes_skip(&m->in, pid_tag == ETF_PID ? 9 : 12)) {
        return false;
    }
    if (!expect_terms(m, free_count)) {
        return false;
    }
    m->words += 2 + free_count;
    return true;
}

static bool measure_tuple(struct etf_extent *m, unsigned width)
{
    size_t arity;
    if (!read_size(&m->in, width, &arity) || !expect_terms(m, arity)) {
        return false;
    }
    m->words += 1 + arity;
    return true;
}

static bool measure_string(struct etf_extent *m)
{
    size_t size;
    if (!read_size(&m->in, 2, &size)) {
        return false;
    }
    m->words += 2 * size;
    return bytes_skip(&m->in, size);
}

static bool measure_one(struct etf_extent *m)
{
    uint8_t tag;
    if (!bytes_read_u8(&m->in, &tag)) {
        return false;
    }
    switch (tag) {
    case ETF_SMALL_INTEGER:
        return bytes_skip(&m->in, 1);
    case ETF_INTEGER:
        m->words += TERM_BYTES == 4 ? 2 : 0;
        return bytes_skip(&m->in, 4);
    case ETF_SMALL_BIG:
        return measure_big(m, 1);
    case ETF_LARGE_BIG:
        return measure_big(m, 4);
    case ETF_FLOAT:
    case ETF_NEW_FLOAT:
        return measure_float(m, tag);
    case ETF_ATOM:
    case ETF_SMALL_ATOM:
    case ETF_ATOM_UTF8:
    case ETF_SMALL_ATOM_UTF8:
        return measure_atom(&m->in, tag);
    case ETF_NIL:
        return true;
    case ETF_STRING:
        return measure_string(m);
    case ETF_LIST:
        return measure_list(m);
    case ETF_SMALL_TUPLE:
        return measure_tuple(m, 1);
    case ETF_LARGE_TUPLE:
        return measure_tuple(m, 4);
    case ETF_MAP:
        return measure_map(m);
    case ETF_BINARY:
        return measure_binary(m, false);
    case ETF_BIT_BINARY:
        return measure_binary(m, true);
    case ETF_PID:
        return measure_identity(m, 8, 1);
    case ETF_NEW_PID:
        return measure_identity(m, 8, 4);
    case ETF_PORT:
        return measure_identity(m, 4, 1);
    case ETF_NEW_PORT:
        return measure_identity(m, 4, 4);
    case ETF_V4_PORT:
        return measure_identity(m, 8, 4);
    case ETF_REFERENCE:
        return measure_identity(m, 4, 1);
    case ETF_NEW_REFERENCE:
    case ETF_NEWER_REFERENCE:
        return measure_reference(m, tag);
    case ETF_EXPORT:
        return measure_export(m);
    case ETF_NEW_FUN:
        return measure_fun(m);
    default:
        return false;
    }
}

void etf_extent_init(struct etf_extent *m, const uint8_t *bytes, size_t size)
{
    *m = (struct etf_extent){.words = 0, .pending = 1};
    bytes_init(&m->in, bytes, size);
}

bool etf_measure_on(struct etf_extent *m, size_t budget)
{
    while (m->pending > 0 && budget-- > 0) {
        m->pending--;
        // The limit keeps sums of words far from overflow.
        if (!measure_one(m) || m->words > SIZE_MAX / 64) {
            return false;
        }
    }
    return true;
}

// Terms read before others may run, and the steps of pause.h that they take.
#define READ_AT_ONCE (AVM_PAUSES ? 256 : SIZE_MAX)
#define READ_STEPS   1500

bool etf_measure(struct vm *vm, const uint8_t *bytes, size_t size, size_t *words, size_t *used)
{
    struct etf_extent m;
    etf_extent_init(&m, bytes, size);
    do {
        if (!etf_measure_on(&m, READ_AT_ONCE)) {
            return false;
        }
        pause_step(vm, READ_STEPS);
    } while (AVM_PAUSES && m.pending > 0);
    *words = m.words;
    *used = bytes_offset(&m.in);
    return true;
}

// Decoding

struct decoder {
    struct vm *vm;
    const uint8_t *in;
    term *at;
    term *next; // chain of words that wait for their value
    term *maps; // list of maps to finish, newest first; see struct of a waiting map below
    term *offheap;
    term result;
    bool constant;
    bool safe;
    bool good; // so far
};

// A map that waits holds the address of the older one in its first word (with bit 0: that one is
// large).
//
//   flat:   the map object as it will be: first its header, replaced; then the tuple of keys, the
//   values large:  a tuple: header, link, address of the word that refers to the map, key, value,
//   key ...
#define LARGE_MAP ((term) 1)

static uint8_t take_byte(struct decoder *d)
{
    return *d->in++;
}

static uint32_t take_be32(struct decoder *d)
{
    d->in += 4;
    return bytes_get_be32(d->in - 4);
}

static size_t take_size(struct decoder *d, unsigned width)
{
    size_t size = 0;
    for (unsigned i = 0; i < width; i++) {
        size = size << 8 | *d->in++;
    }
    return size;
}

static term *take_words(struct decoder *d, size_t words)
{
    term *object = d->at;
    d->at += words;
    return object;
}

// The text is copied also from constant bytes: a module gives them back when no binary is in them.
static term intern(struct decoder *d, const char *text, size_t size)
{
    return d->safe ? atom_find(d->vm, text, size) : atom_intern(d->vm, text, size, false);
}

static term decode_atom(struct decoder *d, uint8_t tag)
{
    bool utf8 = tag == ETF_ATOM_UTF8 || tag == ETF_SMALL_ATOM_UTF8;
    size_t size = take_size(d, tag == ETF_ATOM_UTF8 || tag == ETF_ATOM ? 2 : 1);
    const uint8_t *from = d->in;
    d->in += size;
    if (utf8) {
        return intern(d, (const char *) from, size);
    }
    char text[2 * ATOM_MAX_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        if (from[i] < 0x80) {
            text[length++] = (char) from[i];
        } else {
            text[length++] = (char) (0xc0 | from[i] >> 6);
            text[length++] = (char) (0x80 | (from[i] & 0x3f));
        }
    }
    return intern(d, text, length);
}

static term decode_whole_atom(struct decoder *d)
{
    uint8_t tag = take_byte(d);
    return decode_atom(d, tag);
}

static uint32_t decode_whole_integer(struct decoder *d)
{
    return take_byte(d) == ETF_INTEGER ? take_be32(d) : take_byte(d);
}

static term decode_magnitude(struct decoder *d, const uint8_t *bytes, size_t size, bool negative)
{
    size = trim_magnitude(bytes, size);
    if (magnitude_is_small(bytes, size, negative)) {
        sterm value = (sterm) magnitude_value(bytes, size);
        return make_small(negative ? -value : value);
    }
    size_t digits = (size + TERM_BYTES - 1) / TERM_BYTES;
    term *object = take_words(d, 1 + digits);
    object[0] = make_header(digits, negative ? TAG_BIG_NEG : TAG_BIG_POS);
    for (size_t i = 0; i < digits; i++) {
        size_t left = size - i * TERM_BYTES;
        object[1 + i] =
            (term) magnitude_value(bytes + i * TERM_BYTES, left < TERM_BYTES ? left : TERM_BYTES);
    }
    return make_boxed(object);
}

static term decode_big(struct decoder *d, unsigned width)
{
    size_t size = take_size(d, width);
    bool negative = take_byte(d) != 0;
    const uint8_t *bytes = d->in;
    d->in += size;
    return decode_magnitude(d, bytes, size, negative);
}

static term decode_integer(struct decoder *d)
{
    int64_t value = (int32_t) take_be32(d);
    uint64_t magnitude = (uint64_t) (value < 0 ? -value : value);
    uint8_t bytes[4];
    bytes_put_le32(bytes, (uint32_t) magnitude);
    return decode_magnitude(d, bytes, sizeof bytes, value < 0);
}

static term decode_float(struct decoder *d, uint8_t tag)
{
    double value = 0;
    if (tag == ETF_FLOAT) {
        struct bytes in;
        bytes_init(&in, d->in, ETF_FLOAT_BYTES);
        read_float_text(&in, &value);
        d->in += ETF_FLOAT_BYTES;
    } else {
        uint64_t bits = bytes_get_be64(d->in);
        memcpy(&value, &bits, sizeof value);
        d->in += sizeof bits;
    }
    return make_float_at(take_words(d, FLOAT_WORDS), value);
}

// The first `size` bytes of the input as a binary. NONE: no memory.
static term decode_bytes(struct decoder *d, size_t size)
{
    const uint8_t *bytes = d->in;
    d->in += size;
    if (size < AVM_REFC_BYTES) {
        size_t words = heap_binary_words(size);
        term *object = take_words(d, words);
        object[0] = make_header(words - 1, TAG_BIN_HEAP);
        object[1] = size;
        if (words > 2) {
            object[words - 1] = 0; // the padding too
        }
        memcpy(object + 2, bytes, size);
        return make_boxed(object);
    }
    if (d->constant) {
        term *object = take_words(d, BIN_CONST_WORDS);
        object[0] = make_header(BIN_CONST_WORDS - 1, TAG_BIN_CONST);
        object[1] = size;
        object[2] = (term) bytes;
        return make_boxed(object);
    }
    struct refc *refc = refc_new(d->vm, size, size);
    if (refc == NULL) {
        return NONE;
    }
    memcpy(refc->bytes, bytes, size);
    term *object = take_words(d, BIN_REFC_WORDS);
    object[0] = make_header(BIN_REFC_WORDS - 1, TAG_BIN_REFC);
    object[1] = size;
    object[2] = (term) refc;
    object[3] = *d->offheap;
    *d->offheap = make_boxed(object);
    return make_boxed(object);
}

static term decode_bitstring(struct decoder *d)
{
    size_t size = take_size(d, 4);
    unsigned last = take_byte(d);
    term whole = decode_bytes(d, size);
    if (whole == NONE || size == 0 || last == 8) {
        return whole;
    }
    term *object = take_words(d, BIN_SUB_WORDS);
    object[0] = make_header(BIN_SUB_WORDS - 1, TAG_BIN_SUB);
    object[1] = whole;
    object[2] = 0;
    object[3] = (size - 1) * 8 + last;
    return make_boxed(object);
}

// Containers

// Put count words, `step` apart, in front of the chain.
static void wait_for(struct decoder *d, term *words, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        words[i] = (term) (words + i + 1);
    }
    if (count > 0) {
        words[count - 1] = (term) d->next;
        d->next = words;
    }
}

static term decode_tuple(struct decoder *d, size_t arity)
{
    term *object = take_words(d, 1 + arity);
    object[0] = make_header(arity, TAG_TUPLE);
    wait_for(d, object + 1, arity);
    return make_boxed(object);
}

static term decode_string(struct decoder *d)
{
    size_t size = take_size(d, 2);
    if (size == 0) {
        return NIL;
    }
    term *cells = take_words(d, 2 * size);
    for (size_t i = 0; i < size; i++) {
        cells[2 * i] = make_small(d->in[i]);
        cells[2 * i + 1] = make_cons(&cells[2 * i + 2]);
    }
    cells[2 * size - 1] = NIL;
    d->in += size;
    return make_cons(cells);
}

// The heads wait in order, then the last tail. A list of no elements is its tail.
static term decode_list(struct decoder *d, size_t count)
{
    term *cells = take_words(d, 2 * count);
    for (size_t i = 0; i + 1 < count; i++) {
        cells[2 * i] = (term) &cells[2 * i + 2];
        cells[2 * i + 1] = make_cons(&cells[2 * i + 2]);
    }
    cells[2 * count - 2] = (term) &cells[2 * count - 1];
    cells[2 * count - 1] = (term) d->next;
    d->next = cells;
    return make_cons(cells);
}

static term decode_flat_map(struct decoder *d, size_t count)
{
    term *map = take_words(d, 2 + count);
    term *keys = take_words(d, 1 + count);
    map[0] = (term) d->maps;
    map[1] = make_boxed(keys);
    keys[0] = make_header(count, TAG_TUPLE);
    d->maps = map;
    for (size_t i = 0; i < count; i++) {
        keys[1 + i] = (term) &map[2 + i];
        map[2 + i] = i + 1 < count ? (term) &keys[2 + i] : (term) d->next;
    }
    if (count > 0) {
        d->next = &keys[1];
    }
    return make_boxed(map);
}

// slot: the word that will refer to the map.
static void decode_large_map(struct decoder *d, size_t count, term *slot)
{
    term *object = take_words(d, 3 + 2 * count);
    object[0] = make_header(2 + 2 * count, TAG_TUPLE);
    object[1] = (term) d->maps;
    object[2] = (term) slot;
    d->maps = (term *) ((term) (object + 1) | LARGE_MAP);
    wait_for(d, object + 3, 2 * count);
}

// Sort keys and values by key. False: a key is there twice. Few, so by insertion.
static bool sort_flat_map(const struct vm *vm, term *keys, term *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        term key = keys[i], value = values[i];
        size_t j = i;
        int order = 1;
        while (j > 0 && (order = term_compare_exact(vm, key, keys[j - 1])) < 0) {
            keys[j] = keys[j - 1];
            values[j] = values[j - 1];
            j--;
        }
        if (order == 0) {
            return false;
        }
        keys[j] = key;
        values[j] = value;
    }
    return true;
}

static bool finish_maps(struct decoder *d)
{
    while (d->maps != NULL) {
        bool large = ((term) d->maps & LARGE_MAP) != 0;
        term *waiting = (term *) ((term) d->maps & ~LARGE_MAP);
        d->maps = (term *) waiting[0];
        if (large) {
            size_t count = (header_arity(waiting[-1]) - 2) / 2;
            term *slot = (term *) waiting[1];
            waiting[0] = waiting[1] = NIL;
            *slot = map_build_at(d->vm, waiting + 2, count, &d->at);
            if (*slot == NONE) {
                return false;
            }
        } else {
            size_t count = tuple_arity(waiting[1]);
            waiting[0] = make_header(1 + count, TAG_MAP);
            if (!sort_flat_map(d->vm, tuple_elements(waiting[1]), waiting + 2, count)) {
                return false;
            }
        }
    }
    return true;
}

// Identities

// An identity of another node, or of an earlier life of this one. The id is in id[0 .. count).
static term decode_external(struct decoder *d, int kind, term node, uint32_t creation,
                            const uint32_t *id, size_t count)
{
    term *object = take_words(d, 4 + count);
    object[0] = make_header(3 + count, TAG_EXTERNAL);
    object[1] = make_small(kind);
    object[2] = node;
    object[3] = creation;
    for (size_t i = 0; i < count; i++) {
        object[4 + i] = id[i];
    }
    return make_boxed(object);
}

// This machine is nonode@nohost until it is told otherwise; the creation of such a node says
// nothing.
static bool is_this_node(term node)
{
    return node == ATOM_nonode_at_nohost;
}

static term decode_pid(struct decoder *d, uint8_t tag)
{
    term node = decode_whole_atom(d);
    if (node == NONE) {
        return NONE;
    }
    uint32_t id[2];
    id[0] = take_be32(d);
    id[1] = take_be32(d);
    uint32_t creation = tag == ETF_PID ? take_byte(d) : take_be32(d);
    if (is_this_node(node) && id[0] < PID_NUMBER_MAX && id[1] == 0) {
        return make_pid(id[0]);
    }
    return decode_external(d, EXTERNAL_PID, node, creation, id, 2);
}

static term decode_port(struct decoder *d, uint8_t tag)
{
    term node = decode_whole_atom(d);
    if (node == NONE) {
        return NONE;
    }
    uint32_t high = tag == ETF_V4_PORT ? take_be32(d) : 0;
    uint32_t id[2] = {take_be32(d), high};
    uint32_t creation = tag == ETF_PORT ? take_byte(d) : take_be32(d);
    if (is_this_node(node) && id[0] < PID_NUMBER_MAX && id[1] == 0) {
        return ((term) id[0] << 4) | TAG_PORT;
    }
    return decode_external(d, EXTERNAL_PORT, node, creation, id, 2);
}

static term decode_reference(struct decoder *d, uint8_t tag)
{
    size_t count = tag == ETF_REFERENCE ? 1 : take_size(d, 2);
    term node = decode_whole_atom(d);
    if (node == NONE) {
        return NONE;
    }
    uint32_t creation = 0;
    uint32_t words[REF_WORDS_MAX];
    if (tag == ETF_NEWER_REFERENCE) {
        creation = take_be32(d);
    } else if (tag == ETF_NEW_REFERENCE) {
        creation = take_byte(d);
    }
    for (size_t i = 0; i < count; i++) {
        words[i] = take_be32(d);
    }
    if (tag == ETF_REFERENCE) {
        creation = take_byte(d);
    }
    uint64_t id;
    if (is_this_node(node) && count > 0 && etf_ref_id(words, count, &id)) {
        return make_ref_at(take_words(d, REF_WORDS), id, 0);
    }
    return decode_external(d, EXTERNAL_REF, node, creation, words, count);
}

// Functions

static term decode_export(struct decoder *d)
{
    term module = decode_whole_atom(d);
    term function = module == NONE ? NONE : decode_whole_atom(d);
    if (function == NONE) {
        return NONE;
    }
    uint32_t arity = decode_whole_integer(d);
    struct export *entry = d->safe ? export_find(d->vm, module, function, arity)
                                   : export_get(d->vm, module, function, arity);
    if (entry == NULL) {
        return NONE;
    }
    term *object = take_words(d, 2);
    object[0] = make_header(1, TAG_EXPORT);
    object[1] = (term) entry;
    return make_boxed(object);
}

// The row of the module's table that a fun names, when the module is the very same.
static struct fun_entry *find_fun(struct decoder *d, term name, uint32_t index, const uint8_t *uniq,
                                  uint32_t free_count)
{
    struct module *module = d->safe ? module_find(d->vm, name) : module_ensure(d->vm, name);
    if (module == NULL || index >= module->fun_count ||
        memcmp(module_md5(module), uniq, UNIQ_BYTES) != 0 ||
        module->funs[index].free_count != free_count) {
        return NULL;
    }
    return &module->funs[index];
}

static term decode_fun(struct decoder *d)
{
    const uint8_t *uniq = d->in + 4 + 1;
    d->in = uniq + UNIQ_BYTES;
    uint32_t index = take_be32(d);
    uint32_t free_count = take_be32(d);
    term module = decode_whole_atom(d);
    if (module == NONE) {
        return NONE;
    }
    decode_whole_integer(d); // index and unique number of the old kind
    decode_whole_integer(d);
    bool old_pid = take_byte(d) == ETF_PID; // who made the fun
    if (decode_whole_atom(d) == NONE) {
        return NONE;
    }
    d->in += old_pid ? 9 : 12;
    struct fun_entry *entry = find_fun(d, module, index, uniq, free_count);
    if (entry == NULL) {
        return NONE;
    }
    term *object = take_words(d, 2 + free_count);
    object[0] = make_header(1 + free_count, TAG_FUN);
    object[1] = (term) entry;
    wait_for(d, object + 2, free_count);
    return make_boxed(object);
}

// One term, all but what is inside it. slot: where it goes; a large map puts itself there later,
// and lists of no elements leave the place to their tail: these return NONE with *later true.
static term decode_one(struct decoder *d, term *slot, bool *later)
{
    uint8_t tag = take_byte(d);
    size_t count;
    switch (tag) {
    case ETF_SMALL_INTEGER:
        return make_small(take_byte(d));
    case ETF_INTEGER:
        return decode_integer(d);
    case ETF_SMALL_BIG:
        return decode_big(d, 1);
    case ETF_LARGE_BIG:
        return decode_big(d, 4);
    case ETF_FLOAT:
    case ETF_NEW_FLOAT:
        return decode_float(d, tag);
    case ETF_ATOM:
    case ETF_SMALL_ATOM:
    case ETF_ATOM_UTF8:
    case ETF_SMALL_ATOM_UTF8:
        return decode_atom(d, tag);
    case ETF_NIL:
        return NIL;
    case ETF_STRING:
        return decode_string(d);
    case ETF_LIST:
        count = take_size(d, 4);
        if (count == 0) {
            *slot = (term) d->next;
            d->next = slot;
            *later = true;
            return NONE;
        }
        return decode_list(d, count);
    case ETF_SMALL_TUPLE:
        return decode_tuple(d, take_size(d, 1));
    case ETF_LARGE_TUPLE:
        return decode_tuple(d, take_size(d, 4));
    case ETF_MAP:
        count = take_size(d, 4);
        if (count > MAP_FLAT_MAX) {
            decode_large_map(d, count, slot);
            *slot = NIL;
            *later = true;
            return NONE;
        }
        return decode_flat_map(d, count);
    case ETF_BINARY:
        return decode_bytes(d, take_size(d, 4));
    case ETF_BIT_BINARY:
        return decode_bitstring(d);
    case ETF_PID:
    case ETF_NEW_PID:
        return decode_pid(d, tag);
    case ETF_PORT:
    case ETF_NEW_PORT:
    case ETF_V4_PORT:
        return decode_port(d, tag);
    case ETF_REFERENCE:
    case ETF_NEW_REFERENCE:
    case ETF_NEWER_REFERENCE:
        return decode_reference(d, tag);
    case ETF_EXPORT:
        return decode_export(d);
    default: // ETF_NEW_FUN: etf_measure let nothing else through
        return decode_fun(d);
    }
}

static void decoder_init(struct decoder *d, struct vm *vm, const uint8_t *bytes, term *at,
                         term *offheap)
{
    *d = (struct decoder){.vm = vm, .in = bytes, .at = at, .offheap = offheap, .good = true};
    d->next = &d->result;
}

// Decode so many terms. False: there are more.
static bool decode_on(struct decoder *d, size_t budget)
{
    while (d->good && d->next != NULL) {
        if (budget-- == 0) {
            return false;
        }
        term *slot = d->next;
        d->next = (term *) *slot;
        bool later = false;
        term value = decode_one(d, slot, &later);
        if (!later) {
            *slot = value;
            d->good = value != NONE;
        }
    }
    d->good = d->good && finish_maps(d);
    return true;
}

term etf_decode(struct vm *vm, const uint8_t *bytes, size_t size, term **at, term *offheap,
                bool constant, bool safe)
{
    struct decoder d;
    decoder_init(&d, vm, bytes, *at, offheap);
    d.constant = constant;
    d.safe = safe;
    while (!decode_on(&d, READ_AT_ONCE) && AVM_PAUSES) {
        pause_step(vm, READ_STEPS);
    }
    *at = d.at;
    return d.good ? d.result : NONE;
}

#if AVM_PAUSES

struct decoder *etf_decode_begin(struct vm *vm, const uint8_t *bytes, term *at, term *offheap,
                                 bool safe)
{
    struct decoder *d = memory_alloc(vm, sizeof *d);
    if (d != NULL) {
        decoder_init(d, vm, bytes, at, offheap);
        d->safe = safe;
    }
    return d;
}

bool etf_decode_on(struct decoder *d, size_t budget, term **at, term *result)
{
    if (!decode_on(d, budget)) {
        return false;
    }
    *at = d->at;
    *result = d->good ? d->result : NONE;
    etf_decode_free(d->vm, d);
    return true;
}

void etf_decode_free(struct vm *vm, struct decoder *d)
{
    if (d != NULL) {
        memory_free(vm, d, sizeof *d);
    }
}

#endif
