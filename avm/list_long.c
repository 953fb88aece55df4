// SPDX-License-Identifier: Apache-2.0
// list_long.c - one entry in full, for people and for programs.

#include "avm/list_long.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "avm/json.h"
#include "packbeam/beam_file.h"
#include "vm/vm.h"

// Names as Erlang writes them --------------------------------------------------------------------

static bool is_reserved(const char *name, size_t size)
{
    static const char *const words[] = {
        "after", "and",   "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr", "bxor",
        "case",  "catch", "cond",    "div",    "else",    "end",  "fun", "if",   "let", "maybe",
        "not",   "of",    "or",      "orelse", "receive", "rem",  "try", "when", "xor",
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i]) == size && memcmp(words[i], name, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_plain(const char *name, size_t size)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static const char others[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@";
    for (size_t i = 0; i < size; i++) {
        if (name[i] == '\0' ||
            (strchr(letters, name[i]) == NULL && (i == 0 || strchr(others, name[i]) == NULL))) {
            return false;
        }
    }
    return size > 0 && !is_reserved(name, size);
}

// An atom of 255 characters, each of up to four bytes or escaped, and quotes.
#define NAME_SIZE (4 * 255 + 3)

static void add_name(char *text, size_t text_size, const char *name, size_t size)
{
    size_t at = strlen(text);
    bool quoted = !is_plain(name, size);
    const char *quote = quoted ? "'" : "";
    at += (size_t) snprintf(text + at, text_size - at, "%s", quote);
    for (size_t i = 0; i < size && at + 4 < text_size; i++) {
        if (quoted && (name[i] == '\'' || name[i] == '\\')) {
            text[at++] = '\\';
        }
        text[at++] = name[i];
    }
    snprintf(text + at, text_size - at, "%s", quote);
}

#define FUNCTION_SIZE (2 * NAME_SIZE + 20)

static void function_text(const struct beam_function *function, char text[FUNCTION_SIZE])
{
    text[0] = '\0';
    if (function->module != NULL) {
        add_name(text, FUNCTION_SIZE - NAME_SIZE - 20, function->module, function->module_size);
        strncat(text, ":", 2);
    }
    add_name(text, FUNCTION_SIZE - 20, function->name, function->name_size);
    size_t size = strlen(text);
    snprintf(text + size, FUNCTION_SIZE - size, "/%" PRIu32, function->arity);
}

// What both forms say --------------------------------------------------------------------------

static void flags_text(const struct pack_section *section, char *text, size_t size)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {{PACK_START, "start"}, {PACK_BEAM, "module"}, {PACK_PLAIN, "plain"}};
    size_t at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && at < size; i++) {
        if ((section->flags & names[i].flag) != 0) {
            at += (size_t) snprintf(text + at, size - at, "%s%s", at > 0 ? " " : "", names[i].name);
        }
    }
}

// Empty when nothing tells.
static void release_text(const struct beam_file *file, char *text, size_t size)
{
    bool at_least;
    text[0] = '\0';
    if (beam_made_by(file, text, size)) {
        return;
    }
    unsigned release = beam_release(file, &at_least);
    if (release > 0) {
        snprintf(text, size, "Erlang/OTP %u%s", release, at_least ? " or later" : "");
    }
}

static bool open_module(const struct pack_section *section, struct beam_file *file,
                        struct failure *failure)
{
    return pack_section_is_beam(section) &&
           beam_file_open(section->data, section->size, file, failure) == STATUS_OK;
}

// Text -------------------------------------------------------------------------------------------

// Words one behind the other, on lines of a terminal's usual width.
struct column {
    const char *label;
    size_t at; // 0: nothing printed yet
};

#define LABEL_WIDTH 12
#define LINE_WIDTH  100

static void add_word(struct column *column, const char *word)
{
    size_t size = strlen(word);
    if (column->at == 0) {
        column->at = LABEL_WIDTH + (size_t) printf("  %-9s %s", column->label, word) - LABEL_WIDTH;
    } else if (column->at + 1 + size > LINE_WIDTH) {
        printf("\n%*s%s", LABEL_WIDTH, "", word);
        column->at = LABEL_WIDTH + size;
    } else {
        printf(" %s", word);
        column->at += 1 + size;
    }
}

static void end_column(const struct column *column)
{
    if (column->at > 0) {
        putchar('\n');
    }
}

static void add_function(void *context, const struct beam_function *function)
{
    char text[FUNCTION_SIZE];
    function_text(function, text);
    add_word(context, text);
}

static void print_functions(const struct pack_section *section, enum beam_table table,
                            const char *label)
{
    struct column column = {.label = label};
    struct failure failure = {0};
    enum status status =
        beam_functions(section->data, section->size, table, add_function, &column, &failure);
    end_column(&column);
    if (status != STATUS_OK) {
        printf("  %-9s %s\n", label, failure.what);
    }
}

static void print_module(const struct pack_section *section, const struct beam_file *file)
{
    char release[64];
    struct vm_wordcode wordcode;
    struct column column = {.label = "chunks"};
    struct beam_chunk chunk = {0};
    while (beam_file_next(file, &chunk)) {
        char word[32];
        snprintf(word, sizeof(word), "%s[%" PRIu32 "]", chunk.tag, chunk.size);
        add_word(&column, word);
    }
    end_column(&column);
    if (vm_wordcode_of(section->data, section->size, &wordcode)) {
        printf("  %-9s version %" PRIu32 "%s%s\n", "wordcode", wordcode.version,
               wordcode.is_current ? "" : ", which this avm does not run",
               wordcode.is_whole ? "" : ", damaged");
    }
    release_text(file, release, sizeof(release));
    if (release[0] != '\0') {
        printf("  %-9s %s\n", "compiler", release);
    }
    print_functions(section, BEAM_EXPORTS, "exports");
    print_functions(section, BEAM_IMPORTS, "imports");
}

void list_long_text(const struct pack_section *section, bool first)
{
    char flags[32];
    struct beam_file file;
    struct failure failure = {0};
    flags_text(section, flags, sizeof(flags));
    printf("%s%s\n", first ? "" : "\n", section->name);
    printf("  %-9s 0x%" PRIx32 "%s%s\n", "flags", section->flags, flags[0] != '\0' ? " " : "",
           flags);
    printf("  %-9s 0x%" PRIx32 "\n", "offset", section->offset);
    printf("  %-9s %" PRIu32 " bytes\n", "size", section->size);
    if (open_module(section, &file, &failure)) {
        print_module(section, &file);
    } else if (pack_section_is_beam(section)) {
        printf("  %-9s %s\n", "damaged", failure.what);
    }
}

// JSON -------------------------------------------------------------------------------------------

static void add_json_function(void *context, const struct beam_function *function)
{
    bool *first = context;
    char text[FUNCTION_SIZE];
    function_text(function, text);
    fputs(*first ? "" : ", ", stdout);
    json_print_text(text);
    *first = false;
}

static void print_json_functions(const struct pack_section *section, enum beam_table table,
                                 const char *label)
{
    bool first = true;
    printf(",\n   \"%s\": [", label);
    (void) beam_functions(section->data, section->size, table, add_json_function, &first, NULL);
    putchar(']');
}

static void print_json_module(const struct pack_section *section, const struct beam_file *file)
{
    char release[64];
    struct vm_wordcode wordcode;
    struct beam_chunk chunk = {0};
    bool first = true;
    fputs(",\n   \"chunks\": [", stdout);
    while (beam_file_next(file, &chunk)) {
        printf("%s{\"tag\": ", first ? "" : ", ");
        json_print_text(chunk.tag);
        printf(", \"size\": %" PRIu32 "}", chunk.size);
        first = false;
    }
    putchar(']');
    if (vm_wordcode_of(section->data, section->size, &wordcode)) {
        printf(",\n   \"wordcode\": {\"version\": %" PRIu32 ", \"current\": %s, \"whole\": %s}",
               wordcode.version, wordcode.is_current ? "true" : "false",
               wordcode.is_whole ? "true" : "false");
    }
    release_text(file, release, sizeof(release));
    if (release[0] != '\0') {
        fputs(",\n   \"compiler\": ", stdout);
        json_print_text(release);
    }
    print_json_functions(section, BEAM_EXPORTS, "exports");
    print_json_functions(section, BEAM_IMPORTS, "imports");
}

void list_long_json(const struct pack_section *section, bool first)
{
    struct beam_file file;
    printf("%s\n  {\"name\": ", first ? "" : ",");
    json_print_text(section->name);
    printf(", \"beam\": %s, \"start\": %s, \"size\": %" PRIu32 ",\n   \"flags\": %" PRIu32
           ", \"offset\": %" PRIu32,
           pack_section_is_beam(section) ? "true" : "false",
           pack_section_has_start(section) ? "true" : "false", section->size, section->flags,
           section->offset);
    if (open_module(section, &file, NULL)) {
        print_json_module(section, &file);
    }
    putchar('}');
}
