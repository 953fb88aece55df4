// SPDX-License-Identifier: Apache-2.0
// ets.c: tables as skip lists (ets.h).

#include "vm/ets.h"

#if AVM_TABLES

#include "vm/compare.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/mailbox.h"
#include "vm/process_table.h"

struct ets_table *ets_find(const struct vm *vm, term id)
{
    bool is_ref = is_boxed_tag(id, TAG_REF);
    uint64_t wanted = is_ref ? ref_id(id) : 0;
    for (struct ets_table *table = vm->tables; table != NULL; table = table->next) {
        if (is_ref ? table->id == wanted : table->named && table->name == id) {
            return table;
        }
    }
    return NULL;
}

struct ets_table *ets_new(struct vm *vm)
{
    struct ets_table *table = memory_calloc(vm, sizeof *table);
    if (table != NULL) {
        table->id = machine_next(&vm->next_ref);
        table->seed = 1 + (uint32_t) table->id;
        table->heir = ATOM_none;
        table->next = vm->tables;
        vm->tables = table;
    }
    return table;
}

void ets_free(struct vm *vm, struct ets_table *table)
{
    struct ets_table **at = &vm->tables;
    while (*at != table) {
        at = &(*at)->next;
    }
    *at = table->next;
    ets_delete_all(vm, table);
    ets_set_heir(vm, table, ATOM_none, NIL);
    memory_free(vm, table, sizeof *table);
}

static struct message *copy_of(struct vm *vm, term *t, bool *failed)
{
    return fragment_copy(vm, *t, t, failed);
}

static void forget(struct vm *vm, struct message *fragment)
{
    if (fragment != NULL) {
        message_free(vm, fragment);
    }
}

bool ets_set_heir(struct vm *vm, struct ets_table *table, term heir, term data)
{
    bool failed = false;
    struct message *fragment = copy_of(vm, &data, &failed);
    if (failed) {
        return false;
    }
    forget(vm, table->heir_fragment);
    table->heir = heir;
    table->heir_data = data;
    table->heir_fragment = fragment;
    return true;
}

term ets_id(const struct ets_table *table, term *object)
{
    return table->named ? table->name : make_ref_at(object, table->id, 0);
}

// Order

static uint32_t hash_of(const struct vm *vm, const struct ets_table *table, term key)
{
    return table->type == ETS_ORDERED_SET ? 0 : term_hash(vm, key);
}

static int order(const struct vm *vm, const struct ets_table *table, const struct ets_node *node,
                 term key, uint32_t hash)
{
    if (table->type == ETS_ORDERED_SET) {
        return term_compare(vm, ets_key(table, node->value), key);
    }
    if (node->hash != hash) {
        return node->hash < hash ? -1 : 1;
    }
    return term_compare_exact(vm, ets_key(table, node->value), key);
}

// The links in front of the first node that is not less than the key, or that is greater (after).
// One for every level; before[i] points into the array of next pointers of a node, or to the head.
static struct ets_node **seek(const struct vm *vm, struct ets_table *table, term key, bool after,
                              struct ets_node **before[])
{
    uint32_t hash = hash_of(vm, table, key);
    struct ets_node **links = table->head;
    for (int level = ETS_LEVELS - 1; level >= 0; level--) {
        while (links[level] != NULL &&
               order(vm, table, links[level], key, hash) < (after ? 1 : 0)) {
            links = links[level]->next;
        }
        before[level] = &links[level];
    }
    return before[0];
}

// The table is not changed: const is cast away for the shared search only.
struct ets_node *ets_seek(const struct vm *vm, const struct ets_table *table, term key, bool after)
{
    struct ets_node **before[ETS_LEVELS];
    return *seek(vm, (struct ets_table *) table, key, after, before);
}

struct ets_node *ets_lookup(const struct vm *vm, const struct ets_table *table, term key)
{
    struct ets_node *node = ets_seek(vm, table, key, false);
    return node != NULL && order(vm, table, node, key, hash_of(vm, table, key)) == 0 ? node : NULL;
}

bool ets_same_key(const struct vm *vm, const struct ets_table *table, term a, term b)
{
    a = ets_key(table, a);
    b = ets_key(table, b);
    return table->type == ETS_ORDERED_SET ? term_equal(vm, a, b) : term_equal_exact(vm, a, b);
}

struct ets_node *ets_last(const struct ets_table *table)
{
    struct ets_node *node = NULL;
    struct ets_node *const *links = table->head;
    for (int level = ETS_LEVELS - 1; level >= 0; level--) {
        while (links[level] != NULL) {
            node = links[level];
            links = node->next;
        }
    }
    return node;
}

struct ets_node *ets_before(const struct vm *vm, const struct ets_table *table, term key)
{
    uint32_t hash = hash_of(vm, table, key);
    struct ets_node *node = NULL;
    struct ets_node *const *links = table->head;
    for (int level = ETS_LEVELS - 1; level >= 0; level--) {
        while (links[level] != NULL && order(vm, table, links[level], key, hash) < 0) {
            node = links[level];
            links = node->next;
        }
    }
    return node;
}

// Changes

static size_t node_words(const struct ets_node *node)
{
    return (sizeof *node + node->levels * sizeof node->next[0]) / sizeof(term) +
           (node->fragment == NULL ? 0 : node->fragment->words);
}

// One level more for every fourth node.
static uint8_t random_levels(struct ets_table *table)
{
    uint32_t x = table->seed;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    table->seed = x;
    uint8_t levels = 1;
    while (levels < ETS_LEVELS && (x & 3) == 0) {
        levels++;
        x >>= 2;
    }
    return levels;
}

static bool add(struct vm *vm, struct ets_table *table, term value, bool after)
{
    struct ets_node **before[ETS_LEVELS];
    seek(vm, table, ets_key(table, value), after, before);
    uint8_t levels = random_levels(table);
    struct ets_node *node = memory_alloc(vm, sizeof *node + levels * sizeof node->next[0]);
    if (node == NULL) {
        return false;
    }
    bool failed = false;
    node->hash = hash_of(vm, table, ets_key(table, value));
    node->levels = levels;
    node->value = value;
    node->fragment = copy_of(vm, &node->value, &failed);
    if (failed) {
        memory_free(vm, node, sizeof *node + levels * sizeof node->next[0]);
        return false;
    }
    for (int level = 0; level < levels; level++) {
        node->next[level] = *before[level];
        *before[level] = node;
    }
    table->size++;
    table->words += node_words(node);
    return true;
}

bool ets_replace(struct vm *vm, struct ets_table *table, struct ets_node *node, term value)
{
    bool failed = false;
    struct message *fragment = copy_of(vm, &value, &failed);
    if (failed) {
        return false;
    }
    table->words -= node_words(node);
    forget(vm, node->fragment);
    node->value = value;
    node->fragment = fragment;
    table->words += node_words(node);
    return true;
}

// A bag has an object once.
static bool has_object(const struct vm *vm, const struct ets_table *table, term value)
{
    const struct ets_node *node = ets_lookup(vm, table, ets_key(table, value));
    for (; node != NULL && ets_same_key(vm, table, node->value, value); node = node->next[0]) {
        if (term_equal_exact(vm, node->value, value)) {
            return true;
        }
    }
    return false;
}

bool ets_insert(struct vm *vm, struct ets_table *table, term value)
{
    if (table->type == ETS_DUPLICATE_BAG) {
        return add(vm, table, value, true);
    }
    if (table->type == ETS_BAG) {
        return has_object(vm, table, value) || add(vm, table, value, true);
    }
    struct ets_node *old = ets_lookup(vm, table, ets_key(table, value));
    return old != NULL ? ets_replace(vm, table, old, value) : add(vm, table, value, false);
}

static void free_node(struct vm *vm, struct ets_node *node)
{
    forget(vm, node->fragment);
    memory_free(vm, node, sizeof *node + node->levels * sizeof node->next[0]);
}

void ets_delete(struct vm *vm, struct ets_table *table, term key, term object)
{
    struct ets_node **before[ETS_LEVELS];
    struct ets_node **at = seek(vm, table, key, false, before);
    uint32_t hash = hash_of(vm, table, key);
    while (*at != NULL && order(vm, table, *at, key, hash) == 0) {
        struct ets_node *node = *at;
        if (object != NONE && !term_equal_exact(vm, node->value, object)) {
            // What stays is what the links of the next ones stand in.
            for (int level = 0; level < node->levels; level++) {
                before[level] = &node->next[level];
            }
            at = before[0];
            continue;
        }
        for (int level = 0; level < node->levels; level++) {
            *before[level] = node->next[level];
        }
        table->size--;
        table->words -= node_words(node);
        free_node(vm, node);
    }
}

void ets_delete_all(struct vm *vm, struct ets_table *table)
{
    struct ets_node *node = table->head[0];
    for (int level = 0; level < ETS_LEVELS; level++) {
        table->head[level] = NULL;
    }
    while (node != NULL) {
        struct ets_node *next = node->next[0];
        free_node(vm, node);
        node = next;
    }
    table->size = table->words = 0;
}

// Owners

// {'ETS-TRANSFER', Table, Pid, Data} to the heir, whose table it is now.
static bool inherit(struct process *p, struct ets_table *table)
{
    struct process *heir = is_local_pid(table->heir) ? process_find(p->vm, table->heir) : NULL;
    if (heir == NULL || heir == p) {
        return false;
    }
    term reference[REF_WORDS];
    term message[5] = {make_header(4, TAG_TUPLE), ATOM_ETS_TRANSFER, ets_id(table, reference),
                       p->pid, table->heir_data};
    table->owner = table->heir;
    if (!mailbox_send(heir, make_boxed(message))) {
        return false;
    }
    ets_set_heir(p->vm, table, ATOM_none, NIL);
    return true;
}

void ets_process_ended(struct process *p)
{
    struct ets_table *next;
    for (struct ets_table *table = p->vm->tables; table != NULL; table = next) {
        next = table->next;
        if (table->owner == p->pid && !inherit(p, table)) {
            ets_free(p->vm, table);
        }
    }
}

void ets_clear(struct vm *vm)
{
    while (vm->tables != NULL) {
        ets_free(vm, vm->tables);
    }
}

#endif
