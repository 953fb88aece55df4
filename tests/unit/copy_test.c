// SPDX-License-Identifier: Apache-2.0
// copy_test.c: a copy has the size that was measured, equals the original and shares nothing with
// it but what is constant.

#include "tests/unit/graph.h"
#include "tests/unit/test.h"

struct pair {
    term a, b;
};

struct pairs {
    struct pair *items;
    size_t count, capacity;
};

static void pairs_push(struct pairs *pairs, term a, term b)
{
    if (pairs->count == pairs->capacity) {
        pairs->capacity = pairs->capacity == 0 ? 256 : pairs->capacity * 2;
        pairs->items = graph_must(realloc(pairs->items, pairs->capacity * sizeof *pairs->items));
    }
    pairs->items[pairs->count].a = a;
    pairs->items[pairs->count].b = b;
    pairs->count++;
}

static bool same_bits(term a, term b)
{
    struct bits x, y;
    bits_of(a, &x);
    bits_of(b, &y);
    if (is_match_context(a)) {
        x.offset = boxed_object(a)[MATCH_POSITION];
        x.size = boxed_object(a)[MATCH_END] - x.offset;
        x.bytes = (const uint8_t *) boxed_object(a)[MATCH_BYTES];
    }
    if (x.size != y.size) {
        return false;
    }
    for (size_t i = 0; i < x.size; i++) {
        int bit = x.bytes[(x.offset + i) / 8] >> (7 - (x.offset + i) % 8);
        int other = y.bytes[(y.offset + i) / 8] >> (7 - (y.offset + i) % 8);
        if ((bit ^ other) & 1) {
            return false;
        }
    }
    return true;
}

static bool same_object(struct pairs *pairs, term a, term b)
{
    const term *x = boxed_object(a);
    const term *y = boxed_object(b);
    if (is_bitstring(a) || is_match_context(a)) {
        return is_bitstring(b) && same_bits(a, b);
    }
    if (x[0] != y[0]) {
        return false;
    }
    size_t arity = header_arity(x[0]);
    size_t raw = 0;
    switch (header_tag(x[0])) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        break;
    case TAG_FUN:
        raw = 1;
        break;
    default:
        raw = arity;
        break;
    }
    for (size_t i = raw + 1; i <= arity; i++) {
        pairs_push(pairs, x[i], y[i]);
    }
    return memcmp(x + 1, y + 1, raw * sizeof(term)) == 0;
}

// b equals a, and all of b but literals is in [from, to).
static bool same(const struct vm *vm, term a, term b, const term *from, const term *to)
{
    struct pairs pairs = {0};
    pairs_push(&pairs, a, b);
    bool good = true;
    while (good && pairs.count > 0) {
        struct pair pair = pairs.items[--pairs.count];
        if (pair.a == pair.b) {
            good = is_immediate(pair.a) || is_literal(vm, (const void *) pair.a);
            continue;
        }
        const term *at = (const term *) (pair.b & ~TAG_PRIMARY_MASK);
        good = !is_immediate(pair.b) && !is_immediate(pair.a) && at >= from && at < to;
        if (good && is_cons(pair.a)) {
            good = is_cons(pair.b);
            if (good) {
                pairs_push(&pairs, cons_head(pair.a), cons_head(pair.b));
                pairs_push(&pairs, cons_tail(pair.a), cons_tail(pair.b));
            }
        } else if (good) {
            good = is_boxed(pair.b) && same_object(&pairs, pair.a, pair.b);
        }
    }
    free(pairs.items);
    return good;
}

static bool copies(struct graph *g, term t)
{
    size_t words;
    if (!term_size(&g->vm, t, &words)) {
        return false;
    }
    bool failed;
    term out;
    struct message *fragment = fragment_copy(&g->vm, t, &out, &failed);
    if (fragment == NULL) {
        return !failed && words == 0 && out == t &&
               (is_immediate(t) || is_literal(&g->vm, (const void *) t));
    }
    term *at = fragment->data;
    term offheap = NIL;
    // A second copy into the same place must use exactly the words measured.
    struct message *again = memory_alloc(&g->vm, sizeof *again + words * sizeof(term));
    at = again->data;
    again->words = words;
    term copy = term_copy(&g->vm, t, &at, &offheap);
    again->offheap = offheap;
    bool good = at == again->data + words && fragment->words == words &&
                same(&g->vm, t, copy, again->data, again->data + words) &&
                same(&g->vm, t, out, fragment->data, fragment->data + words);
    message_free(&g->vm, again);
    message_free(&g->vm, fragment);
    return good;
}

static void copies_of_random_graphs_are_equal(void)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct graph *g = graph_new(seed, HEAP_BOUNDED_FREE);
        bool good = true;
        for (int i = 0; i < 4000 && good; i++) {
            good = graph_step(g);
            good = good && (i % 5 != 0 || copies(g, g->x[graph_pick(g)]));
        }
        CHECK(good);
        CHECK(graph_free(g) == 0);
    }
}

static void deep_and_long_terms_are_copied(void)
{
    struct graph *g = graph_new(50, HEAP_BOUNDED_FREE);
    const size_t depth = AVM_GC_STRESS ? 2000 : 300000;
    for (size_t i = 0; i < depth; i++) {
        if (!heap_ensure(&g->p, 7)) {
            break;
        }
        g->x[1] = build_cons(&g->p, make_small((sterm) i), g->x[1]);
        g->x[2] = build_cons(&g->p, g->x[2], make_small(1));
        g->x[3] = build_tuple2(&g->p, g->x[3], NIL);
    }
    for (size_t i = 1; i <= 3; i++) {
        CHECK(copies(g, g->x[i]));
    }
    CHECK(graph_free(g) == 0);
}

static void copy_without_memory_fails_cleanly(void)
{
    struct graph *g = graph_new(51, HEAP_BOUNDED_FREE);
    for (size_t i = 0; i < 200 && heap_ensure(&g->p, 2); i++) {
        g->x[1] = build_cons(&g->p, g->x[1], make_small(1));
    }
    size_t used = g->vm.memory_used;
    size_t failures = 0;
    bool failed = true;
    struct message *fragment = NULL;
    term out;
    for (size_t more = 1; failed && more < 100000; more += 64) {
        g->vm.options.max_memory = used + more;
        fragment = fragment_copy(&g->vm, g->x[1], &out, &failed);
        CHECK(fragment != NULL || g->vm.memory_used == used);
        failures += failed;
    }
    CHECK(failures > 2);
    CHECK(fragment != NULL);
    g->vm.options.max_memory = 0;
    message_free(&g->vm, fragment);
    CHECK(graph_free(g) == 0);
}

static term part_of_refc(struct graph *g, size_t offset, size_t size)
{
    CHECK(heap_ensure(&g->p, BIN_SUB_WORDS));
    term *sub = heap_take(&g->p, BIN_SUB_WORDS);
    sub[0] = make_header(BIN_SUB_WORDS - 1, TAG_BIN_SUB);
    sub[BIN_SUB_OF] = g->x[1];
    sub[BIN_SUB_OFFSET] = offset;
    sub[BIN_SUB_SIZE] = size;
    return make_boxed(sub);
}

static void large_part_of_shared_binary_stays_shared(void)
{
    struct graph *g = graph_new(52, HEAP_BOUNDED_FREE);
    do {
        CHECK(graph_refc(g, 1));
    } while (boxed_object(g->x[1])[BIN_SIZE] < 1000);
    g->x[2] = part_of_refc(g, 3, 100 * 8);
    struct refc *refc = (struct refc *) boxed_object(g->x[1])[BIN_REFC_DATA];
    bool failed;
    term out;
    struct message *fragment = fragment_copy(&g->vm, g->x[2], &out, &failed);
    CHECK(fragment != NULL && fragment->words == BIN_SUB_WORDS + BIN_REFC_WORDS);
    CHECK(refc->references == 2);
    message_free(&g->vm, fragment);
    CHECK(refc->references == 1);
    CHECK(graph_free(g) == 0);
}

static void small_part_of_shared_binary_is_copied_alone(void)
{
    struct graph *g = graph_new(53, HEAP_BOUNDED_FREE);
    do {
        CHECK(graph_refc(g, 1));
    } while (boxed_object(g->x[1])[BIN_SIZE] < 1000);
    g->x[2] = part_of_refc(g, 3, 2 * 8);
    struct refc *refc = (struct refc *) boxed_object(g->x[1])[BIN_REFC_DATA];
    bool failed;
    term out;
    struct message *fragment = fragment_copy(&g->vm, g->x[2], &out, &failed);
    CHECK(fragment != NULL && fragment->words == heap_binary_words(2));
    CHECK(refc->references == 1);
    CHECK(same_bits(g->x[2], out));
    message_free(&g->vm, fragment);
    CHECK(graph_free(g) == 0);
}

int main(void)
{
    TEST(copies_of_random_graphs_are_equal);
    TEST(deep_and_long_terms_are_copied);
    TEST(copy_without_memory_fails_cleanly);
    TEST(large_part_of_shared_binary_stays_shared);
    TEST(small_part_of_shared_binary_is_copied_alone);
    return test_done();
}
