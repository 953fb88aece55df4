// SPDX-License-Identifier: Apache-2.0
// text.c: text of unknown length.

#include "vm/text.h"

#include <string.h>

#include "vm/heap.h"
#include "vm/memory.h"
#include "vm/utf.h"

#define FIRST_CAPACITY 128

void text_init(struct text *text, struct vm *vm)
{
    *text = (struct text){.vm = vm};
}

void text_clear(struct text *text)
{
    memory_free(text->vm, text->bytes, text->capacity);
    text_init(text, text->vm);
}

static bool reserve(struct text *text, size_t size)
{
    if (size <= text->capacity - text->size) {
        return true;
    }
    size_t capacity = text->capacity == 0 ? FIRST_CAPACITY : text->capacity * 2;
    while (capacity - text->size < size) {
        capacity *= 2;
    }
    char *bytes = memory_resize(text->vm, text->bytes, text->capacity, capacity);
    if (bytes == NULL) {
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void text_append(void *context, const char *bytes, size_t size)
{
    struct text *text = context;
    if (size == 0) {
        return; // bytes may be NULL
    }
    if (text->failed || !reserve(text, size)) {
        text->failed = true;
        return;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
}

static size_t count_characters(const char *bytes, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += ((uint8_t) bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

term list_from_utf8(struct process *p, const char *bytes, size_t size)
{
    size_t count = count_characters(bytes, size);
    if (count == 0) {
        return NIL;
    }
    if (!heap_ensure(p, 2 * count)) {
        return NONE;
    }
    term *cells = heap_take(p, 2 * count);
    const uint8_t *at = (const uint8_t *) bytes;
    for (size_t i = 0; i < count; i++) {
        uint32_t character = 0;
        size_t step = utf8_decode(at, size, &character);
        at += step;
        size -= step;
        cells[2 * i] = make_small((sterm) character);
        cells[2 * i + 1] = i + 1 < count ? make_cons(&cells[2 * i + 2]) : NIL;
    }
    return make_cons(cells);
}
