// SPDX-License-Identifier: Apache-2.0
// monitor.h - going on in the monitor after another command: `avm flash -m`.

#ifndef AVM_MONITOR_H
#define AVM_MONITOR_H

#include <stdbool.h>

#include "packbeam/status.h"

struct monitor_start {
    const char *port; // the address that was flashed
    bool reset;       // the board, so that nothing of its start is missed
    const char *pack; // that is on the board now, to explain crashes with; NULL: none
    // What does the flashing once more, for the key that does so: arguments of `avm flash`, with
    // "flash" first and NULL at the end, without -m. NULL: the pack, if there is one.
    char **flash_arguments;
};

// Run the monitor with its usual settings. Returns the exit status; failures are reported.
int monitor_continue(const struct monitor_start *start);

#endif
