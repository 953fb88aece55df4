// SPDX-License-Identifier: Apache-2.0
// nor.h - a NOR flash chip: writing only clears bits, erasing sets whole sectors.
#ifndef TESTS_PEER_NOR_H
#define TESTS_PEER_NOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NOR_BROKEN_MAX = 8 };

struct nor {
    uint8_t *bytes;
    size_t size;
    size_t sector_size; // 0: the caller erases regions of its own choice
    bool is_mapped;     // bytes are a shared mapping of a file

    // Sectors that neither erase nor take a write, and what a verifying loader would notice.
    uint32_t broken[NOR_BROKEN_MAX];
    size_t broken_count;
    size_t full_from; // writes at and after this offset fail; size when none do

    // For the report at the end.
    uint64_t bytes_written, bytes_erased, sectors_erased;
};

// Open a chip of size bytes. With a path its contents are that file, made and lengthened with FF as
// needed; without one they are FF and lost at the end. False: why is on stderr.
bool nor_open(struct nor *nor, const char *path, size_t size, size_t sector_size);
void nor_close(struct nor *nor);

bool nor_has(const struct nor *nor, uint64_t offset, uint64_t size);

// Set a region to FF. It need not lie on sectors: what is asked for is erased, broken sectors
// aside.
void nor_erase(struct nor *nor, size_t offset, size_t size);

// Clear bits. False: the chip is full there, or reading back differs from what was written.
bool nor_write(struct nor *nor, size_t offset, const uint8_t *bytes, size_t size);

#endif
