// SPDX-License-Identifier: Apache-2.0
// suggest.h - what a mistyped word was probably meant to be.

#ifndef AVM_SUGGEST_H
#define AVM_SUGGEST_H

#include <stddef.h>

// Candidates are offered one by one; the first of the closest ones wins.
struct suggestion {
    const char *word;    // what was typed
    const char *closest; // NULL: nothing is close enough
    size_t distance;
};

void suggestion_init(struct suggestion *suggestion, const char *word);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

// How many letters must be inserted, removed, replaced or swapped with their neighbour to make one
// word of the other, regardless of case; words of more than 40 letters are never close.
size_t suggestion_distance(const char *one, const char *other);

#endif
