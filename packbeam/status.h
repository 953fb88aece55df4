// SPDX-License-Identifier: Apache-2.0
// status.h - how every library of the tree reports what went wrong.
//
// A function that can fail returns `enum status` and takes, as its last argument, an optional
// `struct failure *` that it fills with what a person needs to know. Libraries never print; the
// program prints the failure once, at the top.
//
//     if (size < 24) {
//         return fail_at(failure, STATUS_INPUT, 0, "%zu bytes is too short for a pack header\n"
//                                                  "the file is cut short; build it again", size);
//     }
//
// Texts follow one form: lower case, no full stop, names in single quotes, offsets in hex, sizes
// in decimal with a unit, the found and the expected value. What stands after the first newline
// is the hint: what the reader can do about it.

#ifndef PACKBEAM_STATUS_H
#define PACKBEAM_STATUS_H

#include <stdint.h>

enum status {
#define STATUS(name, code, meaning) STATUS_##name = code,
#include "packbeam/status.def"
#undef STATUS
};

// Offset of a failure that has no place in a file.
#define FAILURE_NO_OFFSET UINT32_MAX

// Initialise with {0} or failure_clear(). All texts are NUL-terminated and cut when too long;
// an empty text means that there is none.
struct failure {
    enum status status; // STATUS_OK as long as nothing went wrong
    uint32_t offset;    // bytes from the start of the innermost subject, or FAILURE_NO_OFFSET
    char subject[120];  // file, port or module, the outer one first: "app.avm: main.beam"
    char what[240];     // what is wrong
    char hint[200];     // what to do
};

#if defined(__GNUC__)
#define FAILURE_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define FAILURE_PRINTF(text, first)
#endif

void failure_clear(struct failure *failure);

// Record a failure and return its status, so that `return fail(...)` does both.
//
// failure may be NULL. The first failure wins: when one is already recorded, it is kept, and the
// status of the new one is still what is returned.
enum status fail(struct failure *failure, enum status status, const char *format, ...)
    FAILURE_PRINTF(3, 4);

// The same for something at a byte offset of the subject.
enum status fail_at(struct failure *failure, enum status status, uint32_t offset,
                    const char *format, ...) FAILURE_PRINTF(4, 5);

// Out of memory while allocating size bytes: STATUS_LIMIT.
enum status fail_memory(struct failure *failure, uint64_t size);

// Say what the recorded failure is about. Called by each layer that knows a name, from the inside
// outwards; names are joined with ": ". Does nothing without a recorded failure.
void failure_add_subject(struct failure *failure, const char *subject);

// Give the recorded failure a hint, unless it has one.
void failure_add_hint(struct failure *failure, const char *hint);

// Two words on a status, for instance "malformed input".
const char *status_meaning(enum status status);

#endif
