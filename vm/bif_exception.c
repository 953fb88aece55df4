// SPDX-License-Identifier: Apache-2.0
// bif_exception.c: natives that raise, call and apply.

#include <string.h>

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/schedule.h"

static term raise_class(struct process *p, enum exception_class class, term reason, term trace)
{
    p->exception_class = (uint8_t) class;
    p->exception = reason;
    p->exception_trace = trace;
    return NONE;
}

term bif_erlang_error_1(struct process *p, term *args)
{
    return raise_class(p, CLASS_ERROR, args[0], TRACE_PLAIN);
}

// error(Reason, Args): 'none' and anything that is no list stand for the arity.
static term raise_with_arguments(struct process *p, term *args)
{
    if (!is_list(args[1])) {
        return raise_class(p, CLASS_ERROR, args[0], TRACE_PLAIN);
    }
    if (!heap_ensure(p, 2)) {
        return NONE;
    }
    term *tuple = heap_take(p, 2);
    tuple[0] = make_header(1, TAG_TUPLE);
    tuple[1] = args[1];
    return raise_class(p, CLASS_ERROR, args[0], make_boxed(tuple));
}

term bif_erlang_error_2(struct process *p, term *args)
{
    return raise_with_arguments(p, args);
}

// The map of an {error_info, Map} option, or NIL; NONE: the options are wrong.
static term error_info_of(term options)
{
    term map = NIL;
    for (; is_cons(options); options = cons_tail(options)) {
        term option = cons_head(options);
        if (!is_tuple(option) || tuple_arity(option) != 2 ||
            tuple_elements(option)[0] != ATOM_error_info || !is_map(tuple_elements(option)[1])) {
            return NONE;
        }
        map = tuple_elements(option)[1];
    }
    return options == NIL ? map : NONE;
}

term bif_erlang_error_3(struct process *p, term *args)
{
    term info = error_info_of(args[2]);
    if (info == NONE || (!is_list(args[1]) && args[1] != ATOM_none)) {
        return raise_badarg(p);
    }
    args[2] = info;
    if (info == NIL && !is_list(args[1])) {
        return raise_class(p, CLASS_ERROR, args[0], TRACE_PLAIN);
    }
    if (!heap_ensure(p, 4)) {
        return NONE;
    }
    return raise_class(p, CLASS_ERROR, args[0], build_tuple3(p, ATOM_error_info, args[1], args[2]));
}

term bif_erlang_exit_1(struct process *p, term *args)
{
    return raise_class(p, CLASS_EXIT, args[0], TRACE_PLAIN);
}

term bif_erlang_throw(struct process *p, term *args)
{
    return raise_class(p, CLASS_THROW, args[0], TRACE_PLAIN);
}

// A stack trace is a list of {M,F,A}, {M,F,A,Loc} and {Fun,Args} tuples.
static bool is_stacktrace(term list)
{
    for (; is_cons(list); list = cons_tail(list)) {
        term entry = cons_head(list);
        if (!is_tuple(entry)) {
            return false;
        }
        const term *elements = tuple_elements(entry);
        size_t arity = tuple_arity(entry);
        bool fun = (arity == 2 || arity == 3) && is_fun(elements[0]);
        bool mfa = (arity == 3 || arity == 4) && is_atom(elements[0]) && is_atom(elements[1]);
        if (!fun && !mfa) {
            return false;
        }
    }
    return list == NIL;
}

// Bring the entries {M,F,A} and {Fun,Args} of a checked stack trace into the long form, with a
// location of []. trace is a root. False: out of memory.
static bool complete_stacktrace(struct process *p, term *trace)
{
    size_t count = 0;
    bool is_complete = true;
    for (term list = *trace; is_cons(list); list = cons_tail(list)) {
        const term *elements = tuple_elements(cons_head(list));
        is_complete &= tuple_arity(cons_head(list)) == (is_fun(elements[0]) ? 3 : 4);
        count++;
    }
    if (is_complete) {
        return true;
    }
    if (!heap_ensure(p, count * (2 + 5))) {
        return false;
    }
    term *cells = heap_take(p, 2 * count);
    term list = *trace;
    for (size_t i = 0; i < count; i++, list = cons_tail(list)) {
        const term *elements = tuple_elements(cons_head(list));
        size_t arity = tuple_arity(cons_head(list));
        cells[2 * i] = cons_head(list);
        cells[2 * i + 1] = i + 1 < count ? make_cons(cells + 2 * i + 2) : NIL;
        if (arity < (is_fun(elements[0]) ? 3 : 4)) {
            term *tuple = heap_take(p, 2 + arity);
            tuple[0] = make_header(1 + arity, TAG_TUPLE);
            memcpy(tuple + 1, elements, arity * sizeof *elements);
            tuple[1 + arity] = NIL;
            cells[2 * i] = make_boxed(tuple);
        }
    }
    *trace = make_cons(cells);
    return true;
}

term bif_erlang_raise(struct process *p, term *args)
{
    enum exception_class class;
    if (args[0] == ATOM_error) {
        class = CLASS_ERROR;
    } else if (args[0] == ATOM_exit) {
        class = CLASS_EXIT;
    } else if (args[0] == ATOM_throw) {
        class = CLASS_THROW;
    } else {
        return ATOM_badarg;
    }
    enum exception_class traced;
    if (!exception_class_of(args[2], &traced)) {
        if (!is_stacktrace(args[2])) {
            return ATOM_badarg;
        }
        if (!complete_stacktrace(p, &args[2])) {
            return NONE;
        }
    }
    term final = exception_stacktrace(p, &args[2]);
    if (final == NONE) {
        return NONE;
    }
    args[2] = final;
    if (!heap_ensure(p, 3)) {
        return NONE;
    }
    return raise_class(p, class, args[1], build_tuple2(p, NIL, args[2]));
}

term bif_erlang_nif_error_1(struct process *p, term *args)
{
    return raise_class(p, CLASS_ERROR, args[0], TRACE_PLAIN);
}

term bif_erlang_nif_error_2(struct process *p, term *args)
{
    return raise_with_arguments(p, args);
}

// Put a list's elements into the X registers; -1: not a proper list of at most 255.
static int spread(struct process *p, term list)
{
    uint32_t count = 0;
    for (; is_cons(list); list = cons_tail(list)) {
        if (count == 255) {
            return -1;
        }
        p->x[WORD_X_SLOT(count)] = cons_head(list);
        count++;
    }
    return list == NIL ? (int) count : -1;
}

static bool is_argument_list(term list)
{
    uint32_t count = 0;
    for (; is_cons(list) && count <= 255; list = cons_tail(list)) {
        count++;
    }
    return list == NIL && count <= 255;
}

term bif_erlang_apply_2(struct process *p, term *args)
{
    term fun = args[0];
    if (!is_argument_list(args[1])) {
        return raise_badarg(p);
    }
    int arity = spread(p, args[1]);
    const uint32_t *code = interp_fun_code(p, fun, (uint32_t) arity);
    if (code != NULL) {
        p->trap = code;
    }
    return NONE;
}

term bif_erlang_apply_3(struct process *p, term *args)
{
    if (!is_atom(args[0]) || !is_atom(args[1]) || !is_argument_list(args[2])) {
        return raise_badarg(p);
    }
    term module = args[0];
    term function = args[1];
    uint32_t arity = (uint32_t) spread(p, args[2]);
    struct export *entry = export_get(p->vm, module, function, arity);
    if (entry == NULL) {
        return raise_out_of_memory(p);
    }
    p->trap = export_code(entry);
    return NONE;
}
