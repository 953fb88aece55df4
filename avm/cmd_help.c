// SPDX-License-Identifier: Apache-2.0
// cmd_help.c - avm help, written by the tables of all commands.

#include <stdio.h>
#include <string.h>

#include "avm/command.h"
#include "avm/manual.h"
#include "avm/report.h"

static void print_overview(void)
{
    puts("avm packs compiled Erlang and Elixir modules, runs them, and puts them on boards.\n\n"
         "usage: avm COMMAND [OPTIONS] ...\n\ncommands:");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (!commands[i]->is_hidden) {
            printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
        }
    }
    puts("\n'avm help COMMAND' tells more about one of them. --color=auto|always|never may stand "
         "in\n"
         "front of the command; 'avm help config' says what else can be set.");
}

static void print_forms(const struct command *command)
{
    if (command->forms != NULL || command->subcommands != NULL) {
        puts("\nforms:");
    }
    for (const struct command_form *form = command->forms; form != NULL && form->name != NULL;
         form++) {
        char spelling[80];
        snprintf(spelling, sizeof(spelling), "%s%s%s", form->name,
                 form->operands[0] != '\0' ? " " : "", form->operands);
        help_print_line(spelling, form->summary);
    }
    for (const struct command *const *sub = command->subcommands; sub != NULL && *sub != NULL;
         sub++) {
        help_print_line(command_word(*sub), (*sub)->summary);
    }
    if (command->subcommands != NULL) {
        printf("\n'avm help %s FORM' tells more about one of them.\n", command->name);
    }
}

// Each line of a text, indented.
static void print_indented(const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        printf("  %.*s\n", (int) length, text);
        text += length + (text[length] == '\n');
    }
}

void help_print(const struct command *command)
{
    if (command == NULL) {
        print_overview();
        return;
    }
    printf("usage: avm %s%s%s%s\n\n%s\n", command->name,
           command->options != NULL ? " [OPTIONS]" : "", command->operands[0] != '\0' ? " " : "",
           command->operands, command->summary);
    if (command->details != NULL) {
        printf("\n%s", command->details);
    }
    print_forms(command);
    puts("\noptions:");
    options_print_help(command->options);
    if (command->examples != NULL) {
        puts("\nexamples:");
        print_indented(command->examples);
    }
}

struct values {
    bool man;
    bool markdown;
};

static const struct option options[] = {
    {0, "man", OPTION_FLAG, offsetof(struct values, man), NULL, "as a page for man", false},
    {0, "markdown", OPTION_FLAG, offsetof(struct values, markdown), NULL,
     "the reference of all commands", false},
    {0},
};

static enum status find_subject(const struct operands *operands, const struct command **about,
                                struct failure *failure)
{
    *about = NULL;
    if (operands->count > 2) {
        return fail(failure, STATUS_USAGE, "'%.60s' is one word too many", operands->items[2]);
    }
    if (operands->count > 0) {
        const char *name = operands->items[0];
        const char *meant = command_suggest(name);
        *about = command_find(name);
        if (*about == NULL) {
            fail(failure, STATUS_USAGE, "unknown command '%.60s'", name);
            char hint[60] = "'avm help' lists the commands";
            if (meant != NULL) {
                snprintf(hint, sizeof(hint), "did you mean 'avm help %s'?", meant);
            }
            failure_add_hint(failure, hint);
            return STATUS_USAGE;
        }
    }
    if (operands->count < 2) {
        return STATUS_OK;
    }
    const struct command *sub = command_find_sub(*about, operands->items[1]);
    if (sub == NULL && command_find_form(*about, operands->items[1]) == NULL) {
        return fail(failure, STATUS_USAGE, "'avm %.40s' has no form '%.60s'\nsee 'avm help %.40s'",
                    operands->items[0], operands->items[1], operands->items[0]);
    }
    *about = sub != NULL ? sub : *about; // a form without options of its own is in the help of all
    return STATUS_OK;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    const struct command *about = command;
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && !help) {
        status = find_subject(&operands, &about, &failure);
    }
    if (status != STATUS_OK) {
        return report_command_failure(command->name, &failure);
    }
    if (values.markdown) {
        manual_print_markdown();
    } else if (values.man) {
        manual_print_page(about);
    } else {
        help_print(about);
    }
    return report_output(command->name, STATUS_OK);
}

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND [FORM]]",
    .summary = "explain a command, or list them all",
    .examples = "avm help\n"
                "avm help pack\n"
                "avm help --man run | man -l -\n",
    .options = options,
    .run = run,
};
