// SPDX-License-Identifier: Apache-2.0
// pack_prune.h - leaves out what a program cannot reach: modules, or functions too.
//
// A module stays when it is where the program begins, or when one that stays mentions its name: as
// the module of an imported function, as an atom, or as an atom inside a literal. An implementation
// of an Elixir protocol stays when the protocol does and so does what it is for. Whole modules
// stay, and with them callbacks of behaviours and what runs when they are loaded. Plain files stay.
//
// Of the modules that are left, functions go by rules of their own: see vm/prune_reach.c.

#ifndef AVM_PACK_PRUNE_H
#define AVM_PACK_PRUNE_H

#include <stdbool.h>

#include "avm/inputs.h"
#include "packbeam/packbeam.h"

enum prune_depth {
    PRUNE_NOTHING,
    PRUNE_MODULES,
    PRUNE_FUNCTIONS,
    PRUNE_DEPTHS, // how many there are
};

struct prune_request {
    const char *start; // name of the entry to begin with; NULL: the first module with start/0
    const struct pack_options *what;
    enum prune_depth depth;
    bool explains;       // print of each module whether it stays, why, and how many bytes it takes
    const char *command; // for notes
};

// Remove entries, and with PRUNE_FUNCTIONS replace what is in the others. STATUS_FAILED: there is
// nothing to begin with.
enum status pack_prune(struct inputs *inputs, const struct prune_request *request,
                       struct failure *failure);

// The second half, in pack_prune_functions.c: start is the name of the entry to begin with.
enum status pack_prune_functions(struct inputs *inputs, const char *start,
                                 const struct prune_request *request, struct failure *failure);

#endif
