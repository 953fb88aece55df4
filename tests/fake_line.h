// SPDX-License-Identifier: Apache-2.0
// fake_line.h - a serial line of which only what is read and written matters: time passes when it
// is told to, nothing can fail, and discarding leaves what is there. What the functions of a line
// get as their state must begin with a struct fake_line.
//
//     static const struct serial_ops ops = {FAKE_LINE, .read = my_read, .write = my_write};

#ifndef TESTS_FAKE_LINE_H
#define TESTS_FAKE_LINE_H

#include "platforms/serial.h"

struct fake_line {
    uint64_t now_ms;
};

static inline enum status fake_line_set_format(void *state, const struct serial_format *format,
                                               struct failure *failure)
{
    return STATUS_OK;
}

static inline enum status fake_line_set_lines(void *state, bool dtr, bool rts,
                                              struct failure *failure)
{
    return STATUS_OK;
}

static inline enum status fake_line_discard(void *state, struct failure *failure)
{
    return STATUS_OK;
}

static inline enum status fake_line_drain(void *state, uint32_t timeout_ms, struct failure *failure)
{
    return STATUS_OK;
}

static inline int fake_line_handle(void *state)
{
    return -1;
}

static inline void fake_line_close(void *state)
{
}

static inline uint64_t fake_line_now(void *state)
{
    return ((struct fake_line *) state)->now_ms;
}

static inline void fake_line_sleep(void *state, uint32_t time_ms)
{
    ((struct fake_line *) state)->now_ms += time_ms;
}

#define FAKE_LINE                                                                                  \
    .set_format = fake_line_set_format, .set_lines = fake_line_set_lines,                          \
    .discard_input = fake_line_discard, .drain = fake_line_drain, .handle = fake_line_handle,      \
    .close = fake_line_close, .now_ms = fake_line_now, .sleep_ms = fake_line_sleep

#endif
