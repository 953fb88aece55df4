// SPDX-License-Identifier: Apache-2.0
// embed.c - build tool: packs compiled modules into the library that the program carries.
//
//     avm-embed OUT.avm IN.beam...
//
// It is the pack writer of packbeam/ and nothing else, so that the program can be built without
// being there already.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/packbeam.h"
#include "platforms/files.h"

static enum status add(struct pack_writer *writer, const char *path, struct failure *failure)
{
    const struct pack_options options = {.library = true};
    const char *slash = strrchr(path, '/');
    uint8_t *data;
    size_t size;
    enum status status = file_read(path, &data, &size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    status = pack_add_beam(writer, slash != NULL ? slash + 1 : path, data, size, &options, failure);
    failure_add_subject(failure, path);
    free(data);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: avm-embed OUT.avm IN.beam...\n");
        return STATUS_USAGE;
    }
    struct failure failure = {0};
    struct pack_writer writer;
    pack_writer_init(&writer);
    enum status status = STATUS_OK;
    for (int i = 2; i < argc && status == STATUS_OK; i++) {
        status = add(&writer, argv[i], &failure);
    }
    if (status == STATUS_OK) {
        status = pack_writer_finish(&writer, &failure);
    }
    if (status == STATUS_OK) {
        status = file_replace(argv[1], writer.data, writer.size, &failure);
    }
    if (status != STATUS_OK) {
        fprintf(stderr, "avm-embed: %s: %s\n", failure.subject, failure.what);
    }
    pack_writer_clear(&writer);
    return (int) status;
}
