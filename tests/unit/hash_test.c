// SPDX-License-Identifier: Apache-2.0
// hash_test.c: what hash maps need of term_hash.

#include "tests/unit/test.h"

#include "tests/unit/term_model.h"
#include "vm/compare.h"

static struct term_model model;

static void hash_of_bits_does_not_depend_on_their_place(void)
{
    struct process *p = term_model_init(&model);
    term *x = model.process.x;
    for (int round = 0; round < 3000; round++) {
        size_t size = model_random(150), first = model_random(40), second = model_random(40);
        uint8_t bits[25];
        for (size_t i = 0; i < sizeof bits; i++) {
            bits[i] = (uint8_t) model_random(256);
        }
        uint8_t *bytes;
        for (size_t i = 0; i < 2; i++) {
            x[2] = binary_new(p, 25, &bytes);
            memcpy(bytes, bits, 25);
            bits_copy(bytes, i == 0 ? first : second, bits, 0, size);
            x[i] = bitstring_part(p, x + 2, i == 0 ? first : second, size);
        }
        CHECK(term_equal_exact(p->vm, x[0], x[1]));
        CHECK(term_hash(p->vm, x[0]) == term_hash(p->vm, x[1]));
    }
    term_model_clear(&model);
}

// Counts how often each value of 4 bits of the hash comes up for keys that resemble each other.
static void check_even(term (*key)(struct process *p, size_t number))
{
    struct process *p = term_model_init(&model);
    enum { COUNT = 4096 };
    size_t seen[8][16] = {{0}};
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t hash = term_hash(p->vm, key(p, i));
        for (unsigned level = 0; level < 8; level++) {
            seen[level][hash >> 4 * level & 15]++;
        }
    }
    for (unsigned level = 0; level < 8; level++) {
        for (unsigned place = 0; place < 16; place++) {
            CHECK(seen[level][place] > 150 && seen[level][place] < 370); // 256 expected
        }
    }
    term_model_clear(&model);
}

static term small_key(struct process *p, size_t number)
{
    (void) p;
    return make_small((sterm) number);
}

static term sparse_key(struct process *p, size_t number)
{
    (void) p;
    return make_small((sterm) number * 4096 - 100000);
}

static term tuple_key(struct process *p, size_t number)
{
    CHECK(heap_ensure(p, 3));
    return build_tuple2(p, make_small((sterm) number / 64), make_small((sterm) number % 64));
}

static term text_key(struct process *p, size_t number)
{
    char text[20];
    int size = snprintf(text, sizeof text, "key number %zu", number);
    return binary_from_bytes(p, text, (size_t) size);
}

static void hash_spreads_keys_that_resemble_each_other(void)
{
    check_even(small_key);
    check_even(sparse_key);
    check_even(tuple_key);
    check_even(model_atom);
    check_even(text_key);
}

static void hash_tells_kinds_and_shapes_apart(void)
{
    struct process *p = term_model_init(&model);
    term *x = model.process.x;
    CHECK(heap_ensure(p, 40));
    x[0] = NIL;
    x[1] = make_small(1);
    x[2] = build_float(p, 1.0);
    x[3] = build_tuple2(p, x[1], NIL);
    x[4] = build_cons(p, x[1], NIL);
    x[5] = build_tuple3(p, x[1], NIL, NIL);
    x[6] = build_tuple2(p, NIL, x[1]);
    x[7] = build_cons(p, NIL, x[1]);
    x[8] = build_cons(p, x[4], NIL);
    x[9] = build_float(p, -0.0);
    x[10] = build_float(p, 0.0);
    for (size_t i = 0; i < 11; i++) {
        for (size_t j = 0; j < i; j++) {
            CHECK(term_hash(p->vm, x[i]) != term_hash(p->vm, x[j]));
        }
    }
    term_model_clear(&model);
}

int main(void)
{
    TEST(hash_of_bits_does_not_depend_on_their_place);
    TEST(hash_spreads_keys_that_resemble_each_other);
    TEST(hash_tells_kinds_and_shapes_apart);
    return test_done();
}
