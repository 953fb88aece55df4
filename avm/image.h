// SPDX-License-Identifier: Apache-2.0
// image.h - what the forms of `avm image` share. Each form is a struct command of its own, in
// avm/image_<form>.c, and a row in the table of cmd_image.c.

#ifndef AVM_IMAGE_H
#define AVM_IMAGE_H

#include "avm/command.h"
#include "flasher/buffer.h"
#include "flasher/chip.h"
#include "flasher/esp_partition.h"

extern const struct command image_build;
extern const struct command image_info;
extern const struct command image_layout;
extern const struct command image_merge;
extern const struct command image_nvs;
extern const struct command image_partitions;
extern const struct command image_split;

// Parse the options, print the help when asked, act, and report: the run() of every form. values is
// what option offsets count from. Operands beyond `most` are a mistake, as is less than `least`.
int image_run(const struct command *command, int argc, char **argv, void *values, int least,
              int most,
              enum status (*act)(void *values, const struct operands *operands,
                                 struct failure *failure));

// A number of an option, with K, M, KB or MB behind. text NULL: *number stays as it is.
enum status image_number(const char *text, uint32_t *number, struct failure *failure);

// A chip of the table. text NULL: *chip stays as it is.
enum status image_chip(const char *text, const struct chip **chip, struct failure *failure);

// Write a file, or to the standard output for NULL or "-".
enum status image_write(const char *path, const void *data, size_t size, struct failure *failure);

// Read a table from a preset, CSV, or bytes; *is_binary says what it was. Failures name the file.
struct esp_table_options;
enum status image_read_table(const char *path, struct esp_table_options *options,
                             struct esp_partition_table *table, bool *is_binary,
                             struct failure *failure);

// Whether the name of a file ends so, whatever the case.
bool image_has_suffix(const char *path, const char *suffix);

#endif
