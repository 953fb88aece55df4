// SPDX-License-Identifier: Apache-2.0
// regex_none.c - a build without PCRE2.

#include "platforms/regex.h"

enum status regex_compile(const uint8_t *pattern, size_t size, uint32_t options,
                          enum regex_newline newline, struct regex **out, struct failure *failure)
{
    return fail(failure, STATUS_FAILED,
                "this avm is built without PCRE2\n"
                "build avm with libpcre2-dev installed");
}

void regex_free(struct regex *regex)
{
}

void regex_get_facts(const struct regex *regex, struct regex_facts *facts)
{
    *facts = (struct regex_facts){0};
}

bool regex_name(const struct regex *regex, uint32_t i, const char **name, uint32_t *group)
{
    return false;
}

struct regex_match *regex_match_new(const struct regex *regex, uint32_t steps, uint32_t depth)
{
    return NULL;
}

void regex_match_free(struct regex_match *match)
{
}

enum regex_result regex_find(struct regex_match *match, const struct regex *regex,
                             const uint8_t *subject, size_t size, size_t start, size_t last,
                             uint32_t options, const size_t **places, uint32_t *count, size_t *next)
{
    return REGEX_MEMORY;
}

const char *regex_library(void)
{
    return "";
}
