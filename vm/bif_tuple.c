// SPDX-License-Identifier: Apache-2.0
// bif_tuple.c: tuples.

#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/pause.h"

// Largest tuple, as OTP.
#define TUPLE_MAX 16777215
// Elements written before others may run (pause.h).
#define FILL_WORDS (AVM_PAUSES ? (size_t) 4096 : SIZE_MAX)

// Index of element args[0] of tuple t, counted from 0; false: none.
static bool tuple_index(term position, term t, size_t limit, size_t *index)
{
    if (!is_small(position) || !is_tuple(t)) {
        return false;
    }
    *index = (size_t) small_value(position) - 1; // 0 and less become huge
    return *index < limit;
}

term bif_erlang_element(struct process *p, term *args)
{
    size_t index;
    if (!is_tuple(args[1]) || !tuple_index(args[0], args[1], tuple_arity(args[1]), &index)) {
        return raise_badarg(p);
    }
    return tuple_elements(args[1])[index];
}

term bif_erlang_tuple_size(struct process *p, term *args)
{
    return is_tuple(args[0]) ? make_small((sterm) tuple_arity(args[0])) : raise_badarg(p);
}

// Of a tuple, or the whole bytes of a bitstring.
term bif_erlang_size(struct process *p, term *args)
{
    if (is_tuple(args[0])) {
        return make_small((sterm) tuple_arity(args[0]));
    }
    return is_bitstring(args[0]) ? make_small((sterm) (bitstring_size(args[0]) / 8))
                                 : raise_badarg(p);
}

// A tuple whose elements the caller writes; NULL: raised.
static term *new_tuple(struct process *p, size_t arity)
{
    if (!heap_ensure(p, arity + 1)) {
        return NULL;
    }
    term *tuple = heap_take(p, arity + 1);
    tuple[0] = make_header(arity, TAG_TUPLE);
    return tuple;
}

term bif_erlang_setelement(struct process *p, term *args)
{
    size_t index;
    if (!is_tuple(args[1]) || !tuple_index(args[0], args[1], tuple_arity(args[1]), &index)) {
        return raise_badarg(p);
    }
    size_t arity = tuple_arity(args[1]);
    term *tuple = new_tuple(p, arity);
    if (tuple == NULL) {
        return NONE;
    }
    pause_copy(p->vm, tuple + 1, tuple_elements(args[1]), arity * sizeof(term));
    tuple[1 + index] = args[2];
    return make_boxed(tuple);
}

static bool is_arity(term t)
{
    return is_small(t) && small_value(t) >= 0 && small_value(t) <= TUPLE_MAX;
}

static term make_tuple(struct process *p, term *args)
{
    size_t arity = (size_t) small_value(args[0]);
    term *tuple = new_tuple(p, arity);
    if (tuple == NULL) {
        return NONE;
    }
    for (size_t i = 1; i <= arity;) {
        size_t end = !AVM_PAUSES || arity - i < FILL_WORDS ? arity : i + FILL_WORDS;
        for (; i <= end; i++) {
            tuple[i] = args[1];
        }
        pause_step(p->vm, FILL_WORDS / 4);
    }
    return make_boxed(tuple);
}

term bif_erlang_make_tuple_2(struct process *p, term *args)
{
    return is_arity(args[0]) ? make_tuple(p, args) : raise_badarg(p);
}

// make_tuple(Arity, Default, [{Position, Value}])
term bif_erlang_make_tuple_3(struct process *p, term *args)
{
    if (!is_arity(args[0])) {
        return raise_badarg(p);
    }
    term tuple = make_tuple(p, args);
    if (tuple == NONE) {
        return NONE;
    }
    term list = args[2];
    for (; is_cons(list); list = cons_tail(list)) {
        term pair = cons_head(list);
        size_t index;
        if (!is_tuple(pair) || tuple_arity(pair) != 2 ||
            !tuple_index(tuple_elements(pair)[0], tuple, tuple_arity(tuple), &index)) {
            return raise_badarg(p);
        }
        tuple_elements(tuple)[index] = tuple_elements(pair)[1];
    }
    return list == NIL ? tuple : raise_badarg(p);
}

term bif_erlang_tuple_to_list(struct process *p, term *args)
{
    if (!is_tuple(args[0])) {
        return raise_badarg(p);
    }
    size_t arity = tuple_arity(args[0]);
    if (!heap_ensure(p, 2 * arity)) {
        return NONE;
    }
    const term *elements = tuple_elements(args[0]);
    size_t pace = 0;
    term list = NIL;
    while (arity-- > 0) {
        list = build_cons(p, elements[arity], list);
        pause_often(p->vm, &pace, 1);
    }
    return list;
}

term bif_erlang_list_to_tuple(struct process *p, term *args)
{
    size_t arity = 0, pace = 0;
    term list = args[0];
    for (; is_cons(list); list = cons_tail(list)) {
        arity++;
        pause_often(p->vm, &pace, 1);
    }
    if (list != NIL || arity > TUPLE_MAX) {
        return raise_badarg(p);
    }
    term *tuple = new_tuple(p, arity);
    if (tuple == NULL) {
        return NONE;
    }
    term *element = tuple;
    for (list = args[0]; is_cons(list); list = cons_tail(list)) {
        *++element = cons_head(list);
        pause_often(p->vm, &pace, 1);
    }
    return make_boxed(tuple);
}

// The tuple with value as a new element at index.
static term insert_element(struct process *p, const term *tuple_arg, const term *value,
                           size_t index)
{
    size_t arity = tuple_arity(*tuple_arg);
    if (arity == TUPLE_MAX) {
        return raise_badarg(p);
    }
    term *tuple = new_tuple(p, arity + 1);
    if (tuple == NULL) {
        return NONE;
    }
    const term *from = tuple_elements(*tuple_arg);
    pause_copy(p->vm, tuple + 1, from, index * sizeof(term));
    tuple[1 + index] = *value;
    pause_copy(p->vm, tuple + 2 + index, from + index, (arity - index) * sizeof(term));
    return make_boxed(tuple);
}

term bif_erlang_append_element(struct process *p, term *args)
{
    return is_tuple(args[0]) ? insert_element(p, &args[0], &args[1], tuple_arity(args[0]))
                             : raise_badarg(p);
}

term bif_erlang_insert_element(struct process *p, term *args)
{
    size_t index;
    if (!is_tuple(args[1]) || !tuple_index(args[0], args[1], tuple_arity(args[1]) + 1, &index)) {
        return raise_badarg(p);
    }
    return insert_element(p, &args[1], &args[2], index);
}

term bif_erlang_delete_element(struct process *p, term *args)
{
    size_t index;
    if (!is_tuple(args[1]) || !tuple_index(args[0], args[1], tuple_arity(args[1]), &index)) {
        return raise_badarg(p);
    }
    size_t arity = tuple_arity(args[1]) - 1;
    term *tuple = new_tuple(p, arity);
    if (tuple == NULL) {
        return NONE;
    }
    const term *from = tuple_elements(args[1]);
    pause_copy(p->vm, tuple + 1, from, index * sizeof(term));
    pause_copy(p->vm, tuple + 1 + index, from + index + 1, (arity - index) * sizeof(term));
    return make_boxed(tuple);
}
