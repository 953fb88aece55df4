// SPDX-License-Identifier: Apache-2.0
// manual.h - the manual, from the same tables as the help: pages for man(1), and docs/tools.md.

#ifndef AVM_MANUAL_H
#define AVM_MANUAL_H

#include "avm/command.h"

// Print the manual page of a command, avm-run(1), or avm(1) when command is NULL, in the macros of
// man(7).
void manual_print_page(const struct command *command);

// Print the reference of all commands in Markdown.
void manual_print_markdown(void);

#endif
