// SPDX-License-Identifier: Apache-2.0
// bif_ets.c: natives of the module ets, and those that vm/lib/estdlib/ets.erl makes the others of
// (avm_ets): match specifications are its business.

#include "vm/bif.h"
#include "vm/compare.h"
#include "vm/ets.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/machine.h"

#if AVM_TABLES

static struct ets_table *table_for(struct process *p, term id, bool write)
{
    struct ets_table *table = ets_find(p->vm, id);
    if (table == NULL || table->owner == p->pid) {
        return table;
    }
    return table->protection >= (write ? ETS_PUBLIC : ETS_PROTECTED) ? table : NULL;
}

static size_t words_of(const struct ets_node *node)
{
    return node->fragment == NULL ? 0 : node->fragment->words;
}

// A part of an object on the heap.
static term copy_part(struct process *p, term part)
{
    size_t words;
    if (!term_size(p->vm, part, &words)) {
        return raise_out_of_memory(p);
    }
    return heap_ensure(p, words) ? heap_copy(p, part) : NONE;
}

static bool is_object(const struct ets_table *table, term t)
{
    return is_tuple(t) && tuple_arity(t) > table->key_position;
}

// A tuple, or a list of tuples, that the table can take?
static bool is_insertable(const struct ets_table *table, term t)
{
    for (; is_cons(t); t = cons_tail(t)) {
        if (!is_object(table, cons_head(t))) {
            return false;
        }
    }
    return t == NIL || is_object(table, t);
}

static term insert_all(struct process *p, struct ets_table *table, term t)
{
    for (; is_cons(t); t = cons_tail(t)) {
        if (!ets_insert(p->vm, table, cons_head(t))) {
            return raise_out_of_memory(p);
        }
    }
    return t == NIL || ets_insert(p->vm, table, t) ? (term) ATOM_true : raise_out_of_memory(p);
}

// Is t a list that ends as one? An object behind other objects is none.
static bool is_insert_argument(const struct ets_table *table, term t)
{
    if (is_tuple(t)) {
        return is_object(table, t);
    }
    term end = t;
    while (is_cons(end)) {
        end = cons_tail(end);
    }
    return end == NIL && is_insertable(table, t);
}

term bif_ets_insert(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL || !is_insert_argument(table, args[1])) {
        return raise_badarg(p);
    }
    return insert_all(p, table, args[1]);
}

term bif_ets_insert_new(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL || !is_insert_argument(table, args[1])) {
        return raise_badarg(p);
    }
    term t = args[1];
    for (; is_cons(t); t = cons_tail(t)) {
        if (ets_lookup(p->vm, table, ets_key(table, cons_head(t))) != NULL) {
            return ATOM_false;
        }
    }
    if (t != NIL && ets_lookup(p->vm, table, ets_key(table, t)) != NULL) {
        return ATOM_false;
    }
    return insert_all(p, table, args[1]);
}

// The objects from node on that have its key; position 0: whole, else that element of each.
static term list_of_key(struct process *p, const struct ets_table *table,
                        const struct ets_node *node, size_t position)
{
    size_t words = 0;
    const struct ets_node *end = node;
    for (; end != NULL && ets_same_key(p->vm, table, node->value, end->value); end = end->next[0]) {
        words += 2 + words_of(end);
    }
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term list = NIL;
    term *tail = &list;
    for (; node != end; node = node->next[0]) {
        term part = position == 0 ? node->value : tuple_elements(node->value)[position - 1];
        *tail = build_cons(p, heap_copy(p, part), NIL);
        tail = &cons_cell(*tail)[1];
    }
    return list;
}

term bif_ets_lookup(struct process *p, term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    if (table == NULL) {
        return raise_badarg(p);
    }
    const struct ets_node *node = ets_lookup(p->vm, table, args[1]);
    return node == NULL ? NIL : list_of_key(p, table, node, 0);
}

term bif_ets_member(struct process *p, term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    return table == NULL ? raise_badarg(p) : make_bool(ets_lookup(p->vm, table, args[1]) != NULL);
}

// All objects with the key are long enough for the position.
static bool all_have(const struct process *p, const struct ets_table *table,
                     const struct ets_node *node, term position)
{
    if (!is_small(position) || small_value(position) < 1) {
        return false;
    }
    for (const struct ets_node *n = node;
         n != NULL && ets_same_key(p->vm, table, node->value, n->value); n = n->next[0]) {
        if (tuple_arity(n->value) < (size_t) small_value(position)) {
            return false;
        }
    }
    return true;
}

static term lookup_element(struct process *p, term *args, bool has_default)
{
    const struct ets_table *table = table_for(p, args[0], false);
    const struct ets_node *node = table == NULL ? NULL : ets_lookup(p->vm, table, args[1]);
    if (table != NULL && node == NULL && has_default && is_small(args[2]) &&
        small_value(args[2]) > 0) {
        return args[3];
    }
    if (node == NULL || !all_have(p, table, node, args[2])) {
        return raise_badarg(p);
    }
    size_t position = (size_t) small_value(args[2]);
    return table->type >= ETS_BAG ? list_of_key(p, table, node, position)
                                  : copy_part(p, tuple_elements(node->value)[position - 1]);
}

term bif_ets_lookup_element_3(struct process *p, term *args)
{
    return lookup_element(p, args, false);
}

term bif_ets_lookup_element_4(struct process *p, term *args)
{
    return lookup_element(p, args, true);
}

term bif_ets_take(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL) {
        return raise_badarg(p);
    }
    const struct ets_node *node = ets_lookup(p->vm, table, args[1]);
    term list = node == NULL ? NIL : list_of_key(p, table, node, 0);
    if (list != NONE) {
        ets_delete(p->vm, table, args[1], NONE);
    }
    return list;
}

term bif_ets_delete_1(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL) {
        return raise_badarg(p);
    }
    ets_free(p->vm, table);
    return ATOM_true;
}

term bif_ets_delete_2(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL) {
        return raise_badarg(p);
    }
    ets_delete(p->vm, table, args[1], NONE);
    return ATOM_true;
}

term bif_ets_delete_object(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL || !is_object(table, args[1])) {
        return raise_badarg(p);
    }
    ets_delete(p->vm, table, ets_key(table, args[1]), args[1]);
    return ATOM_true;
}

term bif_ets_delete_all_objects(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL) {
        return raise_badarg(p);
    }
    ets_delete_all(p->vm, table);
    return ATOM_true;
}

// Walks

static term key_or_end(struct process *p, const struct ets_table *table,
                       const struct ets_node *node)
{
    return node == NULL ? (term) ATOM_end_of_table : copy_part(p, ets_key(table, node->value));
}

term bif_ets_first(struct process *p, term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    return table == NULL ? raise_badarg(p) : key_or_end(p, table, table->head[0]);
}

term bif_ets_last(struct process *p, term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    if (table == NULL) {
        return raise_badarg(p);
    }
    return key_or_end(p, table, table->type == ETS_ORDERED_SET ? ets_last(table) : table->head[0]);
}

// From a key that is there, or was when the table was fixed, or anywhere in an ordered_set.
static const struct ets_table *table_to_walk(struct process *p, const term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    if (table == NULL || (table->type != ETS_ORDERED_SET && table->fixed == 0 &&
                          ets_lookup(p->vm, table, args[1]) == NULL)) {
        return NULL;
    }
    return table;
}

term bif_ets_next(struct process *p, term *args)
{
    const struct ets_table *table = table_to_walk(p, args);
    return table == NULL ? raise_badarg(p)
                         : key_or_end(p, table, ets_seek(p->vm, table, args[1], true));
}

term bif_ets_prev(struct process *p, term *args)
{
    const struct ets_table *table = table_to_walk(p, args);
    if (table == NULL) {
        return raise_badarg(p);
    }
    return key_or_end(p, table,
                      table->type == ETS_ORDERED_SET ? ets_before(p->vm, table, args[1])
                                                     : ets_seek(p->vm, table, args[1], true));
}

// avm_ets:chunk(Table, [] | [Key], Count): {Objects, [LastKey] | []}: the first objects, or those
// after a key; Count, and all that have the last one's key. [] ends.
term bif_avm_ets_chunk(struct process *p, term *args)
{
    const struct ets_table *table = table_for(p, args[0], false);
    if (table == NULL || !is_small(args[2])) {
        return raise_badarg(p);
    }
    const struct ets_node *node =
        is_cons(args[1]) ? ets_seek(p->vm, table, cons_head(args[1]), true) : table->head[0];
    sterm left = small_value(args[2]);
    size_t words = 3 + 2, last_words = 0;
    const struct ets_node *last = NULL, *end = node;
    for (; end != NULL && (left > 0 || ets_same_key(p->vm, table, last->value, end->value));
         end = end->next[0], left--) {
        last = end;
        last_words = words_of(end);
        words += 2 + last_words;
    }
    if (!heap_ensure(p, words + last_words)) {
        return NONE;
    }
    term list = NIL;
    term *tail = &list;
    for (; node != end; node = node->next[0]) {
        *tail = build_cons(p, heap_copy(p, node->value), NIL);
        tail = &cons_cell(*tail)[1];
    }
    term after = end == NULL ? NIL : build_cons(p, heap_copy(p, ets_key(table, last->value)), NIL);
    return build_tuple2(p, list, after);
}

// Whole tables

// avm_ets:new(Name, IsNamed, {Type, Protection, KeyPosition}, {HeirPid, Data} | none): the numbers
// are those of the enumerations; the arguments were checked. badarg: the name is taken.
term bif_avm_ets_new(struct process *p, term *args)
{
    bool named = args[1] == ATOM_true;
    if (named && ets_find(p->vm, args[0]) != NULL) {
        return raise_badarg(p);
    }
    if (!heap_ensure(p, REF_WORDS)) {
        return NONE;
    }
    struct ets_table *table = ets_new(p->vm);
    if (table == NULL) {
        return raise_system_limit(p);
    }
    const term *how = tuple_elements(args[2]);
    table->name = args[0];
    table->named = named;
    table->owner = p->pid;
    table->type = (enum ets_type) small_value(how[0]);
    table->protection = (enum ets_protection) small_value(how[1]);
    table->key_position = (size_t) small_value(how[2]) - 1;
    if (is_tuple(args[3]) &&
        !ets_set_heir(p->vm, table, tuple_elements(args[3])[0], tuple_elements(args[3])[1])) {
        ets_free(p->vm, table);
        return raise_system_limit(p);
    }
    return ets_id(table, named ? NULL : heap_take(p, REF_WORDS));
}

// avm_ets:info(Table): undefined, or {Id, Name, IsNamed, Type, Protection, KeyPosition, Owner,
// Heir, Size, Words, Fixed}, where Id is the reference.
term bif_avm_ets_info(struct process *p, term *args)
{
    const struct ets_table *table = ets_find(p->vm, args[0]);
    if (table == NULL) {
        return ATOM_undefined;
    }
    if (!heap_ensure(p, REF_WORDS + 12)) {
        return NONE;
    }
    term id = make_ref_at(heap_take(p, REF_WORDS), table->id, 0);
    term *t = heap_take(p, 12);
    t[0] = make_header(11, TAG_TUPLE);
    t[1] = id;
    t[2] = table->name;
    t[3] = make_bool(table->named);
    t[4] = make_small(table->type);
    t[5] = make_small(table->protection);
    t[6] = make_small((sterm) table->key_position + 1);
    t[7] = table->owner;
    t[8] = table->heir;
    t[9] = make_small((sterm) table->size);
    t[10] = make_small((sterm) (table->words + sizeof *table / sizeof(term)));
    t[11] = make_small(table->fixed);
    return make_boxed(t);
}

// avm_ets:set(Table, name | heir | owner | fixed, Value): true, or false when there is no such
// table.
term bif_avm_ets_set(struct process *p, term *args)
{
    struct ets_table *table = ets_find(p->vm, args[0]);
    if (table == NULL) {
        return ATOM_false;
    }
    if (args[1] == ATOM_name) {
        table->name = args[2];
    } else if (args[1] == ATOM_owner) {
        table->owner = args[2];
    } else if (args[1] == ATOM_fixed) {
        table->fixed = args[2] == ATOM_true ? table->fixed + 1 : table->fixed - (table->fixed > 0);
    } else {
        term heir = ATOM_none, data = NIL;
        if (is_tuple(args[2])) {
            heir = tuple_elements(args[2])[0];
            data = tuple_elements(args[2])[1];
        }
        if (!ets_set_heir(p->vm, table, heir, data)) {
            return raise_system_limit(p);
        }
    }
    return ATOM_true;
}

// avm_ets:replace(Table, Old, New): put New, with the same key, in the place of Old if that is
// still there. What reads, computes and writes uses it, and begins again when it says false.
term bif_avm_ets_replace(struct process *p, term *args)
{
    struct ets_table *table = table_for(p, args[0], true);
    if (table == NULL || !is_object(table, args[1]) || !is_object(table, args[2]) ||
        !ets_same_key(p->vm, table, args[1], args[2])) {
        return raise_badarg(p);
    }
    struct ets_node *node = ets_lookup(p->vm, table, ets_key(table, args[1]));
    for (; node != NULL && ets_same_key(p->vm, table, node->value, args[1]); node = node->next[0]) {
        if (term_equal_exact(p->vm, node->value, args[1])) {
            return ets_replace(p->vm, table, node, args[2]) ? (term) ATOM_true
                                                            : raise_system_limit(p);
        }
    }
    return ATOM_false;
}

term bif_ets_all(struct process *p, term *args)
{
    size_t count = 0;
    for (const struct ets_table *table = p->vm->tables; table != NULL; table = table->next) {
        count++;
    }
    if (!heap_ensure(p, count * (2 + REF_WORDS))) {
        return NONE;
    }
    term list = NIL;
    for (const struct ets_table *table = p->vm->tables; table != NULL; table = table->next) {
        term id = ets_id(table, table->named ? NULL : heap_take(p, REF_WORDS));
        list = build_cons(p, id, list);
    }
    return list;
}

#endif
