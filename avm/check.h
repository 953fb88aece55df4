// SPDX-License-Identifier: Apache-2.0
// check.h - whether the modules of a program can be loaded and what they call exists. In
// cmd_check.c, for `avm check` and `avm pack --check`.

#ifndef AVM_CHECK_H
#define AVM_CHECK_H

#include "avm/inputs.h"
#include "avm/targets.h"

// Print what is missing on the standard output and modules that cannot be loaded on the standard
// error, in the name of a command. target: the machine that is asked about; NULL: this one.
// STATUS_FAILED: something is missing; STATUS_INPUT: a module cannot be loaded.
enum status check_inputs(const char *command, const struct inputs *inputs,
                         const struct target_machine *target, struct failure *failure);

#endif
