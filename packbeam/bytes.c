// SPDX-License-Identifier: Apache-2.0
// bytes.c - the bounded cursor. Sizes are compared with what remains, never added to a pointer
// first, so that no size can wrap around.

#include "packbeam/bytes.h"

void bytes_init(struct bytes *bytes, const uint8_t *data, size_t size)
{
    bytes->start = data;
    bytes->at = data;
    bytes->end = size > 0 ? data + size : data;
}

bool bytes_read_data(struct bytes *bytes, size_t size, const uint8_t **data)
{
    if (size > bytes_left(bytes)) {
        return false;
    }
    *data = bytes->at;
    if (size > 0) {
        bytes->at += size;
    }
    return true;
}

bool bytes_skip(struct bytes *bytes, size_t size)
{
    const uint8_t *data;
    return bytes_read_data(bytes, size, &data);
}

bool bytes_read_part(struct bytes *bytes, size_t size, struct bytes *part)
{
    const uint8_t *data;
    if (!bytes_read_data(bytes, size, &data)) {
        return false;
    }
    bytes_init(part, data, size);
    return true;
}

bool bytes_read_u8(struct bytes *bytes, uint8_t *value)
{
    if (bytes->at == bytes->end) {
        return false;
    }
    *value = *bytes->at++;
    return true;
}

// One reader for each width and byte order; they differ in nothing else.
#define BYTES_READ(order, bits)                                                                    \
    bool bytes_read_##order##bits(struct bytes *bytes, uint##bits##_t *value)                      \
    {                                                                                              \
        const uint8_t *data;                                                                       \
        if (!bytes_read_data(bytes, (bits) / 8, &data)) {                                          \
            return false;                                                                          \
        }                                                                                          \
        *value = bytes_get_##order##bits(data);                                                    \
        return true;                                                                               \
    }

BYTES_READ(be, 16)
BYTES_READ(be, 32)
BYTES_READ(be, 64)
BYTES_READ(le, 16)
BYTES_READ(le, 32)
BYTES_READ(le, 64)
