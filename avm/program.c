// SPDX-License-Identifier: Apache-2.0
// program.c - the files of a command line in a machine.

#include "avm/program.h"

#include <stdlib.h>
#include <string.h>

#include "avm/embedded.h"
#include "avm/erl_source.h"
#include "packbeam/packbeam.h"
#include "platforms/files.h"

enum status program_check_folders(const struct text_list *folders, struct failure *failure)
{
    for (size_t i = 0; i < folders->count; i++) {
        if (!file_is_directory(folders->items[i])) {
            return fail(failure, STATUS_IO, "-pa: there is no folder '%.150s'", folders->items[i]);
        }
    }
    return STATUS_OK;
}

enum status program_open(struct program *program, const struct vm_options *what,
                         const struct text_list *folders, struct failure *failure)
{
    memset(program, 0, sizeof(*program));
    program->folders = folders;
    module_path_init(&program->path, folders);
    program->vm = vm_new(what);
    if (program->vm == NULL) {
        return fail(failure, STATUS_LIMIT, "out of memory: cannot start the machine");
    }
    return STATUS_OK;
}

void program_close(struct program *program)
{
    if (program->vm != NULL) {
        vm_free(program->vm);
    }
    for (size_t i = 0; i < program->file_count; i++) {
        free(program->files[i].data);
    }
    free(program->files);
    module_path_clear(&program->path);
}

// Keep bytes for as long as the program runs; they are freed with it, or now when that fails.
static enum status keep(struct program *program, uint8_t *data, size_t size,
                        struct failure *failure)
{
    size_t table_size = (program->file_count + 1) * sizeof(*program->files);
    struct program_file *files = realloc(program->files, table_size);
    if (files == NULL) {
        free(data);
        return fail_memory(failure, table_size);
    }
    files[program->file_count++] = (struct program_file){data, size};
    program->files = files;
    return STATUS_OK;
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static enum status add_bytes(struct program *program, const char *path, const uint8_t *data,
                             size_t size, struct failure *failure)
{
    if (pack_is(data, size)) {
        return vm_add_pack(program->vm, path, data, size, failure);
    }
    if (has_suffix(path, ".avm")) {
        return fail_at(failure, STATUS_INPUT, 0,
                       "not an AVM pack: it does not begin with '#!/usr/bin/env AtomVM'");
    }
    if (has_suffix(path, ".ex") || has_suffix(path, ".exs")) {
        return fail(failure, STATUS_INPUT, "Elixir source\ncompile it first: elixirc %s", path);
    }
    return vm_add_beam(program->vm, path, data, size, failure);
}

enum status program_add_file(struct program *program, const char *path, struct failure *failure)
{
    uint8_t *data;
    size_t size;
    enum status status = has_suffix(path, ".erl")
                             ? erl_source_compile(path, program->folders, &data, &size, failure)
                             : file_read(path, &data, &size, failure);
    if (status == STATUS_OK) {
        status = keep(program, data, size, failure);
        if (status == STATUS_OK) {
            status = add_bytes(program, path, data, size, failure);
        }
        // A failure of the machine has named the file itself.
        if (status != STATUS_OK && failure->subject[0] == '\0') {
            failure_add_subject(failure, path);
        }
    }
    return status;
}

static const void *find_file(void *context, const char *name, size_t *size, const char **path)
{
    struct program *program = context;
    return module_path_find(&program->path, name, size, path);
}

static const char *get_folder(void *context, size_t index)
{
    struct program *program = context;
    return module_path_folder(&program->path, index);
}

static bool set_folders(void *context, const char *const *folders, size_t count)
{
    struct program *program = context;
    return module_path_set(&program->path, folders, count);
}

enum status program_complete(struct program *program, struct failure *failure)
{
    vm_set_finder(program->vm, find_file, program);
    vm_set_finder_folders(program->vm, get_folder, set_folders);
    size_t size;
    const uint8_t *library = avm_embedded_library(&size);
    return library != NULL ? vm_set_library(program->vm, library, size, failure) : STATUS_OK;
}
