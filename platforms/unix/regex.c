// SPDX-License-Identifier: Apache-2.0
// regex.c - regular expressions with PCRE2, in its 8-bit form. A build without it takes
// regex_none.c. Documentation of the library: pcre2api(3), pcre2pattern(3).
//
// A long subject is looked through in pieces, so that others can run between them: a piece is a
// range of places where a match may begin (the library's offset limit). Expressions for which it
// matters where the search began, those that are anchored or ask with \G, are not cut.

#include "platforms/regex.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "platforms/unix/shared_library.h"

#define SYMBOLS(SYMBOL)                                                                            \
    SYMBOL(code_free, pcre2_code_free_8)                                                           \
    SYMBOL(compile, pcre2_compile_8)                                                               \
    SYMBOL(compile_context_create, pcre2_compile_context_create_8)                                 \
    SYMBOL(compile_context_free, pcre2_compile_context_free_8)                                     \
    SYMBOL(config, pcre2_config_8)                                                                 \
    SYMBOL(get_error_message, pcre2_get_error_message_8)                                           \
    SYMBOL(get_ovector_pointer, pcre2_get_ovector_pointer_8)                                       \
    SYMBOL(match, pcre2_match_8)                                                                   \
    SYMBOL(match_context_create, pcre2_match_context_create_8)                                     \
    SYMBOL(match_context_free, pcre2_match_context_free_8)                                         \
    SYMBOL(match_data_create_from_pattern, pcre2_match_data_create_from_pattern_8)                 \
    SYMBOL(match_data_free, pcre2_match_data_free_8)                                               \
    SYMBOL(pattern_info, pcre2_pattern_info_8)                                                     \
    SYMBOL(set_bsr, pcre2_set_bsr_8)                                                               \
    SYMBOL(set_depth_limit, pcre2_set_depth_limit_8)                                               \
    SYMBOL(set_heap_limit, pcre2_set_heap_limit_8)                                                 \
    SYMBOL(set_match_limit, pcre2_set_match_limit_8)                                               \
    SYMBOL(set_newline, pcre2_set_newline_8)                                                       \
    SYMBOL(set_offset_limit, pcre2_set_offset_limit_8)

SHARED_LIBRARY(pcre2, AVM_LIBRARY_PCRE2, SYMBOLS)

// Kilobytes that a match may use to find its way back; the library would allow 20 GB.
#define HEAP_LIMIT 262144

struct regex {
    pcre2_code *code;
    struct regex_facts facts;
    bool is_whole; // the search is not to be cut into pieces
    uint32_t name_count, name_size;
    PCRE2_SPTR names;
};

struct regex_match {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

// Several machines of one process, and their threads, may come at once.
static enum status load_once(struct failure *failure)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    enum status status = load_pcre2(failure);
    pthread_mutex_unlock(&lock);
    return status;
}

static const struct {
    uint32_t ours, theirs;
} options_of_pattern[] =
    {
        {REGEX_UNICODE, PCRE2_UTF},
        {REGEX_ANCHORED, PCRE2_ANCHORED},
        {REGEX_CASELESS, PCRE2_CASELESS},
        {REGEX_DOLLAR_ENDONLY, PCRE2_DOLLAR_ENDONLY},
        {REGEX_DOTALL, PCRE2_DOTALL},
        {REGEX_EXTENDED, PCRE2_EXTENDED},
        {REGEX_FIRSTLINE, PCRE2_FIRSTLINE},
        {REGEX_MULTILINE, PCRE2_MULTILINE},
        {REGEX_NO_AUTO_CAPTURE, PCRE2_NO_AUTO_CAPTURE},
        {REGEX_DUPNAMES, PCRE2_DUPNAMES},
        {REGEX_UNGREEDY, PCRE2_UNGREEDY},
        {REGEX_UCP, PCRE2_UCP},
        {REGEX_NEVER_UTF, PCRE2_NEVER_UTF},
        {REGEX_NO_START_OPTIMIZE, PCRE2_NO_START_OPTIMIZE},
        {0, 0},
},
  options_of_match[] = {
      {REGEX_ANCHORED, PCRE2_ANCHORED},
      {REGEX_NOTBOL, PCRE2_NOTBOL},
      {REGEX_NOTEOL, PCRE2_NOTEOL},
      {REGEX_NOTEMPTY, PCRE2_NOTEMPTY},
      {REGEX_NOTEMPTY_ATSTART, PCRE2_NOTEMPTY_ATSTART},
      {REGEX_CHECKED, PCRE2_NO_UTF_CHECK},
      {0, 0},
};

#define TRANSLATE(table, options)                                                                  \
    uint32_t theirs = 0;                                                                           \
    for (size_t i = 0; table[i].ours != 0; i++) {                                                  \
        theirs |= ((options) &table[i].ours) != 0 ? table[i].theirs : 0;                           \
    }

static const uint32_t newlines[REGEX_NEWLINE_COUNT] = {
    [REGEX_NEWLINE_DEFAULT] = PCRE2_NEWLINE_LF,      [REGEX_NEWLINE_CR] = PCRE2_NEWLINE_CR,
    [REGEX_NEWLINE_LF] = PCRE2_NEWLINE_LF,           [REGEX_NEWLINE_CRLF] = PCRE2_NEWLINE_CRLF,
    [REGEX_NEWLINE_ANYCRLF] = PCRE2_NEWLINE_ANYCRLF, [REGEX_NEWLINE_ANY] = PCRE2_NEWLINE_ANY,
    [REGEX_NEWLINE_NUL] = PCRE2_NEWLINE_NUL,
};

static pcre2_compile_context *compile_context(uint32_t options, enum regex_newline newline)
{
    pcre2_compile_context *context = pcre2.compile_context_create(NULL);
    if (context == NULL) {
        return NULL;
    }
    pcre2.set_newline(context, newlines[newline]);
    if ((options & (REGEX_BSR_ANYCRLF | REGEX_BSR_UNICODE)) != 0) {
        pcre2.set_bsr(context,
                      (options & REGEX_BSR_ANYCRLF) != 0 ? PCRE2_BSR_ANYCRLF : PCRE2_BSR_UNICODE);
    }
    return context;
}

static enum status compile_code(const uint8_t *pattern, size_t size, uint32_t options,
                                enum regex_newline newline, pcre2_code **code,
                                struct failure *failure)
{
    pcre2_compile_context *context = compile_context(options, newline);
    if (context == NULL) {
        return fail_memory(failure, size);
    }
    TRANSLATE(options_of_pattern, options)
    int error;
    PCRE2_SIZE offset;
    *code = pcre2.compile(pattern, size, theirs | PCRE2_USE_OFFSET_LIMIT, &error, &offset, context);
    pcre2.compile_context_free(context);
    if (*code != NULL) {
        return STATUS_OK;
    }
    if (error == PCRE2_ERROR_HEAP_FAILED) {
        return fail_memory(failure, size);
    }
    PCRE2_UCHAR text[sizeof failure->what];
    pcre2.get_error_message(error, text, sizeof text);
    return fail_at(failure, STATUS_INPUT, (uint32_t) offset, "%s", (const char *) text);
}

// A pattern that mentions \G, perhaps.
static bool asks_for_start(const uint8_t *pattern, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        if (pattern[i - 1] == '\\' && pattern[i] == 'G') {
            return true;
        }
    }
    return false;
}

static void take_facts(struct regex *regex)
{
    uint32_t options, newline;
    pcre2.pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->facts.groups);
    pcre2.pattern_info(regex->code, PCRE2_INFO_ALLOPTIONS, &options);
    pcre2.pattern_info(regex->code, PCRE2_INFO_NEWLINE, &newline);
    pcre2.pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &regex->name_count);
    pcre2.pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &regex->name_size);
    pcre2.pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &regex->names);
    regex->facts.is_unicode = (options & PCRE2_UTF) != 0;
    regex->facts.has_crlf = newline == PCRE2_NEWLINE_CRLF || newline == PCRE2_NEWLINE_ANYCRLF ||
                            newline == PCRE2_NEWLINE_ANY;
    regex->is_whole = (options & (PCRE2_ANCHORED | PCRE2_FIRSTLINE)) != 0;
}

enum status regex_compile(const uint8_t *pattern, size_t size, uint32_t options,
                          enum regex_newline newline, struct regex **out, struct failure *failure)
{
    enum status status = load_once(failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct regex *regex = calloc(1, sizeof *regex);
    if (regex == NULL) {
        return fail_memory(failure, sizeof *regex);
    }
    status = compile_code(pattern, size, options, newline, &regex->code, failure);
    if (status != STATUS_OK) {
        free(regex);
        return status;
    }
    take_facts(regex);
    regex->is_whole = regex->is_whole || asks_for_start(pattern, size);
    *out = regex;
    return STATUS_OK;
}

void regex_free(struct regex *regex)
{
    if (regex != NULL) {
        pcre2.code_free(regex->code);
        free(regex);
    }
}

void regex_get_facts(const struct regex *regex, struct regex_facts *facts)
{
    *facts = regex->facts;
}

bool regex_name(const struct regex *regex, uint32_t i, const char **name, uint32_t *group)
{
    if (i >= regex->name_count) {
        return false;
    }
    // Two bytes of number, then the name with a NUL.
    PCRE2_SPTR entry = regex->names + (size_t) i * regex->name_size;
    *group = (uint32_t) entry[0] << 8 | entry[1];
    *name = (const char *) entry + 2;
    return true;
}

struct regex_match *regex_match_new(const struct regex *regex, uint32_t steps, uint32_t depth)
{
    struct regex_match *match = calloc(1, sizeof *match);
    if (match == NULL) {
        return NULL;
    }
    match->data = pcre2.match_data_create_from_pattern(regex->code, NULL);
    match->context = pcre2.match_context_create(NULL);
    if (match->data == NULL || match->context == NULL) {
        regex_match_free(match);
        return NULL;
    }
    pcre2.set_heap_limit(match->context, HEAP_LIMIT);
    if (steps != 0) {
        pcre2.set_match_limit(match->context, steps);
    }
    if (depth != 0) {
        pcre2.set_depth_limit(match->context, depth);
    }
    return match;
}

void regex_match_free(struct regex_match *match)
{
    if (match != NULL) {
        pcre2.match_data_free(match->data);
        pcre2.match_context_free(match->context);
        free(match);
    }
}

static enum regex_result result_of(int code)
{
    switch (code) {
    case PCRE2_ERROR_NOMATCH:
        return REGEX_NONE;
    case PCRE2_ERROR_MATCHLIMIT:
        return REGEX_STEPS;
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_RECURSELOOP:
        return REGEX_DEPTH;
    case PCRE2_ERROR_NOMEMORY:
        return REGEX_MEMORY;
    default:
        return code > 0 ? REGEX_FOUND : REGEX_BAD;
    }
}

// The last place of a piece that is to end at `last`: the next one begins with a character, and not
// with the second half of a newline.
static size_t end_of_piece(const struct regex *regex, const uint8_t *subject, size_t size,
                           size_t last)
{
    while (last < size && (subject[last] == '\r' || (regex->facts.is_unicode && last + 1 < size &&
                                                     (subject[last + 1] & 0xc0) == 0x80))) {
        last++;
    }
    return last;
}

enum regex_result regex_find(struct regex_match *match, const struct regex *regex,
                             const uint8_t *subject, size_t size, size_t start, size_t last,
                             uint32_t options, const size_t **places, uint32_t *count, size_t *next)
{
    *next = REGEX_UNSET;
    // \C can stop within a character, where the library must not be sent without looking.
    if (regex->facts.is_unicode && start < size && (subject[start] & 0xc0) == 0x80) {
        options &= ~REGEX_CHECKED;
    }
    bool is_piece = !regex->is_whole && (options & REGEX_ANCHORED) == 0 && last < size;
    last = is_piece ? end_of_piece(regex, subject, size, last) : size;
    pcre2.set_offset_limit(match->context, last < size ? last : PCRE2_UNSET);
    TRANSLATE(options_of_match, options)
    int code = pcre2.match(regex->code, subject, size, start, theirs, match->data, match->context);
    *places = pcre2.get_ovector_pointer(match->data);
    *count = code > 0 ? (uint32_t) code : 0;
    enum regex_result result = result_of(code);
    if (result == REGEX_NONE && last < size) {
        *next = last + 1;
    }
    return result;
}

const char *regex_library(void)
{
    static char version[32];
    if (load_once(NULL) != STATUS_OK) {
        return "";
    }
    if (version[0] == '\0' && pcre2.config(PCRE2_CONFIG_VERSION, NULL) <= (int) sizeof version) {
        pcre2.config(PCRE2_CONFIG_VERSION, version);
    }
    return version;
}
