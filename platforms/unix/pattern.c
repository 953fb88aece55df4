// SPDX-License-Identifier: Apache-2.0
// pattern.c - regular expressions with regcomp(3).

// regcomp is not in C11.
#define _POSIX_C_SOURCE 200809L

#include "platforms/pattern.h"

#include <regex.h>
#include <stdlib.h>

struct pattern {
    regex_t compiled;
};

enum status pattern_new(const char *text, struct pattern **pattern, struct failure *failure)
{
    struct pattern *made = malloc(sizeof(*made));
    if (made == NULL) {
        return fail_memory(failure, sizeof(*made));
    }
    int error = regcomp(&made->compiled, text, REG_EXTENDED | REG_NEWLINE);
    if (error != 0) {
        char reason[100];
        regerror(error, &made->compiled, reason, sizeof(reason));
        free(made);
        return fail(failure, STATUS_USAGE, "'%.60s' is not a regular expression: %s", text, reason);
    }
    *pattern = made;
    return STATUS_OK;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern != NULL) {
        regfree(&pattern->compiled);
        free(pattern);
    }
}

bool pattern_find(const struct pattern *pattern, const char *text, bool is_open, size_t *end)
{
    regmatch_t match;
    if (regexec(&pattern->compiled, text, 1, &match, is_open ? REG_NOTEOL : 0) != 0) {
        return false;
    }
    if (end != NULL) {
        *end = (size_t) match.rm_eo;
    }
    return true;
}
