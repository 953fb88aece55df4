// SPDX-License-Identifier: Apache-2.0
// shared_library.c - dlopen and dlsym.

#include "platforms/unix/shared_library.h"

#include <dlfcn.h>
#include <string.h>

enum status library_load(const char *file, bool *is_loaded, void *pointers,
                         const struct library_symbol *symbols, size_t count,
                         struct failure *failure)
{
    if (*is_loaded) {
        return STATUS_OK;
    }
    // Stays until the program ends.
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return fail(failure, STATUS_FAILED, "cannot load %s\ninstall the package that has it",
                    file);
    }
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(library, symbols[i].name);
        if (address == NULL) {
            dlclose(library);
            return fail(failure, STATUS_FAILED,
                        "%s has no %s\ninstall the version that avm was built with", file,
                        symbols[i].name);
        }
        memcpy((char *) pointers + symbols[i].offset, &address, sizeof address);
    }
    *is_loaded = true;
    return STATUS_OK;
}
