// SPDX-License-Identifier: Apache-2.0
// glob.h - patterns of names in packs: '*' stands for any characters, '?' for one, [a-z] and [!a-z]
// for one of a set. A slash is a character like any other, because names in packs are no paths.

#ifndef AVM_GLOB_H
#define AVM_GLOB_H

#include <stdbool.h>

// A name that is spelt exactly like the pattern always matches, whatever is in it.
bool glob_matches(const char *pattern, const char *name);

#endif
