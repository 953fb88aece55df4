// SPDX-License-Identifier: Apache-2.0
// cmd_delete.c - avm delete: make an AVM file without some of its entries.

#include <limits.h>

#include "avm/command.h"
#include "avm/pack_take.h"
#include "avm/report.h"

static const struct option options[] = {
    {'o', "out", OPTION_TEXT, offsetof(struct take, output), "OUT.avm",
     "write the rest there instead of into FILE", false},
    {0},
};

static enum status act(const void *values, const struct operands *operands, struct failure *failure)
{
    struct take take = *(const struct take *) values;
    if (operands->count < 2) {
        return fail(failure, STATUS_USAGE, "a pack and at least one name are needed");
    }
    take.pack = operands->items[0];
    take.names = operands->items + 1;
    take.name_count = operands->count - 1;
    return pack_delete(&take, failure);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct take take = {0};
    return command_act(command, argc, argv, &take, INT_MAX, act);
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
