// SPDX-License-Identifier: Apache-2.0
// log.h - a copy of a session in a file: what came, without the colours, appended.

#ifndef MONITOR_LOG_H
#define MONITOR_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "packbeam/status.h"

// Begin zeroed.
struct session_log {
    FILE *file; // NULL: off
    int escape; // 1: after ESC, 2: in a sequence
};

enum status session_log_open(struct session_log *log, const char *path, struct failure *failure);
void session_log_close(struct session_log *log);

// STATUS_IO: the file takes no more.
enum status session_log_write(struct session_log *log, const uint8_t *data, size_t size,
                              struct failure *failure);
// Make what was written so far visible to others.
enum status session_log_flush(struct session_log *log, struct failure *failure);

#endif
