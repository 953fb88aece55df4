// SPDX-License-Identifier: Apache-2.0
// ets.h: tables of tuples that outlive the processes that fill them: what the module ets stands on.
//
// Every table is a skip list. An ordered_set orders objects by their keys (1 and 1.0 are one key),
// the others by the hashes of the keys, then by the keys (1 and 1.0 are two), so that a walk that
// remembers a key goes on at the right place whatever was deleted meanwhile. Objects of a bag that
// have one key stand beside one another, the oldest first.

#ifndef VM_ETS_H
#define VM_ETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/config.h"
#include "vm/term.h"

struct vm;
struct process;
struct message;

#define ETS_LEVELS 12 // room for 4^12 objects

enum ets_type { ETS_SET, ETS_ORDERED_SET, ETS_BAG, ETS_DUPLICATE_BAG };
enum ets_protection { ETS_PRIVATE, ETS_PROTECTED, ETS_PUBLIC };

struct ets_node {
    term value; // a tuple in fragment, or a literal
    struct message *fragment;
    uint32_t hash; // of the key; 0 in an ordered_set
    uint8_t levels;
    struct ets_node *next[];
};

struct ets_table {
    struct ets_table *next;
    uint64_t id; // of its reference
    term name, owner;
    term heir, heir_data; // a pid, or none
    struct message *heir_fragment;
    size_t key_position; // from 0
    size_t size, words;  // objects, and what they take
    uint32_t seed;       // of the heights of nodes
    uint32_t fixed;      // safe_fixtable calls that are open
    enum ets_type type;
    enum ets_protection protection;
    bool named;
    struct ets_node *head[ETS_LEVELS];
};

// The table of a name or reference, NULL: none.
struct ets_table *ets_find(const struct vm *vm, term id);
// An empty one, first in the list. NULL: no memory.
struct ets_table *ets_new(struct vm *vm);
void ets_free(struct vm *vm, struct ets_table *table);
// The heir of a table: a pid and a copy of data, or none. False: no memory.
bool ets_set_heir(struct vm *vm, struct ets_table *table, term heir, term data);
// Its identity: the name, or the reference built in REF_WORDS words at object.
term ets_id(const struct ets_table *table, term *object);

static inline term ets_key(const struct ets_table *table, term value)
{
    return tuple_elements(value)[table->key_position];
}

// The first object with the key, NULL: none.
struct ets_node *ets_lookup(const struct vm *vm, const struct ets_table *table, term key);
// The first object whose key is not before (after: is after) the key in the order of the table.
struct ets_node *ets_seek(const struct vm *vm, const struct ets_table *table, term key, bool after);
// The last object, and the last whose key is before the key; NULL: none.
struct ets_node *ets_last(const struct ets_table *table);
struct ets_node *ets_before(const struct vm *vm, const struct ets_table *table, term key);
// Do two objects of the table have the same key?
bool ets_same_key(const struct vm *vm, const struct ets_table *table, term a, term b);
// Add an object as the type of the table says. False: no memory.
bool ets_insert(struct vm *vm, struct ets_table *table, term value);
// Put another object with the same key in the place of one. False: no memory.
bool ets_replace(struct vm *vm, struct ets_table *table, struct ets_node *node, term value);
// Delete the objects with the key, of these only what is `object` unless that is NONE.
void ets_delete(struct vm *vm, struct ets_table *table, term key, term object);
void ets_delete_all(struct vm *vm, struct ets_table *table);

// A process ends: its tables go to their heirs, or away.
void ets_process_ended(struct process *p);
void ets_clear(struct vm *vm);

#endif
