// SPDX-License-Identifier: Apache-2.0
// cmd_pack.c - avm pack: modules, plain files and other packs into one pack.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/report.h"
#include "packbeam/beam_file.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

struct values {
    const char *start;
    bool drop_lines;
    bool library;
};

static const struct option options[] = {
    {'s', "start", OPTION_TEXT, offsetof(struct values, start), "MODULE",
     "the program begins with start/0 of this module", false},
    {'r', "remove-lines", OPTION_FLAG, offsetof(struct values, drop_lines), NULL,
     "leave out line numbers: smaller, but not in stack traces", false},
    {0, "lib", OPTION_FLAG, offsetof(struct values, library), NULL,
     "a library: no module is where a program begins", false},
    {0},
};

// The name of a plain file in a pack: APP/priv/PATH, as atomvm:read_priv/2 looks for it, when the
// path has such a part, else the last part of the path.
static const char *plain_name(const char *path)
{
    const char *priv = strstr(path, "/priv/");
    const char *start = priv != NULL ? priv : path + strlen(path);
    while (start > path && start[-1] != '/') {
        start--;
    }
    return start;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_module(const char *path, const uint8_t *data, size_t size)
{
    const char *dot = strrchr(path, '.');
    bool named = dot != NULL && strcmp(dot, ".beam") == 0;
    // A compressed file is only a module when its name says so. What is named like a module must
    // be one.
    return named || beam_file_is(data, size);
}

static enum status add_bytes(struct pack_writer *writer, const char *path, const uint8_t *data,
                             size_t size, const struct pack_options *what, struct failure *failure)
{
    if (pack_is(data, size)) {
        struct pack pack;
        enum status status = pack_open(data, size, &pack, failure);
        return status == STATUS_OK ? pack_add_pack(writer, &pack, what, failure) : status;
    }
    if (is_module(path, data, size)) {
        return pack_add_beam(writer, base_name(path), data, size, what, failure);
    }
    const char *dot = strrchr(path, '.');
    if (dot != NULL && strcmp(dot, ".avm") == 0) {
        return fail_at(failure, STATUS_INPUT, 0, "not an AVM pack");
    }
    if (dot != NULL && strcmp(dot, ".erl") == 0) {
        return fail(failure, STATUS_INPUT,
                    "source code, not a compiled module\n"
                    "compile it first: erlc %s",
                    path);
    }
    return pack_add_file(writer, plain_name(path), data, size, failure);
}

static enum status add_input(struct pack_writer *writer, const char *path,
                             const struct pack_options *what, struct failure *failure)
{
    uint8_t *data;
    size_t size;
    enum status status = file_read(path, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = add_bytes(writer, path, data, size, what, failure);
    failure_add_subject(failure, path);
    free(data);
    return status;
}

// Put the start module first, and make sure that it can be one.
static enum status place_start(struct pack_writer *writer, const char *start,
                               struct failure *failure)
{
    char name[PACK_MODULE_NAME_SIZE];
    int length = snprintf(name, sizeof(name), "%s.beam", start);
    if (length < 0 || (size_t) length >= sizeof(name) ||
        pack_move_first(writer, name) != STATUS_OK) {
        return fail(failure, STATUS_FAILED,
                    "there is no module '%.100s' in the inputs to start with", start);
    }
    return STATUS_OK;
}

static enum status check_start(const struct pack_writer *writer, const char *start,
                               struct failure *failure)
{
    struct pack pack;
    struct pack_section section;
    enum status status = pack_open(writer->data, writer->size, &pack, failure);
    if (status == STATUS_OK && pack_find_start(&pack, &section, failure) != STATUS_OK) {
        return fail(failure, STATUS_FAILED, "module '%.100s' does not export start/0", start);
    }
    return status;
}

static enum status build(const struct values *values, const struct operands *operands,
                         struct pack_writer *writer, struct failure *failure)
{
    struct pack_options what = {.drop_lines = values->drop_lines, .library = values->library};
    char start[PACK_MODULE_NAME_SIZE];
    if (values->start != NULL) {
        // `-s main` and `-s main.beam` mean the same.
        size_t length = strlen(values->start);
        if (length > 5 && strcmp(values->start + length - 5, ".beam") == 0) {
            length -= 5;
        }
        snprintf(start, sizeof(start), "%.*s", (int) length, values->start);
        what.start = start;
    }
    for (int i = 1; i < operands->count; i++) {
        enum status status = add_input(writer, operands->items[i], &what, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    enum status status = STATUS_OK;
    if (what.start != NULL) {
        status = place_start(writer, what.start, failure);
    }
    if (status == STATUS_OK) {
        status = pack_writer_finish(writer, failure);
    }
    if (status == STATUS_OK && what.start != NULL) {
        status = check_start(writer, what.start, failure);
    }
    return status;
}

static enum status check_usage(const struct values *values, const struct operands *operands,
                               struct failure *failure)
{
    if (operands->count < 1) {
        return fail(failure, STATUS_USAGE, "no output file and no inputs given");
    }
    if (operands->count < 2) {
        return fail(failure, STATUS_USAGE, "nothing to put into '%s'", operands->items[0]);
    }
    if (values->start != NULL && values->library) {
        return fail(failure, STATUS_USAGE, "--start and --lib exclude each other");
    }
    return STATUS_OK;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    struct operands operands;
    struct failure failure = {0};
    bool help;
    enum status status =
        options_parse(options, argc, argv, false, &values, &operands, &help, &failure);
    if (status == STATUS_OK && help) {
        help_print(command);
        return report_output(command->name, STATUS_OK);
    }
    struct pack_writer writer;
    pack_writer_init(&writer);
    if (status == STATUS_OK) {
        status = check_usage(&values, &operands, &failure);
    }
    if (status == STATUS_OK) {
        status = build(&values, &operands, &writer, &failure);
    }
    if (status == STATUS_OK) {
        status = file_replace(operands.items[0], writer.data, writer.size, &failure);
    }
    pack_writer_clear(&writer);
    return status == STATUS_OK ? STATUS_OK : report_command_failure(command->name, &failure);
}

const struct command command_pack = {
    .name = "pack",
    .operands = "OUT.avm IN...",
    .summary = "put modules, files and other packs into one AVM file",
    .details =
        "Inputs are compiled modules (.beam), other packs (.avm), and plain files, which are\n"
        "named APP/priv/PATH when their path has such a part. A program begins with the\n"
        "first module that exports start/0. The output is replaced at once or not at all.\n",
    .options = options,
    .run = run,
};
