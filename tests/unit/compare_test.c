// SPDX-License-Identifier: Apache-2.0
// compare_test.c: order and equality, at any depth.

#include "vm/compare.h"

#include "tests/unit/test.h"

#include "tests/unit/term_model.h"

static struct term_model model;

static int sign(int value)
{
    return value < 0 ? -1 : value > 0;
}

// What must hold of any two terms.
static void check_pair(const struct vm *vm, term a, term b)
{
    int order = sign(term_compare(vm, a, b)), exact = sign(term_compare_exact(vm, a, b));
    CHECK(sign(term_compare(vm, b, a)) == -order);
    CHECK(sign(term_compare_exact(vm, b, a)) == -exact);
    CHECK(term_equal(vm, a, b) == (order == 0));
    CHECK(term_equal_exact(vm, a, b) == (exact == 0));
    if (exact == 0) {
        CHECK(order == 0);
        CHECK(term_hash(vm, a) == term_hash(vm, b));
    }
}

static void compare_agrees_with_equality_and_hash(void)
{
    struct process *p = term_model_init(&model);
    for (uint64_t round = 0; round < 2500; round++) {
        size_t parts = round % 50 == 0 ? 600 : 30;
        term *a = model_push(&model, model_seeded(&model, round, parts, 0));
        term *b = model_push(&model, model_seeded(&model, round, parts, 0));
        CHECK(term_equal_exact(p->vm, *a, *b));
        check_pair(p->vm, *a, *b);
        *b = model_seeded(&model, round, parts, 1 + model_random(parts));
        check_pair(p->vm, *a, *b);
        *b = model_seeded(&model, round + 1, parts, 0);
        check_pair(p->vm, *a, *b);
        model.depth = 0;
    }
    term_model_clear(&model);
}

static void compare_is_transitive(void)
{
    struct process *p = term_model_init(&model);
    enum { COUNT = 110 };
    for (size_t i = 0; i < COUNT; i++) {
        model_push(&model, model_seeded(&model, i % 80, 12, i < 80 ? 0 : i % 12));
    }
    const term *t = model.stack;
    for (size_t a = 0; a < COUNT; a++) {
        for (size_t b = 0; b < COUNT; b++) {
            int ab = term_compare(p->vm, t[a], t[b]),
                ab_exact = term_compare_exact(p->vm, t[a], t[b]);
            for (size_t c = 0; c < COUNT; c++) {
                if (ab <= 0 && term_compare(p->vm, t[b], t[c]) <= 0) {
                    CHECK(term_compare(p->vm, t[a], t[c]) <= 0);
                }
                if (ab_exact < 0 && term_compare_exact(p->vm, t[b], t[c]) < 0) {
                    CHECK(term_compare_exact(p->vm, t[a], t[c]) < 0);
                }
            }
        }
    }
    term_model_clear(&model);
}

static term external(struct process *p, int kind, term node, uint32_t creation, size_t count,
                     const uint32_t *id)
{
    CHECK(heap_ensure(p, 4 + count));
    term *object = heap_take(p, 4 + count);
    object[0] = make_header(3 + count, TAG_EXTERNAL);
    object[1] = make_small(kind);
    object[2] = node;
    object[3] = creation;
    for (size_t i = 0; i < count; i++) {
        object[4 + i] = id[i];
    }
    return make_boxed(object);
}

static term reference(struct process *p, uint64_t id)
{
    CHECK(heap_ensure(p, REF_WORDS));
    return make_ref_at(heap_take(p, REF_WORDS), id, 0);
}

static term bytes(struct process *p, const char *text)
{
    return binary_from_bytes(p, text, strlen(text));
}

static term tuple_of(size_t count, term a, term b)
{
    size_t before = model.depth;
    model_push(&model, a);
    model_push(&model, b);
    model.depth = before + count;
    term tuple = model_tuple(&model, count);
    model.depth = before;
    return tuple;
}

static term list_of(size_t count, term a, term b)
{
    size_t before = model.depth;
    model_push(&model, a);
    model_push(&model, b);
    model.depth = before + count;
    term list = model_list(&model, count);
    model.depth = before;
    return list;
}

static term map_of(size_t count, term key, term value, term other, term other_value)
{
    term *pairs = model_push(&model, key);
    model_push(&model, value);
    model_push(&model, other);
    model_push(&model, other_value);
    term map = map_from_pairs(&model.process.process, pairs, count);
    model.depth -= 4;
    return map;
}

// {0, 1, ...} => value, more than a flat map holds.
static term large_map(sterm first, term value)
{
    size_t before = model.depth;
    for (sterm i = 0; i < 40; i++) {
        model_push(&model, make_small(first + i));
        model_push(&model, value);
    }
    term map = map_from_pairs(&model.process.process, model.stack + before, 40);
    model.depth = before;
    return map;
}

// In ascending order, as OTP says; every one differs from all others.
static void push_ascending(struct process *p)
{
    term a = model_atom(p, 1), b = model_atom(p, 2), one = make_small(1), two = make_small(2);
    static const uint32_t ids[][3] = {{1, 0, 0}, {2, 0, 0}, {1, 1, 0}, {1, 0, 1}};
    model_push(&model, model_big(p, true, 2, 0));
    model_push(&model, model_big(p, true, 1, 0));
    model_push(&model, make_small(SMALL_MIN));
    model_push(&model, make_small(-1));
    model_push(&model, make_small(0));
    model_push(&model, model_float(p, 0.5));
    model_push(&model, make_small(1));
    model_push(&model, model_float(p, 1.5));
    model_push(&model, make_small(SMALL_MAX));
    model_push(&model, model_big(p, false, 1, 0));
    model_push(&model, model_big(p, false, 1, 1));
    model_push(&model, model_big(p, false, 2, 0));
    model_push(&model, model_float(p, 1e300));
    model_push(&model, atom_intern(p->vm, "", 0, true));
    model_push(&model, atom_intern(p->vm, "A", 1, true));
    model_push(&model, a);
    model_push(&model, atom_intern(p->vm, "a11", 3, true));
    model_push(&model, b);
    // The node of this machine is between a2 and z.
    term z = atom_intern(p->vm, "z@b", 3, true);
    model_push(&model, external(p, EXTERNAL_REF, a, 1, 3, ids[0]));
    model_push(&model, external(p, EXTERNAL_REF, a, 1, 3, ids[1]));
    model_push(&model, external(p, EXTERNAL_REF, a, 1, 3, ids[2]));
    model_push(&model, external(p, EXTERNAL_REF, a, 1, 3, ids[3]));
    model_push(&model, external(p, EXTERNAL_REF, a, 2, 3, ids[0]));
    model_push(&model, reference(p, 1));
    model_push(&model, reference(p, 2));
    model_push(&model, reference(p, UINT64_C(1) << 32));
    model_push(&model, external(p, EXTERNAL_REF, z, 1, 3, ids[0]));
    model_push(&model, external(p, EXTERNAL_PORT, a, 1, 1, ids[1]));
    model_push(&model, external(p, EXTERNAL_PORT, a, 2, 1, ids[0]));
    model_push(&model, external(p, EXTERNAL_PORT, z, 1, 1, ids[0]));
    model_push(&model, external(p, EXTERNAL_PID, a, 1, 2, ids[0]));
    model_push(&model, make_pid(1));
    model_push(&model, external(p, EXTERNAL_PID, z, 1, 2, ids[0]));
    model_push(&model, external(p, EXTERNAL_PID, z, 2, 2, ids[0]));
    model_push(&model, external(p, EXTERNAL_PID, a, 1, 2, ids[1]));
    model_push(&model, make_pid(2));
    model_push(&model, external(p, EXTERNAL_PID, a, 1, 2, ids[2]));
    model_push(&model, tuple_of(0, NIL, NIL));
    model_push(&model, tuple_of(1, b, NIL));
    model_push(&model, tuple_of(2, one, a));
    model_push(&model, tuple_of(2, one, b));
    model_push(&model, tuple_of(2, two, a));
    model_push(&model, map_of(0, NIL, NIL, NIL, NIL));
    model_push(&model, map_of(1, one, two, NIL, NIL));
    model_push(&model, map_of(1, two, one, NIL, NIL));
    model_push(&model, map_of(1, two, two, NIL, NIL));
    term float_one = model_float(p, 1.0);
    model_push(&model, map_of(1, float_one, one, NIL, NIL)); // integers before floats in keys
    model_push(&model, map_of(1, a, one, NIL, NIL));
    model_push(&model, map_of(2, a, one, b, two));
    model_push(&model, map_of(2, a, two, b, one));
    model_push(&model, large_map(0, one));
    model_push(&model, large_map(0, two));
    model_push(&model, large_map(1, one));
    model_push(&model, NIL);
    model_push(&model, list_of(1, one, NIL));
    model_push(&model, list_of(2, one, one));
    model_push(&model, list_of(1, two, NIL));
    model_push(&model, list_of(2, two, a));
    model_push(&model, list_of(1, NIL, NIL));
    model_push(&model, bytes(p, ""));
    model_push(&model, bytes(p, "a"));
    model_push(&model, bytes(p, "ab"));
    model_push(&model, bytes(p, "b"));
    term text = bytes(p, "bcc");
    model.process.x[0] = text;
    model_push(&model, bitstring_part(p, &model.process.x[0], 0, 9));
    model_push(&model, bitstring_part(p, &model.process.x[0], 0, 10));
    model_push(&model, model.process.x[0]);
}

static void compare_orders_as_otp(void)
{
    struct process *p = term_model_init(&model);
    if (!AVM_GC_STRESS) { // the table holds terms in C variables while it builds others
        push_ascending(p);
    }
    for (size_t i = 0; i < model.depth; i++) {
        for (size_t j = 0; j < model.depth; j++) {
            int expected = i < j ? -1 : i > j;
            if (sign(term_compare(p->vm, model.stack[i], model.stack[j])) != expected) {
                printf("# %zu against %zu\n", i, j);
                CHECK(false);
            }
            check_pair(p->vm, model.stack[i], model.stack[j]);
        }
    }
    term_model_clear(&model);
}

static void numbers_of_both_kinds_compare_by_value_unless_exact(void)
{
    struct process *p = term_model_init(&model);
    term *one = model_push(&model, model_float(p, 1.0));
    term *zero = model_push(&model, model_float(p, 0.0));
    term *minus = model_push(&model, model_float(p, -0.0));
    term small = make_small(1);
    CHECK(term_equal(p->vm, small, *one) && !term_equal_exact(p->vm, small, *one));
    CHECK(term_compare(p->vm, small, *one) == 0);
    CHECK(term_compare_exact(p->vm, small, *one) < 0);
    CHECK(term_compare_exact(p->vm, make_small(2), *one) < 0); // by kind first
    CHECK(term_equal(p->vm, *zero, *minus) && !term_equal_exact(p->vm, *zero, *minus));
    CHECK(term_compare_exact(p->vm, *minus, *zero) < 0);
    CHECK(term_compare(p->vm, *minus, *zero) == 0);
    // In maps: values by value, keys exactly.
    term *a = model_push(&model, map_of(1, small, small, NIL, NIL));
    term *b = model_push(&model, map_of(1, small, *one, NIL, NIL));
    term *c = model_push(&model, map_of(1, *one, small, NIL, NIL));
    CHECK(term_equal(p->vm, *a, *b) && !term_equal_exact(p->vm, *a, *b));
    CHECK(!term_equal(p->vm, *a, *c));
    *a = large_map(0, small);
    *b = large_map(0, *one);
    CHECK(term_equal(p->vm, *a, *b) && !term_equal_exact(p->vm, *a, *b));
    CHECK(term_compare(p->vm, *a, *b) == 0 && term_compare_exact(p->vm, *a, *b) < 0);
    term_model_clear(&model);
}

enum nesting { LEFT, RIGHT, TUPLE_FIRST, TUPLE_LAST, MAP_VALUE, MAP_KEY, LARGE_MAP_KEY, NESTINGS };

static term nest(struct process *p, enum nesting nesting, term inner)
{
    term *kept = model_push(&model, inner);
    term result = NIL;
    switch (nesting) {
    case LEFT:
    case RIGHT:
        CHECK(heap_ensure(p, 2));
        result = nesting == LEFT ? build_cons(p, *kept, make_small(1))
                                 : build_cons(p, make_small(1), *kept);
        break;
    case TUPLE_FIRST:
    case TUPLE_LAST:
        CHECK(heap_ensure(p, 3));
        result = nesting == TUPLE_FIRST ? build_tuple2(p, *kept, NIL) : build_tuple2(p, NIL, *kept);
        break;
    case MAP_VALUE:
        result = map_of(1, make_small(1), *kept, NIL, NIL);
        break;
    case MAP_KEY:
        result = map_of(2, *kept, NIL, make_small(1), NIL);
        break;
    default: {
        size_t before = model.depth;
        for (sterm i = 0; i < 33; i++) {
            model_push(&model, make_small(i));
            model_push(&model, NIL);
        }
        model.stack[before] = *kept;
        result = map_from_pairs(p, model.stack + before, 33);
        model.depth = before;
    }
    }
    model.depth--;
    return result;
}

static void compare_reaches_any_depth(void)
{
    struct process *p = term_model_init(&model);
    for (int nesting = 0; nesting < NESTINGS; nesting++) {
        size_t depth = AVM_GC_STRESS ? 300 : nesting >= MAP_KEY ? 3000 : 50000;
        term *a = model_push(&model, model_atom(p, 1));
        term *b = model_push(&model, model_atom(p, 1));
        term *c = model_push(&model, model_atom(p, 2));
        for (size_t i = 0; i < depth; i++) {
            *a = nest(p, (enum nesting) nesting, *a);
            *b = nest(p, (enum nesting) nesting, *b);
            *c = nest(p, (enum nesting) nesting, *c);
        }
        CHECK(term_equal_exact(p->vm, *a, *b) && term_equal(p->vm, *a, *b));
        CHECK(term_compare(p->vm, *a, *b) == 0 && term_compare_exact(p->vm, *a, *b) == 0);
        CHECK(term_hash(p->vm, *a) == term_hash(p->vm, *b));
        CHECK(!term_equal_exact(p->vm, *a, *c));
        CHECK(term_compare(p->vm, *a, *c) < 0 && term_compare(p->vm, *c, *b) > 0);
        model.depth = 0;
    }
    term_model_clear(&model);
}

int main(void)
{
    TEST(compare_agrees_with_equality_and_hash);
    TEST(compare_is_transitive);
    TEST(compare_orders_as_otp);
    TEST(numbers_of_both_kinds_compare_by_value_unless_exact);
    TEST(compare_reaches_any_depth);
    return test_done();
}
