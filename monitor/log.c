// SPDX-License-Identifier: Apache-2.0
// log.c - a copy of a session in a file.

#include "monitor/log.h"

#include <errno.h>
#include <string.h>

#define ESCAPE 0x1B

enum status session_log_open(struct session_log *log, const char *path, struct failure *failure)
{
    log->escape = 0;
    log->file = fopen(path, "ab");
    if (log->file == NULL) {
        enum status status = fail(failure, STATUS_IO, "cannot write the log: %s", strerror(errno));
        failure_add_subject(failure, path);
        return status;
    }
    return STATUS_OK;
}

void session_log_close(struct session_log *log)
{
    if (log->file != NULL) {
        fclose(log->file);
        log->file = NULL;
    }
}

// Whether a byte belongs to an escape sequence: ESC [ parameters letter, or ESC and one more.
static bool is_escape(struct session_log *log, uint8_t byte)
{
    switch (log->escape) {
    case 0:
        log->escape = byte == ESCAPE;
        return log->escape != 0;
    case 1:
        log->escape = byte == '[' ? 2 : 0;
        return true;
    default:
        if (byte >= 0x40 && byte <= 0x7E) {
            log->escape = 0;
        } else if (byte < 0x20) {
            // No sequence has a control character in it: this one was cut off.
            log->escape = 0;
            return false;
        }
        return true;
    }
}

enum status session_log_write(struct session_log *log, const uint8_t *data, size_t size,
                              struct failure *failure)
{
    if (log->file == NULL) {
        return STATUS_OK;
    }
    if (log->escape == 0 && memchr(data, ESCAPE, size) == NULL) {
        fwrite(data, 1, size, log->file);
    } else {
        for (size_t i = 0; i < size; i++) {
            if (!is_escape(log, data[i])) {
                putc(data[i], log->file);
            }
        }
    }
    return ferror(log->file) ? fail(failure, STATUS_IO, "cannot write the log: %s", strerror(errno))
                             : STATUS_OK;
}

enum status session_log_flush(struct session_log *log, struct failure *failure)
{
    if (log->file != NULL && fflush(log->file) != 0) {
        return fail(failure, STATUS_IO, "cannot write the log: %s", strerror(errno));
    }
    return STATUS_OK;
}
