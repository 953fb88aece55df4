// SPDX-License-Identifier: Apache-2.0
// buffer.h - bytes that grow while something is written: tables, images, lists for people.
//
// Begin zeroed, end with buffer_clear(). What does not find memory sets `failed` and is dropped;
// the writer asks once, at the end, with buffer_status().

#ifndef FLASHER_BUFFER_H
#define FLASHER_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct buffer {
    uint8_t *data; // on the heap; NULL as long as it is empty
    size_t size;
    size_t capacity;
    bool failed;
};

void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_fill(struct buffer *buffer, uint8_t byte, size_t count);
void buffer_print(struct buffer *buffer, const char *format, ...) FAILURE_PRINTF(2, 3);

// STATUS_OK, or STATUS_LIMIT when something was dropped.
enum status buffer_status(const struct buffer *buffer, struct failure *failure);

#endif
