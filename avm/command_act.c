// SPDX-License-Identifier: Apache-2.0
// command_act.c - the frame of commands that have nothing special about their command line.

#include "avm/command.h"
#include "avm/report.h"

int command_act(const struct command *command, int argc, char **argv, void *values, int most,
                command_action *act)
{
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status = options_parse(command->options, argc, argv, command->passes_arguments,
                                       values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count > most) {
        status = fail(&failure, STATUS_USAGE, "'%.60s' is one word too many", operands.items[most]);
    }
    if (status == STATUS_OK) {
        status = act(values, &operands, &failure);
    }
    bool is_explained = failure.status != STATUS_OK;
    return is_explained ? report_command_failure(command->name, &failure)
                        : report_output(command->name, (int) status);
}
