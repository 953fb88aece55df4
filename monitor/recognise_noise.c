// SPDX-License-Identifier: Apache-2.0
// recognise_noise.c - whether what comes is text at all, or what a wrong baud rate makes of it.
//
// Bytes are judged in windows. A sender that is slower than the port gives bytes in which equal
// bits come in long runs (00, 80, F8, FE, ...), because each of its bits is seen several times.

#include <stdio.h>

#include "monitor/recognise.h"

#define WINDOW        128 // bytes
#define NOISE_PERCENT 40
#define CALM_PERCENT  10 // below, a later disturbance is worth another note

// Bits that differ from the one before, in a byte between a start bit (0) and a stop bit (1).
static unsigned changes(uint8_t byte)
{
    unsigned bits = (unsigned) byte << 1 | 0x200;
    unsigned count = 0;
    for (unsigned i = 0; i < 9; i++) {
        count += ((bits >> i ^ bits >> (i + 1)) & 1) != 0;
    }
    return count;
}

// Text: printable, line ends, tabs, escapes, whole sequences of UTF-8.
static bool is_noise(struct recogniser *recogniser, uint8_t byte)
{
    bool is_inside = recogniser->utf8_left > 0;
    if ((byte & 0xC0) == 0x80) {
        recogniser->utf8_left -= is_inside;
        return !is_inside;
    }
    recogniser->utf8_left = byte < 0xC2 || byte > 0xF4 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    if (byte >= 0x80 && recogniser->utf8_left == 0) {
        return true;
    }
    bool is_control = byte == 0x7F || (byte < 0x20 && (byte < 7 || byte > 13) && byte != 0x1B);
    return is_inside || is_control;
}

static void judge(struct recogniser *recogniser)
{
    char text[RECOGNISE_NOTE_MAX];
    uint32_t percent = recogniser->noise * 100 / recogniser->seen;
    bool is_slower = recogniser->stretched * 100 >= recogniser->noise * 60;
    if (percent < CALM_PERCENT) {
        recogniser->has_said_garbage = false;
    }
    if (percent < NOISE_PERCENT || recogniser->has_said_garbage || recogniser->options.baud == 0) {
        return;
    }
    recogniser->has_said_garbage = true;
    snprintf(text, sizeof(text),
             "this is no text: %u baud may be the wrong rate; %s (-b RATE, or Ctrl-T + and -)",
             (unsigned) recogniser->options.baud,
             is_slower ? "the board seems slower: try 74880, 57600 or 9600"
             : recogniser->options.baud == 115200 ? "try 74880, 460800 or 921600"
                                                  : "try 115200");
    recogniser->options.note(recogniser->options.context, text);
}

void recogniser_bytes(struct recogniser *recogniser, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (is_noise(recogniser, data[i])) {
            recogniser->noise++;
            recogniser->stretched += changes(data[i]) <= 3;
        }
        if (++recogniser->seen == WINDOW) {
            judge(recogniser);
            recogniser->seen = 0;
            recogniser->noise = 0;
            recogniser->stretched = 0;
        }
    }
}

void recogniser_set_baud(struct recogniser *recogniser, uint32_t baud)
{
    recogniser->options.baud = baud;
    recogniser->has_said_garbage = false;
    recogniser->seen = 0;
    recogniser->noise = 0;
    recogniser->stretched = 0;
}
