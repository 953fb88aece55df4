// SPDX-License-Identifier: Apache-2.0
// image_flash.h - what a stretch of flash holds, as far as its bytes tell: for the forms that look
// into images and dumps.

#ifndef AVM_IMAGE_FLASH_H
#define AVM_IMAGE_FLASH_H

#include "avm/image.h"

enum image_kind {
    IMAGE_UNKNOWN,
    IMAGE_BLANK,   // all FF
    IMAGE_PROGRAM, // a boot loader or an application
    IMAGE_TABLE,   // a partition table
    IMAGE_FLASH,   // an image or a dump with a partition table in it
    IMAGE_PACK,
    IMAGE_SETTINGS, // NVS
    IMAGE_MODULE,
    IMAGE_FILE_UF2,
    IMAGE_FILE_HEX,
};

// "pack", "partition table"...
const char *image_kind_name(enum image_kind kind);

// A flash image: its bytes begin at the address base.
struct image_flash {
    const uint8_t *data;
    size_t size;
    uint32_t base;
    uint32_t table_at;     // place of the table in data
    uint32_t table_offset; // its address
    struct esp_partition_table table;
};

// Find a partition table: at table_offset where it is not 0, else at 0x8000, in a file that begins
// with the flash or with the boot loader; else at any sector. False: there is none.
bool image_find_flash(const uint8_t *data, size_t size, uint32_t table_offset,
                      struct image_flash *flash);

// What the bytes are. IMAGE_FLASH: *flash is filled.
enum image_kind image_kind_of(const uint8_t *data, size_t size, uint32_t table_offset,
                              struct image_flash *flash);

// The bytes of a stretch of flash, as far as they are there; *size is set to how many.
const uint8_t *image_flash_at(const struct image_flash *flash, uint32_t offset, uint32_t *size);

// The boot loader: in front of the table. NULL: none.
const uint8_t *image_flash_loader(const struct image_flash *flash, uint32_t *offset,
                                  uint32_t *size);

// The bytes up to the end of what is in them: the program, the pack, or what is not FF.
uint32_t image_used_size(enum image_kind kind, const uint8_t *data, uint32_t size);

#endif
