// SPDX-License-Identifier: Apache-2.0
// cmd_list.c - avm list: what is in a pack or a module.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/report.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

struct values {
    const char *format;
};

static const struct option options[] = {
    {'f', "format", OPTION_TEXT, offsetof(struct values, format), "FORMAT",
     "default, csv, bare or json", false},
    {0},
};

// A form of the listing: what stands around and for each section.
struct format {
    const char *name;
    const char *before;
    void (*print)(const struct pack_section *section, bool first);
    const char *after;
};

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

static void print_default(const struct pack_section *section, bool first)
{
    printf("%s %s[%" PRIu32 "]\n", section->name, pack_section_has_start(section) ? "* " : "",
           section->size);
}

static void print_csv(const struct pack_section *section, bool first)
{
    printf("%s,%s,%s,%" PRIu32 "\n", section->name, truth(pack_section_is_beam(section)),
           truth(pack_section_has_start(section)), section->size);
}

static void print_bare(const struct pack_section *section, bool first)
{
    puts(section->name);
}

// A string of JSON (RFC 8259). Names come from the pack and may hold anything.
static void print_json_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char) *text;
        if (byte == '"' || byte == '\\') {
            printf("\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7f) {
            printf("\\u%04x", byte);
        } else {
            putchar(byte);
        }
    }
    putchar('"');
}

static void print_json(const struct pack_section *section, bool first)
{
    printf("%s\n  {\"name\": ", first ? "" : ",");
    print_json_text(section->name);
    printf(", \"beam\": %s, \"start\": %s, \"size\": %" PRIu32 "}",
           truth(pack_section_is_beam(section)), truth(pack_section_has_start(section)),
           section->size);
}

static const struct format formats[] = {
    {"default", "", print_default, ""},
    {"csv", "MODULE_NAME,IS_BEAM,IS_ENTRYPOINT,SIZE_BYTES\n", print_csv, ""},
    {"bare", "", print_bare, ""},
    {"json", "[", print_json, "\n]\n"},
};

static enum status find_format(const char *name, const struct format **format,
                               struct failure *failure)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (name == NULL || strcmp(formats[i].name, name) == 0) {
            *format = &formats[i];
            return STATUS_OK;
        }
    }
    return fail(failure, STATUS_USAGE, "unknown format '%s'\nit is one of default, csv, bare, json",
                name);
}

static enum status list_pack(const uint8_t *data, size_t size, const struct format *format,
                             struct failure *failure)
{
    struct pack pack;
    enum status status = pack_open(data, size, &pack, failure);
    if (status != STATUS_OK) {
        return status;
    }
    // Everything is checked before anything is printed: half a list helps nobody.
    status = pack_check(&pack, NULL, failure);
    if (status != STATUS_OK) {
        return status;
    }
    fputs(format->before, stdout);
    struct pack_section section = {0};
    bool first = true;
    while (pack_next(&pack, &section, failure) == STATUS_OK) {
        format->print(&section, first);
        first = false;
    }
    fputs(format->after, stdout);
    return STATUS_OK;
}

static enum status list_file(const char *path, const struct format *format, struct failure *failure)
{
    uint8_t *data;
    size_t size;
    enum status status = file_read(path, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = list_pack(data, size, format, failure);
    failure_add_subject(failure, path);
    free(data);
    return status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    const struct format *format = NULL;
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    if (status == STATUS_OK && operands.count != 1) {
        status =
            fail(&failure, STATUS_USAGE, "%d files given, exactly one is needed", operands.count);
    }
    if (status == STATUS_OK) {
        status = find_format(values.format, &format, &failure);
    }
    if (status == STATUS_OK) {
        status = list_file(operands.items[0], format, &failure);
    }
    return status == STATUS_OK ? report_output(command->name, STATUS_OK)
                               : report_command_failure(command->name, &failure);
}

const struct command command_list = {
    .name = "list",
    .operands = "FILE.avm",
    .summary = "show what is in an AVM file",
    .details = "One line for each section: its name, '*' when a program may begin there, and the\n"
               "size of its data in bytes.\n",
    .options = options,
    .run = run,
};
