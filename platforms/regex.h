// SPDX-License-Identifier: Apache-2.0
// regex.h - regular expressions as Perl has them, over bytes or UTF-8. A port with memory for them
// fulfils it with PCRE2 in platforms/<name>/regex.c, or without in regex_none.c; a machine
// built with AVM_REGEX 0 needs neither.
//
// A compiled expression is never changed: several threads may match with it at once, each with a
// regex_match of its own. Text is given to every call and borrowed during it only.

#ifndef PLATFORMS_REGEX_H
#define PLATFORMS_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

// Options of an expression
#define REGEX_UNICODE           (1u << 0) // pattern and subject are UTF-8
#define REGEX_ANCHORED          (1u << 1)
#define REGEX_CASELESS          (1u << 2)
#define REGEX_DOLLAR_ENDONLY    (1u << 3)
#define REGEX_DOTALL            (1u << 4)
#define REGEX_EXTENDED          (1u << 5)
#define REGEX_FIRSTLINE         (1u << 6)
#define REGEX_MULTILINE         (1u << 7)
#define REGEX_NO_AUTO_CAPTURE   (1u << 8)
#define REGEX_DUPNAMES          (1u << 9)
#define REGEX_UNGREEDY          (1u << 10)
#define REGEX_UCP               (1u << 11)
#define REGEX_NEVER_UTF         (1u << 12)
#define REGEX_NO_START_OPTIMIZE (1u << 13)
#define REGEX_BSR_ANYCRLF       (1u << 14) // what \R matches; else what the library has as default
#define REGEX_BSR_UNICODE       (1u << 15)

enum regex_newline {
    REGEX_NEWLINE_DEFAULT, // LF
    REGEX_NEWLINE_CR,
    REGEX_NEWLINE_LF,
    REGEX_NEWLINE_CRLF,
    REGEX_NEWLINE_ANYCRLF,
    REGEX_NEWLINE_ANY,
    REGEX_NEWLINE_NUL,
    REGEX_NEWLINE_COUNT
};

// Options of a match; REGEX_ANCHORED too
#define REGEX_NOTBOL           (1u << 16)
#define REGEX_NOTEOL           (1u << 17)
#define REGEX_NOTEMPTY         (1u << 18)
#define REGEX_NOTEMPTY_ATSTART (1u << 19)
#define REGEX_CHECKED          (1u << 20) // the subject was checked to be UTF-8 by an earlier call

struct regex;

struct regex_facts {
    uint32_t groups; // without the whole match
    bool is_unicode; // by option or by the pattern itself
    bool has_crlf;   // CR LF is one newline
};

// STATUS_INPUT: the pattern is wrong, failure->what and failure->offset say how and where.
// STATUS_LIMIT: no memory. STATUS_FAILED: the library is not there. regex_free accepts NULL.
enum status regex_compile(const uint8_t *pattern, size_t size, uint32_t options,
                          enum regex_newline newline, struct regex **out, struct failure *failure);
void regex_free(struct regex *regex);
void regex_get_facts(const struct regex *regex, struct regex_facts *facts);

// The names of groups, in the order of their bytes, i counted from 0: false behind the last.
bool regex_name(const struct regex *regex, uint32_t i, const char **name, uint32_t *group);

// What a thread needs to match with an expression: room for the places found. NULL: no memory. Both
// limits are per place where a match is tried, 0: the library's, ten million. regex_match_free
// accepts NULL.
struct regex_match;
struct regex_match *regex_match_new(const struct regex *regex, uint32_t steps, uint32_t depth);
void regex_match_free(struct regex_match *match);

enum regex_result {
    REGEX_FOUND,
    REGEX_NONE,
    REGEX_STEPS,  // the limit of steps was reached
    REGEX_DEPTH,  // that of depth, or of memory for it
    REGEX_BAD,    // not UTF-8, or start is within a character
    REGEX_MEMORY, // none
};

// Look for a match that begins at `start` or behind it, in bytes, up to and at `last` (of an
// expression that only matches at `start`, nothing is gained by calling again: has_more is false).
//
// REGEX_FOUND: places[2 * i] and places[2 * i + 1] are start and end of group i of `count`,
// REGEX_UNSET where it has no part in the match; they are good until the next call. REGEX_NONE:
// none so far; *next is where to go on, or REGEX_UNSET.
#define REGEX_UNSET SIZE_MAX
enum regex_result regex_find(struct regex_match *match, const struct regex *regex,
                             const uint8_t *subject, size_t size, size_t start, size_t last,
                             uint32_t options, const size_t **places, uint32_t *count,
                             size_t *next);

// "10.42 2022-12-11", or "" without the library. Static text.
const char *regex_library(void);

#endif
