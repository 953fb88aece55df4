// SPDX-License-Identifier: Apache-2.0
// map.c: maps.
//
// Up to MAP_FLAT_MAX keys a map is flat: a tuple of the keys in term_compare_exact order, which
// maps made from one another share, and the values in the map itself. Looking up an atom or small
// integer is a search for its word.
//
// Above, it is a trie over the 32 bits of term_hash, 4 bits a level, least significant first. A
// node is a tuple:
//
//   head (MAP_NODE_HEAD words)      which of the 16 places hold a pair, which hold a child
//   key value key value ...         the pairs, by ascending place
//   child child ...                 the children, by ascending place
//
// Nodes below the last level (depth 8) hold keys whose hashes are the same: no places, pairs in
// term_compare_exact order.
//
// The shape depends on the keys alone, so that equal maps have equal nodes (compare.c relies on
// it):
//   - a child holds at least two keys: removing the second last moves the last one up as a pair;
//   - a map of at most MAP_FLAT_MAX keys is flat, a larger one never.

#include "vm/map.h"

#include <string.h>

#include "vm/compare.h"
#include "vm/exception.h"
#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/pause.h"

#define LEVEL_BITS 4
#define LEVELS     8 // depth of nodes of colliding keys

static bool is_flat(term map)
{
    return is_boxed_tag(map, TAG_MAP);
}

static size_t flat_count(term map)
{
    return header_arity(*boxed_object(map)) - 1;
}

static term *flat_keys(term map)
{
    return tuple_elements(boxed_object(map)[1]);
}

static term *flat_values(term map)
{
    return boxed_object(map) + 2;
}

size_t map_size(term map)
{
    return is_flat(map) ? flat_count(map) : (size_t) small_value(boxed_object(map)[1]);
}

// Finding

#define NOT_FOUND SIZE_MAX

static size_t flat_find(const struct vm *vm, term map, term key)
{
    const term *keys = flat_keys(map);
    size_t count = flat_count(map);
    for (size_t i = 0; i < count; i++) {
        if (keys[i] == key) {
            return i;
        }
    }
    if (is_immediate(key)) {
        return NOT_FOUND;
    }
    for (size_t i = 0; i < count; i++) {
        if (term_equal_exact(vm, keys[i], key)) {
            return i;
        }
    }
    return NOT_FOUND;
}

static uint32_t place_at(uint32_t hash, unsigned depth)
{
    return UINT32_C(1) << (hash >> depth * LEVEL_BITS & (MAP_NODE_PLACES - 1));
}

static term *node_pairs(term *node)
{
    return node + 1 + MAP_NODE_HEAD;
}

static size_t node_pair_index(const term *node, uint32_t place)
{
    return map_places_count(map_node_pair_places(node) & (place - 1));
}

static term *node_child(term *node, uint32_t place)
{
    return node_pairs(node) + 2 * map_places_count(map_node_pair_places(node)) +
           map_places_count(map_node_child_places(node) & (place - 1));
}

// The pair of a key, or NULL.
static term *trie_find(const struct vm *vm, term root, term key)
{
    uint32_t hash = term_hash(vm, key);
    term *node = boxed_object(root);
    for (unsigned depth = 0; depth < LEVELS; depth++) {
        uint32_t place = place_at(hash, depth);
        if (map_node_pair_places(node) & place) {
            term *pair = node_pairs(node) + 2 * node_pair_index(node, place);
            return term_equal_exact(vm, pair[0], key) ? pair : NULL;
        }
        if (!(map_node_child_places(node) & place)) {
            return NULL;
        }
        node = boxed_object(*node_child(node, place));
    }
    term *pair = node_pairs(node);
    for (size_t left = map_node_pairs(node); left > 0; left--, pair += 2) {
        if (term_equal_exact(vm, pair[0], key)) {
            return pair;
        }
    }
    return NULL;
}

term map_get(const struct vm *vm, term map, term key)
{
    if (is_flat(map)) {
        size_t index = flat_find(vm, map, key);
        return index == NOT_FOUND ? NONE : flat_values(map)[index];
    }
    const term *pair = trie_find(vm, boxed_object(map)[2], key);
    return pair == NULL ? NONE : pair[1];
}

// Flat maps under construction: outside the heap, so nothing may collect while one is in use.

struct flat {
    size_t count;
    term keys[MAP_FLAT_MAX];
    term values[MAP_FLAT_MAX];
};

static void flat_load(struct flat *flat, term map)
{
    flat->count = flat_count(map);
    memcpy(flat->keys, flat_keys(map), flat->count * sizeof(term));
    memcpy(flat->values, flat_values(map), flat->count * sizeof(term));
}

// Where key is among sorted keys (*found), or belongs. Keys often come sorted, so the last is
// looked at first.
static size_t sorted_place(const struct vm *vm, const term *keys, size_t count, term key,
                           bool *found)
{
    size_t low = 0, high = count, middle = count - 1;
    *found = false;
    while (low < high) {
        int r = term_compare_exact(vm, key, keys[middle]);
        if (r == 0) {
            *found = true;
            return middle;
        }
        if (r > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
        middle = low + (high - low) / 2;
    }
    return low;
}

// False: full.
static bool flat_put(const struct vm *vm, struct flat *flat, term key, term value)
{
    bool found;
    size_t at = sorted_place(vm, flat->keys, flat->count, key, &found);
    if (!found) {
        if (flat->count == MAP_FLAT_MAX) {
            return false;
        }
        size_t after = (flat->count - at) * sizeof(term);
        memmove(flat->keys + at + 1, flat->keys + at, after);
        memmove(flat->values + at + 1, flat->values + at, after);
        flat->count++;
        flat->keys[at] = key;
    }
    flat->values[at] = value;
    return true;
}

#define FLAT_WORDS(count) (3 + 2 * (count))

// Builders write at *top and move it; for the heap of a process that is &p->heap_top, with the
// words ensured.

static term *take(term **top, size_t words)
{
    term *at = *top;
    *top += words;
    return at;
}

static term build_flat(term **top, const struct flat *flat)
{
    size_t count = flat->count;
    term *keys = take(top, FLAT_WORDS(count));
    keys[0] = make_header(count, TAG_TUPLE);
    memcpy(keys + 1, flat->keys, count * sizeof(term));
    term *map = keys + 1 + count;
    map[0] = make_header(count + 1, TAG_MAP);
    map[1] = make_boxed(keys);
    memcpy(map + 2, flat->values, count * sizeof(term));
    return make_boxed(map);
}

// Building nodes

#define HASH_WORDS 3

static size_t node_words(size_t pairs, size_t children)
{
    return 1 + MAP_NODE_HEAD + 2 * pairs + children;
}

static size_t size_of(const term *object)
{
    return 1 + header_arity(object[0]);
}

// A node whose pairs and children are still to be written.
static term *build_node(term **top, size_t pairs, size_t children, uint32_t pair_places,
                        uint32_t child_places)
{
    size_t words = node_words(pairs, children);
    term *node = take(top, words);
    node[0] = make_header(words - 1, TAG_TUPLE);
    if (MAP_NODE_HEAD == 1) {
        node[1] = make_small((sterm) (child_places << 16 | pair_places));
    } else {
        node[1] = make_small((sterm) pair_places);
        node[MAP_NODE_HEAD] = make_small((sterm) child_places);
    }
    return node;
}

static term build_hash_map(term **top, size_t count, term root)
{
    term *map = take(top, HASH_WORDS);
    map[0] = make_header(HASH_WORDS - 1, TAG_MAP_HASH);
    map[1] = make_small((sterm) count);
    map[2] = root;
    return make_boxed(map);
}

// Building a whole trie from many pairs: their hashes are sorted in the order of the trie.

// What takes so many steps of pause.h: the hash of a key; a node of a trie; a pair put into one.
#define HASH_STEPS 4
#define TRIE_STEPS 8
#define PUT_STEPS  40

struct entry {
    uint32_t hash;
    uint32_t index; // of the pair
};

// By the first level, then the second, and so on; stable. Least significant digit first, that is
// the last level.
static struct entry *sort_entries(const struct vm *vm, struct entry *entries, struct entry *room,
                                  size_t count)
{
    size_t pace = 0;
    for (unsigned depth = LEVELS; depth-- > 0;) {
        size_t starts[MAP_NODE_PLACES + 1] = {0};
        for (size_t i = 0; i < count; i++) {
            starts[1 + (entries[i].hash >> depth * LEVEL_BITS & (MAP_NODE_PLACES - 1))]++;
            pause_often(vm, &pace, 1);
        }
        for (size_t i = 1; i < MAP_NODE_PLACES; i++) {
            starts[i] += starts[i - 1];
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t digit = entries[i].hash >> depth * LEVEL_BITS & (MAP_NODE_PLACES - 1);
            room[starts[digit]++] = entries[i];
            pause_often(vm, &pace, 1);
        }
        struct entry *swap = entries;
        entries = room;
        room = swap;
    }
    return entries;
}

// Of entries with the same key keep one, with the index of the last. Keys with the same hash come
// out in order. Returns how many are left.
static size_t unique_entries(const struct vm *vm, struct entry *entries, size_t count,
                             const term *pairs)
{
    size_t kept = 0, run = 0; // run: first kept entry with this hash
    size_t pace = 0;
    for (size_t i = 0; i < count; i++) {
        pause_often(vm, &pace, 1);
        struct entry entry = entries[i];
        if (kept > run && entries[run].hash != entry.hash) {
            run = kept;
        }
        size_t at = kept;
        int r = 1;
        while (at > run) {
            r = term_compare_exact(vm, pairs[2 * entry.index], pairs[2 * entries[at - 1].index]);
            if (r >= 0) {
                break;
            }
            at--;
        }
        if (at > run && r == 0) {
            entries[at - 1] = entry;
            continue;
        }
        memmove(entries + at + 1, entries + at, (kept - at) * sizeof *entries);
        entries[at] = entry;
        kept++;
    }
    return kept;
}

// The entries from the first with the same place at depth.
static size_t same_place(const struct entry *entries, size_t count, unsigned depth)
{
    uint32_t place = place_at(entries[0].hash, depth);
    size_t same = 1;
    while (same < count && place_at(entries[same].hash, depth) == place) {
        same++;
    }
    return same;
}

// Recursion ends at LEVELS.
static size_t trie_words(const struct vm *vm, const struct entry *entries, size_t count,
                         unsigned depth)
{
    pause_step(vm, TRIE_STEPS);
    size_t words = 1 + MAP_NODE_HEAD;
    if (depth == LEVELS) {
        return words + 2 * count;
    }
    while (count > 0) {
        size_t same = same_place(entries, count, depth);
        words += same == 1 ? 2 : 1 + trie_words(vm, entries, same, depth + 1);
        entries += same;
        count -= same;
    }
    return words;
}

static term *put_pair(term *at, const term *pair)
{
    at[0] = pair[0];
    at[1] = pair[1];
    return at + 2;
}

static term build_trie(const struct vm *vm, term **top, const struct entry *entries, size_t count,
                       unsigned depth, const term *pairs)
{
    pause_step(vm, 2 * TRIE_STEPS);
    uint32_t pair_places = 0, child_places = 0;
    size_t pair_count = 0, child_count = 0;
    for (size_t i = 0, same; depth < LEVELS && i < count; i += same) {
        same = same_place(entries + i, count - i, depth);
        uint32_t place = place_at(entries[i].hash, depth);
        if (same == 1) {
            pair_places |= place;
            pair_count++;
        } else {
            child_places |= place;
            child_count++;
        }
    }
    if (depth == LEVELS) {
        pair_count = count;
    }
    term *node = build_node(top, pair_count, child_count, pair_places, child_places);
    term *pair = node_pairs(node), *child = pair + 2 * pair_count;
    for (size_t i = 0, same; i < count; i += same) {
        same = depth == LEVELS ? 1 : same_place(entries + i, count - i, depth);
        if (same == 1) {
            pair = put_pair(pair, pairs + 2 * entries[i].index);
        } else {
            *child++ = build_trie(vm, top, entries + i, same, depth + 1, pairs);
        }
    }
    return make_boxed(node);
}

static term map_from_entries(struct process *p, const struct entry *entries, size_t count,
                             const term *pairs)
{
    if (count > MAP_FLAT_MAX) {
        if (!heap_ensure(p, HASH_WORDS + trie_words(p->vm, entries, count, 0))) {
            return NONE;
        }
        return build_hash_map(&p->heap_top, count,
                              build_trie(p->vm, &p->heap_top, entries, count, 0, pairs));
    }
    if (!heap_ensure(p, FLAT_WORDS(count))) {
        return NONE;
    }
    struct flat flat = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        const term *pair = pairs + 2 * entries[i].index;
        flat_put(p->vm, &flat, pair[0], pair[1]);
    }
    return build_flat(&p->heap_top, &flat);
}

static struct entry *hash_entries(const struct vm *vm, const term *pairs, size_t count,
                                  struct entry *memory)
{
    size_t pace = 0;
    for (size_t i = 0; i < count; i++) {
        memory[i].hash = term_hash(vm, pairs[2 * i]);
        memory[i].index = (uint32_t) i;
        pause_often(vm, &pace, HASH_STEPS);
    }
    return sort_entries(vm, memory, memory + count, count);
}

static term map_from_many_pairs(struct process *p, const term *pairs, size_t count)
{
    size_t size = 2 * count * sizeof(struct entry);
    struct entry *memory = count > UINT32_MAX ? NULL : memory_alloc(p->vm, size);
    if (memory == NULL) {
        return raise_out_of_memory(p);
    }
    struct entry *entries = hash_entries(p->vm, pairs, count, memory);
    size_t kept = unique_entries(p->vm, entries, count, pairs);
    term map = map_from_entries(p, entries, kept, pairs);
    memory_free(p->vm, memory, size);
    return map;
}

term map_from_pairs(struct process *p, term *pairs, size_t count)
{
    if (count > MAP_FLAT_MAX) {
        return map_from_many_pairs(p, pairs, count);
    }
    if (!heap_ensure(p, FLAT_WORDS(count))) {
        return NONE;
    }
    struct flat flat;
    flat.count = 0;
    for (size_t i = 0; i < count; i++) {
        flat_put(p->vm, &flat, pairs[2 * i], pairs[2 * i + 1]);
    }
    return build_flat(&p->heap_top, &flat);
}

// Words of the entries, twice, that building a large map at a given place keeps at the end of that
// place.
static size_t entry_words(size_t count)
{
    return (2 * count * sizeof(struct entry) + sizeof(term) - 1) / sizeof(term);
}

size_t map_words_for(size_t count)
{
    if (count <= MAP_FLAT_MAX) {
        return FLAT_WORDS(count);
    }
    // At worst each level is full, or splits the keys into twos that part only below.
    size_t nodes = 0, places = 1;
    for (unsigned depth = 0; depth <= LEVELS; depth++) {
        nodes += places < count / 2 ? places : count / 2;
        places = places < count ? places * MAP_NODE_PLACES : places;
    }
    return HASH_WORDS + 2 * count + nodes * (2 + MAP_NODE_HEAD) + entry_words(count);
}

term map_build_at(const struct vm *vm, term *pairs, size_t count, term **at)
{
    if (count <= MAP_FLAT_MAX) {
        struct flat flat;
        flat.count = 0;
        for (size_t i = 0; i < count; i++) {
            flat_put(vm, &flat, pairs[2 * i], pairs[2 * i + 1]);
        }
        return flat.count == count ? build_flat(at, &flat) : NONE;
    }
    // The words are not in use yet: they may hold anything.
    void *room = *at + map_words_for(count) - entry_words(count);
    struct entry *entries = hash_entries(vm, pairs, count, room);
    if (unique_entries(vm, entries, count, pairs) != count) {
        return NONE;
    }
    return build_hash_map(at, count, build_trie(vm, at, entries, count, 0, pairs));
}

// All pairs of the map in args[0] and then count more: a map of them.
static term map_from_map_and_pairs(struct process *p, term *args, const term *more, size_t count)
{
    size_t size = map_size(args[0]), total = 2 * (size + count);
    term *pairs = memory_alloc(p->vm, total * sizeof(term));
    if (pairs == NULL) {
        return raise_out_of_memory(p);
    }
    map_pairs(p->vm, args[0], pairs);
    memcpy(pairs + 2 * size, more, 2 * count * sizeof(term));
    struct gc_roots roots;
    roots_push(p, &roots, pairs, total);
    term map = map_from_pairs(p, pairs, size + count);
    roots_pop(p, &roots);
    memory_free(p->vm, pairs, total * sizeof(term));
    return map;
}

// Adding to a trie

// Where a key is in a trie, or where the way to it ends.
struct position {
    uint32_t hash;
    unsigned depth;          // of the last node
    term *nodes[LEVELS + 1]; // from the root
    term *pair;              // the pair at the place of the key, or NULL
    bool found;              // and it is the key's
};

static void locate_collision(const struct vm *vm, struct position *at, term *node, term key)
{
    at->pair = node_pairs(node);
    for (size_t left = map_node_pairs(node); left > 0; left--, at->pair += 2) {
        int r = term_compare_exact(vm, key, at->pair[0]);
        if (r <= 0) {
            at->found = r == 0;
            return;
        }
    }
}

static void locate(const struct vm *vm, term map, term key, struct position *at)
{
    at->pair = NULL;
    at->found = false;
    term *node = boxed_object(boxed_object(map)[2]);
    for (at->depth = 0; at->depth < LEVELS; at->depth++) {
        at->nodes[at->depth] = node;
        uint32_t place = place_at(at->hash, at->depth);
        if (map_node_pair_places(node) & place) {
            at->pair = node_pairs(node) + 2 * node_pair_index(node, place);
            at->found = term_equal_exact(vm, at->pair[0], key);
            return;
        }
        if (!(map_node_child_places(node) & place)) {
            return;
        }
        node = boxed_object(*node_child(node, place));
    }
    at->nodes[LEVELS] = node;
    locate_collision(vm, at, node, key);
}

// Words of the copies of the nodes above level.
static size_t words_above(const struct position *at, unsigned level)
{
    size_t words = HASH_WORDS;
    for (unsigned i = 0; i < level; i++) {
        words += size_of(at->nodes[i]);
    }
    return words;
}

// Copies of the nodes above level with `node` in the place of the old one, and the map over them.
static term build_above(term **top, const struct position *at, unsigned level, term *node,
                        size_t count)
{
    while (level-- > 0) {
        term *old = at->nodes[level];
        size_t words = size_of(old);
        term *copy = take(top, words);
        memcpy(copy, old, words * sizeof(term));
        *node_child(copy, place_at(at->hash, level)) = make_boxed(node);
        node = copy;
    }
    return build_hash_map(top, count, make_boxed(node));
}

// A copy of a node that gains (or loses) pairs and children at a place: everything before and after
// is copied around it. skip pairs of the old one from pair_index on are left out; room for `gap`
// pairs is in their place. The same for children.
struct edit {
    size_t pair_index, pair_skip, pair_gap;
    size_t child_index, child_skip, child_gap;
    uint32_t pair_places, child_places; // of the new node
};

static term *build_edited(term **top, term *old, const struct edit *edit, term **pair_gap,
                          term **child_gap)
{
    size_t pairs = map_node_pairs(old), children = map_node_children(old);
    size_t new_pairs = pairs - edit->pair_skip + edit->pair_gap;
    size_t new_children = children - edit->child_skip + edit->child_gap;
    term *node = build_node(top, new_pairs, new_children, edit->pair_places, edit->child_places);
    term *to = node_pairs(node);
    const term *from = node_pairs(old);
    memcpy(to, from, 2 * edit->pair_index * sizeof(term));
    *pair_gap = to + 2 * edit->pair_index;
    size_t done = edit->pair_index + edit->pair_skip;
    memcpy(*pair_gap + 2 * edit->pair_gap, from + 2 * done, 2 * (pairs - done) * sizeof(term));
    to += 2 * new_pairs;
    from += 2 * pairs;
    memcpy(to, from, edit->child_index * sizeof(term));
    *child_gap = to + edit->child_index;
    done = edit->child_index + edit->child_skip;
    memcpy(*child_gap + edit->child_gap, from + done, (children - done) * sizeof(term));
    return node;
}

// Levels from depth on that two hashes share.
static unsigned shared_levels(uint32_t a, uint32_t b, unsigned depth)
{
    unsigned shared = 0;
    while (depth + shared < LEVELS && place_at(a, depth + shared) == place_at(b, depth + shared)) {
        shared++;
    }
    return shared;
}

// The subtree from depth on of two pairs.
static term build_two(struct process *p, unsigned depth, uint32_t hash_a, const term *a,
                      uint32_t hash_b, const term *b)
{
    unsigned shared = shared_levels(hash_a, hash_b, depth), last = depth + shared;
    bool swap;
    uint32_t places = 0;
    if (last == LEVELS) {
        swap = term_compare_exact(p->vm, a[0], b[0]) > 0;
    } else {
        swap = place_at(hash_a, last) > place_at(hash_b, last);
        places = place_at(hash_a, last) | place_at(hash_b, last);
    }
    term *node = build_node(&p->heap_top, 2, 0, places, 0);
    put_pair(put_pair(node_pairs(node), swap ? b : a), swap ? a : b);
    while (last-- > depth) {
        term *above = build_node(&p->heap_top, 0, 1, 0, place_at(hash_a, last));
        node_pairs(above)[0] = make_boxed(node);
        node = above;
    }
    return make_boxed(node);
}

// The last node gets a pair it did not have.
static term trie_add_pair(struct process *p, const struct position *at, const term *pair,
                          size_t count)
{
    term *old = at->nodes[at->depth];
    struct edit edit = {.pair_gap = 1};
    edit.pair_places = map_node_pair_places(old);
    edit.child_places = map_node_child_places(old);
    if (at->depth == LEVELS) {
        edit.pair_index = (size_t) (at->pair - node_pairs(old)) / 2;
    } else {
        uint32_t place = place_at(at->hash, at->depth);
        edit.pair_index = node_pair_index(old, place);
        edit.pair_places |= place;
    }
    term *gap, *child;
    term *node = build_edited(&p->heap_top, old, &edit, &gap, &child);
    put_pair(gap, pair);
    return build_above(&p->heap_top, at, at->depth, node, count + 1);
}

// The pair at the key's place is of another key: both move down.
static term trie_split_pair(struct process *p, const struct position *at, const term *pair,
                            uint32_t other_hash, size_t count)
{
    term *old = at->nodes[at->depth];
    uint32_t place = place_at(at->hash, at->depth);
    term below = build_two(p, at->depth + 1, at->hash, pair, other_hash, at->pair);
    struct edit edit = {.pair_skip = 1, .child_gap = 1};
    edit.pair_index = node_pair_index(old, place);
    edit.child_index = map_places_count(map_node_child_places(old) & (place - 1));
    edit.pair_places = map_node_pair_places(old) & ~place;
    edit.child_places = map_node_child_places(old) | place;
    term *gap, *child;
    term *node = build_edited(&p->heap_top, old, &edit, &gap, &child);
    *child = below;
    return build_above(&p->heap_top, at, at->depth, node, count + 1);
}

static term trie_replace_value(struct process *p, const struct position *at, term value,
                               size_t count)
{
    term *old = at->nodes[at->depth];
    size_t words = size_of(old);
    term *node = heap_take(p, words);
    memcpy(node, old, words * sizeof(term));
    node[at->pair + 1 - old] = value;
    return build_above(&p->heap_top, at, at->depth, node, count);
}

// Ensure words; when that collects, the position is looked up again in the map that args[0] has
// become. Not inlined: clang 14 with -O2 then goes on with nodes it read before the collection.
#if defined(__GNUC__)
__attribute__((noinline))
#endif
static bool
ensure_located(struct process *p, const term *args, size_t words, struct position *at)
{
    if (!AVM_GC_STRESS && (size_t) (p->stack - p->heap_top) >= words + HEAP_SLACK) {
        return true;
    }
    if (!heap_ensure(p, words)) {
        return false;
    }
    locate(p->vm, args[0], args[1], at);
    return true;
}

static term trie_put(struct process *p, term *args)
{
    struct position at;
    at.hash = term_hash(p->vm, args[1]);
    locate(p->vm, args[0], args[1], &at);
    size_t words = words_above(&at, at.depth) + size_of(at.nodes[at.depth]);
    size_t count = map_size(args[0]);
    if (at.found) {
        if (at.pair[1] == args[2]) {
            return args[0];
        }
        return ensure_located(p, args, words, &at) ? trie_replace_value(p, &at, args[2], count)
                                                   : NONE;
    }
    if (at.pair == NULL || at.depth == LEVELS) {
        return ensure_located(p, args, words + 2, &at) ? trie_add_pair(p, &at, args + 1, count)
                                                       : NONE;
    }
    uint32_t other_hash = term_hash(p->vm, at.pair[0]);
    unsigned shared = shared_levels(at.hash, other_hash, at.depth + 1);
    words += shared * node_words(0, 1) + node_words(2, 0) - 1; // a pair less, a child more
    return ensure_located(p, args, words, &at)
               ? trie_split_pair(p, &at, args + 1, other_hash, count)
               : NONE;
}

static term flat_replace_value(struct process *p, term *args, size_t index)
{
    if (flat_values(args[0])[index] == args[2]) {
        return args[0];
    }
    size_t words = 2 + flat_count(args[0]);
    if (!heap_ensure(p, words)) {
        return NONE;
    }
    term *map = heap_take(p, words);
    memcpy(map, boxed_object(args[0]), words * sizeof(term));
    map[2 + index] = args[2];
    return make_boxed(map);
}

// Copy count words with one more at index.
static void copy_with(term *to, const term *from, size_t count, size_t index, term extra)
{
    memcpy(to, from, index * sizeof(term));
    to[index] = extra;
    memcpy(to + index + 1, from + index, (count - index) * sizeof(term));
}

static term flat_add(struct process *p, term *args)
{
    size_t count = flat_count(args[0]);
    if (count == MAP_FLAT_MAX) {
        return map_from_map_and_pairs(p, args, args + 1, 1);
    }
    if (!heap_ensure(p, FLAT_WORDS(count + 1))) {
        return NONE;
    }
    bool found;
    const term *old_keys = flat_keys(args[0]);
    size_t index = sorted_place(p->vm, old_keys, count, args[1], &found);
    term *keys = heap_take(p, FLAT_WORDS(count + 1));
    keys[0] = make_header(count + 1, TAG_TUPLE);
    copy_with(keys + 1, old_keys, count, index, args[1]);
    term *map = keys + 2 + count;
    map[0] = make_header(count + 2, TAG_MAP);
    map[1] = make_boxed(keys);
    copy_with(map + 2, flat_values(args[0]), count, index, args[2]);
    return make_boxed(map);
}

term map_put(struct process *p, term *args)
{
    if (!is_flat(args[0])) {
        return trie_put(p, args);
    }
    size_t index = flat_find(p->vm, args[0], args[1]);
    return index == NOT_FOUND ? flat_add(p, args) : flat_replace_value(p, args, index);
}

// Removing

// The pair at `at` out of its node, when something else stays there.
static term trie_remove_pair(struct process *p, const struct position *at, size_t count)
{
    term *old = at->nodes[at->depth];
    struct edit edit = {.pair_skip = 1};
    edit.pair_index = (size_t) (at->pair - node_pairs(old)) / 2;
    edit.pair_places = map_node_pair_places(old);
    edit.child_places = map_node_child_places(old);
    if (at->depth < LEVELS) {
        edit.pair_places &= ~place_at(at->hash, at->depth);
    }
    term *gap, *child;
    term *node = build_edited(&p->heap_top, old, &edit, &gap, &child);
    return build_above(&p->heap_top, at, at->depth, node, count - 1);
}

// The node at the end of the way keeps one pair only: that pair becomes one of the node at level.
static term trie_lift_pair(struct process *p, const struct position *at, unsigned level,
                           size_t count)
{
    term *last = at->nodes[at->depth], *old = at->nodes[level];
    const term *stays = node_pairs(last) + (at->pair == node_pairs(last) ? 2 : 0);
    uint32_t place = place_at(at->hash, level);
    struct edit edit = {.pair_gap = 1, .child_skip = 1};
    edit.pair_index = node_pair_index(old, place);
    edit.child_index = map_places_count(map_node_child_places(old) & (place - 1));
    edit.pair_places = map_node_pair_places(old) | place;
    edit.child_places = map_node_child_places(old) & ~place;
    term *gap, *child;
    term *node = build_edited(&p->heap_top, old, &edit, &gap, &child);
    put_pair(gap, stays);
    return build_above(&p->heap_top, at, level, node, count - 1);
}

static bool has(const term *node, size_t pairs, size_t children)
{
    return map_node_pairs(node) == pairs && map_node_children(node) == children;
}

static term trie_remove_to_flat(struct process *p, term *args)
{
    if (!heap_ensure(p, FLAT_WORDS(MAP_FLAT_MAX))) {
        return NONE;
    }
    struct flat flat;
    flat.count = 0;
    struct map_walk walk;
    term key, value;
    map_walk_init(&walk, args[0]);
    while (map_walk_next(&walk, &key, &value)) {
        if (!term_equal_exact(p->vm, key, args[1])) {
            flat_put(p->vm, &flat, key, value);
        }
    }
    return build_flat(&p->heap_top, &flat);
}

static term trie_remove(struct process *p, term *args)
{
    struct position at;
    at.hash = term_hash(p->vm, args[1]);
    locate(p->vm, args[0], args[1], &at);
    if (!at.found) {
        return args[0];
    }
    size_t count = map_size(args[0]);
    if (count == MAP_FLAT_MAX + 1) {
        return trie_remove_to_flat(p, args);
    }
    unsigned level = at.depth;
    if (level > 0 && has(at.nodes[level], 2, 0)) {
        do {
            level--;
        } while (level > 0 && has(at.nodes[level], 0, 1));
        size_t words = words_above(&at, level) + size_of(at.nodes[level]) + 1;
        return ensure_located(p, args, words, &at) ? trie_lift_pair(p, &at, level, count) : NONE;
    }
    size_t words = words_above(&at, level) + size_of(at.nodes[level]) - 2;
    return ensure_located(p, args, words, &at) ? trie_remove_pair(p, &at, count) : NONE;
}

static term flat_remove(struct process *p, term *args)
{
    size_t index = flat_find(p->vm, args[0], args[1]);
    if (index == NOT_FOUND) {
        return args[0];
    }
    size_t count = flat_count(args[0]) - 1;
    if (!heap_ensure(p, FLAT_WORDS(count))) {
        return NONE;
    }
    struct flat flat;
    flat_load(&flat, args[0]);
    flat.count = count;
    memmove(flat.keys + index, flat.keys + index + 1, (count - index) * sizeof(term));
    memmove(flat.values + index, flat.values + index + 1, (count - index) * sizeof(term));
    return build_flat(&p->heap_top, &flat);
}

term map_remove(struct process *p, term *args)
{
    return is_flat(args[0]) ? flat_remove(p, args) : trie_remove(p, args);
}

// Several keys at once

// All keys are in the flat map args[0]: a copy with the values. NONE: one is not, *missing says
// which.
static term flat_update_existing(struct process *p, term *args, size_t count, size_t *missing)
{
    size_t words = 2 + flat_count(args[0]);
    term *map = heap_take(p, words);
    memcpy(map, boxed_object(args[0]), words * sizeof(term));
    for (size_t i = 0; i < count; i++) {
        size_t index = flat_find(p->vm, args[0], args[1 + 2 * i]);
        if (index == NOT_FOUND) {
            heap_give_back(p, words);
            *missing = i;
            return NONE;
        }
        map[2 + index] = args[2 + 2 * i];
    }
    return make_boxed(map);
}

static term flat_update(struct process *p, term *args, size_t count, bool exact)
{
    size_t missing, size = flat_count(args[0]);
    if (size > 0 || exact) {
        if (!heap_ensure(p, 2 + size)) {
            return NONE;
        }
        term map = flat_update_existing(p, args, count, &missing);
        if (map != NONE) {
            return map;
        }
        if (exact) {
            return raise_tuple(p, ATOM_badkey, args[1 + 2 * missing]);
        }
    }
    size_t total = size + count > MAP_FLAT_MAX ? MAP_FLAT_MAX : size + count;
    if (!heap_ensure(p, FLAT_WORDS(total))) {
        return NONE;
    }
    struct flat flat;
    flat_load(&flat, args[0]);
    for (size_t i = 0; i < count; i++) {
        if (!flat_put(p->vm, &flat, args[1 + 2 * i], args[2 + 2 * i])) {
            return map_from_map_and_pairs(p, args, args + 1, count);
        }
    }
    return build_flat(&p->heap_top, &flat);
}

static term trie_update(struct process *p, term *args, size_t count, bool exact)
{
    term work[3] = {args[0], NIL, NIL}; // map, key, value
    struct gc_roots roots;
    roots_push(p, &roots, work, 3);
    for (size_t i = 0; work[0] != NONE && i < count; i++) {
        work[1] = args[1 + 2 * i];
        work[2] = args[2 + 2 * i];
        if (exact && trie_find(p->vm, boxed_object(work[0])[2], work[1]) == NULL) {
            work[0] = raise_tuple(p, ATOM_badkey, work[1]);
        } else {
            work[0] = trie_put(p, work);
        }
    }
    roots_pop(p, &roots);
    return work[0];
}

term map_update(struct process *p, term *args, size_t count, bool exact)
{
    if (!is_map(args[0])) {
        return raise_tuple(p, ATOM_badmap, args[0]);
    }
    return is_flat(args[0]) ? flat_update(p, args, count, exact)
                            : trie_update(p, args, count, exact);
}

// Put count pairs into a trie one after the other, or only those whose keys it does not have.
static term trie_put_pairs(struct process *p, term map, const term *pairs, size_t count,
                           bool only_new)
{
    term work[3] = {map, NIL, NIL};
    size_t pace = 0;
    struct gc_roots roots;
    roots_push(p, &roots, work, 3);
    for (size_t i = 0; work[0] != NONE && i < count; i++) {
        pause_often(p->vm, &pace, PUT_STEPS);
        work[1] = pairs[2 * i];
        work[2] = pairs[2 * i + 1];
        if (!only_new || trie_find(p->vm, boxed_object(work[0])[2], work[1]) == NULL) {
            work[0] = trie_put(p, work);
        }
    }
    roots_pop(p, &roots);
    return work[0];
}

// One of two maps is large. A much smaller one is put into the other key by key, else the pairs of
// both make a new map.
static term merge_large(struct process *p, term *args)
{
    size_t left = map_size(args[0]), right = map_size(args[1]);
    bool into_left = right < left / 4 && !is_flat(args[0]);
    bool into_right = left < right / 4 && !is_flat(args[1]);
    size_t total = into_left ? right : into_right ? left : left + right;
    size_t bytes = 2 * total * sizeof(term);
    term *pairs = memory_alloc(p->vm, bytes);
    if (pairs == NULL) {
        return raise_out_of_memory(p);
    }
    map_pairs(p->vm, args[into_left], pairs);
    if (!into_left && !into_right) {
        map_pairs(p->vm, args[1], pairs + 2 * left);
    }
    struct gc_roots roots;
    roots_push(p, &roots, pairs, 2 * total);
    term map = into_left    ? trie_put_pairs(p, args[0], pairs, total, false)
               : into_right ? trie_put_pairs(p, args[1], pairs, total, true)
                            : map_from_pairs(p, pairs, total);
    roots_pop(p, &roots);
    memory_free(p->vm, pairs, bytes);
    return map;
}

term map_merge(struct process *p, term *args)
{
    size_t left = map_size(args[0]), right = map_size(args[1]);
    if (left == 0 || args[0] == args[1]) {
        return args[1];
    }
    if (right == 0) {
        return args[0];
    }
    if (!is_flat(args[0]) || !is_flat(args[1])) {
        return merge_large(p, args);
    }
    if (flat_keys(args[0]) == flat_keys(args[1])) {
        return args[1];
    }
    size_t total = left + right > MAP_FLAT_MAX ? MAP_FLAT_MAX : left + right;
    if (!heap_ensure(p, FLAT_WORDS(total))) {
        return NONE;
    }
    struct flat flat;
    flat_load(&flat, args[0]);
    const term *keys = flat_keys(args[1]), *values = flat_values(args[1]);
    for (size_t i = 0; i < right; i++) {
        if (!flat_put(p->vm, &flat, keys[i], values[i])) {
            return merge_large(p, args);
        }
    }
    return build_flat(&p->heap_top, &flat);
}

// Walking

void map_pairs(const struct vm *vm, term map, term *pairs)
{
    size_t pace = 0;
    struct map_walk walk;
    map_walk_init(&walk, map);
    while (map_walk_next(&walk, pairs, pairs + 1)) {
        pairs += 2;
        pause_often(vm, &pace, 2);
    }
}

void map_walk_init(struct map_walk *walk, term map)
{
    walk->map = map;
    walk->index = 0;
    walk->depth = 0;
    if (!is_flat(map)) {
        walk->stack[0].node = boxed_object(map)[2];
        walk->stack[0].next = 0;
    }
}

static bool trie_walk_next(struct map_walk *walk, term *key, term *value)
{
    while (walk->depth >= 0) {
        term *node = boxed_object(walk->stack[walk->depth].node);
        size_t pairs = map_node_pairs(node), next = walk->stack[walk->depth].next++;
        if (next < pairs) {
            *key = node_pairs(node)[2 * next];
            *value = node_pairs(node)[2 * next + 1];
            return true;
        }
        if (next < pairs + map_node_children(node)) {
            walk->depth++;
            walk->stack[walk->depth].node = node_pairs(node)[pairs + next];
            walk->stack[walk->depth].next = 0;
        } else {
            walk->depth--;
        }
    }
    return false;
}

bool map_walk_next(struct map_walk *walk, term *key, term *value)
{
    if (!is_flat(walk->map)) {
        return trie_walk_next(walk, key, value);
    }
    size_t index = walk->index;
    if (index == flat_count(walk->map)) {
        return false;
    }
    *key = flat_keys(walk->map)[index];
    *value = flat_values(walk->map)[index];
    walk->index = index + 1;
    return true;
}
