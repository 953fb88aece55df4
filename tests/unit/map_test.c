// SPDX-License-Identifier: Apache-2.0
// map_test.c: maps against a table of what they should hold.

#include "vm/map.h"

#include "tests/unit/test.h"

#include "tests/unit/term_model.h"
#include "vm/compare.h"
#include "vm/exception.h"

// Keys of many kinds, all different; the last ones have the same hash.
#define KEYS      400
#define COLLIDING 60

static struct term_model model;
static struct process *process;

static term key_of(size_t number)
{
    return model.stack[number];
}

// A list nested to the left so deep that the hash does not see what is inside.
static term colliding_key(size_t number)
{
    term *at = model_push(&model, make_small((sterm) number));
    for (int i = 0; i < 50; i++) {
        CHECK(heap_ensure(process, 2));
        *at = build_cons(process, *at, make_small(1));
    }
    model.depth--;
    return *at;
}

static term make_key(size_t number)
{
    if (number >= KEYS - COLLIDING) {
        return colliding_key(number);
    }
    switch (number % 5) {
    case 0:
        return model_atom(process, number);
    case 1:
        return model_float(process, (double) number);
    case 2:
        CHECK(heap_ensure(process, 3));
        return build_tuple2(process, make_small((sterm) number), NIL);
    default:
        return make_small((sterm) number);
    }
}

static void setup(void)
{
    process = term_model_init(&model);
    for (size_t i = 0; i < KEYS; i++) {
        model_push(&model, make_key(i));
    }
    term a = term_hash(process->vm, key_of(KEYS - 1)), b = term_hash(process->vm, key_of(KEYS - 2));
    CHECK(a == b);
}

// What a map should hold: a value for each key, -1 none.
struct table {
    sterm values[KEYS];
    size_t count;
};

static void table_clear(struct table *table)
{
    table->count = 0;
    for (size_t i = 0; i < KEYS; i++) {
        table->values[i] = -1;
    }
}

static void table_put(struct table *table, size_t key, sterm value)
{
    table->count += (value >= 0) - (table->values[key] >= 0);
    table->values[key] = value;
}

// The same map made at once, from pairs in another order.
static term map_of_table(const struct table *table)
{
    size_t before = model.depth, start = model_random(KEYS);
    for (size_t i = 0; i < KEYS; i++) {
        size_t key = (i * 7 + start) % KEYS;
        if (table->values[key] >= 0) {
            model_push(&model, key_of(key));
            model_push(&model, make_small(table->values[key]));
        }
    }
    term map = map_from_pairs(process, model.stack + before, (model.depth - before) / 2);
    model.depth = before;
    return map;
}

static void check_map(term map, const struct table *table)
{
    const struct vm *vm = process->vm;
    CHECK(is_map(map) && map_size(map) == table->count);
    CHECK(is_boxed_tag(map, TAG_MAP) == (table->count <= MAP_FLAT_MAX));
    for (size_t i = 0; i < KEYS; i++) {
        term value = map_get(vm, map, key_of(i));
        CHECK(value == (table->values[i] < 0 ? NONE : make_small(table->values[i])));
    }
    struct map_walk walk;
    term key, value, last = NONE;
    size_t seen = 0;
    map_walk_init(&walk, map);
    while (map_walk_next(&walk, &key, &value)) {
        CHECK(map_get(vm, map, key) == value);
        if (table->count <= MAP_FLAT_MAX) {
            CHECK(last == NONE || term_compare_exact(vm, last, key) < 0);
            last = key;
        }
        seen++;
    }
    CHECK(seen == table->count);
}

// Equal maps have equal nodes: nothing in a map tells how it was made.
static void check_canonical(term *map, const struct table *table)
{
    term *other = model_push(&model, NIL);
    *other = map_of_table(table);
    check_map(*other, table);
    CHECK(term_equal_exact(process->vm, *map, *other));
    CHECK(term_compare_exact(process->vm, *map, *other) == 0);
    CHECK(term_hash(process->vm, *map) == term_hash(process->vm, *other));
    model.depth--;
}

static term put(term map, size_t key, sterm value)
{
    term *x = model.process.x;
    x[0] = map;
    x[1] = key_of(key);
    x[2] = make_small(value);
    return map_put(process, x);
}

static term take_out(term map, size_t key)
{
    term *x = model.process.x;
    x[0] = map;
    x[1] = key_of(key);
    return map_remove(process, x);
}

static term update(term map, struct table *table, size_t keys, bool exact)
{
    term *x = model.process.x;
    size_t count = 0;
    x[0] = map;
    for (size_t wanted = model_random(7); count < wanted; count++) {
        size_t key = model_random(keys);
        if (exact && table->values[key] < 0) {
            break;
        }
        sterm value = (sterm) model_random(1000);
        x[1 + 2 * count] = key_of(key);
        x[2 + 2 * count] = make_small(value);
        table_put(table, key, value);
    }
    return map_update(process, x, count, exact);
}

static void maps_hold_what_was_put(void)
{
    setup();
    static const size_t ranges[] = {5, 20, 36, 45, 120, KEYS};
    for (int round = 0; round < 12; round++) {
        size_t keys = ranges[round % 6];
        size_t offset = keys < KEYS && round % 2 != 0 ? KEYS - keys : 0;
        struct table table;
        table_clear(&table);
        term *map = model_push(&model, map_from_pairs(process, NULL, 0));
        size_t bias = 3;
        for (int step = 0; step < (AVM_GC_STRESS ? 200 : 800); step++) {
            size_t key = offset + model_random(keys);
            sterm value = (sterm) model_random(1000);
            if (step % 100 == 0) {
                bias = 1 + model_random(8);
            }
            if (model_random(10) < bias) {
                *map = put(*map, key, value);
                table_put(&table, key, value);
            } else if (model_random(20) == 0) {
                *map = update(*map, &table, KEYS, model_random(2) != 0);
            } else {
                *map = take_out(*map, key);
                table_put(&table, key, -1);
            }
            if (step % 40 == 0) {
                check_map(*map, &table);
                check_canonical(map, &table);
            }
        }
        CHECK(process->exception == NONE);
        model.depth--;
    }
    term_model_clear(&model);
}

static void maps_merge_with_the_second_winning(void)
{
    setup();
    for (int round = 0; round < (AVM_GC_STRESS ? 20 : 60); round++) {
        struct table a, b;
        table_clear(&a);
        table_clear(&b);
        size_t in_a = model_random(round % 2 ? 300 : 40), in_b = model_random(round % 3 ? 40 : 300);
        for (size_t i = 0; i < in_a; i++) {
            table_put(&a, model_random(KEYS), (sterm) model_random(100));
        }
        for (size_t i = 0; i < in_b; i++) {
            table_put(&b, model_random(KEYS), 100 + (sterm) model_random(100));
        }
        term *left = model_push(&model, map_of_table(&a));
        term right = map_of_table(&b);
        model.process.x[0] = *left;
        model.process.x[1] = right;
        *left = map_merge(process, model.process.x);
        for (size_t i = 0; i < KEYS; i++) {
            table_put(&a, i, b.values[i] >= 0 ? b.values[i] : a.values[i]);
        }
        check_map(*left, &a);
        check_canonical(left, &a);
        model.depth--;
    }
    term_model_clear(&model);
}

static void maps_share_keys_when_only_values_change(void)
{
    setup();
    struct table table;
    table_clear(&table);
    for (size_t i = 0; i < 10; i++) {
        table_put(&table, i, (sterm) i);
    }
    term *map = model_push(&model, map_of_table(&table));
    term *other = model_push(&model, put(*map, 3, 33));
    CHECK(boxed_object(*map)[1] == boxed_object(*other)[1]);
    CHECK(put(*other, 3, 33) == *other); // nothing to change
    CHECK(take_out(*other, 100) == *other);
    term *x = model.process.x;
    x[0] = *map;
    x[1] = key_of(3);
    x[2] = NIL;
    x[3] = key_of(4);
    x[4] = NIL;
    *other = map_update(process, x, 2, true);
    CHECK(boxed_object(*map)[1] == boxed_object(*other)[1]);
    CHECK(map_get(process->vm, *other, key_of(4)) == NIL);
    term_model_clear(&model);
}

static void map_update_raises_for_a_missing_key(void)
{
    setup();
    for (size_t size = 1; size < 100; size += 50) {
        struct table table;
        table_clear(&table);
        for (size_t i = 0; i < size; i++) {
            table_put(&table, i, 1);
        }
        term *x = model.process.x;
        x[0] = map_of_table(&table);
        x[1] = key_of(0);
        x[2] = NIL;
        x[3] = key_of(200);
        x[4] = NIL;
        CHECK(map_update(process, x, 2, true) == NONE);
        term reason = process->exception;
        CHECK(is_tuple(reason) && tuple_elements(reason)[0] == ATOM_badkey &&
              term_equal_exact(process->vm, tuple_elements(reason)[1], key_of(200)));
    }
    model.process.x[0] = NIL;
    CHECK(map_update(process, model.process.x, 0, false) == NONE);
    CHECK(tuple_elements(process->exception)[0] == ATOM_badmap);
    term_model_clear(&model);
}

static void later_pairs_win(void)
{
    setup();
    for (size_t keys = 5; keys <= KEYS; keys += 79) {
        struct table table;
        table_clear(&table);
        size_t before = model.depth;
        for (sterm i = 0; i < 1000; i++) {
            size_t key = KEYS - 1 - model_random(keys);
            model_push(&model, key_of(key));
            model_push(&model, make_small(i));
            table_put(&table, key, i);
        }
        term map = map_from_pairs(process, model.stack + before, 1000);
        model.depth = before;
        model_push(&model, map);
        check_map(model.stack[before], &table);
        check_canonical(&model.stack[before], &table);
        model.depth = before;
    }
    term_model_clear(&model);
}

// map_build_at stays within map_words_for, whatever the keys are.
static void maps_are_built_in_place(void)
{
    setup();
    for (size_t count = 0; count <= KEYS; count += count < 40 ? 1 : 37) {
        for (size_t offset = 0; offset <= KEYS - count; offset += 1 + (KEYS - count)) {
            struct table table;
            table_clear(&table);
            size_t before = model.depth;
            for (size_t i = 0; i < count; i++) {
                size_t key = KEYS - 1 - i;
                model_push(&model, key_of(key));
                model_push(&model, make_small((sterm) i));
                table_put(&table, key, (sterm) i);
            }
            size_t words = map_words_for(count);
            CHECK(heap_ensure(process, words));
            term *at = malloc(words * sizeof(term)), *start = at;
            term map = map_build_at(process->vm, model.stack + before, count, &at);
            CHECK(at <= start + words);
            check_map(map, &table);
            CHECK(term_equal_exact(process->vm, map, map));
            if (count > 0) {
                model_push(&model, key_of(KEYS - 1));
                model_push(&model, NIL);
                term *again = malloc(map_words_for(count + 1) * sizeof(term)), *to = again;
                CHECK(map_build_at(process->vm, model.stack + before, count + 1, &to) == NONE);
                free(again);
            }
            model.depth = before;
            free(start);
        }
    }
    term_model_clear(&model);
}

int main(void)
{
    TEST(maps_hold_what_was_put);
    TEST(maps_merge_with_the_second_winning);
    TEST(maps_share_keys_when_only_values_change);
    TEST(map_update_raises_for_a_missing_key);
    TEST(later_pairs_win);
    TEST(maps_are_built_in_place);
    return test_done();
}
