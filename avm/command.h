// SPDX-License-Identifier: Apache-2.0
// command.h - what a subcommand is.
//
// One file, avm/cmd_<name>.c, with one struct command, and one row in commands.def. Parsing, help
// and completion come from the table of options.

#ifndef AVM_COMMAND_H
#define AVM_COMMAND_H

#include "avm/options.h"
#include "packbeam/status.h"

// A word that chooses among things that a command does: `avm flash info`.
struct command_form {
    const char *name;
    const char *operands; // what follows the name in the usage line: "REGION"; or ""
    const char *summary;  // one line, lower case, no full stop
};

// Words in capitals within usage lines and option tables are rows of words.def.
struct command {
    const char *name;     // of a subcommand with the command's in front: "image merge"
    const char *operands; // what follows the options in the usage line: "OUT IN..."
    const char *summary;  // one line, lower case, no full stop
    const char *details;  // more lines for `avm help NAME`, each ended with a newline; or NULL
    const char *examples; // command lines, each ended with a newline; every command has some
    const struct command_form *forms;         // ended by a row without name; NULL: none
    const struct command *const *subcommands; // forms with options of their own; NULL: none
    const struct option *options;             // ended by a row without name; NULL: none
    bool is_hidden;        // left out of the overview: for programs, not for people
    bool passes_arguments; // what follows "--" is not for us

    // argv[0] is the name of the command. Returns the exit status of the program. Failures are
    // reported with report_failure(), which gives the status to return.
    int (*run)(const struct command *command, int argc, char **argv);
};

#define COMMAND(name) extern const struct command command_##name;
#include "avm/commands.def"
#undef COMMAND

// All commands in help order, ended by NULL.
extern const struct command *const commands[];

// NULL when there is none of that name.
const struct command *command_find(const char *name);

// The command whose name is closest to a mistyped one; NULL: none is close.
const char *command_suggest(const char *name);

// The last word of a command's name, and the subcommand of that word; NULL: none.
const char *command_word(const struct command *command);
const struct command *command_find_sub(const struct command *command, const char *word);

// The form of a command; NULL: none of that name.
const struct command_form *command_find_form(const struct command *command, const char *name);

// What runs under the names AtomVM and atomvm: `AtomVM FILE... [ARGUMENTS]`. In cmd_run.c.
int run_as_atomvm(int argc, char **argv);

// What runs under the names packbeam and PackBEAM. In packbeam_names.c.
int run_as_packbeam(int argc, char **argv);
int run_as_classic_packbeam(int argc, char **argv);

// The frame of most commands, for their run(): parse into values, print the help when it is asked
// for, refuse more than `most` operands, act, flush the output. A status that act() returns without
// a failure is the exit status and nothing is reported.
typedef enum status command_action(const void *values, const struct operands *operands,
                                   struct failure *failure);
int command_act(const struct command *command, int argc, char **argv, void *values, int most,
                command_action *act);

// Print the help of a command, or of the whole program when command is NULL. In cmd_help.c.
void help_print(const struct command *command);

#endif
