// SPDX-License-Identifier: Apache-2.0
// cmd_delete.c - avm delete: make an AVM file without some of its entries.

#include <stdio.h>

#include "avm/command.h"
#include "avm/pack_take.h"
#include "avm/report.h"

static const struct option options[] = {
    {'o', "out", OPTION_TEXT, offsetof(struct take, output), "OUT.avm",
     "write the rest there instead of into FILE", false},
    {0},
};

static int run(const struct command *command, int argc, char **argv)
{
    struct take take = {0};
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &take, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count < 2) {
        status = fail(&failure, STATUS_USAGE, "a pack and at least one name are needed");
    }
    if (status == STATUS_OK) {
        take.pack = operands.items[0];
        take.names = operands.items + 1;
        take.name_count = operands.count - 1;
        status = pack_delete(&take, &failure);
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

const struct command command_delete = {
    .name = "delete",
    .operands = "PACK NAME...",
    .summary = "make an AVM file without some of its entries",
    .details =
        "Names may be patterns (*, ?, [a-z]). The file is not touched when a name is not in it.\n",
    .examples = "avm delete app.avm old.beam\n"
                "avm delete -o small.avm app.avm test_*\n",
    .options = options,
    .run = run,
};
