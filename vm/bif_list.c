// SPDX-License-Identifier: Apache-2.0
// bif_list.c: the list functions of the module erlang: length, hd, tl, ++ and --.

#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"

// Cells of a list; *end is what the last tail is.
static size_t list_length(term list, term *end)
{
    size_t length = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        length++;
    }
    *end = list;
    return length;
}

term bif_erlang_length(struct process *p, term *args)
{
    term end;
    size_t length = list_length(args[0], &end);
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
    size_t length = list_length(args[0], &end);
    if (end != NIL) {
        return raise_badarg(p);
    }
    if (length == 0) {
        return args[1];
    }
    if (args[1] == NIL) {
        return args[0];
    }
    if (!heap_ensure(p, 2 * length)) {
        return NONE;
    }
    term *cell = heap_take(p, 2 * length);
    term result = make_cons(cell);
    for (term list = args[0]; is_cons(list); list = cons_tail(list), cell += 2) {
        cell[0] = cons_head(list);
        cell[1] = make_cons(cell + 2);
    }
    cell[-1] = args[1];
    return result;
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

static bool removals_init(struct removals *r, struct vm *vm, term list, size_t count)
{
    r->vm = vm;
    r->capacity = 16;
    while (r->capacity < 2 * count) {
        r->capacity *= 2;
    }
    r->left = count;
    r->table = count > UINT32_MAX ? NULL : memory_calloc(vm, r->capacity * sizeof *r->table);
    if (r->table == NULL) {
        return false;
    }
    for (; is_cons(list); list = cons_tail(list)) {
        struct removal *entry = removals_find(r, cons_head(list));
        entry->value = cons_head(list);
        entry->times++;
    }
    return true;
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

#define SUBTRACT_FEW 16

// The left list without what `few` or `many` says. What follows the last removal is shared.
static term subtract(struct process *p, term list, term *few, size_t few_count,
                     struct removals *many)
{
    size_t left = many != NULL ? many->left : few_count;
    term result = NIL, *end = &result;
    for (; left > 0 && is_cons(list); list = cons_tail(list)) {
        term value = cons_head(list);
        bool gone =
            many != NULL ? removals_take(many, value) : few_take(p->vm, few, few_count, value);
        if (gone) {
            left--;
        } else {
            *end = build_cons(p, value, NIL);
            end = cons_cell(*end) + 1;
        }
    }
    *end = list;
    return result;
}

term bif_erlang_subtract(struct process *p, term *args)
{
    term end, other_end;
    size_t length = list_length(args[0], &end), count = list_length(args[1], &other_end);
    if (end != NIL || other_end != NIL) {
        return raise_badarg(p);
    }
    if (length == 0 || count == 0) {
        return args[0];
    }
    if (!heap_ensure(p, 2 * length)) {
        return NONE;
    }
    if (count <= SUBTRACT_FEW) {
        term few[SUBTRACT_FEW];
        size_t i = 0;
        for (term list = args[1]; is_cons(list); list = cons_tail(list)) {
            few[i++] = cons_head(list);
        }
        return subtract(p, args[0], few, count, NULL);
    }
    struct removals many;
    if (!removals_init(&many, p->vm, args[1], count)) {
        return raise_out_of_memory(p);
    }
    term result = subtract(p, args[0], NULL, 0, &many);
    memory_free(p->vm, many.table, many.capacity * sizeof *many.table);
    return result;
}
