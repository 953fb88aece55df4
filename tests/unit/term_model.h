// SPDX-License-Identifier: Apache-2.0
// term_model.h: random terms for tests. The same seed builds the same term again, at another place.

#ifndef TESTS_UNIT_TERM_MODEL_H
#define TESTS_UNIT_TERM_MODEL_H

#include "tests/unit/binary_model.h"
#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/map.h"

// A generator of its own for each term.
struct term_source {
    uint64_t state;
    size_t left;   // parts that may still be made
    size_t change; // the part (counted down) to make different; 0 none
};

static inline size_t source_random(struct term_source *source, size_t below)
{
    source->state = source->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t) ((source->state >> 33) % below);
}

// Terms that are being built are on a stack of roots: x[0] of the model is free for results.
#define TERM_MODEL_DEPTH 4000

struct term_model {
    struct model_process process;
    struct gc_roots roots;
    term stack[TERM_MODEL_DEPTH];
    size_t depth;
};

static inline struct process *term_model_init(struct term_model *model)
{
    struct process *p = model_process_init(&model->process);
    CHECK(atoms_init(&model->process.vm));
    model->depth = 0;
    for (size_t i = 0; i < TERM_MODEL_DEPTH; i++) {
        model->stack[i] = NIL;
    }
    roots_push(p, &model->roots, model->stack, TERM_MODEL_DEPTH);
    return p;
}

static inline void term_model_clear(struct term_model *model)
{
    roots_pop(&model->process.process, &model->roots);
    model_process_clear(&model->process);
    atoms_clear(&model->process.vm);
}

static inline term *model_push(struct term_model *model, term t)
{
    CHECK(model->depth < TERM_MODEL_DEPTH);
    model->stack[model->depth] = t;
    return &model->stack[model->depth++];
}

static inline term model_float(struct process *p, double value)
{
    return heap_ensure(p, FLOAT_WORDS) ? build_float(p, value) : NONE;
}

// An integer no small one holds: sign, then digits.
static inline term model_big(struct process *p, bool negative, size_t digits, term digit)
{
    CHECK(heap_ensure(p, 1 + digits));
    term *object = heap_take(p, 1 + digits);
    object[0] = make_header(digits, negative ? TAG_BIG_NEG : TAG_BIG_POS);
    for (size_t i = 1; i <= digits; i++) {
        object[i] = digit | (term) 1 << (TERM_BITS - 1);
    }
    return make_boxed(object);
}

static inline term model_atom(struct process *p, size_t number)
{
    char text[8];
    int size = snprintf(text, sizeof text, "a%zu", number);
    return atom_intern(p->vm, text, (size_t) size, false);
}

static inline term model_bitstring(struct process *p, struct term_source *source)
{
    size_t size = source_random(source, 200);
    size_t offset = source_random(source, 20);
    uint8_t *bytes;
    uint8_t data[40];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t) source_random(source, 3);
    }
    term whole = binary_new(p, sizeof data, &bytes);
    memcpy(bytes, data, sizeof data);
    term args[1] = {whole};
    struct gc_roots roots;
    roots_push(p, &roots, args, 1);
    term part = bitstring_part(p, args, offset, size % (320 - offset));
    roots_pop(p, &roots);
    return part;
}

static inline term model_leaf(struct process *p, struct term_source *source)
{
    switch (source_random(source, 8)) {
    case 0:
        return make_small((sterm) source_random(source, 10) - 5);
    case 1:
        return make_small(SMALL_MAX - (sterm) source_random(source, 3));
    case 2:
        return model_float(p, (double) source_random(source, 10) - 5);
    case 3:
        return model_big(p, source_random(source, 2), 1 + source_random(source, 2),
                         source_random(source, 2));
    case 4:
        return NIL;
    case 5:
        return model_bitstring(p, source);
    default:
        return model_atom(p, source_random(source, 10));
    }
}

// Tuple of the last count terms of the stack.
static inline term model_tuple(struct term_model *model, size_t count)
{
    struct process *p = &model->process.process;
    CHECK(heap_ensure(p, 1 + count));
    term *tuple = heap_take(p, 1 + count);
    tuple[0] = make_header(count, TAG_TUPLE);
    memcpy(tuple + 1, model->stack + model->depth - count, count * sizeof(term));
    return make_boxed(tuple);
}

static inline term model_list(struct term_model *model, size_t count)
{
    struct process *p = &model->process.process;
    CHECK(heap_ensure(p, 2 * count));
    term list = NIL;
    for (size_t i = 0; i < count; i++) {
        list = build_cons(p, model->stack[model->depth - 1 - i], list);
    }
    return list;
}

// Recursion is fine here: nesting is bounded by source->left.
static inline term model_term(struct term_model *model, struct term_source *source)
{
    struct process *p = &model->process.process;
    if (source->change > 0 && --source->change == 0) {
        return model_leaf(p, source);
    }
    if (source->left < 2 || source_random(source, 3) == 0) {
        source->left -= source->left > 0;
        return model_leaf(p, source);
    }
    size_t kind = source_random(source, 10);
    size_t count = kind == 9 ? 34 + source_random(source, 30) : source_random(source, 6);
    count = count > source->left ? source->left : count;
    if (kind >= 7) {
        count &= ~(size_t) 1;
    }
    source->left -= count;
    size_t before = model->depth;
    for (size_t i = 0; i < count; i++) {
        model_push(model, model_term(model, source));
    }
    term t = kind < 3   ? model_list(model, count)
             : kind < 7 ? model_tuple(model, count)
                        : map_from_pairs(p, model->stack + before, count / 2);
    model->depth = before;
    return t;
}

static inline term model_seeded(struct term_model *model, uint64_t seed, size_t parts,
                                size_t change)
{
    struct term_source source = {seed, parts, change};
    return model_term(model, &source);
}

#endif
