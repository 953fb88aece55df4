// SPDX-License-Identifier: Apache-2.0
// config.h - settings: what options are when the command line does not say it.
//
// From the weakest to the strongest: the file avm.conf in the user's config folder; avm.conf in the
// working folder or the nearest one above it; variables of the environment; the command line. A
// file has lines `name = value`, sections `[command]` for what is meant for one command only, and
// comments from '#' at the beginning of a line. In the environment `port` is AVM_PORT, and
// AVM_FLASH_PORT for flash only. Which options can be set is in settings.def. Docs:
// docs/configuration.md.

#ifndef AVM_CONFIG_H
#define AVM_CONFIG_H

#include "avm/command.h"
#include "packbeam/status.h"

enum setting_kind {
    SETTING_TEXT,
    SETTING_PATH,
};

struct setting {
    const char *name;
    enum setting_kind kind;
};

// All settings, ended by a row without name.
extern const struct setting settings[];

// One value that is set, weaker ones first.
struct config_value {
    const struct setting *setting;
    char *command; // "flash", or "" for every command; the value's own memory
    char *text;
    char *origin; // "/home/me/avm.conf:3", "AVM_PORT"
    int level;    // grows with the strength
};

struct config {
    struct config_value *values;
    size_t count;
    char user_file[1024];    // where they were looked for; "": nowhere
    char project_file[1024]; // "": there is none
};

// Read files and environment. STATUS_INPUT: a file has a line that cannot be understood; the
// subject is the file, with the line. Clear in any case.
enum status config_read(struct config *config, struct failure *failure);
void config_clear(struct config *config);

// The strongest value of a setting for a command, NULL: not set.
const struct config_value *config_find(const struct config *config, const struct setting *setting,
                                       const char *command);

// The value of a setting that is not an option of a command ("color"); NULL: not set.
const char *config_text(const struct config *config, const char *name);

// Put what is set for a command into a copy of its arguments, in front of what was typed (lists:
// behind it). argv[0] is the name of the command. The copy borrows from config and argv; *added
// texts are freed with config_arguments_free().
struct config_arguments {
    char **argv;
    int argc;
    char **added;
    size_t added_count;
};
enum status config_arguments(const struct config *config, const struct command *command, int argc,
                             char **argv, struct config_arguments *arguments,
                             struct failure *failure);
void config_arguments_free(struct config_arguments *arguments);

#endif
