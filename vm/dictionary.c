// SPDX-License-Identifier: Apache-2.0
// dictionary.c: pairs of terms: open addressing with linear probing.
//
// Removing closes the gap by moving later pairs of the same run forward, so there are no tombstones
// and a run ends at the first free slot.

#include "vm/dictionary.h"

#include "vm/compare.h"
#include "vm/memory.h"

#define FIRST_CAPACITY 8

// Index of the pair with this key, or of the free one where it belongs.
static uint32_t find_pair(const struct vm *vm, const struct dictionary *dictionary, term key)
{
    uint32_t mask = dictionary->capacity - 1;
    uint32_t i = term_hash(vm, key) & mask;
    while (dictionary->terms[2 * i] != NONE &&
           !term_equal_exact(vm, dictionary->terms[2 * i], key)) {
        i = (i + 1) & mask;
    }
    return i;
}

static bool resize(struct vm *vm, struct dictionary *dictionary, uint32_t capacity)
{
    struct dictionary larger = {NULL, capacity, dictionary->count};
    larger.terms = memory_calloc(vm, (size_t) capacity * 2 * sizeof(term));
    if (larger.terms == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < dictionary->capacity; i++) {
        const term *pair = &dictionary->terms[2 * i];
        if (pair[0] != NONE) {
            uint32_t to = find_pair(vm, &larger, pair[0]);
            larger.terms[2 * to] = pair[0];
            larger.terms[2 * to + 1] = pair[1];
        }
    }
    memory_free(vm, dictionary->terms, (size_t) dictionary->capacity * 2 * sizeof(term));
    *dictionary = larger;
    return true;
}

term dictionary_get(const struct vm *vm, const struct dictionary *dictionary, term key)
{
    if (dictionary == NULL) {
        return NONE;
    }
    return dictionary->terms[2 * find_pair(vm, dictionary, key) + 1];
}

bool dictionary_put(struct vm *vm, struct dictionary **where, term key, term value, term *old)
{
    struct dictionary *dictionary = *where;
    if (dictionary == NULL) {
        dictionary = memory_calloc(vm, sizeof *dictionary);
        if (dictionary == NULL || !resize(vm, dictionary, FIRST_CAPACITY)) {
            memory_free(vm, dictionary, sizeof *dictionary);
            return false;
        }
        *where = dictionary;
    }
    term *pair = &dictionary->terms[2 * find_pair(vm, dictionary, key)];
    if (pair[0] == NONE) {
        if ((dictionary->count + 1) * 4 > dictionary->capacity * 3) {
            if (!resize(vm, dictionary, dictionary->capacity * 2)) {
                return false;
            }
            pair = &dictionary->terms[2 * find_pair(vm, dictionary, key)];
        }
        dictionary->count++;
        pair[0] = key;
    }
    *old = pair[1];
    pair[1] = value;
    return true;
}

// Whether the slot `home` is cyclically within (gap, at]: then the pair at `at` is already as near
// as it can be.
static bool stays(uint32_t gap, uint32_t home, uint32_t at)
{
    return gap <= at ? gap < home && home <= at : gap < home || home <= at;
}

term dictionary_erase(const struct vm *vm, struct dictionary *dictionary, term key)
{
    if (dictionary == NULL) {
        return NONE;
    }
    uint32_t mask = dictionary->capacity - 1;
    uint32_t gap = find_pair(vm, dictionary, key);
    term *terms = dictionary->terms;
    term value = terms[2 * gap + 1];
    if (value == NONE) {
        return NONE;
    }
    for (uint32_t at = (gap + 1) & mask; terms[2 * at] != NONE; at = (at + 1) & mask) {
        if (!stays(gap, term_hash(vm, terms[2 * at]) & mask, at)) {
            terms[2 * gap] = terms[2 * at];
            terms[2 * gap + 1] = terms[2 * at + 1];
            gap = at;
        }
    }
    terms[2 * gap] = NONE;
    terms[2 * gap + 1] = NONE;
    dictionary->count--;
    return value;
}

void dictionary_free(struct vm *vm, struct dictionary *dictionary)
{
    if (dictionary != NULL) {
        memory_free(vm, dictionary->terms, (size_t) dictionary->capacity * 2 * sizeof(term));
        memory_free(vm, dictionary, sizeof *dictionary);
    }
}
