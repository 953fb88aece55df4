// SPDX-License-Identifier: Apache-2.0
// map.h: maps: flat with shared sorted keys up to MAP_FLAT_MAX, a hash trie above. term.h has the layout.

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
term map_put(struct process *p, term *args);       // args: map, key, value
term map_remove(struct process *p, term *args);    // args: map, key
// Instructions put_map_assoc, put_map_exact: base map in args[0], then count pairs key, value in args[1 ...]. exact: raises
// {badkey, Key}; args[0] not a map: raises {badmap, Term}. Keeps the key tuple when no key is new.
term map_update(struct process *p, term *args, size_t count, bool exact);
// A map of count pairs in any order, at pairs[0 .. 2 * count) (roots); later ones win, as in a map expression.
term map_from_pairs(struct process *p, term *pairs, size_t count);

// For decoders, which build where they are told: the words a map of count pairs takes at most, and building one at *at (moved
// forward) from the pairs key, value ... , which may be reordered. No collection, no allocation. NONE: a key is there twice.
size_t map_words_for(size_t count);
term map_build_at(const struct vm *vm, term *pairs, size_t count, term **at);

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
void map_walk_init(struct map_walk *walk, term map);
bool map_walk_next(struct map_walk *walk, term *key, term *value);

#endif
