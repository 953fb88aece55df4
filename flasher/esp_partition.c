// SPDX-License-Identifier: Apache-2.0
// esp_partition.c - reading of partition tables.

#include "flasher/esp_partition.h"

#include <stdio.h>
#include <string.h>

#include "packbeam/bytes.h"
#include "packbeam/md5.h"

#define ROW_SIZE 32

enum status esp_partition_parse(const uint8_t *data, size_t size, struct esp_partition_table *table,
                                struct failure *failure)
{
    table->count = 0;
    for (size_t at = 0; size - at >= ROW_SIZE; at += ROW_SIZE) {
        const uint8_t *row = data + at;
        if (row[0] == 0xEB && row[1] == 0xEB) {
            struct md5 md5;
            uint8_t digest[MD5_SIZE];
            md5_init(&md5);
            md5_update(&md5, data, at);
            md5_finish(&md5, digest);
            if (memcmp(digest, row + 16, MD5_SIZE) != 0) {
                return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                               "the MD5 of the partition table is wrong");
            }
            break;
        }
        if (row[0] == 0xFF && row[1] == 0xFF) {
            break;
        }
        if (row[0] != 0xAA || row[1] != 0x50 || table->count == ESP_PARTITION_MAX) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) at,
                           "%02x %02x is not the beginning of a row", row[0], row[1]);
        }
        struct esp_partition *to = &table->rows[table->count];
        to->type = row[2];
        to->subtype = row[3];
        to->offset = bytes_get_le32(row + 4);
        to->size = bytes_get_le32(row + 8);
        memcpy(to->name, row + 12, 16);
        to->name[16] = '\0';
        to->flags = bytes_get_le32(row + 28);
        if (to->size > UINT32_MAX - to->offset) {
            return fail_at(failure, STATUS_INPUT, (uint32_t) at, "partition of %u bytes at 0x%x",
                           (unsigned) to->size, (unsigned) to->offset);
        }
        table->count++;
    }
    return table->count > 0 ? STATUS_OK
                            : fail(failure, STATUS_INPUT, "the partition table is empty");
}

const struct esp_partition *esp_partition_find(const struct esp_partition_table *table,
                                               const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].name, name) == 0) {
            return &table->rows[i];
        }
    }
    return NULL;
}

static const struct {
    uint8_t type;
    uint8_t subtype;
    const char *name;
} names[] = {
    {0, 0x00, "factory"},   {0, 0x20, "test"},     {1, 0x00, "ota"},      {1, 0x01, "phy"},
    {1, 0x02, "nvs"},       {1, 0x03, "coredump"}, {1, 0x04, "nvs_keys"}, {1, 0x05, "efuse"},
    {1, 0x06, "undefined"}, {1, 0x80, "esphttpd"}, {1, 0x81, "fat"},      {1, 0x82, "spiffs"},
    {1, 0x83, "littlefs"},  {1, 0x90, "tee_ota"},  {0, 0x30, "tee_0"},    {0, 0x31, "tee_1"},
    {2, 0x00, "primary"},   {2, 0x01, "ota"},      {2, 0x02, "recovery"}, {3, 0x00, "primary"},
    {3, 0x01, "ota"},
};

static const char *const types[] = {"app", "data", "bootloader", "partition_table"};

void esp_partition_type(const struct esp_partition *row, char type[16], char subtype[16])
{
    if (row->type < 4) {
        snprintf(type, 16, "%s", types[row->type]);
    } else {
        snprintf(type, 16, "%u", row->type);
    }
    if (row->type == 0 && row->subtype >= 0x10 && row->subtype < 0x20) {
        snprintf(subtype, 16, "ota_%d", row->subtype - 0x10);
        return;
    }
    snprintf(subtype, 16, "%u", row->subtype);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].type == row->type && names[i].subtype == row->subtype) {
            snprintf(subtype, 16, "%s", names[i].name);
        }
    }
}

bool esp_partition_find_type(const char *name, uint8_t *type)
{
    for (uint8_t i = 0; i < 4; i++) {
        if (strcmp(types[i], name) == 0) {
            *type = i;
            return true;
        }
    }
    return false;
}

bool esp_partition_find_subtype(uint8_t type, const char *name, uint8_t *subtype)
{
    struct esp_partition row = {.type = type};
    for (unsigned number = 0; number < 256; number++) {
        char type_name[16];
        char subtype_name[16];
        row.subtype = (uint8_t) number;
        esp_partition_type(&row, type_name, subtype_name);
        bool is_number = subtype_name[0] >= '0' && subtype_name[0] <= '9';
        if (!is_number && strcmp(subtype_name, name) == 0) {
            *subtype = row.subtype;
            return true;
        }
    }
    return false;
}
