// SPDX-License-Identifier: Apache-2.0
// image_build.c - avm image build: one image of everything that a board needs, all of it checked
// before anything is written.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/image_files.h"
#include "avm/image_settings.h"
#include "packbeam/packbeam.h"

#define APP_FACTORY 0x00
#define APP_OTA_0   0x10
#define DATA_NVS    0x02

struct build {
    const struct image_values *values;
    const struct chip *chip;
    struct esp_partition_table table;
    uint32_t table_offset;
    uint32_t flash_size; // as the boot loader will believe
    struct image image;
    struct buffer report;
};

// Add a part and say so.
static enum status add_part(struct build *build, const char *what, const char *path,
                            uint32_t offset, uint32_t room, const uint8_t *data, size_t size,
                            struct failure *failure)
{
    if (size > room) {
        fail(failure, STATUS_INPUT, "%zu bytes do not fit the %" PRIu32 " of %s", size, room, what);
        image_add_subject(failure, path);
        return STATUS_INPUT;
    }
    buffer_print(&build->report, "0x%06" PRIx32 " %9zu of %8" PRIu32 " bytes  %-16s %s\n", offset,
                 size, room, what, path);
    return image_add(&build->image, offset, data, size, false, failure);
}

// Parts -------------------------------------------------------------------------------------------

static enum status check_program(const uint8_t *data, size_t size, const struct chip *chip,
                                 struct esp_image *image, struct failure *failure)
{
    enum status status = esp_image_parse(data, size, image, failure);
    return status == STATUS_OK ? esp_image_check(image, chip, failure) : status;
}

static enum status add_loader(struct build *build, struct failure *failure)
{
    const char *path = build->values->bootloader;
    const struct esp_image_patch patch = image_patch(build->values);
    struct esp_image image;
    uint8_t *data = NULL;
    size_t size;
    enum status status = file_read(path, &data, &size, failure);
    if (status == STATUS_OK) {
        status = check_program(data, size, build->chip, &image, failure);
    }
    if (status == STATUS_OK) {
        status = esp_image_patch(&patch, build->chip, data, size, failure);
    }
    if (status == STATUS_OK) {
        status = esp_image_parse(data, size, &image, failure);
    }
    if (status == STATUS_OK && image.has_description) {
        status = fail(failure, STATUS_INPUT,
                      "this is an application, not a boot loader\nit belongs to --app");
    }
    if (status == STATUS_OK) {
        build->flash_size = esp_image_flash_size(&image, build->chip);
        uint32_t offset = build->chip->boot_offset;
        status = add_part(build, "boot loader", path, offset, build->table_offset - offset, data,
                          size, failure);
    } else if (status != STATUS_USAGE) {
        image_add_subject(failure, path);
    }
    free(data);
    return status;
}

static enum status add_table(struct build *build, struct failure *failure)
{
    uint8_t bytes[ESP_PARTITION_TABLE_SIZE];
    const char *path = build->values->partitions != NULL ? build->values->partitions : "erlang";
    enum status status = esp_table_encode(&build->table, build->values->no_md5, bytes, failure);
    if (status == STATUS_OK) {
        status = add_part(build, "partition table", path, build->table_offset, ESP_TABLE_SECTOR,
                          bytes, sizeof(bytes), failure);
    }
    return status;
}

// The partition that the loader starts when nothing else was chosen.
static const struct esp_partition *find_app(const struct esp_partition_table *table)
{
    const struct esp_partition *found = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct esp_partition *row = &table->rows[i];
        bool is_app = row->type == ESP_PARTITION_APP &&
                      (row->subtype == APP_FACTORY || row->subtype == APP_OTA_0);
        if (is_app && (found == NULL || row->subtype < found->subtype)) {
            found = row;
        }
    }
    return found;
}

static enum status add_app(struct build *build, struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct esp_image image;
    const char *path = build->values->app;
    const struct esp_partition *row = find_app(&build->table);
    if (row == NULL) {
        return fail(failure, STATUS_INPUT,
                    "the partition table has no place for the application\nit needs a row of type "
                    "app with subtype factory or ota_0");
    }
    enum status status = file_map(path, &bytes, failure);
    if (status == STATUS_OK) {
        status = check_program(bytes.data, bytes.size, build->chip, &image, failure);
    }
    if (status == STATUS_OK) {
        status = add_part(build, row->name, path, row->offset, row->size, bytes.data, bytes.size,
                          failure);
    } else {
        image_add_subject(failure, path);
    }
    file_unmap(&bytes);
    return status;
}

static enum status add_pack(struct build *build, const char *path, const char *partition,
                            struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct pack pack;
    uint32_t size;
    if (path == NULL) {
        return STATUS_OK;
    }
    const struct esp_partition *row = esp_partition_find(&build->table, partition);
    if (row == NULL) {
        return fail(failure, STATUS_INPUT, "the partition table has no '%s' for '%.80s'", partition,
                    path);
    }
    enum status status = file_map(path, &bytes, failure);
    if (status == STATUS_OK) {
        status = pack_open(bytes.data, bytes.size, &pack, failure);
    }
    if (status == STATUS_OK) {
        status = pack_check(&pack, &size, failure);
    }
    if (status == STATUS_OK) {
        status = add_part(build, row->name, path, row->offset, row->size, bytes.data, bytes.size,
                          failure);
    } else {
        image_add_subject(failure, path);
    }
    file_unmap(&bytes);
    return status;
}

static const struct esp_partition *find_nvs(const struct esp_partition_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].type == ESP_PARTITION_DATA && table->rows[i].subtype == DATA_NVS) {
            return &table->rows[i];
        }
    }
    return NULL;
}

static enum status add_settings(struct build *build, struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct buffer made = {.data = NULL};
    const char *path = build->values->nvs;
    if (path == NULL) {
        return STATUS_OK;
    }
    const struct esp_partition *row = find_nvs(&build->table);
    if (row == NULL) {
        return fail(failure, STATUS_INPUT,
                    "the partition table has no partition of type data, nvs for '%.80s'", path);
    }
    enum status status = file_map(path, &bytes, failure);
    const uint8_t *data = bytes.data;
    size_t size = bytes.size;
    if (status == STATUS_OK && !nvs_is(bytes.data, bytes.size)) {
        status = image_make_settings(path, &bytes, row->size, false, &made, failure);
        data = made.data;
        size = made.size;
    }
    if (status == STATUS_OK) {
        status = add_part(build, row->name, path, row->offset, row->size, data, size, failure);
    } else {
        image_add_subject(failure, path);
    }
    buffer_clear(&made);
    file_unmap(&bytes);
    return status;
}

// The whole ---------------------------------------------------------------------------------------

static enum status read_table(struct build *build, struct failure *failure)
{
    struct esp_table_options options;
    struct image_values for_table = *build->values;
    bool is_binary;
    const char *path = build->values->partitions != NULL ? build->values->partitions : "erlang";
    for_table.flash_size = NULL; // a word for the loader's header: checked against that later
    enum status status = image_table_options(&for_table, &options, failure);
    if (status == STATUS_OK) {
        build->table_offset =
            options.table_offset != 0 ? options.table_offset : ESP_PARTITION_TABLE_OFFSET;
        status = image_read_table(path, &options, &build->table, &is_binary, failure);
    }
    if (status == STATUS_OK && build->table_offset <= build->chip->boot_offset) {
        status = fail(failure, STATUS_USAGE, "no boot loader fits before a table at 0x%" PRIx32,
                      build->table_offset);
    }
    return status;
}

// The loader refuses to start with a table that goes beyond the flash it knows of.
static enum status check_flash(const struct build *build, struct failure *failure)
{
    uint64_t end = 0;
    for (size_t i = 0; i < build->table.count; i++) {
        const struct esp_partition *row = &build->table.rows[i];
        uint64_t row_end = (uint64_t) row->offset + row->size;
        end = row_end > end ? row_end : end;
    }
    if (build->flash_size == 0 || end <= build->flash_size) {
        return STATUS_OK;
    }
    return fail(failure, STATUS_INPUT,
                "the partitions end at 0x%" PRIx64 ", but the boot loader is for %" PRIu32
                " KB of flash\nsay how large the flash is with --flash-size",
                end, build->flash_size / 1024);
}

static enum status add_all(struct build *build, struct failure *failure)
{
    enum status status = read_table(build, failure);
    if (status == STATUS_OK) {
        status = add_loader(build, failure);
    }
    if (status == STATUS_OK) {
        status = check_flash(build, failure);
    }
    if (status == STATUS_OK) {
        status = add_table(build, failure);
    }
    if (status == STATUS_OK) {
        status = add_settings(build, failure);
    }
    if (status == STATUS_OK) {
        status = add_app(build, failure);
    }
    if (status == STATUS_OK) {
        status = add_pack(build, build->values->lib, "boot.avm", failure);
    }
    if (status == STATUS_OK) {
        status = add_pack(build, build->values->main, "main.avm", failure);
    }
    return status == STATUS_OK ? image_settle(&build->image, failure) : status;
}

static enum status write_all(struct build *build, struct failure *failure)
{
    struct image_output output;
    const char *path = build->values->output;
    enum status status = image_output_init(build->values, build->chip, &output, failure);
    if (status == STATUS_OK) {
        output.base = build->chip->boot_offset;
        status = image_number(build->values->base, &output.base, failure);
    }
    if (status == STATUS_OK) {
        status = image_output_write(&output, &build->image, path, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    fwrite(build->report.data, 1, build->report.size, stdout);
    if (output.format == IMAGE_RAW) {
        printf("%s: %s, to be written at 0x%" PRIx32 "\n", path, build->chip->title, output.base);
    } else {
        printf("%s: %s\n", path, build->chip->title);
    }
    return STATUS_OK;
}

enum status image_build(const struct image_values *values, const struct operands *operands,
                        struct failure *failure)
{
    if (values->chip == NULL || values->bootloader == NULL || values->app == NULL ||
        values->output == NULL) {
        return fail(failure, STATUS_USAGE, "'build' needs --chip, --bootloader, --app and -o");
    }
    struct build *build = calloc(1, sizeof(*build));
    if (build == NULL) {
        return fail_memory(failure, sizeof(*build));
    }
    build->values = values;
    enum status status = image_chip(values->chip, &build->chip, failure);
    if (status == STATUS_OK) {
        status = add_all(build, failure);
    }
    if (status == STATUS_OK) {
        status = write_all(build, failure);
    }
    image_clear(&build->image);
    buffer_clear(&build->report);
    free(build);
    return status;
}
