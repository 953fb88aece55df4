// SPDX-License-Identifier: Apache-2.0
// screen.c - lines as a person wants to see them.

#include "monitor/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// ECMA-48 colours, by enum screen_level.
static const char *const colours[] = {
    [LEVEL_ERROR] = "\033[31m", [LEVEL_WARNING] = "\033[33m", [LEVEL_INFO] = "\033[32m",
    [LEVEL_DEBUG] = "\033[2m",  [LEVEL_BOOT] = "\033[36m",
};
#define COLOUR_END "\033[0m"
// How much of a line is enough to tell what it is.
#define LEVEL_BYTES 64

void screen_init(struct screen *screen, const struct screen_options *options, uint64_t now_ms)
{
    memset(screen, 0, sizeof(*screen));
    screen->options = *options;
    screen->start_ms = now_ms;
    screen->last_ms = now_ms;
}

void screen_clear(struct screen *screen)
{
    free(screen->paused);
    screen->paused = NULL;
    screen->paused_size = 0;
    screen->paused_capacity = 0;
}

// Output -------------------------------------------------------------------------------------

static void keep_paused(struct screen *screen, const uint8_t *data, size_t size)
{
    if (screen->paused_capacity - screen->paused_size < size) {
        size_t capacity = (screen->paused_size + size) * 2;
        uint8_t *grown = capacity <= SCREEN_PAUSE_MAX ? realloc(screen->paused, capacity) : NULL;
        if (grown == NULL) {
            // The older half makes room; without any memory all of it is lost.
            size_t drop =
                screen->paused_size / 2 > size ? screen->paused_size / 2 : screen->paused_size;
            if (drop > 0) {
                memmove(screen->paused, screen->paused + drop, screen->paused_size - drop);
            }
            screen->paused_size -= drop;
            screen->dropped += drop;
        } else {
            screen->paused = grown;
            screen->paused_capacity = capacity;
        }
    }
    if (screen->paused_capacity - screen->paused_size < size) {
        screen->dropped += size;
        return;
    }
    memcpy(screen->paused + screen->paused_size, data, size);
    screen->paused_size += size;
}

static void put(struct screen *screen, const void *data, size_t size)
{
    if (size == 0) {
        return;
    }
    if (screen->is_paused) {
        keep_paused(screen, data, size);
    } else {
        screen->options.write(screen->options.context, data, size);
    }
}

static void put_text(struct screen *screen, const char *text)
{
    put(screen, text, strlen(text));
}

uint64_t screen_set_paused(struct screen *screen, bool paused)
{
    uint64_t dropped = screen->dropped;
    screen->is_paused = paused;
    if (!paused) {
        put(screen, screen->paused, screen->paused_size);
        screen_clear(screen);
        screen->dropped = 0;
    }
    return dropped;
}

// Timestamps ---------------------------------------------------------------------------------

static size_t stamp_format(const struct screen *screen, const char *format, uint64_t now_ms,
                           char text[SCREEN_STAMP_MAX])
{
    // %L is ours; everything else is strftime's.
    char with_ms[SCREEN_STAMP_MAX];
    size_t used = 0;
    for (const char *at = format; *at != '\0' && used + 4 < sizeof(with_ms); at++) {
        if (at[0] == '%' && at[1] == 'L') {
            used += (size_t) snprintf(with_ms + used, 4, "%03u", (unsigned) (now_ms % 1000));
            at++;
        } else {
            with_ms[used++] = *at;
            if (at[0] == '%' && at[1] != '\0') {
                with_ms[used++] = *++at;
            }
        }
    }
    with_ms[used] = '\0';
    // The calendar of UTC, moved by the offset, is local time whatever the library believes.
    time_t seconds = (time_t) ((int64_t) (now_ms / 1000) + screen->options.utc_offset);
    const struct tm *fields = gmtime(&seconds);
    return fields != NULL ? strftime(text, SCREEN_STAMP_MAX, with_ms, fields) : 0;
}

size_t screen_stamp(const struct screen *screen, uint64_t now_ms, char text[SCREEN_STAMP_MAX])
{
    const char *format = screen->options.format;
    if (format == NULL || format[0] == '\0' || strcmp(format, "time") == 0) {
        return stamp_format(screen, SCREEN_TIME, now_ms, text);
    }
    if (strcmp(format, "date") == 0) {
        return stamp_format(screen, "%Y-%m-%dT%H:%M:%S.%L ", now_ms, text);
    }
    bool is_delta = strcmp(format, "delta") == 0;
    if (is_delta || strcmp(format, "elapsed") == 0) {
        uint64_t from = is_delta ? screen->last_ms : screen->start_ms;
        uint64_t passed = now_ms > from ? now_ms - from : 0;
        int size = snprintf(text, SCREEN_STAMP_MAX, "%s%6llu.%03u ", is_delta ? "+" : "",
                            (unsigned long long) (passed / 1000), (unsigned) (passed % 1000));
        return (size_t) size;
    }
    return stamp_format(screen, format, now_ms, text);
}

static void begin_line(struct screen *screen, uint64_t now_ms)
{
    if (screen->is_inside) {
        return;
    }
    screen->is_inside = true;
    if (screen->options.timestamps) {
        char text[SCREEN_STAMP_MAX];
        put(screen, text, screen_stamp(screen, now_ms, text));
    }
    screen->last_ms = now_ms;
}

// Hexadecimal --------------------------------------------------------------------------------

static void end_hex_row(struct screen *screen)
{
    uint32_t count = screen->hex_offset % 16 == 0 ? 16 : screen->hex_offset % 16;
    for (uint32_t i = count; i < 16; i++) {
        put_text(screen, "   ");
    }
    put_text(screen, "  |");
    for (uint32_t i = 0; i < count; i++) {
        uint8_t byte = screen->hex_row[i];
        char character = byte >= ' ' && byte < 0x7F ? (char) byte : '.';
        put(screen, &character, 1);
    }
    put_text(screen, "|\n");
    screen->is_inside = false;
}

static void take_hex(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        if (screen->hex_offset % 16 == 0 || !screen->is_inside) {
            char offset[16];
            screen->hex_offset -= screen->hex_offset % 16;
            begin_line(screen, now_ms);
            snprintf(offset, sizeof(offset), "%08x", (unsigned) screen->hex_offset);
            put_text(screen, offset);
        }
        screen->hex_row[screen->hex_offset % 16] = data[i];
        screen->hex_offset++;
        const char text[3] = {' ', digits[data[i] >> 4], digits[data[i] & 15]};
        put(screen, text, sizeof(text));
        if (screen->hex_offset % 16 == 0) {
            end_hex_row(screen);
        }
    }
}

// Levels -------------------------------------------------------------------------------------

struct beginning {
    const char *text;
    enum screen_level level;
};

static const struct beginning beginnings[] = {
    {"=ERROR REPORT", LEVEL_ERROR},
    {"=CRASH REPORT", LEVEL_ERROR},
    {"=SUPERVISOR REPORT", LEVEL_ERROR},
    {"=CRITICAL REPORT", LEVEL_ERROR},
    {"=ALERT REPORT", LEVEL_ERROR},
    {"=EMERGENCY REPORT", LEVEL_ERROR},
    {"=WARNING REPORT", LEVEL_WARNING},
    {"=NOTICE REPORT", LEVEL_INFO},
    {"=INFO REPORT", LEVEL_INFO},
    {"=PROGRESS REPORT", LEVEL_INFO},
    {"=DEBUG REPORT", LEVEL_DEBUG},
    {"Guru Meditation Error", LEVEL_ERROR},
    {"abort() was called", LEVEL_ERROR},
    {"assert failed", LEVEL_ERROR},
    {"Brownout detector", LEVEL_ERROR},
    {"***ERROR***", LEVEL_ERROR},
    {"Backtrace:", LEVEL_ERROR},
    {"crash: process", LEVEL_ERROR},
    {"CRASH", LEVEL_ERROR},
    {"ESP-ROM:", LEVEL_BOOT},
    {"rst:0x", LEVEL_BOOT},
    {"ets Jun", LEVEL_BOOT},
    {"ets Jul", LEVEL_BOOT},
    {"entry 0x", LEVEL_BOOT},
    {"load:0x", LEVEL_BOOT},
    {"mode:", LEVEL_BOOT},
    {"configsip:", LEVEL_BOOT},
    {"SPIWP:", LEVEL_BOOT},
    {"clk_drv:", LEVEL_BOOT},
};

// Words in brackets, as the loggers of Erlang and Elixir write them.
static const struct beginning words[] = {
    {"[emergency]", LEVEL_ERROR}, {"[alert]", LEVEL_ERROR},     {"[critical]", LEVEL_ERROR},
    {"[error]", LEVEL_ERROR},     {"[warning]", LEVEL_WARNING}, {"[warn]", LEVEL_WARNING},
    {"[notice]", LEVEL_INFO},     {"[info]", LEVEL_INFO},       {"[debug]", LEVEL_DEBUG},
};

// ESP-IDF: "E (1234) tag: text".
static enum screen_level idf_level(const uint8_t *line, size_t size, bool is_whole)
{
    static const char letters[] = "EWIDV";
    static const enum screen_level levels[] = {LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO, LEVEL_DEBUG,
                                               LEVEL_DEBUG};
    const char *letter = size > 0 ? memchr(letters, line[0], sizeof(letters) - 1) : NULL;
    if (letter == NULL || (size > 1 && line[1] != ' ') || (size > 2 && line[2] != '(')) {
        return LEVEL_NONE;
    }
    if (size > 3) {
        return line[3] >= '0' && line[3] <= '9' ? levels[letter - letters] : LEVEL_NONE;
    }
    return is_whole ? LEVEL_NONE : LEVEL_UNSURE;
}

static enum screen_level word_level(const uint8_t *line, size_t size, bool is_whole)
{
    size_t limit = size < LEVEL_BYTES ? size : LEVEL_BYTES;
    for (size_t i = 0; i < limit; i++) {
        for (size_t j = 0; line[i] == '[' && j < sizeof(words) / sizeof(words[0]); j++) {
            size_t length = strlen(words[j].text);
            if (size - i >= length && memcmp(line + i, words[j].text, length) == 0) {
                return words[j].level;
            }
        }
    }
    return is_whole || size >= LEVEL_BYTES ? LEVEL_NONE : LEVEL_UNSURE;
}

enum screen_level screen_level(const uint8_t *line, size_t size, bool is_whole)
{
    if (size == 0) {
        return is_whole ? LEVEL_NONE : LEVEL_UNSURE;
    }
    if ((line[0] >= '0' && line[0] <= '9') || line[0] == '[') {
        return word_level(line, size, is_whole);
    }
    bool may_be = false;
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        const char *text = beginnings[i].text;
        size_t length = strlen(text);
        if (memcmp(line, text, size < length ? size : length) == 0) {
            if (size >= length) {
                return beginnings[i].level;
            }
            may_be = true;
        }
    }
    if (may_be && !is_whole) {
        return LEVEL_UNSURE;
    }
    return idf_level(line, size, is_whole);
}

// Lines --------------------------------------------------------------------------------------

static bool is_end(uint8_t byte)
{
    return byte == '\n' || byte == '\r';
}

// Show a part of a line: the colour ends before the line does.
static void put_part(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    if (size == 0) {
        return;
    }
    size_t text = size;
    while (text > 0 && is_end(data[text - 1])) {
        text--;
    }
    bool ends = data[size - 1] == '\n';
    begin_line(screen, now_ms);
    put(screen, data, text);
    if (screen->is_coloured && text < size) {
        put_text(screen, COLOUR_END);
        screen->is_coloured = false;
    }
    put(screen, data + text, size - text);
    if (ends) {
        screen->is_inside = false;
    }
}

// Show what was held back, in its colour.
static void put_held(struct screen *screen, uint64_t now_ms)
{
    size_t text = screen->held;
    while (text > 0 && is_end(screen->hold[text - 1])) {
        text--;
    }
    enum screen_level level = screen_level(screen->hold, text, true);
    begin_line(screen, now_ms);
    // A board that has colours of its own keeps them.
    if (screen->options.colour && level > LEVEL_NONE &&
        memchr(screen->hold, '\033', text) == NULL) {
        put_text(screen, colours[level]);
        screen->is_coloured = true;
    }
    put_part(screen, screen->hold, screen->held, now_ms);
    screen->held = 0;
}

static void hold_more(struct screen *screen, const uint8_t *data, size_t size)
{
    size_t room = sizeof(screen->hold) - screen->held;
    size_t take = size < room ? size : room;
    memcpy(screen->hold + screen->held, data, take);
    screen->held += take;
}

// With a filter a line is shown when it is complete, or not at all.
static void take_filtered(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    // The last byte of the buffer is kept for the end of a line that is too long.
    size_t room = sizeof(screen->hold) - 1 - screen->held;
    bool ends = data[size - 1] == '\n';
    size_t text = ends ? size - 1 : size;
    hold_more(screen, data, text < room ? text : room);
    if (!ends) {
        return;
    }
    char line[SCREEN_LINE_MAX];
    size_t length = 0;
    for (size_t i = 0; i < screen->held; i++) {
        if (screen->hold[i] != '\r' && screen->hold[i] != '\0') {
            line[length++] = (char) screen->hold[i];
        }
    }
    line[length] = '\0';
    screen->hold[screen->held++] = '\n';
    if (pattern_find(screen->options.filter, line, false, NULL)) {
        put_held(screen, now_ms);
    }
    screen->held = 0;
}

static void take_coloured(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    if (screen->is_inside) {
        put_part(screen, data, size, now_ms);
        return;
    }
    size_t before = screen->held;
    hold_more(screen, data, size);
    bool is_whole = data[size - 1] == '\n';
    if (is_whole || screen_level(screen->hold, screen->held, false) != LEVEL_UNSURE) {
        size_t taken = screen->held - before;
        put_held(screen, now_ms);
        put_part(screen, data + taken, size - taken, now_ms);
    }
}

static void take_piece(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    if (screen->options.hex) {
        take_hex(screen, data, size, now_ms);
    } else if (screen->options.filter != NULL) {
        take_filtered(screen, data, size, now_ms);
    } else if (screen->options.colour) {
        take_coloured(screen, data, size, now_ms);
    } else {
        put_part(screen, data, size, now_ms);
    }
}

void screen_take(struct screen *screen, const uint8_t *data, size_t size, uint64_t now_ms)
{
    while (size > 0) {
        const uint8_t *newline = memchr(data, '\n', size);
        size_t piece = newline != NULL ? (size_t) (newline - data) + 1 : size;
        take_piece(screen, data, piece, now_ms);
        data += piece;
        size -= piece;
    }
}

bool screen_is_holding(const struct screen *screen)
{
    return screen->held > 0 && screen->options.filter == NULL;
}

void screen_release(struct screen *screen, uint64_t now_ms)
{
    if (screen_is_holding(screen)) {
        put_held(screen, now_ms);
    }
}

void screen_end_line(struct screen *screen)
{
    if (screen->options.hex && screen->is_inside) {
        end_hex_row(screen);
    } else if (screen->is_inside) {
        put_text(screen, screen->is_coloured ? COLOUR_END "\n" : "\n");
    }
    screen->is_coloured = false;
    screen->is_inside = false;
}

void screen_set_hex(struct screen *screen, bool hex)
{
    screen_end_line(screen);
    screen->held = 0;
    screen->hex_offset = 0;
    screen->options.hex = hex;
}
