// SPDX-License-Identifier: Apache-2.0
// command.c - the table of all commands.

#include "avm/command.h"

#include <string.h>

#include "avm/suggest.h"

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "avm/commands.def"
#undef COMMAND
    NULL,
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

const char *command_suggest(const char *name)
{
    struct suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (size_t i = 0; commands[i] != NULL; i++) {
        suggestion_offer(&suggestion, commands[i]->name);
    }
    return suggestion.closest;
}

const char *command_word(const struct command *command)
{
    const char *blank = strrchr(command->name, ' ');
    return blank != NULL ? blank + 1 : command->name;
}

const struct command *command_find_sub(const struct command *command, const char *word)
{
    for (const struct command *const *sub = command->subcommands; sub != NULL && *sub != NULL;
         sub++) {
        if (strcmp(command_word(*sub), word) == 0) {
            return *sub;
        }
    }
    return NULL;
}

const struct command_form *command_find_form(const struct command *command, const char *name)
{
    for (const struct command_form *form = command->forms; form != NULL && form->name != NULL;
         form++) {
        if (strcmp(form->name, name) == 0) {
            return form;
        }
    }
    return NULL;
}
