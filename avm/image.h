// SPDX-License-Identifier: Apache-2.0
// image.h - what the forms of `avm image` share. Each form is a function in avm/image_<form>.c and
// a row in the table of cmd_image.c, which says how many files it takes and which options.

#ifndef AVM_IMAGE_H
#define AVM_IMAGE_H

#include <stdbool.h>

#include "avm/options.h"
#include "flasher/buffer.h"
#include "flasher/chip.h"
#include "flasher/esp_image.h"
#include "flasher/esp_table.h"
#include "flasher/image.h"

// The values of all options; those that a form does not take are not set.
struct image_values {
    const char *output;
    const char *chip;
    const char *bootloader;
    const char *partitions;
    const char *app;
    const char *lib;
    const char *main;
    const char *nvs;
    const char *format;
    const char *family;
    const char *chunk_size;
    const char *base;
    const char *pad_to;
    const char *fill;
    const char *flash_mode;
    const char *flash_freq;
    const char *flash_size;
    const char *offset;
    const char *bootloader_offset;
    const char *recovery_offset;
    const char *secure;
    const char *partition;
    const char *size;
    const char *version;
    bool sparse;
    bool no_md5;
    bool json;
};

typedef enum status image_form(const struct image_values *values, const struct operands *operands,
                               struct failure *failure);

image_form image_build;
image_form image_info;
image_form image_layout;
image_form image_merge;
image_form image_nvs;
image_form image_partitions;
image_form image_split;

// Values of options; a text of NULL leaves what is there. A number may have K, M, KB or MB behind.
enum status image_number(const char *text, uint32_t *number, struct failure *failure);
enum status image_chip(const char *text, const struct chip **chip, struct failure *failure);
struct esp_image_patch image_patch(const struct image_values *values);
// --offset, --flash-size, --chip and so on, for the reader of tables.
enum status image_table_options(const struct image_values *values, struct esp_table_options *to,
                                struct failure *failure);

// Write a file, or to the standard output for NULL or "-".
enum status image_write(const char *path, const void *data, size_t size, struct failure *failure);
enum status image_write_buffer(const char *path, const struct buffer *buffer,
                               struct failure *failure);

// Say what file a failure is about, unless it says so already.
void image_add_subject(struct failure *failure, const char *path);

// Read a table from a preset, CSV, or bytes (a table, an image, a dump); *is_binary says what it
// was. Failures name the file.
enum status image_read_table(const char *path, const struct esp_table_options *options,
                             struct esp_partition_table *table, bool *is_binary,
                             struct failure *failure);
// The same for the bytes of a table.
enum status image_read_table_bytes(const uint8_t *data, size_t size,
                                   const struct esp_table_options *options,
                                   struct esp_partition_table *table, struct failure *failure);
bool image_is_table(const uint8_t *data, size_t size);

// Whether the name of a file ends so, whatever the case.
bool image_has_suffix(const char *path, const char *suffix);

#endif
