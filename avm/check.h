// SPDX-License-Identifier: Apache-2.0
// check.h - whether the modules of a program can be loaded and what they call exists. In
// cmd_check.c, for `avm check` and `avm pack --check`.

#ifndef AVM_CHECK_H
#define AVM_CHECK_H

#include "avm/inputs.h"

// Print what is missing on the standard output and modules that cannot be loaded on the standard
// error, in the name of a command. STATUS_FAILED: something is missing; STATUS_INPUT: a module
// cannot be loaded.
enum status check_inputs(const char *command, const struct inputs *inputs, struct failure *failure);

#endif
