// SPDX-License-Identifier: Apache-2.0
// cmd_version.c - avm version.

#include <stdio.h>

#include "avm/command.h"
#include "avm/report.h"

static int run(const struct command *command, int argc, char **argv)
{
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(command->options, argc, argv, false, NULL, &operands, &help, &failure);
    if (status == STATUS_OK && !help && operands.count > 0) {
        status = fail(&failure, STATUS_USAGE, "'%s' is one word too many", operands.items[0]);
    }
    if (status != STATUS_OK) {
        return report_command_failure(command->name, &failure);
    }
    if (help) {
        help_print(command);
    } else {
        puts("avm " AVM_VERSION);
    }
    return report_output(command->name, STATUS_OK);
}

const struct command command_version = {
    .name = "version",
    .operands = "",
    .summary = "print the version",
    .run = run,
};
