// SPDX-License-Identifier: Apache-2.0
// interp_record.c: native records (OTP 29): making, changing, reading and testing them.
//
// A record's definition is a constant tuple {Module, Name, Exported, Field ...}, made when its
// module is loaded; the fields' values follow it in the object (term.h).

#include "vm/interp.h"

#include "vm/atom.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/module.h"

static term definition_of(term record)
{
    return boxed_object(record)[1];
}

size_t record_field_index(term definition, term name)
{
    const term *elements = tuple_elements(definition);
    for (size_t i = RECORD_FIELDS; i < tuple_arity(definition); i++) {
        if (elements[i] == name) {
            return 2 + i - RECORD_FIELDS;
        }
    }
    return 0;
}

static term own_module(const struct process *p, const uint32_t *pc)
{
    const struct module *module = module_at(p->vm, pc);
    return module != NULL ? module->name : NIL;
}

static bool is_accessible(term record, term from)
{
    const term *elements = tuple_elements(definition_of(record));
    return elements[RECORD_MODULE] == from || elements[RECORD_EXPORTED] == ATOM_true;
}

// What a record is called in code: an atom for one of the own module, {Module, Name}. False:
// neither.
static bool split_id(term id, term own, term *module, term *name)
{
    if (is_atom(id)) {
        *module = own;
        *name = id;
        return true;
    }
    if (!is_tuple(id) || tuple_arity(id) != 2) {
        return false;
    }
    *module = tuple_elements(id)[0];
    *name = tuple_elements(id)[1];
    return true;
}

// Is value a record that may be read as id?
static bool is_called(term value, term id, term own)
{
    term module;
    term name;
    if (!is_native_record(value)) {
        return false;
    }
    if (id == ATOM_any_record) {
        return is_accessible(value, own);
    }
    const term *elements = tuple_elements(definition_of(value));
    return split_id(id, own, &module, &name) && elements[RECORD_MODULE] == module &&
           elements[RECORD_NAME] == name && is_accessible(value, own);
}

// {badfield, {{Module, Name}, Field}}
static bool raise_badfield(struct process *p, term definition, term field)
{
    term kept[2] = {definition, field};
    struct gc_roots roots;
    if (p->guard) {
        raise_badarg(p);
        return false;
    }
    roots_push(p, &roots, kept, 2);
    bool ok = heap_ensure(p, 9);
    roots_pop(p, &roots);
    if (!ok) {
        return false;
    }
    const term *elements = tuple_elements(kept[0]);
    term id = build_tuple2(p, elements[RECORD_MODULE], elements[RECORD_NAME]);
    raise_error(p, build_tuple2(p, ATOM_badfield, build_tuple2(p, id, kept[1])));
    p->exception_trace = TRACE_PLAIN;
    return false;
}

static bool raise_badrecord(struct process *p, term value)
{
    raise_tuple(p, ATOM_badrecord, value);
    p->exception_trace = TRACE_PLAIN;
    return false;
}

bool interp_get_record_field(struct process *p, const uint32_t *pc)
{
    term record = *register_field(FIELD_A(*pc), p->x, p->stack);
    term id = operand_at(pc + 2, p->x, p->stack);
    term field = constant_at(pc + 3, p->x);
    p->live = 0;
    p->guard = (int32_t) pc[1] >> WORD_FAIL_SHIFT != 0;
    bool done = false;
    if (!is_called(record, id, own_module(p, pc))) {
        raise_badrecord(p, record);
    } else {
        size_t index = record_field_index(definition_of(record), field);
        done = index != 0 || raise_badfield(p, definition_of(record), field);
        if (done) {
            *register_field(FIELD_B(*pc), p->x, p->stack) = boxed_object(record)[index];
        }
    }
    p->guard = false;
    return done;
}

// The definition for a new record and its defaults; NULL: raised.
static const struct record_definition *find_definition(struct process *p, term id, term own)
{
    term module = NIL;
    term name = NIL;
    const struct record_definition *definition = NULL;
    if (split_id(id, own, &module, &name) && is_atom(module) && is_atom(name)) {
        if (module != own) {
            module_ensure(p->vm, module);
        }
        definition = module_record_find(p->vm, module, name);
    }
    bool hidden = definition != NULL && module != own &&
                  tuple_elements(definition->definition)[RECORD_EXPORTED] != ATOM_true;
    if (definition != NULL && !hidden) {
        return definition;
    }
    if (is_tuple(id)) {
        raise_badrecord(p, id);
    } else if (heap_ensure(p, 3)) {
        raise_badrecord(p, build_tuple2(p, module, name));
    }
    return NULL;
}

static bool set_fields(struct process *p, const uint32_t *pc, term *object)
{
    for (uint32_t i = 0; i < pc[4]; i++) {
        const uint32_t *pair = pc + 5 + 2 * (size_t) i;
        term field = operand_at(pair, p->x, p->stack);
        size_t index = record_field_index(object[1], field);
        if (index == 0) {
            return raise_badfield(p, object[1], field);
        }
        object[index] = operand_at(pair + 1, p->x, p->stack);
    }
    return true;
}

// A field that has neither a value nor a default: {novalue, Field}.
static bool check_values(struct process *p, const term *object)
{
    const term *elements = tuple_elements(object[1]);
    for (size_t i = 2; i <= header_arity(*object); i++) {
        if (object[i] == NONE) {
            raise_tuple(p, ATOM_novalue, elements[RECORD_FIELDS + i - 2]);
            p->exception_trace = TRACE_PLAIN;
            return false;
        }
    }
    return true;
}

bool interp_put_record(struct process *p, const uint32_t *pc)
{
    uint32_t live = pc[1] & WORD_LIVE_MASK;
    term own = own_module(p, pc);
    term id = operand_at(pc + 2, p->x, p->stack);
    term source = operand_at(pc + 3, p->x, p->stack);
    const struct record_definition *fresh = NULL;
    term definition;
    if (source == NIL) {
        p->live = live;
        fresh = find_definition(p, id, own);
        if (fresh == NULL) {
            return false;
        }
        definition = fresh->definition;
    } else if (!is_called(source, id, own)) {
        p->live = live;
        return raise_badrecord(p, source);
    } else {
        definition = definition_of(source);
    }
    size_t fields = tuple_arity(definition) - RECORD_FIELDS;
    if (!interp_ensure(p, 2 + fields, live)) {
        return false;
    }
    source = operand_at(pc + 3, p->x, p->stack);
    term *object = heap_take(p, 2 + fields);
    object[0] = make_header(1 + fields, TAG_RECORD);
    object[1] = definition;
    for (size_t i = 0; i < fields; i++) {
        object[2 + i] = fresh != NULL ? fresh->defaults[i] : boxed_object(source)[2 + i];
    }
    if (!set_fields(p, pc, object) || !check_values(p, object)) {
        return false;
    }
    *register_field(FIELD_A(*pc), p->x, p->stack) = make_boxed(object);
    return true;
}

static bool get_elements(struct process *p, const uint32_t *pc, term record)
{
    for (uint32_t i = 0; i < pc[2]; i++) {
        const uint32_t *pair = pc + 3 + 2 * (size_t) i;
        size_t index = record_field_index(definition_of(record), operand_at(pair, p->x, p->stack));
        if (index == 0) {
            return false;
        }
        *destination_at(pair + 1, p->x, p->stack) = boxed_object(record)[index];
    }
    return true;
}

bool interp_record_test(struct process *p, const uint32_t *pc)
{
    term record = *register_field(FIELD_A(*pc), p->x, p->stack);
    if (!is_native_record(record)) {
        return false;
    }
    const term *elements = tuple_elements(definition_of(record));
    switch (*pc & WORD_OPCODE_MASK) {
    case WORD_is_record_of:
        return elements[RECORD_MODULE] == constant_at(pc + 2, p->x) &&
               elements[RECORD_NAME] == constant_at(pc + 3, p->x);
    case WORD_is_record_accessible:
        return is_accessible(record, own_module(p, pc));
    default:
        return get_elements(p, pc, record);
    }
}
