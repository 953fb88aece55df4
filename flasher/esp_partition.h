// SPDX-License-Identifier: Apache-2.0
// esp_partition.h - the partition table of an Espressif chip, read from its flash.
//
// Rows of 32 bytes, little-endian: AA 50, type, subtype, offset, size, name[16], flags; behind the
// last one EB EB, 14 times FF and the MD5 of all rows; then FF. Docs: ESP-IDF "Partition Tables".

#ifndef FLASHER_ESP_PARTITION_H
#define FLASHER_ESP_PARTITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packbeam/status.h"

#define ESP_PARTITION_TABLE_OFFSET 0x8000
#define ESP_PARTITION_TABLE_SIZE   0xC00
#define ESP_PARTITION_MAX          95
#define ESP_PARTITION_APP          0
#define ESP_PARTITION_DATA         1

struct esp_partition {
    char name[17];
    uint8_t type;
    uint8_t subtype;
    uint32_t offset;
    uint32_t size;
    uint32_t flags; // bit 0 encrypted, bit 1 read-only
};

struct esp_partition_table {
    struct esp_partition rows[ESP_PARTITION_MAX];
    size_t count;
};

// STATUS_INPUT: not a table, a damaged one, or one with a row beyond 32 bits.
enum status esp_partition_parse(const uint8_t *data, size_t size, struct esp_partition_table *table,
                                struct failure *failure);

// NULL: none of that name.
const struct esp_partition *esp_partition_find(const struct esp_partition_table *table,
                                               const char *name);

// "app" and "factory", or numbers in text for what has no name.
void esp_partition_type(const struct esp_partition *row, char type[16], char subtype[16]);

// The numbers behind names. False: no such name.
bool esp_partition_find_type(const char *name, uint8_t *type);
bool esp_partition_find_subtype(uint8_t type, const char *name, uint8_t *subtype);

#endif
