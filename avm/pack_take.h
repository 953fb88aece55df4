// SPDX-License-Identifier: Apache-2.0
// pack_take.h - takes entries out of a pack, for `avm extract`, `avm delete` and the names of the
// older packers. Names may be patterns, see avm/glob.h.

#ifndef AVM_PACK_TAKE_H
#define AVM_PACK_TAKE_H

#include <stdbool.h>

#include "packbeam/status.h"

struct take {
    const char *pack;   // path
    char *const *names; // none: everything (extract only)
    int name_count;
    const char *output; // folder of extract, file of delete; NULL: here, or the pack itself
    bool as_beam;       // modules in the form that Erlang/OTP loads
    bool to_stdout;     // one entry, to the standard output
    bool says_folder;   // print where it goes to
};

// Write entries below the folder, printing "x NAME" for each. Nothing is written when a name is not
// in the pack or would leave the folder.
enum status pack_extract(const struct take *take, struct failure *failure);

// Write the pack without the entries. Nothing is written when a name is not in the pack.
enum status pack_delete(const struct take *take, struct failure *failure);

#endif
