// SPDX-License-Identifier: Apache-2.0
// pack_build.h - builds a pack from inputs, for `avm pack` and the names of the older packers.

#ifndef AVM_PACK_BUILD_H
#define AVM_PACK_BUILD_H

#include <stdbool.h>

#include "avm/inputs.h"
#include "avm/pack_prune.h"
#include "avm/pack_wordcode.h"
#include "packbeam/packbeam.h"

struct build {
    const char *output;
    const char *start;        // module, with or without ".beam"; NULL: any
    struct pack_options what; // start is set from the above
    bool first_starts;        // mark the first input only, if at all
    bool copies_packs;        // sections of packs stay as they are
    const char *command;      // for notes
    enum prune_depth prune;   // leave out what is not reached, see avm/pack_prune.h
    bool explains;            // say why
    enum wordcode_wish wordcode;
};

// Write all entries, in their order, the start module first. Nothing is written unless all of it
// is.
enum status pack_build(struct build *build, struct inputs *inputs, struct failure *failure);

// Move the start module to the front and check that it can be one.
enum status pack_build_place_start(struct build *build, struct inputs *inputs,
                                   struct failure *failure);

#endif
