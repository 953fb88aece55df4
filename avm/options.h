// SPDX-License-Identifier: Apache-2.0
// options.h - option tables. One table parses, prints its own help and completes.
//
//     struct values { bool stats; const char *start; struct text_list folders; };
//     static const struct option options[] = {
//         {'s', "start", OPTION_TEXT, offsetof(struct values, start), "MODULE", "begin with this"},
//         {0, "stats", OPTION_FLAG, offsetof(struct values, stats), NULL, "print numbers"},
//         {0},
//     };
//
// Accepted forms: -s VALUE, -sVALUE, --start VALUE, --start=VALUE, and clusters of flags (-ab).
// Dashes and underscores within names are equal (--drop_lines is --drop-lines). A name that is
// marked as `single` is also taken with one dash (-pa), as Erlang's own tools write it. A flag can
// be taken back with --no-NAME. Options and operands mix; "--" ends the options.

#ifndef AVM_OPTIONS_H
#define AVM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "packbeam/status.h"

enum option_kind {
    OPTION_END,      // also what a zeroed row is
    OPTION_FLAG,     // bool: set to true
    OPTION_TEXT,     // const char *: the last one given counts
    OPTION_LIST,     // struct text_list: all of them
    OPTION_OPTIONAL, // const char *: a value only behind '=' ("--times=FORMAT"), else ""
};

struct option {
    char letter;      // 0: none
    const char *name; // without dashes
    enum option_kind kind;
    size_t offset;        // of the value in the caller's struct
    const char *argument; // what help calls the value; NULL for flags
    const char *help; // one line; NULL: understood, but not listed; NULL: understood, but not shown
    bool single;      // also with one dash
};

// Texts borrowed from argv. Free items with text_list_clear().
struct text_list {
    const char **items;
    size_t count;
};

void text_list_clear(struct text_list *list);

// What is left after the options.
struct operands {
    char **items; // part of argv, reordered
    int count;
    char **rest; // what followed "--", when the caller asked for it
    int rest_count;
};

// Parse argv[1]... into values, a zeroed struct of the caller. argv is reordered.
//
// With keep_rest what follows "--" goes to operands->rest, else it counts as operands.
// STATUS_USAGE: an option that is not in the table, or one without its value. "-h" and "--help"
// are always known: *help is set and nothing else matters.
enum status options_parse(const struct option *options, int argc, char **argv, bool keep_rest,
                          void *values, struct operands *operands, bool *help,
                          struct failure *failure);

// How help writes an option: "-s, --start MODULE", "-pa DIR", "    --stats".
void option_spelling(const struct option *option, char *text, size_t size);

// The option of a name that was typed without its dashes, length letters of it; NULL: none.
const struct option *option_find(const struct option *options, const char *name, size_t length);
const struct option *option_find_letter(const struct option *options, char letter);

// One line of help: a spelling, and what it means in the next column.
void help_print_line(const char *spelling, const char *help);

// Print the help lines of a table on the standard output.
void options_print_help(const struct option *options);

#endif
