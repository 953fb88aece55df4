// SPDX-License-Identifier: Apache-2.0
// image_partitions.c - avm image partitions: CSV to the bytes of a partition table, and back; and
// avm image layout: tables changed.

#include <stdio.h>
#include <string.h>

#include "avm/image_flash.h"
#include "platforms/files.h"

static enum status write_table(const struct image_values *values,
                               const struct esp_partition_table *table, bool is_binary,
                               struct failure *failure)
{
    struct buffer text = {.data = NULL};
    uint8_t bytes[ESP_PARTITION_TABLE_SIZE];
    const char *path = values->output;
    bool to_csv = path == NULL ||
                  (is_binary ? !image_has_suffix(path, ".bin") : image_has_suffix(path, ".csv"));
    if (to_csv) {
        esp_table_print(table, &text);
        enum status status = image_write_buffer(path, &text, failure);
        buffer_clear(&text);
        return status;
    }
    enum status status = esp_table_encode(table, values->no_md5, bytes, failure);
    return status == STATUS_OK ? image_write(path, bytes, sizeof(bytes), failure) : status;
}

enum status image_partitions(const struct image_values *values, const struct operands *operands,
                             struct failure *failure)
{
    struct esp_table_options options;
    struct esp_partition_table table;
    bool is_binary = false;
    enum status status = image_table_options(values, &options, failure);
    if (status == STATUS_OK) {
        status = image_read_table(operands->items[0], &options, &table, &is_binary, failure);
    }
    return status == STATUS_OK ? write_table(values, &table, is_binary, failure) : status;
}

// Grow ------------------------------------------------------------------------------------------

// Where a partition may end: at the next one, or with the flash.
static uint32_t room_end(const struct esp_partition_table *table, const struct esp_partition *row,
                         uint32_t flash_size)
{
    uint32_t end = flash_size;
    for (size_t i = 0; i < table->count; i++) {
        const struct esp_partition *other = &table->rows[i];
        if (other != row && other->offset >= row->offset && other->offset < end) {
            end = other->offset;
        }
    }
    return end;
}

static enum status grow(struct esp_partition_table *table, const char *name, uint32_t flash_size,
                        struct failure *failure)
{
    struct esp_partition *row = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct esp_partition *here = &table->rows[i];
        row = esp_partition_find(table, name) == here ? &table->rows[i] : row;
    }
    if (row == NULL) {
        return fail(failure, STATUS_FAILED, "the table has no partition '%.40s'", name);
    }
    uint32_t end = room_end(table, row, flash_size);
    if (end < row->offset || end - row->offset < row->size) {
        return fail(failure, STATUS_FAILED,
                    "partition '%s' of %u bytes at 0x%x has no room to grow before 0x%x", row->name,
                    (unsigned) row->size, (unsigned) row->offset, (unsigned) end);
    }
    row->size = end - row->offset;
    return STATUS_OK;
}

// The boot loader refuses a table that goes beyond the flash that its header tells.
static enum status grow_loader(const struct image_flash *flash, uint32_t flash_size, uint8_t *data,
                               struct failure *failure)
{
    struct esp_image image;
    char text[16];
    uint32_t offset;
    uint32_t size;
    const uint8_t *loader = image_flash_loader(flash, &offset, &size);
    if (loader == NULL) {
        return STATUS_OK;
    }
    enum status status = esp_image_parse(loader, size, &image, failure);
    const struct chip *chip = status == STATUS_OK ? chip_find_id(image.chip_id) : NULL;
    if (chip == NULL || esp_image_flash_size(&image, chip) >= flash_size) {
        return status;
    }
    snprintf(text, sizeof(text), "%uMB", (unsigned) (flash_size >> 20));
    const struct esp_image_patch patch = {.size = text};
    return esp_image_patch(&patch, chip, data + (loader - flash->data), size, failure);
}

// Write an image again with another table in its place. False: the file is not an image.
static bool write_image(const char *path, const struct image_values *values,
                        const struct esp_table_options *options,
                        const struct esp_partition_table *table, enum status *status,
                        struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct image_flash flash;
    struct buffer copy = {.data = NULL};
    bool is_flash =
        file_exists(path) && file_map(path, &bytes, NULL) == STATUS_OK &&
        image_kind_of(bytes.data, bytes.size, options->table_offset, &flash) == IMAGE_FLASH &&
        bytes.size - flash.table_at >= ESP_PARTITION_TABLE_SIZE;
    if (is_flash) {
        buffer_add(&copy, bytes.data, bytes.size);
        *status = buffer_status(&copy, failure);
    }
    if (is_flash && *status == STATUS_OK) {
        *status = esp_table_encode(table, false, copy.data + flash.table_at, failure);
    }
    if (is_flash && *status == STATUS_OK) {
        *status = grow_loader(&flash, options->flash_size, copy.data, failure);
    }
    if (is_flash && *status == STATUS_OK) {
        *status = image_write_buffer(values->output, &copy, failure);
    }
    buffer_clear(&copy);
    file_unmap(&bytes);
    return is_flash;
}

enum status image_layout(const struct image_values *values, const struct operands *operands,
                         struct failure *failure)
{
    struct esp_table_options options;
    struct esp_partition_table table;
    bool is_binary = false;
    uint32_t flash_size = 0;
    const char *path = operands->items[1];
    struct image_values for_table = *values;
    for_table.flash_size = NULL; // what is there may be smaller or larger
    if (strcmp(operands->items[0], "grow") != 0) {
        return fail(failure, STATUS_USAGE, "'%.40s' is not what can be done with a layout: 'grow'",
                    operands->items[0]);
    }
    if (values->flash_size == NULL) {
        return fail(failure, STATUS_USAGE, "'grow' needs --flash-size");
    }
    enum status status = image_table_options(&for_table, &options, failure);
    if (status == STATUS_OK) {
        status = image_number(values->flash_size, &flash_size, failure);
    }
    if (status == STATUS_OK) {
        status = image_read_table(path, &options, &table, &is_binary, failure);
    }
    if (status == STATUS_OK) {
        status = grow(&table, values->partition != NULL ? values->partition : "main.avm",
                      flash_size, failure);
    }
    if (status == STATUS_OK) {
        options.flash_size = flash_size;
        status = esp_table_check(&table, &options, failure);
    }
    if (status != STATUS_OK ||
        (is_binary && write_image(path, values, &options, &table, &status, failure))) {
        return status;
    }
    return write_table(values, &table, is_binary, failure);
}
