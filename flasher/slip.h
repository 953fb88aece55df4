// SPDX-License-Identifier: Apache-2.0
// slip.h - the framing of the ESP loaders: RFC 1055, with a delimiter on both ends.
//
//   C0  body  C0      in the body C0 is DB DC, DB is DB DD

#ifndef FLASHER_SLIP_H
#define FLASHER_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The most that size bytes can become.
#define SLIP_ENCODED_SIZE(size) (2 * (size) + 2)

// Encode a body into room for SLIP_ENCODED_SIZE(size) bytes; returns the size.
size_t slip_encode(const uint8_t *body, size_t size, uint8_t *frame);

// A decoder, fed byte by byte. Begin zeroed, with body and capacity set. What is outside frames,
// longer than capacity or wrongly escaped is dropped.
struct slip_decoder {
    uint8_t *body;
    size_t capacity;
    size_t size;
    bool inside;
    bool escaped;
    bool broken;
};

// True: a frame ended, body and size hold it until the next call. Empty frames are skipped: two
// delimiters in a row may be an end and a beginning.
bool slip_decode(struct slip_decoder *decoder, uint8_t byte);

#endif
