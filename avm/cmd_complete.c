// SPDX-License-Identifier: Apache-2.0
// cmd_complete.c - avm complete: what the shells ask when a user presses Tab.

#include <stdio.h>
#include <stdlib.h>

#include "avm/command.h"
#include "avm/complete.h"

struct values {
    const char *line;
};

static const struct option options[] = {
    {0, "line", OPTION_TEXT, offsetof(struct values, line), "TEXT",
     "the line up to the cursor, as a shell has it", false},
    {0},
};

static void print_candidate(void *context, const char *word, const char *meaning)
{
    printf("%s%s%s\n", word, meaning[0] != '\0' ? "\t" : "", meaning);
}

static enum status complete(const void *values, const struct operands *operands,
                            struct failure *failure)
{
    const struct values *chosen = values;
    const struct complete_options how = {.visit = print_candidate, .list_ports = serial_list};
    if (chosen->line == NULL) {
        complete_words(&how, (const char *const *) operands->rest, (size_t) operands->rest_count);
        return STATUS_OK;
    }
    const char **words;
    size_t count;
    enum status status = complete_split(chosen->line, &words, &count, failure);
    if (status == STATUS_OK) {
        complete_words(&how, words + 1, count - 1);
        free(words);
    }
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, 0, complete);
}

const struct command command_complete = {
    .name = "complete",
    .operands = "[-- WORD...]",
    .summary = "answer the completion of a shell",
    .details =
        "Prints what may stand at the end of a command line, one candidate in a line, behind a\n"
        "tab what it is. The files in completions/ of bash, zsh and fish ask for it.\n",
    .examples = "avm complete -- pack --st\n"
                "avm complete --line 'avm run --tr'\n",
    .options = options,
    .is_hidden = true,
    .passes_arguments = true,
    .run = run,
};
