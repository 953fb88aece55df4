// SPDX-License-Identifier: Apache-2.0
// pack_prune.c - a search through the names that modules mention, breadth first.

#include "avm/pack_prune.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct entry *entry;
    const char *name; // of the module, with name_size bytes: the entry's without ".beam"
    size_t name_size;
    bool stays;
    bool is_implementation; // of an Elixir protocol
    const char *because;    // how it is mentioned
    const struct node *by;  // where
    struct node *next;      // in the queue
};

struct search {
    struct node *nodes; // by name
    size_t count;
    struct node *last; // of the queue
    struct node *current;
};

static int compare_names(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static int compare_nodes(const void *a, const void *b)
{
    const struct node *left = a;
    const struct node *right = b;
    return compare_names(left->name, left->name_size, right->name, right->name_size);
}

static struct node *find(struct search *search, const char *name, size_t size)
{
    size_t low = 0;
    size_t high = search->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct node *node = &search->nodes[middle];
        int order = compare_names(name, size, node->name, node->name_size);
        if (order == 0) {
            return node;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static void keep(struct search *search, struct node *node, const char *because,
                 const struct node *by)
{
    if (node->stays) {
        return;
    }
    node->stays = true;
    node->because = because;
    node->by = by;
    if (search->last != NULL) {
        search->last->next = node;
    }
    search->last = node;
}

static void visit(void *context, enum beam_reference kind, const char *name, size_t size)
{
    static const char *const because[] = {
        [BEAM_IMPORT] = "called by",
        [BEAM_ATOM] = "named in",
        [BEAM_LITERAL] = "named in a literal of",
    };
    struct search *search = context;
    struct node *node = find(search, name, size);
    if (node != NULL) {
        keep(search, node, because[kind], search->current);
    }
}

static void visit_for_implementation(void *context, enum beam_reference kind, const char *name,
                                     size_t size)
{
    struct node *node = context;
    node->is_implementation =
        node->is_implementation || (size == 8 && memcmp(name, "__impl__", 8) == 0);
}

static enum status references(struct node *node, beam_reference_visit visitor, void *context,
                              struct failure *failure)
{
    struct entry_bytes bytes;
    enum status status = entry_open(node->entry, &bytes, failure);
    if (status == STATUS_OK) {
        status = beam_references(bytes.data, bytes.size, visitor, context, failure);
        if (status != STATUS_OK) {
            failure_add_subject(failure, node->entry->origin);
        }
    }
    entry_close(&bytes);
    return status;
}

// Protocol.Type is found at run time by putting both names together: no module mentions it.
static bool keep_implementation(struct search *search, struct node *node)
{
    for (size_t at = 1; at + 1 < node->name_size; at++) {
        if (node->name[at] != '.') {
            continue;
        }
        const struct node *protocol = find(search, node->name, at);
        if (protocol == NULL || !protocol->stays) {
            continue;
        }
        char type[PACK_MODULE_NAME_SIZE];
        int length = snprintf(type, sizeof(type), "Elixir%.*s", (int) (node->name_size - at),
                              node->name + at);
        const struct node *target = length > 0 && (size_t) length < sizeof(type)
                                        ? find(search, type, (size_t) length)
                                        : NULL;
        if (target == NULL || target->stays) {
            keep(search, node, "implements", protocol);
            return true;
        }
    }
    return false;
}

static enum status follow(struct search *search, struct node *node, struct failure *failure)
{
    for (;;) {
        for (; node != NULL; node = node->next) {
            search->current = node;
            enum status status = references(node, visit, search, failure);
            if (status != STATUS_OK) {
                return status;
            }
        }
        struct node *end = search->last;
        bool more = false;
        for (size_t i = 0; i < search->count; i++) {
            if (search->nodes[i].is_implementation && !search->nodes[i].stays) {
                more = keep_implementation(search, &search->nodes[i]) || more;
            }
        }
        if (!more) {
            return STATUS_OK;
        }
        node = end->next;
    }
}

// Where to begin: the module of that name, or the first with start/0.
static enum status find_start(struct search *search, struct inputs *inputs, const char *start,
                              struct node **node, struct failure *failure)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct entry *entry = &inputs->entries[i];
        bool is_start = start != NULL && strcmp(entry->name, start) == 0;
        if (start == NULL && entry->kind == ENTRY_SECTION) {
            is_start = (entry->flags & PACK_START) != 0;
        } else if (start == NULL && entry->kind == ENTRY_MODULE) {
            struct entry_bytes bytes;
            enum status status = entry_open(entry, &bytes, failure);
            if (status == STATUS_OK) {
                status = beam_has_start(bytes.data, bytes.size, &is_start, failure);
                failure_add_subject(failure, entry->origin);
            }
            entry_close(&bytes);
            if (status != STATUS_OK) {
                return status;
            }
        }
        for (size_t j = 0; is_start && j < search->count; j++) {
            if (search->nodes[j].entry == entry) {
                *node = &search->nodes[j];
                return STATUS_OK;
            }
        }
    }
    return fail(failure, STATUS_FAILED,
                "no module exports start/0: nothing to prune from\na library cannot be pruned");
}

static enum status explain_node(const struct node *node, const struct pack_options *what,
                                struct failure *failure)
{
    struct entry_bytes bytes;
    uint8_t *stripped = NULL;
    size_t size = 0;
    enum status status = entry_open(node->entry, &bytes, failure);
    if (status == STATUS_OK) {
        status = beam_strip(bytes.data, bytes.size, what, &stripped, &size, NULL, failure);
        failure_add_subject(failure, node->entry->origin);
    }
    free(stripped);
    entry_close(&bytes);
    if (status != STATUS_OK) {
        return status;
    }
    printf("%s %8lu  %s", node->stays ? "keep" : "drop", (unsigned long) size, node->entry->name);
    if (!node->stays) {
        puts("  no module that stays names it");
    } else if (node->by == NULL) {
        puts("  the program begins there");
    } else {
        printf("  %s %.*s\n", node->because, (int) node->by->name_size, node->by->name);
    }
    return STATUS_OK;
}

static void remove_entries(struct inputs *inputs, const struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        if (!search->nodes[i].stays) {
            inputs_mark_removed(search->nodes[i].entry);
        }
    }
    inputs_remove_marked(inputs);
}

static enum status prune(struct search *search, struct inputs *inputs,
                         const struct prune_request *request, const char **start,
                         struct failure *failure)
{
    for (size_t i = 0; i < inputs->count; i++) {
        struct entry *entry = &inputs->entries[i];
        size_t length = strlen(entry->name);
        if (!entry_is_module(entry)) {
            continue;
        }
        length -= length > 5 && strcmp(entry->name + length - 5, ".beam") == 0 ? 5 : 0;
        search->nodes[search->count++] =
            (struct node){.entry = entry, .name = entry->name, .name_size = length};
    }
    qsort(search->nodes, search->count, sizeof(struct node), compare_nodes);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < search->count && status == STATUS_OK; i++) {
        status =
            references(&search->nodes[i], visit_for_implementation, &search->nodes[i], failure);
    }
    struct node *first = NULL;
    if (status == STATUS_OK) {
        status = find_start(search, inputs, request->start, &first, failure);
    }
    if (status == STATUS_OK) {
        keep(search, first, NULL, NULL);
        status = follow(search, first, failure);
    }
    for (size_t i = 0; request->explains && i < search->count && status == STATUS_OK; i++) {
        // Of those that stay more can be said when their functions have been looked at.
        if (request->depth == PRUNE_MODULES || !search->nodes[i].stays) {
            status = explain_node(&search->nodes[i], request->what, failure);
        }
    }
    if (status == STATUS_OK) {
        *start = first->entry->name;
        remove_entries(inputs, search);
    }
    return status;
}

enum status pack_prune(struct inputs *inputs, const struct prune_request *request,
                       struct failure *failure)
{
    struct search search = {.nodes = calloc(inputs->count + 1, sizeof(struct node))};
    if (search.nodes == NULL) {
        return fail_memory(failure, inputs->count * sizeof(struct node));
    }
    const char *start = NULL;
    enum status status = prune(&search, inputs, request, &start, failure);
    free(search.nodes);
    if (status == STATUS_OK && request->depth == PRUNE_FUNCTIONS) {
        status = pack_prune_functions(inputs, start, request, failure);
    }
    return status;
}
