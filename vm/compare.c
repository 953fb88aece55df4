// SPDX-License-Identifier: Apache-2.0
// compare.c: order and equality of terms.
//
// Terms nest to any depth, so what is still to be compared is kept in an explicit stack of runs of
// words (struct frame). A list or tuple takes one frame however long it is; the stack starts in the
// C frame of the function and moves to memory of the machine when that is full.
//
// Memory: when there is none, the answer is "different" and the running process is marked
// out_of_memory, which ends it when its turn is over. Only terms that nest deeper than the first
// frames, and the order of two hash maps, can come to that.
//
// Hash maps with the same keys have the same nodes (map.c), so equality walks the two tries side by
// side. Their order goes by the sorted keys, then by the values in the order of the keys: both are
// sorted in memory of the machine, by a merge sort that is itself a frame, because comparing two
// keys may mean sorting maps inside of them.

#include "vm/compare.h"

#include <string.h>

#include "vm/atom.h"
#include "vm/binary.h"
#include "vm/machine.h"
#include "vm/map.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/pause.h"

#define FIRST_FRAMES 24

enum frame_kind {
    FRAME_TERMS, // pairs of terms
    FRAME_NODES, // pairs of map nodes (equality only)
    FRAME_SORT,  // order->sorter waits for the result of a comparison (order only)
    FRAME_OWNER, // frees order when it is reached (order only)
};

struct frame {
    union {
        const term *a;
        struct map_order *order;
    };
    const term *b;
    size_t count;
    uint8_t stride;
    uint8_t kind;
    bool exact;
};

struct work {
    const struct vm *vm;
    struct frame *frames;
    size_t count, capacity;
    size_t pace; // pause.h
    struct frame first[FIRST_FRAMES];
};

// The machine behind the pointer is never a constant object; comparing changes only its memory
// accounting.
static struct vm *work_machine(const struct work *work)
{
    return (struct vm *) work->vm;
}

static void work_init(struct work *work, const struct vm *vm)
{
    work->vm = vm;
    work->frames = work->first;
    work->count = 0;
    work->capacity = FIRST_FRAMES;
    work->pace = 0;
}

static void work_clear(struct work *work)
{
    if (work->frames != work->first) {
        memory_free(work_machine(work), work->frames, work->capacity * sizeof *work->frames);
    }
}

static bool work_out_of_memory(struct work *work)
{
    struct vm *vm = work_machine(work);
    const struct scheduler *scheduler = threads_scheduler(vm);
    if (scheduler != NULL && scheduler->current != NULL) {
        scheduler->current->out_of_memory = true;
    }
    return false;
}

static bool work_grow(struct work *work)
{
    size_t old_size = work->capacity * sizeof *work->frames;
    struct frame *frames = memory_alloc(work_machine(work), old_size * 2);
    if (frames == NULL) {
        return work_out_of_memory(work);
    }
    memcpy(frames, work->frames, old_size);
    work_clear(work);
    work->frames = frames;
    work->capacity *= 2;
    return true;
}

// A run of count pairs, stride words from one to the next. False: no memory.
static bool work_push(struct work *work, const term *a, const term *b, size_t count,
                      unsigned stride, enum frame_kind kind, bool exact)
{
    if (count == 0) {
        return true;
    }
    if (work->count == work->capacity && !work_grow(work)) {
        return false;
    }
    struct frame *frame = &work->frames[work->count++];
    frame->a = a;
    frame->b = b;
    frame->count = count;
    frame->stride = (uint8_t) stride;
    frame->kind = (uint8_t) kind;
    frame->exact = exact;
    return true;
}

static bool is_number(term t)
{
    return is_integer(t) || is_float(t);
}

// Identity of funs

static int compare_size(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

// Order of the functions two closures were made of: module, index in its table, unique number.
static int compare_fun_entries(const struct vm *vm, const struct fun_entry *a,
                               const struct fun_entry *b)
{
    if (a == b) {
        return 0;
    }
    int r = atom_compare(vm, a->module->name, b->module->name);
    if (r == 0) {
        r = compare_size(a->index, b->index);
    }
    if (r == 0) {
        r = compare_size(a->old_uniq, b->old_uniq);
    }
    return r;
}

static const struct fun_entry *fun_entry_of(const term *object)
{
    return (const struct fun_entry *) object[1]; // raw pointer, see term.h
}

static const struct export *export_of(const term *object)
{
    return (const struct export *) object[1]; // raw pointer, see term.h
}

// Equality

enum verdict { DIFFERENT, SAME, PUSHED };

static enum verdict verdict_if(bool same)
{
    return same ? SAME : DIFFERENT;
}

static enum verdict verdict_pushed(bool pushed)
{
    return pushed ? PUSHED : DIFFERENT;
}

static bool bitstrings_equal(term a, term b)
{
    struct bits x, y;
    bits_of(a, &x);
    bits_of(b, &y);
    if (x.size != y.size) {
        return false;
    }
    if (((x.offset | y.offset | x.size) & 7) == 0) {
        return memcmp(x.bytes + x.offset / 8, y.bytes + y.offset / 8, x.size / 8) == 0;
    }
    return bits_compare(&x, &y) == 0;
}

static enum verdict equal_maps(struct work *work, const term *x, const term *y, bool exact)
{
    if (x[0] != y[0]) {
        return DIFFERENT;
    }
    size_t count = header_arity(x[0]) - 1;
    const term *keys = boxed_object(x[1]), *other_keys = boxed_object(y[1]);
    if (!work_push(work, x + 2, y + 2, count, 1, FRAME_TERMS, exact)) {
        return DIFFERENT;
    }
    if (keys != other_keys &&
        !work_push(work, keys + 1, other_keys + 1, count, 1, FRAME_TERMS, true)) {
        return DIFFERENT;
    }
    return PUSHED;
}

// Nodes of two tries of the same size: same keys at the same places, or different maps.
static enum verdict equal_nodes(struct work *work, term a, term b, bool exact)
{
    const term *x = boxed_object(a), *y = boxed_object(b);
    if (x[0] != y[0] || memcmp(x + 1, y + 1, MAP_NODE_HEAD * sizeof(term)) != 0) {
        return DIFFERENT;
    }
    size_t pairs = map_node_pairs(x), children = map_node_children(x);
    x += 1 + MAP_NODE_HEAD;
    y += 1 + MAP_NODE_HEAD;
    return verdict_pushed(
        work_push(work, x + 2 * pairs, y + 2 * pairs, children, 1, FRAME_NODES, exact) &&
        work_push(work, x + 1, y + 1, pairs, 2, FRAME_TERMS, exact) &&
        work_push(work, x, y, pairs, 2, FRAME_TERMS, true));
}

static enum verdict equal_floats(term a, term b, bool exact)
{
    // =:= tells 0.0 from -0.0 (since OTP 27).
    return verdict_if(exact ? memcmp(boxed_object(a) + 1, boxed_object(b) + 1, sizeof(double)) == 0
                            : float_value(a) == float_value(b));
}

// Two boxed terms that are not the same word.
static enum verdict equal_boxed(struct work *work, term a, term b, bool exact)
{
    const term *x = boxed_object(a), *y = boxed_object(b);
    size_t arity = header_arity(x[0]);
    switch (header_tag(x[0])) {
    case TAG_TUPLE:
        return x[0] != y[0]
                   ? DIFFERENT
                   : verdict_pushed(work_push(work, x + 1, y + 1, arity, 1, FRAME_TERMS, exact));
    case TAG_RECORD:
        // The definition holds atoms only, and the sizes of two records with one definition agree.
        return x[0] != y[0]
                   ? DIFFERENT
                   : verdict_pushed(work_push(work, x + 1, y + 1, arity, 1, FRAME_TERMS, exact));
    case TAG_BIG_POS:
    case TAG_BIG_NEG:
        if (header_tag(y[0]) == TAG_FLOAT) {
            return verdict_if(!exact && number_compare(a, b) == 0);
        }
        return verdict_if(x[0] == y[0] && memcmp(x + 1, y + 1, arity * sizeof(term)) == 0);
    case TAG_FLOAT:
        if (header_tag(y[0]) == TAG_FLOAT) {
            return equal_floats(a, b, exact);
        }
        return verdict_if(!exact && is_big(b) && number_compare(a, b) == 0);
    case TAG_REF:
        return verdict_if(x[0] == y[0] && ref_id(a) == ref_id(b));
    case TAG_FUN:
        if (x[0] != y[0] || compare_fun_entries(work->vm, fun_entry_of(x), fun_entry_of(y)) != 0) {
            return DIFFERENT;
        }
        return verdict_pushed(work_push(work, x + 2, y + 2, arity - 1, 1, FRAME_TERMS, exact));
    case TAG_EXPORT:
        return verdict_if(x[0] == y[0] && x[1] == y[1]); // one struct export for each name
    case TAG_EXTERNAL:
        return verdict_if(x[0] == y[0] && memcmp(x + 1, y + 1, arity * sizeof(term)) == 0);
    case TAG_MAP:
        return header_tag(y[0]) == TAG_MAP ? equal_maps(work, x, y, exact) : DIFFERENT;
    case TAG_MAP_HASH:
        return x[0] != y[0] || x[1] != y[1] ? DIFFERENT : equal_nodes(work, x[2], y[2], exact);
    default:
        return verdict_if(is_bitstring(a) && is_bitstring(b) && bitstrings_equal(a, b));
    }
}

// Lists: walks along while the heads are the same word.
static enum verdict equal_lists(struct work *work, term a, term b, bool exact)
{
    for (;;) {
        const term *x = cons_cell(a), *y = cons_cell(b);
        if (x[0] != y[0]) {
            if (both_immediate(x[0], y[0])) {
                return DIFFERENT;
            }
            return verdict_pushed(
                work_push(work, x + 1, y + 1, x[1] != y[1], 1, FRAME_TERMS, exact) &&
                work_push(work, x, y, 1, 1, FRAME_TERMS, exact));
        }
        a = x[1];
        b = y[1];
        pause_often(work->vm, &work->pace, 1);
        if (a == b) {
            return SAME;
        }
        if (!is_cons(a) || !is_cons(b)) {
            return verdict_pushed(work_push(work, x + 1, y + 1, 1, 1, FRAME_TERMS, exact));
        }
    }
}

static enum verdict equal_pair(struct work *work, term a, term b, bool exact)
{
    if (is_boxed(a) && is_boxed(b)) {
        return equal_boxed(work, a, b, exact);
    }
    if (is_cons(a) && is_cons(b)) {
        return equal_lists(work, a, b, exact);
    }
    if (!exact && is_number(a) && is_number(b)) {
        return verdict_if(number_compare(a, b) == 0);
    }
    return DIFFERENT;
}

static bool equal(const struct vm *vm, term a, term b, bool exact)
{
    struct work work;
    work_init(&work, vm);
    enum verdict verdict = equal_pair(&work, a, b, exact);
    while (verdict != DIFFERENT && work.count > 0) {
        struct frame *frame = &work.frames[work.count - 1];
        pause_often(vm, &work.pace, 1);
        a = *frame->a;
        b = *frame->b;
        frame->a += frame->stride;
        frame->b += frame->stride;
        if (--frame->count == 0) {
            work.count--; // the frame is still read below: nothing was pushed over it yet
        }
        if (a == b) {
            verdict = SAME;
        } else if (frame->kind == FRAME_NODES) {
            verdict = equal_nodes(&work, a, b, frame->exact);
        } else if (both_immediate(a, b)) {
            verdict = DIFFERENT;
        } else {
            verdict = equal_pair(&work, a, b, frame->exact);
        }
    }
    work_clear(&work);
    return verdict != DIFFERENT;
}

bool term_equal_exact_slow(const struct vm *vm, term a, term b)
{
    return equal(vm, a, b, true);
}

bool term_equal_slow(const struct vm *vm, term a, term b)
{
    return equal(vm, a, b, false);
}

// Order

// number < atom < reference < fun < port < pid < tuple < native record < map < [] < list <
// bitstring
enum rank {
    RANK_NUMBER,
    RANK_ATOM,
    RANK_REFERENCE,
    RANK_FUN,
    RANK_PORT,
    RANK_PID,
    RANK_TUPLE,
    RANK_RECORD,
    RANK_MAP,
    RANK_NIL,
    RANK_LIST,
    RANK_BITSTRING,
};

static enum rank rank_of_external(term t)
{
    switch (small_value(boxed_object(t)[1])) {
    case EXTERNAL_PID:
        return RANK_PID;
    case EXTERNAL_PORT:
        return RANK_PORT;
    default:
        return RANK_REFERENCE;
    }
}

static enum rank rank_of_boxed(term t)
{
    switch (header_tag(*boxed_object(t))) {
    case TAG_TUPLE:
        return RANK_TUPLE;
    case TAG_BIG_POS:
    case TAG_BIG_NEG:
    case TAG_FLOAT:
        return RANK_NUMBER;
    case TAG_REF:
        return RANK_REFERENCE;
    case TAG_FUN:
    case TAG_EXPORT:
        return RANK_FUN;
    case TAG_RECORD:
        return RANK_RECORD;
    case TAG_MAP:
    case TAG_MAP_HASH:
        return RANK_MAP;
    case TAG_EXTERNAL:
        return rank_of_external(t);
    default:
        return RANK_BITSTRING;
    }
}

static enum rank rank_of(term t)
{
    if (is_cons(t)) {
        return RANK_LIST;
    }
    if (is_boxed(t)) {
        return rank_of_boxed(t);
    }
    if (is_small(t)) {
        return RANK_NUMBER;
    }
    if (is_atom(t)) {
        return RANK_ATOM;
    }
    return is_local_pid(t) ? RANK_PID : is_local_port(t) ? RANK_PORT : RANK_NIL;
}

// Integers before floats when exact, else by value.
static int order_numbers(term a, term b, bool exact)
{
    if (both_small(a, b)) {
        return small_value(a) < small_value(b) ? -1 : small_value(a) > small_value(b);
    }
    if (!exact) {
        return number_compare(a, b);
    }
    bool a_float = is_float(a), b_float = is_float(b);
    if (a_float != b_float) {
        return a_float ? 1 : -1;
    }
    int r = number_compare(a, b);
    if (r == 0 && a_float && equal_floats(a, b, true) == DIFFERENT) {
        return 1.0 / float_value(a) < 0 ? -1 : 1; // -0.0 before 0.0
    }
    return r;
}

// What pids, ports and references are compared by. Local ones have the node of this machine and
// creation 0.
struct identity {
    term node;
    term creation;
    size_t count;   // of id words
    uint32_t id[5]; // the last is the most significant
};

static void identity_of(term t, struct identity *identity)
{
    identity->node = ATOM_nonode_at_nohost;
    identity->creation = 0;
    if (is_immediate(t)) {
        identity->count = 2;
        identity->id[0] = pid_number(t); // a port number is in the same place
        identity->id[1] = 0;
    } else if (is_boxed_tag(t, TAG_REF)) {
        uint64_t id = ref_id(t);
        identity->count = 2;
        identity->id[0] = (uint32_t) id;
        identity->id[1] = (uint32_t) (id >> 32);
    } else {
        const term *object = boxed_object(t);
        size_t count = header_arity(object[0]) - 3;
        identity->node = object[2];
        identity->creation = object[3];
        identity->count = count > 5 ? 5 : count;
        for (size_t i = 0; i < identity->count; i++) {
            identity->id[i] = (uint32_t) object[4 + i];
        }
    }
}

static int order_ids(const struct identity *x, const struct identity *y)
{
    if (x->count != y->count) {
        return compare_size(x->count, y->count);
    }
    for (size_t i = x->count; i-- > 0;) {
        if (x->id[i] != y->id[i]) {
            return x->id[i] < y->id[i] ? -1 : 1;
        }
    }
    return 0;
}

static int order_identities(const struct vm *vm, term a, term b, enum rank rank)
{
    struct identity x, y;
    identity_of(a, &x);
    identity_of(b, &y);
    int ids = order_ids(&x, &y);
    if (rank == RANK_PID && ids != 0) {
        return ids; // pids go by number first, ports and references by node
    }
    if (x.node != y.node) {
        return atom_compare(vm, x.node, y.node);
    }
    return x.creation != y.creation ? compare_size(x.creation, y.creation) : ids;
}

static int order_exports(const struct vm *vm, const struct export *a, const struct export *b)
{
    int r = atom_compare(vm, a->module_name, b->module_name);
    if (r == 0) {
        r = atom_compare(vm, a->function, b->function);
    }
    return r != 0 ? r : compare_size(a->arity, b->arity);
}

static int order_bitstrings(term a, term b)
{
    struct bits x, y;
    bits_of(a, &x);
    bits_of(b, &y);
    return bits_compare(&x, &y);
}

// Sorting the pairs of two hash maps. Bottom-up merge sort: runs of `width` pairs of `from` are
// merged into `to`.
struct sorter {
    term *from, *to;
    size_t count, width;
    size_t start, left, middle, right, end; // runs [start, middle) and [middle, end); next of each
};

struct map_order {
    size_t count;
    struct sorter sorters[2];
    int sorting; // which of them
    bool asked;  // a comparison of two keys is under way
    bool exact;  // for the values
    term data[]; // pairs of a, pairs of b, room
};

static size_t map_order_size(size_t count)
{
    return sizeof(struct map_order) + 6 * count * sizeof(term);
}

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

static void sorter_start_run(struct sorter *s, size_t start)
{
    s->start = s->left = start;
    s->middle = s->right = at_most(start + s->width, s->count);
    s->end = at_most(start + 2 * s->width, s->count);
}

static void sorter_init(struct sorter *s, term *pairs, term *room, size_t count)
{
    s->from = pairs;
    s->to = room;
    s->count = count;
    s->width = 1;
    sorter_start_run(s, 0);
}

static void sorter_take(struct sorter *s, size_t *from)
{
    size_t at = s->start + (s->left - s->start) + (s->right - s->middle);
    memcpy(s->to + 2 * at, s->from + 2 * *from, 2 * sizeof(term));
    ++*from;
}

// Up to the next two keys that must be compared: true. False: sorted, in s->from.
static bool sorter_next(struct sorter *s, term *a, term *b)
{
    while (s->width < s->count) {
        if (s->left < s->middle && s->right < s->end) {
            *a = s->from[2 * s->left];
            *b = s->from[2 * s->right];
            return true;
        }
        while (s->left < s->middle) {
            sorter_take(s, &s->left);
        }
        while (s->right < s->end) {
            sorter_take(s, &s->right);
        }
        size_t start = s->end;
        if (start == s->count) {
            term *swap = s->from;
            s->from = s->to;
            s->to = swap;
            s->width *= 2;
            start = 0;
        }
        sorter_start_run(s, start);
    }
    return false;
}

// Two hash maps of the same size: a FRAME_SORT that first sorts a's keys, then b's, then becomes
// the comparison.
static bool push_map_order(struct work *work, term a, term b, bool exact)
{
    size_t count = map_size(a);
    struct map_order *order = memory_alloc(work_machine(work), map_order_size(count));
    if (order == NULL) {
        return work_out_of_memory(work);
    }
    order->count = count;
    order->sorting = 0;
    order->asked = false;
    order->exact = exact;
    map_pairs(work->vm, a, order->data);
    map_pairs(work->vm, b, order->data + 2 * count);
    sorter_init(&order->sorters[0], order->data, order->data + 4 * count, count);
    if (!work_push(work, NULL, NULL, 1, 0, FRAME_SORT, true)) {
        memory_free(work_machine(work), order, map_order_size(count));
        return false;
    }
    work->frames[work->count - 1].order = order;
    return true;
}

// The sorting frame on top goes on; r is the order of the two keys it asked for last. True: compare
// *a and *b for it. False: sorted; frames for keys and values are over it, *r is 0, or not 0 when
// there is no memory.
static bool continue_map_order(struct work *work, int *r, term *a, term *b)
{
    struct frame *frame = &work->frames[work->count - 1];
    struct map_order *order = frame->order;
    struct sorter *s = &order->sorters[order->sorting];
    if (order->asked) {
        sorter_take(s, *r <= 0 ? &s->left : &s->right);
    }
    order->asked = true;
    if (sorter_next(s, a, b)) {
        return true;
    }
    size_t count = order->count;
    if (order->sorting == 0) {
        order->sorting = 1;
        sorter_init(&order->sorters[1], order->data + 2 * count, s->to, count);
        if (sorter_next(&order->sorters[1], a, b)) {
            return true;
        }
    }
    frame->kind = FRAME_OWNER;
    const term *x = order->sorters[0].from, *y = order->sorters[1].from;
    bool pushed = work_push(work, x + 1, y + 1, count, 2, FRAME_TERMS, order->exact) &&
                  work_push(work, x, y, count, 2, FRAME_TERMS, true);
    *r = pushed ? 0 : -1;
    return false;
}

static int order_maps(struct work *work, term a, term b, bool exact)
{
    size_t size = map_size(a);
    if (size != map_size(b)) {
        return compare_size(size, map_size(b));
    }
    if (is_boxed_tag(a, TAG_MAP_HASH)) {
        return push_map_order(work, a, b, exact) ? 0 : -1;
    }
    // Equal maps are the same for equality; the frames are the same as well.
    return equal_maps(work, boxed_object(a), boxed_object(b), exact) == DIFFERENT ? -1 : 0;
}

static int order_funs(struct work *work, term a, term b, bool exact)
{
    const term *x = boxed_object(a), *y = boxed_object(b);
    if (header_tag(x[0]) != header_tag(y[0])) {
        return header_tag(x[0]) == TAG_FUN ? -1 : 1; // closures before fun M:F/A
    }
    if (header_tag(x[0]) == TAG_EXPORT) {
        return order_exports(work->vm, export_of(x), export_of(y));
    }
    int r = compare_fun_entries(work->vm, fun_entry_of(x), fun_entry_of(y));
    if (r != 0) {
        return r;
    }
    size_t count = header_arity(x[0]) - 1;
    if (x[0] != y[0]) {
        return compare_size(count, header_arity(y[0]) - 1);
    }
    return work_push(work, x + 2, y + 2, count, 1, FRAME_TERMS, exact) ? 0 : -1;
}

static int order_records(struct work *work, term a, term b, bool exact)
{
    const term *x = boxed_object(a), *y = boxed_object(b);
    const term *p = boxed_object(x[1]), *q = boxed_object(y[1]);
    size_t count = at_most(header_arity(p[0]), header_arity(q[0]));
    for (size_t i = 1; i <= count; i++) { // definitions: atoms
        if (p[i] != q[i]) {
            return atom_compare(work->vm, p[i], q[i]);
        }
    }
    if (x[0] != y[0]) {
        return compare_size(header_arity(x[0]), header_arity(y[0]));
    }
    return work_push(work, x + 2, y + 2, header_arity(x[0]) - 1, 1, FRAME_TERMS, exact) ? 0 : -1;
}

// Lists: walks along while heads are the same word or small integers.
static int order_lists(struct work *work, term a, term b, bool exact)
{
    for (;;) {
        const term *x = cons_cell(a), *y = cons_cell(b);
        if (x[0] != y[0]) {
            if (both_small(x[0], y[0])) {
                return order_numbers(x[0], y[0], exact);
            }
            return work_push(work, x + 1, y + 1, x[1] != y[1], 1, FRAME_TERMS, exact) &&
                           work_push(work, x, y, 1, 1, FRAME_TERMS, exact)
                       ? 0
                       : -1;
        }
        a = x[1];
        b = y[1];
        pause_often(work->vm, &work->pace, 1);
        if (a == b) {
            return 0;
        }
        if (!is_cons(a) || !is_cons(b)) {
            return work_push(work, x + 1, y + 1, 1, 1, FRAME_TERMS, exact) ? 0 : -1;
        }
    }
}

// Two terms that are not the same word. 0: equal so far, the rest was pushed.
static int order_pair(struct work *work, term a, term b, bool exact)
{
    enum rank rank = rank_of(a), other = rank_of(b);
    if (rank != other) {
        return rank < other ? -1 : 1;
    }
    const term *x, *y;
    switch (rank) {
    case RANK_NUMBER:
        return order_numbers(a, b, exact);
    case RANK_ATOM:
        return atom_compare(work->vm, a, b);
    case RANK_REFERENCE:
    case RANK_PORT:
    case RANK_PID:
        return order_identities(work->vm, a, b, rank);
    case RANK_FUN:
        return order_funs(work, a, b, exact);
    case RANK_TUPLE:
        x = boxed_object(a);
        y = boxed_object(b);
        if (x[0] != y[0]) {
            return compare_size(header_arity(x[0]), header_arity(y[0]));
        }
        return work_push(work, x + 1, y + 1, header_arity(x[0]), 1, FRAME_TERMS, exact) ? 0 : -1;
    case RANK_RECORD:
        return order_records(work, a, b, exact);
    case RANK_MAP:
        return order_maps(work, a, b, exact);
    case RANK_NIL:
        return 0;
    case RANK_LIST:
        return order_lists(work, a, b, exact);
    case RANK_BITSTRING:
        break;
    }
    return order_bitstrings(a, b);
}

// The next two terms to compare. r is the result of the last two. False: all is done, with r.
static bool order_next(struct work *work, int *r, term *a, term *b, bool *exact)
{
    while (work->count > 0) {
        struct frame *frame = &work->frames[work->count - 1];
        if (frame->kind == FRAME_SORT) {
            *exact = true;
            if (continue_map_order(work, r, a, b)) {
                return true;
            }
        } else if (frame->kind == FRAME_OWNER) {
            memory_free(work_machine(work), frame->order, map_order_size(frame->order->count));
            work->count--;
        } else if (*r != 0) {
            work->count--;
        } else {
            *a = *frame->a;
            *b = *frame->b;
            *exact = frame->exact;
            frame->a += frame->stride;
            frame->b += frame->stride;
            if (--frame->count == 0) {
                work->count--;
            }
            return true;
        }
    }
    return false;
}

static int order(const struct vm *vm, term a, term b, bool exact)
{
    struct work work;
    work_init(&work, vm);
    int r;
    do {
        r = a == b ? 0 : order_pair(&work, a, b, exact);
        pause_often(vm, &work.pace, 1);
    } while (order_next(&work, &r, &a, &b, &exact));
    work_clear(&work);
    return r;
}

int term_compare(const struct vm *vm, term a, term b)
{
    if (a == b) {
        return 0;
    }
    if (both_small(a, b)) {
        return small_value(a) < small_value(b) ? -1 : 1;
    }
    if (is_atom(a) && is_atom(b)) {
        return atom_compare(vm, a, b);
    }
    if (is_float(a) && is_float(b)) {
        double x = float_value(a), y = float_value(b);
        return (x > y) - (x < y);
    }
    return order(vm, a, b, false);
}

int term_compare_exact(const struct vm *vm, term a, term b)
{
    if (a == b) {
        return 0;
    }
    if (both_small(a, b)) {
        return small_value(a) < small_value(b) ? -1 : 1;
    }
    if (is_atom(a) && is_atom(b)) {
        return atom_compare(vm, a, b);
    }
    return order(vm, a, b, true);
}
