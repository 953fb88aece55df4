// SPDX-License-Identifier: Apache-2.0
// suggest.c - distances between words.

#include "avm/suggest.h"

#include <ctype.h>
#include <string.h>

#define LENGTH_MAX 40

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

static int letter(const char *word, size_t at)
{
    char character = word[at] == '_' ? '-' : word[at];
    return tolower((unsigned char) character);
}

// Optimal string alignment: three rows of the usual table are enough for swapped neighbours.
size_t suggestion_distance(const char *one, const char *other)
{
    size_t rows[3][LENGTH_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    size_t length = strlen(one), width = strlen(other);
    if (length > LENGTH_MAX || width > LENGTH_MAX) {
        return length + width + 1;
    }
    for (size_t j = 0; j <= width; j++) {
        last[j] = j;
        before[j] = 0;
    }
    for (size_t i = 1; i <= length; i++) {
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t differ = letter(one, i - 1) != letter(other, j - 1);
            row[j] = smaller(smaller(last[j], row[j - 1]) + 1, last[j - 1] + differ);
            if (i > 1 && j > 1 && letter(one, i - 1) == letter(other, j - 2) &&
                letter(one, i - 2) == letter(other, j - 1)) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
        size_t *reused = before;
        before = last;
        last = row;
        row = reused;
    }
    return last[width];
}

void suggestion_init(struct suggestion *suggestion, const char *word)
{
    // A third of the letters may be wrong: one of "rn", two of "moniter".
    *suggestion = (struct suggestion){.word = word, .distance = strlen(word) / 3 + 2};
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
    size_t distance = suggestion_distance(suggestion->word, candidate);
    // A word that is only begun is closest, however much is missing.
    if (strlen(suggestion->word) >= 3 &&
        strncmp(candidate, suggestion->word, strlen(suggestion->word)) == 0) {
        distance = 0;
    }
    if (distance < suggestion->distance && distance < strlen(candidate)) {
        suggestion->distance = distance;
        suggestion->closest = candidate;
    }
}
