// SPDX-License-Identifier: Apache-2.0
// gc.c: the collector: copies what is reachable, breadth first, without recursion (Cheney).
//
// What is copied where, by where it is found:
//
//   young block, below high_water   survived once   -> old generation, when there is one or is to
//   be one young block, above              new             -> new young block adopted fragments new
//   -> new young block old block                                       -> stays (minor); new old
//   block (major) literals                                        -> stay
//
// A small heap has no old generation: everything goes to the new young block each time. Old objects
// refer to old ones and literals only (process.h), so a minor collection needs not look at the old
// block.
//
// A copied object leaves a forwarding mark: an object's header is replaced by the boxed pointer to
// the copy; a cell's head by the address of the copy, which has the tag of a header and so is never
// a value.
//
// All memory is allocated before anything moves, for the worst case that everything is alive. So a
// failure leaves the process as it was.

#include <string.h>

#include "platforms/platform.h"
#include "vm/dictionary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/receive_marker.h"

// Objects up to so many words are copied by a loop, larger ones by memcpy.
#define COPY_LOOP_WORDS 16

// The old generation is collected at the latest after so many minor collections.
#define MINOR_MAX 65535u

// Turns without a collection after which a process counts as not busy.
#define NURSERY_TURNS 32u

struct collector {
    // Where objects are found. Sizes in bytes. Objects at young + x with x < mature_size go to the
    // old generation.
    uintptr_t young, young_size, mature_size;
    uintptr_t old, old_size;
    bool old_moves;  // objects of the old block are copied
    bool old_to_old; // ... to the new old block, else to the young one
    uintptr_t literals, literals_size;
    // Where they go
    term *young_top, *old_top;
};

// Where the copy of an object goes that is in the young block, `at` bytes behind its start.
static inline term *take_young(struct collector *c, uintptr_t at, size_t words)
{
    term *to;
    if (at >= c->mature_size) {
        to = c->young_top;
        c->young_top += words;
    } else {
        to = c->old_top;
        c->old_top += words;
    }
    return to;
}

// The same for an object of the old block (when it is collected) or of a fragment.
static inline term *take_other(struct collector *c, const term *object, size_t words)
{
    term *to;
    if (c->old_to_old && (uintptr_t) object - c->old < c->old_size) {
        to = c->old_top;
        c->old_top += words;
    } else {
        to = c->young_top;
        c->young_top += words;
    }
    return to;
}

// Is the object, which is not in the young block, one that is not copied? Then it is not even read:
// a minor collection does not touch the old block.
static inline bool stays(const struct collector *c, const term *object)
{
    return (uintptr_t) object - c->old < c->old_size
               ? !c->old_moves
               : (uintptr_t) object - c->literals < c->literals_size;
}

static inline term copy_cons(term *cell, term head, term *to)
{
    to[0] = head;
    to[1] = cell[1];
    cell[0] = (term) to;
    return make_cons(to);
}

static inline term move_cons(struct collector *c, term t)
{
    term *cell = cons_cell(t);
    uintptr_t at = (uintptr_t) cell - c->young;
    bool in_young = at < c->young_size;
    if (!in_young && stays(c, cell)) {
        return t;
    }
    term head = cell[0];
    if ((head & TAG_PRIMARY_MASK) == TAG_HEADER) {
        return head | TAG_LIST;
    }
    return copy_cons(cell, head, in_young ? take_young(c, at, 2) : take_other(c, cell, 2));
}

static inline term copy_boxed(term *object, term header, term *to, size_t words)
{
    to[0] = header;
    if (words <= COPY_LOOP_WORDS) {
        for (size_t i = 1; i < words; i++) {
            to[i] = object[i];
        }
    } else {
        memcpy(to + 1, object + 1, (words - 1) * sizeof(term));
    }
    object[0] = make_boxed(to);
    return make_boxed(to);
}

static inline term move_boxed(struct collector *c, term t)
{
    term *object = boxed_object(t);
    uintptr_t at = (uintptr_t) object - c->young;
    bool in_young = at < c->young_size;
    if (!in_young && stays(c, object)) {
        return t;
    }
    term header = object[0];
    if ((header & TAG_PRIMARY_MASK) != TAG_HEADER) {
        return header;
    }
    size_t words = header_arity(header) + 1;
    term *to = in_young ? take_young(c, at, words) : take_other(c, object, words);
    return copy_boxed(object, header, to, words);
}

static inline void move_slot(struct collector *c, term *slot)
{
    term t = *slot;
    if (is_boxed(t)) {
        *slot = move_boxed(c, t);
    } else if (is_cons(t)) {
        *slot = move_cons(c, t);
    }
}

// Words that are terms, or raw with the tag of a header: a stack, registers, a dictionary.
static void move_roots(struct collector *shared, term *slots, size_t count)
{
    struct collector c = *shared;
    for (size_t i = 0; i < count; i++) {
        move_slot(&c, &slots[i]);
    }
    *shared = c;
}

// The words of the object at `at` that are no plain terms: correct what refers to others. The
// object's size, or for those whose other words are terms, what is before them.
static inline size_t scan_header(struct collector *c, term *at, term header)
{
    switch (header_tag(header)) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        return 1;
    case TAG_FUN:
        return 2;
#if AVM_ATOMICS
    case TAG_REF:
        return header_arity(header); // the last word is a term
#endif
    case TAG_BIN_SUB:
        move_slot(c, at + BIN_SUB_OF);
        break;
    case TAG_MATCH:
        // Indices as in binary.h.
        move_slot(c, at + 1);
        if (is_boxed_tag(at[1], TAG_BIN_HEAP)) {
            at[2] = (term) (boxed_object(at[1]) + 2);
        }
        break;
    default:
        break;
    }
    return header_arity(header) + 1;
}

// Scan the copies from `at` to the top of the young or old block; returns the top.
static term *scan(struct collector *shared, term *at, bool old)
{
    struct collector c = *shared;
    while (at < (old ? c.old_top : c.young_top)) {
        term t = *at;
        switch (t & TAG_PRIMARY_MASK) {
        case TAG_LIST:
            *at++ = move_cons(&c, t);
            break;
        case TAG_BOXED:
            *at++ = move_boxed(&c, t);
            break;
        case TAG_IMMEDIATE:
            at++;
            break;
        default:
            at += scan_header(&c, at, t);
            break;
        }
    }
    *shared = c;
    return at;
}

static void move_all_roots(struct process *p, struct collector *c)
{
    move_roots(c, p->x, p->live);
    move_roots(c, p->stack, (size_t) (p->stack_base - p->stack));
    size_t count;
    term *terms = dictionary_terms(p->dictionary, &count);
    move_roots(c, terms, count);
    for (const struct gc_roots *roots = p->roots; roots != NULL; roots = roots->next) {
        move_roots(c, roots->terms, roots->count);
    }
    move_roots(c, &p->exception, 1);
    move_roots(c, &p->exception_trace, 1);
    move_roots(c, &p->group_leader, 1);
}

// Off-heap objects: the living of a list go to the list of their new place, the others drop their
// bytes.
struct sweep {
    struct vm *vm;
    const term *old_block, *old_top; // the new old block
    term young, old;                 // lists
    size_t young_bytes, old_bytes;
};

static void sweep_list(struct sweep *s, term list)
{
    while (list != NIL) {
        term *object = boxed_object(list);
        list = object[BIN_REFC_LINK];
        if ((object[0] & TAG_PRIMARY_MASK) == TAG_HEADER) {
            refc_release(s->vm, (struct refc *) object[BIN_REFC_DATA]);
            continue;
        }
        term copy = object[0];
        term *to = boxed_object(copy);
        if (to >= s->old_block && to < s->old_top) {
            to[BIN_REFC_LINK] = s->old;
            s->old = copy;
            s->old_bytes += to[BIN_SIZE];
        } else {
            to[BIN_REFC_LINK] = s->young;
            s->young = copy;
            s->young_bytes += to[BIN_SIZE];
        }
    }
}

// What a collection will do, and the memory for it.
struct plan {
    bool promotes;  // survivors of an earlier collection go to the old generation
    bool old_moves; // major, or the old generation is given up
    size_t mature, old_used, stack, worst;
    term *young, *old; // new blocks; old NULL: none or the present one stays
    size_t young_words, old_words;
};

static bool add_words(size_t *sum, size_t words)
{
    *sum += words;
    return *sum >= words && *sum <= SIZE_MAX / sizeof(term);
}

static void plan_kind(const struct process *p, struct plan *plan, bool major)
{
    plan->mature = (size_t) (p->high_water - p->heap);
    plan->old_used = (size_t) (p->extra->old_top - p->extra->old_heap);
    plan->stack = (size_t) (p->stack_base - p->stack);
    if (p->extra->old_heap == NULL) {
        plan->promotes = plan->mature >= (AVM_GC_STRESS ? 1 : AVM_GENERATION_WORDS) &&
                         p->heap_growth != HEAP_MINIMUM;
        plan->old_moves = false;
        return;
    }
    plan->old_moves = major || (size_t) (p->extra->old_end - p->extra->old_top) < plan->mature ||
                      p->extra->old_offheap_bytes > p->extra->old_offheap_limit ||
                      p->extra->since_major >= MINOR_MAX;
    plan->promotes = !plan->old_moves || plan->old_used + plan->mature >= AVM_GENERATION_WORDS;
}

// A process that collects several times in one turn is busy: it gets more room, step by step, so
// that fewer of its objects are alive when the next collection comes. One that collects seldom
// gives it back.
static void adapt_nursery(struct process *p)
{
    uint64_t since = p->reductions_done - p->extra->collected_at;
    p->extra->collected_at = p->reductions_done;
    if (AVM_GC_STRESS) {
        return;
    }
    if (since == 0) {
        size_t more = p->extra->nursery_words * 2;
        more = more < AVM_MIN_HEAP_WORDS ? AVM_MIN_HEAP_WORDS : more;
        p->extra->nursery_words = more < AVM_NURSERY_WORDS ? more : AVM_NURSERY_WORDS;
    } else if (since > (uint64_t) AVM_REDUCTIONS * NURSERY_TURNS) {
        p->extra->nursery_words /= 2;
    }
}

// Words for heap and stack, `used` of which are in use: room by the growth strategy, and for what a
// busy process builds between collections.
static size_t size_with_nursery(const struct process *p, size_t used, size_t need)
{
    size_t size = heap_size_for(p, used, need);
    size_t floor = used + p->extra->nursery_words;
    return p->heap_growth != HEAP_MINIMUM && size < floor ? floor : size;
}

// Words of the new young block: at least `worst`, better enough to leave a good part free.
static size_t young_size(const struct process *p, const struct plan *plan, size_t need)
{
    // For a large one: whatever survives. For a small one that is not worth twice the memory: what
    // survived last time tells what is to be expected.
    size_t used = plan->worst > AVM_NURSERY_WORDS ? plan->worst - need : plan->mature + plan->stack;
    size_t size = size_with_nursery(p, used, need);
    size_t present = (size_t) (p->stack_base - p->heap);
    if (size < present && p->heap_growth != HEAP_MINIMUM) {
        size = present;
    }
    return size < plan->worst ? plan->worst : size;
}

static term *allocate(struct vm *vm, size_t wanted, size_t least, size_t *words)
{
    *words = wanted;
    term *block = block_new(vm, words);
    if (block == NULL && least < wanted) {
        *words = least;
        block = block_new(vm, words);
    }
    return block;
}

// Decide, and allocate all that is needed. False: no memory; nothing has changed.
static bool plan_collection(struct process *p, struct plan *plan, size_t need, bool major)
{
    plan_kind(p, plan, major);
    plan->worst = (size_t) (p->heap_top - p->heap) - (plan->promotes ? plan->mature : 0);
    if (!add_words(&plan->worst, p->fragment_words) || !add_words(&plan->worst, plan->stack) ||
        !add_words(&plan->worst, plan->promotes || !plan->old_moves ? 0 : plan->old_used) ||
        !add_words(&plan->worst, need)) {
        return false;
    }
    plan->old = NULL;
    plan->old_words = 0;
    if (plan->promotes && (plan->old_moves || p->extra->old_heap == NULL)) {
        size_t least = plan->old_used + plan->mature;
        size_t wanted = heap_size_for(p, least, 0);
        if (wanted < least + AVM_GENERATION_WORDS) {
            wanted = least + AVM_GENERATION_WORDS;
        }
        plan->old = allocate(p->vm, wanted, least, &plan->old_words);
        if (plan->old == NULL) {
            return false;
        }
    }
    plan->young = allocate(p->vm, young_size(p, plan, need), plan->worst, &plan->young_words);
    if (plan->young == NULL) {
        block_free(p->vm, plan->old, plan->old_words);
        return false;
    }
    return true;
}

// Words of the young block that heap and stack get: `used` of them are in use, `need` more are
// wanted. old: words in use of the old block.
static size_t young_part(const struct process *p, const struct plan *plan, size_t used, size_t old,
                         size_t need)
{
    size_t wanted = size_with_nursery(p, used, need);
    size_t present = (size_t) (p->stack_base - p->heap);
    if (wanted < present && p->heap_growth != HEAP_MINIMUM) {
        // Shrink only on large slack: a large heap that is mostly free is collected seldom.
        wanted = present / 4 <= wanted ? present : wanted * 2;
    }
    if (p->extra->max_heap_words != 0 && wanted > used + need &&
        (old >= p->extra->max_heap_words || wanted > p->extra->max_heap_words - old)) {
        size_t left = old < p->extra->max_heap_words ? p->extra->max_heap_words - old : 0;
        wanted = left < used + need ? used + need : left;
    }
    return wanted < plan->young_words ? wanted : plan->young_words;
}

// Where the old generation is full: when as much as is alive now was added, and at least some
// nurseries.
static void set_old_end(struct process *p)
{
    size_t live = (size_t) (p->extra->old_top - p->extra->old_heap);
    size_t room = (size_t) (p->extra->old_block_end - p->extra->old_top);
    size_t wanted = live / AVM_HEAP_FREE_DIVISOR;
    if (wanted < AVM_GENERATION_WORDS) {
        wanted = AVM_GENERATION_WORDS;
    }
    p->extra->old_end = p->extra->old_top + (wanted < room ? wanted : room);
}

// The lists of shared binaries after the move, before the old blocks are freed.
static void sweep_offheap(struct process *p, const struct plan *plan, const term *old_block,
                          const term *old_top)
{
    struct sweep s = {.vm = p->vm, .old_block = old_block, .old_top = old_top, .young = NIL};
    s.old = NIL;
    if (plan->old_moves) {
        sweep_list(&s, p->extra->old_offheap);
    } else {
        s.old = p->extra->old_offheap;
        s.old_bytes = p->extra->old_offheap_bytes;
    }
    sweep_list(&s, p->offheap);
    for (struct message *f = p->fragments; f != NULL; f = f->next) {
        sweep_list(&s, f->offheap);
        f->offheap = NIL;
    }
    p->offheap = s.young;
    p->extra->old_offheap = s.old;
    p->extra->old_offheap_bytes = s.old_bytes;
    p->offheap_bytes = 0;
    p->extra->offheap_limit = s.young_bytes > AVM_OFFHEAP_BYTES ? s.young_bytes : AVM_OFFHEAP_BYTES;
    if (plan->old_moves || p->extra->old_offheap_limit == 0) {
        p->extra->old_offheap_limit =
            s.old_bytes > AVM_OFFHEAP_BYTES ? s.old_bytes * 2 : AVM_OFFHEAP_BYTES;
    }
}

// Move everything as planned. Cannot fail.
static void collect(struct process *p, const struct plan *plan, size_t need)
{
    struct vm *vm = p->vm;
    term *old_block = plan->old != NULL ? plan->old : plan->old_moves ? NULL : p->extra->old_heap;
    // Copies start here. Without an old generation the range is empty, wherever the former one was.
    term *old_start = plan->old != NULL ? plan->old : plan->old_moves ? NULL : p->extra->old_top;
    struct collector c = {
        .young = (uintptr_t) p->heap,
        .young_size = (uintptr_t) p->heap_top - (uintptr_t) p->heap,
        .mature_size = plan->promotes ? plan->mature * sizeof(term) : 0,
        .old = (uintptr_t) p->extra->old_heap,
        .old_size = plan->old_used * sizeof(term),
        .old_moves = plan->old_moves,
        .old_to_old = plan->old_moves && plan->promotes,
        .literals = (uintptr_t) vm->literals,
        .literals_size = (uintptr_t) vm->literals_end - (uintptr_t) vm->literals,
        .young_top = plan->young,
        .old_top = old_start,
    };
    move_all_roots(p, &c);
    term *young_at = plan->young;
    term *old_at = old_start;
    while (young_at < c.young_top || old_at < c.old_top) {
        young_at = scan(&c, young_at, false);
        old_at = scan(&c, old_at, true);
    }
    sweep_offheap(p, plan, old_block, c.old_top);

    size_t live = (size_t) (c.young_top - plan->young);
    size_t old = old_block != NULL ? (size_t) (c.old_top - old_block) : 0;
    size_t part = young_part(p, plan, live + plan->stack, old, need);
    term *stack = plan->young + part - plan->stack;
    memcpy(stack, p->stack, plan->stack * sizeof(term));

    while (p->fragments != NULL) {
        struct message *fragment = p->fragments;
        p->fragments = fragment->next;
        message_free(vm, fragment);
    }
    p->fragment_words = 0;
    block_free(vm, p->heap, heap_block_words(p));
    p->heap = plan->young;
    p->heap_top = c.young_top;
    p->high_water = c.young_top;
    p->stack = stack;
    p->stack_base = plan->young + part;
    p->extra->unused_words = plan->young_words - part;
    if (plan->old_moves) {
        block_free(vm, p->extra->old_heap, (size_t) (p->extra->old_block_end - p->extra->old_heap));
    }
    if (old_block == NULL) {
        p->extra->old_heap = NULL;
        p->extra->old_top = NULL;
        p->extra->old_end = NULL;
        p->extra->old_block_end = NULL;
        return;
    }
    p->extra->old_top = c.old_top;
    if (plan->old != NULL) {
        p->extra->old_heap = plan->old;
        p->extra->old_block_end = plan->old + plan->old_words;
        set_old_end(p);
    }
}

#if AVM_GC_STRESS
// Old objects must not refer to young ones, and no term may point outside.
static void check_term(const struct process *p, term t, bool in_old)
{
    if (is_immediate(t) || (t & TAG_PRIMARY_MASK) == TAG_HEADER) {
        return;
    }
    const term *at = (const term *) (t & ~TAG_PRIMARY_MASK);
    bool good = is_literal(p->vm, at) || (at >= p->extra->old_heap && at < p->extra->old_top) ||
                (!in_old && at >= p->heap && at < p->heap_top);
    if (!good) {
        platform_fatal("collector: a term points outside its heap");
    }
}

static void check_objects(const struct process *p, const term *at, const term *end, bool in_old)
{
    while (at < end) {
        term t = *at;
        if ((t & TAG_PRIMARY_MASK) != TAG_HEADER) {
            check_term(p, t, in_old);
            at++;
            continue;
        }
        switch (header_tag(t)) {
        case TAG_TUPLE:
        case TAG_RECORD:
        case TAG_MAP:
        case TAG_MAP_HASH:
            at++;
            break;
        case TAG_FUN:
            at += 2;
            break;
        case TAG_BIN_SUB:
        case TAG_MATCH:
            check_term(p, at[1], in_old);
            // Fall through
        default:
            at += header_arity(t) + 1;
            break;
        }
    }
}

static void stress_check(struct process *p)
{
    // All of the old block only now and then: it may be large.
    check_objects(p, p->heap, p->heap_top, false);
    if (p->extra->since_major == 0) {
        check_objects(p, p->extra->old_heap, p->extra->old_top, true);
    }
    memset(p->heap_top, 0xda, (size_t) (p->stack - p->heap_top) * sizeof(term));
}
#endif

// The message that is being looked at stays in the inbox: the process goes on with its terms as if
// What the messages that wait count of the most a process may have.
static size_t message_words(struct process *p)
{
    size_t words = 0;
    mailbox_fetch(p);
    for (const struct message *m = p->inbox; m != NULL && !p->messages_off_heap; m = m->next) {
        words += sizeof *m / sizeof(term) + m->words;
    }
    return words;
}

// it had been received, the inbox gets a copy.
static bool adopt_peeked(struct process *p)
{
    struct message *message = *p->inbox_next;
    bool before = pause_forbid(p->vm);
    struct message *copy = message_new(p->vm, message->value);
    pause_allow(p->vm, before);
    if (copy == NULL) {
        return false;
    }
    copy->next = message->next;
    *p->inbox_next = copy;
    if (p->inbox_end == &message->next) {
        p->inbox_end = &copy->next;
    }
    receive_markers_move(p, message, &copy->next);
    heap_adopt(p, message);
    p->peeking = false;
    return true;
}

static size_t words_used(const struct process *p)
{
    return (size_t) (p->heap_top - p->heap) + (size_t) (p->stack_base - p->stack) +
           (size_t) (p->extra->old_top - p->extra->old_heap) + p->fragment_words;
}

bool gc_collect(struct process *p, size_t need, bool major)
{
    struct plan plan;
    if (need > SIZE_MAX / sizeof(term) - HEAP_SLACK) {
        raise_out_of_memory(p);
        return false;
    }
    need += HEAP_SLACK;
#if AVM_GC_STRESS
    major = major ||
            p->extra->since_major >= 16 + (size_t) (p->extra->old_top - p->extra->old_heap) / 64;
#endif
    if (p->peeking && (*p->inbox_next)->words > 0 && !adopt_peeked(p)) {
        raise_out_of_memory(p);
        return false;
    }
    if (!process_own(p)) {
        raise_out_of_memory(p);
        return false;
    }
    adapt_nursery(p);
    for (;;) {
        if (!plan_collection(p, &plan, need, major)) {
            raise_out_of_memory(p);
            return false;
        }
        size_t before = words_used(p);
        collect(p, &plan, need);
        SHARED_ADD(&p->vm->words_reclaimed, before - words_used(p));
        if (plan.old_moves || p->extra->old_heap == NULL) {
            p->extra->collections_major++;
            p->extra->since_major = 0;
            SHARED_ADD(&p->vm->collections_major, 1);
        } else {
            p->extra->collections_minor++;
            p->extra->since_major++;
            SHARED_ADD(&p->vm->collections_minor, 1);
        }
#if AVM_GC_STRESS
        stress_check(p);
#endif
        if (p->extra->max_heap_words == 0 || p->extra->spare_on_max_heap ||
            words_used(p) + need + message_words(p) <= p->extra->max_heap_words) {
            break;
        }
        if (plan.old_moves || p->extra->old_heap == NULL) {
            raise_out_of_memory(p);
            p->exception_class = CLASS_EXIT;
            p->exception = ATOM_killed;
            return false;
        }
        major = true; // perhaps the old generation is mostly garbage
    }
    return true;
}
