// SPDX-License-Identifier: Apache-2.0
// graph.h: for tests of the heap: a process made by hand, random graphs of every kind of object,
// and a fingerprint of what is reachable that does not depend on addresses but notices lost or new
// sharing.

#ifndef TESTS_UNIT_GRAPH_H
#define TESTS_UNIT_GRAPH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/binary.h"
#include "vm/dictionary.h"
#include "vm/heap.h"
#include "vm/machine.h"

#define GRAPH_ROOTS 24
// Tree size (sharing unfolded) of what the generator builds on, so that copies stay small.
#define GRAPH_TREE_MAX 3000

struct graph {
    struct vm vm;
    struct scheduler scheduler;
    struct process p;
    term x[GRAPH_ROOTS];
    size_t tree[GRAPH_ROOTS]; // tree size of x[i]
    uint64_t random;
    uint32_t entry; // something a fun can point to
    term literals[4];
};

static inline void *graph_must(void *pointer)
{
    if (pointer == NULL) {
        fprintf(stderr, "no memory for the test itself\n");
        abort();
    }
    return pointer;
}

static inline uint32_t graph_random(struct graph *g, uint32_t below)
{
    g->random = g->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (g->random >> 33) % below;
}

static inline void graph_literals(struct graph *g)
{
    term *at = graph_must(literal_alloc(&g->vm, 12));
    at[0] = make_small(1);
    at[1] = NIL;
    g->literals[0] = make_cons(at);
    at[2] = make_header(2, TAG_TUPLE);
    at[3] = g->literals[0];
    at[4] = make_small(2);
    g->literals[1] = make_boxed(at + 2);
    at[5] = make_header(2, TAG_BIN_HEAP);
    at[6] = TERM_BYTES;
    memset(at + 7, 'l', TERM_BYTES);
    g->literals[2] = make_boxed(at + 5);
    at[8] = make_header(0, TAG_TUPLE);
    g->literals[3] = make_boxed(at + 8);
}

static inline struct graph *graph_new(uint64_t seed, enum heap_growth growth)
{
    struct graph *g = graph_must(calloc(1, sizeof *g));
    g->random = seed * 7919 + 1;
    graph_literals(g);
    g->vm.scheduler = &g->scheduler;
    g->p.vm = &g->vm;
    g->p.x = g->x;
    g->p.live = GRAPH_ROOTS;
    g->p.heap_growth = (uint8_t) growth;
    g->p.exception_trace = NIL;
    g->p.group_leader = NIL;
    for (size_t i = 0; i < GRAPH_ROOTS; i++) {
        g->x[i] = NIL;
        g->tree[i] = 0;
    }
    if (!heap_init(&g->p, 0)) {
        graph_must(NULL);
    }
    return g;
}

// Returns bytes that were not given back.
static inline size_t graph_free(struct graph *g)
{
    heap_clear(&g->p);
    block_release_spares(&g->vm);
    literals_clear(&g->vm);
    size_t left = g->vm.memory_used + g->vm.refc_bytes + g->vm.heap_used;
    free(g);
    return left;
}

static inline size_t graph_pick(struct graph *g)
{
    size_t i = graph_random(g, GRAPH_ROOTS);
    return g->tree[i] > GRAPH_TREE_MAX ? 0 : i;
}

// An element: a root, an immediate or a literal. x[0] is always small.
static inline term graph_element(struct graph *g, size_t *tree)
{
    static const term immediates[] = {NIL, TAG_SMALL, TAG_ATOM, TAG_PID, TAG_PORT};
    uint32_t kind = graph_random(g, 8);
    if (kind == 0) {
        return immediates[graph_random(g, 5)];
    }
    if (kind == 1) {
        return g->literals[graph_random(g, 4)];
    }
    size_t i = graph_pick(g);
    *tree += g->tree[i];
    return g->x[i];
}

static inline bool graph_container(struct graph *g, size_t into, term tag, size_t raw, size_t terms)
{
    size_t arity = raw + terms;
    if (!heap_ensure(&g->p, arity + 1)) {
        return false;
    }
    term *object = heap_take(&g->p, arity + 1);
    size_t tree = arity + 1;
    object[0] = make_header(arity, tag);
    if (raw > 0) {
        object[1] = (term) &g->entry;
    }
    for (size_t i = 0; i < terms; i++) {
        object[1 + raw + i] = graph_element(g, &tree);
    }
    g->x[into] = make_boxed(object);
    g->tree[into] = tree;
    return true;
}

static inline bool graph_raw(struct graph *g, size_t into, term tag, size_t arity)
{
    if (!heap_ensure(&g->p, arity + 1)) {
        return false;
    }
    term *object = heap_take(&g->p, arity + 1);
    object[0] = make_header(arity, tag);
    for (size_t i = 0; i < arity; i++) {
        object[1 + i] = (term) graph_random(g, UINT32_MAX) * 3; // any tag
    }
    if (tag == TAG_EXTERNAL) {
        object[1] = make_small(EXTERNAL_REF);
        object[2] = TAG_ATOM;
    } else if (tag == TAG_BIN_HEAP) {
        object[1] = (arity - 1) * TERM_BYTES;
    } else if (tag == TAG_BIN_CONST) {
        object[1] = 4;
        object[2] = (term) &g->entry;
    } else if (tag == TAG_REF) {
        object[arity] = make_pid(7);
    }
    g->x[into] = make_boxed(object);
    g->tree[into] = arity + 1;
    return true;
}

static inline bool graph_refc(struct graph *g, size_t into)
{
    size_t size = 1 + graph_random(g, 2000);
    if (!heap_ensure_shared(&g->p, BIN_REFC_WORDS, size)) {
        return false;
    }
    struct refc *refc = refc_new(&g->vm, size, size);
    if (refc == NULL) {
        return false;
    }
    memset(refc->bytes, 'r', size);
    term *object = heap_take(&g->p, BIN_REFC_WORDS);
    object[0] = make_header(BIN_REFC_WORDS - 1, TAG_BIN_REFC);
    object[BIN_SIZE] = size;
    object[BIN_REFC_DATA] = (term) refc;
    heap_link_shared(&g->p, object, size);
    g->x[into] = make_boxed(object);
    g->tree[into] = BIN_REFC_WORDS;
    return true;
}

static inline size_t graph_whole_size(term t)
{
    return boxed_object(t)[BIN_SIZE] * 8;
}

static inline const uint8_t *graph_whole_bytes(term t)
{
    const term *object = boxed_object(t);
    switch (header_tag(object[0])) {
    case TAG_BIN_HEAP:
        return (const uint8_t *) (object + 2);
    case TAG_BIN_REFC:
        return ((const struct refc *) object[BIN_REFC_DATA])->bytes;
    default:
        return (const uint8_t *) object[2];
    }
}

// A sub-binary or match context of a binary among the roots, if there is one.
static inline bool graph_part(struct graph *g, size_t into, bool context)
{
    if (!heap_ensure(&g->p, MATCH_WORDS)) {
        return false;
    }
    term whole = g->literals[2];
    for (int tries = 0; tries < 20; tries++) {
        term t = g->x[graph_random(g, GRAPH_ROOTS)];
        if (is_bitstring(t) && !is_boxed_tag(t, TAG_BIN_SUB)) {
            whole = t;
        }
    }
    size_t size = graph_whole_size(whole);
    size_t start = graph_random(g, (uint32_t) size + 1);
    size_t end = start + graph_random(g, (uint32_t) (size - start) + 1);
    size_t words = context ? MATCH_WORDS : BIN_SUB_WORDS;
    term *object = heap_take(&g->p, words);
    object[0] = make_header(words - 1, context ? TAG_MATCH : TAG_BIN_SUB);
    object[1] = whole;
    if (context) {
        object[MATCH_BYTES] = (term) graph_whole_bytes(whole);
        object[MATCH_POSITION] = start;
        object[MATCH_END] = end;
    } else {
        object[BIN_SUB_OFFSET] = start;
        object[BIN_SUB_SIZE] = end - start;
    }
    g->x[into] = make_boxed(object);
    g->tree[into] = 2 * words;
    return true;
}

static inline bool graph_list(struct graph *g, size_t into)
{
    size_t count = 1 + graph_random(g, 12);
    if (!heap_ensure(&g->p, count * 2)) {
        return false;
    }
    size_t tree = 0;
    term list = graph_element(g, &tree); // mostly improper
    for (size_t i = 0; i < count; i++) {
        list = build_cons(&g->p, graph_element(g, &tree), list);
    }
    g->x[into] = list;
    g->tree[into] = tree + count * 2;
    return true;
}

// One random step. False: out of memory.
static inline bool graph_step(struct graph *g)
{
    size_t into = 1 + graph_random(g, GRAPH_ROOTS - 1);
    switch (graph_random(g, 20)) {
    case 0:
        g->x[into] = NIL;
        g->tree[into] = 0;
        return true;
    case 1:
        return graph_raw(g, into, TAG_BIG_POS, 1 + graph_random(g, 5));
    case 2:
        return graph_raw(g, into, TAG_BIG_NEG, 1 + graph_random(g, 40));
    case 3:
        return graph_raw(g, into, TAG_FLOAT, FLOAT_ARITY);
    case 4:
        return graph_raw(g, into, TAG_REF, REF_ARITY);
    case 5:
        return graph_raw(g, into, TAG_EXTERNAL, 6);
    case 6:
        return graph_raw(g, into, TAG_EXPORT, 1);
    case 7:
        return graph_raw(g, into, TAG_BIN_HEAP, 1 + graph_random(g, 9));
    case 8:
        return graph_raw(g, into, TAG_BIN_CONST, 2);
    case 9:
        return graph_refc(g, into);
    case 10:
        return graph_part(g, into, false);
    case 11:
        return graph_part(g, into, true);
    case 12:
        return graph_container(g, into, TAG_FUN, 1, graph_random(g, 4));
    case 13:
        return graph_container(g, into, TAG_RECORD, 0, 1 + graph_random(g, 4));
    case 14:
        return graph_container(g, into, TAG_MAP, 0, 1 + graph_random(g, 6));
    case 15:
        return graph_container(g, into, TAG_MAP_HASH, 0, 2);
    case 16:
        return graph_container(g, into, TAG_TUPLE, 0, graph_random(g, 40));
    case 17:
        return graph_container(g, into, TAG_TUPLE, 0, graph_random(g, 4));
    default:
        return graph_list(g, into);
    }
}

// Fingerprints. Objects get numbers in the order met; an object met again is its number.

struct fingerprint {
    term *keys; // open addressing by address
    size_t *numbers;
    size_t capacity, count;
    term *stack;
    size_t depth, stack_capacity;
    uint64_t hash;
};

static inline void fingerprint_add(struct fingerprint *f, uint64_t value)
{
    f->hash = (f->hash ^ value) * 1099511628211u;
    f->hash ^= f->hash >> 29;
}

static inline size_t *fingerprint_slot(struct fingerprint *f, term key)
{
    size_t i = (size_t) ((uint64_t) key * 0x9e3779b97f4a7c15u >> 20) & (f->capacity - 1);
    while (f->keys[i] != 0 && f->keys[i] != key) {
        i = (i + 1) & (f->capacity - 1);
    }
    f->keys[i] = key;
    return &f->numbers[i];
}

static inline void fingerprint_grow(struct fingerprint *f)
{
    struct fingerprint bigger = *f;
    bigger.capacity = f->capacity == 0 ? 1024 : f->capacity * 2;
    bigger.keys = graph_must(calloc(bigger.capacity, sizeof *bigger.keys));
    bigger.numbers = graph_must(calloc(bigger.capacity, sizeof *bigger.numbers));
    for (size_t i = 0; i < f->capacity; i++) {
        if (f->keys[i] != 0) {
            *fingerprint_slot(&bigger, f->keys[i]) = f->numbers[i];
        }
    }
    free(f->keys);
    free(f->numbers);
    *f = bigger;
}

static inline void fingerprint_push(struct fingerprint *f, term t)
{
    if (f->depth == f->stack_capacity) {
        f->stack_capacity = f->stack_capacity == 0 ? 1024 : f->stack_capacity * 2;
        f->stack = graph_must(realloc(f->stack, f->stack_capacity * sizeof *f->stack));
    }
    f->stack[f->depth++] = t;
}

static inline void fingerprint_bytes(struct fingerprint *f, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        fingerprint_add(f, bytes[i]);
    }
}

static inline void fingerprint_object(struct fingerprint *f, const term *object)
{
    size_t arity = header_arity(object[0]);
    fingerprint_add(f, object[0]);
    switch (header_tag(object[0])) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        for (size_t i = 1; i <= arity; i++) {
            fingerprint_push(f, object[i]);
        }
        break;
    case TAG_FUN:
        fingerprint_add(f, object[1]);
        for (size_t i = 2; i <= arity; i++) {
            fingerprint_push(f, object[i]);
        }
        break;
    case TAG_BIN_REFC:
        fingerprint_add(f, object[BIN_SIZE]);
        fingerprint_add(f, object[BIN_REFC_DATA]);
        fingerprint_bytes(f, graph_whole_bytes(make_boxed(object)), object[BIN_SIZE]);
        break;
    case TAG_BIN_SUB:
        fingerprint_add(f, object[BIN_SUB_OFFSET]);
        fingerprint_add(f, object[BIN_SUB_SIZE]);
        fingerprint_push(f, object[1]);
        break;
    case TAG_MATCH:
        fingerprint_add(f, object[MATCH_POSITION]);
        fingerprint_add(f, object[MATCH_END]);
        fingerprint_add(f, object[MATCH_BYTES] == (term) graph_whole_bytes(object[1]));
        fingerprint_push(f, object[1]);
        break;
    default:
        for (size_t i = 1; i <= arity; i++) {
            fingerprint_add(f, object[i]);
        }
        break;
    }
}

static inline void fingerprint_roots(struct fingerprint *f, const struct vm *vm, const term *roots,
                                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fingerprint_push(f, roots[i]);
    }
    while (f->depth > 0) {
        term t = f->stack[--f->depth];
        if (is_immediate(t) || (t & TAG_PRIMARY_MASK) == TAG_HEADER ||
            is_literal(vm, (const void *) t)) {
            fingerprint_add(f, t);
            continue;
        }
        if (f->count * 2 >= f->capacity) {
            fingerprint_grow(f);
        }
        size_t *number = fingerprint_slot(f, t);
        fingerprint_add(f, *number);
        if (*number != 0) {
            continue;
        }
        *number = ++f->count;
        if (is_cons(t)) {
            fingerprint_push(f, cons_tail(t));
            fingerprint_push(f, cons_head(t));
        } else {
            fingerprint_object(f, boxed_object(t));
        }
    }
}

// Of everything the process can reach.
static inline uint64_t graph_fingerprint(const struct graph *g)
{
    const struct process *p = &g->p;
    struct fingerprint f = {.hash = 14695981039346656037u};
    fingerprint_roots(&f, &g->vm, g->x, GRAPH_ROOTS);
    fingerprint_roots(&f, &g->vm, p->stack, (size_t) (p->stack_base - p->stack));
    fingerprint_roots(&f, &g->vm, &p->exception, 1);
    fingerprint_roots(&f, &g->vm, &p->exception_trace, 1);
    fingerprint_roots(&f, &g->vm, &p->group_leader, 1);
    for (const struct gc_roots *roots = p->roots; roots != NULL; roots = roots->next) {
        fingerprint_roots(&f, &g->vm, roots->terms, roots->count);
    }
    size_t count;
    const term *terms = dictionary_terms(p->dictionary, &count);
    fingerprint_roots(&f, &g->vm, terms, count);
    free(f.keys);
    free(f.numbers);
    free(f.stack);
    return f.hash;
}

#endif
