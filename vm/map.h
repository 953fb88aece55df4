// SPDX-License-Identifier: Apache-2.0
// map.h: maps: flat with shared sorted keys up to MAP_FLAT_MAX, a hash trie above. term.h has the
// layout.

#ifndef VM_MAP_H
#define VM_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/process.h"
#include "vm/term.h"

size_t map_size(term map);

// Value of key, or NONE. Never allocates. The hot path of get_map_elements: word identity first.
term map_get(const struct vm *vm, term map, term key);

// The following may collect; map, key, value are in args[0..2] (roots). NONE: out of memory.
term map_put(struct process *p, term *args);    // args: map, key, value
term map_remove(struct process *p, term *args); // args: map, key
// Instructions put_map_assoc, put_map_exact: base map in args[0], then count pairs key, value in
// args[1 ...]. exact: raises {badkey, Key}; args[0] not a map: raises {badmap, Term}. Keeps the key
// tuple when no key is new.
term map_update(struct process *p, term *args, size_t count, bool exact);
// Merge args[0] and args[1], maps; the second wins.
term map_merge(struct process *p, term *args);
// A map of count pairs in any order, at pairs[0 .. 2 * count) (roots); later ones win, as in a map
// expression.
term map_from_pairs(struct process *p, term *pairs, size_t count);

// For decoders, which build where they are told: the words a map of count pairs takes at most, and
// building one at *at (moved forward) from the pairs key, value ... , which may be reordered. No
// collection, no allocation. NONE: a key is there twice.
size_t map_words_for(size_t count);
term map_build_at(const struct vm *vm, term *pairs, size_t count, term **at);

// Nodes of hash maps (map.c says how they work): a tuple whose first MAP_NODE_HEAD elements say
// which of 16 places hold a pair and which a child, then the pairs (key, value), then the children.
#define MAP_NODE_PLACES 16
#if UINTPTR_MAX > 0xffffffffu
#define MAP_NODE_HEAD 1 // one small integer: places of children << 16 | places of pairs
#else
#define MAP_NODE_HEAD 2 // two small integers: places of pairs, places of children
#endif

static inline uint32_t map_node_pair_places(const term *node)
{
    return (uint32_t) (node[1] >> 4) & 0xffff;
}

static inline uint32_t map_node_child_places(const term *node)
{
    return (uint32_t) (MAP_NODE_HEAD == 1 ? node[1] >> (4 + 16 * (TERM_BITS > 32)) : node[2] >> 4) &
           0xffff;
}

// Population count of 16 bits.
static inline unsigned map_places_count(uint32_t places)
{
    places -= places >> 1 & 0x5555;
    places = (places & 0x3333) + (places >> 2 & 0x3333);
    places = (places + (places >> 4)) & 0x0f0f;
    return (places + (places >> 8)) & 0x1f;
}

static inline size_t map_node_children(const term *node)
{
    return map_places_count(map_node_child_places(node));
}

// Also right for nodes of colliding keys, which have pairs but no places.
static inline size_t map_node_pairs(const term *node)
{
    return (header_arity(node[0]) - MAP_NODE_HEAD - map_node_children(node)) / 2;
}

// Walk in the order maps:to_list gives. Never allocates; terms must not move while walking.
struct map_walk {
    term map;
    size_t index;
    struct {
        term node;
        uint32_t next;
    } stack[16];
    int depth;
};
// All pairs in that order into memory of 2 * map_size words.
void map_pairs(const struct vm *vm, term map, term *pairs);
void map_walk_init(struct map_walk *walk, term map);
bool map_walk_next(struct map_walk *walk, term *key, term *value);

#endif
