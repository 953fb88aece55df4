// SPDX-License-Identifier: Apache-2.0
// esp_image.h - a program for an Espressif chip: the boot loader and the applications in its flash.
// Docs: ESP-IDF "App Image Format", esptool "Firmware Image Format".
//
//   byte  size
//      0     1  E9
//      1     1  number of segments, at most 16
//      2     1  flash mode: 0 QIO, 1 QOUT, 2 DIO, 3 DOUT
//      3     1  flash size code << 4 | frequency code (which depends on the chip)
//      4     4  entry address
//      8     1  WP pin                               bytes 8 to 23 are missing on an ESP8266
//      9     3  drive strengths
//     12     2  chip id
//     14     1  minimum revision, old form
//     15     2  minimum revision, major * 100 + minor
//     17     2  maximum revision
//     19     4  0
//     23     1  1: a SHA-256 follows
//     24        segments: address 4, size 4, data
//               zeros up to 15 modulo 16, then 1 byte: EF XOR all data of segments
//               SHA-256 of all before it

#ifndef FLASHER_ESP_IMAGE_H
#define FLASHER_ESP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flasher/chip.h"
#include "packbeam/sha256.h"
#include "packbeam/status.h"

#define ESP_IMAGE_MAGIC        0xE9
#define ESP_IMAGE_SEGMENTS_MAX 16

struct esp_segment {
    uint32_t address; // 0: filling
    uint32_t size;
    uint32_t offset; // of its header in the file
};

// What an application says about itself, in the 256 bytes at the start of its first segment.
struct esp_description {
    uint32_t secure_version;
    char version[33];
    char project[33];
    char time[17];
    char date[17];
    char idf[33];
    uint8_t elf_hash[SHA256_SIZE];
    uint16_t min_block_revision;
    uint16_t max_block_revision;
    uint8_t page_shift; // 0: not said
};

struct esp_image {
    bool is_8266; // the short header
    uint8_t mode;
    uint8_t size_code;
    uint8_t frequency_code;
    uint32_t entry;
    uint8_t wp_pin;
    uint8_t drives[3];
    uint16_t chip_id;
    uint8_t min_revision_old;
    uint16_t min_revision;
    uint16_t max_revision;
    uint8_t segment_count;
    struct esp_segment segments[ESP_IMAGE_SEGMENTS_MAX];
    uint32_t checksum_offset;
    uint8_t checksum; // as stored
    uint8_t checksum_wanted;
    bool has_hash;
    uint8_t hash[SHA256_SIZE]; // as stored
    uint8_t hash_wanted[SHA256_SIZE];
    uint32_t size; // of the image; more may follow in the file
    bool has_description;
    struct esp_description description;
};

bool esp_image_is(const uint8_t *data, size_t size);

// Read header, segments and sums. STATUS_INPUT: not an image, or cut short. Wrong sums are no
// failure: esp_image_check() is for those.
enum status esp_image_parse(const uint8_t *data, size_t size, struct esp_image *image,
                            struct failure *failure);

// STATUS_INPUT: the checksum or the SHA-256 is wrong, or it is for another chip than chip (which
// may be NULL).
enum status esp_image_check(const struct esp_image *image, const struct chip *chip,
                            struct failure *failure);

// "dio", "40m", "4MB", or NULL for what has no name. chip NULL: an ESP8266.
const char *esp_image_mode_name(uint8_t code);
const char *esp_image_frequency_name(const struct chip *chip, uint8_t code);
const char *esp_image_size_name(const struct chip *chip, uint8_t code);
// In bytes; 0: not known.
uint32_t esp_image_flash_size(const struct esp_image *image, const struct chip *chip);

// What is to be changed in a header; NULL or "keep": nothing.
struct esp_image_patch {
    const char *mode;
    const char *frequency;
    const char *size;
};

// Change the header in place, and the SHA-256 when there is one. STATUS_USAGE: a value that the
// chip does not know. STATUS_INPUT: not an image.
enum status esp_image_patch(const struct esp_image_patch *patch, const struct chip *chip,
                            uint8_t *data, size_t size, struct failure *failure);

#endif
