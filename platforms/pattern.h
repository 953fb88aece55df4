// SPDX-License-Identifier: Apache-2.0
// pattern.h - extended regular expressions, as grep -E has them. A port of the host tools fulfils
// it in platforms/<name>/pattern.c. '^' and '$' match at the lines of a text.

#ifndef PLATFORMS_PATTERN_H
#define PLATFORMS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "packbeam/status.h"

struct pattern;

// STATUS_USAGE: not a regular expression; failure says why. The caller frees *pattern.
enum status pattern_new(const char *text, struct pattern **pattern, struct failure *failure);
void pattern_free(struct pattern *pattern); // NULL is allowed

// Find the first match in a NUL-terminated text. is_open: more may follow, so that the end of the
// text is not the end of a line. *end (may be NULL) is one past the match.
bool pattern_find(const struct pattern *pattern, const char *text, bool is_open, size_t *end);

#endif
