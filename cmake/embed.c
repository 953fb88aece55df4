// SPDX-License-Identifier: Apache-2.0
// embed.c - build tool: packs compiled modules and resources of applications into the library that
// the program carries.
//
//     avm-embed OUT.avm IN.beam|IN.app...
//
// It is the pack writer of packbeam/ and nothing else, so that the program can be built without
// being there already.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packbeam/app_file.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

static enum status add_resource(struct pack_writer *writer, const uint8_t *text, size_t size,
                                struct failure *failure)
{
    char application[APP_NAME_SIZE];
    char name[APP_NAME_SIZE + 24];
    uint8_t *resource;
    size_t resource_size;
    enum status status =
        app_file_read((const char *) text, size, application, &resource, &resource_size, failure);
    if (status != STATUS_OK) {
        return status;
    }
    snprintf(name, sizeof(name), "%s/priv/application.bin", application);
    status = pack_add_file(writer, name, resource, resource_size, failure);
    free(resource);
    return status;
}

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
    const char *dot = strrchr(path, '.');
    status = dot != NULL && strcmp(dot, ".app") == 0
                 ? add_resource(writer, data, size, failure)
                 : pack_add_beam(writer, slash != NULL ? slash + 1 : path, data, size, &options,
                                 failure);
    failure_add_subject(failure, path);
    free(data);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: avm-embed OUT.avm IN.beam|IN.app...\n");
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
