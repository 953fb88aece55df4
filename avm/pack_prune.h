// SPDX-License-Identifier: Apache-2.0
// pack_prune.h - leaves out the modules that a program cannot reach.
//
// A module stays when it is where the program begins, or when one that stays mentions its name: as
// the module of an imported function, as an atom, or as an atom inside a literal. An implementation
// of an Elixir protocol stays when the protocol does and so does what it is for. Whole modules
// stay, and with them callbacks of behaviours and what runs when they are loaded. Plain files stay.

#ifndef AVM_PACK_PRUNE_H
#define AVM_PACK_PRUNE_H

#include <stdbool.h>

#include "avm/inputs.h"
#include "packbeam/packbeam.h"

// Remove entries. With explain a line on the standard output says of each module whether it stays,
// why, and how many bytes it takes. start: name of the entry to begin with, or NULL for the first
// module with start/0; STATUS_FAILED: there is none.
enum status pack_prune(struct inputs *inputs, const char *start, const struct pack_options *what,
                       bool explain, struct failure *failure);

#endif
