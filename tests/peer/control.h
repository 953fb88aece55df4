// SPDX-License-Identifier: Apache-2.0
// control.h - a socket that takes commands, for what a port without modem lines cannot say. The
// commands are in README.md.
#ifndef TESTS_PEER_CONTROL_H
#define TESTS_PEER_CONTROL_H

#include "tests/peer/board.h"
#include "tests/peer/line.h"
#include "tests/peer/nor.h"

enum { CONTROL_FDS_MAX = 2, CONTROL_LINE_MAX = 200 };

struct control_target {
    struct line *line;
    struct nor *nor;
    struct fault *fault;
    const struct board *board;
    void (*report)(const void *context, FILE *out);
    const void *context;
};

struct control {
    struct control_target target;
    const char *path;
    int listener, client;
    char text[CONTROL_LINE_MAX];
    size_t size;
    bool is_done; // it was told to end
};

// Listen at a path, or not at all with NULL. False: why is on stderr.
bool control_open(struct control *control, const char *path, const struct control_target *target);
void control_close(struct control *control);
size_t control_poll(const struct control *control, struct pollfd fds[CONTROL_FDS_MAX]);
void control_run(struct control *control);

// One of the specifications of fault_help, including those of the flash chip (main.c).
bool take_fault(struct fault *fault, struct nor *nor, const char *spec);

#endif
