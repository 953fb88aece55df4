// SPDX-License-Identifier: Apache-2.0
// cmd_list.c - avm list: what is in a pack or a module.

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/command.h"
#include "avm/erl_source.h"
#include "avm/json.h"
#include "avm/list_long.h"
#include "avm/report.h"
#include "packbeam/beam_file.h"
#include "packbeam/inflate.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"
#include "vm/vm.h"

struct values {
    const char *format;
    bool is_long;
    bool disasm;
};

static const struct option options[] = {
    {'f', "format", OPTION_TEXT, offsetof(struct values, format), "default|csv|bare|json",
     "lines for people, tables for programs", false},
    {'l', "long", OPTION_FLAG, offsetof(struct values, is_long), NULL,
     "all that can be said of each entry", false},
    {0, "disasm", OPTION_FLAG, offsetof(struct values, disasm), NULL,
     "show the instructions of modules instead", false},
    {0},
};

// A form of the listing: what stands around and for each section.
struct format {
    const char *name;
    const char *before;
    void (*print)(const struct pack_section *section, bool first);
    void (*print_long)(const struct pack_section *section, bool first); // NULL: there is none
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

static void print_json(const struct pack_section *section, bool first)
{
    printf("%s\n  {\"name\": ", first ? "" : ",");
    json_print_text(section->name);
    printf(", \"beam\": %s, \"start\": %s, \"size\": %" PRIu32 "}",
           truth(pack_section_is_beam(section)), truth(pack_section_has_start(section)),
           section->size);
}

static const struct format formats[] = {
    {"default", "", print_default, list_long_text, ""},
    {"csv", "MODULE_NAME,IS_BEAM,IS_ENTRYPOINT,SIZE_BYTES\n", print_csv, NULL, ""},
    {"bare", "", print_bare, NULL, ""},
    {"json", "[", print_json, list_long_json, "\n]\n"},
};

// What was asked for.
struct listing {
    const struct format *format;
    void (*print)(const struct pack_section *section, bool first);
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

static enum status find_listing(const struct values *values, struct listing *listing,
                                struct failure *failure)
{
    enum status status = find_format(values->format, &listing->format, failure);
    if (status != STATUS_OK) {
        return status;
    }
    listing->print = values->is_long ? listing->format->print_long : listing->format->print;
    return listing->print != NULL
               ? STATUS_OK
               : fail(failure, STATUS_USAGE, "--long has no form '%s'", listing->format->name);
}

static enum status list_pack(const uint8_t *data, size_t size, const struct listing *listing,
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
    fputs(listing->format->before, stdout);
    struct pack_section section = {0};
    bool first = true;
    while (pack_next(&pack, &section, failure) == STATUS_OK) {
        listing->print(&section, first);
        first = false;
    }
    fputs(listing->format->after, stdout);
    return STATUS_OK;
}

// Packs inside something larger, a flash dump or an image: each with the place where it begins.
static enum status list_inside(const uint8_t *data, size_t size, const struct listing *listing,
                               struct failure *failure)
{
    size_t at = 0;
    bool found = false;
    while (at < size) {
        const uint8_t *next = memchr(data + at, '#', size - at);
        if (next == NULL) {
            break;
        }
        at = (size_t) (next - data);
        struct pack pack;
        uint32_t pack_size = 0;
        // The text also stands in programs that know it: what counts is a pack that is whole.
        if (!pack_is(next, size - at) || pack_open(next, size - at, &pack, NULL) != STATUS_OK ||
            pack_check(&pack, &pack_size, NULL) != STATUS_OK) {
            at++;
            continue;
        }
        printf("%s# pack of %" PRIu32 " bytes at 0x%zx\n", found ? "\n" : "", pack_size, at);
        (void) list_pack(next, size - at, listing, NULL);
        at += pack_size;
        found = true;
    }
    return found ? STATUS_OK
                 : fail_at(failure, STATUS_INPUT, 0, "not an AVM pack, and there is none inside");
}

// A module by itself, as if it were the only entry of a pack.
static enum status list_module(const char *path, const uint8_t *data, size_t size,
                               const struct listing *listing, struct failure *failure)
{
    struct beam_file file;
    bool has_start;
    const char *slash = strrchr(path, '/');
    enum status status = beam_file_open(data, size, &file, failure);
    if (status == STATUS_OK) {
        status = beam_has_start(data, size, &has_start, failure);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct pack_section section = {
        .name = slash != NULL ? slash + 1 : path,
        .flags = PACK_BEAM | (has_start ? PACK_START : 0),
        .data = data,
        .size = (uint32_t) size,
    };
    fputs(listing->format->before, stdout);
    listing->print(&section, true);
    fputs(listing->format->after, stdout);
    return STATUS_OK;
}

// A module from `erlc +compressed`.
static enum status list_compressed(const char *path, const struct file_bytes *bytes,
                                   const struct listing *listing, struct failure *failure)
{
    size_t size;
    enum status status = inflate_gzip_size(bytes->data, bytes->size, &size, failure);
    uint8_t *data = status == STATUS_OK ? malloc(size + 1) : NULL;
    if (status == STATUS_OK && data == NULL) {
        status = fail_memory(failure, size);
    }
    if (status == STATUS_OK) {
        status = inflate_into(INFLATE_GZIP, bytes->data, bytes->size, data, size, failure);
    }
    if (status == STATUS_OK) {
        status = list_module(path, data, size, listing, failure);
    }
    free(data);
    return status;
}

static enum status list_file(const char *path, const struct listing *listing,
                             struct failure *failure)
{
    struct file_bytes bytes;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    enum status status = file_map(path, &bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    if (pack_is(bytes.data, bytes.size)) {
        status = list_pack(bytes.data, bytes.size, listing, failure);
    } else if (beam_file_is(bytes.data, bytes.size)) {
        status = list_module(name, bytes.data, bytes.size, listing, failure);
    } else if (inflate_is_gzip(bytes.data, bytes.size)) {
        status = list_compressed(name, &bytes, listing, failure);
    } else {
        status = list_inside(bytes.data, bytes.size, listing, failure);
    }
    failure_add_subject(failure, name);
    file_unmap(&bytes);
    return status;
}

// Instructions -------------------------------------------------------------------------------

// What is to be disassembled: FILE, FILE:FUN/ARITY, and in a pack also FILE:MODULE[:FUN/ARITY].
struct target {
    char path[4096];
    const char *module;   // NULL: all of them
    const char *function; // NULL: all of them
};

// Cut names off the end of the path until a file is left.
static void split_target(const char *text, struct target *target)
{
    snprintf(target->path, sizeof(target->path), "%s", text);
    while (!file_exists(target->path)) {
        char *colon = strrchr(target->path, ':');
        if (colon == NULL) {
            break;
        }
        if (strrchr(colon, '/') != NULL && target->function == NULL && target->module == NULL) {
            target->function = colon + 1;
        } else if (target->module == NULL) {
            target->module = colon + 1;
        } else {
            break;
        }
        *colon = '\0';
    }
}

static void print_text(void *context, const char *text, size_t size)
{
    fwrite(text, 1, size, stdout);
}

static bool is_module(const char *section, const char *module)
{
    size_t length = strlen(module);
    return strncmp(section, module, length) == 0 && strcmp(section + length, ".beam") == 0;
}

static enum status disassemble_pack(const struct target *target, const uint8_t *data, size_t size,
                                    struct failure *failure)
{
    struct pack pack;
    struct pack_section section = {0};
    size_t shown = 0;
    enum status status = pack_open(data, size, &pack, failure);
    while (status == STATUS_OK && (status = pack_next(&pack, &section, failure)) == STATUS_OK) {
        if (!pack_section_is_beam(&section) ||
            (target->module != NULL && !is_module(section.name, target->module))) {
            continue;
        }
        status = vm_disassemble(section.name, section.data, section.size, target->function,
                                print_text, NULL, failure);
        shown++;
    }
    // pack_next() leaves the failure alone at the end; vm_disassemble() does not.
    if (status != STATUS_FAILED || failure->status != STATUS_OK) {
        return status;
    }
    if (shown == 0) {
        return fail(failure, STATUS_FAILED, "no module '%.100s' in the pack",
                    target->module != NULL ? target->module : "");
    }
    return STATUS_OK;
}

static enum status disassemble_bytes(const struct target *target, const uint8_t *data, size_t size,
                                     struct failure *failure)
{
    if (pack_is(data, size)) {
        return disassemble_pack(target, data, size, failure);
    }
    if (target->module != NULL) {
        return fail(failure, STATUS_USAGE, "a module has no module '%.100s' inside",
                    target->module);
    }
    return vm_disassemble(target->path, data, size, target->function, print_text, NULL, failure);
}

static enum status disassemble(const char *text, struct failure *failure)
{
    struct target target = {.module = NULL};
    const struct text_list no_folders = {0};
    uint8_t *data;
    size_t size;
    split_target(text, &target);
    const char *dot = strrchr(target.path, '.');
    enum status status = dot != NULL && strcmp(dot, ".erl") == 0
                             ? erl_source_compile(target.path, &no_folders, &data, &size, failure)
                             : file_read(target.path, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = disassemble_bytes(&target, data, size, failure);
    if (status != STATUS_OK && failure->subject[0] == '\0') {
        failure_add_subject(failure, target.path);
    }
    free(data);
    return status;
}

static enum status act(const void *context, const struct operands *operands,
                       struct failure *failure)
{
    const struct values *values = context;
    struct listing listing = {.format = NULL};
    if (operands->count != 1) {
        return fail(failure, STATUS_USAGE, "%d files given, exactly one is needed",
                    operands->count);
    }
    if (values->disasm) {
        return values->format == NULL && !values->is_long
                   ? disassemble(operands->items[0], failure)
                   : fail(failure, STATUS_USAGE, "--disasm has no --format and no --long");
    }
    enum status status = find_listing(values, &listing, failure);
    return status == STATUS_OK ? list_file(operands->items[0], &listing, failure) : status;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct values values = {0};
    return command_act(command, argc, argv, &values, INT_MAX, act);
}

const struct command command_list = {
    .name = "list",
    .operands = "FILE",
    .summary = "show what is in an AVM file, or the instructions of a module",
    .details = "One line for each section: its name, '*' when a program may begin there, and the\n"
               "size of its data in bytes. FILE may be '-', the standard input, or a module. In a\n"
               "flash dump or an image all packs that are whole are found and listed.\n"
               "With --long also flags, place, chunks, which Erlang/OTP compiled it, and which\n"
               "functions a module has and calls.\n\n"
               "With --disasm the file may be a pack, a module or a source, and names may follow:\n"
               "FILE:FUN/ARITY for one function, in a pack also FILE:MODULE[:FUN/ARITY].\n",
    .examples = "avm list app.avm\n"
                "avm list --format json app.avm\n"
                "avm list --disasm hello.beam:start/0\n",
    .options = options,
    .run = run,
};
