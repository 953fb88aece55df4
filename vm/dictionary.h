// SPDX-License-Identifier: Apache-2.0
// dictionary.h: the process dictionary: a hash table of pairs outside the heap, whose terms are on
// it.
//
// For the collector it is one flat array of words, dictionary_terms: free slots are NONE (0), which
// a collector passes over like a header word. Slots depend on the hash of the key's value, never on
// an address, so a collection corrects the words in place and nothing else.

#ifndef VM_DICTIONARY_H
#define VM_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vm/term.h"

struct vm;

struct dictionary {
    term *terms;       // key, value, key, value ...; NONE, NONE: free
    uint32_t capacity; // pairs, a power of two, at most three quarters used
    uint32_t count;    // pairs used
};

// The words a collector looks at. dictionary may be NULL (nothing was ever put).
static inline term *dictionary_terms(const struct dictionary *dictionary, size_t *count)
{
    *count = dictionary == NULL ? 0 : (size_t) dictionary->capacity * 2;
    return dictionary == NULL ? NULL : dictionary->terms;
}

// dictionary is NULL where nothing was ever put.

// Value of key, or NONE.
term dictionary_get(const struct vm *vm, const struct dictionary *dictionary, term key);
// Set key in *dictionary, which is made when it is NULL; *old is the value before, or NONE. False:
// no memory, nothing changed. Never collects.
bool dictionary_put(struct vm *vm, struct dictionary **dictionary, term key, term value, term *old);
// Remove key: its value, or NONE.
term dictionary_erase(const struct vm *vm, struct dictionary *dictionary, term key);
// Forget everything.
void dictionary_free(struct vm *vm, struct dictionary *dictionary);

#endif
