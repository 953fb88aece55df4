// SPDX-License-Identifier: Apache-2.0
// bif_list.c: the list functions of the module erlang: length, hd, tl, ++ and --.

#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/pause.h"

// Cells of a list; *end is what the last tail is.
static size_t list_length(const struct vm *vm, term list, term *end)
{
    size_t length = 0, pace = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        length++;
        pause_often(vm, &pace, 1);
    }
    *end = list;
    return length;
}

term bif_erlang_length(struct process *p, term *args)
{
    term end;
    size_t length = list_length(p->vm, args[0], &end);
    return end == NIL ? make_small((sterm) length) : raise_badarg(p);
}

term bif_erlang_hd(struct process *p, term *args)
{
    return is_cons(args[0]) ? cons_head(args[0]) : raise_badarg(p);
}

term bif_erlang_tl(struct process *p, term *args)
{
    return is_cons(args[0]) ? cons_tail(args[0]) : raise_badarg(p);
}

// Copies the left list, except in front of [].
term bif_erlang_append(struct process *p, term *args)
{
    term end;
    size_t length = list_length(p->vm, args[0], &end), pace = 0;
    if (end != NIL) {
        return raise_badarg(p);
    }
    if (length == 0 || args[1] == NIL) {
        return args[length == 0];
    }
    if (!heap_ensure(p, 2 * length)) {
        return NONE;
    }
    term *cells = heap_take(p, 2 * length), *cell = cells;
    for (term list = args[0]; is_cons(list); list = cons_tail(list), cell += 2) {
        cell[0] = cons_head(list);
        cell[1] = make_cons(cell + 2);
        pause_often(p->vm, &pace, 1);
    }
    cell[-1] = args[1];
    return make_cons(cells);
}

// '--': how often each element of the right list is still to be removed. A table in memory of the
// machine, open addressing, keys compared with =:=.
struct removal {
    term value; // NONE: free
    uint32_t hash;
    uint32_t times;
};

struct removals {
    const struct vm *vm;
    struct removal *table;
    size_t capacity; // power of two
    size_t left;     // removals
};

static struct removal *removals_find(const struct removals *r, term value)
{
    uint32_t hash = term_hash(r->vm, value);
    for (size_t at = hash;; at++) {
        struct removal *entry = &r->table[at & (r->capacity - 1)];
        if (entry->value == NONE) {
            entry->hash = hash;
            return entry;
        }
        if (entry->hash == hash && term_equal_exact(r->vm, entry->value, value)) {
            return entry;
        }
    }
}

static bool removals_init(struct removals *r, struct vm *vm, size_t count)
{
    r->vm = vm;
    r->capacity = 16;
    while (r->capacity < 2 * count) {
        r->capacity *= 2;
    }
    r->left = count;
    r->table = count > UINT32_MAX ? NULL : memory_calloc(vm, r->capacity * sizeof *r->table);
    return r->table != NULL;
}

static void removals_note(struct removals *r, term value)
{
    struct removal *entry = removals_find(r, value);
    entry->value = value;
    entry->times++;
}

static bool removals_take(struct removals *r, term value)
{
    struct removal *entry = removals_find(r, value);
    if (entry->value == NONE || entry->times == 0) {
        return false;
    }
    entry->times--;
    r->left--;
    return true;
}

// The short form: the elements to remove, in an array. Those gone are NONE.
static bool few_take(const struct vm *vm, term *values, size_t count, term value)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i] == value || (values[i] != NONE && term_equal_exact(vm, values[i], value))) {
            values[i] = NONE;
            return true;
        }
    }
    return false;
}

#define SUBTRACT_FEW   16
#define SUBTRACT_SHORT 10000

// A few out of a short list; what follows the last removal is shared.
static term subtract_few(struct process *p, term list, term other)
{
    term few[SUBTRACT_FEW], result = NIL, *end = &result;
    size_t count = 0;
    for (; is_cons(other); other = cons_tail(other)) {
        few[count++] = cons_head(other);
    }
    for (size_t left = count; left > 0 && is_cons(list); list = cons_tail(list)) {
        if (few_take(p->vm, few, count, cons_head(list))) {
            left--;
        } else {
            *end = build_cons(p, cons_head(list), NIL);
            end = cons_cell(*end) + 1;
        }
    }
    *end = list;
    return result;
}

// In general.
struct subtraction {
    enum { COUNT_LEFT, COUNT_RIGHT, NOTE, REMOVE } state;
    size_t lengths[2]; // of both lists, as far as they are counted
    term list;         // to look at next
    struct removals removals;
    term result;
    term *end; // of the result; NULL while it is empty
};

// A look at a cell of the list takes so many steps.
static const uint8_t subtract_steps[] = {1, 1, 8, 12};

static void subtraction_clear(struct vm *vm, void *state)
{
    struct subtraction *s = state;
    memory_free(vm, s->removals.table, s->removals.capacity * sizeof *s->removals.table);
}

static void subtract_step(struct process *p, struct subtraction *s, term value)
{
    switch (s->state) {
    case NOTE:
        removals_note(&s->removals, value);
        break;
    case REMOVE:
        if (!removals_take(&s->removals, value)) {
            term cell = build_cons(p, value, NIL);
            *(s->end == NULL ? &s->result : s->end) = cell;
            s->end = cons_cell(cell) + 1;
        }
        break;
    default:
        s->lengths[s->state]++;
        break;
    }
}

// The list has been looked at; what next? False: s->result is what the native returns.
static bool subtract_next(struct process *p, const term *args, struct subtraction *s)
{
    if (s->state < NOTE && s->list != NIL) {
        s->result = raise_badarg(p);
        return false;
    }
    s->list = args[s->state == NOTE ? 0 : 1];
    switch (s->state++) {
    case COUNT_LEFT:
        return true;
    case COUNT_RIGHT:
        break;
    case NOTE:
        s->result = NIL;
        return true;
    case REMOVE:
        return false;
    }
    s->result = args[0];
    if (s->lengths[0] == 0 || s->lengths[1] == 0) {
        return false;
    }
    if (!heap_ensure(p, 2 * s->lengths[0])) {
        s->result = NONE;
        return false;
    }
    if (s->lengths[1] <= SUBTRACT_FEW && s->lengths[0] <= SUBTRACT_SHORT) {
        s->result = subtract_few(p, args[0], args[1]);
        return false;
    }
    if (!removals_init(&s->removals, p->vm, s->lengths[1])) {
        s->result = raise_out_of_memory(p);
        return false;
    }
    s->list = args[1];
    return true;
}

term bif_erlang_subtract(struct process *p, term *args)
{
    struct subtraction s = {.list = args[0]};
    size_t budget = pause_budget(p);
    (void) pause_resumes(p, &s, sizeof s);
    do {
        size_t steps = subtract_steps[s.state];
        for (; is_cons(s.list) && (s.state != REMOVE || s.removals.left > 0);
             s.list = cons_tail(s.list)) {
            if (budget < steps && pause_native(p, &s, sizeof s, subtraction_clear)) {
                return NONE;
            }
            budget = budget < steps ? SIZE_MAX : budget - steps;
            subtract_step(p, &s, cons_head(s.list));
        }
        if (s.state == REMOVE) { // what follows the last removal is shared
            *(s.end == NULL ? &s.result : s.end) = s.list;
        }
    } while (subtract_next(p, args, &s));
    subtraction_clear(p->vm, &s);
    return s.result;
}
