// SPDX-License-Identifier: Apache-2.0
// image_files.h - files of firmware in all their forms, read into an image and written from one.

#ifndef AVM_IMAGE_FILES_H
#define AVM_IMAGE_FILES_H

#include "avm/image.h"

enum image_format {
    IMAGE_RAW,
    IMAGE_UF2,
    IMAGE_HEX,
};

// How an image is written.
struct image_output {
    enum image_format format;
    uint32_t family; // of UF2
    uint32_t payload;
    bool without_md5;
    uint32_t base; // where raw bytes begin
    uint8_t fill;
    uint32_t pad_to; // size of raw bytes, at least
};

// Take everything but base from the options. chip may be NULL.
enum status image_output_init(const struct image_values *values, const struct chip *chip,
                              struct image_output *output, struct failure *failure);

// Write a settled image to a file.
enum status image_output_write(const struct image_output *output, const struct image *image,
                               const char *path, struct failure *failure);

// Add FILE or ADDRESS=FILE to an image. *family is 0 or what blocks of UF2 must have, and is set by
// the first file that has one. Failures name the file.
enum status image_add_file(struct image *image, const char *operand, uint32_t *family,
                           struct failure *failure);

#endif
