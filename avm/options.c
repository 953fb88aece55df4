// SPDX-License-Identifier: Apache-2.0
// options.c - parsing of option tables and their help.

#include "avm/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/suggest.h"

void text_list_clear(struct text_list *list)
{
    free(list->items);
    list->items = NULL;
    list->count = 0;
}

static enum status text_list_add(struct text_list *list, const char *text, struct failure *failure)
{
    size_t size = (list->count + 1) * sizeof(*list->items);
    const char **items = realloc(list->items, size);
    if (items == NULL) {
        return fail_memory(failure, size);
    }
    items[list->count] = text;
    list->items = items;
    list->count++;
    return STATUS_OK;
}

static char fold(char character)
{
    return character == '_' ? '-' : character;
}

// Whether the first length characters of text spell name.
static bool is_name(const char *name, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '\0' || fold(name[i]) != fold(text[i])) {
            return false;
        }
    }
    return name[length] == '\0';
}

static const struct option *find_name(const struct option *options, const char *text, size_t length,
                                      bool single)
{
    for (const struct option *row = options; row != NULL && row->kind != OPTION_END; row++) {
        if (is_name(row->name, text, length) && (!single || row->single)) {
            return row;
        }
    }
    return NULL;
}

const struct option *option_find(const struct option *options, const char *name, size_t length)
{
    return find_name(options, name, length, false);
}

const struct option *option_find_letter(const struct option *options, char letter)
{
    for (const struct option *row = options; row != NULL && row->kind != OPTION_END; row++) {
        if (row->letter == letter) {
            return row;
        }
    }
    return NULL;
}

struct parser {
    const struct option *options;
    int argc;
    char **argv;
    int next; // the argument after the one that is being read
    char *values;
    struct failure *failure;
};

static enum status store(struct parser *parser, const struct option *row, const char *value)
{
    void *to = parser->values + row->offset;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *) to = true;
        break;
    case OPTION_TEXT:
        *(const char **) to = value;
        break;
    case OPTION_OPTIONAL:
        *(const char **) to = value != NULL ? value : "";
        break;
    case OPTION_LIST:
        return text_list_add(to, value, parser->failure);
    case OPTION_END:
        break;
    }
    return STATUS_OK;
}

// Store an option whose value, if it takes one, is attached or the next argument.
static enum status take(struct parser *parser, const struct option *row, const char *spelling,
                        const char *attached)
{
    if (row->kind == OPTION_FLAG) {
        if (attached != NULL) {
            return fail(parser->failure, STATUS_USAGE, "option '%.*s' takes no value",
                        (int) strcspn(spelling, "="), spelling);
        }
        return store(parser, row, NULL);
    }
    if (attached == NULL && row->kind != OPTION_OPTIONAL) {
        if (parser->next >= parser->argc) {
            return fail(parser->failure, STATUS_USAGE, "option '%s' needs a value: %s", spelling,
                        row->argument);
        }
        attached = parser->argv[parser->next++];
    }
    return store(parser, row, attached);
}

// "--no-NAME" for a flag. False: it is not one.
static bool take_back(struct parser *parser, const char *name, bool single)
{
    if (single || strncmp(name, "no", 2) != 0 || fold(name[2]) != '-') {
        return false;
    }
    const struct option *row = find_name(parser->options, name + 3, strlen(name + 3), false);
    if (row == NULL || row->kind != OPTION_FLAG) {
        return false;
    }
    *(bool *) (parser->values + row->offset) = false;
    return true;
}

// An option that is not in the table, with the one that was probably meant.
static enum status fail_unknown(struct parser *parser, const char *argument, const char *name,
                                size_t length)
{
    char word[64];
    snprintf(word, sizeof(word), "%.*s", length < sizeof(word) ? (int) length : 0, name);
    struct suggestion suggestion;
    suggestion_init(&suggestion, word);
    for (const struct option *row = parser->options; row != NULL && row->kind != OPTION_END;
         row++) {
        suggestion_offer(&suggestion, row->name);
    }
    enum status status = fail(parser->failure, STATUS_USAGE, "unknown option '%s'", argument);
    if (suggestion.closest != NULL) {
        char hint[100];
        snprintf(hint, sizeof(hint), "did you mean '--%s'?", suggestion.closest);
        failure_add_hint(parser->failure, hint);
    }
    return status;
}

static enum status parse_long(struct parser *parser, char *argument, bool single)
{
    const char *name = argument + (single ? 1 : 2);
    size_t length = strcspn(name, "=");
    const struct option *row = find_name(parser->options, name, length, single);
    if (row == NULL && take_back(parser, name, single)) {
        return STATUS_OK;
    }
    if (row == NULL) {
        return fail_unknown(parser, argument, name, length);
    }
    return take(parser, row, argument, name[length] == '=' ? name + length + 1 : NULL);
}

static enum status parse_letters(struct parser *parser, char *argument)
{
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        const struct option *row = option_find_letter(parser->options, *letter);
        if (row == NULL && argument[2] == '\0') {
            return fail(parser->failure, STATUS_USAGE, "unknown option '%s'", argument);
        }
        if (row == NULL) {
            return fail(parser->failure, STATUS_USAGE, "unknown option '-%c' in '%s'", *letter,
                        argument);
        }
        char spelling[3] = {'-', *letter, '\0'};
        if (row->kind != OPTION_FLAG && row->kind != OPTION_OPTIONAL) {
            return take(parser, row, spelling, letter[1] != '\0' ? letter + 1 : NULL);
        }
        enum status status = take(parser, row, spelling, NULL);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status parse_option(struct parser *parser, char *argument)
{
    if (argument[1] == '-') {
        return parse_long(parser, argument, false);
    }
    size_t length = strcspn(argument + 1, "=");
    if (find_name(parser->options, argument + 1, length, true) != NULL) {
        return parse_long(parser, argument, true);
    }
    return parse_letters(parser, argument);
}

enum status options_parse(const struct option *options, int argc, char **argv, bool keep_rest,
                          void *values, struct operands *operands, bool *help,
                          struct failure *failure)
{
    struct parser parser = {options, argc, argv, 1, values, failure};
    // Operands are moved to the front of argv, over options that have been read.
    int kept = 1;
    *operands = (struct operands){.items = argv + 1};
    *help = false;
    while (parser.next < argc) {
        char *argument = argv[parser.next++];
        if (strcmp(argument, "--") == 0) {
            break;
        }
        if (strcmp(argument, "-h") == 0 || strcmp(argument, "--help") == 0) {
            *help = true;
            return STATUS_OK;
        }
        if (argument[0] != '-' || argument[1] == '\0') {
            argv[kept++] = argument;
            continue;
        }
        enum status status = parse_option(&parser, argument);
        if (status != STATUS_OK) {
            return status;
        }
    }
    operands->rest = argv + parser.next;
    operands->rest_count = argc - parser.next;
    if (!keep_rest) {
        for (int i = 0; i < operands->rest_count; i++) {
            argv[kept++] = operands->rest[i];
        }
        operands->rest_count = 0;
    }
    operands->count = kept - 1;
    return STATUS_OK;
}

void option_spelling(const struct option *option, char *text, size_t size)
{
    const char *value = option->argument != NULL ? option->argument : "";
    const char *before = option->kind == OPTION_OPTIONAL ? "[=" : value[0] != '\0' ? " " : "";
    const char *behind = option->kind == OPTION_OPTIONAL ? "]" : "";
    char letter[5] = "    ";
    if (option->letter != 0) {
        snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    }
    bool is_single = option->letter == 0 && option->single;
    snprintf(text, size, "%s%s%s%s%s%s", is_single ? "-" : letter, is_single ? "" : "--",
             option->name, before, value, behind);
}

#define HELP_COLUMN 26

// A long spelling has a line of its own.
void help_print_line(const char *spelling, const char *help)
{
    if (strlen(spelling) > HELP_COLUMN) {
        printf("  %s\n", spelling);
        spelling = "";
    }
    printf("  %-*s %s\n", HELP_COLUMN, spelling, help);
}

void options_print_help(const struct option *options)
{
    for (const struct option *row = options; row != NULL && row->kind != OPTION_END; row++) {
        char spelling[120];
        if (row->help == NULL) {
            continue;
        }
        option_spelling(row, spelling, sizeof(spelling));
        help_print_line(spelling, row->help);
    }
    help_print_line("-h, --help", "print this help");
}
