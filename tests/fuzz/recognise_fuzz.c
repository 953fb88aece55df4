// SPDX-License-Identifier: Apache-2.0
// recognise_fuzz.c - what a board says, whatever it is: notes are bounded lines of text, their
// number is in proportion to what was said, and frames of stack traces have names.

#include <string.h>

#include "monitor/recognise.h"
#include "monitor/screen.h"
#include "monitor/trace.h"
#include "tests/fuzz/fuzz.h"

static size_t notes;
static size_t written;

static void note(void *context, const char *text)
{
    FUZZ_REQUIRE(strlen(text) < RECOGNISE_NOTE_MAX);
    FUZZ_REQUIRE(strchr(text, '\n') == NULL);
    notes++;
}

static bool find_function(void *context, const char *module, const char *function, uint32_t arity,
                          struct place *place)
{
    FUZZ_REQUIRE(strlen(module) < TRACE_NAME_MAX && strlen(function) < TRACE_NAME_MAX);
    snprintf(place->file, sizeof(place->file), "a.erl");
    place->line = arity;
    return arity % 2 == 0;
}

static bool find_label(void *context, uint32_t module, uint32_t label, struct place *place)
{
    snprintf(place->function, sizeof(place->function), "a:b/1");
    place->line = label;
    return module == 0;
}

static bool find_source(void *context, const char *file, uint32_t line, char *text, size_t size)
{
    FUZZ_REQUIRE(strlen(file) < 200);
    snprintf(text, size, "line %u", (unsigned) line);
    return line % 3 == 0;
}

static void count(void *context, const void *data, size_t size)
{
    written += size;
}

// The same bytes on a screen with all that it can do, in pieces.
static void show(const uint8_t *data, size_t size, const struct screen_options *options)
{
    static struct screen screen;
    written = 0;
    screen_init(&screen, options, 1000000);
    for (size_t i = 0; i < size;) {
        size_t piece = 1 + (data[i] & 31);
        piece = piece < size - i ? piece : size - i;
        screen_take(&screen, data + i, piece, 1000000 + i);
        if (data[i] == 7) {
            screen_set_paused(&screen, !screen.is_paused);
        } else if (data[i] == 8) {
            screen_set_hex(&screen, !screen.options.hex);
        }
        i += piece;
    }
    screen_release(&screen, 2000000);
    screen_set_paused(&screen, false);
    screen_end_line(&screen);
    FUZZ_REQUIRE(written <= (size + 4) * 120);
    screen_clear(&screen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct recogniser recogniser;
    const struct recogniser_options options = {
        .find_function = find_function,
        .find_label = find_label,
        .find_source = find_source,
        .baud = 115200,
        .note = note,
    };
    char line[RECOGNISE_LINE_MAX];
    size_t length = 0;
    notes = 0;
    recogniser_init(&recogniser, &options);
    recogniser_bytes(&recogniser, data, size);
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\n' || length + 1 == sizeof(line)) {
            line[length] = '\0';
            recogniser_line(&recogniser, line);
            length = 0;
        } else if (data[i] != '\0' && data[i] != '\r') {
            line[length++] = (char) data[i];
        }
    }
    FUZZ_REQUIRE(notes <= size + 2);
    show(data, size, &(struct screen_options){.write = count});
    show(data, size, &(struct screen_options){.write = count, .colour = true, .timestamps = true});
    show(data, size, &(struct screen_options){.write = count, .hex = true});
    return 0;
}
