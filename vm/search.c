// SPDX-License-Identifier: Apache-2.0
// search.c: finding byte strings in bytes. search.h

#include "vm/search.h"

#include <string.h>

#include "vm/memory.h"
#include "vm/pause.h"

// Up to this size the cost of a bad text (every byte starts a near miss) is bounded well enough.
#define SHORT_STRING 16

// Bytes that memchr looks at at once, and how many of them take as long as a step of pause.h.
#define LOOK_BYTES    ((size_t) 64 * 1024)
#define LOOK_PER_STEP 64
// Bytes that the automaton takes before others may run.
#define WALK_BYTES 1024

// Two-Way: the string is cut in two. The right half is compared first, left to right; a mismatch
// there moves the string past it. Only then is the left half compared; a mismatch there moves the
// string by its period.

// Start of the largest suffix by the order of bytes, or by the reverse order, and its period.
static size_t largest_suffix(const struct search_string *s, bool reverse, size_t *period)
{
    size_t best = SIZE_MAX; // one before the suffix; wraps to -1
    size_t at = 0;
    size_t matched = 1;
    *period = 1;
    while (at + matched < s->size) {
        uint8_t a = s->bytes[at + matched];
        uint8_t b = s->bytes[best + matched];
        if (a == b) {
            if (matched == *period) {
                at += *period;
                matched = 1;
            } else {
                matched++;
            }
        } else if (reverse ? a > b : a < b) {
            at += matched;
            matched = 1;
            *period = at - best;
        } else {
            best = at++;
            matched = 1;
            *period = 1;
        }
    }
    return best + 1;
}

static void two_way_init(struct search *search)
{
    const struct search_string *s = &search->one;
    size_t period;
    size_t reverse_period;
    size_t cut = largest_suffix(s, false, &period);
    size_t reverse_cut = largest_suffix(s, true, &reverse_period);
    if (reverse_cut > cut) {
        cut = reverse_cut;
        period = reverse_period;
    }
    search->cut = cut;
    search->periodic = memcmp(s->bytes, s->bytes + period, cut) == 0;
    if (!search->periodic) {
        period = (cut > s->size - cut ? cut : s->size - cut) + 1;
    }
    search->period = period;
    // How far the string can move when a byte is seen under its last place.
    memset(search->skip, s->size < 255 ? (int) s->size : 255, sizeof search->skip);
    for (size_t i = s->size < 255 ? 0 : s->size - 255; i < s->size; i++) {
        search->skip[s->bytes[i]] = (uint8_t) (s->size - 1 - i);
    }
}

static bool two_way_find(const struct search *search, const uint8_t *text, size_t size,
                         size_t *start)
{
    const uint8_t *string = search->one.bytes;
    size_t length = search->one.size;
    size_t known = 0; // bytes at its start that are known to match (periodic strings)
    size_t pace = 0;
    for (size_t at = 0; at + length <= size;) {
        pause_often(search->vm, &pace, 2);
        size_t skip = search->skip[text[at + length - 1]];
        if (skip > 0) {
            // Less than what is known to match cannot be right: not before the known part has gone
            // by.
            at += known > skip ? length - search->period : skip;
            known = 0;
            continue;
        }
        size_t i = search->cut > known ? search->cut : known;
        while (i < length && string[i] == text[at + i]) {
            i++;
        }
        if (i < length) {
            at += i - search->cut + 1;
            known = 0;
            continue;
        }
        i = search->cut;
        while (i > known && string[i - 1] == text[at + i - 1]) {
            i--;
        }
        if (i <= known) {
            *start = at;
            return true;
        }
        at += search->period;
        known = search->periodic ? length - search->period : 0;
    }
    return false;
}

static bool short_find(const struct vm *vm, const struct search_string *s, const uint8_t *text,
                       size_t size, size_t *start)
{
    size_t pace = 0;
    const uint8_t *at = text;
    size_t left = size;
    while (left >= s->size) {
        size_t reach = left - s->size + 1;
        reach = AVM_PAUSES && reach > LOOK_BYTES ? LOOK_BYTES : reach;
        const uint8_t *hit = memchr(at, s->bytes[0], reach);
        if (hit == NULL) {
            if (!AVM_PAUSES) {
                return false;
            }
            at += reach;
            left -= reach;
            pause_often(vm, &pace, reach / LOOK_PER_STEP);
            continue;
        }
        if (memcmp(hit, s->bytes, s->size) == 0) {
            *start = (size_t) (hit - text);
            return true;
        }
        pause_often(vm, &pace, (size_t) (hit - at) / LOOK_PER_STEP + 2);
        left -= (size_t) (hit - at) + 1;
        at = hit + 1;
    }
    return false;
}

// Aho-Corasick: a tree of the strings. A node stands for the longest part of the text up to here
// that starts a string; `fail` is the node of the next shorter one.

struct search_node {
    uint32_t child, sibling; // 0: none
    uint32_t fail;
    uint32_t depth;
    uint32_t found; // size of the longest string that ends here, 0 none
    uint8_t byte;
};

static uint32_t node_child(const struct search *search, uint32_t node, uint8_t byte)
{
    if (node == 0) {
        return search->root[byte];
    }
    uint32_t child = search->nodes[node].child;
    while (child != 0 && search->nodes[child].byte != byte) {
        child = search->nodes[child].sibling;
    }
    return child;
}

static uint32_t node_add(struct search *search, uint32_t *count, uint32_t parent, uint8_t byte)
{
    uint32_t number = (*count)++;
    struct search_node *node = &search->nodes[number];
    node->byte = byte;
    node->depth = search->nodes[parent].depth + 1;
    node->sibling = search->nodes[parent].child;
    search->nodes[parent].child = number;
    if (parent == 0) {
        search->root[byte] = number;
    }
    return number;
}

static void add_string(struct search *search, uint32_t *count, const struct search_string *s)
{
    uint32_t node = 0;
    for (size_t i = 0; i < s->size; i++) {
        uint32_t child = node_child(search, node, s->bytes[i]);
        node = child != 0 ? child : node_add(search, count, node, s->bytes[i]);
    }
    search->nodes[node].found = (uint32_t) s->size;
}

static uint32_t node_next(const struct search *search, uint32_t node, uint8_t byte)
{
    uint32_t child;
    while ((child = node_child(search, node, byte)) == 0 && node != 0) {
        node = search->nodes[node].fail;
    }
    return child;
}

// Level by level: what a node falls back to is nearer to the root. `order` has room for all nodes.
static void link_nodes(struct search *search, uint32_t *order)
{
    struct search_node *nodes = search->nodes;
    size_t read = 0;
    size_t written = 0;
    order[written++] = 0;
    while (read < written) {
        uint32_t parent = order[read++];
        for (uint32_t child = nodes[parent].child; child != 0; child = nodes[child].sibling) {
            order[written++] = child;
            nodes[child].fail =
                parent == 0 ? 0 : node_next(search, nodes[parent].fail, nodes[child].byte);
            if (nodes[child].found == 0) {
                nodes[child].found = nodes[nodes[child].fail].found;
            }
        }
    }
}

static bool automaton_init(struct search *search, const struct search_string *strings, size_t count)
{
    size_t capacity = 1;
    for (size_t i = 0; i < count; i++) {
        if (strings[i].size >= UINT32_MAX / sizeof(struct search_node) - capacity) {
            return false;
        }
        capacity += strings[i].size;
    }
    search->node_capacity = capacity;
    search->nodes = memory_calloc(search->vm, capacity * sizeof(struct search_node));
    search->root = memory_calloc(search->vm, 256 * sizeof(uint32_t));
    uint32_t *order = memory_alloc(search->vm, capacity * sizeof(uint32_t));
    bool ready = search->nodes != NULL && search->root != NULL && order != NULL;
    if (ready) {
        uint32_t node_count = 1;
        for (size_t i = 0; i < count; i++) {
            add_string(search, &node_count, &strings[i]);
        }
        link_nodes(search, order);
    }
    memory_free(search->vm, order, capacity * sizeof(uint32_t));
    return ready;
}

static bool automaton_find(const struct search *search, const uint8_t *text, size_t size,
                           size_t *start, size_t *length)
{
    uint32_t node = 0;
    bool found = false;
    for (size_t i = 0; i < size; i++) {
        if (AVM_PAUSES && i % WALK_BYTES == WALK_BYTES - 1) {
            pause_step(search->vm, WALK_BYTES);
        }
        node = node_next(search, node, text[i]);
        const struct search_node *at = &search->nodes[node];
        // Nothing that is still open starts as early as what was found.
        if (found && i + 1 - at->depth > *start) {
            return true;
        }
        if (at->found != 0 && (!found || i + 1 - at->found <= *start)) {
            found = true;
            *start = i + 1 - at->found;
            *length = at->found;
        }
    }
    return found;
}

bool search_init(struct search *search, struct vm *vm, const struct search_string *strings,
                 size_t count)
{
    search->vm = vm;
    search->nodes = NULL;
    search->root = NULL;
    search->one = strings[0];
    if (count > 1) {
        if (!automaton_init(search, strings, count)) {
            search_clear(search);
            return false;
        }
    } else if (search->one.size > SHORT_STRING) {
        two_way_init(search);
    }
    return true;
}

void search_clear(struct search *search)
{
    memory_free(search->vm, search->nodes, search->node_capacity * sizeof(struct search_node));
    memory_free(search->vm, search->root, 256 * sizeof(uint32_t));
    search->nodes = NULL;
    search->root = NULL;
}

bool search_find(const struct search *search, const uint8_t *text, size_t size, size_t *start,
                 size_t *length)
{
    if (search->nodes != NULL) {
        return automaton_find(search, text, size, start, length);
    }
    *length = search->one.size;
    return search->one.size > SHORT_STRING
               ? two_way_find(search, text, size, start)
               : short_find(search->vm, &search->one, text, size, start);
}
