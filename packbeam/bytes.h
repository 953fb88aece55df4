// SPDX-License-Identifier: Apache-2.0
// bytes.h - reading numbers out of bytes that nobody vouches for.
//
// Two layers. `bytes_get_*` and `bytes_put_*` move one number from or to memory that the caller
// has already checked; they need no alignment. `struct bytes` is a cursor over a range that never
// leaves it: every `bytes_read_*` either gives the value and moves on, or gives false and leaves
// cursor and output alone.
//
//     struct bytes in;
//     bytes_init(&in, data, size);
//     uint32_t count;
//     if (!bytes_read_be32(&in, &count)) {
//         return fail_at(failure, STATUS_INPUT, (uint32_t) bytes_offset(&in), ...);
//     }

#ifndef PACKBEAM_BYTES_H
#define PACKBEAM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t bytes_get_be16(const uint8_t *from)
{
    return (uint16_t) ((uint16_t) from[0] << 8 | from[1]);
}

static inline uint32_t bytes_get_be32(const uint8_t *from)
{
    return (uint32_t) from[0] << 24 | (uint32_t) from[1] << 16 | (uint32_t) from[2] << 8 | from[3];
}

static inline uint64_t bytes_get_be64(const uint8_t *from)
{
    return (uint64_t) bytes_get_be32(from) << 32 | bytes_get_be32(from + 4);
}

static inline uint16_t bytes_get_le16(const uint8_t *from)
{
    return (uint16_t) ((uint16_t) from[1] << 8 | from[0]);
}

static inline uint32_t bytes_get_le32(const uint8_t *from)
{
    return (uint32_t) from[3] << 24 | (uint32_t) from[2] << 16 | (uint32_t) from[1] << 8 | from[0];
}

static inline uint64_t bytes_get_le64(const uint8_t *from)
{
    return (uint64_t) bytes_get_le32(from + 4) << 32 | bytes_get_le32(from);
}

static inline void bytes_put_be16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t) (value >> 8);
    to[1] = (uint8_t) value;
}

static inline void bytes_put_be32(uint8_t *to, uint32_t value)
{
    bytes_put_be16(to, (uint16_t) (value >> 16));
    bytes_put_be16(to + 2, (uint16_t) value);
}

static inline void bytes_put_be64(uint8_t *to, uint64_t value)
{
    bytes_put_be32(to, (uint32_t) (value >> 32));
    bytes_put_be32(to + 4, (uint32_t) value);
}

static inline void bytes_put_le16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t) value;
    to[1] = (uint8_t) (value >> 8);
}

static inline void bytes_put_le32(uint8_t *to, uint32_t value)
{
    bytes_put_le16(to, (uint16_t) value);
    bytes_put_le16(to + 2, (uint16_t) (value >> 16));
}

static inline void bytes_put_le64(uint8_t *to, uint64_t value)
{
    bytes_put_le32(to, (uint32_t) value);
    bytes_put_le32(to + 4, (uint32_t) (value >> 32));
}

// A cursor. start <= at <= end; the memory is borrowed.
struct bytes {
    const uint8_t *start;
    const uint8_t *at;
    const uint8_t *end;
};

// data may be NULL when size is 0.
void bytes_init(struct bytes *bytes, const uint8_t *data, size_t size);

// How far the cursor is from the start, and how much is left.
static inline size_t bytes_offset(const struct bytes *bytes)
{
    return (size_t) (bytes->at - bytes->start);
}

static inline size_t bytes_left(const struct bytes *bytes)
{
    return (size_t) (bytes->end - bytes->at);
}

bool bytes_read_u8(struct bytes *bytes, uint8_t *value);
bool bytes_read_be16(struct bytes *bytes, uint16_t *value);
bool bytes_read_be32(struct bytes *bytes, uint32_t *value);
bool bytes_read_be64(struct bytes *bytes, uint64_t *value);
bool bytes_read_le16(struct bytes *bytes, uint16_t *value);
bool bytes_read_le32(struct bytes *bytes, uint32_t *value);
bool bytes_read_le64(struct bytes *bytes, uint64_t *value);

// Point *data at the next size bytes, which stay borrowed, and move past them.
bool bytes_read_data(struct bytes *bytes, size_t size, const uint8_t **data);
bool bytes_skip(struct bytes *bytes, size_t size);

// Make *part a cursor of its own over the next size bytes and move past them.
bool bytes_read_part(struct bytes *bytes, size_t size, struct bytes *part);

#endif
