// SPDX-License-Identifier: Apache-2.0
// slip.c - framing.

#include "flasher/slip.h"

#define END         0xC0
#define ESCAPE      0xDB
#define ESCAPED_END 0xDC
#define ESCAPED_ESC 0xDD

size_t slip_encode(const uint8_t *body, size_t size, uint8_t *frame)
{
    size_t used = 0;
    frame[used++] = END;
    for (size_t i = 0; i < size; i++) {
        if (body[i] == END || body[i] == ESCAPE) {
            frame[used++] = ESCAPE;
            frame[used++] = body[i] == END ? ESCAPED_END : ESCAPED_ESC;
        } else {
            frame[used++] = body[i];
        }
    }
    frame[used++] = END;
    return used;
}

static void begin(struct slip_decoder *decoder)
{
    decoder->size = 0;
    decoder->inside = true;
    decoder->escaped = false;
    decoder->broken = false;
}

bool slip_decode(struct slip_decoder *decoder, uint8_t byte)
{
    if (byte == END) {
        bool complete =
            decoder->inside && decoder->size > 0 && !decoder->broken && !decoder->escaped;
        // A damaged frame's end may be the next one's beginning.
        if (complete) {
            decoder->inside = false;
            return true;
        }
        begin(decoder);
        return false;
    }
    if (!decoder->inside) {
        return false;
    }
    if (decoder->escaped) {
        decoder->escaped = false;
        decoder->broken |= byte != ESCAPED_END && byte != ESCAPED_ESC;
        byte = byte == ESCAPED_END ? END : ESCAPE;
    } else if (byte == ESCAPE) {
        decoder->escaped = true;
        return false;
    }
    if (decoder->size < decoder->capacity) {
        decoder->body[decoder->size++] = byte;
    } else {
        decoder->broken = true;
    }
    return false;
}
