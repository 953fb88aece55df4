// SPDX-License-Identifier: Apache-2.0
// module_path.h - where modules are found that no pack on the command line has: in the folders of
// -pa, in the order given, then below those of ERL_LIBS (each LIB/APPLICATION/ebin).

#ifndef AVM_MODULE_PATH_H
#define AVM_MODULE_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "avm/options.h"

struct module_file {
    struct module_file *next;
    uint8_t *data;
    size_t size;
    char *path;
};

struct module_path {
    const struct text_list *folders; // borrowed
    char **library_folders;          // from ERL_LIBS, looked up when first needed
    size_t library_folder_count;
    bool libraries_known;
    struct module_file *files; // what was found; lives until module_path_clear()
};

void module_path_init(struct module_path *path, const struct text_list *folders);
void module_path_clear(struct module_path *path);

// Find MODULE.beam or APP/priv/FILE and read it; APP/priv/application.bin is APP.app of a folder of
// modules, as an external term. NULL: there is none that can be read. *file_path, when not NULL, is
// set to its path. Both live until module_path_clear().
const uint8_t *module_path_find(struct module_path *path, const char *name, size_t *size,
                                const char **file_path);

#endif
