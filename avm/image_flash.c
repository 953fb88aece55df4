// SPDX-License-Identifier: Apache-2.0
// image_flash.c - telling what bytes of flash are.

#include "avm/image_flash.h"

#include <string.h>

#include "flasher/hex.h"
#include "flasher/nvs.h"
#include "flasher/uf2.h"
#include "packbeam/packbeam.h"

const char *image_kind_name(enum image_kind kind)
{
    static const char *const names[] = {
        "data",     "blank",  "program", "partition table", "flash image", "pack",
        "settings", "module", "UF2",     "Intel HEX",
    };
    return names[kind];
}

static bool is_blank(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (data[i] != 0xFF) {
            return false;
        }
    }
    return true;
}

// Whether a table stands at a place of the data. Rows that are damaged do not count.
static bool has_table(struct image_flash *flash, size_t at)
{
    if (at >= flash->size || !image_is_table(flash->data + at, flash->size - at)) {
        return false;
    }
    size_t rest = flash->size - at;
    rest = rest < ESP_PARTITION_TABLE_SIZE ? rest : ESP_PARTITION_TABLE_SIZE;
    if (esp_partition_parse(flash->data + at, rest, &flash->table, NULL) != STATUS_OK) {
        return false;
    }
    flash->table_at = (uint32_t) at;
    return true;
}

bool image_find_flash(const uint8_t *data, size_t size, uint32_t table_offset,
                      struct image_flash *flash)
{
    uint32_t offset = table_offset != 0 ? table_offset : ESP_PARTITION_TABLE_OFFSET;
    *flash = (struct image_flash){.data = data, .size = size};
    for (uint32_t base = 0; base <= 0x2000 && base < offset; base += 0x1000) {
        if (has_table(flash, offset - base)) {
            flash->base = base;
            flash->table_offset = offset;
            return true;
        }
    }
    // A dump with the table elsewhere, or a cut that begins somewhere else.
    for (size_t at = 0x1000; at < size && at < UINT32_MAX; at += 0x1000) {
        if (has_table(flash, at)) {
            flash->base = at < offset && table_offset != 0 ? offset - (uint32_t) at : 0;
            flash->table_offset = flash->base + (uint32_t) at;
            return true;
        }
    }
    return false;
}

enum image_kind image_kind_of(const uint8_t *data, size_t size, uint32_t table_offset,
                              struct image_flash *flash)
{
    if (size == 0) {
        return IMAGE_UNKNOWN;
    }
    if (uf2_is(data, size)) {
        return IMAGE_FILE_UF2;
    }
    if (hex_is(data, size)) {
        return IMAGE_FILE_HEX;
    }
    if (image_is_table(data, size)) {
        return IMAGE_TABLE;
    }
    if (pack_is(data, size)) {
        return IMAGE_PACK;
    }
    if (size >= 12 && memcmp(data, "FOR1", 4) == 0 && memcmp(data + 8, "BEAM", 4) == 0) {
        return IMAGE_MODULE;
    }
    if (flash != NULL && image_find_flash(data, size, table_offset, flash)) {
        return IMAGE_FLASH;
    }
    if (esp_image_is(data, size)) {
        return IMAGE_PROGRAM;
    }
    if (nvs_is(data, size)) {
        return IMAGE_SETTINGS;
    }
    return is_blank(data, size) ? IMAGE_BLANK : IMAGE_UNKNOWN;
}

const uint8_t *image_flash_at(const struct image_flash *flash, uint32_t offset, uint32_t *size)
{
    if (offset < flash->base || offset - flash->base >= flash->size) {
        *size = 0;
        return flash->data;
    }
    size_t rest = flash->size - (offset - flash->base);
    *size = *size < rest ? *size : (uint32_t) rest;
    return flash->data + (offset - flash->base);
}

const uint8_t *image_flash_loader(const struct image_flash *flash, uint32_t *offset, uint32_t *size)
{
    for (uint32_t at = 0; at <= 0x2000 && at < flash->table_offset; at += 0x1000) {
        *offset = at;
        *size = flash->table_offset - at;
        const uint8_t *data = image_flash_at(flash, at, size);
        if (esp_image_is(data, *size)) {
            return data;
        }
    }
    return NULL;
}

uint32_t image_used_size(enum image_kind kind, const uint8_t *data, uint32_t size)
{
    struct esp_image image;
    struct pack pack;
    uint32_t used;
    if (kind == IMAGE_PROGRAM && esp_image_parse(data, size, &image, NULL) == STATUS_OK) {
        return image.size;
    }
    if (kind == IMAGE_PACK && pack_open(data, size, &pack, NULL) == STATUS_OK &&
        pack_check(&pack, &used, NULL) == STATUS_OK) {
        return used;
    }
    while (kind != IMAGE_SETTINGS && size > 0 && data[size - 1] == 0xFF) {
        size--;
    }
    return size;
}
