// SPDX-License-Identifier: Apache-2.0
// bif_type.c: type tests and boolean operators as functions.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/binary.h"
#include "vm/exception.h"
#include "vm/module.h"

term bif_erlang_is_atom(struct process *p, term *args)
{
    return make_bool(is_atom(args[0]));
}

term bif_erlang_is_binary(struct process *p, term *args)
{
    return make_bool(is_bitstring(args[0]) && is_binary(args[0]));
}

term bif_erlang_is_bitstring(struct process *p, term *args)
{
    return make_bool(is_bitstring(args[0]));
}

static bool is_boolean(term t)
{
    return t == ATOM_true || t == ATOM_false;
}

term bif_erlang_is_boolean(struct process *p, term *args)
{
    return make_bool(is_boolean(args[0]));
}

term bif_erlang_is_float(struct process *p, term *args)
{
    return make_bool(is_float(args[0]));
}

term bif_erlang_is_function_1(struct process *p, term *args)
{
    return make_bool(is_fun(args[0]));
}

// Arguments a call of the fun takes.
static size_t fun_arity(term fun)
{
    const term *object = boxed_object(fun);
    if (header_tag(object[0]) == TAG_EXPORT) {
        return ((const struct export *) object[1])->arity; // raw pointer, see term.h
    }
    const struct fun_entry *entry = (const struct fun_entry *) object[1];
    return entry->arity - entry->free_count;
}

term bif_erlang_is_function_2(struct process *p, term *args)
{
    term arity = args[1];
    if (!is_integer(arity) || (is_small(arity) && small_value(arity) < 0) ||
        is_boxed_tag(arity, TAG_BIG_NEG)) {
        return raise_badarg(p);
    }
    return make_bool(is_fun(args[0]) && is_small(arity) &&
                     fun_arity(args[0]) == (size_t) small_value(arity));
}

term bif_erlang_is_integer(struct process *p, term *args)
{
    return make_bool(is_integer(args[0]));
}

term bif_erlang_is_list(struct process *p, term *args)
{
    return make_bool(is_list(args[0]));
}

term bif_erlang_is_map(struct process *p, term *args)
{
    return make_bool(is_map(args[0]));
}

term bif_erlang_is_number(struct process *p, term *args)
{
    return make_bool(is_integer(args[0]) || is_float(args[0]));
}

term bif_erlang_is_pid(struct process *p, term *args)
{
    return make_bool(is_pid(args[0]));
}

term bif_erlang_is_port(struct process *p, term *args)
{
    return make_bool(is_port(args[0]));
}

term bif_erlang_is_reference(struct process *p, term *args)
{
    return make_bool(is_reference(args[0]));
}

term bif_erlang_is_tuple(struct process *p, term *args)
{
    return make_bool(is_tuple(args[0]));
}

static bool is_tagged_tuple(term t, term tag)
{
    return is_tuple(t) && tuple_arity(t) > 0 && tuple_elements(t)[0] == tag;
}

// Part of the definition of a native record: 0 module, 1 name.
static term record_definition(term record, size_t index)
{
    return tuple_elements(boxed_object(record)[1])[index];
}

term bif_erlang_is_record_1(struct process *p, term *args)
{
    return make_bool(is_native_record(args[0]));
}

term bif_erlang_is_record_2(struct process *p, term *args)
{
    if (!is_atom(args[1])) {
        return raise_badarg(p);
    }
    if (is_native_record(args[0])) {
        return make_bool(record_definition(args[0], 1) == args[1]);
    }
    return make_bool(is_tagged_tuple(args[0], args[1]));
}

// (Term, Tag, Size) for tuples, (Term, Module, Name) for native records.
term bif_erlang_is_record_3(struct process *p, term *args)
{
    if (!is_atom(args[1])) {
        return raise_badarg(p);
    }
    if (is_atom(args[2]) && is_native_record(args[0])) {
        return make_bool(record_definition(args[0], 0) == args[1] &&
                         record_definition(args[0], 1) == args[2]);
    }
    if (is_small(args[2])) {
        return make_bool(is_tagged_tuple(args[0], args[1]) &&
                         (sterm) tuple_arity(args[0]) == small_value(args[2]));
    }
    return raise_badarg(p);
}

// Booleans

term bif_erlang_and(struct process *p, term *args)
{
    if (!is_boolean(args[0]) || !is_boolean(args[1])) {
        return raise_badarg(p);
    }
    return make_bool(args[0] == ATOM_true && args[1] == ATOM_true);
}

term bif_erlang_or(struct process *p, term *args)
{
    if (!is_boolean(args[0]) || !is_boolean(args[1])) {
        return raise_badarg(p);
    }
    return make_bool(args[0] == ATOM_true || args[1] == ATOM_true);
}

term bif_erlang_xor(struct process *p, term *args)
{
    if (!is_boolean(args[0]) || !is_boolean(args[1])) {
        return raise_badarg(p);
    }
    return make_bool(args[0] != args[1]);
}

term bif_erlang_not(struct process *p, term *args)
{
    return is_boolean(args[0]) ? make_bool(args[0] == ATOM_false) : raise_badarg(p);
}
