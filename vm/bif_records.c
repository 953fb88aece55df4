// SPDX-License-Identifier: Apache-2.0
// bif_records.c: natives of the module records (OTP 29): what is known about a native record.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/interp.h"

term bif_records_get(struct process *p, term *args)
{
    if (!is_native_record(args[1])) {
        return raise_badarg(p);
    }
    const term *object = boxed_object(args[1]);
    size_t index = record_field_index(object[1], args[0]);
    return index != 0 ? object[index] : raise_badarg(p);
}

term bif_records_get_field_names(struct process *p, term *args)
{
    if (!is_native_record(args[0])) {
        return raise_tuple(p, ATOM_badrecord, args[0]);
    }
    if (!heap_ensure(p, 2 * (header_arity(*boxed_object(args[0])) - 1))) {
        return NONE;
    }
    term definition = boxed_object(args[0])[1];
    const term *elements = tuple_elements(definition);
    term list = NIL;
    for (size_t i = tuple_arity(definition); i > RECORD_FIELDS; i--) {
        list = build_cons(p, elements[i - 1], list);
    }
    return list;
}

static term definition_element(struct process *p, term record, size_t index)
{
    if (!is_native_record(record)) {
        return raise_badarg(p);
    }
    return tuple_elements(boxed_object(record)[1])[index];
}

term bif_records_get_module(struct process *p, term *args)
{
    return definition_element(p, args[0], RECORD_MODULE);
}

term bif_records_get_name(struct process *p, term *args)
{
    return definition_element(p, args[0], RECORD_NAME);
}

term bif_records_is_exported(struct process *p, term *args)
{
    if (!is_native_record(args[0])) {
        return raise_tuple(p, ATOM_badrecord, args[0]);
    }
    return definition_element(p, args[0], RECORD_EXPORTED);
}
