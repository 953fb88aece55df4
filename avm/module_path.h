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
    const struct text_list *given; // borrowed
    // Those given, then those of ERL_LIBS; or those set. Looked up when first needed.
    char **folders;
    size_t folder_count;
    bool folders_known;
    struct module_file *files; // what was found; lives until module_path_clear()
};

void module_path_init(struct module_path *path, const struct text_list *folders);
void module_path_clear(struct module_path *path);

// Find MODULE.beam or APP/priv/FILE and read it; APP/priv/application.bin is APP.app of a folder of
// modules, as an external term. NULL: there is none that can be read. *file_path, when not NULL, is
// set to its path. Both live until module_path_clear().
const uint8_t *module_path_find(struct module_path *path, const char *name, size_t *size,
                                const char **file_path);

// The index-th folder, or NULL: there are fewer.
const char *module_path_folder(struct module_path *path, size_t index);
// Look in these from now on, and nowhere else; they are copied. False: no memory, nothing changed.
bool module_path_set(struct module_path *path, const char *const *folders, size_t count);

#endif
