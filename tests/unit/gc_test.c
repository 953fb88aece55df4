// SPDX-License-Identifier: Apache-2.0
// gc_test.c: what is reachable survives collections unchanged, what is not is freed, failures
// change nothing.

#include "tests/unit/graph.h"
#include "tests/unit/test.h"

static uint32_t return_address; // aligned to 4, as code is

static bool collect_keeps(struct graph *g, size_t need, bool major)
{
    uint64_t before = graph_fingerprint(g);
    bool collected = gc_collect(&g->p, need, major);
    bool room = (size_t) (g->p.stack - g->p.heap_top) >= need;
    return graph_fingerprint(g) == before && collected && room;
}

static void random_graphs(uint64_t seed, enum heap_growth growth, int steps, int every)
{
    struct graph *g = graph_new(seed, growth);
    bool good = true;
    for (int i = 0; i < steps && good; i++) {
        good = graph_step(g);
        if (i % every == 0) {
            good = good && collect_keeps(g, graph_random(g, 100), graph_random(g, 5) == 0);
        }
    }
    CHECK(good);
    CHECK(g->p.extra->collections_minor + g->p.extra->collections_major > 0);
    CHECK(graph_free(g) == 0);
}

static void collect_keeps_random_graphs(void)
{
    for (uint64_t seed = 1; seed <= 9; seed++) {
        random_graphs(seed, (enum heap_growth)(seed % 3), 2500, 7);
    }
}

// Long between collections asked for: those that happen for lack of room are the ones tested.
static void collect_keeps_random_graphs_seldom(void)
{
    for (uint64_t seed = 20; seed <= 23; seed++) {
        random_graphs(seed, (enum heap_growth)(seed % 3), 30000, 4001);
    }
}

static void frames_push(struct graph *g, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!heap_ensure(&g->p, 4)) {
            return;
        }
        *--g->p.stack = (term) &return_address;
        *--g->p.stack = NONE;
        *--g->p.stack = g->x[graph_random(g, GRAPH_ROOTS)];
    }
}

static void collect_keeps_stack(void)
{
    struct graph *g = graph_new(31, HEAP_BOUNDED_FREE);
    bool good = true;
    for (int i = 0; i < 3000 && good; i++) {
        good = graph_step(g);
        frames_push(g, graph_random(g, 5));
        size_t frames = (size_t) (g->p.stack_base - g->p.stack) / 3;
        g->p.stack += 3 * graph_random(g, (uint32_t) (frames < 8 ? frames : 8) + 1);
        good = good && (i % 10 != 0 || collect_keeps(g, 5, i % 50 == 0));
    }
    CHECK(good);
    CHECK(graph_free(g) == 0);
}

static void collect_keeps_all_kinds_of_roots(void)
{
    struct graph *g = graph_new(32, HEAP_BOUNDED_FREE);
    for (int i = 0; i < 300; i++) {
        CHECK(graph_step(g));
    }
    term dictionary_words[4] = {g->x[1], g->x[2], NONE, NONE};
    struct dictionary dictionary = {.terms = dictionary_words, .capacity = 2, .count = 1};
    term held[3] = {g->x[3], g->x[4], NONE};
    term more[1] = {g->x[5]};
    struct gc_roots roots, others;
    g->p.dictionary = &dictionary;
    roots_push(&g->p, &roots, held, 3);
    roots_push(&g->p, &others, more, 1);
    g->p.exception = g->x[6];
    g->p.exception_trace = g->x[7];
    g->p.group_leader = g->x[8];
    for (size_t i = 0; i < GRAPH_ROOTS; i++) {
        g->x[i] = NIL;
    }
    for (int i = 0; i < 6; i++) {
        CHECK(collect_keeps(g, 10, i % 3 == 2));
    }
    // Registers of a process that does not run are elsewhere.
    term saved[2] = {held[0], NIL};
    g->p.x = saved;
    g->p.live = 2;
    CHECK(collect_keeps(g, 10, true));
    CHECK(saved[0] == held[0]);
    CHECK(graph_free(g) == 0);
}

static void collect_frees_garbage(void)
{
    struct graph *g = graph_new(33, HEAP_BOUNDED_FREE);
    for (int i = 0; i < 20000; i++) {
        CHECK(graph_step(g));
    }
    for (size_t i = 0; i < GRAPH_ROOTS; i++) {
        g->x[i] = NIL;
    }
    for (int i = 0; i < 4; i++) {
        CHECK(gc_collect(&g->p, 0, true));
    }
    CHECK(g->p.heap_top == g->p.heap);
    CHECK(g->p.offheap == NIL && g->p.extra->old_offheap == NIL);
    CHECK(g->vm.refc_bytes == 0);
    CHECK(heap_total_words(&g->p) < 20000);
    CHECK(graph_free(g) == 0);
}

// A list longer than any C stack, and one nested in its heads.
static void collect_keeps_deep_terms(void)
{
    struct graph *g = graph_new(34, HEAP_BOUNDED_FREE);
    const size_t depth = AVM_GC_STRESS ? 3000 : 500000;
    for (size_t i = 0; i < depth; i++) {
        if (!heap_ensure(&g->p, 7)) {
            break;
        }
        g->x[1] = build_cons(&g->p, make_small((sterm) i), g->x[1]);
        g->x[2] = build_cons(&g->p, g->x[2], NIL);
        g->x[3] = build_tuple2(&g->p, g->x[3], g->x[1]);
    }
    CHECK(collect_keeps(g, 10, false));
    CHECK(collect_keeps(g, 10, false));
    CHECK(collect_keeps(g, 10, true));
    sterm next = (sterm) depth - 1;
    term list = g->x[1];
    while (is_cons(list) && cons_head(list) == make_small(next)) {
        list = cons_tail(list);
        next--;
    }
    CHECK(list == NIL && next == -1);
    CHECK(graph_free(g) == 0);
}

// Growing a live heap by small steps must not copy it at each.
static void growth_is_amortised(void)
{
    struct graph *g = graph_new(35, HEAP_BOUNDED_FREE);
    const size_t count = AVM_GC_STRESS ? 1000 : 200000;
    for (size_t i = 0; i < count; i++) {
        if (!heap_ensure(&g->p, 2)) {
            break;
        }
        g->x[1] = build_cons(&g->p, NIL, g->x[1]);
    }
    CHECK(AVM_GC_STRESS || g->p.extra->collections_minor < 2 * count / 500);
    CHECK(AVM_GC_STRESS || g->p.extra->collections_major < 40);
    CHECK(graph_free(g) == 0);
}

static void heap_shrinks_when_mostly_free(void)
{
    struct graph *g = graph_new(36, HEAP_BOUNDED_FREE);
    CHECK(gc_collect(&g->p, 100000, false));
    for (int i = 0; i < 10; i++) {
        CHECK(gc_collect(&g->p, 10, false));
    }
    CHECK(heap_total_words(&g->p) <= 2 * AVM_NURSERY_WORDS);
    CHECK(graph_free(g) == 0);
}

static void fragments_are_merged(void)
{
    struct graph *from = graph_new(37, HEAP_BOUNDED_FREE);
    for (int i = 0; i < 2000; i++) {
        CHECK(graph_step(from));
    }
    struct graph *g = graph_new(38, HEAP_BOUNDED_FREE);
    memcpy(g->literals, from->literals, sizeof g->literals);
    // Literals of one machine: the second process lives in the first one's.
    g->p.vm = &from->vm;
    struct message *unused = NULL;
    bool good = true;
    for (int i = 0; i < 200 && good; i++) {
        size_t into = 1 + graph_random(g, GRAPH_ROOTS - 1);
        size_t index = graph_pick(from);
        bool failed;
        term copied;
        unused = fragment_copy(&from->vm, from->x[index], &copied, &failed);
        if (unused != NULL) {
            heap_adopt(&g->p, unused);
        }
        g->x[into] = copied;
        uint64_t before = graph_fingerprint(g);
        good = !failed && graph_step(from) && (i % 3 != 0 || gc_collect(&g->p, 7, i % 9 == 0)) &&
               graph_fingerprint(g) == before;
    }
    CHECK(good);
    CHECK(gc_collect(&g->p, 0, false));
    CHECK(g->p.fragments == NULL && g->p.fragment_words == 0);
    heap_clear(&g->p);
    block_release_spares(&g->vm);
    // The first block was counted in the second machine, and freed in the first.
    literals_clear(&g->vm);
    from->vm.memory_used += g->vm.memory_used;
    from->vm.heap_used += g->vm.heap_used;
    free(g);
    CHECK(graph_free(from) == 0);
}

static void peeked_message_survives(void)
{
    struct graph *g = graph_new(39, HEAP_BOUNDED_FREE);
    for (int i = 0; i < 400; i++) {
        CHECK(graph_step(g));
    }
    struct message *message = NULL;
    for (size_t i = 1; i < GRAPH_ROOTS && (message == NULL || message->words == 0); i++) {
        message_free(&g->vm, message);
        message = message_new(&g->vm, g->x[i]);
    }
    CHECK(message != NULL && message->words > 0);
    g->x[1] = message->value;
    g->p.inbox_next = &message;
    g->p.inbox_end = &message->next;
    g->p.peeking = true;
    CHECK(collect_keeps(g, 10, false));
    CHECK(!g->p.peeking);
    CHECK(g->p.inbox_end == &message->next);
    // The one in the inbox is good for another look.
    g->x[2] = message->value;
    g->p.peeking = true;
    CHECK(collect_keeps(g, 10, true));
    message_free(&g->vm, message);
    CHECK(graph_free(g) == 0);
}

// Every allocation of a collection fails in turn; nothing changes, and the next collection
// succeeds.
static void failed_collection_changes_nothing(void)
{
    struct graph *g = graph_new(40, HEAP_BOUNDED_FREE);
    for (int round = 0; round < 60; round++) {
        for (int i = 0; i < 50; i++) {
            CHECK(graph_step(g));
        }
        uint64_t before = graph_fingerprint(g);
        size_t used = g->vm.memory_used;
        bool major = round % 4 == 0;
        // The limit is raised step by step; so first the one, then the other of two blocks fails.
        for (size_t limit = used + 1; limit < used * 8; limit += 1 + used / 8) {
            g->vm.options.max_memory = limit;
            g->p.out_of_memory = false;
            bool collected = gc_collect(&g->p, 20, major);
            g->p.exception = NONE;
            g->p.exception_trace = NIL;
            CHECK(graph_fingerprint(g) == before);
            if (collected) {
                break;
            }
            CHECK(g->p.out_of_memory);
            CHECK(g->vm.memory_used == used);
        }
        g->vm.options.max_memory = 0;
        g->p.out_of_memory = false;
        CHECK(collect_keeps(g, 20, major));
    }
    CHECK(graph_free(g) == 0);
}

static void impossible_need_is_refused(void)
{
    struct graph *g = graph_new(41, HEAP_BOUNDED_FREE);
    CHECK(!heap_ensure(&g->p, SIZE_MAX / 2));
    CHECK(g->p.out_of_memory);
    CHECK(!heap_ensure(&g->p, SIZE_MAX / sizeof(term) - 10));
    CHECK(!heap_ensure(&g->p, SIZE_MAX / sizeof(term) / 2 + 1));
    g->p.exception = NONE;
    g->p.exception_trace = NIL;
    CHECK(collect_keeps(g, 1, true));
    CHECK(graph_free(g) == 0);
}

static void max_heap_is_kept(void)
{
    struct graph *g = graph_new(42, HEAP_BOUNDED_FREE);
    CHECK(process_own(&g->p));
    g->p.extra->max_heap_words = 20000;
    size_t count = 0;
    while (count < 100000 && heap_ensure(&g->p, 2)) {
        g->x[1] = build_cons(&g->p, NIL, g->x[1]);
        count++;
    }
    CHECK(g->p.out_of_memory);
    g->p.exception = NONE;
    CHECK(count * 2 <= 20000);
    CHECK(count * 2 >= 9000);
    CHECK(graph_free(g) == 0);
}

// A loop that only makes large binaries must not keep many.
static void shared_binaries_are_freed_in_time(void)
{
    struct graph *g = graph_new(43, HEAP_BOUNDED_FREE);
    size_t peak = 0;
    for (int i = 0; i < 5000; i++) {
        CHECK(graph_refc(g, 1 + graph_random(g, 2)));
        peak = g->vm.refc_bytes > peak ? g->vm.refc_bytes : peak;
    }
    CHECK(peak < 3 * AVM_OFFHEAP_BYTES);
    CHECK(graph_free(g) == 0);
}

int main(void)
{
    TEST(collect_keeps_random_graphs);
    TEST(collect_keeps_random_graphs_seldom);
    TEST(collect_keeps_stack);
    TEST(collect_keeps_all_kinds_of_roots);
    TEST(collect_frees_garbage);
    TEST(collect_keeps_deep_terms);
    TEST(growth_is_amortised);
    TEST(heap_shrinks_when_mostly_free);
    TEST(fragments_are_merged);
    TEST(peeked_message_survives);
    TEST(failed_collection_changes_nothing);
    TEST(impossible_need_is_refused);
    TEST(max_heap_is_kept);
    TEST(shared_binaries_are_freed_in_time);
    return test_done();
}
