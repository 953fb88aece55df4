// SPDX-License-Identifier: Apache-2.0
// buffer.c - growing bytes.

#include "flasher/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_clear(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.data = NULL};
}

static bool make_room(struct buffer *buffer, size_t size)
{
    if (buffer->failed || size > SIZE_MAX / 2 - buffer->size) {
        buffer->failed = true;
        return false;
    }
    if (buffer->capacity - buffer->size >= size) {
        return true;
    }
    size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity;
    while (capacity - buffer->size < size) {
        capacity *= 2;
    }
    uint8_t *data = realloc(buffer->data, capacity);
    buffer->failed = data == NULL;
    if (data != NULL) {
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return data != NULL;
}

void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    if (size > 0 && make_room(buffer, size)) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    }
}

void buffer_fill(struct buffer *buffer, uint8_t byte, size_t count)
{
    if (count > 0 && make_room(buffer, count)) {
        memset(buffer->data + buffer->size, byte, count);
        buffer->size += count;
    }
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length > 0) {
        buffer_add(buffer, text, (size_t) length < sizeof(text) ? (size_t) length : 1023);
    }
}

enum status buffer_status(const struct buffer *buffer, struct failure *failure)
{
    return buffer->failed ? fail_memory(failure, (uint64_t) buffer->size * 2) : STATUS_OK;
}
