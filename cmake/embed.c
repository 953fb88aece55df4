// SPDX-License-Identifier: Apache-2.0
// embed.c - build tool: packs compiled modules and resources of applications into the library that
// the program carries.
//
//     avm-embed [--limit BYTES] OUT.avm IN.beam|IN.app...
//
// With a limit modules lose their line numbers and what a board has no use for, and a table of the
// sizes is printed, with a failure when the pack is larger.
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

static enum status add(struct pack_writer *writer, const char *path, bool drop_lines,
                       struct failure *failure)
{
    const struct pack_options options = {
        .library = true, .drop_lines = drop_lines, .spare = drop_lines};
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

// One cell of the table, four in a line.
static void print_size(int number, const char *path, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    printf("%-24.*s%6zu%s", (int) strcspn(name, "."), name, size, number % 4 == 3 ? "\n" : "   ");
}

static enum status pack_all(struct pack_writer *writer, char **paths, int count, size_t limit,
                            struct failure *failure)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        size_t before = writer->size;
        status = add(writer, paths[i], limit > 0, failure);
        if (limit > 0) {
            print_size(i, paths[i], writer->size - before);
        }
    }
    if (status == STATUS_OK) {
        status = pack_writer_finish(writer, failure);
    }
    if (limit > 0) {
        printf("%s%-24s%6zu of %zu bytes\n", count % 4 != 0 ? "\n" : "", "together", writer->size,
               limit);
    }
    if (status == STATUS_OK && limit > 0 && writer->size > limit) {
        return fail(failure, STATUS_LIMIT, "%zu bytes, %zu more than a board may have",
                    writer->size, writer->size - limit);
    }
    return status;
}

int main(int argc, char **argv)
{
    size_t limit = 0;
    if (argc > 2 && strcmp(argv[1], "--limit") == 0) {
        limit = strtoul(argv[2], NULL, 10);
        argv += 2;
        argc -= 2;
    }
    if (argc < 3) {
        fprintf(stderr, "usage: avm-embed [--limit BYTES] OUT.avm IN.beam|IN.app...\n");
        return STATUS_USAGE;
    }
    struct failure failure = {0};
    struct pack_writer writer;
    pack_writer_init(&writer);
    enum status status = pack_all(&writer, argv + 2, argc - 2, limit, &failure);
    if (status == STATUS_OK) {
        status = file_replace(argv[1], writer.data, writer.size, &failure);
    }
    if (status != STATUS_OK) {
        fprintf(stderr, "avm-embed: %s: %s\n", failure.subject, failure.what);
    }
    pack_writer_clear(&writer);
    return (int) status;
}
