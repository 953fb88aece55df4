// SPDX-License-Identifier: Apache-2.0
// targets.h - machines that a pack can be meant for: rows of targets.def.

#ifndef AVM_TARGETS_H
#define AVM_TARGETS_H

#include <stdbool.h>

#include "packbeam/status.h"

#define TARGET_NAMES "unix|esp32|stm32|rp2"

struct target_machine;

// STATUS_USAGE: there is none of that name.
enum status target_find(const char *name, const struct target_machine **target,
                        struct failure *failure);

// Whether the machine has not that native.
bool target_lacks(const struct target_machine *target, const char *module, const char *function);

#endif
