// SPDX-License-Identifier: Apache-2.0
// nvs.h - partitions of settings: the non-volatile storage of ESP-IDF. Docs: ESP-IDF "Non-Volatile
// Storage Library", "Internals"; CSV: "NVS Partition Generator Utility".
//
// Pages of 4096 bytes, little-endian:
//
//   byte  size
//      0     4  FFFFFFFF empty, FFFFFFFE active, FFFFFFFC full, FFFFFFF8 freeing, 0 corrupt
//      4     4  sequence number
//      8     1  version: FE now, FF old
//     28     4  CRC-32 of bytes 4 to 27
//     32    32  two bits for each entry: 11 empty, 10 written, 00 erased
//     64        126 entries of 32 bytes
//
// Entry:
//
//      0     1  namespace: an index, 0 for the entries that name namespaces
//      1     1  type       2 1 entries it takes      3 1 chunk, FF none
//      4     4  CRC-32 of bytes 0 to 3 and 8 to 31
//      8    16  key, NUL-padded
//     24     8  a number; or size 2, FF FF, CRC-32 of the bytes that follow in whole entries; or of
//               an index of chunks: size 4, number of chunks 1, first chunk 1
//
// The CRC starts from 0 where the usual one starts from FFFFFFFF.

#ifndef FLASHER_NVS_H
#define FLASHER_NVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/buffer.h"
#include "packbeam/status.h"

#define NVS_PAGE    4096U
#define NVS_KEY_MAX 15

enum nvs_type {
    NVS_U8 = 0x01,
    NVS_U16 = 0x02,
    NVS_U32 = 0x04,
    NVS_U64 = 0x08,
    NVS_I8 = 0x11,
    NVS_I16 = 0x12,
    NVS_I32 = 0x14,
    NVS_I64 = 0x18,
    NVS_STRING = 0x21,
    NVS_BLOB = 0x41,       // in one piece, version 1
    NVS_BLOB_DATA = 0x42,  // a chunk
    NVS_BLOB_INDEX = 0x48, // its chunks
};

// Writing ---------------------------------------------------------------------------------------

struct nvs_options {
    uint32_t size; // of the partition, whole pages, at least 3
    bool version1;
    // Read a file named in the CSV, on the heap; the caller frees *data.
    enum status (*read_file)(void *context, const char *path, uint8_t **data, size_t *size,
                             struct failure *failure);
    void *context;
};

// Append a partition made of CSV: lines of key,type,encoding,value, the first one naming these
// columns. STATUS_INPUT: failure says in which line. STATUS_LIMIT: it does not fit.
enum status nvs_generate(const char *csv, size_t csv_size, const struct nvs_options *options,
                         struct buffer *out, struct failure *failure);

// Reading ---------------------------------------------------------------------------------------

// A setting. Strings and blobs have data, numbers have bits (signed ones are extended to 64).
struct nvs_item {
    const char *space; // namespace
    const char *key;
    enum nvs_type type; // blobs in chunks are NVS_BLOB
    uint64_t bits;
    const uint8_t *data;
    size_t size;
};

struct nvs_report {
    unsigned pages;   // with something in them
    unsigned entries; // written
    unsigned damaged; // entries or pages with a wrong CRC, blobs with missing chunks
    uint32_t damage;  // offset of the first one
};

typedef enum status (*nvs_visit)(void *context, const struct nvs_item *item,
                                 struct failure *failure);

// Whether the bytes begin with a page of this kind.
bool nvs_is(const uint8_t *data, size_t size);

// Call visit for every setting that is in force, in the order of the pages. What is damaged is
// counted and left out. STATUS_INPUT: not such a partition.
enum status nvs_read(const uint8_t *data, size_t size, nvs_visit visit, void *context,
                     struct nvs_report *report, struct failure *failure);

// Append a setting as a line of CSV, with one for its namespace when it is another than *space,
// which is updated (NVS_KEY_MAX + 1 bytes, "" at the beginning).
void nvs_print_csv(const struct nvs_item *item, char *space, struct buffer *out);

// "u8", "string", "binary"...
const char *nvs_type_name(enum nvs_type type);

#endif
