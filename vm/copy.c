// SPDX-License-Identifier: Apache-2.0
// copy.c: the size of a term and its copy outside the heap it is on, for messages, tables and
// everything else that leaves a process.
//
// Measuring walks depth first with a stack of its own, which holds an entry per level of nesting
// but none for the last element of anything: a list takes no room however long it is. Copying goes
// breadth first over the copy itself and needs no memory.
//
// Measuring and copying must agree on every word; both ask part_words() about parts of binaries.

#include <string.h>

#include "vm/binary.h"
#include "vm/heap.h"
#include "vm/machine.h"
#include "vm/pause.h"

#define BOXED_LITERAL(vm, t) is_literal(vm, (const void *) ((t) & ~TAG_PRIMARY_MASK))

// Parts of binaries: sub-binaries and match contexts, which become sub-binaries.

struct part {
    term of;
    size_t offset, size; // bits
};

static struct part part_of(const term *object)
{
    struct part part = {.of = object[BIN_SUB_OF]};
    if (header_tag(object[0]) == TAG_MATCH) {
        part.offset = object[MATCH_POSITION];
        part.size = object[MATCH_END] - object[MATCH_POSITION];
    } else {
        part.offset = object[BIN_SUB_OFFSET];
        part.size = object[BIN_SUB_SIZE];
    }
    return part;
}

// Words of a heap binary that holds the part alone (and of the sub-binary that says how many bits
// count).
static size_t part_alone_words(const struct part *part)
{
    return heap_binary_words((part->size + 7) / 8) + (part->size % 8 != 0 ? BIN_SUB_WORDS : 0);
}

// Words of the copy; *alone: it is a heap binary, because the whole is on the heap or the part is
// small.
static size_t part_words(const struct vm *vm, const struct part *part, bool *alone)
{
    size_t alone_words = part_alone_words(part);
    size_t shared_words = BIN_SUB_WORDS;
    *alone = false;
    if (!BOXED_LITERAL(vm, part->of)) {
        const term *whole = boxed_object(part->of);
        *alone = header_tag(whole[0]) == TAG_BIN_HEAP;
        shared_words += header_arity(whole[0]) + 1;
    }
    *alone = *alone || alone_words <= shared_words;
    return *alone ? alone_words : shared_words;
}

// Measuring

struct walk_entry {
    const term *at; // terms still to be visited
    size_t count;
};

struct walk {
    struct vm *vm;
    bool literals_too; // count what is constant like the rest
    struct walk_entry *entries;
    size_t depth, capacity;
    size_t pace; // pause.h
    struct walk_entry first[24];
};

static bool walk_grow(struct walk *walk)
{
    size_t capacity = walk->capacity * 2;
    struct walk_entry *entries = memory_alloc(walk->vm, capacity * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    memcpy(entries, walk->entries, walk->depth * sizeof *entries);
    if (walk->entries != walk->first) {
        memory_free(walk->vm, walk->entries, walk->capacity * sizeof *entries);
    }
    walk->entries = entries;
    walk->capacity = capacity;
    return true;
}

static bool walk_push(struct walk *walk, const term *at, size_t count)
{
    if (count == 0) {
        return true;
    }
    if (walk->depth == walk->capacity && !walk_grow(walk)) {
        return false;
    }
    walk->entries[walk->depth].at = at;
    walk->entries[walk->depth].count = count;
    walk->depth++;
    return true;
}

// The next pointer among what is left to visit, or NONE at the end.
static term walk_next(struct walk *walk)
{
    while (walk->depth > 0) {
        struct walk_entry *entry = &walk->entries[walk->depth - 1];
        while (entry->count > 0) {
            term t = *entry->at++;
            entry->count--;
            if (!is_immediate(t)) {
                walk->depth -= entry->count == 0;
                return t;
            }
        }
        walk->depth--;
    }
    return NONE;
}

// Count an object and leave its elements to be visited.
static bool walk_object(struct walk *walk, const term *object, size_t *words)
{
    size_t arity = header_arity(object[0]);
    struct part part;
    bool alone;
    switch (header_tag(object[0])) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        *words += arity + 1;
        return walk_push(walk, object + 1, arity);
    case TAG_FUN:
        *words += arity + 1;
        return walk_push(walk, object + 2, arity - 1);
#if AVM_ATOMICS
    case TAG_REF:
        *words += arity + 1;
        return !is_boxed(object[arity]) || walk_push(walk, object + arity, 1);
#endif
    case TAG_BIN_SUB:
    case TAG_MATCH:
        part = part_of(object);
        *words += part_words(walk->vm, &part, &alone);
        return true;
    default:
        *words += arity + 1;
        return true;
    }
}

static bool walk_term(struct walk *walk, term t, size_t *words)
{
    while (t != NONE) {
        pause_often(walk->vm, &walk->pace, 1);
        if (!walk->literals_too && BOXED_LITERAL(walk->vm, t)) {
            t = walk_next(walk);
        } else if (is_cons(t)) {
            const term *cell = cons_cell(t);
            *words += 2;
            if (is_immediate(cell[0])) {
                t = is_immediate(cell[1]) ? walk_next(walk) : cell[1];
                continue;
            }
            if (!is_immediate(cell[1]) && !walk_push(walk, cell + 1, 1)) {
                return false;
            }
            t = cell[0];
        } else {
            if (!walk_object(walk, boxed_object(t), words)) {
                return false;
            }
            t = walk_next(walk);
        }
    }
    return true;
}

static bool measure(struct vm *vm, term t, bool literals_too, size_t *words)
{
    *words = 0;
    if (is_immediate(t)) {
        return true;
    }
    struct walk walk = {.vm = vm, .literals_too = literals_too, .entries = walk.first};
    walk.capacity = sizeof walk.first / sizeof *walk.first;
    bool done = walk_term(&walk, t, words);
    if (walk.entries != walk.first) {
        memory_free(vm, walk.entries, walk.capacity * sizeof *walk.entries);
    }
    return done;
}

bool term_size(struct vm *vm, term t, size_t *words)
{
    return measure(vm, t, false, words);
}

bool term_flat_size(struct vm *vm, term t, size_t *words)
{
    return measure(vm, t, true, words);
}

// Copying

struct copier {
    const struct vm *vm;
    term *top;
    term offheap;
};

static term *copier_take(struct copier *c, size_t words)
{
    term *to = c->top;
    c->top += words;
    return to;
}

static term fill_sub(term *to, size_t offset, size_t size)
{
    to[0] = make_header(BIN_SUB_WORDS - 1, TAG_BIN_SUB);
    to[BIN_SUB_OFFSET] = offset;
    to[BIN_SUB_SIZE] = size;
    return make_boxed(to);
}

static term copy_part_alone(struct copier *c, const struct part *part)
{
    size_t bytes = (part->size + 7) / 8;
    term *sub = part->size % 8 != 0 ? copier_take(c, BIN_SUB_WORDS) : NULL;
    size_t words = heap_binary_words(bytes);
    term *to = copier_take(c, words);
    to[0] = make_header(words - 1, TAG_BIN_HEAP);
    to[words - 1] = 0; // padding, or the size of an empty binary
    to[BIN_SIZE] = bytes;
    if (bytes > 0) {
        struct bits bits;
        bits_of(part->of, &bits);
        uint8_t *data = (uint8_t *) (to + 2);
        data[bytes - 1] = 0;
        bits_copy(data, 0, bits.bytes, bits.offset + part->offset, part->size);
    }
    if (sub == NULL) {
        return make_boxed(to);
    }
    sub[BIN_SUB_OF] = make_boxed(to);
    return fill_sub(sub, 0, part->size);
}

static term copy_words(struct copier *c, const term *object)
{
    size_t words = header_arity(object[0]) + 1;
    term *to = copier_take(c, words);
    memcpy(to, object, words * sizeof(term));
    if (header_tag(to[0]) == TAG_BIN_REFC) {
        refc_retain((struct refc *) to[BIN_REFC_DATA]);
        to[BIN_REFC_LINK] = c->offheap;
        c->offheap = make_boxed(to);
    }
    return make_boxed(to);
}

static term copy_part(struct copier *c, const term *object)
{
    struct part part = part_of(object);
    bool alone;
    part_words(c->vm, &part, &alone);
    if (alone) {
        return copy_part_alone(c, &part);
    }
    term *sub = copier_take(c, BIN_SUB_WORDS);
    sub[BIN_SUB_OF] =
        BOXED_LITERAL(c->vm, part.of) ? part.of : copy_words(c, boxed_object(part.of));
    return fill_sub(sub, part.offset, part.size);
}

// Copy the object itself; its elements still refer to the original's.
static term copy_one(struct copier *c, term t)
{
    if (BOXED_LITERAL(c->vm, t)) {
        return t;
    }
    if (is_cons(t)) {
        const term *cell = cons_cell(t);
        term *to = copier_take(c, 2);
        to[0] = cell[0];
        to[1] = cell[1];
        return make_cons(to);
    }
    const term *object = boxed_object(t);
    term tag = header_tag(object[0]);
    return tag == TAG_BIN_SUB || tag == TAG_MATCH ? copy_part(c, object) : copy_words(c, object);
}

// Words at the start of a copied object that are no terms to correct; all of it for those without
// elements.
static size_t opaque_words(term header)
{
    switch (header_tag(header)) {
    case TAG_TUPLE:
    case TAG_RECORD:
    case TAG_MAP:
    case TAG_MAP_HASH:
        return 1;
    case TAG_FUN:
        return 2;
#if AVM_ATOMICS
    case TAG_REF:
        return header_arity(header); // the last word is a term
#endif
    default:
        return header_arity(header) + 1;
    }
}

term term_copy(const struct vm *vm, term t, term **at, term *offheap)
{
    if (is_immediate(t)) {
        return t;
    }
    struct copier c = {.vm = vm, .top = *at, .offheap = *offheap};
    term *scan = c.top;
    term result = copy_one(&c, t);
    size_t pace = 0;
    while (scan < c.top) {
        pause_often(vm, &pace, 1);
        term word = *scan;
        if (is_immediate(word)) {
            scan++;
        } else if ((word & TAG_PRIMARY_MASK) == TAG_HEADER) {
            scan += opaque_words(word);
        } else {
            *scan++ = copy_one(&c, word);
        }
    }
    *at = c.top;
    *offheap = c.offheap;
    return result;
}

static struct message *make_message(struct vm *vm, term t, size_t words)
{
    if (words > (SIZE_MAX - sizeof(struct message)) / sizeof(term)) {
        return NULL;
    }
    struct message *message = memory_alloc(vm, sizeof(struct message) + words * sizeof(term));
    if (message == NULL) {
        return NULL;
    }
    message->next = NULL;
    message->words = words;
    message->offheap = NIL;
    term *at = message->data;
    message->value = term_copy(vm, t, &at, &message->offheap);
    return message;
}

struct message *message_new(struct vm *vm, term t)
{
    size_t words;
    return term_size(vm, t, &words) ? make_message(vm, t, words) : NULL;
}

struct message *fragment_copy(struct vm *vm, term t, term *out, bool *failed)
{
    size_t words;
    *out = t;
    *failed = !term_size(vm, t, &words);
    if (*failed || words == 0) {
        return NULL;
    }
    struct message *fragment = make_message(vm, t, words);
    *failed = fragment == NULL;
    if (fragment != NULL) {
        *out = fragment->value;
    }
    return fragment;
}
