// SPDX-License-Identifier: Apache-2.0
// image_files.h - files of firmware in all their forms, read into an image and written from one.

#ifndef AVM_IMAGE_FILES_H
#define AVM_IMAGE_FILES_H

#include "avm/image.h"
#include "flasher/image.h"

// Options of the forms that write images.
struct image_format_options {
    const char *format;
    const char *family;
    const char *payload;
    bool no_md5;
};

#define IMAGE_FORMAT_OPTIONS(member)                                                               \
    {0,                                                                                            \
     "format",                                                                                     \
     OPTION_TEXT,                                                                                  \
     offsetof(struct values, member) + offsetof(struct image_format_options, format),              \
     "raw|uf2|hex",                                                                                \
     "of the output",                                                                              \
     false},                                                                                       \
        {0,                                                                                        \
         "family",                                                                                 \
         OPTION_TEXT,                                                                              \
         offsetof(struct values, member) + offsetof(struct image_format_options, family),          \
         "FAMILY",                                                                                 \
         "of UF2: rp2040, rp2350, data, a chip or a number",                                       \
         false},                                                                                   \
        {0,                                                                                        \
         "chunk-size",                                                                             \
         OPTION_TEXT,                                                                              \
         offsetof(struct values, member) + offsetof(struct image_format_options, payload),         \
         "BYTES",                                                                                  \
         "in a block of UF2",                                                                      \
         false},                                                                                   \
    {                                                                                              \
        0, "md5-disable", OPTION_FLAG,                                                             \
            offsetof(struct values, member) + offsetof(struct image_format_options, no_md5), NULL, \
            "no MD5 in blocks of UF2", false                                                       \
    }

struct image_patch_options {
    const char *mode;
    const char *frequency;
    const char *size;
};

#define IMAGE_PATCH_OPTIONS(member)                                                                \
    {0,                                                                                            \
     "flash-mode",                                                                                 \
     OPTION_TEXT,                                                                                  \
     offsetof(struct values, member) + offsetof(struct image_patch_options, mode),                 \
     "qio|qout|dio|dout",                                                                          \
     "default as it is",                                                                           \
     false},                                                                                       \
        {0,                                                                                        \
         "flash-freq",                                                                             \
         OPTION_TEXT,                                                                              \
         offsetof(struct values, member) + offsetof(struct image_patch_options, frequency),        \
         "FREQ",                                                                                   \
         "80m, 40m, ...; default as it is",                                                        \
         false},                                                                                   \
    {                                                                                              \
        0, "flash-size", OPTION_TEXT,                                                              \
            offsetof(struct values, member) + offsetof(struct image_patch_options, size), "SIZE",  \
            "4MB, ...; default as it is", false                                                    \
    }

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

// Fill everything but base, fill and pad_to. chip may be NULL.
enum status image_output_init(const struct image_format_options *options, const char *path,
                              const struct chip *chip, struct image_output *output,
                              struct failure *failure);

// Write a settled image to a file.
enum status image_output_write(const struct image_output *output, const struct image *image,
                               const char *path, struct failure *failure);

// Add FILE or ADDRESS=FILE to an image. *family is 0 or what blocks of UF2 must have, and is set by
// the first file that has one. Failures name the file.
enum status image_add_file(struct image *image, const char *operand, uint32_t *family,
                           struct failure *failure);

#endif
