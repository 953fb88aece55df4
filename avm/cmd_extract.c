// SPDX-License-Identifier: Apache-2.0
// cmd_extract.c - avm extract: take modules and files out of an AVM file.

#include <limits.h>

#include "avm/command.h"
#include "avm/pack_take.h"
#include "avm/report.h"

static const struct option options[] = {
    {'o', "out", OPTION_TEXT, offsetof(struct take, output), "DIR",
     "write below this folder, which is created", false},
    {0, "beam", OPTION_FLAG, offsetof(struct take, as_beam), NULL,
     "modules in the form that Erlang/OTP loads", false},
    {0, "to-stdout", OPTION_FLAG, offsetof(struct take, to_stdout), NULL,
     "one entry, to the standard output", false},
    {0},
};

static enum status act(const void *values, const struct operands *operands, struct failure *failure)
{
    struct take take = *(const struct take *) values;
    if (operands->count < 1) {
        return fail(failure, STATUS_USAGE, "no pack given");
    }
    take.pack = operands->items[0];
    take.names = operands->items + 1;
    take.name_count = operands->count - 1;
    return pack_extract(&take, failure);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct take take = {0};
    return command_act(command, argc, argv, &take, INT_MAX, act);
}

const struct command command_extract = {
    .name = "extract",
    .operands = "PACK [NAME...]",
    .summary = "take modules and files out of an AVM file",
    .details = "Without names everything is taken. Names may be patterns (*, ?, [a-z]). Nothing is "
               "written\n"
               "outside the folder, and nothing at all when a name is not in the pack.\n",
    .examples = "avm extract app.avm\n"
                "avm extract -o out app.avm main.beam\n",
    .options = options,
    .run = run,
};
