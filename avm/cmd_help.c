// SPDX-License-Identifier: Apache-2.0
// cmd_help.c - avm help, written by the tables of all commands.

#include <stdio.h>

#include "avm/command.h"
#include "avm/report.h"

static void print_overview(void)
{
    puts("avm packs compiled Erlang and Elixir modules and runs them.\n\n"
         "usage: avm COMMAND [OPTIONS] ...\n\ncommands:");
    for (size_t i = 0; commands[i] != NULL; i++) {
        printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    puts("\n'avm help COMMAND' tells more about one of them.");
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
    puts("\noptions:");
    options_print_help(command->options);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct operands operands;
    struct failure failure = {0};
    bool help;
    if (options_parse(command->options, argc, argv, false, NULL, &operands, &help, &failure) !=
        STATUS_OK) {
        return report_command_failure(command->name, &failure);
    }
    const struct command *about = help ? command : NULL;
    if (!help && operands.count > 0) {
        about = command_find(operands.items[0]);
        if (about == NULL) {
            fail(&failure, STATUS_USAGE, "unknown command '%s'\n'avm help' lists the commands",
                 operands.items[0]);
            return report_command_failure(command->name, &failure);
        }
    }
    help_print(about);
    return report_output(command->name, STATUS_OK);
}

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "explain a command, or list them all",
    .run = run,
};
