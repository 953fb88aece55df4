// SPDX-License-Identifier: Apache-2.0
// search.h: finding byte strings in bytes.
//
// One string: memchr up to 16 bytes, Two-Way (Crochemore and Perrin, 1991) with a skip table above.
// Several: Aho-Corasick. All take time linear in the text for a given longest short string.

#ifndef VM_SEARCH_H
#define VM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vm;

struct search_string {
    const uint8_t *bytes;
    size_t size; // at least 1
};

struct search {
    struct vm *vm;
    struct search_string one; // when there is no automaton
    // Two-Way
    size_t cut, period;
    bool periodic;
    uint8_t skip[256];
    // Aho-Corasick
    struct search_node *nodes;
    uint32_t *root; // 256 children of the first node
    size_t node_capacity;
};

// Prepare to search for any of `count` strings (at least one), which are borrowed. False: no
// memory.
bool search_init(struct search *search, struct vm *vm, const struct search_string *strings,
                 size_t count);
void search_clear(struct search *search);
// The first occurrence in text: the leftmost, there the longest.
bool search_find(const struct search *search, const uint8_t *text, size_t size, size_t *start,
                 size_t *length);

#endif
