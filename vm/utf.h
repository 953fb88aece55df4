// SPDX-License-Identifier: Apache-2.0
// utf.h: characters in UTF-8. A character is 0 to 10FFFF without the surrogates D800 to DFFF.

#ifndef VM_UTF_H
#define VM_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool utf_is_valid(uint64_t character)
{
    return character < 0xd800 || (character > 0xdfff && character <= 0x10ffff);
}

// Bytes of the character that starts here, 1 to 4, or 0: none (wrong, overlong or cut short).
static inline size_t utf8_decode(const uint8_t *at, size_t left, uint32_t *character)
{
    if (left == 0) {
        return 0;
    }
    uint32_t first = at[0];
    if (first < 0x80) {
        *character = first;
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (left < size) {
        return 0;
    }
    uint32_t value = first & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        value = value << 6 | (at[i] & 0x3fu);
    }
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[size] || !utf_is_valid(value)) {
        return 0;
    }
    *character = value;
    return size;
}

static inline size_t utf8_bytes(uint32_t character)
{
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}

// Write a valid character; returns the bytes written.
static inline size_t utf8_encode(uint32_t character, uint8_t *to)
{
    size_t size = utf8_bytes(character);
    if (size == 1) {
        to[0] = (uint8_t) character;
        return 1;
    }
    for (size_t i = size - 1; i > 0; i--) {
        to[i] = (uint8_t) (0x80 | (character & 0x3f));
        character >>= 6;
    }
    to[0] = (uint8_t) ((0xf00u >> size & 0xf0) | character);
    return size;
}

#endif
