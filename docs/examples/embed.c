// SPDX-License-Identifier: Apache-2.0
// embed.c: a program that runs a pack with the machine inside it, as firmware does: its packs lie
// in memory already. See docs/porting.md for how to build it.
//
//     embed PROGRAM.avm ESTDLIB.avm

#include <stdio.h>
#include <stdlib.h>

#include "vm/vm.h"

// The bytes of a file, which the machine borrows: firmware would have an address in flash.
static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    void *bytes = NULL;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        *size = (size_t) ftell(file);
        rewind(file);
        bytes = malloc(*size);
        if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

static enum status run(struct vm *vm, struct failure *failure)
{
    const char *start = vm_find_start(vm);
    struct vm_result result = {0};
    if (start == NULL) {
        return fail(failure, STATUS_FAILED, "no module with start/0");
    }
    enum status status = vm_run(vm, start, &result, failure);
    if (status == STATUS_OK) {
        printf("%s ended, outcome %d\n", start, (int) result.outcome);
        vm_result_clear(&result);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct failure failure = {0};
    size_t program_size = 0;
    size_t library_size = 0;
    void *program = argc == 3 ? read_file(argv[1], &program_size) : NULL;
    void *library = argc == 3 ? read_file(argv[2], &library_size) : NULL;
    const struct vm_options options = {.max_memory = (size_t) 8 * 1024 * 1024};
    struct vm *vm = vm_new(&options);
    enum status status = STATUS_IO;
    if (vm != NULL && program != NULL && library != NULL) {
        status = vm_add_pack(vm, argv[1], program, program_size, &failure);
    }
    if (status == STATUS_OK) {
        status = vm_set_library(vm, library, library_size, &failure);
    }
    if (status == STATUS_OK) {
        status = run(vm, &failure);
    }
    if (status != STATUS_OK) {
        fprintf(stderr, "embed: %s\n", failure.what);
    }
    vm_free(vm); // before the bytes it has borrowed
    free(program);
    free(library);
    return (int) status;
}
