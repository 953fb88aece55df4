// SPDX-License-Identifier: Apache-2.0
// screen.h - what a board sends, as a person wants to see it: timestamps, colours, hexadecimal,
// only some lines, paused. Pure: bytes and a time in, bytes out through a function.
//
// Without any of these, what comes out is what went in, byte by byte and at once.

#ifndef MONITOR_SCREEN_H
#define MONITOR_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platforms/pattern.h"

#define SCREEN_LINE_MAX  4096           // longer lines are cut where a whole line is needed
#define SCREEN_PAUSE_MAX (4U << 20)     // bytes kept while paused; then the oldest are dropped
#define SCREEN_STAMP_MAX 128            // of one timestamp
#define SCREEN_TIME      "%H:%M:%S.%L " // the usual format of timestamps

struct screen_options {
    bool timestamps;
    // "time", "date", "elapsed", "delta", or a format of strftime(), where %L are milliseconds.
    const char *format;
    bool hex;
    bool colour;
    const struct pattern *filter; // only lines that match; NULL: all
    int64_t utc_offset;           // seconds
    void (*write)(void *context, const void *data, size_t size);
    void *context;
};

struct screen {
    struct screen_options options;
    uint64_t start_ms; // of the session, wall clock
    uint64_t last_ms;  // of the last line
    bool is_inside;    // of a line
    bool is_coloured;  // the line, with a colour that must be ended
    bool is_paused;
    uint32_t hex_offset;
    uint8_t hex_row[16];
    uint8_t hold[SCREEN_LINE_MAX]; // of a line whose beginning does not yet tell what it is
    size_t held;
    uint8_t *paused;
    size_t paused_size;
    size_t paused_capacity;
    uint64_t dropped; // while paused
};

// now_ms: wall clock, milliseconds since 1970.
void screen_init(struct screen *screen, const struct screen_options *options, uint64_t now_ms);
void screen_clear(struct screen *screen); // frees

// Take a piece of what came: a line with its end, or a part of one.
void screen_take(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms);

// Nothing more has come for a moment: show what was held back to see what it is.
bool screen_is_holding(const struct screen *screen);
void screen_release(struct screen *screen, uint64_t now_ms);

// End a line that has begun, because something else is to be shown.
void screen_end_line(struct screen *screen);

void screen_set_hex(struct screen *screen, bool hex);
// Returns how many bytes were dropped during the pause.
uint64_t screen_set_paused(struct screen *screen, bool paused);

// A timestamp as text.
size_t screen_stamp(const struct screen *screen, uint64_t now_ms, char text[SCREEN_STAMP_MAX]);

// What a line is, by how it begins.
enum screen_level {
    LEVEL_UNSURE, // more of it is needed
    LEVEL_NONE,
    LEVEL_ERROR,
    LEVEL_WARNING,
    LEVEL_INFO,
    LEVEL_DEBUG,
    LEVEL_BOOT,
};
enum screen_level screen_level(const uint8_t *line, size_t size, bool is_whole);

#endif
