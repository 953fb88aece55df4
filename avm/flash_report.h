// SPDX-License-Identifier: Apache-2.0
// flash_report.h - what avm flash says, in one of three forms.
//
// On a terminal: results on the standard output, one line of progress with rate and time left. In a
// pipe: the same results, and on the standard error a plain line where a piece of work begins and
// at every quarter of a large one. With --json: one JSON object in a line of the standard output
// for each event, nothing else there:
//
//     {"event": "connected", "port": "/dev/ttyUSB0", "chip": "esp32c3", ...}
//     {"event": "progress", "work": "write", "part": "app.avm", "done": 4096, "size": 40960}
//     {"event": "written", "file": "app.avm", "offset": 65536, "size": 40000, "changed": 4096, ...}
//     {"event": "failure", "status": 5, "subject": "/dev/ttyUSB0", "what": "...", "hint": "..."}
//     {"event": "end", "status": 0}
//
// "end" is always the last one. docs/flash.md has all events.

#ifndef AVM_FLASH_REPORT_H
#define AVM_FLASH_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "packbeam/status.h"

struct flash_report {
    bool json;
    bool is_terminal;
    const char *part; // what is worked on now: a file, a partition
    const char *work; // "write", as the flasher calls it; borrowed
    uint32_t last_done;
    uint64_t start_ms; // of this work
    uint32_t start_done;
    uint64_t shown_ms;
    unsigned quarters; // said in a pipe
};

void flash_report_init(struct flash_report *report, bool json);

// The callback of struct flasher_options.
void flash_report_progress(struct flash_report *report, const char *work, uint32_t done,
                           uint32_t size);
// The work is over: the line goes away.
void flash_report_clear(struct flash_report *report);

// For people; nothing with --json.
void flash_say(struct flash_report *report, const char *format, ...) FAILURE_PRINTF(2, 3);
// To the standard error, in every form.
void flash_warn(struct flash_report *report, const char *format, ...) FAILURE_PRINTF(2, 3);

// For programs; nothing without --json. Begin, any number of members, end.
void flash_event(struct flash_report *report, const char *event);
void flash_event_text(struct flash_report *report, const char *name, const char *text);
void flash_event_number(struct flash_report *report, const char *name, uint64_t number);
void flash_event_flag(struct flash_report *report, const char *name, bool value);
void flash_event_end(struct flash_report *report);

// The last two events: what went wrong, if anything, and the exit status.
void flash_report_end(struct flash_report *report, const struct failure *failure);

#endif
