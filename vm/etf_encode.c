// SPDX-License-Identifier: Apache-2.0
// etf_encode.c: writing the external term format. Spec: Erlang documentation, "External Term
// Format".
//
// The same walk runs twice: first with nowhere to write to, which gives the size, then for good.
// What is still to be written is kept on a stack of runs of terms, so depth costs memory of the
// machine, not of the C stack.

#include <stdio.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "vm/binary.h"
#include "vm/compare.h"
#include "vm/etf.h"
#include "vm/etf_tags.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/pause.h"

// Terms still to be written.
struct run {
    enum {
        RUN_TERMS, // count terms at a
        RUN_PAIRS, // count pairs: a key at a, its value at b
        RUN_LIST,  // the list `list`: its heads, then its tail
        RUN_SIZE,  // nothing: the size of a fun that began at byte `count` is known now
    } kind;
    const term *a;
    const term *b;
    size_t count;
    term list;
    term *owned; // memory of the run, or NULL
    size_t owned_bytes;
};

#define RUNS_ON_STACK 32
// Steps of pause.h that a term takes.
#define ENCODE_STEPS 4

struct encoder {
    struct vm *vm;
    const struct etf_options *options;
    term self;
    uint8_t *out; // NULL: only count
    size_t size;
    struct run *runs; // a stack
    size_t run_count, run_capacity;
    struct run first_runs[RUNS_ON_STACK];
    enum status status; // STATUS_OK as long as all goes well
    term next;          // to write
};

static void put_data(struct encoder *e, const void *bytes, size_t size)
{
    if (e->out != NULL) {
        memcpy(e->out + e->size, bytes, size);
    }
    e->size += size;
}

static void put_byte(struct encoder *e, unsigned value)
{
    uint8_t byte = (uint8_t) value;
    put_data(e, &byte, 1);
}

static void put_be16(struct encoder *e, size_t value)
{
    uint8_t bytes[2];
    bytes_put_be16(bytes, (uint16_t) value);
    put_data(e, bytes, sizeof bytes);
}

static void put_be32(struct encoder *e, size_t value)
{
    uint8_t bytes[4];
    bytes_put_be32(bytes, (uint32_t) value);
    put_data(e, bytes, sizeof bytes);
}

// The stack of runs

static struct run *push_run(struct encoder *e)
{
    static const struct run empty = {.list = NIL};
    if (e->run_count == e->run_capacity) {
        size_t bytes = e->run_capacity * sizeof *e->runs;
        struct run *larger = e->runs == e->first_runs
                                 ? memory_alloc(e->vm, 2 * bytes)
                                 : memory_resize(e->vm, e->runs, bytes, 2 * bytes);
        if (larger == NULL) {
            e->status = STATUS_LIMIT;
            return &e->runs[e->run_capacity - 1]; // written to, never read
        }
        if (e->runs == e->first_runs) {
            memcpy(larger, e->first_runs, sizeof e->first_runs);
        }
        e->runs = larger;
        e->run_capacity *= 2;
    }
    struct run *run = &e->runs[e->run_count++];
    *run = empty;
    return run;
}

static void push_terms(struct encoder *e, const term *terms, size_t count)
{
    if (count > 0) {
        struct run *run = push_run(e);
        run->kind = RUN_TERMS;
        run->a = terms;
        run->count = count;
    }
}

static void pop_run(struct encoder *e)
{
    struct run *run = &e->runs[--e->run_count];
    if (run->owned != NULL) {
        memory_free(e->vm, run->owned, run->owned_bytes);
    }
}

static void runs_clear(struct encoder *e)
{
    while (e->run_count > 0) {
        pop_run(e);
    }
    if (e->runs != e->first_runs) {
        memory_free(e->vm, e->runs, e->run_capacity * sizeof *e->runs);
    }
}

// The size field of a fun counts from itself.
static void patch_size(struct encoder *e, size_t start)
{
    if (e->out != NULL) {
        bytes_put_be32(e->out + start, (uint32_t) (e->size - start));
    }
}

// The next term to write. False: none left.
static bool next_term(struct encoder *e, term *t)
{
    while (e->run_count > 0) {
        struct run *run = &e->runs[e->run_count - 1];
        if (run->kind == RUN_LIST) {
            if (is_cons(run->list)) {
                *t = cons_head(run->list);
                run->list = cons_tail(run->list);
            } else {
                *t = run->list;
                pop_run(e);
            }
            return true;
        }
        if (run->kind == RUN_SIZE) {
            patch_size(e, run->count);
            pop_run(e);
        } else if (run->count == 0) {
            pop_run(e);
        } else if (run->kind == RUN_TERMS) {
            run->count--;
            *t = *run->a++;
            return true;
        } else {
            // Key, value, key, value: the two sides change places.
            *t = *run->a;
            const term *other = run->a + 1;
            run->a = run->b;
            run->b = other;
            run->count--;
            return true;
        }
    }
    return false;
}

// Values without parts

// Latin-1 form of an atom; false: it has none.
static bool latin1_text(const char *text, size_t size, uint8_t *latin1, size_t *length)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t) text[i];
        if (byte >= 0x80) {
            if (byte > 0xc3) {
                return false;
            }
            byte = (uint8_t) (byte << 6 | (text[++i] & 0x3f));
        }
        latin1[n++] = byte;
    }
    *length = n;
    return true;
}

static void encode_atom(struct encoder *e, term t)
{
    size_t size;
    const char *text = atom_text(e->vm, t, &size);
    uint8_t latin1[1024]; // 255 characters of 4 bytes
    size_t length;
    if (e->options->minor_version < 2 && latin1_text(text, size, latin1, &length)) {
        put_byte(e, ETF_ATOM);
        put_be16(e, length);
        put_data(e, latin1, length);
        return;
    }
    if (size <= UINT8_MAX) {
        put_byte(e, ETF_SMALL_ATOM_UTF8);
        put_byte(e, (unsigned) size);
    } else {
        put_byte(e, ETF_ATOM_UTF8);
        put_be16(e, size);
    }
    put_data(e, text, size);
}

// What stands in front of a magnitude of size bytes.
static void put_big_header(struct encoder *e, bool negative, size_t size)
{
    if (size <= UINT8_MAX) {
        put_byte(e, ETF_SMALL_BIG);
        put_byte(e, (unsigned) size);
    } else {
        put_byte(e, ETF_LARGE_BIG);
        put_be32(e, size);
    }
    put_byte(e, negative);
}

static void encode_small(struct encoder *e, sterm value)
{
    if (value >= 0 && value <= UINT8_MAX) {
        put_byte(e, ETF_SMALL_INTEGER);
        put_byte(e, (unsigned) value);
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
        put_byte(e, ETF_INTEGER);
        put_be32(e, (uint32_t) value);
    } else {
        uint64_t magnitude = value < 0 ? -(uint64_t) value : (uint64_t) value;
        uint8_t digits[8];
        bytes_put_le64(digits, magnitude);
        size_t size = sizeof digits;
        while (digits[size - 1] == 0) {
            size--;
        }
        put_big_header(e, value < 0, size);
        put_data(e, digits, size);
    }
}

// Where words are 32 bits, some integers of 32 bits are boxed.
static bool encode_as_integer(struct encoder *e, const term *object, bool negative)
{
    if (header_arity(object[0]) != 1) {
        return false;
    }
    uint64_t limit = (uint64_t) INT32_MAX + (negative ? 1 : 0);
    if ((uint64_t) object[1] > limit) {
        return false;
    }
    put_byte(e, ETF_INTEGER);
    put_be32(e, negative ? (uint32_t) -object[1] : (uint32_t) object[1]);
    return true;
}

static void encode_big(struct encoder *e, term t)
{
    const term *object = boxed_object(t);
    bool negative = header_tag(object[0]) == TAG_BIG_NEG;
    if (encode_as_integer(e, object, negative)) {
        return;
    }
    size_t digits = header_arity(object[0]);
    size_t size = digits * TERM_BYTES;
    for (term top = object[digits]; top >> (TERM_BITS - 8) == 0; top <<= 8) {
        size--;
    }
    put_big_header(e, negative, size);
    for (size_t i = 0; i < size; i++) {
        put_byte(e, (unsigned) (object[1 + i / TERM_BYTES] >> (i % TERM_BYTES * 8)) & 0xff);
    }
}

static void encode_float(struct encoder *e, term t)
{
    double value = float_value(t);
    if (e->options->minor_version == 0) {
        char text[ETF_FLOAT_BYTES + 1] = {0};
        snprintf(text, sizeof text, "%.20e", value);
        put_byte(e, ETF_FLOAT);
        put_data(e, text, ETF_FLOAT_BYTES);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_byte(e, ETF_NEW_FLOAT);
    put_be32(e, (uint32_t) (bits >> 32));
    put_be32(e, (uint32_t) bits);
}

static void encode_bitstring(struct encoder *e, term t)
{
    struct bits bits;
    bits_of(t, &bits);
    size_t size = bits.size / 8 + (bits.size % 8 != 0);
    put_byte(e, bits.size % 8 == 0 ? ETF_BINARY : ETF_BIT_BINARY);
    put_be32(e, size);
    if (bits.size % 8 != 0) {
        put_byte(e, bits.size % 8);
    }
    if (e->out != NULL && size > 0) {
        e->out[e->size + size - 1] = 0; // the bits after the last
        bits_copy(e->out + e->size, 0, bits.bytes, bits.offset, bits.size);
    }
    e->size += size;
}

// Identities

// kind, node, creation and id of any pid, port or reference.
struct identity {
    term node;
    uint32_t creation;
    size_t count;
    uint32_t id[8];
};

static void identity_of(term t, struct identity *identity)
{
    *identity = (struct identity){.node = ATOM_nonode_at_nohost};
    if (is_immediate(t)) {
        identity->count = 2;
        identity->id[0] = pid_number(t); // ports are numbered at the same place
    } else if (is_boxed_tag(t, TAG_REF)) {
        identity->count = ETF_REF_WORDS;
        etf_ref_words(ref_id(t), identity->id);
    } else {
        const term *object = boxed_object(t);
        identity->node = object[2];
        identity->creation = (uint32_t) object[3];
        identity->count = header_arity(object[0]) - 3;
        for (size_t i = 0; i < identity->count; i++) {
            identity->id[i] = (uint32_t) object[4 + i];
        }
    }
}

static void encode_pid(struct encoder *e, term t)
{
    struct identity pid;
    identity_of(t, &pid);
    put_byte(e, ETF_NEW_PID);
    encode_atom(e, pid.node);
    put_be32(e, pid.id[0]);
    put_be32(e, pid.id[1]);
    put_be32(e, pid.creation);
}

static void encode_port(struct encoder *e, term t)
{
    struct identity port;
    identity_of(t, &port);
    bool wide = port.id[1] != 0 || port.id[0] >> 28 != 0;
    put_byte(e, wide ? ETF_V4_PORT : ETF_NEW_PORT);
    encode_atom(e, port.node);
    if (wide) {
        put_be32(e, port.id[1]);
    }
    put_be32(e, port.id[0]);
    put_be32(e, port.creation);
}

static void encode_reference(struct encoder *e, term t)
{
    struct identity reference;
    identity_of(t, &reference);
    put_byte(e, ETF_NEWER_REFERENCE);
    put_be16(e, reference.count);
    encode_atom(e, reference.node);
    put_be32(e, reference.creation);
    for (size_t i = 0; i < reference.count; i++) {
        put_be32(e, reference.id[i]);
    }
}

// Functions

static void encode_export(struct encoder *e, term t)
{
    const struct export *entry = (const struct export *) boxed_object(t)[1];
    put_byte(e, ETF_EXPORT);
    encode_atom(e, entry->module_name);
    encode_atom(e, entry->function);
    encode_small(e, (sterm) entry->arity);
}

static void encode_fun(struct encoder *e, term t)
{
    const term *object = boxed_object(t);
    const struct fun_entry *entry = (const struct fun_entry *) object[1];
    size_t free_count = header_arity(object[0]) - 1;
    put_byte(e, ETF_NEW_FUN);
    size_t start = e->size;
    put_be32(e, 0); // patched when the captured values are written
    put_byte(e, entry->arity - entry->free_count);
    put_data(e, module_md5(entry->module), MODULE_MD5_SIZE);
    put_be32(e, entry->index);
    put_be32(e, free_count);
    encode_atom(e, entry->module->name);
    encode_small(e, (sterm) entry->index);
    uint8_t uniq[4];
    bytes_put_be32(uniq, entry->old_uniq);
    put_byte(e, ETF_INTEGER);
    put_data(e, uniq, sizeof uniq);
    encode_pid(e, e->self);
    struct run *run = push_run(e);
    run->kind = RUN_SIZE;
    run->count = start;
    push_terms(e, object + 2, free_count);
}

// Containers

// Elements of the list t, and whether it is a proper one of bytes only.
static size_t list_shape(const struct vm *vm, term t, bool *is_string)
{
    size_t count = 0, pace = 0;
    *is_string = true;
    for (; is_cons(t); t = cons_tail(t)) {
        term head = cons_head(t);
        // make_small(0 .. 255): the bits above are clear.
        *is_string = *is_string && (head >> 12 == 0) && is_small(head);
        count++;
        pause_often(vm, &pace, 1);
    }
    *is_string = *is_string && t == NIL && count <= ETF_STRING_MAX;
    return count;
}

static void encode_list(struct encoder *e, term t)
{
    bool is_string;
    size_t count = list_shape(e->vm, t, &is_string);
    if (is_string) {
        put_byte(e, ETF_STRING);
        put_be16(e, count);
        for (; is_cons(t); t = cons_tail(t)) {
            put_byte(e, (unsigned) small_value(cons_head(t)));
        }
        return;
    }
    put_byte(e, ETF_LIST);
    put_be32(e, count);
    struct run *run = push_run(e);
    run->kind = RUN_LIST;
    run->list = t;
}

static void encode_tuple(struct encoder *e, term t)
{
    size_t arity = tuple_arity(t);
    if (arity <= UINT8_MAX) {
        put_byte(e, ETF_SMALL_TUPLE);
        put_byte(e, (unsigned) arity);
    } else {
        put_byte(e, ETF_LARGE_TUPLE);
        put_be32(e, arity);
    }
    push_terms(e, tuple_elements(t), arity);
}

// Move the pair at `at` down the heap of pairs[0 .. count) until no key below it is larger.
static void sift_down(const struct vm *vm, term (*pairs)[2], size_t at, size_t count)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count) {
            return;
        }
        if (child + 1 < count && term_compare_exact(vm, pairs[child][0], pairs[child + 1][0]) < 0) {
            child++;
        }
        if (term_compare_exact(vm, pairs[at][0], pairs[child][0]) >= 0) {
            return;
        }
        term key = pairs[at][0], value = pairs[at][1];
        memcpy(pairs[at], pairs[child], sizeof pairs[at]);
        pairs[child][0] = key;
        pairs[child][1] = value;
        at = child;
    }
}

static void sort_pairs(const struct vm *vm, term (*pairs)[2], size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sift_down(vm, pairs, i, count);
    }
    for (size_t end = count; end-- > 1;) {
        term key = pairs[0][0], value = pairs[0][1];
        memcpy(pairs[0], pairs[end], sizeof pairs[0]);
        pairs[end][0] = key;
        pairs[end][1] = value;
        sift_down(vm, pairs, 0, end);
    }
}

// A map beyond MAP_FLAT_MAX: its pairs are collected first.
static void encode_large_map(struct encoder *e, term t, size_t count)
{
    term(*pairs)[2] = memory_alloc(e->vm, count * sizeof *pairs);
    if (pairs == NULL) {
        e->status = STATUS_LIMIT;
        return;
    }
    struct map_walk walk;
    map_walk_init(&walk, t);
    for (size_t i = 0; i < count && map_walk_next(&walk, &pairs[i][0], &pairs[i][1]); i++) {
    }
    if (e->options->deterministic) {
        sort_pairs(e->vm, pairs, count);
    }
    push_terms(e, pairs[0], 2 * count);
    if (e->status != STATUS_OK) {
        memory_free(e->vm, pairs, count * sizeof *pairs);
        return;
    }
    e->runs[e->run_count - 1].owned = pairs[0];
    e->runs[e->run_count - 1].owned_bytes = count * sizeof *pairs;
}

static void encode_map(struct encoder *e, term t)
{
    size_t count = map_size(t);
    put_byte(e, ETF_MAP);
    put_be32(e, count);
    const term *object = boxed_object(t);
    if (header_tag(object[0]) == TAG_MAP_HASH) {
        encode_large_map(e, t, count);
        return;
    }
    struct run *run = push_run(e);
    run->kind = RUN_PAIRS;
    run->a = tuple_elements(object[1]);
    run->b = object + 2;
    run->count = 2 * count;
}

static void encode_boxed(struct encoder *e, term t)
{
    switch (header_tag(*boxed_object(t))) {
    case TAG_TUPLE:
        encode_tuple(e, t);
        break;
    case TAG_BIG_POS:
    case TAG_BIG_NEG:
        encode_big(e, t);
        break;
    case TAG_FLOAT:
        encode_float(e, t);
        break;
    case TAG_REF:
        encode_reference(e, t);
        break;
    case TAG_FUN:
        encode_fun(e, t);
        break;
    case TAG_EXPORT:
        encode_export(e, t);
        break;
    case TAG_MAP:
    case TAG_MAP_HASH:
        encode_map(e, t);
        break;
    case TAG_EXTERNAL:
        if (is_pid(t)) {
            encode_pid(e, t);
        } else if (is_port(t)) {
            encode_port(e, t);
        } else {
            encode_reference(e, t);
        }
        break;
    case TAG_RECORD:
        e->status = STATUS_FAILED;
        break;
    default:
        encode_bitstring(e, t);
        break;
    }
}

static void encode_one(struct encoder *e, term t)
{
    if (is_small(t)) {
        encode_small(e, small_value(t));
    } else if (is_atom(t)) {
        encode_atom(e, t);
    } else if (t == NIL) {
        put_byte(e, ETF_NIL);
    } else if (is_cons(t)) {
        encode_list(e, t);
    } else if (is_boxed(t)) {
        encode_boxed(e, t);
    } else if (is_local_pid(t)) {
        encode_pid(e, t);
    } else {
        encode_port(e, t);
    }
}

static void begin(struct encoder *e, const struct process *p, term t, uint8_t *out)
{
    e->vm = p->vm;
    e->self = p->pid;
    e->out = out;
    e->size = 0;
    e->runs = e->first_runs;
    e->run_count = 0;
    e->run_capacity = RUNS_ON_STACK;
    e->status = STATUS_OK;
    e->next = t;
}

#if AVM_PAUSES

void etf_walk_free(struct vm *vm, struct encoder *e)
{
    if (e != NULL) {
        runs_clear(e);
        memory_free(vm, e, sizeof *e);
    }
}

// Put a walk aside. False: no memory.
static bool interrupt(const struct encoder *e, struct encoder **walk)
{
    *walk = memory_alloc(e->vm, sizeof **walk);
    if (*walk == NULL) {
        return false;
    }
    **walk = *e;
    if (e->runs == e->first_runs) {
        (*walk)->runs = (*walk)->first_runs;
    }
    return true;
}

enum status etf_write(const struct process *p, term t, const struct etf_options *options,
                      uint8_t *out, size_t *size, struct encoder **walk, size_t budget)
{
    struct encoder e;
    if (walk != NULL && *walk != NULL) {
        e = **walk;
        if ((*walk)->runs == (*walk)->first_runs) {
            e.runs = e.first_runs;
        }
        memory_free(p->vm, *walk, sizeof **walk);
        *walk = NULL;
    } else {
        begin(&e, p, t, out);
    }
    e.options = options;
    size_t pace = 0;
    do {
        if (walk != NULL && budget-- == 0 && interrupt(&e, walk)) {
            return STATUS_OK;
        }
        encode_one(&e, e.next);
        if (walk == NULL) {
            pause_often(p->vm, &pace, ENCODE_STEPS);
        }
    } while (e.status == STATUS_OK && next_term(&e, &e.next));
    runs_clear(&e);
    *size = e.size;
    return e.status;
}

#else

enum status etf_write(const struct process *p, term t, const struct etf_options *options,
                      uint8_t *out, size_t *size, struct encoder **walk, size_t budget)
{
    struct encoder e;
    begin(&e, p, t, out);
    e.options = options;
    size_t pace = 0;
    do {
        encode_one(&e, e.next);
        pause_often(p->vm, &pace, ENCODE_STEPS);
    } while (e.status == STATUS_OK && next_term(&e, &e.next));
    runs_clear(&e);
    *size = e.size;
    return e.status;
}

#endif

enum status etf_size(const struct process *p, term t, const struct etf_options *options,
                     size_t *size)
{
    return etf_write(p, t, options, NULL, size, NULL, 0);
}

bool etf_encode(const struct process *p, term t, const struct etf_options *options, uint8_t *bytes)
{
    size_t size;
    return etf_write(p, t, options, bytes, &size, NULL, 0) == STATUS_OK;
}
