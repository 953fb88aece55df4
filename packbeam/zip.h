// SPDX-License-Identifier: Apache-2.0
// zip.h - reading zip archives (.ez): what is needed to take modules out of one. Spec: PKWARE's
// APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end of the directory).
//
// The archive is read in place, and no length in it is trusted. Stored and deflated entries can be
// read; encrypted ones, archives of several parts and those of more than 4 GB are refused.

#ifndef PACKBEAM_ZIP_H
#define PACKBEAM_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

struct zip {
    const uint8_t *data; // borrowed for as long as the archive is used
    size_t size;
    size_t directory; // offset of the first row of the directory
    size_t directory_end;
    uint32_t count; // rows that the archive says it has
};

struct zip_entry {
    const char *name; // in the archive, name_size bytes, not terminated
    size_t name_size;
    uint16_t flags;
    uint16_t method;
    uint32_t checksum;
    uint32_t packed_size;
    uint32_t size;
    size_t offset; // of the local header
    size_t next;   // of the row that follows
    uint32_t number;
};

// Whether the bytes begin as a zip archive does.
bool zip_is(const uint8_t *data, size_t size);

// STATUS_OK fills *zip. STATUS_INPUT: not an archive, or cut short: its directory is at the end.
enum status zip_open(const uint8_t *data, size_t size, struct zip *zip, struct failure *failure);

// Step through the directory. Begin with *entry zeroed.
//
// STATUS_OK fills *entry. STATUS_FAILED: that was the last one; failure is not touched.
// STATUS_INPUT: the directory is damaged.
enum status zip_next(const struct zip *zip, struct zip_entry *entry, struct failure *failure);

// The contents of an entry, on the heap (never NULL), the caller's to free. STATUS_INPUT: damaged,
// or packed in a way that is not read here.
enum status zip_read(const struct zip *zip, const struct zip_entry *entry, uint8_t **data,
                     struct failure *failure);

#endif
