// SPDX-License-Identifier: Apache-2.0
// cmd_image.c - avm image: firmware images, their parts and tables. Here the forms are told apart.

#include <stdio.h>
#include <string.h>

#include "avm/image.h"
#include "avm/report.h"
#include "flasher/esp_table.h"
#include "platforms/files.h"
#include "platforms/platform.h"

static const struct command *const forms[] = {
    &image_partitions,
    &image_merge,
    NULL,
};

static int run(const struct command *command, int argc, char **argv)
{
    struct failure failure = {0};
    if (argc < 2) {
        fail(&failure, STATUS_USAGE, "what to do is missing\n'avm help image' lists the forms");
        return report_command_failure(command->name, &failure);
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    const struct command *form = command_find_sub(command, argv[1]);
    if (form == NULL) {
        fail(&failure, STATUS_USAGE, "unknown form '%.60s'\n'avm help image' lists the forms",
             argv[1]);
        return report_command_failure(command->name, &failure);
    }
    return form->run(form, argc - 1, argv + 1);
}

const struct command command_image = {
    .name = "image",
    .operands = "FORM ...",
    .summary = "build, inspect, split and convert firmware images",
    .examples = "avm image partitions table.csv -o table.bin\n"
                "avm image merge -o all.bin 0x1000=boot.bin 0x8000=table.bin\n",
    .subcommands = forms,
    .run = run,
};

// Shared by the forms ------------------------------------------------------------------------

int image_run(const struct command *command, int argc, char **argv, void *values, int least,
              int most,
              enum status (*act)(void *values, const struct operands *operands,
                                 struct failure *failure))
{
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(command->options, argc, argv, false, values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count < least) {
        status = fail(&failure, STATUS_USAGE, "a file is missing");
    }
    if (status == STATUS_OK && operands.count > most) {
        status = fail(&failure, STATUS_USAGE, "'%.60s' is one word too many", operands.items[most]);
    }
    if (status == STATUS_OK) {
        status = act(values, &operands, &failure);
    }
    if (status == STATUS_USAGE) {
        char hint[80];
        snprintf(hint, sizeof(hint), "'avm %s --help' tells how", command->name);
        failure_add_hint(&failure, hint);
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

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
    if (!esp_table_number(copy, NULL, number)) {
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

enum status image_write(const char *path, const void *data, size_t size, struct failure *failure)
{
    if (path == NULL || strcmp(path, "-") == 0) {
        fwrite(data, 1, size, stdout); // report_output() says when it did not work
        return STATUS_OK;
    }
    return file_replace(path, data, size, failure);
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

static const char *lookup(void *context, const char *name)
{
    return platform_getenv(name);
}

static void warn(void *context, const char *line)
{
    report_note("image", "%s", line);
}

static bool is_table(const uint8_t *data, size_t size)
{
    return size >= 32 &&
           ((data[0] == 0xAA && data[1] == 0x50) || (data[0] == 0xEB && data[1] == 0xEB));
}

static enum status read_bytes(const uint8_t *data, size_t size, struct esp_partition_table *table,
                              const struct esp_table_options *options, struct failure *failure)
{
    // Only the MD5 of nothing: a table without rows.
    if (data[0] == 0xEB && size >= 32) {
        table->count = 0;
        return STATUS_OK;
    }
    struct esp_table_options as_read = *options;
    as_read.without_md5 = true; // it may have been written so
    enum status status = esp_partition_parse(data, size, table, failure);
    return status == STATUS_OK ? esp_table_check(table, &as_read, failure) : status;
}

enum status image_read_table(const char *path, struct esp_table_options *options,
                             struct esp_partition_table *table, bool *is_binary,
                             struct failure *failure)
{
    struct file_bytes bytes = {.data = NULL};
    const char *preset = esp_table_preset(path);
    options->lookup = lookup;
    options->warn = warn;
    *is_binary = false;
    if (preset != NULL && !file_exists(path)) {
        return esp_table_parse((const uint8_t *) preset, strlen(preset), options, table, failure);
    }
    enum status status = file_map(path, &bytes, failure);
    uint32_t offset =
        options->table_offset != 0 ? options->table_offset : ESP_PARTITION_TABLE_OFFSET;
    if (status == STATUS_OK && is_table(bytes.data, bytes.size)) {
        *is_binary = true;
        status = read_bytes(bytes.data, bytes.size, table, options, failure);
    } else if (status == STATUS_OK && bytes.size > offset &&
               is_table(bytes.data + offset, bytes.size - offset)) {
        *is_binary = true; // a whole image or a dump
        size_t rest = bytes.size - offset;
        status = read_bytes(bytes.data + offset,
                            rest < ESP_PARTITION_TABLE_SIZE ? rest : ESP_PARTITION_TABLE_SIZE,
                            table, options, failure);
    } else if (status == STATUS_OK) {
        status = esp_table_parse(bytes.data, bytes.size, options, table, failure);
    }
    failure_add_subject(failure, strcmp(path, "-") == 0 ? "standard input" : path);
    file_unmap(&bytes);
    return status;
}
