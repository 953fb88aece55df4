// SPDX-License-Identifier: Apache-2.0
// esp_table.h - partition tables as people write them: CSV to table to bytes, and back, with the
// checks of the makers' own tool. Docs: ESP-IDF "Partition Tables". The bytes: esp_partition.h.
//
//     # name, type, subtype, offset, size, flags
//     nvs,      data, nvs,     0x9000, 0x6000,
//     factory,  app,  factory, ,       1792K, encrypted
//
// Lines that begin with '#' and blank ones are skipped. Numbers are decimal, 0x, 0o or 0b, with K
// or M behind. An empty offset is the end of the row before, rounded up to 64 KB for applications
// and to 4 KB for the rest. A size of -N means "up to N". $NAME and ${NAME} are replaced.

#ifndef FLASHER_ESP_TABLE_H
#define FLASHER_ESP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/buffer.h"
#include "flasher/esp_partition.h"

#define ESP_TABLE_SECTOR 0x1000U

struct esp_table_options {
    uint32_t table_offset;      // 0: 0x8000
    uint32_t flash_size;        // 0: not checked
    bool has_bootloader;        // bootloader_offset counts
    uint32_t bootloader_offset; // of the row bootloader, primary
    bool has_recovery;          // recovery_offset counts
    uint32_t recovery_offset;   // of the row bootloader, recovery
    bool secure_v1;             // applications take whole 64 KB
    bool without_md5;           // rows only
    // Values of $NAME; NULL: there is none of that name. NULL here: no name has a value.
    const char *(*lookup)(void *context, const char *name);
    // One line about something that is allowed and looks wrong. NULL: not wanted.
    void (*warn)(void *context, const char *line);
    void *context;
};

// Read CSV (UTF-8 or UTF-16 with a byte order mark) into a table and check it.
// STATUS_INPUT: failure names line or row. An empty table is allowed.
enum status esp_table_parse(const uint8_t *text, size_t size,
                            const struct esp_table_options *options,
                            struct esp_partition_table *table, struct failure *failure);

// The checks that hold for a table of any origin.
enum status esp_table_check(const struct esp_partition_table *table,
                            const struct esp_table_options *options, struct failure *failure);

// The bytes for the flash. STATUS_INPUT: too many rows.
enum status esp_table_encode(const struct esp_partition_table *table, bool without_md5,
                             uint8_t bytes[ESP_PARTITION_TABLE_SIZE], struct failure *failure);

// Append the table as CSV, with a heading.
void esp_table_print(const struct esp_partition_table *table, struct buffer *out);
// One row, with the end of the line.
void esp_table_print_row(const struct esp_partition *row, struct buffer *out);

// Layouts that have a name: the CSV text, or NULL. "erlang", "elixir".
const char *esp_table_preset(const char *name);

// A number as in the table: "0x10", "0o17", "0b11", "24", "1792K", "-8M" when negative is wanted.
// Values have at most 32 bits.
bool esp_table_number(const char *text, bool *is_negative, uint32_t *number);

#endif
