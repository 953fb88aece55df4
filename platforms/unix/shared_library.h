// SPDX-License-Identifier: Apache-2.0
// shared_library.h - libraries that only some commands need, loaded when they are. What runs
// without them pays nothing for them, and runs where they are not installed.
//
// A file that uses one lists the functions and variables it needs; their addresses are kept in a
// structure:
//
//     #define SYMBOLS(SYMBOL) SYMBOL(open, sp_open) SYMBOL(close, sp_close)
//     SHARED_LIBRARY(sp, "libserialport.so.0", SYMBOLS)
//
// makes sp.open of sp_open, and load_sp(failure), which is to be called before it. In a static
// build the library is linked as usual.

#ifndef PLATFORMS_UNIX_SHARED_LIBRARY_H
#define PLATFORMS_UNIX_SHARED_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "packbeam/status.h"

struct library_symbol {
    const char *name;
    size_t offset; // in the structure, of the pointer that takes the address
};

// file: as the linker names it. *is_loaded: whether this was done before. Fails with STATUS_FAILED
// when the library is not installed or is another than the one this program was built for.
enum status library_load(const char *file, bool *is_loaded, void *pointers,
                         const struct library_symbol *symbols, size_t count,
                         struct failure *failure);

#define LIBRARY_FIELD(name, symbol) __typeof__(&symbol) name;

#if AVM_LOAD_LIBRARIES
#define LIBRARY_ROW(name, symbol) {#symbol, offsetof(struct library_functions, name)},
#define SHARED_LIBRARY(library, file, SYMBOLS)                                                     \
    static struct library_functions {                                                              \
        SYMBOLS(LIBRARY_FIELD)                                                                     \
    } library;                                                                                     \
    static enum status load_##library(struct failure *failure)                                     \
    {                                                                                              \
        static bool is_loaded;                                                                     \
        static const struct library_symbol symbols[] = {SYMBOLS(LIBRARY_ROW)};                     \
        return library_load(file, &is_loaded, &library, symbols, sizeof symbols / sizeof *symbols, \
                            failure);                                                              \
    }
#else
#define LIBRARY_ROW(name, symbol) .name = &symbol,
#define SHARED_LIBRARY(library, file, SYMBOLS)                                                     \
    static const struct {                                                                          \
        SYMBOLS(LIBRARY_FIELD)                                                                     \
    } library = {SYMBOLS(LIBRARY_ROW)};                                                            \
    static enum status load_##library(struct failure *failure)                                     \
    {                                                                                              \
        return STATUS_OK;                                                                          \
    }
#endif

#endif
