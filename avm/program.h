// SPDX-License-Identifier: Apache-2.0
// program.h - the files of a command line in a machine: packs, modules and sources, then folders,
// then the library inside avm. Life cycle: program_open(), program_add_file() for each file,
// program_complete(), then vm is ready to run; program_close() in any case.

#ifndef AVM_PROGRAM_H
#define AVM_PROGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "avm/module_path.h"
#include "avm/options.h"
#include "packbeam/status.h"
#include "vm/vm.h"

struct program_file {
    uint8_t *data; // a pack or a module
    size_t size;
};

// The machine borrows the bytes of the files.
struct program {
    struct vm *vm;
    struct module_path path;
    const struct text_list *folders; // of -pa, borrowed
    struct program_file *files;      // in the order in which they were added
    size_t file_count;
};

// STATUS_IO: one of the folders of -pa is not there.
enum status program_check_folders(const struct text_list *folders, struct failure *failure);

// what may be NULL.
enum status program_open(struct program *program, const struct vm_options *what,
                         const struct text_list *folders, struct failure *failure);

// Add a pack, a module or a source, which is compiled.
enum status program_add_file(struct program *program, const char *path, struct failure *failure);

// Let modules be found in folders and in the library too.
enum status program_complete(struct program *program, struct failure *failure);

void program_close(struct program *program);

#endif
