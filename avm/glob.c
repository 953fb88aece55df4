// SPDX-License-Identifier: Apache-2.0
// glob.c - matching without recursion: a star only ever needs to be tried again at the last one.

#include "avm/glob.h"

#include <stddef.h>
#include <string.h>

// Match one character against the set behind '['. NULL: the set does not end; *end is set else.
static bool in_set(const char *set, char c, const char **end)
{
    bool inverted = *set == '!';
    bool found = false;
    const char *at = set + (inverted ? 1 : 0);
    do {
        if (*at == '\0') {
            *end = NULL;
            return false;
        }
        if (at[1] == '-' && at[2] != ']' && at[2] != '\0') {
            found = found || (c >= at[0] && c <= at[2]);
            at += 3;
        } else {
            found = found || c == *at;
            at++;
        }
    } while (*at != ']');
    *end = at + 1;
    return found != inverted;
}

// Match one character; *next is the pattern behind it.
static bool match_one(const char *pattern, char c, const char **next)
{
    *next = pattern + 1;
    if (*pattern == '[') {
        const char *end;
        bool found = in_set(pattern + 1, c, &end);
        if (end != NULL) {
            *next = end;
            return found;
        }
    }
    return *pattern == '?' || *pattern == c;
}

bool glob_matches(const char *pattern, const char *name)
{
    if (strcmp(pattern, name) == 0) {
        return true;
    }
    const char *star = NULL;
    const char *star_name = NULL;
    while (*name != '\0') {
        const char *next;
        if (*pattern == '*') {
            star = ++pattern;
            star_name = name;
        } else if (*pattern != '\0' && match_one(pattern, *name, &next)) {
            pattern = next;
            name++;
        } else if (star != NULL) {
            pattern = star;
            name = ++star_name;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}
