// SPDX-License-Identifier: Apache-2.0
// pack_take.c - everything is checked before the first byte is written.

#include "avm/pack_take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "avm/glob.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

#define PATH_SIZE 4096

static bool is_taken(const struct take *take, const char *name)
{
    for (int i = 0; i < take->name_count; i++) {
        if (glob_matches(take->names[i], name)) {
            return true;
        }
    }
    return false;
}

static bool matches_any(const struct pack *pack, const char *pattern)
{
    struct pack_section section = {0};
    while (pack_next(pack, &section, NULL) == STATUS_OK) {
        if (glob_matches(pattern, section.name)) {
            return true;
        }
    }
    return false;
}

// Map the pack and check it, and that every name stands for something.
static enum status open_pack(const struct take *take, struct file_bytes *bytes, struct pack *pack,
                             struct failure *failure)
{
    enum status status = file_map(take->pack, bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_open(bytes->data, bytes->size, pack, failure);
    if (status == STATUS_OK) {
        status = pack_check(pack, NULL, failure);
    }
    for (int i = 0; i < take->name_count && status == STATUS_OK; i++) {
        if (!matches_any(pack, take->names[i])) {
            status = fail(failure, STATUS_FAILED,
                          "there is no '%.100s' in the pack\n'avm list' shows what is in it",
                          take->names[i]);
        }
    }
    failure_add_subject(failure, take->pack);
    return status;
}

// Extracting ---------------------------------------------------------------------------------

// Whether a name stays below the folder it is put into, on any system.
static bool is_safe(const char *name)
{
    for (const char *part = name;; part++) {
        size_t length = strcspn(part, "/");
        bool is_dots = strspn(part, ".") >= length && length <= 2;
        if (length == 0 || is_dots || memchr(part, '\\', length) != NULL) {
            return false;
        }
        part += length;
        if (*part == '\0') {
            return true;
        }
    }
}

static enum status check_names(const struct take *take, const struct pack *pack,
                               struct failure *failure)
{
    struct pack_section section = {0};
    while (pack_next(pack, &section, NULL) == STATUS_OK) {
        if ((take->name_count == 0 || is_taken(take, section.name)) && !is_safe(section.name)) {
            return fail_at(failure, STATUS_INPUT, section.offset,
                           "the name '%.100s' would leave the folder\n"
                           "take it out with --to-stdout",
                           section.name);
        }
    }
    return STATUS_OK;
}

// The bytes of an entry as they are given out; *owned is to be freed.
static enum status entry_file(const struct take *take, const struct pack_section *section,
                              const uint8_t **data, size_t *size, uint8_t **owned,
                              struct failure *failure)
{
    *owned = NULL;
    if (!pack_section_is_beam(section)) {
        uint32_t file_size;
        enum status status = pack_section_file(section, data, &file_size, failure);
        *size = file_size;
        return status;
    }
    *data = section->data;
    *size = section->size;
    if (!take->as_beam) {
        return STATUS_OK;
    }
    enum status status = beam_restore(section->data, section->size, owned, size, failure);
    *data = *owned;
    return status;
}

static enum status write_entry(const struct take *take, const struct pack_section *section,
                               struct failure *failure)
{
    const char *folder = take->output != NULL ? take->output : ".";
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof(path), "%s/%s", folder, section->name);
    if (length < 0 || (size_t) length >= sizeof(path)) {
        return fail(failure, STATUS_IO, "the path is too long: '%.80s...'", section->name);
    }
    const uint8_t *data;
    size_t size;
    uint8_t *owned;
    enum status status = entry_file(take, section, &data, &size, &owned, failure);
    const char *slash = strrchr(section->name, '/');
    if (status == STATUS_OK && slash != NULL) {
        char below[PATH_SIZE];
        snprintf(below, sizeof(below), "%.*s", (int) (slash - section->name), section->name);
        status = file_make_directory_below(folder, below, failure);
    }
    if (status == STATUS_OK && file_is_link(path)) {
        status = fail(failure, STATUS_IO, "'%.200s' is a link: not followed", path);
    }
    if (status == STATUS_OK) {
        status = file_replace(path, data, size, failure);
    }
    free(owned);
    if (status == STATUS_OK) {
        printf("x %s\n", section->name);
    }
    return status;
}

static enum status extract_all(const struct take *take, const struct pack *pack,
                               struct failure *failure)
{
    struct pack_section section = {0};
    enum status status = check_names(take, pack, failure);
    if (status == STATUS_OK && take->output != NULL && !file_is_directory(take->output)) {
        status = file_make_directory(take->output, failure);
    }
    if (status == STATUS_OK && take->says_folder) {
        printf("Writing to %s ...\n", take->output != NULL ? take->output : ".");
    }
    while (status == STATUS_OK && pack_next(pack, &section, NULL) == STATUS_OK) {
        if (take->name_count == 0 || is_taken(take, section.name)) {
            status = write_entry(take, &section, failure);
        }
    }
    return status;
}

static enum status extract_one(const struct take *take, const struct pack *pack,
                               struct failure *failure)
{
    struct pack_section section = {0};
    struct pack_section found = {0};
    size_t count = 0;
    while (pack_next(pack, &section, NULL) == STATUS_OK) {
        if (is_taken(take, section.name) && count++ == 0) {
            found = section;
        }
    }
    if (count != 1) {
        return fail(failure, STATUS_USAGE, "--to-stdout takes one entry, not %lu",
                    (unsigned long) count);
    }
    const uint8_t *data;
    size_t size;
    uint8_t *owned;
    enum status status = entry_file(take, &found, &data, &size, &owned, failure);
    if (status == STATUS_OK) {
        // Whether it arrived is seen when the output is flushed.
        (void) fwrite(data, 1, size, stdout);
    }
    free(owned);
    return status;
}

enum status pack_extract(const struct take *take, struct failure *failure)
{
    struct file_bytes bytes = {0};
    struct pack pack;
    enum status status = open_pack(take, &bytes, &pack, failure);
    if (status == STATUS_OK) {
        status =
            take->to_stdout ? extract_one(take, &pack, failure) : extract_all(take, &pack, failure);
    }
    file_unmap(&bytes);
    return status;
}

// Deleting -----------------------------------------------------------------------------------

enum status pack_delete(const struct take *take, struct failure *failure)
{
    struct file_bytes bytes = {0};
    struct pack pack;
    struct pack_section section = {0};
    struct pack_writer writer;
    pack_writer_init(&writer);
    enum status status = open_pack(take, &bytes, &pack, failure);
    while (status == STATUS_OK && pack_next(&pack, &section, NULL) == STATUS_OK) {
        if (!is_taken(take, section.name)) {
            status = pack_add_section(&writer, section.name, section.flags, section.data,
                                      section.size, failure);
        }
    }
    if (status == STATUS_OK) {
        status = pack_writer_finish(&writer, failure);
    }
    if (status == STATUS_OK) {
        status = file_replace(take->output != NULL ? take->output : take->pack, writer.data,
                              writer.size, failure);
    }
    pack_writer_clear(&writer);
    file_unmap(&bytes);
    return status;
}
