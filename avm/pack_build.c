// SPDX-License-Identifier: Apache-2.0
// pack_build.c - reads one entry after the other and writes it out, so that what is held in memory
// is one of them.

#include "avm/pack_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is gathered before it is written out.
#define FLUSH_SIZE (256 * 1024)

enum status pack_build_place_start(struct build *build, struct inputs *inputs,
                                   struct failure *failure)
{
    size_t length = strlen(build->start);
    if (length > 5 && strcmp(build->start + length - 5, ".beam") == 0) {
        length -= 5;
    }
    for (size_t i = 0; i < inputs->count; i++) {
        struct entry *entry = &inputs->entries[i];
        if (!entry_is_module(entry) || strlen(entry->name) != length + 5 ||
            strncmp(entry->name, build->start, length) != 0 ||
            strcmp(entry->name + length, ".beam") != 0) {
            continue;
        }
        struct entry_bytes bytes;
        bool has_start = false;
        enum status status = entry_open(entry, &bytes, failure);
        if (status == STATUS_OK) {
            status = beam_has_start(bytes.data, bytes.size, &has_start, failure);
            failure_add_subject(failure, entry->origin);
        }
        entry_close(&bytes);
        if (status == STATUS_OK && !has_start) {
            status = fail(failure, STATUS_FAILED, "module '%.*s' does not export start/0",
                          (int) length, build->start);
        }
        struct entry first = *entry;
        memmove(inputs->entries + 1, inputs->entries, i * sizeof(first));
        inputs->entries[0] = first;
        return status;
    }
    return fail(failure, STATUS_FAILED, "there is no module '%.*s' in the inputs to start with",
                (int) length, build->start);
}

static enum status add_entry(struct build *build, const struct entry *entry, bool is_first,
                             struct pack_writer *writer, struct failure *failure)
{
    struct entry_bytes bytes;
    struct pack_options what = build->what;
    enum status status = entry_open(entry, &bytes, failure);
    if (status != STATUS_OK) {
        return status;
    }
    what.library = what.library || (build->first_starts && !is_first);
    if (entry->kind == ENTRY_FILE) {
        status = pack_add_file(writer, entry->name, bytes.data, bytes.size, failure);
    } else if (entry->kind == ENTRY_MODULE) {
        status = pack_add_beam(writer, entry->name, bytes.data, bytes.size, &what, failure);
    } else if (build->copies_packs) {
        status =
            pack_add_section(writer, entry->name, entry->flags, bytes.data, bytes.size, failure);
    } else {
        status = pack_add_copy(writer, entry->name, entry->flags, bytes.data, bytes.size, &what,
                               failure);
    }
    if (status != STATUS_OK) {
        if (entry->kind == ENTRY_SECTION || entry->zip != NULL) {
            failure_add_subject(failure, entry->name);
        }
        failure_add_subject(failure, entry->origin);
    }
    entry_close(&bytes);
    return status;
}

static enum status flush(struct pack_writer *writer, struct file_output *output,
                         struct failure *failure)
{
    enum status status = file_output_write(output, writer->data, writer->size, failure);
    pack_writer_flush(writer);
    return status;
}

static enum status write_entries(struct build *build, struct inputs *inputs,
                                 struct pack_writer *writer, struct file_output *output,
                                 struct failure *failure)
{
    for (size_t i = 0; i < inputs->count; i++) {
        enum status status = add_entry(build, &inputs->entries[i], i == 0, writer, failure);
        if (status == STATUS_OK && writer->size >= FLUSH_SIZE) {
            status = flush(writer, output, failure);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    enum status status = pack_writer_finish(writer, failure);
    return status == STATUS_OK ? flush(writer, output, failure) : status;
}

enum status pack_build(struct build *build, struct inputs *inputs, struct failure *failure)
{
    char start[PACK_MODULE_NAME_SIZE];
    enum status status;
    if (build->start != NULL) {
        status = pack_build_place_start(build, inputs, failure);
        if (status != STATUS_OK) {
            return status;
        }
        snprintf(start, sizeof(start), "%s", inputs->entries[0].name);
        start[strlen(start) - 5] = '\0';
        build->what.start = start;
    }
    if (build->prune != PRUNE_NOTHING) {
        struct prune_request request = {
            .start = build->start != NULL ? inputs->entries[0].name : NULL,
            .what = &build->what,
            .depth = build->prune,
            .explains = build->explains,
            .command = build->command,
        };
        status = pack_prune(inputs, &request, failure);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (build->wordcode != WORDCODE_AS_IS) {
        build->what.finish = pack_wordcode;
        build->what.finish_context = &build->wordcode;
    }
    struct file_output output;
    status = file_output_open(&output, build->output, failure);
    if (status != STATUS_OK) {
        return status;
    }
    struct pack_writer writer;
    pack_writer_init(&writer);
    status = write_entries(build, inputs, &writer, &output, failure);
    pack_writer_clear(&writer);
    if (status != STATUS_OK) {
        file_output_abort(&output);
        return status;
    }
    return file_output_commit(&output, failure);
}
