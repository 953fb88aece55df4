// SPDX-License-Identifier: Apache-2.0
// sample.h - a small module, built by the test itself chunk by chunk, so that a test can say
// exactly what is in it.

#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include <stdint.h>
#include <string.h>

#include "packbeam/bytes.h"

struct sample {
    uint8_t data[1024];
    size_t size;
};

static inline void sample_chunk(struct sample *sample, const char *tag, const void *data,
                                size_t size)
{
    if (sample->size == 0) {
        memset(sample, 0, sizeof(*sample));
        memcpy(sample->data, "FOR1\0\0\0\4BEAM", 12);
        sample->size = 12;
    }
    uint8_t *to = sample->data + sample->size;
    memcpy(to, tag, 4);
    bytes_put_be32(to + 4, (uint32_t) size);
    memcpy(to + 8, data, size);
    sample->size += 8 + ((size + 3) & ~(size_t) 3);
    bytes_put_be32(sample->data + 4, (uint32_t) sample->size - 8);
}

// Atoms of the module `m`: m, start. In the form of OTP 28, when wanted, the count is negative
// and the lengths are shifted.
static inline void sample_atoms(struct sample *sample, int otp28)
{
    if (otp28) {
        sample_chunk(sample, "AtU8", "\xff\xff\xff\xfe\x10m\x50start", 12);
    } else {
        sample_chunk(sample, "AtU8", "\0\0\0\2\1m\5start", 12);
    }
}

// Exports start/0 when wanted, else start/1.
static inline void sample_exports(struct sample *sample, int start)
{
    uint8_t rows[16] = {0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2};
    rows[11] = start ? 0 : 1;
    sample_chunk(sample, "ExpT", rows, sizeof(rows));
}

static inline void sample_module(struct sample *sample, int start)
{
    sample->size = 0;
    sample_atoms(sample, 0);
    sample_chunk(sample, "Code", "code", 4);
    sample_exports(sample, start);
    sample_chunk(sample, "Line", "lines", 5);
    sample_chunk(sample, "CInf", "dropped", 7);
}

#endif
