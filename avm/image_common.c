// SPDX-License-Identifier: Apache-2.0
// image_common.c - what the forms of `avm image` share: values of options, files, tables.

#include <stdio.h>
#include <string.h>

#include "avm/image.h"
#include "avm/image_flash.h"
#include "avm/report.h"
#include "platforms/files.h"
#include "platforms/platform.h"

enum status image_number(const char *text, uint32_t *number, struct failure *failure)
{
    char copy[40];
    if (text == NULL) {
        return STATUS_OK;
    }
    snprintf(copy, sizeof(copy), "%s", text);
    size_t length = strlen(copy);
    if (length > 2 && strchr("Bb", copy[length - 1]) != NULL &&
        strchr("KkMm", copy[length - 2]) != NULL) {
        copy[length - 1] = '\0';
    }
    if (strlen(text) >= sizeof(copy) || !esp_table_number(copy, NULL, number)) {
        return fail(failure, STATUS_USAGE, "'%.60s' is not a number of 32 bits", text);
    }
    return STATUS_OK;
}

enum status image_chip(const char *text, const struct chip **chip, struct failure *failure)
{
    if (text == NULL) {
        return STATUS_OK;
    }
    *chip = chip_find_name(text);
    return *chip != NULL ? STATUS_OK
                         : fail(failure, STATUS_USAGE,
                                "unknown chip '%.40s'\nesp32, esp32s2, esp32s3, esp32c2, esp32c3, "
                                "esp32c5, esp32c6, esp32c61, esp32h2, esp32p4",
                                text);
}

struct esp_image_patch image_patch(const struct image_values *values)
{
    return (struct esp_image_patch){values->flash_mode, values->flash_freq, values->flash_size};
}

static const char *lookup(void *context, const char *name)
{
    return platform_getenv(name);
}

static void warn(void *context, const char *line)
{
    report_note("image", "%s", line);
}

static enum status optional_offset(const char *text, bool *has, uint32_t *offset,
                                   struct failure *failure)
{
    *has = *has || text != NULL;
    return image_number(text, offset, failure);
}

enum status image_table_options(const struct image_values *values, struct esp_table_options *to,
                                struct failure *failure)
{
    const struct chip *chip = NULL;
    *to = (struct esp_table_options){
        .without_md5 = values->no_md5, .lookup = lookup, .warn = warn, .context = NULL};
    enum status status = image_number(values->flash_size, &to->flash_size, failure);
    if (status == STATUS_OK) {
        status = image_number(values->offset, &to->table_offset, failure);
    }
    if (status == STATUS_OK) {
        status = image_chip(values->chip, &chip, failure);
    }
    if (status == STATUS_OK && chip != NULL) {
        to->has_bootloader = true;
        to->bootloader_offset = chip->boot_offset;
    }
    if (status == STATUS_OK) {
        status = optional_offset(values->bootloader_offset, &to->has_bootloader,
                                 &to->bootloader_offset, failure);
    }
    if (status == STATUS_OK) {
        status = optional_offset(values->recovery_offset, &to->has_recovery, &to->recovery_offset,
                                 failure);
    }
    if (status == STATUS_OK && values->secure != NULL) {
        to->secure_v1 = strcmp(values->secure, "v1") == 0;
        if (!to->secure_v1 && strcmp(values->secure, "v2") != 0) {
            status =
                fail(failure, STATUS_USAGE, "--secure is v1 or v2, not '%.40s'", values->secure);
        }
    }
    return status;
}

enum status image_write(const char *path, const void *data, size_t size, struct failure *failure)
{
    if (path == NULL || strcmp(path, "-") == 0) {
        fwrite(data, 1, size, stdout); // report_output() says when it did not work
        return STATUS_OK;
    }
    return file_replace(path, data, size, failure);
}

enum status image_write_buffer(const char *path, const struct buffer *buffer,
                               struct failure *failure)
{
    enum status status = buffer_status(buffer, failure);
    return status == STATUS_OK ? image_write(path, buffer->data, buffer->size, failure) : status;
}

bool image_has_suffix(const char *path, const char *suffix)
{
    size_t length = strlen(path);
    size_t suffix_length = strlen(suffix);
    if (length < suffix_length) {
        return false;
    }
    for (const char *at = path + length - suffix_length; *at != '\0'; at++, suffix++) {
        char low = *at >= 'A' && *at <= 'Z' ? (char) (*at + 0x20) : *at;
        if (low != *suffix) {
            return false;
        }
    }
    return true;
}

void image_add_subject(struct failure *failure, const char *path)
{
    if (strcmp(failure->subject, path) != 0) {
        failure_add_subject(failure, path);
    }
}

// Tables ---------------------------------------------------------------------------------------

bool image_is_table(const uint8_t *data, size_t size)
{
    return size >= 32 &&
           ((data[0] == 0xAA && data[1] == 0x50) || (data[0] == 0xEB && data[1] == 0xEB));
}

enum status image_read_table_bytes(const uint8_t *data, size_t size,
                                   const struct esp_table_options *options,
                                   struct esp_partition_table *table, struct failure *failure)
{
    // Only the MD5 of nothing: a table without rows.
    if (data[0] == 0xEB) {
        table->count = 0;
        return STATUS_OK;
    }
    struct esp_table_options as_read = *options;
    as_read.without_md5 = true; // it may have been written so
    if (size > ESP_PARTITION_TABLE_SIZE) {
        size = ESP_PARTITION_TABLE_SIZE;
    }
    enum status status = esp_partition_parse(data, size, table, failure);
    return status == STATUS_OK ? esp_table_check(table, &as_read, failure) : status;
}

enum status image_read_table(const char *path, const struct esp_table_options *options,
                             struct esp_partition_table *table, bool *is_binary,
                             struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    const char *preset = esp_table_preset(path);
    *is_binary = false;
    if (preset != NULL && !file_exists(path)) {
        return esp_table_parse((const uint8_t *) preset, strlen(preset), options, table, failure);
    }
    enum status status = file_map(path, &bytes, failure);
    struct image_flash flash = {.table_at = 0};
    enum image_kind kind = IMAGE_UNKNOWN;
    if (status == STATUS_OK) {
        kind = image_kind_of(bytes.data, bytes.size, options->table_offset, &flash);
    }
    *is_binary = kind == IMAGE_TABLE || kind == IMAGE_FLASH;
    if (*is_binary) {
        status = image_read_table_bytes(bytes.data + flash.table_at, bytes.size - flash.table_at,
                                        options, table, failure);
    } else if (status == STATUS_OK) {
        status = esp_table_parse(bytes.data, bytes.size, options, table, failure);
    }
    image_add_subject(failure, strcmp(path, "-") == 0 ? "standard input" : path);
    file_unmap(&bytes);
    return status;
}
