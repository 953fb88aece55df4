// SPDX-License-Identifier: Apache-2.0
// image_split.c - avm image split: the parts of an image or a dump, each in a file of its own.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "avm/image_files.h"
#include "avm/image_flash.h"
#include "platforms/files.h"

// A name for a file: only what no shell and no system minds, and no step out of the folder.
static void clean_name(const char *from, char *to, size_t size)
{
    size_t used = 0;
    for (; *from != '\0' && used + 1 < size; from++) {
        bool is_plain = (*from >= 'a' && *from <= 'z') || (*from >= 'A' && *from <= 'Z') ||
                        (*from >= '0' && *from <= '9') || *from == '_' || *from == '-' ||
                        (*from == '.' && used > 0);
        to[used++] = is_plain ? *from : '_';
    }
    to[used] = '\0';
}

static enum status write_part(const char *folder, const char *name, uint32_t offset,
                              const uint8_t *data, size_t size, const char *kind,
                              struct failure *failure)
{
    char path[4096];
    int length = snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (length < 0 || (size_t) length >= sizeof(path)) {
        return fail(failure, STATUS_IO, "the name of the folder is too long");
    }
    enum status status = file_replace(path, data, size, failure);
    if (status == STATUS_OK) {
        printf("0x%06" PRIx32 " %9zu bytes  %-16s %s\n", offset, size, kind, name);
    } else {
        image_add_subject(failure, path);
    }
    return status;
}

static enum status write_table(const char *folder, const struct image_flash *flash,
                               struct failure *failure)
{
    struct buffer text = {.data = NULL};
    uint32_t size = ESP_PARTITION_TABLE_SIZE;
    const uint8_t *data = image_flash_at(flash, flash->table_offset, &size);
    enum status status = write_part(folder, "partition-table.bin", flash->table_offset, data, size,
                                    "partition table", failure);
    esp_table_print(&flash->table, &text);
    if (status == STATUS_OK) {
        status = buffer_status(&text, failure);
    }
    if (status == STATUS_OK) {
        status = write_part(folder, "partition-table.csv", flash->table_offset, text.data,
                            text.size, "CSV", failure);
    }
    buffer_clear(&text);
    return status;
}

static enum status write_row(const char *folder, const struct image_flash *flash,
                             const struct esp_partition *row, struct failure *failure)
{
    char name[80];
    char file[100];
    uint32_t size = row->size;
    const uint8_t *data = image_flash_at(flash, row->offset, &size);
    enum image_kind kind = image_kind_of(data, size, 0, NULL);
    uint32_t used = size > 0 ? image_used_size(kind, data, size) : 0;
    if (used == 0 || kind == IMAGE_BLANK) {
        return STATUS_OK;
    }
    clean_name(row->name, name, sizeof(name));
    bool has_ending = kind == IMAGE_PACK && image_has_suffix(name, ".avm");
    snprintf(file, sizeof(file), "%s%s", name,
             has_ending           ? ""
             : kind == IMAGE_PACK ? ".avm"
                                  : ".bin");
    return write_part(folder, file, row->offset, data, used, image_kind_name(kind), failure);
}

static enum status split_flash(const char *folder, const struct image_flash *flash,
                               struct failure *failure)
{
    uint32_t offset;
    uint32_t size;
    enum status status = STATUS_OK;
    const uint8_t *loader = image_flash_loader(flash, &offset, &size);
    if (loader != NULL) {
        status = write_part(folder, "bootloader.bin", offset, loader,
                            image_used_size(IMAGE_PROGRAM, loader, size), "boot loader", failure);
    }
    if (status == STATUS_OK) {
        status = write_table(folder, flash, failure);
    }
    for (size_t i = 0; i < flash->table.count && status == STATUS_OK; i++) {
        status = write_row(folder, flash, &flash->table.rows[i], failure);
    }
    return status;
}

// UF2 and HEX: flash images if they hold a table, else their pieces.
static enum status split_wrapped(const char *folder, const char *path, uint32_t table_offset,
                                 struct failure *failure)
{
    struct image image = {.pieces = NULL};
    struct buffer flat = {.data = NULL};
    struct image_flash flash;
    uint32_t family = 0;
    enum status status = image_add_file(&image, path, &family, failure);
    if (status == STATUS_OK) {
        status = image_settle(&image, failure);
    }
    if (status == STATUS_OK) {
        status = image_join(&image, failure);
    }
    bool is_flash = status == STATUS_OK && image_end(&image) <= IMAGE_FLAT_MAX &&
                    image_flatten(&image, 0, 0xFF, &flat, NULL) == STATUS_OK &&
                    image_find_flash(flat.data, flat.size, table_offset, &flash);
    if (is_flash) {
        status = split_flash(folder, &flash, failure);
    }
    for (size_t i = 0; i < image.count && status == STATUS_OK && !is_flash; i++) {
        const struct image_piece *piece = &image.pieces[i];
        const uint8_t *data = image_data(&image, piece);
        char name[40];
        snprintf(name, sizeof(name), "0x%08" PRIx32 ".bin", piece->address);
        status = write_part(folder, name, piece->address, data, piece->size,
                            image_kind_name(image_kind_of(data, piece->size, 0, NULL)), failure);
    }
    buffer_clear(&flat);
    image_clear(&image);
    return status;
}

enum status image_split(const struct image_values *values, const struct operands *operands,
                        struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    struct image_flash flash;
    uint32_t table_offset = 0;
    const char *path = operands->items[0];
    if (values->output == NULL) {
        return fail(failure, STATUS_USAGE, "'split' needs -o DIR");
    }
    enum status status = image_number(values->offset, &table_offset, failure);
    if (status == STATUS_OK) {
        status = file_map(path, &bytes, failure);
    }
    enum image_kind kind = status == STATUS_OK
                               ? image_kind_of(bytes.data, bytes.size, table_offset, &flash)
                               : IMAGE_UNKNOWN;
    bool is_wrapped = kind == IMAGE_FILE_UF2 || kind == IMAGE_FILE_HEX;
    if (status == STATUS_OK && !is_wrapped && kind != IMAGE_FLASH) {
        status = fail(failure, STATUS_INPUT,
                      "no partition table is in it, so it has no parts\n"
                      "'avm image info' tells what it is");
    }
    image_add_subject(failure, path);
    if (status == STATUS_OK) {
        bool is_absolute = values->output[0] == '/';
        status = file_make_directory_below(is_absolute ? "" : ".",
                                           values->output + (is_absolute ? 1 : 0), failure);
    }
    if (status == STATUS_OK) {
        status = is_wrapped ? split_wrapped(values->output, path, table_offset, failure)
                            : split_flash(values->output, &flash, failure);
    }
    file_unmap(&bytes);
    return status;
}
