// SPDX-License-Identifier: Apache-2.0
// dictionary_test.c: pairs of terms, against an array that is searched.

#include "tests/unit/fixture.h"
#include "tests/unit/test.h"
#include "vm/bif.h"

#define KEYS 200

static struct fixture f;
static uint32_t seed = 1;

static uint32_t random_below(uint32_t end)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % end;
}

// Keys that are equal but not the same word: tuples on the heap.
static term key_term(uint32_t i)
{
    if (i % 3 == 0) {
        return make_small((sterm) i);
    }
    if (!heap_ensure(&f.p, 3)) {
        abort();
    }
    return build_tuple2(&f.p, make_small((sterm) i), NIL);
}

static void dictionary_agrees_with_a_model(void)
{
    static term model[KEYS]; // values, 0: none
    bool good = true;
    for (int step = 0; step < 20000 && good; step++) {
        uint32_t i = random_below(step < 10000 ? KEYS : 20);
        term value = make_small((sterm) random_below(1000));
        f.x[0] = key_term(i);
        term key = f.x[0], old;
        switch (random_below(3)) {
        case 0:
            good = dictionary_put(f.vm, &f.p.dictionary, key, value, &old) && old == model[i];
            model[i] = value;
            break;
        case 1:
            good = dictionary_get(f.vm, f.p.dictionary, key) == model[i];
            break;
        default:
            good = dictionary_erase(f.vm, f.p.dictionary, key) == model[i];
            model[i] = NONE;
            break;
        }
    }
    CHECK(good);
    uint32_t count = 0;
    for (uint32_t i = 0; i < KEYS; i++) {
        count += model[i] != NONE;
    }
    CHECK(f.p.dictionary->count == count);
}

static size_t list_length(term list)
{
    size_t count = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        count++;
    }
    return count;
}

static void erase_gives_all_pairs_and_forgets_them(void)
{
    size_t count = f.p.dictionary->count;
    CHECK(list_length(bif_erlang_get_0(&f.p, f.x)) == count);
    CHECK(list_length(bif_erlang_get_keys_0(&f.p, f.x)) == count);
    CHECK(list_length(bif_erlang_erase_0(&f.p, f.x)) == count);
    CHECK(f.p.dictionary == NULL);
    CHECK(bif_erlang_get_0(&f.p, f.x) == NIL);
    f.x[0] = ATOM_ok;
    CHECK(bif_erlang_get_1(&f.p, f.x) == ATOM_undefined);
    CHECK(bif_erlang_erase_1(&f.p, f.x) == ATOM_undefined);
}

static void get_keys_finds_keys_by_value(void)
{
    f.x[0] = ATOM_ok;
    f.x[1] = make_small(7);
    CHECK(bif_erlang_put(&f.p, f.x) == ATOM_undefined);
    CHECK(bif_erlang_put(&f.p, f.x) == make_small(7));
    f.x[0] = ATOM_error;
    f.x[1] = make_small(8);
    CHECK(bif_erlang_put(&f.p, f.x) == ATOM_undefined);
    f.x[0] = make_small(7);
    term keys = bif_erlang_get_keys_1(&f.p, f.x);
    CHECK(is_cons(keys) && cons_head(keys) == ATOM_ok && cons_tail(keys) == NIL);
}

static void terms_of_the_dictionary_survive_collections(void)
{
    f.x[0] = NIL;
    for (sterm i = 0; i < 100; i++) {
        f.x[0] = key_term((uint32_t) i * 3 + 1);
        f.x[1] = f.x[0];
        CHECK(bif_erlang_put(&f.p, f.x) != NONE);
    }
    f.x[0] = f.x[1] = NIL;
    CHECK(gc_collect(&f.p, 0, false) && gc_collect(&f.p, 1000, true));
    for (uint32_t i = 0; i < 100; i++) {
        f.x[0] = key_term(i * 3 + 1);
        term value = bif_erlang_get_1(&f.p, f.x);
        CHECK(is_tuple(value) && tuple_elements(value)[0] == make_small((sterm) i * 3 + 1));
    }
}

int main(void)
{
    fixture_init(&f);
    TEST(dictionary_agrees_with_a_model);
    TEST(erase_gives_all_pairs_and_forgets_them);
    TEST(get_keys_finds_keys_by_value);
    TEST(terms_of_the_dictionary_survive_collections);
    fixture_clear(&f);
    return test_done();
}
