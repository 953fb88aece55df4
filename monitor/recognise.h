// SPDX-License-Identifier: Apache-2.0
// recognise.h - reads along what a board says and explains it: resets and boot modes, panics of the
// firmware, crashes of Erlang processes with their stack traces, a wrong baud rate. Pure: lines in,
// notes out. The texts are in recognise.def.

#ifndef MONITOR_RECOGNISE_H
#define MONITOR_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "monitor/elf_lines.h"
#include "monitor/elf_symbols.h"

#define RECOGNISE_LINE_MAX  4096
#define RECOGNISE_TRACE_MAX 8192 // of a stack trace in Erlang's form over several lines
#define RECOGNISE_NOTE_MAX  512

// Where a function of Erlang is written.
struct place {
    char function[160]; // "module:function/arity"
    char file[200];     // empty: not known
    uint32_t line;      // 0: not known
};

struct recogniser_options {
    const struct elf_symbols *symbols;    // of the firmware; NULL: none
    const struct elf_lines *source_lines; // the same
    // Where a function begins, in the pack that runs on the board. NULL: no pack. False: not in it.
    bool (*find_function)(void *context, const char *module, const char *function, uint32_t arity,
                          struct place *place);
    // The same for a label of the n-th module that was loaded, as the older machine prints them.
    bool (*find_label)(void *context, uint32_t module, uint32_t label, struct place *place);
    // A line of a source file, when it can be found. NULL: never.
    bool (*find_source)(void *context, const char *file, uint32_t line, char *text, size_t size);
    void *find_context;
    uint32_t baud; // for the suggestion of another one
    void (*note)(void *context, const char *text);
    void *context;
};

struct recogniser {
    struct recogniser_options options;
    bool begins[256];     // bytes with which a text of the table begins
    unsigned panic_lines; // how many more may belong to a dump
    unsigned stack_notes; // addresses of a dumped stack that may still be named
    unsigned trace_lines; // of an Erlang trace that is not complete
    bool is_old_crash;    // in the crash report of the older machine
    bool has_said_elf;    // what --elf would do
    bool has_said_pack;
    bool has_said_garbage;
    char pid[32]; // of the process in the crash report
    char crash_class[32];
    char last_note[RECOGNISE_NOTE_MAX];
    unsigned repeats;  // starts of the board with last_note
    bool is_new_start; // since then
    char trace[RECOGNISE_TRACE_MAX];
    size_t trace_size;
    uint8_t utf8_left;  // bytes that a sequence still needs
    uint32_t seen;      // bytes in the window of the search for noise
    uint32_t noise;     // of them no text
    uint32_t stretched; // of these with long runs of equal bits
};

void recogniser_init(struct recogniser *recogniser, const struct recogniser_options *options);

// Take a complete line, without its end, NUL-terminated.
void recogniser_line(struct recogniser *recogniser, const char *line);

// Take bytes as they came, to find out whether they are text at all.
void recogniser_bytes(struct recogniser *recogniser, const uint8_t *data, size_t size);
// The rate was changed: look again.
void recogniser_set_baud(struct recogniser *recogniser, uint32_t baud);

#endif
