// SPDX-License-Identifier: Apache-2.0
// command_test.c - every row of commands.def has its help, examples that parse, and values that
// completion knows. What is missing is said in words that tell what to add, and where.

#include "avm/command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "avm/suggest.h"
#include "avm/words.h"
#include "tests/unit/test.h"

static void lacks(const struct command *command, const char *what, const char *add)
{
    checks_failed++;
    printf("# avm %s: %s\n#     %s\n", command->name, what, add);
}

static bool is_sentence_part(const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    bool is_open = length > 3 && strcmp(text + length - 3, "...") == 0;
    return length > 0 && length <= 90 && (text[length - 1] != '.' || is_open) &&
           strchr(text, '\n') == NULL;
}

// All commands with their subcommands, one after the other.
static const struct command *command_at(size_t index)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (index-- == 0) {
            return commands[i];
        }
        for (const struct command *const *sub = commands[i]->subcommands;
             sub != NULL && *sub != NULL; sub++) {
            if (index-- == 0) {
                return *sub;
            }
        }
    }
    return NULL;
}

static void every_command_has_help_and_examples(void)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const struct command *command = command_at(i);
        if (!is_sentence_part(command->summary)) {
            lacks(command, "no summary, or not one short line without a full stop",
                  "set .summary of the struct command");
        }
        if (command->examples == NULL || command->examples[0] == '\0') {
            lacks(command, "no examples in its help",
                  "set .examples: command lines, each ended with \\n");
        }
        if (command->operands == NULL) {
            lacks(command, "no operands", "set .operands, to \"\" when there are none");
        }
    }
}

static void every_option_has_help(void)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const struct command *command = command_at(i);
        const struct option *row = command->options;
        for (; row != NULL && row->kind != OPTION_END; row++) {
            char what[160];
            snprintf(what, sizeof(what), "--%s has no help, or not one short line without a stop",
                     row->name);
            // Without help: understood, for scripts of other tools, but not listed.
            if (row->help != NULL && !is_sentence_part(row->help)) {
                lacks(command, what, "fill the column `help` of its row");
            }
            if ((row->kind == OPTION_FLAG) != (row->argument == NULL)) {
                snprintf(what, sizeof(what), "--%s is a flag with a value, or an option without",
                         row->name);
                lacks(command, what, "fill the column `argument`; NULL for flags");
            }
            for (const struct option *other = command->options; other != row; other++) {
                if (strcmp(other->name, row->name) == 0 ||
                    (row->letter != 0 && other->letter == row->letter)) {
                    snprintf(what, sizeof(what), "--%s and --%s have one name or letter",
                             other->name, row->name);
                    lacks(command, what, "change one of them");
                }
            }
        }
    }
}

// A word that completion must know. What stands in front of '=' is free.
static void check_word(const struct command *command, const char *text, size_t length,
                       const char *where)
{
    const char *equals = memchr(text, '=', length);
    if (equals != NULL) {
        length -= (size_t) (equals + 1 - text);
        text = equals + 1;
    }
    bool is_choice = memchr(text, '|', length) != NULL;
    bool has_capitals = false;
    for (size_t i = 0; i < length; i++) {
        has_capitals = has_capitals || isupper((unsigned char) text[i]);
    }
    if (is_choice || !has_capitals || word_find(text, length, &(struct word){0})) {
        return;
    }
    char what[160];
    snprintf(what, sizeof(what), "completion does not know '%.*s' in %s", (int) length, text,
             where);
    lacks(command, what,
          "use a word of avm/words.def, add a row WORD(...) there, or write choices as a|b|c");
}

static void check_usage(const struct command *command, const char *usage, const char *where)
{
    for (size_t way = 0; way < usage_alternatives(usage); way++) {
        struct usage_word word;
        for (size_t i = 0; i < 10 && usage_operand(usage, way, i, &word); i++) {
            if (!word.is_choice) {
                check_word(command, word.text, word.length, where);
            }
            if (word.repeats) {
                break;
            }
        }
    }
}

static void completion_knows_every_value(void)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const struct command *command = command_at(i);
        const struct option *row = command->options;
        for (; row != NULL && row->kind != OPTION_END; row++) {
            if (row->argument != NULL && row->help != NULL) {
                check_word(command, row->argument, strlen(row->argument), row->name);
            }
        }
        check_usage(command, command->operands, ".operands");
        for (const struct command_form *form = command->forms; form != NULL && form->name != NULL;
             form++) {
            check_usage(command, form->operands, form->name);
            if (!is_sentence_part(form->summary)) {
                lacks(command, form->name, "its form has no summary");
            }
        }
    }
}

// The words of one example without quotes; '#' begins a comment.
static int split(char *line, char **argv, int size)
{
    int count = 0;
    for (char *at = line; count < size - 1;) {
        at += strspn(at, " ");
        if (*at == '\0' || *at == '#' || *at == '|') {
            break;
        }
        const char *ends = *at == '\'' ? "'" : " ";
        at += *at == '\'';
        argv[count++] = at;
        at += strcspn(at, ends);
        if (*at != '\0') {
            *at++ = '\0';
        }
    }
    argv[count] = NULL;
    return count;
}

static void check_example(const struct command *command, const char *text, size_t length)
{
    // Large enough for the values of any command, which only it knows.
    static _Alignas(16) char values[4096];
    char line[200];
    char *argv[40];
    snprintf(line, sizeof(line), "%.*s", (int) length, text);
    int argc = split(line, argv, 40);
    struct operands operands;
    struct failure failure = {0};
    bool help;
    memset(values, 0, sizeof(values));
    const char *name = command->name;
    int used = strchr(name, ' ') != NULL ? 2 : 1;
    size_t first = strcspn(name, " ");
    if (argc <= used || strcmp(argv[0], "avm") != 0 || strlen(argv[1]) != first ||
        strncmp(argv[1], name, first) != 0 ||
        (used == 2 && strcmp(argv[2], command_word(command)) != 0)) {
        lacks(command, "an example does not begin with 'avm' and the name of the command",
              "change .examples");
    } else if (used == 1 && argc > 2 && command_find_sub(command, argv[2]) != NULL) {
        check_example(command_find_sub(command, argv[2]), text, length);
    } else if (options_parse(command->options, argc - used, argv + used, command->passes_arguments,
                             values, &operands, &help, &failure) != STATUS_OK) {
        lacks(command, failure.what, "change .examples");
    }
    for (const struct option *row = command->options; row != NULL && row->kind != OPTION_END;
         row++) {
        if (row->kind == OPTION_LIST) {
            text_list_clear((struct text_list *) (void *) (values + row->offset));
        }
    }
}

static void every_example_is_understood(void)
{
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const char *text = command_at(i)->examples;
        while (text != NULL && *text != '\0') {
            size_t length = strcspn(text, "\n");
            check_example(command_at(i), text, length);
            text += length + (text[length] == '\n');
        }
    }
}

static void check_operand(const char *usage, size_t way, size_t index, const char *expected)
{
    struct usage_word word = {0};
    char text[40] = "";
    if (usage_operand(usage, way, index, &word)) {
        snprintf(text, sizeof(text), "%.*s", (int) word.length, word.text);
    }
    CHECK_TEXT(text, expected);
}

static void usage_lines_are_taken_apart(void)
{
    check_operand("OUT.avm IN...", 0, 0, "OUT.avm");
    check_operand("OUT.avm IN...", 0, 1, "IN");
    check_operand("OUT.avm IN...", 0, 7, "IN");
    check_operand("PACK", 0, 1, "");
    check_operand("[COMMAND]", 0, 0, "COMMAND");
    check_operand("FILE [NAME...]", 0, 3, "NAME");
    check_operand("MOD[:FUN]", 0, 0, "MOD[:FUN]");
    check_operand("FILE... [-- ARGUMENT...]", 0, 4, "FILE");
    check_operand("FILE [-- ARGUMENT...]", 0, 1, "");
    check_operand("A | B=C... | D e", 1, 3, "B=C");
    check_operand("A | B=C... | D e", 2, 1, "e");
    check_operand("[ADDRESS=]FILE...", 0, 3, "FILE");
    check_operand("[COMMAND [FORM]]", 0, 1, "FORM");
    check_operand("", 0, 0, "");
    CHECK_NUMBER(usage_alternatives("A | B=C... | D e"), 3);
    CHECK_NUMBER(usage_alternatives(""), 1);
}

static void mistyped_words_have_suggestions(void)
{
    CHECK_NUMBER(suggestion_distance("list", "lsit"), 1);
    CHECK_NUMBER(suggestion_distance("", "abc"), 3);
    CHECK_NUMBER(suggestion_distance("kitten", "sitting"), 3);
    CHECK_NUMBER(suggestion_distance("dry_run", "dry-run"), 0);
    CHECK_TEXT(command_suggest("rn"), "run");
    CHECK_TEXT(command_suggest("lsit"), "list");
    CHECK_TEXT(command_suggest("Version"), "version");
    CHECK_TEXT(command_suggest("ver"), "version");
    CHECK(command_suggest("hello.avm") == NULL);
    CHECK(command_suggest("") == NULL);
}

int main(void)
{
    TEST(every_command_has_help_and_examples);
    TEST(every_option_has_help);
    TEST(completion_knows_every_value);
    TEST(every_example_is_understood);
    TEST(usage_lines_are_taken_apart);
    TEST(mistyped_words_have_suggestions);
    return test_done();
}
