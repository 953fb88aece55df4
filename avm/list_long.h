// SPDX-License-Identifier: Apache-2.0
// list_long.h - all that can be said of one entry of a pack, for `avm list --long`.

#ifndef AVM_LIST_LONG_H
#define AVM_LIST_LONG_H

#include <stdbool.h>

#include "packbeam/packbeam.h"

// Print it on the standard output. What is damaged in a module is said there instead.
void list_long_text(const struct pack_section *section, bool first);

// The same as an object of JSON, with a comma in front unless it is the first.
void list_long_json(const struct pack_section *section, bool first);

#endif
