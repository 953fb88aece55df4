// SPDX-License-Identifier: Apache-2.0
// board.h - what a simulated board does with the port that it hangs on. One board for each mode.
#ifndef TESTS_PEER_BOARD_H
#define TESTS_PEER_BOARD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// How a board starts.
enum board_start { BOARD_START_RUN, BOARD_START_LOADER };

// A point in time that never comes. Times are nanoseconds of the monotonic clock.
#define BOARD_NEVER UINT64_MAX

struct board {
    void *self;

    // Power comes on, or the reset button is let go with the boot button up or down.
    void (*reset)(void *self, enum board_start start);

    // The modem lines of the port, as the client set them: true is asserted.
    void (*lines)(void *self, bool dtr, bool rts);

    // A byte from the client.
    void (*byte)(void *self, uint8_t byte);

    // Do what is due; when something is due next.
    uint64_t (*tick)(void *self, uint64_t now_ns);

    // Counts of what was done, as "name value" lines.
    void (*report)(const void *self, FILE *out);

    void (*close)(void *self);
};

#endif
