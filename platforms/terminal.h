// SPDX-License-Identifier: Apache-2.0
// terminal.h - the keyboard and the screen of the program, for tools that talk to a person: single
// keys, a state of the terminal that comes back on every way out, waiting for keys and a port at
// the same time. A port of the host tools fulfils it in platforms/<name>/terminal.c.
//
// There is one terminal for a process, so this keeps state of its own.

#ifndef PLATFORMS_TERMINAL_H
#define PLATFORMS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

enum terminal_stream {
    TERMINAL_INPUT,
    TERMINAL_OUTPUT,
    TERMINAL_ERROR,
};

// Whether a stream is a terminal, and not a file or a pipe.
bool terminal_is(enum terminal_stream stream);

// From now on every key arrives at once, as a byte and without an echo, Ctrl-C and Ctrl-Z too. What
// is written still gets its carriage returns. The state found comes back with terminal_raw_end(),
// at exit, and when any signal that can be caught ends or stops the program; after a SIGKILL
// nobody can do that ('stty sane' or 'reset' does). STATUS_IO: not a terminal.
enum status terminal_raw_begin(struct failure *failure);
void terminal_raw_end(void); // may be called at any time

// Take what there is of the standard input: waits unless terminal_wait() said that there is some.
// *count 0: it has ended, or (a signal) there was nothing.
enum status terminal_read(uint8_t *data, size_t size, size_t *count, bool *is_end,
                          struct failure *failure);

// Write everything. STATUS_FAILED: nobody reads any more (a closed pipe); STATUS_INTERRUPTED.
enum status terminal_write(enum terminal_stream stream, const void *data, size_t size,
                           struct failure *failure);

// What to wait for, and what came.
struct terminal_wait {
    int handle;      // of a port; -1: none
    bool want_write; // also until the port takes bytes
    bool want_input; // also for the standard input
    bool can_read;   // the port has something, or is gone
    bool can_write;  // the port takes something
    bool has_input;  // the standard input has something, or has ended
};

// Until something came, timeout_ms is over, or a signal arrives.
void terminal_wait(struct terminal_wait *wait, uint32_t timeout_ms);

// Columns of the screen; 80 when it does not say.
unsigned terminal_columns(void);

#endif
