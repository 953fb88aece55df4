// SPDX-License-Identifier: Apache-2.0
// bif_maps.c: natives of maps, the map guards, and iterators.
//
// An iterator is none, {Key, Value, Iterator}, or [Path | Map]: what comes from the node at Path
// on. Path 0 is the root (and all of a flat map), else (place + 1) for each level, 5 bits, the
// root's lowest. Going on gives the pairs of a whole node at once, as nested tuples. Path may also
// be the list of the keys to come, in the order that was asked for. Same shape as OTP's, whose maps
// module runs on erts_internal:map_next/3 here as there.

#include "vm/atom.h"
#include "vm/bif.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/map.h"
#include "vm/memory.h"
#include "vm/number.h"
#include "vm/pause.h"

static term raise_badmap(struct process *p, term t)
{
    return raise_tuple(p, ATOM_badmap, t);
}

// Guards

term bif_erlang_map_get(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    term value = map_get(p->vm, args[1], args[0]);
    return value != NONE ? value : raise_tuple(p, ATOM_badkey, args[0]);
}

term bif_erlang_is_map_key(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    return make_bool(map_get(p->vm, args[1], args[0]) != NONE);
}

term bif_erlang_map_size(struct process *p, term *args)
{
    return is_map(args[0]) ? make_small((sterm) map_size(args[0])) : raise_badmap(p, args[0]);
}

// Looking up

term bif_maps_get_3(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    term value = map_get(p->vm, args[1], args[0]);
    return value != NONE ? value : args[2];
}

term bif_maps_find(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    term value = map_get(p->vm, args[1], args[0]);
    if (value == NONE) {
        return ATOM_error;
    }
    args[0] = value;
    return heap_ensure(p, 3) ? build_tuple2(p, ATOM_ok, args[0]) : NONE;
}

// Changing. map_put and map_remove want the map first.

static void swap(term *a, term *b)
{
    term t = *a;
    *a = *b;
    *b = t;
}

term bif_maps_put(struct process *p, term *args)
{
    if (!is_map(args[2])) {
        return raise_badmap(p, args[2]);
    }
    swap(&args[1], &args[2]); // key, map, value
    swap(&args[0], &args[1]); // map, key, value
    return map_put(p, args);
}

term bif_maps_update(struct process *p, term *args)
{
    if (!is_map(args[2])) {
        return raise_badmap(p, args[2]);
    }
    if (map_get(p->vm, args[2], args[0]) == NONE) {
        return raise_tuple(p, ATOM_badkey, args[0]);
    }
    return bif_maps_put(p, args);
}

term bif_maps_remove(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    swap(&args[0], &args[1]);
    return map_remove(p, args);
}

term bif_maps_take(struct process *p, term *args)
{
    if (!is_map(args[1])) {
        return raise_badmap(p, args[1]);
    }
    if (map_get(p->vm, args[1], args[0]) == NONE) {
        return ATOM_error;
    }
    swap(&args[0], &args[1]);
    term result[2] = {map_get(p->vm, args[0], args[1]), NIL};
    struct gc_roots roots;
    roots_push(p, &roots, result, 2);
    term rest = map_remove(p, args);
    if (rest != NONE) {
        result[1] = rest;
        rest = heap_ensure(p, 3) ? build_tuple2(p, result[0], result[1]) : NONE;
    }
    roots_pop(p, &roots);
    return rest;
}

term bif_maps_merge(struct process *p, term *args)
{
    if (!is_map(args[0])) {
        return raise_badmap(p, args[0]);
    }
    return is_map(args[1]) ? map_merge(p, args) : raise_badmap(p, args[1]);
}

// From lists

// Pairs of a list of {Key, Value} into an array. False: not such a list.
static bool read_pairs(const struct vm *vm, term list, term *pairs)
{
    size_t pace = 0;
    for (; is_cons(list); list = cons_tail(list), pairs += 2) {
        term pair = cons_head(list);
        if (!is_tuple(pair) || tuple_arity(pair) != 2) {
            return false;
        }
        pairs[0] = tuple_elements(pair)[0];
        pairs[1] = tuple_elements(pair)[1];
        pause_often(vm, &pace, 1);
    }
    return list == NIL;
}

static bool read_keys(const struct vm *vm, term list, term value, term *pairs)
{
    size_t pace = 0;
    for (; is_cons(list); list = cons_tail(list), pairs += 2) {
        pairs[0] = cons_head(list);
        pairs[1] = value;
        pause_often(vm, &pace, 1);
    }
    return list == NIL;
}

// value NULL: args[0] is a list of pairs, else of keys which all get *value.
static term map_from_list(struct process *p, const term *args, const term *value)
{
    size_t count = 0, pace = 0;
    for (term list = args[0]; is_cons(list); list = cons_tail(list)) {
        count++;
        pause_often(p->vm, &pace, 1);
    }
    term few[2 * MAP_FLAT_MAX];
    size_t size = 2 * count * sizeof(term);
    term *pairs = count <= MAP_FLAT_MAX ? few : memory_alloc(p->vm, size);
    if (pairs == NULL) {
        return raise_out_of_memory(p);
    }
    bool valid = value == NULL ? read_pairs(p->vm, args[0], pairs)
                               : read_keys(p->vm, args[0], *value, pairs);
    term map = NONE;
    if (valid) {
        struct gc_roots roots;
        roots_push(p, &roots, pairs, 2 * count);
        map = map_from_pairs(p, pairs, count);
        roots_pop(p, &roots);
    }
    if (pairs != few) {
        memory_free(p->vm, pairs, size);
    }
    return valid ? map : raise_badarg(p);
}

term bif_maps_from_list(struct process *p, term *args)
{
    return map_from_list(p, args, NULL);
}

term bif_maps_from_keys(struct process *p, term *args)
{
    return map_from_list(p, args, &args[1]);
}

// To lists

// Steps of pause.h that a pair takes.
#define WALK_STEPS 3

enum part { KEYS, VALUES };

static term map_part(struct process *p, term *args, enum part part)
{
    if (!is_map(args[0])) {
        return raise_badmap(p, args[0]);
    }
    size_t count = map_size(args[0]);
    if (count == 0) {
        return NIL;
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term *cells = heap_take(p, 2 * count), *cell = cells;
    struct map_walk walk;
    term key, value;
    size_t pace = 0;
    map_walk_init(&walk, args[0]);
    for (; map_walk_next(&walk, &key, &value); cell += 2) {
        cell[0] = part == KEYS ? key : value;
        cell[1] = make_cons(cell + 2);
        pause_often(p->vm, &pace, WALK_STEPS);
    }
    cell[-1] = NIL;
    return make_cons(cells);
}

term bif_maps_keys(struct process *p, term *args)
{
    return map_part(p, args, KEYS);
}

term bif_maps_values(struct process *p, term *args)
{
    return map_part(p, args, VALUES);
}

// [{Key, Value} ... | *tail]
static term map_to_list(struct process *p, const term *map, const term *tail)
{
    size_t count = map_size(*map);
    if (!heap_ensure(p, 5 * count)) {
        return NONE;
    }
    term result = NIL, *end = &result;
    struct map_walk walk;
    term key, value;
    size_t pace = 0;
    map_walk_init(&walk, *map);
    while (map_walk_next(&walk, &key, &value)) {
        *end = build_cons(p, build_tuple2(p, key, value), NIL);
        end = cons_cell(*end) + 1;
        pause_often(p->vm, &pace, WALK_STEPS);
    }
    *end = *tail;
    return result;
}

// Iterators

#define PATH_BITS 5
#define PATH_MASK 31u

// Where in the trie an iteration is. places[i]: the child of nodes[i] that was entered, as bit.
struct trail {
    unsigned depth; // of the node
    term *nodes[9];
    uint32_t places[9];
};

static term *trail_node(const struct trail *trail)
{
    return trail->nodes[trail->depth];
}

// The first child of the current node behind a place (0: the first of all). False: none.
static bool trail_enter(struct trail *trail, uint32_t behind)
{
    term *node = trail_node(trail);
    uint32_t places = map_node_child_places(node);
    uint32_t rest = behind == 0 ? places : places & ~(2 * behind - 1);
    if (rest == 0) {
        return false;
    }
    uint32_t place = rest & (~rest + 1);
    size_t index = map_node_pairs(node) * 2 + map_places_count(places & (place - 1));
    trail->places[trail->depth++] = place;
    trail->nodes[trail->depth] = boxed_object(node[1 + MAP_NODE_HEAD + index]);
    return true;
}

// To the next node: below, beside, or beside one above. False: there is none.
static bool trail_next(struct trail *trail)
{
    if (trail_enter(trail, 0)) {
        return true;
    }
    while (trail->depth > 0) {
        trail->depth--;
        if (trail_enter(trail, trail->places[trail->depth])) {
            return true;
        }
    }
    return false;
}

static unsigned place_number(uint32_t place)
{
    return map_places_count(place - 1);
}

static uint64_t trail_path(const struct trail *trail)
{
    uint64_t path = 0;
    for (unsigned i = trail->depth; i-- > 0;) {
        path = path << PATH_BITS | (place_number(trail->places[i]) + 1);
    }
    return path;
}

// False: no such node (paths come from the program).
static bool trail_start(struct trail *trail, term map, uint64_t path)
{
    trail->depth = 0;
    trail->nodes[0] = boxed_object(boxed_object(map)[2]);
    for (; path != 0; path >>= PATH_BITS) {
        uint32_t number = (uint32_t) path & PATH_MASK;
        if (number == 0 || number > MAP_NODE_PLACES) {
            return false;
        }
        uint32_t place = UINT32_C(1) << (number - 1);
        term *node = trail_node(trail);
        if (!(map_node_child_places(node) & place)) {
            return false;
        }
        trail_enter(trail, place >> 1);
    }
    return true;
}

// Words of {Key, Value, Rest} for each of count pairs, and [Path | Map] at the end.
#define ITERATOR_WORDS(count) (4 * (count) + 2 + INT64_WORDS)

static term build_iterator(struct process *p, const term *keys, const term *values, size_t stride,
                           size_t count, term rest)
{
    while (count-- > 0) {
        rest = build_tuple3(p, keys[count * stride], values[count * stride], rest);
    }
    return rest;
}

static term flat_iterator(struct process *p, const term *map)
{
    size_t count = map_size(*map);
    if (!heap_ensure(p, ITERATOR_WORDS(count))) {
        return NONE;
    }
    const term *object = boxed_object(*map);
    return build_iterator(p, tuple_elements(object[1]), object + 2, 1, count, ATOM_none);
}

static term trie_iterator(struct process *p, const term *map, uint64_t path)
{
    struct trail trail;
    if (!trail_start(&trail, *map, path)) {
        return raise_badarg(p);
    }
    size_t count;
    while ((count = map_node_pairs(trail_node(&trail))) == 0) {
        trail_next(&trail); // a node without pairs has children
    }
    path = trail_path(&trail);
    if (!heap_ensure(p, ITERATOR_WORDS(count))) {
        return NONE;
    }
    trail_start(&trail, *map, path); // the map may have moved
    const term *pairs = trail_node(&trail) + 1 + MAP_NODE_HEAD;
    term rest = ATOM_none;
    if (trail_next(&trail)) {
        rest = build_cons(p, build_uint64(p, trail_path(&trail)), *map);
    }
    return build_iterator(p, pairs, pairs + 1, 2, count, rest);
}

// {Key, Value, [Keys | Map]} for the first of a list of keys.
static term keys_iterator(struct process *p, term keys, const term *map)
{
    if (keys == NIL) {
        return ATOM_none;
    }
    // Key, value, the other keys.
    term found[3] = {cons_head(keys), map_get(p->vm, *map, cons_head(keys)), cons_tail(keys)};
    if (found[1] == NONE) {
        return raise_badarg(p);
    }
    struct gc_roots roots;
    roots_push(p, &roots, found, 3);
    bool room = heap_ensure(p, 6);
    roots_pop(p, &roots);
    return room ? build_tuple3(p, found[0], found[1], build_cons(p, found[2], *map)) : NONE;
}

static bool is_path(term t)
{
    return is_integer(t) || is_list(t);
}

// What is at the path on: {Key, Value, Iterator} or none.
static term map_iterator(struct process *p, term path, const term *map)
{
    if (is_list(path)) {
        return keys_iterator(p, path, map);
    }
    uint64_t number;
    if (!integer_to_uint64(path, &number)) {
        return raise_badarg(p);
    }
    return is_boxed_tag(*map, TAG_MAP_HASH) ? trie_iterator(p, map, number) : flat_iterator(p, map);
}

// map_next(Path, Map, iterator | List): an iterator, or all pairs in front of List. (OTP gives the
// pairs in portions: [Path, Map | Pairs] when there are more; a program that expects this finds the
// last portion.)
term bif_erts_internal_map_next(struct process *p, term *args)
{
    if (!is_path(args[0]) || !is_map(args[1])) {
        return raise_badarg(p);
    }
    if (is_list(args[2])) {
        return map_to_list(p, &args[1], &args[2]);
    }
    return args[2] == ATOM_iterator ? map_iterator(p, args[0], &args[1]) : raise_badarg(p);
}

term bif_maps_iterator(struct process *p, term *args)
{
    if (!is_map(args[0])) {
        return raise_badmap(p, args[0]);
    }
    return heap_ensure(p, 2) ? build_cons(p, make_small(0), args[0]) : NONE;
}

// The iterator, going on when it has come to [Path | Map]. NIL: it is none.
static term iterator_next(struct process *p, term iterator)
{
    if (iterator == ATOM_none || (is_tuple(iterator) && tuple_arity(iterator) == 3)) {
        return iterator;
    }
    if (!is_cons(iterator) || !is_path(cons_head(iterator)) || !is_map(cons_tail(iterator))) {
        return NIL;
    }
    term map = cons_tail(iterator);
    struct gc_roots roots;
    roots_push(p, &roots, &map, 1);
    term result = map_iterator(p, cons_head(iterator), &map);
    roots_pop(p, &roots);
    return result;
}

term bif_maps_next(struct process *p, term *args)
{
    term next = iterator_next(p, args[0]);
    return next == NIL ? raise_badarg(p) : next;
}

// The pairs of an iterator; args[0] is it, and the list of the pairs backwards at the end.
static bool iterator_pairs(struct process *p, term *args)
{
    term held[2] = {args[0], NIL}; // the rest, and what was seen
    struct gc_roots roots;
    roots_push(p, &roots, held, 2);
    for (;;) {
        held[0] = iterator_next(p, held[0]);
        if (held[0] == NIL) {
            raise_badmap(p, args[0]);
        }
        if (held[0] == NIL || held[0] == NONE || held[0] == ATOM_none || !heap_ensure(p, 3 + 2)) {
            break;
        }
        const term *found = tuple_elements(held[0]);
        held[1] = build_cons(p, build_tuple2(p, found[0], found[1]), held[1]);
        held[0] = found[2];
    }
    roots_pop(p, &roots);
    bool done = held[0] == ATOM_none;
    args[0] = done ? held[1] : args[0];
    return done;
}

term bif_maps_to_list(struct process *p, term *args)
{
    if (!is_map(args[0])) {
        return iterator_pairs(p, args) ? bif_lists_reverse_1(p, args) : NONE;
    }
    term nil = NIL;
    return map_to_list(p, &args[0], &nil);
}

// What map comprehensions are compiled to: the iterator of a map or iterator, [] for anything else;
// and going on when it has come to [Path | Map].
term bif_erts_internal_mc_iterator(struct process *p, term *args)
{
    return is_map(args[0]) ? map_iterator(p, make_small(0), &args[0]) : iterator_next(p, args[0]);
}

term bif_erts_internal_mc_refill(struct process *p, term *args)
{
    return bif_maps_next(p, args);
}
